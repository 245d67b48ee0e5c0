// The native part of `functools`: partial, reduce, cmp_to_key and the wrapper of lru_cache.
import { giveInstancesDict, instanceDict } from '../../objects/attributes.js';
import { PyTuple, tuple } from '../../objects/collections.js';
import { asStr, PyDict } from '../../objects/dict.js';
import { typeError } from '../../objects/exceptions.js';
import { PyBoundMethod } from '../../objects/functions.js';
import { typeOf } from '../../objects/type-of.js';
import { intType, objectType, strType, type PyType } from '../../objects/type.js';
import { asInt } from '../../objects/unwrap.js';
import { recount } from '../../objects/references.js';
import { PyObject, type Value } from '../../objects/value.js';
import { bindBuiltinKeywords } from '../../vm/arguments.js';
import { enterCall, enterPrelude } from '../../vm/calls.js';
import { dictDescriptor } from '../../vm/classes.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { enterRepr, leaveRepr, reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import {
  fixed,
  keywords,
  method,
  moduleFn,
  preludeFn,
  staticMethod,
  unpack,
  variadic,
} from '../define.js';
import { genericAliasClassMethod } from './generic-types.js';
import { member } from '../members.js';
import { addPreludePart } from '../prelude-parts.js';
import { COMPARISONS } from '../sequences.js';
import { defineModuleType, moduleFunction } from './module-members.js';

// --- partial

const partialType = defineModuleType('functools', 'partial', 'native');
giveInstancesDict(partialType);
partialType.members.set('__dict__', dictDescriptor(partialType));
genericAliasClassMethod(partialType);

class PyPartial extends PyObject {
  constructor(
    cls: PyType,
    public fn: Value,
    public args: PyTuple,
    public keywords: PyDict,
  ) {
    super(cls);
  }
}

function isCallable(value: Value): boolean {
  return typeOf(value).lookup('__call__') !== undefined;
}

/** The keywords of an outer call over those of an inner one. */
function mergedKeywords(vm: VM, inner: PyDict, outer: PyDict | null): PyDict {
  const merged = inner.copy();
  outer?.keys.forEach((key, at) => {
    if (key !== undefined) merged.set(vm.keys, key, outer.values[at]);
  });
  return merged;
}

staticMethod(partialType, '__new__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const cls = requestedClass(partialType, args);
  if (args.length < 2) throw typeError("type 'partial' takes at least one argument");
  const [, fn, ...rest] = args;
  if (!isCallable(fn)) throw typeError('the first argument must be callable');
  // A partial of a partial calls the function at once, unless it has attributes of its own.
  if (fn instanceof PyPartial && fn.cls === partialType && cls === partialType) {
    if (fn.attributes === null || fn.attributes.size === 0) {
      const all = tuple([...fn.args.items, ...rest]);
      return new PyPartial(cls, fn.fn, all, mergedKeywords(vm, fn.keywords, given));
    }
  }
  return new PyPartial(cls, fn, tuple(rest), given === null ? new PyDict() : given.copy());
});

member(partialType, 'func', (_vm, self: PyPartial) => self.fn);
member(partialType, 'args', (_vm, self: PyPartial) => self.args);
member(partialType, 'keywords', (_vm, self: PyPartial) => self.keywords);

method(partialType, '__call__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const [self, ...rest] = args as [PyPartial, ...Value[]];
  const merged = self.keywords.size === 0 ? given : mergedKeywords(vm, self.keywords, given);
  return enterCall(vm, self.fn, [...self.args.items, ...rest], merged);
});

method(partialType, '__repr__', fixed(1), (vm, self: PyPartial) => {
  if (!enterRepr(vm, self)) return '...';
  try {
    const texts = [self.fn, ...self.args.items].map((value) => reprSync(vm, value));
    self.keywords.keys.forEach((key, at) => {
      if (key === undefined) return;
      texts.push(`${asStr(key) ?? ''}=${reprSync(vm, self.keywords.values[at])}`);
    });
    const name = self.cls === partialType ? partialType.name : self.cls.name;
    return `${name}(${texts.join(', ')})`;
  } finally {
    leaveRepr(vm, self);
  }
});

method(partialType, '__reduce__', fixed(1), (_vm, self: PyPartial) =>
  tuple([
    self.cls,
    tuple([self.fn]),
    tuple([self.fn, self.args, self.keywords, instanceDict(self)]),
  ]),
);

method(partialType, '__setstate__', fixed(2), (_vm, self: PyPartial, state: Value) => {
  const [fn, args, given, dict] = state instanceof PyTuple ? state.items : [];
  const valid =
    state instanceof PyTuple &&
    state.items.length === 4 &&
    isCallable(fn) &&
    args instanceof PyTuple &&
    (given === null || given instanceof PyDict);
  if (!valid) throw typeError('invalid partial state');
  self.fn = fn;
  self.args = args;
  self.keywords = given instanceof PyDict ? given : new PyDict();
  self.attributes = dict instanceof PyDict ? dict : null;
  recount(self);
  return null;
});

// --- cmp_to_key

const keyWrapperType = defineModuleType('functools', 'KeyWrapper', 'native', {
  subclassable: false,
});

class PyKeyWrapper extends PyObject {
  constructor(
    readonly compare: Value,
    readonly object: Value,
  ) {
    super(keyWrapperType);
  }
}

