// Conversions that may call a special method of the value: the few places, besides comparing,
// hashing and writing, where TypeScript code waits for Python code.
import type { PySlice } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import { raised, typeError, valueError, type Raised } from '../objects/exceptions.js';
import { intToFloat } from '../objects/float-arithmetic.js';
import { typeOf } from '../objects/type-of.js';
import { asInt } from '../objects/unwrap.js';
import { PyFloat, type Int, type Value } from '../objects/value.js';
import { lookupSpecial } from './access.js';
import { callSync } from './calls.js';
import type { VM } from './vm.js';

/** The int a value is or becomes by `__index__`; undefined when it has no `__index__`. */
export function indexOf(vm: VM, value: Value): Int | undefined {
  const int = asInt(value);
  if (int !== undefined) return int;
  const method = lookupSpecial(vm, value, '__index__');
  if (method === undefined) return undefined;
  const result = callSync(vm, method, []);
  const index = asInt(result);
  if (index !== undefined) return index;
  throw typeError(`__index__ returned non-int (type ${typeOf(result).name})`);
}

/**
 * operator.index(value).
 * @throws Raised TypeError when it is no integer
 */
export function asIndex(vm: VM, value: Value): Int {
  const index = indexOf(vm, value);
  if (index !== undefined) return index;
  throw typeError(`'${typeOf(value).name}' object cannot be interpreted as an integer`);
}

/**
 * A count or an index as a JavaScript number.
 * @throws Raised `error` where it exceeds 64 bits
 */
export function asSize(
  vm: VM,
  value: Value,
  error: 'IndexError' | 'OverflowError' = 'OverflowError',
): number {
  const index = asIndex(vm, value);
  if (fits64Bits(index)) return Number(index);
  throw raised(error, `cannot fit '${typeOf(value).name}' into an index-sized integer`);
}

/** As `asSize`, in the words CPython has where C code takes the argument. */
export function asCount(vm: VM, value: Value): number {
  const index = asIndex(vm, value);
  if (fits64Bits(index)) return Number(index);
  throw raised('OverflowError', 'Python int too large to convert to C ssize_t');
}

function fits64Bits(index: Int): boolean {
  return typeof index === 'number' || BigInt.asIntN(64, index) === index;
}

/** The number that a float is, an int becomes, or `__float__` or `__index__` of a value gives. */
export function toFloat(vm: VM, value: Value): number | undefined {
  if (value instanceof PyFloat) return value.value;
  const int = asInt(value);
  if (int !== undefined) return intToFloat(int);
  const method = lookupSpecial(vm, value, '__float__');
  if (method !== undefined) {
    const result = callSync(vm, method, []);
    if (result instanceof PyFloat) return result.value;
    const [owner, got] = [typeOf(value).name, typeOf(result).name];
    throw typeError(`${owner}.__float__ returned non-float (type ${got})`);
  }
  const index = indexOf(vm, value);
  return index === undefined ? undefined : intToFloat(index);
}

/** Where a slice of a sequence begins, its step, and how many items it has. */
export interface SliceRange {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
}

/**
 * slice.indices(length), with the number of items.
 * @throws Raised TypeError for a bound that is no integer, ValueError for step 0
 */
export function sliceRange(vm: VM, slice: PySlice, length: number): SliceRange {
  const step = slice.step === null ? 1 : clamp(sliceBound(vm, slice.step));
  if (step === 0) throw valueError('slice step cannot be zero');
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const start = slice.start === null ? (step > 0 ? low : high) : place(vm, slice.start, low, high, length);
  const stop = slice.stop === null ? (step > 0 ? high : low) : place(vm, slice.stop, low, high, length);
  const span = step > 0 ? stop - start : start - stop;
  const count = span <= 0 ? 0 : Math.floor((span - 1) / Math.abs(step)) + 1;
  return { start, stop, step, count };
}

function place(vm: VM, bound: Value, low: number, high: number, length: number): number {
  const index = clamp(sliceBound(vm, bound));
  return Math.min(Math.max(index < 0 ? index + length : index, low), high);
}

function sliceBound(vm: VM, bound: Value): Int {
  const index = indexOf(vm, bound);
  if (index !== undefined) return index;
  throw typeError('slice indices must be integers or None or have an __index__ method');
}

/**
 * The optional bounds of `find(sub, start, end)` and its like as positions in a sequence; `start`
 * may be beyond the end, which no empty part is found at.
 */
export function searchRange(
  vm: VM,
  start: Value,
  end: Value,
  length: number,
): [start: number, end: number] {
  let from = start === undefined || start === null ? 0 : clamp(sliceBound(vm, start));
  let to = end === undefined || end === null ? length : clamp(sliceBound(vm, end));
  if (to > length) to = length;
  else if (to < 0) to = Math.max(to + length, 0);
  if (from < 0) from = Math.max(from + length, 0);
  return [from, to];
}

/** An int that is beyond every length as a number beyond every length. */
function clamp(index: Int): number {
  return typeof index === 'number' ? index : index < 0n ? -Infinity : Infinity;
}

/**
 * A str argument.
 * @throws Raised TypeError in the words of the function `name` about its argument `which`
 */
export function strArgument(name: string, which: string | number | null, value: Value): string {
  const text = asStr(value);
  if (text !== undefined) return text;
  throw argumentError(name, which, 'str', value);
}

/** `f() argument 1 must be str, not int`: a TypeError about an argument. */
export function argumentError(
  name: string,
  which: string | number | null,
  wanted: string,
  value: Value,
): Raised {
  const got = value === null ? 'None' : typeOf(value).name;
  const place = which === null ? '' : typeof which === 'number' ? ` ${which}` : ` '${which}'`;
  return typeError(`${name}() argument${place} must be ${wanted}, not ${got}`);
}
