// The native part of `collections`: deque (deque.ts), defaultdict, OrderedDict and the counting of
// Counter.
import { spend } from '../../objects/meter.js';
import { tuple } from '../../objects/collections.js';
import { PyDict } from '../../objects/dict.js';
import { raised, typeError } from '../../objects/exceptions.js';
import { intAdd } from '../../objects/numbers.js';
import { DictIterator, dictViewTypes, PyDictView } from '../../objects/table-iterators.js';
import type { DictPart } from '../../objects/table-iterators.js';
import { NotImplemented, typeOf } from '../../objects/type-of.js';
import { defineType, dictType, type PyType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { callBuiltin, callSync, enterPrelude } from '../../vm/calls.js';
import type { PyBuiltin } from '../../objects/functions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { nativeItems } from '../../vm/iterate.js';
import { equals, truthSync } from '../../vm/operators.js';
import { enterRepr, leaveRepr, reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { fixed, getSet, keywords, method, staticMethod, unpack, variadic } from '../define.js';
import { mergeDict } from '../dict-update.js';
import { addPreludePart } from '../prelude-parts.js';
import { dequeIteratorType, dequeType } from './deque.js';
import { defineModuleType, moduleFunction } from './module-members.js';

// --- defaultdict

export const defaultDictType = defineModuleType('collections', 'defaultdict', 'dict', {
  base: dictType,
});

class PyDefaultDict extends PyDict {
  factory: Value = null;
}

function dictMethod(name: string): PyBuiltin {
  return dictType.members.get(name) as PyBuiltin;
}

staticMethod(defaultDictType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyDefaultDict(requestedClass(defaultDictType, args));
});
method(defaultDictType, '__init__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const [self, factory = null, ...rest] = args as [PyDefaultDict, ...Value[]];
  if (factory !== null && typeOf(factory).lookup('__call__') === undefined) {
    throw typeError('first argument must be callable or None');
  }
  self.factory = factory;
  return callBuiltin(vm, dictMethod('__init__'), [self, ...rest], given);
});
method(defaultDictType, '__missing__', fixed(2), (vm, self: PyDefaultDict, key: Value) => {
  if (self.factory === null) throw raised('KeyError', key);
  return enterPrelude(vm, 'default_missing', self, self.factory, key);
}).cls = dictMethod('get').cls;
getSet(
  defaultDictType,
  'default_factory',
  (_vm, self: PyDefaultDict) => self.factory,
  (_vm, self: PyDefaultDict, value) => {
    self.factory = value ?? null;
  },
);

function copyDefault(self: PyDefaultDict, from: PyDict = self): PyDefaultDict {
  const made = new PyDefaultDict(self.cls);
  made.factory = self.factory;
  made.takeFrom(from);
  return made;
}
for (const name of ['copy', '__copy__']) {
  method(defaultDictType, name, fixed(1), (_vm, self: PyDefaultDict) => copyDefault(self));
}
method(defaultDictType, '__repr__', fixed(1), (vm, self: PyDefaultDict) => {
  const items = callSync(vm, dictMethod('__repr__'), [self]) as string;
  let factory = '...';
  if (enterRepr(vm, self)) {
    try {
      factory = reprSync(vm, self.factory);
    } finally {
      leaveRepr(vm, self);
    }
  }
  return `${self.cls.qualname}(${factory}, ${items})`;
});
method(defaultDictType, '__or__', fixed(2), (vm, self: PyDefaultDict, other: Value) => {
  if (!(other instanceof PyDict)) return NotImplemented;
  const made = copyDefault(self);
  mergeDict(vm, made, other);
  return made;
});
method(defaultDictType, '__ror__', fixed(2), (vm, self: PyDefaultDict, other: Value) => {
  if (!(other instanceof PyDict)) return NotImplemented;
  const made = copyDefault(self, other);
  mergeDict(vm, made, self);
  return made;
});
method(defaultDictType, '__reduce__', fixed(1), (_vm, self: PyDefaultDict) => {
  const args = tuple(self.factory === null ? [] : [self.factory]);
  return tuple([self.cls, args, null, null, new DictIterator(self, 'item')]);
});

// --- OrderedDict

export const orderedDictType = defineModuleType('collections', 'OrderedDict', 'dict', {
  base: dictType,
});

const VIEWS: readonly (readonly [string, DictPart])[] = [
  ['keys', 'key'],
  ['values', 'value'],
  ['items', 'item'],
];
for (const [name, part] of VIEWS) {
  const type = defineType(`odict_${name}`, 'native', {
    base: dictViewTypes[part],
    subclassable: false,
  });
  method(orderedDictType, name, fixed(1), (_vm, self: PyDict) => {
    const view = new PyDictView(self, part);
    view.cls = type;
    return view;
  });
}

staticMethod(orderedDictType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyDict(requestedClass(orderedDictType, args));
});
for (const name of ['__init__', 'update']) {
  method(orderedDictType, name, variadic(), (vm, args: Value[], given: PyDict | null) => {
    if (args.length > 2) {
      throw typeError(`expected at most 1 arguments, got ${args.length - 1}`);
    }
    const [self, source = null] = args as [PyDict, Value];
    return enterPrelude(vm, 'ordered_update', self, source, given ?? new PyDict());
  });
}

