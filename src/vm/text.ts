// Values as text: str(), repr(), ascii() and format() of anything. What each built-in class shows
// is in its own `__repr__` (src/builtins); here is which method is asked and how its answer is checked.
//
// The plain forms return the text or PUSHED. The Sync forms wait for Python code in a nested run
// and are for text inside the text of a built-in container only.
import { PyList, type PyTuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { floatRepr } from '../objects/float-repr.js';
import { PyBuiltin } from '../objects/functions.js';
import { allocated, Bytes, reserveText, spend } from '../objects/meter.js';
import { intToString } from '../objects/number-text.js';
import { escapeNonAscii, strRepr } from '../objects/text-repr.js';
import { PySet } from '../objects/set.js';
import { typeOf } from '../objects/type-of.js';
import {
  asyncGeneratorType,
  builtinType,
  bytesType,
  codeType,
  coroutineType,
  dictType,
  ellipsisType,
  floatType,
  frameType,
  frozensetType,
  functionType,
  generatorType,
  listType,
  moduleType,
  objectType,
  rangeType,
  setType,
  tupleType,
  typeType,
  type PyType,
} from '../objects/type.js';
import { PyFloat, type PyObject, type Value } from '../objects/value.js';
import { lookupSpecial } from './access.js';
import {
  callBuiltin,
  callSync,
  enterCall,
  enterCounted,
  enterPrelude,
  recursionError,
} from './calls.js';
import type { VM } from './vm.js';

const REPR = ' while getting the repr of an object';
const STR = ' while getting the str of an object';

/** The repr of None, a bool, an int, a str or a float that is not of a subclass; else undefined. */
function plainRepr(value: Value): string | undefined {
  switch (typeof value) {
    case 'string':
      return strRepr(value);
    case 'number':
      return String(value);
    case 'bigint':
      return intToString(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      if (value === null) return 'None';
      if (value instanceof PyFloat && value.cls === floatType) return floatRepr(value.value);
      return undefined;
  }
}

/** Containers inside each other deeper than this are written frame by frame, cycles among them. */
const MAX_KNOWN_DEPTH = 8;

/**
 * The repr of a built-in container by its class's own method, where that takes neither Python code
 * nor a frame; else undefined.
 */
export function knownRepr(vm: VM, container: PyObject, depth = 0): string | undefined {
  if (depth === MAX_KNOWN_DEPTH) return undefined;
  if (container instanceof PyDict) return knownDictRepr(vm, container, depth);
  if (container instanceof PySet) {
    const texts = knownReprs(vm, container.toArray(), depth);
    return texts === undefined ? undefined : setText(container, texts);
  }
  const texts = knownReprs(vm, (container as PyList | PyTuple).items, depth);
  if (texts === undefined) return undefined;
  return container instanceof PyList ? `[${texts.join(', ')}]` : tupleText(texts);
}

function knownDictRepr(vm: VM, dict: PyDict, depth: number): string | undefined {
  const texts: string[] = [];
  for (let at = 0; at < dict.keys.length; at++) {
    if (dict.keys[at] === undefined) continue;
    const key = knownItemRepr(vm, dict.keys[at], depth);
    const value = key === undefined ? undefined : knownItemRepr(vm, dict.values[at], depth);
    if (value === undefined) return undefined;
    spend(1);
    allocated((key!.length + value.length) * Bytes.CHARACTER);
    texts.push(`${key}: ${value}`);
  }
  return `{${texts.join(', ')}}`;
}

function knownReprs(vm: VM, items: readonly Value[], depth: number): string[] | undefined {
  const texts: string[] = [];
  for (const item of items) {
    spend(1);
    const text = knownItemRepr(vm, item, depth);
    if (text === undefined) return undefined;
    allocated(text.length * Bytes.CHARACTER);
    texts.push(text);
  }
  return texts;
}

function knownItemRepr(vm: VM, item: Value, depth: number): string | undefined {
  const plain = plainRepr(item);
  if (plain !== undefined) return plain;
  if (isContainer(item)) return knownRepr(vm, item, depth + 1);
  return isLeaf(item) ? leafRepr(vm, item) : undefined;
}

function leafRepr(vm: VM, value: Value): string {
  return asStr(callBuiltin(vm, typeOf(value).lookup('__repr__') as PyBuiltin, [value], null))!;
}

/** Whether the value is a built-in container of exactly that class. */
function isContainer(value: Value): value is PyObject {
  const cls = typeOf(value);
  return (
    cls === listType ||
    cls === tupleType ||
    cls === dictType ||
    cls === setType ||
    cls === frozensetType
  );
}

/** A tuple's repr from those of its items. */
export function tupleText(items: readonly string[]): string {
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
}

/** A set's repr from those of its items: a display; with the name of other classes than set. */
export function setText(set: PySet, items: readonly string[]): string {
  const { cls } = set;
  if (items.length === 0) return `${cls.name}()`;
  const display = `{${items.join(', ')}}`;
  return cls === setType ? display : `${cls.name}(${display})`;
}

/** repr(value) */
export function repr(vm: VM, value: Value): Value {
  const plain = plainRepr(value);
  if (plain !== undefined) return plain;
  const method = typeOf(value).lookup('__repr__');
  if (method instanceof PyBuiltin) return enterCall(vm, method, [value]);
  return enterCounted(vm, REPR, 'repr_from', lookupSpecial(vm, value, '__repr__'));
}

/** repr(value) for a native that puts it into a text of its own: nested ones may make a huge one of little. */
export function reprSync(vm: VM, value: Value): string {
  const text = nestedRepr(vm, value);
  spend(1);
  reserveText(text.length);
  return text;
}

function nestedRepr(vm: VM, value: Value): string {
  const plain = plainRepr(value);
  if (plain !== undefined) return plain;
  if (isContainer(value)) {
    const known = knownRepr(vm, value);
    if (known !== undefined) return known;
  } else if (isLeaf(value)) return leafRepr(vm, value);
  const method = typeOf(value).lookup('__repr__');
  if (method instanceof PyBuiltin) return asStr(callSync(vm, method, [value]))!;
  const result = callSync(vm, lookupSpecial(vm, value, '__repr__'), []);
  return asStr(checkedText('__repr__', result))!;
}

/** str(value) */
export function str(vm: VM, value: Value): Value {
  if (typeof value === 'string') return value;
  const method = strMethod(value);
  if (method === null) return repr(vm, value);
  if (method instanceof PyBuiltin) return enterCall(vm, method, [value]);
  return enterCounted(vm, STR, 'str_from', lookupSpecial(vm, value, '__str__'));
}

export function strSync(vm: VM, value: Value): string {
  if (typeof value === 'string') return value;
  const method = strMethod(value);
  if (method === null) return reprSync(vm, value);
  if (method instanceof PyBuiltin) return asStr(callSync(vm, method, [value]))!;
  const result = callSync(vm, lookupSpecial(vm, value, '__str__'), []);
  return asStr(checkedText('__str__', result))!;
}

/** The `__str__` of a value's class; null where it is object's, which is repr. */
function strMethod(value: Value): Value {
  const method = typeOf(value).lookup('__str__');
  return method instanceof PyBuiltin && method.owner === objectType ? null : method;
}

/** ascii(value) */
export function asciiOf(vm: VM, value: Value): Value {
  if (hasNativeText(value)) return escapeNonAscii(reprSync(vm, value));
  return enterPrelude(vm, 'ascii_from', value);
}

/** format(value, spec) */
export function format(vm: VM, value: Value, spec: string): Value {
  if (spec === '' && (typeof value === 'string' || typeof value === 'number')) return String(value);
  const method = typeOf(value).lookup('__format__');
  if (method instanceof PyBuiltin) return enterCall(vm, method, [value, spec]);
  return enterPrelude(vm, 'format_from', lookupSpecial(vm, value, '__format__'), spec);
}

/**
 * What a `__str__` or `__repr__` returned.
 * @throws Raised TypeError when it is no str
 */
export function checkedText(name: '__str__' | '__repr__', result: Value): Value {
  if (asStr(result) !== undefined) return result;
  throw typeError(`${name} returned non-string (type ${typeOf(result).name})`);
}

/** What a `__format__` returned, which is worded differently. */
export function checkedFormat(result: Value): Value {
  if (asStr(result) !== undefined) return result;
  throw typeError(`__format__ must return a str, not ${typeOf(result).name}`);
}

/**
 * Whether str(), repr() and format() of the value certainly run no Python code, so that the Sync
 * forms may be used for it anywhere.
 */
export function hasNativeText(value: Value, depth = 0): boolean {
  if (isLeaf(value)) return true;
  if (depth === MAX_KNOWN_DEPTH || !isContainer(value)) return false;
  const isText = (item: Value): boolean => item === undefined || hasNativeText(item, depth + 1);
  if (value instanceof PyDict) return value.keys.every(isText) && value.values.every(isText);
  if (value instanceof PySet) return value.toArray().every(isText);
  return (value as PyList | PyTuple).items.every(isText);
}

/** Whether the value shows no other values, and its class is built in. */
function isLeaf(value: Value): boolean {
  return typeof value !== 'object' || value === null || LEAVES.has(value.cls);
}

/** The built-in classes of such values. */
const LEAVES: ReadonlySet<PyType> = new Set([
  asyncGeneratorType,
  builtinType,
  bytesType,
  codeType,
  coroutineType,
  ellipsisType,
  floatType,
  frameType,
  functionType,
  generatorType,
  moduleType,
  rangeType,
  typeType,
]);

/**
 * Begin the repr of a container: false when it is being made already, so that `[...]` stands for it.
 * Every true is followed by one `leaveRepr`.
 * @throws Raised RecursionError when containers are nested too deep
 */
export function enterRepr(vm: VM, container: PyObject): boolean {
  const { reprGuard } = vm.thread;
  if (reprGuard.has(container)) return false;
  const frames = vm.frame === null ? 0 : vm.frame.depth;
  if (frames + reprGuard.size >= vm.recursionLimit) throw recursionError(REPR);
  reprGuard.add(container);
  return true;
}

export function leaveRepr(vm: VM, container: PyObject): void {
  vm.thread.reprGuard.delete(container);
}
