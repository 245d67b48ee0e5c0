// list: its methods. Sorting is in sorting.ts; what list and tuple share is in sequences.ts.
import { PyList, PySlice } from '../objects/collections.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { reserveItems, spendOnItems } from '../objects/meter.js';
import { ListIterator, ListReverseIterator } from '../objects/sequence-iterators.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import { listType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { asCount, sliceRange } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, preludeFn, staticMethod, unpack, variadic } from './define.js';
import {
  compareSequences,
  COMPARISONS,
  countItem,
  hasItem,
  indexOfItem,
  itemIndex,
  itemsOfSlice,
  multiplied,
  removeItem,
} from './sequences.js';

staticMethod(listType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyList([], requestedClass(listType, args));
});

method(listType, '__init__', variadic(), (vm, args: Value[], keywords) => {
  const self = args[0] as PyList;
  checkNoKeywords('list', keywords);
  if (args.length > 2) {
    throw typeError(`list expected at most 1 argument, got ${args.length - 1}`);
  }
  self.become([]);
  if (args.length === 1) return null;
  const items = nativeItems(vm, args[1]);
  if (items === null) return enterPrelude(vm, 'list_init', self, args[1]);
  self.become(items.slice());
  return null;
});

/** @throws Raised TypeError when there are keyword arguments */
export function checkNoKeywords(name: string, keywords: { readonly size: number } | null): void {
  if (keywords !== null && keywords.size > 0) {
    throw typeError(`${name}() takes no keyword arguments`);
  }
}

/** list.extend: None, or PUSHED when the iterable is not native. */
function extend(vm: VM, list: PyList, iterable: Value): Value {
  const items = nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'list_extend', list, iterable);
  appendAll(list, items);
  return null;
}

function appendAll(list: PyList, items: readonly Value[]): void {
  // The items may be the list's own, so their number is fixed first.
  const count = items.length;
  reserveItems(count);
  for (let i = 0; i < count; i++) list.push(items[i]);
}

method(listType, 'append', fixed(2), (_vm, self: PyList, value: Value) => {
  self.push(value);
  return null;
});

method(listType, 'extend', fixed(2), extend);

method(listType, 'insert', unpack(3, 3), (vm, self: PyList, index: Value, value: Value) => {
  const at = asCount(vm, index);
  const place = at < 0 ? Math.max(at + self.items.length, 0) : at;
  self.insert(Math.min(place, self.items.length), value);
  return null;
});

method(listType, 'pop', unpack(1, 2), (vm, self: PyList, index: Value) => {
  if (index === undefined || index === -1) {
    if (self.items.length === 0) throw raised('IndexError', 'pop from empty list');
    return self.take(self.items.length - 1);
  }
  const given = asCount(vm, index);
  if (self.items.length === 0) throw raised('IndexError', 'pop from empty list');
  const at = given < 0 ? given + self.items.length : given;
  if (at < 0 || at >= self.items.length) throw raised('IndexError', 'pop index out of range');
  return self.take(at);
});

method(listType, 'remove', fixed(2), removeItem);

method(listType, 'clear', fixed(1), (_vm, self: PyList) => {
  self.become([]);
  return null;
});

method(listType, 'copy', fixed(1), (_vm, self: PyList) => copied(self));

function copied({ items }: PyList): PyList {
  reserveItems(items.length);
  return new PyList(items.slice());
}

method(listType, 'reverse', fixed(1), (_vm, self: PyList) => {
  spendOnItems(self.items.length);
  self.items.reverse();
  return null;
});

method(listType, 'count', fixed(2), countItem);
method(listType, 'index', unpack(2, 4), indexOfItem);

// --- items and slices

method(listType, '__getitem__', fixed(2), (vm, self: PyList, key: Value) => {
  if (key instanceof PySlice) {
    return new PyList(itemsOfSlice(self.items, sliceRange(vm, key, self.items.length)));
  }
  const index = itemIndex(vm, 'list', key);
  const at = index < 0 ? index + self.items.length : index;
  if (at < 0 || at >= self.items.length) throw raised('IndexError', 'list index out of range');
  return self.items[at];
});

function assignedPlace(vm: VM, self: PyList, key: Value): number {
  const index = itemIndex(vm, 'list', key);
  const at = index < 0 ? index + self.items.length : index;
  if (at >= 0 && at < self.items.length) return at;
  throw raised('IndexError', 'list assignment index out of range');
}

