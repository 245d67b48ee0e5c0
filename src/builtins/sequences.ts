// What list and tuple have in common: indexes, comparisons, repetition, text.
import type { PyList, PyTuple } from '../objects/collections.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { reserveItems, spendOnItems } from '../objects/meter.js';
import { typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { enterCounted, enterPrelude } from '../vm/calls.js';
import { asSize, indexOf, type SliceRange } from '../vm/conversions.js';
import { MAX_ITEMS } from '../vm/iterate.js';
import { compare, equals, knownEqual, type CompareOp } from '../vm/operators.js';
import type { VM } from '../vm/vm.js';
import { fixed, preludeFn } from './define.js';

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

/** No sequence is that long. */
export const NO_STOP = Number.MAX_SAFE_INTEGER;

/** The place of the value from `start` on, or -1; or the first place where Python code has to tell. */
interface Found {
  readonly at: number;
  readonly known: boolean;
}

function find(
  { items }: PyList | PyTuple,
  vm: VM,
  value: Value,
  start: number,
  stop: number,
): Found {
  for (let at = start; at < items.length && at < stop; at++) {
    const same = knownEqual(vm, items[at], value);
    if (same === false) continue;
    spendOnItems(at - start);
    return { at, known: same !== undefined };
  }
  spendOnItems(Math.min(items.length, stop) - start);
  return { at: -1, known: true };
}

/** value in self */
export function hasItem(vm: VM, self: PyList | PyTuple, value: Value): Value {
  const { at, known } = find(self, vm, value, 0, NO_STOP);
  return known ? at >= 0 : enterPrelude(vm, 'items_has', self, value, at);
}

/** self.index(value, start, stop) */
export function indexOfItem(
  vm: VM,
  self: PyList | PyTuple,
  value: Value,
  start: Value,
  stop: Value,
): Value {
  const from = searchBound(vm, start, self.items.length, 0);
  const to = searchBound(vm, stop, self.items.length, NO_STOP);
  const { at, known } = find(self, vm, value, from, to);
  if (known && at >= 0) return at;
  return enterPrelude(vm, 'items_index', self, value, known ? to : at, to);
}

/** list.remove(value) */
export function removeItem(vm: VM, self: PyList, value: Value): Value {
  const { at, known } = find(self, vm, value, 0, NO_STOP);
  if (!known) return enterPrelude(vm, 'items_remove', self, value, at);
  if (at < 0) throw valueError('list.remove(x): x not in list');
  self.take(at);
  return null;
}

/** self.count(value) */
export function countItem(vm: VM, self: PyList | PyTuple, value: Value): Value {
  const { items } = self;
  let count = 0;
  spendOnItems(items.length);
  for (let at = 0; at < items.length; at++) {
    const same = knownEqual(vm, items[at], value);
    if (same === undefined) return enterPrelude(vm, 'items_count', self, value, at, count);
    if (same) count++;
  }
  return count;
}

preludeFn('items_reach', fixed(2), (_vm, self: PyList | PyTuple, at: number) => {
  return at < self.items.length;
});

preludeFn('items_at', fixed(2), (_vm, self: PyList | PyTuple, at: number) => self.items[at]);

preludeFn('items_delete', fixed(2), (_vm, self: PyList, at: number) => {
  self.take(at);
  return null;
});

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
  a: PyList | PyTuple,
  b: PyList | PyTuple,
  op: CompareOp,
): Value {
  spendOnItems(Math.min(a.items.length, b.items.length));
  for (let at = 0; at < a.items.length && at < b.items.length; at++) {
    const [x, y] = [a.items[at], b.items[at]];
    const same = knownEqual(vm, x, y);
    if (same === undefined) {
      return enterCounted(vm, ' in comparison', 'items_compare', a, b, at, op);
    }
    if (!same) return compareDifferent(vm, x, y, op);
  }
  return compareLengths(a.items.length, b.items.length, op);
}

/** How sequences compare whose first different items these are. */
function compareDifferent(vm: VM, x: Value, y: Value, op: CompareOp): Value {
  if (op === 'eq') return false;
  if (op === 'ne') return true;
  return compare(vm, x, y, op);
}

preludeFn('items_differ', fixed(3), compareDifferent);

preludeFn('items_lengths', fixed(3), (_vm, a: PyList | PyTuple, b: PyList | PyTuple, op) =>
  compareLengths(a.items.length, b.items.length, op as CompareOp),
);

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
  reserveItems(count);
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
  reserveItems(total);
  spendOnItems(total);
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
 * The items of `sequence * factor`.
 * @throws Raised TypeError when the factor is no integer
 */
export function multiplied(vm: VM, items: readonly Value[], factor: Value): Value[] {
  const times = repeatFactor(vm, factor);
  if (times === undefined) {
    throw typeError(`can't multiply sequence by non-int of type '${typeOf(factor).name}'`);
  }
  return repeatItems(items, times);
}
