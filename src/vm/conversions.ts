// Conversions that may call a special method of the value: the few places, besides comparing,
// hashing and writing, where TypeScript code waits for Python code.
import type { PySlice } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import { raised, typeError, valueError, type Raised } from '../objects/exceptions.js';
import { floatToInt, intToFloat } from '../objects/float-arithmetic.js';
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

/**
 * The int that `__int__`, `__index__` or `__trunc__` makes of a value; undefined when it has none of
 * them. Text is not read.
 */
export function toInt(vm: VM, value: Value): Int | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof PyFloat && value.cls.builtin) return floatToInt(value.value);
  const type = typeOf(value);
  if (type.lookup('__int__') !== undefined) return intBy(vm, value);
  const index = indexOf(vm, value);
  if (index !== undefined || type.lookup('__trunc__') === undefined) return index;
  const truncated = callSync(vm, lookupSpecial(vm, value, '__trunc__'), []);
  const integral = indexOf(vm, truncated);
  if (integral !== undefined) return integral;
  if (typeOf(truncated).lookup('__int__') !== undefined) return intBy(vm, truncated);
  throw typeError(`__trunc__ returned non-Integral (type ${typeOf(truncated).name})`);
}

function intBy(vm: VM, value: Value): Int {
  const result = callSync(vm, lookupSpecial(vm, value, '__int__'), []);
  const int = asInt(result);
  if (int !== undefined) return int;
  throw typeError(`__int__ returned non-int (type ${typeOf(result).name})`);
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
  const start =
    slice.start === null ? (step > 0 ? low : high) : place(vm, slice.start, low, high, length);
  const stop =
    slice.stop === null ? (step > 0 ? high : low) : place(vm, slice.stop, low, high, length);
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

/** An optional bound of `find(sub, start, end)` and its like, not yet counted from the end. */
export function optionalBound(vm: VM, bound: Value, missing: number): number {
  return bound === undefined || bound === null ? missing : clamp(sliceBound(vm, bound));
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