method(listType, '__setitem__', fixed(3), (vm, self: PyList, key: Value, value: Value) => {
  if (!(key instanceof PySlice)) {
    self.set(assignedPlace(vm, self, key), value);
    return null;
  }
  const extended = key.step !== null && key.step !== 1;
  const items = nativeItems(vm, value);
  if (items !== null) {
    assignSlice(vm, self, key, items);
    return null;
  }
  // Bad bounds are an error before the iterable is looked at.
  sliceRange(vm, key, self.items.length);
  const message = extended
    ? 'must assign iterable to extended slice'
    : 'can only assign an iterable';
  return enterPrelude(vm, 'list_assign_slice', self, key, value, message);
});

method(listType, '__delitem__', fixed(2), (vm, self: PyList, key: Value) => {
  if (!(key instanceof PySlice)) {
    self.take(assignedPlace(vm, self, key));
    return null;
  }
  const { start, step, count } = sliceRange(vm, key, self.items.length);
  if (step === 1) self.letGoOf(self.items.splice(start, count).reverse());
  else if (count > 0)
    deleteEvery(self, step > 0 ? start : start + (count - 1) * step, Math.abs(step), count);
  return null;
});

/** Remove `count` items, the first at `start`, each `step` after the one before. */
function deleteEvery(list: PyList, start: number, step: number, count: number): void {
  const last = start + (count - 1) * step;
  const goes = (at: number): boolean => at >= start && at <= last && (at - start) % step === 0;
  const { items } = list;
  list.items = items.filter((_, at) => !goes(at));
  list.letGoOf(items.filter((_, at) => goes(at)));
}

function assignSlice(vm: VM, list: PyList, slice: PySlice, items: readonly Value[]): void {
  const { start, step, count } = sliceRange(vm, slice, list.items.length);
  if (step === 1) {
    reserveItems(2 * (list.items.length - start) + items.length);
    spendOnItems(list.items.length - start + items.length);
    const tail = list.items.slice(start + count);
    const values = items.slice();
    const removed = list.items.splice(start).slice(0, count);
    for (const item of values) list.push(item);
    for (const item of tail) list.items.push(item);
    list.letGoOf(removed.reverse());
    return;
  }
  if (items.length !== count) {
    throw valueError(
      `attempt to assign sequence of size ${items.length} to extended slice of size ${count}`,
    );
  }
  const values = items === list.items ? items.slice() : items;
  for (let i = 0, at = start; i < count; i++, at += step) list.set(at, values[i]);
}

preludeFn('assign_slice', fixed(3), (vm, list: PyList, slice: PySlice, values: PyList) => {
  assignSlice(vm, list, slice, values.items);
  return null;
});

preludeFn('list_become', fixed(2), (_vm, list: PyList, other: PyList) => {
  list.become(other.items.slice());
  return null;
});

preludeFn('append_item', fixed(2), (_vm, list: PyList, value: Value) => {
  list.push(value);
  return null;
});

// --- operators

method(listType, '__add__', fixed(2), (_vm, self: PyList, other: Value) => {
  if (other instanceof PyList) return new PyList(self.items.concat(other.items));
  throw typeError(`can only concatenate list (not "${typeOf(other).name}") to list`);
});

method(listType, '__iadd__', fixed(2), (vm, self: PyList, other: Value) => {
  const items = nativeItems(vm, other);
  if (items === null) return enterPrelude(vm, 'list_iadd', self, other);
  appendAll(self, items);
  return self;
});

for (const name of ['__mul__', '__rmul__']) {
  method(listType, name, fixed(2), (vm, self: PyList, factor: Value) => {
    return new PyList(multiplied(vm, self.items, factor));
  });
}

method(listType, '__imul__', fixed(2), (vm, self: PyList, factor: Value) => {
  self.become(multiplied(vm, self.items, factor));
  return self;
});

for (const op of COMPARISONS) {
  method(listType, `__${op}__`, fixed(2), (vm, self: PyList, other: Value) => {
    if (!(other instanceof PyList)) return NotImplemented;
    // Lists of different lengths are told apart without looking at their items; tuples are not.
    if (op === 'eq' && self.items.length !== other.items.length) return false;
    if (op === 'ne' && self.items.length !== other.items.length) return true;
    return compareSequences(vm, self, other, op);
  });
}

method(listType, '__contains__', fixed(2), hasItem);

method(listType, '__len__', fixed(1), (_vm, self: PyList) => self.items.length);
method(listType, '__iter__', fixed(1), (_vm, self: PyList) => new ListIterator(self));
method(listType, '__reversed__', fixed(1), (_vm, self: PyList) => new ListReverseIterator(self));
listType.members.set('__hash__', null);