member(keyWrapperType, 'obj', (_vm, self: PyKeyWrapper) => self.object ?? null);
keyWrapperType.members.set('__hash__', null);
const keySignature = moduleFn('functools', 'K', keywords('obj'), () => null);
method(keyWrapperType, '__call__', variadic(), (_vm, args: Value[], given: PyDict | null) => {
  const [self, ...rest] = args as [PyKeyWrapper, ...Value[]];
  const [object] = bindBuiltinKeywords(keySignature, rest, given ?? new PyDict());
  return new PyKeyWrapper(self.compare, object);
});
for (const op of COMPARISONS) {
  method(keyWrapperType, `__${op}__`, fixed(2), (vm, self: PyKeyWrapper, other: Value) => {
    if (!(other instanceof PyKeyWrapper)) throw typeError('other argument must be K instance');
    return enterPrelude(vm, 'key_compare', self.compare, self.object, other.object, op);
  });
}

// --- lru_cache

const cacheType = defineModuleType('functools', '_lru_cache_wrapper', 'native');
giveInstancesDict(cacheType);
cacheType.members.set('__dict__', dictDescriptor(cacheType));

/** Between the positional arguments in a key and the keyword arguments. */
class KeywordMark extends PyObject {}
const KEYWORD_MARK = new KeywordMark(objectType);

class PyLruCache extends PyObject {
  /** Results by key, least recently used first. */
  readonly results = new PyDict();
  hits = 0;
  misses = 0;

  constructor(
    cls: PyType,
    readonly fn: Value,
    /** Infinity: nothing is ever dropped. */
    readonly maxSize: number,
    readonly typed: boolean,
    readonly infoType: Value,
  ) {
    super(cls);
  }

  keyOf(args: readonly Value[], given: PyDict | null): Value {
    const single = args[0];
    const simple = args.length === 1 && (given === null || given.size === 0) && !this.typed;
    if (simple && (typeOf(single) === intType || typeOf(single) === strType)) return single;
    const key = [...args];
    const values: Value[] = [];
    if (given !== null && given.size > 0) {
      key.push(KEYWORD_MARK);
      given.keys.forEach((name, at) => {
        if (name === undefined) return;
        key.push(name, given.values[at]);
        values.push(given.values[at]);
      });
    }
    if (this.typed) key.push(...args.map(typeOf), ...values.map(typeOf));
    return tuple(key);
  }
}

staticMethod(
  cacheType,
  '__new__',
  keywords('cls, user_function, maxsize, typed, cache_info_type'),
  (_vm, cls: PyType, fn: Value, maxSize: Value, typed: Value, infoType: Value) => {
    if (!isCallable(fn)) throw typeError('the first argument must be callable');
    const limit = asInt(maxSize);
    if (maxSize !== null && limit === undefined)
      throw typeError('maxsize should be integer or None');
    const size = limit === undefined ? Infinity : Math.max(0, Number(limit));
    return new PyLruCache(cls, fn, size, typed === true, infoType);
  },
);

method(cacheType, '__call__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const [self, ...rest] = args as [PyLruCache, ...Value[]];
  if (self.maxSize === 0) {
    self.misses++;
    return enterCall(vm, self.fn, rest, given);
  }
  const key = self.keyOf(rest, given);
  const { results } = self;
  const known = results.get(vm.keys, key);
  if (known !== undefined) {
    self.hits++;
    if (self.maxSize !== Infinity) {
      results.delete(vm.keys, key);
      results.set(vm.keys, key, known);
    }
    return known;
  }
  self.misses++;
  return enterPrelude(vm, 'lru_call', self, key, self.fn, tuple(rest), given ?? new PyDict());
});

preludeFn('lru_store', fixed(3), (vm, self: PyLruCache, key: Value, result: Value) => {
  const { results } = self;
  // A call inside the call may have stored the key already: its result stays.
  if (results.has(vm.keys, key)) return null;
  if (results.size >= self.maxSize) {
    const oldest = results.keys.findIndex((each) => each !== undefined);
    results.deleteAt(vm.keys, oldest);
  }
  results.set(vm.keys, key, result);
  return null;
});

method(cacheType, 'cache_info', fixed(1), (vm, self: PyLruCache) => {
  const maxSize = self.maxSize === Infinity ? null : self.maxSize;
  return enterCall(vm, self.infoType, [self.hits, self.misses, maxSize, self.results.size]);
});
method(cacheType, 'cache_clear', fixed(1), (_vm, self: PyLruCache) => {
  self.results.clear();
  self.hits = 0;
  self.misses = 0;
  return null;
});
method(cacheType, '__get__', unpack(2, 3), (_vm, self: PyLruCache, instance: Value) =>
  instance === null ? self : new PyBoundMethod(instance, self),
);
for (const name of ['__copy__', '__deepcopy__']) {
  method(cacheType, name, fixed(1, 2), (_vm, self: Value) => self);
}

// --- functions

const functions = [
  moduleFunction('functools', 'reduce', unpack(2, 3), (vm, fn: Value, iterable: Value, initial) =>
    enterPrelude(vm, 'reduce_of', fn, iterable, initial === undefined ? null : tuple([initial])),
  ),
  moduleFunction('functools', 'cmp_to_key', keywords('mycmp'), (_vm, compare: Value) => {
    return new PyKeyWrapper(compare, undefined);
  }),
];
for (const [name, fn] of functions) fn.qualname = name;

nativeModules.set('_functools', (vm) => {
  addPreludePart(vm, 'functools');
  return makeNativeModule('_functools', [
    ...functions,
    ['partial', partialType],
    ['_lru_cache_wrapper', cacheType],
  ]);
});
