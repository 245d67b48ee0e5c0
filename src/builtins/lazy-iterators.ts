// enumerate, zip, map, filter and reversed: iterators over other iterators. A step that has to run
// Python code is a frame of the prelude or of the function called; a step over native sources is not.
import { PyTuple, tuple, type PyList } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { typeError, valueError } from '../objects/exceptions.js';
import { PyIterator } from '../objects/iterators.js';
import { spend } from '../objects/meter.js';
import { intAdd } from '../objects/numbers.js';
import { typeOf } from '../objects/type-of.js';
import { boolType, defineType, type PyType } from '../objects/type.js';
import type { Int, Value } from '../objects/value.js';
import { lookupSpecial } from '../vm/access.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { asIndex } from '../vm/conversions.js';
import { iteratorAtOnce } from '../vm/iterate.js';
import { truth } from '../vm/operators.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, preludeFn, staticMethod, variadic } from './define.js';
import { defineIterator } from './iterator-types.js';
import { checkNoKeywords } from './list-type.js';

export const enumerateType = defineType('enumerate', 'native');
export const zipType = defineType('zip', 'native');
export const mapType = defineType('map', 'native');
export const filterType = defineType('filter', 'native');
export const reversedType = defineType('reversed', 'native');
for (const type of [enumerateType, zipType, mapType, filterType, reversedType]) {
  defineIterator(type);
}

function isNative(source: Value): source is PyIterator {
  return source instanceof PyIterator && source.native;
}

/** Iterators over all of them, or null when a `__iter__` in Python has to run. */
function iteratorsAtOnce(vm: VM, iterables: readonly Value[]): Value[] | null {
  const iterators: Value[] = [];
  for (const iterable of iterables) {
    const iterator = iteratorAtOnce(vm, iterable);
    if (iterator === undefined) return null;
    iterators.push(iterator);
  }
  return iterators;
}

// --- enumerate

class Enumerate extends PyIterator {
  readonly native: boolean;

  constructor(
    cls: PyType,
    private readonly source: Value,
    private count: Int,
  ) {
    super(cls);
    this.native = isNative(source);
  }

  next(vm: VM): Value {
    const { source } = this;
    if (!isNative(source)) return enterPrelude(vm, 'enumerate_next', this, source);
    const item = source.next(vm);
    return item === undefined ? undefined : this.pair(item);
  }

  /** The next number and an item. */
  pair(item: Value): PyTuple {
    const pair = tuple([this.count, item]);
    this.count = intAdd(this.count, 1);
    return pair;
  }
}

staticMethod(enumerateType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  const cls = requestedClass(enumerateType, args);
  const [iterable, start] = enumerateArguments(args, keywords);
  const count = start === undefined ? 0 : asIndex(vm, start);
  const source = iteratorAtOnce(vm, iterable);
  if (source === undefined) return enterPrelude(vm, 'make_enumerate', cls, iterable, count);
  return new Enumerate(cls, source, count);
});

function enumerateArguments(args: readonly Value[], keywords: PyDict | null): Value[] {
  const given = args.length - 1 + (keywords?.size ?? 0);
  if (given > 2) throw typeError(`enumerate() takes at most 2 arguments (${given} given)`);
  const values = [args[1], args[2]];
  keywords?.keys.forEach((key, at) => {
    if (key === undefined) return;
    const place = ['iterable', 'start'].indexOf(asStr(key) ?? '');
    const usable = place >= 0 && values[place] === undefined;
    // With one argument only, `start` cannot be it.
    if (!usable || (place === 1 && given === 1)) {
      throw typeError(`'${asStr(key)}' is an invalid keyword argument for enumerate()`);
    }
    values[place] = keywords.values[at];
  });
  if (given === 0) throw typeError("enumerate() missing required argument 'iterable'");
  return values;
}

preludeFn('enumerate_over', fixed(3), (_vm, cls: PyType, source: Value, count: Int) => {
  return new Enumerate(cls, source, count);
});
preludeFn('enumerate_pair', fixed(2), (_vm, self: Enumerate, item: Value) => self.pair(item));

// --- zip

class Zip extends PyIterator {
  readonly native: boolean;

  constructor(
    cls: PyType,
    private readonly sources: readonly Value[],
    private readonly strict: boolean,
  ) {
    super(cls);
    this.native = sources.every(isNative);
  }

  next(vm: VM): Value {
    const { sources } = this;
    if (sources.length === 0) return undefined;
    if (!this.native) {
      if (this.strict) return enterPrelude(vm, 'zip_next_strict', tuple(sources));
      if (sources.length === 2) return enterPrelude(vm, 'zip_next_two', sources[0], sources[1]);
      return enterPrelude(vm, 'zip_next', tuple(sources));
    }
    const items: Value[] = [];
    for (const source of sources as PyIterator[]) {
      const item = source.next(vm);
      if (item === undefined) {
        if (this.strict) this.checkEnd(vm, items.length);
        return undefined;
      }
      items.push(item);
    }
    return tuple(items);
  }

  /** Source number `ended` has no more: an error unless it is the first and all end with it. */
  private checkEnd(vm: VM, ended: number): void {
    if (ended > 0) throw zipMismatch(ended, 'shorter');
    for (let i = 1; i < this.sources.length; i++) {
      const item = (this.sources[i] as PyIterator).next(vm);
      if (item !== undefined) throw zipMismatch(i, 'longer');
    }
  }
}

function zipMismatch(index: number, word: string) {
  const others = index === 1 ? 'argument 1' : `arguments 1-${index}`;
  return valueError(`zip() argument ${index + 1} is ${word} than ${others}`);
}

