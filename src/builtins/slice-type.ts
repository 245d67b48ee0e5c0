// slice: constructor and methods.
import { PySlice, PyTuple, tuple } from '../objects/collections.js';
import { typeError, valueError } from '../objects/exceptions.js';
import { intAdd, intSub } from '../objects/numbers.js';
import { NotImplemented } from '../objects/type-of.js';
import { sliceType } from '../objects/type.js';
import type { Int, Value } from '../objects/value.js';
import { asIndex, indexOf } from '../vm/conversions.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, staticMethod, variadic } from './define.js';
import { checkNoKeywords } from './list-type.js';
import { member } from './members.js';
import { compareSequences, COMPARISONS } from './sequences.js';

staticMethod(sliceType, '__new__', variadic(), (_vm, args: Value[], keywords) => {
  requestedClass(sliceType, args);
  checkNoKeywords('slice', keywords);
  const given = args.length - 1;
  if (given === 0) throw typeError('slice expected at least 1 argument, got 0');
  if (given > 3) throw typeError(`slice expected at most 3 arguments, got ${given}`);
  if (given === 1) return new PySlice(null, args[1], null);
  return new PySlice(args[1], args[2], given === 3 ? args[3] : null);
});

for (const name of ['start', 'stop', 'step'] as const) {
  member(sliceType, name, (_vm, self: PySlice) => self[name]);
}

/** The bounds of a slice of a sequence of any length. */
export interface SliceIndices {
  readonly start: Int;
  readonly stop: Int;
  readonly step: Int;
}

/**
 * slice.indices(length), without a limit on the numbers.
 * @throws Raised TypeError for a bound that is no integer, ValueError for step 0
 */
export function sliceIndices(vm: VM, slice: PySlice, length: Int): SliceIndices {
  const step = slice.step === null ? 1 : bound(vm, slice.step);
  if (step === 0) throw valueError('slice step cannot be zero');
  const low = step < 0 ? -1 : 0;
  const high = step < 0 ? intSub(length, 1) : length;
  const place = (value: Value): Int => {
    const index = bound(vm, value);
    if (index >= 0) return index > high ? high : index;
    const fromEnd = intAdd(index, length);
    return fromEnd < low ? low : fromEnd;
  };
  const start = slice.start === null ? (step < 0 ? high : low) : place(slice.start);
  const stop = slice.stop === null ? (step < 0 ? low : high) : place(slice.stop);
  return { start, stop, step };
}

function bound(vm: VM, value: Value): Int {
  const index = indexOf(vm, value);
  if (index !== undefined) return index;
  throw typeError('slice indices must be integers or None or have an __index__ method');
}

method(sliceType, 'indices', fixed(2), (vm, self: PySlice, value: Value) => {
  const length = asIndex(vm, value);
  if (length < 0) throw valueError('length should not be negative');
  const { start, stop, step } = sliceIndices(vm, self, length);
  return tuple([start, stop, step]);
});

function parts(slice: PySlice): PyTuple {
  return new PyTuple([slice.start, slice.stop, slice.step]);
}

for (const op of COMPARISONS) {
  method(sliceType, `__${op}__`, fixed(2), (vm, self: PySlice, other: Value) =>
    other instanceof PySlice ? compareSequences(vm, parts(self), parts(other), op) : NotImplemented,
  );
}
sliceType.members.set('__hash__', null);
