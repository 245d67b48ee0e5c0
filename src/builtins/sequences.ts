// What list and tuple have in common: indexes, comparisons, repetition, text.
import { raised, typeError } from '../objects/exceptions.js';
import { PyBuiltin } from '../objects/functions.js';
import { typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { asSize, indexOf, type SliceRange } from '../vm/conversions.js';
import { MAX_ITEMS } from '../vm/iterate.js';
import { compare, equals, type CompareOp } from '../vm/operators.js';
import type { VM } from '../vm/vm.js';

/**
 * An index as it was written, negative ones included.
 * @param kind what is indexed, as the message names it
 * @throws Raised TypeError for a key that is no integer, IndexError for one beyond 64 bits
 */
export function itemIndex(vm: VM, kind: string, key: Value): number {
  if (typeof key === 'number') return key;
  const index = indexOf(vm, key);
  if (index === undefined) {
    throw typeError(`${kind} indices must be integers or slices, not ${typeOf(key).name}`);
  }
  return asSize(vm, index, 'IndexError');
}

/** `==` of two items where it needs no Python code; else identity, then `equals`. */
export function sameItem(vm: VM, a: Value, b: Value): boolean {
  if (a === b) return true;
  const type = typeof a;
  if ((type === 'number' || type === 'string') && type === typeof b) return false;
  return equals(vm, a, b);
}

/** Where `value` stands from `start` on, or -1. The items may change while they are compared. */
export function findItem(
  vm: VM,
  items: { readonly items: readonly Value[] },
  value: Value,
  start = 0,
  stop = Infinity,
): number {
  for (let at = start; at < items.items.length && at < stop; at++) {
    if (sameItem(vm, items.items[at], value)) return at;
  }
  return -1;
}

export function countItems(
  vm: VM,
  items: { readonly items: readonly Value[] },
  value: Value,
): number {
  let count = 0;
  for (let at = 0; at < items.items.length; at++) {
    if (sameItem(vm, items.items[at], value)) count++;
  }
  return count;
}

/** A bound of `index()`: counted from the end when negative, and never before the beginning. */
export function searchBound(vm: VM, bound: Value, length: number, missing: number): number {
  if (bound === undefined) return missing;
  const index = indexOf(vm, bound);
  if (index === undefined) {
    throw typeError('slice indices must be integers or have an __index__ method');
  }
  const place = Number(index);
  return place < 0 ? Math.max(place + length, 0) : place;
}

/**
 * Compare lexicographically: the first two items that differ decide, else the lengths.
 * Returns a bool, what comparing the items returns, or PUSHED.
 */
export function compareSequences(
  vm: VM,
  a: { readonly items: readonly Value[] },
  b: { readonly items: readonly Value[] },
  op: CompareOp,
): Value {
  let at = 0;
  while (at < a.items.length && at < b.items.length && sameItem(vm, a.items[at], b.items[at])) at++;
  if (at >= a.items.length || at >= b.items.length) {
    return compareLengths(a.items.length, b.items.length, op);
  }
  if (op === 'eq') return false;
  if (op === 'ne') return true;
  return compare(vm, a.items[at], b.items[at], op);
}

function compareLengths(a: number, b: number, op: CompareOp): boolean {
  switch (op) {
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
  }
}

export const COMPARISONS: readonly CompareOp[] = ['lt', 'le', 'eq', 'ne', 'gt', 'ge'];

/** The part of the items that a slice selects. */
export function itemsOfSlice(items: readonly Value[], range: SliceRange): Value[] {
  const { start, step, count } = range;
  if (step === 1) return items.slice(start, start + count);
  const selected: Value[] = [];
  for (let i = 0, at = start; i < count; i++, at += step) selected.push(items[at]);
  return selected;
}

/**
 * The items `times` over.
 * @throws Raised MemoryError
 */
export function repeatItems(items: readonly Value[], times: number): Value[] {
  const total = items.length * times;
  if (total <= 0) return [];
  if (total > MAX_ITEMS) throw raised('MemoryError');
  if (items.length === 1) return new Array<Value>(total).fill(items[0]);
  const repeated: Value[] = [];
  for (let i = 0; i < times; i++) for (const item of items) repeated.push(item);
  return repeated;
}

/** How often `sequence * factor` repeats; undefined when the factor is no integer. */
export function repeatFactor(vm: VM, factor: Value): number | undefined {
  if (typeof factor === 'number') return factor;
  const index = indexOf(vm, factor);
  return index === undefined ? undefined : asSize(vm, index);
}

/**
 * Whether `a <operator> b` leaves the answer to the right operand's class, because a script defined
 * the reflected method there. Built-in classes have none that takes a sequence.
 */
export function hasOwnReflected(b: Value, name: string): boolean {
  const found = typeOf(b).lookup(name);
  return found !== undefined && !(found instanceof PyBuiltin);
}

/** The items of `sequence * factor`, or null when the factor has a `__rmul__` of its own. */
export function multiplied(vm: VM, items: readonly Value[], factor: Value): Value[] | null {
  if (hasOwnReflected(factor, '__rmul__')) return null;
  const times = repeatFactor(vm, factor);
  if (times === undefined) {
    throw typeError(`can't multiply sequence by non-int of type '${typeOf(factor).name}'`);
  }
  return repeatItems(items, times);
}
