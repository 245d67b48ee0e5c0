// itertools: the iterators that make, repeat and join items.
import { PyList, tuple } from '../../objects/collections.js';
import { typeError } from '../../objects/exceptions.js';
import { PyIterator } from '../../objects/iterators.js';
import { spend } from '../../objects/meter.js';
import { intAdd } from '../../objects/numbers.js';
import { recount } from '../../objects/references.js';
import { float, isInstance, typeOf } from '../../objects/type-of.js';
import { boolType, type PyType } from '../../objects/type.js';
import { asFloat, asInt } from '../../objects/unwrap.js';
import type { Value } from '../../objects/value.js';
import { enterPrelude } from '../../vm/calls.js';
import { asCount } from '../../vm/conversions.js';
import { getIterator, iteratorAtOnce } from '../../vm/iterate.js';
import { reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { classMethod, fixed, keywords, method, preludeFn, unpack, variadic } from '../define.js';
import { genericAliasClassMethod } from './generic-types.js';
import {
  defineConstructor,
  defineIteratorType,
  EndlessIterator,
  isFinite,
  isQuick,
  overIterables,
} from './iterator-classes.js';

export const countType = defineIteratorType('count');
export const cycleType = defineIteratorType('cycle');
export const repeatType = defineIteratorType('repeat');
export const chainType = defineIteratorType('chain');
export const accumulateType = defineIteratorType('accumulate');

// --- count

class Count extends EndlessIterator {
  readonly quick: boolean;

  constructor(
    cls: PyType,
    public value: Value,
    readonly step: Value,
  ) {
    super(cls);
    this.quick = isNumber(value) && isNumber(step);
  }

  next(vm: VM): Value {
    const { value, step } = this;
    if (!this.quick) return enterPrelude(vm, 'count_next', this, value, step);
    spend(1);
    const [left, right] = [asInt(value), asInt(step)];
    if (left !== undefined && right !== undefined) this.value = intAdd(left, right);
    else this.value = float(numberOf(value) + numberOf(step));
    return value;
  }
}

function numberOf(value: Value): number {
  return asFloat(value) ?? Number(asInt(value));
}

function isNumber(value: Value): boolean {
  return asInt(value) !== undefined || asFloat(value) !== undefined;
}

function isNumeric(value: Value): boolean {
  const type = typeOf(value);
  const methods = ['__index__', '__float__', '__complex__'];
  return isNumber(value) || methods.some((name) => type.lookup(name) !== undefined);
}

defineConstructor(countType, keywords('start=, step='), (_vm, cls, [start = 0, step = 1]) => {
  if (!isNumeric(start) || !isNumeric(step)) throw typeError('a number is required');
  const plain = (value: Value): Value => (isInstance(value, boolType) ? Number(value) : value);
  return new Count(cls, plain(start), plain(step));
});
preludeFn('count_set', fixed(2), (_vm, self: Count, value: Value) => {
  self.value = value;
  recount(self);
  return null;
});
method(countType, '__repr__', fixed(1), (vm, self: Count) => {
  const start = reprSync(vm, self.value);
  return asInt(self.step) === 1 ? `count(${start})` : `count(${start}, ${reprSync(vm, self.step)})`;
});

// --- cycle

class Cycle extends EndlessIterator {
  readonly quick: boolean;
  private readonly saved = new PyList([]);
  private at = -1;

  constructor(
    cls: PyType,
    private readonly source: Value,
  ) {
    super(cls);
    this.quick = isQuick(source);
  }

  next(vm: VM): Value {
    const { source } = this;
    const saved = this.saved.items;
    if (this.at < 0) {
      if (!isQuick(source)) return enterPrelude(vm, 'cycle_next', this, source);
      const item = source.next(vm);
      if (item !== undefined) return this.save(item);
      this.turn();
    }
    if (saved.length === 0) return undefined;
    spend(1);
    const item = saved[this.at];
    this.at = (this.at + 1) % saved.length;
    return item;
  }

  save(item: Value): Value {
    this.saved.push(item);
    return item;
  }

  /** From now on what was saved is repeated. */
  turn(): void {
    this.at = 0;
  }
}

const makeCycle = overIterables('cycle', (cls, [source]) => new Cycle(cls, source));
defineConstructor(cycleType, unpack(1, 1), (vm, cls, args) => makeCycle(vm, cls, args));
preludeFn('cycle_save', fixed(2), (_vm, self: Cycle, item: Value) => self.save(item));
preludeFn('cycle_turn', fixed(1), (_vm, self: Cycle) => {
  self.turn();
  return self;
});

// --- repeat

class Repeat extends EndlessIterator {
  readonly quick = true;

  constructor(
    cls: PyType,
    readonly object: Value,
  ) {
    super(cls);
  }

  next(): Value {
    return this.object;
  }
}

class RepeatTimes extends PyIterator {
  readonly native = true;

  constructor(
    cls: PyType,
    readonly object: Value,
    private left: number,
  ) {
    super(cls);
  }

  next(): Value {
    if (this.left <= 0) return undefined;
    this.left--;
    return this.object;
  }

  override lengthHint(): number {
    return this.left;
  }
}

defineConstructor(repeatType, keywords('object, times='), (vm, cls, [object, times]) => {
  if (times === undefined) return new Repeat(cls, object);
  return new RepeatTimes(cls, object, Math.max(0, asCount(vm, times)));
});
method(repeatType, '__repr__', fixed(1), (vm, self: Repeat | RepeatTimes) => {
  const times = self instanceof RepeatTimes ? `, ${self.lengthHint()}` : '';
  return `repeat(${reprSync(vm, self.object)}${times})`;
});
method(repeatType, '__length_hint__', fixed(1), (_vm, self: Repeat | RepeatTimes) => {
  if (self instanceof RepeatTimes) return self.lengthHint();
  throw typeError('len() of unsized object');
});

// --- chain

class Chain extends PyIterator {
  readonly native: boolean;
  /** The source that is being consumed; null before the first and between two. */
  source: Value = null;

  constructor(
    cls: PyType,
    /** An iterator over the iterables; null when all is over. */
    public sources: Value,
    native: boolean,
  ) {
    super(cls);
    this.native = native;
  }

  next(vm: VM): Value {
    for (;;) {
      spend(1);
      if (this.sources === null) return undefined;
      if (this.source === null) {
        if (!isQuick(this.sources)) return enterPrelude(vm, 'chain_next', this);
        const iterable = this.sources.next(vm);
        if (iterable === undefined) {
          this.sources = null;
          recount(this);
          return undefined;
        }
        const iterator = iteratorAtOnce(vm, iterable);
        if (iterator === undefined) {
          return enterPrelude(vm, 'chain_iter', this, iterable);
        }
        this.source = iterator;
        recount(this);
      }
      if (!isQuick(this.source)) return enterPrelude(vm, 'chain_next', this);
      const item = this.source.next(vm);
      if (item !== undefined) return item;
      this.source = null;
      recount(this);
    }
  }
}

/** Chains whose parts are all native sequences can be drained, unless an iterable is consumed late. */
function isPlainIterable(vm: VM, value: Value): boolean {
  if (typeof value === 'string') return true;
  if (value instanceof PyIterator) return value.native;
  const type = typeOf(value);
  return type.builtin && isFinite(iteratorAtOnce(vm, value));
}

// `chain(3)` complains when it comes to the number, so its arguments are asked one after the other.
defineConstructor(chainType, unpack(0), (vm, cls, iterables) => {
  const native = iterables.every((each) => {
    return typeOf(each).lookup('__iter__') !== undefined && isPlainIterable(vm, each);
  });
  return new Chain(cls, getIterator(vm, tuple(iterables)), native);
});

const makeChain = overIterables('from_iterable', (cls, [source]) => new Chain(cls, source, false));
classMethod(chainType, 'from_iterable', variadic(), (vm, args: Value[]) => {
  if (args.length !== 2) {
    throw typeError(`chain.from_iterable() takes exactly one argument (${args.length - 1} given)`);
  }
  return makeChain(vm, args[0] as PyType, [args[1]]);
});
genericAliasClassMethod(chainType);

preludeFn('chain_source', fixed(1), (_vm, self: Chain) => self.source);
preludeFn('chain_sources', fixed(1), (_vm, self: Chain) => self.sources);
preludeFn('chain_set', fixed(2), (_vm, self: Chain, source: Value) => {
  self.source = source;
  recount(self);
  return null;
});
/** A source has ended, or there is no more: then the chain is over. */
preludeFn('chain_over', fixed(1), (_vm, self: Chain) => {
  if (self.source === null) self.sources = null;
  self.source = null;
  recount(self);
  return self.sources !== null;
});

// --- accumulate

class Accumulate extends PyIterator {
  readonly native = false;
  /** The last result; undefined before the first. */
  total: Value = undefined;

  constructor(
    cls: PyType,
    private readonly source: Value,
    private readonly fn: Value,
    private initial: Value,
  ) {
    super(cls);
  }

  next(vm: VM): Value {
    const { source, fn, total } = this;
    if (this.initial !== undefined) {
      this.total = this.initial;
      this.initial = undefined;
      recount(this);
      return this.total;
    }
    if (!isQuick(source)) return enterPrelude(vm, 'accumulate_next', this, source, fn);
    const item = source.next(vm);
    if (item === undefined) return undefined;
    if (total === undefined) return this.keep(item);
    if (fn === null && typeof total === 'number' && typeof item === 'number') {
      return this.keep(intAdd(total, item));
    }
    return enterPrelude(vm, 'accumulate_item', this, fn, item);
  }

  keep(total: Value): Value {
    this.total = total;
    recount(this);
    return total;
  }
}

const makeAccumulate = overIterables('accumulate', (cls, [source], [fn, initial]) => {
  // None stands for "not given".
  return new Accumulate(cls, source, fn ?? null, initial === null ? undefined : initial);
});
defineConstructor(
  accumulateType,
  keywords('iterable, func=, *, initial='),
  (vm, cls, [iterable, fn, initial]) =>
    makeAccumulate(vm, cls, [iterable], fn ?? null, initial ?? null),
);
preludeFn('accumulate_total', fixed(1), (_vm, self: Accumulate) =>
  self.total === undefined ? self : self.total,
);
preludeFn('accumulate_set', fixed(2), (_vm, self: Accumulate, total: Value) => {
  self.keep(total);
  return null;
});