function itemAt(dict: PyDict, last: boolean): number {
  const filled = (key: Value): boolean => key !== undefined;
  return last ? dict.keys.findLastIndex(filled) : dict.keys.findIndex(filled);
}

method(orderedDictType, 'popitem', keywords('self, /, last='), (vm, self: PyDict, last: Value) => {
  if (self.size === 0) throw raised('KeyError', 'dictionary is empty');
  const at = itemAt(self, last === undefined || truthSync(vm, last));
  const item = tuple([self.keys[at], self.values[at]]);
  self.deleteAt(vm.keys, at);
  return item;
});

method(
  orderedDictType,
  'move_to_end',
  keywords('self, /, key, last='),
  (vm, self: PyDict, key: Value, last: Value) => {
    const at = self.position(vm.keys, key);
    if (at < 0) throw raised('KeyError', key);
    const [own, value] = [self.keys[at], self.values[at]];
    if (last === undefined || truthSync(vm, last)) {
      self.deleteAt(vm.keys, at);
      self.set(vm.keys, own, value);
      return null;
    }
    const rest = self.copy();
    rest.delete(vm.keys, own);
    self.clear();
    self.set(vm.keys, own, value);
    mergeDict(vm, self, rest);
    return null;
  },
);

method(orderedDictType, '__repr__', fixed(1), (vm, self: PyDict) => {
  const name = self.cls.qualname;
  if (self.size === 0) return `${name}()`;
  if (!enterRepr(vm, self)) return '...';
  try {
    const items = nativeItems(vm, new PyDictView(self, 'item')) ?? [];
    return `${name}([${items.map((item) => reprSync(vm, item)).join(', ')}])`;
  } finally {
    leaveRepr(vm, self);
  }
});

/** Equal as dicts, and between two ordered ones in the same order. */
function sameOrder(vm: VM, a: PyDict, b: PyDict): boolean {
  const keysOf = (dict: PyDict): Value[] => dict.keys.filter((key) => key !== undefined);
  const [left, right] = [keysOf(a), keysOf(b)];
  return left.every((key, at) => equals(vm, key, right[at]));
}
for (const name of ['__eq__', '__ne__']) {
  method(orderedDictType, name, fixed(2), (vm, self: PyDict, other: Value) => {
    if (!(other instanceof PyDict)) return NotImplemented;
    let same = callSync(vm, dictMethod('__eq__'), [self, other]) === true;
    if (same && other.cls.isSubclassOf(orderedDictType)) same = sameOrder(vm, self, other);
    return same === (name === '__eq__');
  });
}
orderedDictType.members.set('__hash__', null);

for (const name of ['copy', '__copy__']) {
  method(orderedDictType, name, fixed(1), (vm, self: PyDict) => {
    if (self.cls === orderedDictType) return self.copy(orderedDictType);
    const made = callSync(vm, self.cls, []);
    if (made instanceof PyDict) mergeDict(vm, made, self);
    return made;
  });
}
method(orderedDictType, '__or__', fixed(2), (vm, self: PyDict, other: Value) =>
  merged(vm, self.cls, self, other),
);
method(orderedDictType, '__ror__', fixed(2), (vm, self: PyDict, other: Value) =>
  merged(vm, self.cls, other, self),
);

function merged(vm: VM, cls: PyType, first: Value, second: Value): Value {
  if (!(first instanceof PyDict) || !(second instanceof PyDict)) return NotImplemented;
  const made = first.copy(cls);
  mergeDict(vm, made, second);
  return made;
}

// --- Counter

/** Count the items of an iterable into a mapping. */
function countElements(vm: VM, mapping: Value, iterable: Value): Value {
  const plain =
    mapping instanceof PyDict &&
    mapping.cls.lookup('get') === dictMethod('get') &&
    mapping.cls.lookup('__setitem__') === dictMethod('__setitem__');
  const items = plain ? nativeItems(vm, iterable) : null;
  if (items === null || !plain) return enterPrelude(vm, 'count_elements', mapping, iterable);
  spend(items.length);
  for (const item of items) {
    const count = mapping.get(vm.keys, item) ?? 0;
    if (typeof count !== 'number' && typeof count !== 'bigint') {
      throw typeError(`unsupported operand type(s) for +: '${typeOf(count).name}' and 'int'`);
    }
    mapping.set(vm.keys, item, intAdd(count, 1));
  }
  return null;
}

const functions = [moduleFunction('_collections', '_count_elements', unpack(2, 2), countElements)];

nativeModules.set('_collections', (vm) => {
  addPreludePart(vm, 'collections');
  return makeNativeModule('_collections', [
    ...functions,
    ['deque', dequeType],
    ['_deque_iterator', dequeIteratorType],
    ['defaultdict', defaultDictType],
    ['OrderedDict', orderedDictType],
  ]);
});
