// _weakref: the class of weak references, and what can be asked about them.
import { PyList } from '../../objects/collections.js';
import type { PyDict } from '../../objects/dict.js';
import { typeError } from '../../objects/exceptions.js';
import { NotImplemented, typeOf } from '../../objects/type-of.js';
import { PyType } from '../../objects/type.js';
import { PyObject, type Value } from '../../objects/value.js';
import { addReference, PyWeakRef, referencesTo } from '../../objects/weak.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { hashOf } from '../../vm/keys.js';
import { compare } from '../../vm/operators.js';
import { watchTarget } from '../../vm/weak.js';
import { requestedClass } from '../constructor-arguments.js';
import { fixed, getSet, method, staticMethod, variadic } from '../define.js';
import { defineModuleType, moduleFunction } from './module-members.js';

const refType = defineModuleType('weakref', 'ReferenceType', 'native');

/** Built-in classes whose objects may be referred to; a user's class has `__weakref__`. */
const REFERABLE = new Set([
  'set',
  'frozenset',
  'function',
  'builtin_function_or_method',
  'method',
  'generator',
  'coroutine',
  'async_generator',
  'module',
  'code',
  'collections.deque',
]);

function isReferable(value: Value): value is PyObject {
  if (!(value instanceof PyObject)) return false;
  if (value instanceof PyType) return true;
  return value.cls.lookup('__weakref__') !== undefined || REFERABLE.has(value.cls.name);
}

staticMethod(refType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(refType, args);
  if (cls === refType && keywords !== null && keywords.size > 0) {
    throw typeError('ref() takes no keyword arguments');
  }
  const given = args.length - 1;
  if (given < 1) throw typeError(`__new__ expected at least 1 argument, got ${given}`);
  if (given > 2) throw typeError(`__new__ expected at most 2 arguments, got ${given}`);
  const [, target, callback = null] = args;
  if (!isReferable(target)) {
    throw typeError(`cannot create weak reference to '${typeOf(target).name}' object`);
  }
  if (cls === refType && callback === null) {
    const present = referencesTo(target).find((each) => each.cls === cls && each.callback === null);
    if (present !== undefined) return present;
  }
  watchTarget(vm, target);
  const reference = new PyWeakRef(cls, target, callback);
  addReference(target, reference);
  return reference;
});

// A subclass may take more arguments than __new__ here has a use for.
method(refType, '__init__', variadic(), () => null);

method(refType, '__call__', variadic(), (_vm, [self, ...rest]: Value[]) => {
  if (rest.length > 0) throw typeError(`weakref expected 0 arguments, got ${rest.length}`);
  return (self as PyWeakRef).target;
});

getSet(refType, '__callback__', (_vm, self: PyWeakRef) => self.callback);

method(refType, '__hash__', fixed(1), (vm, self: PyWeakRef) => {
  if (self.hash !== null) return self.hash;
  if (self.target === null) throw typeError('weak object has gone away');
  return (self.hash = hashOf(vm, self.target));
});

for (const [name, op] of [
  ['__eq__', 'eq'],
  ['__ne__', 'ne'],
] as const) {
  method(refType, name, fixed(2), (vm, self: PyWeakRef, other: Value) => {
    if (!(other instanceof PyWeakRef)) return NotImplemented;
    if (self.target === null || other.target === null) return (self === other) === (op === 'eq');
    return compare(vm, self.target, other.target, op);
  });
}

method(refType, '__repr__', fixed(1), ({ addresses }, self: PyWeakRef) => {
  const { target } = self;
  if (target === null) return `<weakref at ${addresses.text(self)}; dead>`;
  const place = `${addresses.text(self)}; to '${typeOf(target).name}' at ${addresses.text(target as PyObject)}`;
  return `<weakref at ${place}>`;
});

const functions: [string, Value][] = [
  ['ref', refType],
  ['ReferenceType', refType],
  moduleFunction('_weakref', 'getweakrefcount', fixed(1), (_vm, object: Value) =>
    object instanceof PyObject ? referencesTo(object).length : 0,
  ),
  moduleFunction(
    '_weakref',
    'getweakrefs',
    fixed(1),
    (_vm, object: Value) => new PyList(object instanceof PyObject ? [...referencesTo(object)] : []),
  ),
];

nativeModules.set('_weakref', (vm) => {
  vm.wantCounting();
  return makeNativeModule('_weakref', functions);
});
