// What the prelude's functions about text need of TypeScript.
import { asStr } from '../objects/dict.js';
import { escapeNonAscii } from '../objects/text-repr.js';
import type { Value } from '../objects/value.js';
import { checkedFormat, checkedText } from '../vm/text.js';
import { fixed, preludeFn } from './define.js';

preludeFn('checked_repr', fixed(1), (_vm, text: Value) => checkedText('__repr__', text));
preludeFn('checked_str', fixed(1), (_vm, text: Value) => checkedText('__str__', text));
preludeFn('checked_format', fixed(1), (_vm, text: Value) => checkedFormat(text));
preludeFn('escape_non_ascii', fixed(1), (_vm, repr: Value) => escapeNonAscii(asStr(repr)!));
