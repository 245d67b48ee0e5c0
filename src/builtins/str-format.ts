// str.format and str.format_map: fetching what the fields name. What the template says is in
// objects/format-template.ts.
import { reserveText } from '../objects/meter.js';
import type { PyTuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, valueError } from '../objects/exceptions.js';
import {
  parseStrFormat,
  type FieldAccess,
  type TemplateField,
  type TemplateSegment,
} from '../objects/format-template.js';
import { escapeNonAscii } from '../objects/text-repr.js';
import { typeOf } from '../objects/type-of.js';
import { dictType, listType, strType, tupleType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { getAttribute, getItem } from '../vm/access.js';
import { answered, question, type Answers } from '../vm/answers.js';
import { asciiOf, format, hasNativeText, repr, reprSync, str, strSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { remembered } from './template-cache.js';

const parsed = remembered(parseStrFormat);

const askItem = question('getitem', 2, getItem);
const askAttribute = question('getattr', 2, getAttribute);
const askFormat = question('format', 2, format);
const askStr = question('str', 1, str);
const askRepr = question('repr', 1, repr);
const askAscii = question('ascii', 1, asciiOf);

/** What the names of fields stand for. */
interface Arguments {
  /** Null for format_map, which has no positions. */
  readonly positional: PyTuple | null;
  readonly named: Value;
}

/** The text of a template, or undefined while a question is open. */
function rendered(
  vm: VM,
  answers: Answers,
  segments: readonly TemplateSegment[],
  args: Arguments,
): string | undefined {
  let text = '';
  for (const segment of segments) {
    if (segment.kind === 'error') throw segment.error;
    const part = segment.kind === 'text' ? segment.text : field(vm, answers, segment, args);
    if (part === undefined) return undefined;
    reserveText(text.length + part.length);
    text += part;
  }
  return text;
}

function field(
  vm: VM,
  answers: Answers,
  { argument, accesses, conversion, spec }: TemplateField,
  args: Arguments,
): string | undefined {
  let value = fetch(answers, argument, args);
  for (const access of accesses) {
    if (value === undefined) return undefined;
    value = follow(vm, answers, value, access);
  }
  if (value === undefined) return undefined;
  if (conversion !== null) {
    if (typeof conversion === 'object') throw conversion.error;
    value = converted(vm, answers, value, conversion);
    if (value === undefined) return undefined;
  }
  const wanted = rendered(vm, answers, spec, args);
  if (wanted === undefined) return undefined;
  if (hasNativeText(value)) return asStr(format(vm, value, wanted));
  return asStr(answers.ask(askFormat, value, wanted));
}

/** The argument that a field begins with. */
function fetch(answers: Answers, name: number | string, args: Arguments): Value {
  const { positional, named } = args;
  if (typeof name === 'number') {
    if (positional === null) throw valueError('Format string contains positional fields');
    if (name < positional.items.length) return positional.items[name];
    const message = `Replacement index ${name} out of range for positional args tuple`;
    throw raised('IndexError', message);
  }
  if (typeOf(named) !== dictType) return answers.ask(askItem, named, name);
  const value = (named as PyDict).getStr(name);
  if (value === undefined) throw raised('KeyError', name);
  return value;
}

function follow(vm: VM, answers: Answers, value: Value, access: FieldAccess): Value {
  if (access.kind === 'error') throw access.error;
  if (access.kind === 'attribute') return answers.ask(askAttribute, value, access.name);
  const type = typeOf(value);
  const native = type === listType || type === tupleType || type === dictType || type === strType;
  return native ? getItem(vm, value, access.key) : answers.ask(askItem, value, access.key);
}

/** The text that `!s`, `!r` or `!a` asks for. */
function converted(vm: VM, answers: Answers, value: Value, conversion: 'r' | 's' | 'a'): Value {
  if (!hasNativeText(value)) {
    const ask = conversion === 's' ? askStr : conversion === 'r' ? askRepr : askAscii;
    return answers.ask(ask, value);
  }
  if (conversion === 's') return strSync(vm, value);
  const text = reprSync(vm, value);
  return conversion === 'r' ? text : escapeNonAscii(text);
}

/**
 * str.format: the text, or PUSHED. `positional` is null for format_map, which has no positions;
 * `named` is any mapping.
 */
export const formatTemplate: (
  vm: VM,
  template: string,
  positional: PyTuple | null,
  named: Value,
) => Value = answered(
  'format',
  (vm: VM, answers, template: string, positional: PyTuple | null, named: Value) =>
    rendered(vm, answers, parsed(template), { positional, named }),
);
