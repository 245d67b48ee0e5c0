// list.sort and sorted. Where comparing needs no Python code the sort is done here, otherwise by the
// prelude with the same algorithm: runs as they are, short ones extended by binary insertion, then
// merged. Up to 63 items that is, comparison for comparison, what CPython does.
import { spend } from '../objects/meter.js';
import { PyList, type PyTuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { PyFunction } from '../objects/functions.js';
import { typeOf } from '../objects/type-of.js';
import { floatType, listType, tupleType } from '../objects/type.js';
import { PyFloat, type Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { asIndex } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import { compare } from '../vm/operators.js';
import type { VM } from '../vm/vm.js';
import { fixed, fn, method, preludeFn, variadic } from './define.js';

/** Whether `a < b`. Neither runs Python code nor changes the items. */
type Less = (a: Value, b: Value) => boolean;

/** Items in the order they are sorted in, and the keys they are sorted by: the same array without a key. */
interface Sorted {
  readonly keys: Value[];
  readonly values: Value[];
}

/** Nested sequences deeper than this are left to the general way. */
const MAX_DEPTH = 8;

/** Whether comparing the value with another such value runs no Python code. */
function isPlain(value: Value, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (value instanceof PyFloat) return value.cls === floatType;
  if (value.cls !== tupleType && value.cls !== listType) return false;
  return depth < MAX_DEPTH && (value as PyTuple).items.every((item) => isPlain(item, depth + 1));
}

const SURROGATE = /[\ud800-\udfff]/;

/** How to compare these keys, or null when that may run Python code. */
function comparison(vm: VM, keys: readonly Value[]): Less | null {
  if (keys.every((key) => typeof key === 'number')) {
    return (a, b) => (a as number) < (b as number);
  }
  if (keys.every((key) => typeof key === 'string' && !SURROGATE.test(key))) {
    return (a, b) => (a as string) < (b as string);
  }
  if (keys.every((key) => key instanceof PyFloat && key.cls === floatType)) {
    return (a, b) => (a as PyFloat).value < (b as PyFloat).value;
  }
  if (!keys.every((key) => isPlain(key))) return null;
  return (a, b) => compare(vm, a, b, 'lt') === true;
}

/** Runs shorter than this are made longer by insertion: n / 2 ** k, rounded up, between 32 and 64. */
function minimumRun(n: number): number {
  let rest = 0;
  while (n >= 64) {
    rest |= n & 1;
    n >>= 1;
  }
  return n + rest;
}

function sortPlain(sorted: Sorted, less: Less): void {
  const { keys } = sorted;
  const n = keys.length;
  // As many comparisons as there are at most, each with a move.
  spend(Math.ceil((n * Math.log2(n + 1)) / 4));
  const shortest = minimumRun(n);
  const starts: number[] = [];
  for (let start = 0; start < n;) {
    let end = runEnd(sorted, start, less);
    const wanted = Math.min(start + shortest, n);
    if (end < wanted) {
      insertUpTo(sorted, start, end, wanted, less);
      end = wanted;
    }
    starts.push(start);
    start = end;
    while (starts.length > 1 && shouldMerge(starts, end)) mergeLast(sorted, starts, end, less);
  }
  while (starts.length > 1) mergeLast(sorted, starts, n, less);
}

/** Merge while a run is not much longer than the one after it: the merges stay balanced. */
function shouldMerge(starts: readonly number[], end: number): boolean {
  const last = starts.length - 1;
  return starts[last]! - starts[last - 1]! <= end - starts[last]!;
}

/** The end of the run at `start`; a descending one is turned round. */
function runEnd(sorted: Sorted, start: number, less: Less): number {
  const { keys } = sorted;
  let end = start + 1;
  if (end >= keys.length) return end;
  const descending = less(keys[end], keys[start]);
  for (end++; end < keys.length; end++) {
    if (less(keys[end], keys[end - 1]) !== descending) break;
  }
  if (descending) reverseRange(sorted, start, end);
  return end;
}

function reverseRange({ keys, values }: Sorted, start: number, end: number): void {
  for (const items of keys === values ? [keys] : [keys, values]) {
    for (let low = start, high = end - 1; low < high; low++, high--) {
      [items[low], items[high]] = [items[high], items[low]];
    }
  }
}

function insertUpTo(sorted: Sorted, start: number, end: number, wanted: number, less: Less): void {
  const { keys } = sorted;
  for (let at = end; at < wanted; at++) {
    let low = start;
    let high = at;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (less(keys[at], keys[middle])) high = middle;
      else low = middle + 1;
    }
    moveItem(sorted, at, low);
  }
}

/** Move an item to a lower place; those between go up by one. */
function moveItem({ keys, values }: Sorted, from: number, to: number): void {
  if (from === to) return;
  for (const items of keys === values ? [keys] : [keys, values]) {
    const item = items[from];
    items.copyWithin(to + 1, to, from);
    items[to] = item;
  }
}

function mergeLast(sorted: Sorted, starts: number[], end: number, less: Less): void {
  const middle = starts.pop()!;
  const start = starts[starts.length - 1]!;
  const { keys } = sorted;
  const order: number[] = [];
  let left = start;
  let right = middle;
  while (left < middle && right < end) {
    order.push(less(keys[right], keys[left]) ? right++ : left++);
  }
  arrange(sorted, start, middle, left, order);
}

/**
 * Put the items whose places `order` lists at `start`; what the left run has left over from `left`
 * on follows, and what the right one has stands where it belongs already.
 */
function arrange(
  { keys, values }: Sorted,
  start: number,
  middle: number,
  left: number,
  order: readonly number[],
): void {
  for (const items of keys === values ? [keys] : [keys, values]) {
    const merged = order.map((at) => items[at]);
    for (let at = left; at < middle; at++) merged.push(items[at]);
    for (let i = 0; i < merged.length; i++) items[start + i] = merged[i];
  }
}

// --- list.sort

/** Sort a list in place: None, or PUSHED. */
function sortList(vm: VM, list: PyList, key: Value, reverse: boolean): Value {
  if (key === null) {
    const less = comparison(vm, list.items);
    if (less !== null) {
      sortKeys({ keys: list.items, values: list.items }, less, reverse);
      return null;
    }
  }
  return enterPrelude(vm, 'list_sort', list, key, reverse);
}

/** Equal items keep their order in a reversed sort too, so it is the reverse that is sorted. */
function sortKeys(sorted: Sorted, less: Less, reverse: boolean): void {
  if (reverse) reverseRange(sorted, 0, sorted.keys.length);
  try {
    sortPlain(sorted, less);
  } finally {
    if (reverse) reverseRange(sorted, 0, sorted.keys.length);
  }
}

function sortOptions(vm: VM, keywords: PyDict | null): { key: Value; reverse: boolean } {
  let key: Value = null;
  let reverse = false;
  keywords?.keys.forEach((name, at) => {
    if (name === undefined) return;
    const value = keywords.values[at];
    if (asStr(name) === 'key') key = value;
    else if (asStr(name) === 'reverse') reverse = asFlag(vm, value);
    else throw typeError(`'${asStr(name)}' is an invalid keyword argument for sort()`);
  });
  return { key, reverse };
}

/** A truth value that C code takes as an int. */
function asFlag(vm: VM, value: Value): boolean {
  const flag = asIndex(vm, value);
  if (flag < -(2 ** 31) || flag >= 2 ** 31) {
    throw raised('OverflowError', 'Python int too large to convert to C int');
  }
  return flag !== 0;
}

method(listType, 'sort', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  if (args.length > 1) throw typeError('sort() takes no positional arguments');
  const { key, reverse } = sortOptions(vm, keywords);
  return sortList(vm, args[0] as PyList, key, reverse);
});