preludeFn('zip_mismatch', fixed(2), (_vm, index: number, word: string) => {
  throw zipMismatch(index, word);
});

staticMethod(zipType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(zipType, args);
  let strict: Value = false;
  keywords?.keys.forEach((key, at) => {
    if (key === undefined) return;
    if (asStr(key) !== 'strict') {
      throw typeError(`'${asStr(key)}' is an invalid keyword argument for zip()`);
    }
    strict = keywords.values[at];
  });
  const sources = typeof strict === 'boolean' ? iteratorsAtOnce(vm, args.slice(1)) : null;
  if (sources === null) return enterPrelude(vm, 'make_zip', cls, tuple(args.slice(1)), strict);
  return new Zip(cls, sources, strict);
});

preludeFn('zip_over', fixed(3), (_vm, cls: PyType, sources: PyTuple, strict: boolean) => {
  return new Zip(cls, sources.items.slice(), strict);
});

// --- map

class PyMap extends PyIterator {
  /** What the function runs is not known. */
  readonly native = false;
  private readonly allNative: boolean;

  constructor(
    cls: PyType,
    private readonly callee: Value,
    private readonly sources: readonly Value[],
  ) {
    super(cls);
    this.allNative = sources.every(isNative);
  }

  next(vm: VM): Value {
    const { callee, sources } = this;
    if (!this.allNative) {
      if (sources.length === 1) return enterPrelude(vm, 'map_next', callee, sources[0]);
      return enterPrelude(vm, 'map_next_all', callee, tuple(sources));
    }
    const items: Value[] = [];
    for (const source of sources as PyIterator[]) {
      const item = source.next(vm);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return enterCall(vm, callee, items);
  }
}

staticMethod(mapType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  const cls = requestedClass(mapType, args);
  checkNoKeywords('map', keywords);
  if (args.length < 3) throw typeError('map() must have at least two arguments.');
  const sources = iteratorsAtOnce(vm, args.slice(2));
  if (sources === null) return enterPrelude(vm, 'make_map', cls, args[1], tuple(args.slice(2)));
  return new PyMap(cls, args[1], sources);
});

preludeFn('map_over', fixed(3), (_vm, cls: PyType, callee: Value, sources: PyList) => {
  return new PyMap(cls, callee, sources.items.slice());
});

// --- filter

class Filter extends PyIterator {
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
    if (callee !== null && callee !== boolType)
      return enterPrelude(vm, 'filter_next', callee, source);
    if (!isNative(source)) return enterPrelude(vm, 'filter_next_true', source);
    for (;;) {
      spend(1);
      const item = source.next(vm);
      if (item === undefined) return undefined;
      // The truth of an object of a script's class may be a call, whose result decides.
      if (!typeOf(item).builtin) return enterPrelude(vm, 'filter_true_from', item, source);
      if (truth(vm, item) === true) return item;
    }
  }
}

staticMethod(filterType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  const cls = requestedClass(filterType, args);
  checkNoKeywords('filter', keywords);
  if (args.length !== 3) throw typeError(`filter expected 2 arguments, got ${args.length - 1}`);
  const source = iteratorAtOnce(vm, args[2]);
  if (source === undefined) return enterPrelude(vm, 'make_filter', cls, args[1], args[2]);
  return new Filter(cls, args[1], source);
});

preludeFn('filter_over', fixed(3), (_vm, cls: PyType, callee: Value, source: Value) => {
  return new Filter(cls, callee, source);
});

// --- reversed, of what has no __reversed__ of its own

class Reversed extends PyIterator {
  readonly native: boolean;
  private readonly items: readonly Value[] | null;

  constructor(
    cls: PyType,
    readonly sequence: Value,
    public at: number,
  ) {
    super(cls);
    this.items = typeof sequence === 'string' ? [...sequence] : null;
    if (sequence instanceof PyTuple && sequence.cls.builtin) this.items = sequence.items;
    this.native = this.items !== null;
  }

  next(vm: VM): Value {
    if (this.at < 0) return undefined;
    if (this.items === null) return enterPrelude(vm, 'reversed_next', this, this.sequence, this.at);
    return this.items[this.at--];
  }

  override lengthHint(): number {
    return this.at + 1;
  }
}

staticMethod(reversedType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  const cls = requestedClass(reversedType, args);
  checkNoKeywords('reversed', keywords);
  if (args.length !== 2) throw typeError(`reversed expected 1 argument, got ${args.length - 1}`);
  const sequence = args[1];
  const type = typeOf(sequence);
  const special = type.lookup('__reversed__');
  if (special !== undefined && special !== null) {
    return enterCall(vm, lookupSpecial(vm, sequence, '__reversed__'), []);
  }
  if (special === null || type.layout === 'dict' || type.lookup('__getitem__') === undefined) {
    throw typeError(`'${type.name}' object is not reversible`);
  }
  if (typeof sequence === 'string') return new Reversed(cls, sequence, [...sequence].length - 1);
  return enterPrelude(vm, 'make_reversed', cls, sequence);
});

preludeFn('reversed_over', fixed(3), (_vm, cls: PyType, sequence: Value, length: number) => {
  return new Reversed(cls, sequence, length - 1);
});
preludeFn('reversed_to', fixed(2), (_vm, self: Reversed, at: number) => {
  self.at = at;
  return null;
});
method(reversedType, '__length_hint__', fixed(1), (vm, self: Reversed) => {
  if (self.native) return self.lengthHint();
  return self.at < 0 ? 0 : enterPrelude(vm, 'reversed_hint', self.sequence, self.at);
});
