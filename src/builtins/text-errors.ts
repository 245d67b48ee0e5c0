// SyntaxError and the UnicodeErrors: exceptions about a place in a text.
import { exceptionField, setExceptionField } from '../objects/exception-fields.js';
import { tuple, type PyTuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import type { PyException } from '../objects/exceptions.js';
import { exceptionType, typeError } from '../objects/exceptions.js';
import { typeOf } from '../objects/type-of.js';
import { tupleType, type PyType } from '../objects/type.js';
import { asBytes, asInt } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { callSync } from '../vm/calls.js';
import { asIndex } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import { strSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { fixed, method, variadic } from './define.js';
import { exceptionMember, noKeywords } from './exception-types.js';

// --- SyntaxError(msg, (filename, lineno, offset, text, end_lineno, end_offset))

const syntaxError = exceptionType('SyntaxError');
const PLACE = ['filename', 'lineno', 'offset', 'text', 'end_lineno', 'end_offset'] as const;

exceptionMember(syntaxError, 'msg', (args) => args[0] ?? null);
PLACE.forEach((name, at) => {
  exceptionMember(syntaxError, name, (args) => placeOf(args)[at] ?? null);
});
exceptionMember(syntaxError, 'print_file_and_line');

/** The place in the arguments of an exception that TypeScript code made, without `__init__`. */
function placeOf(args: readonly Value[]): readonly Value[] {
  const place = args.length === 2 ? (args[1] as Partial<PyTuple> | null) : null;
  return place?.items ?? [];
}

method(syntaxError, '__init__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const self = args[0] as PyException;
  noKeywords(self, keywords);
  const given = args.slice(1);
  self.args = tuple(given);
  setExceptionField(self, 'msg', given[0] ?? null);
  const place = given.length === 2 ? checkedPlace(vm, given[1]) : [];
  PLACE.forEach((name, at) => setExceptionField(self, name, place[at] ?? null));
  return null;
});

function checkedPlace(vm: VM, value: Value): readonly Value[] {
  const items = nativeItems(vm, value) ?? (callSync(vm, tupleType, [value]) as PyTuple).items;
  const { length } = items;
  if (length < 4) throw typeError(`function takes at least 4 arguments (${length} given)`);
  if (length > 6) throw typeError(`function takes at most 6 arguments (${length} given)`);
  if (length === 5) throw typeError('end_offset must be provided when end_lineno is provided');
  return items;
}

method(syntaxError, '__str__', fixed(1), (vm, self: PyException) => {
  const [msg, filename, lineno] = ['msg', 'filename', 'lineno'].map((name, at) => {
    const field = exceptionField(self, name);
    if (field !== undefined) return field;
    return (at === 0 ? self.args.items[0] : placeOf(self.args.items)[at - 1]) ?? null;
  });
  const file = asStr(filename)?.replace(/^.*\//, '');
  const line = asInt(lineno);
  const text = strSync(vm, msg);
  if (file !== undefined && line !== undefined) return `${text} (${file}, line ${line})`;
  if (file !== undefined) return `${text} (${file})`;
  return line === undefined ? text : `${text} (line ${line})`;
});

// --- UnicodeError and its kinds

type Check = (vm: VM, value: Value, at: number) => Value;

const text: Check = (_vm, value, at) => {
  if (asStr(value) !== undefined) return value;
  throw typeError(`argument ${at} must be str, not ${typeOf(value).name}`);
};
const index: Check = (vm, value) => asIndex(vm, value);
const bytes: Check = (_vm, value) => {
  if (asBytes(value) !== undefined) return value;
  throw typeError(`a bytes-like object is required, not '${typeOf(value).name}'`);
};

function define(type: PyType, fields: readonly (readonly [string, Check])[]): void {
  fields.forEach(([name], at) => exceptionMember(type, name, (args) => args[at] ?? null));
  method(type, '__init__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
    const self = args[0] as PyException;
    noKeywords(self, keywords);
    const given = args.slice(1);
    self.args = tuple(given);
    if (given.length !== fields.length) {
      throw typeError(`function takes exactly ${fields.length} arguments (${given.length} given)`);
    }
    fields.forEach(([name, check], at) => {
      setExceptionField(self, name, check(vm, given[at], at + 1));
    });
    return null;
  });
}

const encodeError = exceptionType('UnicodeEncodeError');
const decodeError = exceptionType('UnicodeDecodeError');
const translateError = exceptionType('UnicodeTranslateError');
const range = [
  ['start', index],
  ['end', index],
  ['reason', text],
] as const;
define(encodeError, [['encoding', text], ['object', text], ...range]);
define(decodeError, [['encoding', text], ['object', bytes], ...range]);
define(translateError, [['object', text], ...range]);
exceptionMember(translateError, 'encoding');

/** What an error is about: which characters or bytes, where, and why. */
interface Fault {
  readonly encoding: string;
  readonly object: Value;
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

function faultOf(vm: VM, self: PyException): Fault | null {
  const names = ['encoding', 'object', 'start', 'end', 'reason'];
  const skipped = self.cls.isSubclassOf(translateError) ? 1 : 0;
  const [encoding, object, start, end, reason] = names.map(
    (name, at) => exceptionField(self, name) ?? self.args.items[at - skipped] ?? null,
  );
  if (object === null) return null;
  return {
    encoding: strSync(vm, encoding),
    object,
    start: Number(start),
    end: Number(end),
    reason: strSync(vm, reason),
  };
}

function places({ start, end, reason }: Fault): string {
  return `in position ${start}-${end - 1}: ${reason}`;
}

function escape(character: string): string {
  const codePoint = character.codePointAt(0)!;
  const hex = codePoint.toString(16);
  if (codePoint < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return codePoint < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function showCharacters(fault: Fault, verb: string): string {
  const { object, start, end, reason } = fault;
  const character = [...(asStr(object) ?? '')][start];
  if (character === undefined || end !== start + 1) {
    return `can't ${verb} characters ${places(fault)}`;
  }
  return `can't ${verb} character '${escape(character)}' in position ${start}: ${reason}`;
}

method(encodeError, '__str__', fixed(1), (vm, self: PyException) => {
  const fault = faultOf(vm, self);
  return fault === null ? '' : `'${fault.encoding}' codec ${showCharacters(fault, 'encode')}`;
});
method(translateError, '__str__', fixed(1), (vm, self: PyException) => {
  const fault = faultOf(vm, self);
  return fault === null ? '' : showCharacters(fault, 'translate');
});
method(decodeError, '__str__', fixed(1), (vm, self: PyException) => {
  const fault = faultOf(vm, self);
  if (fault === null) return '';
  const { encoding, object, start, end, reason } = fault;
  const byte = asBytes(object)?.[start];
  if (byte === undefined || end !== start + 1) {
    return `'${encoding}' codec can't decode bytes ${places(fault)}`;
  }
  const hex = byte.toString(16).padStart(2, '0');
  return `'${encoding}' codec can't decode byte 0x${hex} in position ${start}: ${reason}`;
});
