// itertools: the iterators that choose and arrange the items of their sources.
import { tuple } from '../../objects/collections.js';
import { asStr, type PyDict } from '../../objects/dict.js';
import { typeError, valueError } from '../../objects/exceptions.js';
import { PyIterator } from '../../objects/iterators.js';
import { spend } from '../../objects/meter.js';
import { recount } from '../../objects/references.js';
import { typeOf } from '../../objects/type-of.js';
import { boolType, type PyType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { enterCall, enterPrelude } from '../../vm/calls.js';
import { indexOf } from '../../vm/conversions.js';
import { nativeItems } from '../../vm/iterate.js';
import { truth } from '../../vm/operators.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { fixed, keywords, preludeFn, staticMethod, unpack, variadic } from '../define.js';
import {
  defineConstructor,
  defineIteratorType,
  isFinite,
  isQuick,
  overIterables,
  type Maker,
} from './iterator-classes.js';

export const compressType = defineIteratorType('compress');
export const dropwhileType = defineIteratorType('dropwhile');
export const takewhileType = defineIteratorType('takewhile');
export const filterfalseType = defineIteratorType('filterfalse');
export const starmapType = defineIteratorType('starmap');
export const isliceType = defineIteratorType('islice');
export const pairwiseType = defineIteratorType('pairwise');
export const zipLongestType = defineIteratorType('zip_longest');

// --- compress

class Compress extends PyIterator {
  readonly native = false;

  constructor(
    cls: PyType,
    private readonly data: Value,
    private readonly selectors: Value,
  ) {
    super(cls);
  }

  next(vm: VM): Value {
    const { data, selectors } = this;
    if (!isQuick(data) || !isQuick(selectors)) {
      return enterPrelude(vm, 'compress_next', data, selectors);
    }
    for (;;) {
      spend(1);
      const item = data.next(vm);
      if (item === undefined) return undefined;
      const selector = selectors.next(vm);
      if (selector === undefined) return undefined;
      if (!typeOf(selector).builtin) {
        return enterPrelude(vm, 'compress_decide', item, selector, data, selectors);
      }
      if (truth(vm, selector) === true) return item;
    }
  }
}

const makeCompress = overIterables('compress', (cls, [data, selectors]) => {
  return new Compress(cls, data, selectors);
});
defineConstructor(compressType, keywords('data, selectors'), (vm, cls, args) =>
  makeCompress(vm, cls, args),
);

// --- dropwhile, takewhile, filterfalse, starmap: a function and a source

class Dropwhile extends PyIterator {
  readonly native = false;
  started = false;

  constructor(
    cls: PyType,
    private readonly predicate: Value,
    private readonly source: Value,
  ) {
    super(cls);
  }

  next(vm: VM): Value {
    const { source } = this;
    if (!this.started) return enterPrelude(vm, 'dropwhile_next', this, this.predicate, source);
    return isQuick(source) ? source.next(vm) : enterPrelude(vm, 'next_of', source);
  }
}

class Takewhile extends PyIterator {
  readonly native = false;
  ended = false;

  constructor(
    cls: PyType,
    private readonly predicate: Value,
    private readonly source: Value,
  ) {
    super(cls);
  }

  next(vm: VM): Value {
    if (this.ended) return undefined;
    return enterPrelude(vm, 'takewhile_next', this, this.predicate, this.source);
  }
}

class Filterfalse extends PyIterator {
  readonly native = false;

  constructor(
    cls: PyType,
    private readonly predicate: Value,
    private readonly source: Value,
  ) {
    super(cls);
  }

  next(vm: VM): Value {
    const predicate = this.predicate === boolType ? null : this.predicate;
    const { source } = this;
    if (predicate !== null || !isQuick(source)) {
      return enterPrelude(vm, 'filterfalse_next', predicate, source);
    }
    for (;;) {
      spend(1);
      const item = source.next(vm);
      if (item === undefined) return undefined;
      if (!typeOf(item).builtin) return enterPrelude(vm, 'filterfalse_from', item, source);
      if (truth(vm, item) === false) return item;
    }
  }
}

class Starmap extends PyIterator {
  readonly native = false;

  constructor(
    cls: PyType,
    private readonly callee: Value,
    private readonly source: Value,
  ) {
    super(cls);
  }

  next(vm: VM): Value {
    const { callee, source } = this;
    if (!isQuick(source)) return enterPrelude(vm, 'starmap_next', callee, source);
    const arguments_ = source.next(vm);
    if (arguments_ === undefined) return undefined;
    const items = nativeItems(vm, arguments_);
    if (items === null) return enterPrelude(vm, 'starmap_call', callee, arguments_);
    return enterCall(vm, callee, [...items]);
  }
}

/** A constructor whose arguments are a function and an iterable. */
function defineWithFunction(
  type: PyType,
  made: new (cls: PyType, fn: Value, source: Value) => PyIterator,
): void {
  const maker: Maker = (cls, [source], [fn]) => new made(cls, fn, source);
  const make = overIterables(type.qualname, maker);
  defineConstructor(type, unpack(2, 2), (vm, cls, [fn, iterable]) => make(vm, cls, [iterable], fn));
}
defineWithFunction(dropwhileType, Dropwhile);
defineWithFunction(takewhileType, Takewhile);
defineWithFunction(filterfalseType, Filterfalse);
defineWithFunction(starmapType, Starmap);

preludeFn('dropwhile_start', fixed(1), (_vm, self: Dropwhile) => {
  self.started = true;
  return null;
});
preludeFn('takewhile_end', fixed(1), (_vm, self: Takewhile) => {
  self.ended = true;
  return null;
});

// --- islice

class Islice extends PyIterator {
  readonly native: boolean;
  /** Items of the source consumed so far. */
  private count = 0;

  constructor(
    cls: PyType,
    /** undefined when the slice is over: the source is released. */
    private source: Value,
    /** Number in the source of the item that comes next. */
    private following: number,
    private readonly stop: number,
    private readonly step: number,
  ) {
    super(cls);
    this.native = isFinite(source) || (isQuick(source) && stop !== Infinity);
  }

  next(vm: VM): Value {
    const { source } = this;
    if (source === undefined) return undefined;
    const ended = this.following >= this.stop;
    // At the end what lies before the stop is consumed all the same.
    const wanted = ended ? this.stop : this.following;
    if (!isQuick(source)) {
      const skip = wanted - this.count;
      if (ended) return this.finish(vm, source, skip);
      this.following = Math.min(wanted + this.step, this.stop);
      return enterPrelude(vm, 'islice_next', this, source, skip);
    }
    while (this.count < wanted) {
      spend(1);
      if (source.next(vm) === undefined) return this.end();
      this.consumed();
    }
    if (ended) return this.end();
    const item = source.next(vm);
    if (item === undefined) return this.end();
    this.consumed();
    this.following = Math.min(wanted + this.step, this.stop);
    return item;
  }

  private finish(vm: VM, source: Value, skip: number): Value {
    this.end();
    return skip > 0 ? enterPrelude(vm, 'islice_skip', source, skip) : undefined;
  }

  consumed(): void {
    this.count++;
  }

  end(): undefined {
    this.source = undefined;
    recount(this);
    return undefined;
  }
}

const MAX_SIZE = 2n ** 63n - 1n;

/** A bound of islice: None stands for `missing`; null for what is none. */
function bound(vm: VM, value: Value, missing: number): number | null {
  if (value === null || value === undefined) return missing;
  const index = indexOf(vm, value);
  if (index === undefined || index < 0 || index > MAX_SIZE) return null;
  return Number(index);
}

const makeIslice = overIterables('islice', (cls, [source], [start, stop, step]) => {
  return new Islice(
    cls,
    source,
    start as number,
    stop === null ? Infinity : (stop as number),
    step as number,
  );
});
defineConstructor(isliceType, unpack(2, 4), (vm, cls, args) => {
  const [iterable, first, second, third] = args;
  const onlyStop = args.length === 2;
  const start = bound(vm, onlyStop ? null : first, 0);
  const stop = bound(vm, onlyStop ? first : second, Infinity);
  if (stop === null) {
    throw valueError(
      'Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.',
    );
  }
  if (start === null) {
    throw valueError('Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.');
  }
  const step = bound(vm, third, 1);
  if (step === null || step < 1) {
    throw valueError('Step for islice() must be a positive integer or None.');
  }
  return makeIslice(vm, cls, [iterable], start, stop === Infinity ? null : stop, step);
});
preludeFn('islice_end', fixed(1), (_vm, self: Islice) => {
  self.end();
  return null;
});
preludeFn('islice_count', fixed(1), (_vm, self: Islice) => {
  self.consumed();
  return null;
});

// --- pairwise

class Pairwise extends PyIterator {
  readonly native: boolean;
  /** The last item; undefined before the first. */
  old: Value = undefined;

  constructor(
    cls: PyType,
    /** undefined when all is over. */
    public source: Value,
  ) {
    super(cls);
    this.native = isFinite(source);
  }

  next(vm: VM): Value {
    const { source } = this;
    if (source === undefined) return undefined;
    if (!isQuick(source)) return enterPrelude(vm, 'pairwise_next', this, source);
    const old = this.old === undefined ? source.next(vm) : this.old;
    const item = old === undefined ? undefined : source.next(vm);
    this.old = item;
    recount(this);
    if (item === undefined) {
      this.source = undefined;
      recount(this);
      return undefined;
    }
    return tuple([old, item]);
  }
}

const makePairwise = overIterables('pairwise', (cls, [source]) => new Pairwise(cls, source));
defineConstructor(pairwiseType, unpack(1, 1), (vm, cls, args) => makePairwise(vm, cls, args));
preludeFn('pairwise_old', fixed(1), (_vm, self: Pairwise) =>
  self.old === undefined ? self : self.old,
);
preludeFn('pairwise_set', fixed(2), (_vm, self: Pairwise, item: Value) => {
  self.old = item;
  recount(self);
  return null;
});
preludeFn('pairwise_end', fixed(1), (_vm, self: Pairwise) => {
  self.source = undefined;
  recount(self);
  return null;
});

// --- zip_longest

class ZipLongest extends PyIterator {
  readonly native: boolean;
  /** Sources that have not ended. */
  private left: number;

  constructor(
    cls: PyType,
    /** None where a source has ended. */
    private readonly sources: Value[],
    private readonly fill: Value,
  ) {
    super(cls);
    this.left = sources.length;
    this.native = sources.every(isFinite);
  }

  next(vm: VM): Value {
    if (this.left === 0) return undefined;
    const { sources, fill } = this;
    if (!sources.every((source) => source === null || isQuick(source))) {
      return enterPrelude(vm, 'zip_longest_next', this, tuple(sources), fill);
    }
    const items: Value[] = [];
    for (let i = 0; i < sources.length; i++) {
      const item = (sources[i] as PyIterator | null)?.next(vm);
      if (item === undefined && sources[i] !== null && this.end(i)) return undefined;
      items.push(item === undefined ? fill : item);
    }
    return tuple(items);
  }

  /** A source has ended; whether it was the last. */
  end(index: number): boolean {
    this.sources[index] = null;
    this.left--;
    return this.left === 0;
  }
}

const makeZipLongest = overIterables('zip_longest', (cls, sources, [fill]) => {
  return new ZipLongest(cls, sources.slice(), fill);
});
staticMethod(zipLongestType, '__new__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const cls = requestedClass(zipLongestType, args);
  let fill: Value = null;
  given?.keys.forEach((key, at) => {
    if (key === undefined) return;
    if (asStr(key) !== 'fillvalue') {
      throw typeError('zip_longest() got an unexpected keyword argument');
    }
    fill = given.values[at];
  });
  return makeZipLongest(vm, cls, args.slice(1), fill);
});
preludeFn('zip_longest_end', fixed(2), (_vm, self: ZipLongest, index: number) => self.end(index));
