// The iterator protocol of the built-in iterators, and the two kinds that iter() makes of things
// that are no iterables: the sequence protocol and iter(callable, sentinel).
import { raised, typeError } from '../objects/exceptions.js';
import { PyGenerator } from '../objects/generator.js';
import { PyIterator } from '../objects/iterators.js';
import {
  listIteratorType,
  listReverseIteratorType,
  longRangeIteratorType,
  LongRangeIterator,
  rangeIteratorType,
  tupleIteratorType,
} from '../objects/sequence-iterators.js';
import {
  dictIteratorTypes,
  dictReverseIteratorTypes,
  setIteratorType,
} from '../objects/table-iterators.js';
import { recount } from '../objects/references.js';
import { typeOf } from '../objects/type-of.js';
import { defineType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { isIterator, sequenceIteratorType, type SequenceIterator } from '../vm/iterate.js';
import { nextOf } from '../vm/operations.js';
import type { VM } from '../vm/vm.js';
import { fixed, method, preludeFn } from './define.js';

/** Give a type of PyIterator classes `__iter__` and `__next__`. */
export function defineIterator(type: PyType): void {
  method(type, '__iter__', fixed(1), (_vm, self: PyIterator) => self);
  method(type, '__next__', fixed(1), (vm, self: PyIterator) => {
    const item = self.next(vm);
    if (item === undefined) throw raised('StopIteration');
    return item;
  });
}

/** `__length_hint__` as the iterator's class computes it. */
export function defineLengthHint(type: PyType): void {
  method(type, '__length_hint__', fixed(1), (_vm, self: PyIterator) => self.lengthHint());
}

for (const type of [
  listIteratorType,
  listReverseIteratorType,
  tupleIteratorType,
  ...Object.values(dictIteratorTypes),
  ...Object.values(dictReverseIteratorTypes),
  setIteratorType,
]) {
  defineIterator(type);
  defineLengthHint(type);
}

for (const type of [rangeIteratorType, longRangeIteratorType]) {
  defineIterator(type);
  method(type, '__length_hint__', fixed(1), (_vm, self: PyIterator) => {
    return self instanceof LongRangeIterator ? self.remaining() : self.lengthHint();
  });
}

// --- obj[0], obj[1] …

defineIterator(sequenceIteratorType);
method(sequenceIteratorType, '__length_hint__', fixed(1), (vm, self: SequenceIterator) => {
  const { sequence } = self;
  if (sequence === undefined || typeOf(sequence).lookup('__len__') === undefined) return 0;
  return enterPrelude(vm, 'sequence_hint', sequence, self.index);
});

preludeFn('sequence_step', fixed(1), (_vm, iterator: SequenceIterator) => {
  iterator.index++;
  return null;
});
preludeFn('sequence_end', fixed(1), (_vm, iterator: SequenceIterator) => {
  iterator.sequence = undefined;
  return null;
});

// --- iter(callable, sentinel)

export const callableIteratorType = defineType('callable_iterator', 'native', {
  subclassable: false,
});

/** Calls until the result equals the sentinel. */
export class CallableIterator extends PyIterator {
  readonly native = false;
  private done = false;

  constructor(
    private callee: Value,
    private readonly sentinel: Value,
  ) {
    super(callableIteratorType);
  }

  next(vm: VM): Value {
    if (this.done) return undefined;
    return enterPrelude(vm, 'callable_next', this, this.callee, this.sentinel);
  }

  end(): void {
    this.done = true;
    this.callee = undefined;
    recount(this);
  }
}

defineIterator(callableIteratorType);

preludeFn('callable_end', fixed(1), (_vm, iterator: CallableIterator) => {
  iterator.end();
  return null;
});

// --- iterators in Python, for the prelude

/**
 * An iterator as it is, for a `for` statement that must not ask it for an iterator again: the C code
 * that the prelude stands for does not.
 */
class Unasked extends PyIterator {
  readonly native = false;

  constructor(private readonly iterator: Value) {
    super(callableIteratorType);
  }

  next(vm: VM): Value {
    return nextOf(vm, this.iterator);
  }
}

preludeFn('unasked', fixed(1), (_vm, iterator: Value) => {
  const asksNothing = iterator instanceof PyIterator || iterator instanceof PyGenerator;
  return asksNothing ? iterator : new Unasked(iterator);
});

/** What `__iter__` returned, if next() can be called on it. */
preludeFn('checked_iterator', fixed(1), (_vm, result: Value) => {
  if (isIterator(result)) return result;
  throw typeError(`iter() returned non-iterator of type '${typeOf(result).name}'`);
});
