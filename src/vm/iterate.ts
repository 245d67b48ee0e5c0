// iter(): which iterator a value gives, and which values can be iterated without running Python code.
import { CodeFlag } from '../bytecode/code.js';
import { PyList, PyRange, PyTuple } from '../objects/collections.js';
import { raised, typeError, type Raised } from '../objects/exceptions.js';
import { PyBuiltin, PyFunction } from '../objects/functions.js';
import { PyIterator } from '../objects/iterators.js';
import { allocated, Bytes, reserveItems, spend, spendOnItems } from '../objects/meter.js';
import { strCharacters } from '../objects/text.js';
import { typeOf } from '../objects/type-of.js';
import { defineType, listType, tupleType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { lookupSpecial } from './access.js';
import { enterCall, enterPrelude } from './calls.js';
import type { VM } from './vm.js';

export const sequenceIteratorType = defineType('iterator', 'native', { subclassable: false });

/** More items than any list can have here; to ask for so many is a MemoryError. */
export const MAX_ITEMS = 2 ** 28;

/** `obj[0]`, `obj[1]` … until IndexError: for classes with `__getitem__` and without `__iter__`. */
export class SequenceIterator extends PyIterator {
  readonly native = false;
  index = 0;

  constructor(public sequence: Value) {
    super(sequenceIteratorType);
  }

  next(vm: VM): Value {
    if (this.sequence === undefined) return undefined;
    return enterPrelude(vm, 'sequence_next', this, this.sequence, this.index);
  }
}

/**
 * iter(value), or PUSHED.
 * @throws Raised TypeError when it is not iterable
 */
export function getIterator(vm: VM, value: Value): Value {
  const method = typeOf(value).lookup('__iter__');
  if (method instanceof PyFunction) {
    // Calling a generator function runs nothing, and what it gives is certainly an iterator.
    if ((method.code.flags & CodeFlag.GENERATOR) !== 0) return enterCall(vm, method, [value]);
    return enterPrelude(vm, 'iter_of', method, value);
  }
  if (method instanceof PyBuiltin && isOwn(method, value)) return callIter(vm, method, value);
  if (method === undefined && typeOf(value).lookup('__getitem__') !== undefined) {
    return new SequenceIterator(value);
  }
  if (method === undefined || method === null) throw notIterable(value);
  return enterPrelude(vm, 'iter_of_bound', lookupSpecial(vm, value, '__iter__'));
}

function isOwn(method: PyBuiltin, value: Value): boolean {
  return method.owner !== null && typeOf(value).isSubclassOf(method.owner);
}

function callIter(vm: VM, method: PyBuiltin, value: Value): Value {
  return (method.native as (vm: VM, self: Value) => Value)(vm, value);
}

export function notIterable(value: Value): Raised {
  return typeError(`'${typeOf(value).name}' object is not iterable`);
}

/** Whether next() may be called on the value. */
export function isIterator(value: Value): boolean {
  return value instanceof PyIterator || typeOf(value).lookup('__next__') !== undefined;
}

/** An iterator over the value that runs no Python code, or null when only a frame can iterate it. */
export function nativeIterator(vm: VM, value: Value): PyIterator | null {
  if (value instanceof PyIterator) return value.native ? value : null;
  const method = typeOf(value).lookup('__iter__');
  if (!(method instanceof PyBuiltin) || !isOwn(method, value)) return null;
  const iterator = callIter(vm, method, value);
  return iterator instanceof PyIterator && iterator.native ? iterator : null;
}

/**
 * The items of a value whose iteration runs no Python code, in a fresh or shared array that the
 * caller must not change; null for every other value, be it iterable or not.
 * @throws Raised when a native iterator raises: a dict has changed
 */
export function nativeItems(vm: VM, value: Value): readonly Value[] | null {
  if (typeof value === 'string') return strCharacters(value);
  if (
    (value instanceof PyList && iteratesAs(value, listType)) ||
    (value instanceof PyTuple && iteratesAs(value, tupleType))
  ) {
    spendOnItems(value.items.length);
    return value.items;
  }
  if (value instanceof PyRange) reserveItems(Number(value.length));
  if (value instanceof PyRange && value.length > MAX_ITEMS) throw raised('MemoryError');
  const iterator = nativeIterator(vm, value);
  return iterator === null ? null : drain(vm, iterator);
}

function iteratesAs(value: PyList | PyTuple, type: PyType): boolean {
  return value.cls === type || value.cls.lookup('__iter__') === type.members.get('__iter__');
}

/** All remaining items of a native iterator, in a fresh array. */
export function drain(vm: VM, iterator: PyIterator): Value[] {
  const items: Value[] = [];
  vm.collecting.push(items);
  try {
    for (let item = iterator.next(vm); item !== undefined; item = iterator.next(vm)) {
      spend(1);
      allocated(Bytes.REFERENCE);
      if (items.push(item) > MAX_ITEMS) throw raised('MemoryError');
    }
  } finally {
    vm.collecting.pop();
  }
  return items;
}

/** Whether `nativeItems` would give the items; looks without consuming anything. */
export function iteratesNatively(vm: VM, value: Value): boolean {
  return typeof value === 'string' || nativeIterator(vm, value) !== null;
}

/**
 * iter(value) when that takes no frame; undefined when a `__iter__` in Python has to run first.
 * @throws Raised TypeError when it is not iterable
 */
export function iteratorAtOnce(vm: VM, value: Value): Value {
  const method = typeOf(value).lookup('__iter__');
  const runs =
    method instanceof PyFunction
      ? (method.code.flags & CodeFlag.GENERATOR) === 0
      : method !== undefined &&
        method !== null &&
        !(method instanceof PyBuiltin && isOwn(method, value));
  return runs ? undefined : getIterator(vm, value);
}
