// range: constructor and methods. Bounds may be of any size.
import { PyRange, PySlice } from '../objects/collections.js';
import { hashOfTuple } from '../objects/container-hash.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { intAdd, intFloordiv, intMod, intMul, intSub } from '../objects/numbers.js';
import { rangeIterator } from '../objects/sequence-iterators.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import { rangeType } from '../objects/type.js';
import type { Int, Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { asIndex, indexOf } from '../vm/conversions.js';
import { hashOf } from '../vm/keys.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, staticMethod, variadic } from './define.js';
import { checkNoKeywords } from './list-type.js';
import { member } from './members.js';
import { sliceIndices } from './slice-type.js';

staticMethod(rangeType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  requestedClass(rangeType, args);
  checkNoKeywords('range', keywords);
  const given = args.length - 1;
  if (given === 0) throw typeError('range expected at least 1 argument, got 0');
  if (given > 3) throw typeError(`range expected at most 3 arguments, got ${given}`);
  if (given === 1) return new PyRange(0, asIndex(vm, args[1]), 1);
  const start = asIndex(vm, args[1]);
  const stop = asIndex(vm, args[2]);
  const step = given === 3 ? asIndex(vm, args[3]) : 1;
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  return new PyRange(start, stop, step);
});

for (const name of ['start', 'stop', 'step'] as const) {
  member(rangeType, name, (_vm, self: PyRange) => self[name]);
}

/** Item number `at`, which is in the range. */
function itemAt(range: PyRange, at: Int): Int {
  return intAdd(range.start, intMul(at, range.step));
}

method(rangeType, '__getitem__', fixed(2), (vm, self: PyRange, key: Value) => {
  if (key instanceof PySlice) {
    const { start, stop, step } = sliceIndices(vm, key, self.length);
    return new PyRange(itemAt(self, start), itemAt(self, stop), intMul(self.step, step));
  }
  const index = indexOf(vm, key);
  if (index === undefined) {
    throw typeError(`range indices must be integers or slices, not ${typeOf(key).name}`);
  }
  const at = index < 0 ? intAdd(index, self.length) : index;
  if (at < 0 || at >= self.length) throw raised('IndexError', 'range object index out of range');
  return itemAt(self, at);
});

/** The value as an int that can be found by arithmetic: an exact int or a bool. */
function plainInt(value: Value): Int | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

/** Where an int is in the range, or -1. */
function placeOf(range: PyRange, value: Int): Int {
  const { start, stop, step } = range;
  const inside = step > 0 ? value >= start && value < stop : value <= start && value > stop;
  const distance = intSub(value, start);
  return inside && intMod(distance, step) === 0 ? intFloordiv(distance, step) : -1;
}

method(rangeType, '__contains__', fixed(2), (vm, self: PyRange, value: Value) => {
  const int = plainInt(value);
  return int === undefined
    ? enterPrelude(vm, 'contains_iter', self, value)
    : placeOf(self, int) >= 0;
});

method(rangeType, 'index', fixed(2), (vm, self: PyRange, value: Value) => {
  const int = plainInt(value);
  if (int === undefined) return enterPrelude(vm, 'sequence_index', self, value);
  const place = placeOf(self, int);
  if (place < 0) throw valueError(`${int} is not in range`);
  return place;
});

method(rangeType, 'count', fixed(2), (vm, self: PyRange, value: Value) => {
  const int = plainInt(value);
  if (int === undefined) return enterPrelude(vm, 'sequence_count', self, value);
  return placeOf(self, int) >= 0 ? 1 : 0;
});

method(rangeType, '__len__', fixed(1), (_vm, self: PyRange) => {
  const { length } = self;
  if (typeof length === 'bigint' && BigInt.asIntN(64, length) !== length) {
    throw raised('OverflowError', 'Python int too large to convert to C ssize_t');
  }
  return length;
});

method(rangeType, '__bool__', fixed(1), (_vm, self: PyRange) => self.length !== 0);
method(rangeType, '__iter__', fixed(1), (_vm, self: PyRange) => rangeIterator(self));
method(rangeType, '__reversed__', fixed(1), (_vm, self: PyRange) => rangeIterator(self, true));

/** Ranges are equal when they have the same items. */
function equalRanges(a: PyRange, b: PyRange): boolean {
  if (a.length !== b.length) return false;
  if (a.length === 0) return true;
  return a.start === b.start && (a.length === 1 || a.step === b.step);
}

method(rangeType, '__eq__', fixed(2), (_vm, self: PyRange, other: Value) =>
  other instanceof PyRange ? equalRanges(self, other) : NotImplemented,
);
method(rangeType, '__ne__', fixed(2), (_vm, self: PyRange, other: Value) =>
  other instanceof PyRange ? !equalRanges(self, other) : NotImplemented,
);
for (const name of ['__lt__', '__le__', '__gt__', '__ge__']) {
  method(rangeType, name, fixed(2), () => NotImplemented);
}

method(rangeType, '__hash__', fixed(1), (vm: VM, self: PyRange) => {
  const { length, start, step } = self;
  const parts: Value[] = [length, length === 0 ? null : start, length > 1 ? step : null];
  return hashOfTuple(parts.map((part) => hashOf(vm, part)));
});