fn('sorted', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  if (args.length !== 1) throw typeError(`sorted expected 1 argument, got ${args.length}`);
  const items = nativeItems(vm, args[0]);
  if (items === null) {
    const { key, reverse } = sortOptions(vm, keywords);
    return enterPrelude(vm, 'sorted_of', args[0], key, reverse);
  }
  const { key, reverse } = sortOptions(vm, keywords);
  const list = new PyList(items.slice());
  const less = key === null ? comparison(vm, list.items) : null;
  if (less === null) return enterPrelude(vm, 'sorted_of', list, key, reverse);
  sortKeys({ keys: list.items, values: list.items }, less, reverse);
  return list;
});

// --- for the prelude: the lists `keys` and `values` are one list when there is no key function

function asSorted(keys: PyList, values: PyList): Sorted {
  return { keys: keys.items, values: values.items };
}

preludeFn('sort_list', fixed(3), sortList);

/** Take the items out of a list that is to be sorted: until it is done, the list is empty. */
preludeFn('sort_begin', fixed(1), (_vm, list: PyList) => {
  const values = new PyList(list.items);
  list.become([]);
  return values;
});

/** Put them back; whether the list has been changed meanwhile. */
preludeFn('sort_end', fixed(2), (_vm, list: PyList, values: PyList) => {
  const changed = list.items.length > 0;
  list.become(values.items.slice());
  return changed;
});

/** Sort here if comparing these keys runs no Python code. */
preludeFn('sort_plain', fixed(2), (vm, keys: PyList, values: PyList) => {
  const less = comparison(vm, keys.items);
  if (less === null) return false;
  sortPlain(asSorted(keys, values), less);
  return true;
});

/** The `__lt__` of all keys when they are of one class and it is a function; else None. */
preludeFn('sort_method', fixed(1), (_vm, keys: PyList) => {
  const [first] = keys.items;
  const type = first === undefined ? undefined : typeOf(first);
  const method = type?.lookup('__lt__');
  const same = method instanceof PyFunction && keys.items.every((key) => typeOf(key) === type);
  return same ? method : null;
});

preludeFn('sort_shortest', fixed(1), (_vm, n: number) => minimumRun(n));

preludeFn(
  'sort_reverse',
  fixed(4),
  (_vm, keys: PyList, values: PyList, start: number, end: number) => {
    reverseRange(asSorted(keys, values), start, end);
    return null;
  },
);

preludeFn('sort_move', fixed(4), (_vm, keys: PyList, values: PyList, from: number, to: number) => {
  moveItem(asSorted(keys, values), from, to);
  return null;
});

preludeFn(
  'sort_arrange',
  fixed(6),
  (
    _vm,
    keys: PyList,
    values: PyList,
    start: number,
    middle: number,
    left: number,
    order: PyList,
  ) => {
    arrange(asSorted(keys, values), start, middle, left, order.items as number[]);
    return null;
  },
);

preludeFn('sort_changed', fixed(0), () => {
  throw valueError('list modified during sort');
});
