// object: what every value can do.
import { changeClass, instanceDict } from '../objects/attributes.js';
import { PyList } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { PyFunction } from '../objects/functions.js';
import { PyModule } from '../objects/module.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import { moduleType, objectType, PyType } from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import {
  genericGetAttribute,
  genericSetAttribute,
  getAttributeSync,
  lookupSpecial,
} from '../vm/access.js';
import { countedFirst, enterPrelude, newInstance } from '../vm/calls.js';
import { sameLayout } from '../vm/class-layout.js';
import { strArgument } from '../vm/conversions.js';
import { hashOf } from '../vm/keys.js';
import { repr, str } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { classMethod, fixed, getSet, method, preludeFn, staticMethod, variadic } from './define.js';

function isExcess(args: readonly Value[], keywords: PyDict | null): boolean {
  return args.length > 1 || (keywords !== null && keywords.size > 0);
}

staticMethod(objectType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(objectType, args);
  if (cls.layout !== 'object' || (cls.builtin && cls !== objectType)) {
    const owner = cls.mro.find((each) => each.builtin)!;
    throw typeError(`object.__new__(${cls.name}) is not safe, use ${owner.name}.__new__()`);
  }
  if (isExcess(args, keywords)) {
    if (cls.lookup('__new__') !== objectType.members.get('__new__')) {
      throw typeError('object.__new__() takes exactly one argument (the type to instantiate)');
    }
    if (cls.lookup('__init__') === objectType.members.get('__init__')) {
      throw typeError(`${cls.name}() takes no arguments`);
    }
  }
  checkConcrete(cls);
  return countedFirst(vm, newInstance(vm, cls));
});

/** @throws Raised TypeError when methods of an abstract class have no implementation */
function checkConcrete(cls: PyType): void {
  const names = cls.members.get('__abstractmethods__');
  if (names === undefined) return;
  const missing = abstractNames(names);
  if (missing.length === 0) return;
  const plural = missing.length === 1 ? '' : 's';
  throw typeError(
    `Can't instantiate abstract class ${cls.name} ` +
      `with abstract method${plural} ${missing.join(', ')}`,
  );
}

function abstractNames(names: Value): string[] {
  if (!(names instanceof PyObject)) return [];
  const { items, keys } = names as { items?: readonly Value[]; keys?: unknown };
  const values = items ?? (Array.isArray(keys) ? (keys as Value[]) : []);
  return values
    .map(asStr)
    .filter((name) => name !== undefined)
    .sort();
}

method(objectType, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  if (!isExcess(args, keywords)) return null;
  const cls = typeOf(args[0]);
  if (cls.lookup('__init__') !== objectType.members.get('__init__')) {
    throw typeError('object.__init__() takes exactly one argument (the instance to initialize)');
  }
  if (cls.lookup('__new__') === objectType.members.get('__new__')) {
    throw typeError(
      `${cls.name}.__init__() takes exactly one argument (the instance to initialize)`,
    );
  }
  return null;
});

/** `module.Qualname` of a class, without the module for one of `builtins`. */
export function qualifiedName(cls: PyType): string {
  const module = cls.members.get('__module__');
  const name = asStr(module);
  return name === undefined || name === 'builtins' ? cls.qualname : `${name}.${cls.qualname}`;
}

/** What a value shows of itself when its class does not say: `<object object at 0x…>`. */
export function defaultRepr({ addresses }: VM, value: Value): string {
  const cls = typeOf(value);
  const address = value instanceof PyObject ? addresses.text(value) : '0x0';
  return `<${qualifiedName(cls)} object at ${address}>`;
}

method(objectType, '__repr__', fixed(1), (vm, self: Value) => defaultRepr(vm, self));

method(objectType, '__str__', fixed(1), (vm, self: Value) => repr(vm, self));

method(objectType, '__eq__', fixed(2), (_vm, self: Value, other: Value) =>
  self === other ? true : NotImplemented,
);

method(objectType, '__ne__', fixed(2), (vm, self: Value, other: Value) => {
  const equal = typeOf(self).lookup('__eq__');
  if (equal === objectType.members.get('__eq__')) return self === other ? false : NotImplemented;
  return enterPrelude(vm, 'ne_from_eq', self, other);
});

preludeFn('equality_method', fixed(1), (vm, value: Value) => lookupSpecial(vm, value, '__eq__'));

for (const name of ['__lt__', '__le__', '__gt__', '__ge__']) {
  method(objectType, name, fixed(2), () => NotImplemented);
}

method(objectType, '__hash__', fixed(1), (vm, self: Value) =>
  self instanceof PyObject ? vm.addresses.hash(self) : hashOf(vm, self),
);

method(objectType, '__format__', fixed(2), (vm, self: Value, spec: Value) => {
  if (strArgument('__format__', null, spec) === '') return str(vm, self);
  throw typeError(`unsupported format string passed to ${typeOf(self).name}.__format__`);
});

/** @throws Raised TypeError when an attribute's name is no str */
export function attributeName(value: Value): string {
  const name = asStr(value);
  if (name !== undefined) return name;
  throw typeError(`attribute name must be string, not '${typeOf(value).name}'`);
}

method(objectType, '__getattribute__', fixed(2), (vm, self: Value, name: Value) =>
  genericGetAttribute(vm, self, attributeName(name), false),
);

method(objectType, '__setattr__', fixed(3), (vm, self: Value, name: Value, value: Value) =>
  genericSetAttribute(vm, self, attributeName(name), value),
);

method(objectType, '__delattr__', fixed(2), (vm, self: Value, name: Value) =>
  genericSetAttribute(vm, self, attributeName(name), undefined),
);

/** The names of a class and its bases, each once, unsorted. */
export function classNames(cls: PyType): Set<string> {
  const names = new Set<string>();
  for (const type of [...cls.mro].reverse())
    for (const name of type.members.keys()) names.add(name);
  return names;
}

method(objectType, '__dir__', fixed(1), (vm, self: Value) => {
  const names = new Set<string>();
  const own = typeOf(self);
  const asked = own.lookup('__getattribute__') instanceof PyFunction;
  const dict = asked ? getAttributeSync(vm, self, '__dict__') : instanceDict(self);
  const cls = asked ? getAttributeSync(vm, self, '__class__') : own;
  for (const key of dict instanceof PyDict ? dict.keys : []) {
    const name = asStr(key);
    if (name !== undefined) names.add(name);
  }
  if (cls instanceof PyType) for (const name of classNames(cls)) names.add(name);
  return new PyList([...names]);
});

getSet(
  objectType,
  '__class__',
  (_vm, self: Value) => typeOf(self),
  (vm, self: Value, value) => {
    setClass(vm, self, value);
  },
);

function setClass(vm: VM, self: Value, value: Value): void {
  if (value === undefined) throw typeError("can't delete __class__ attribute");
  if (!(value instanceof PyType)) {
    throw typeError(`__class__ must be set to a class, not '${typeOf(value).name}' object`);
  }
  const old = typeOf(self);
  const modules = self instanceof PyModule && value.isSubclassOf(moduleType);
  if (!(self instanceof PyObject) || (!modules && (old.builtin || value.builtin))) {
    throw typeError(
      '__class__ assignment only supported for mutable types or ModuleType subclasses',
    );
  }
  if (!sameLayout(old, value)) {
    throw typeError(
      `__class__ assignment: '${value.name}' object layout differs from '${old.name}'`,
    );
  }
  if (value.hasFinalizer()) vm.keepCounting();
  changeClass(self, value);
}

objectType.members.set('__doc__', null);

classMethod(
  objectType,
  '__init_subclass__',
  variadic(),
  (_vm, args: Value[], keywords: PyDict | null) => {
    const cls = args[0] as PyType;
    if (keywords !== null && keywords.size > 0) {
      throw typeError(`${cls.qualname}.__init_subclass__() takes no keyword arguments`);
    }
    if (args.length > 1) {
      const given = args.length - 1;
      throw typeError(`${cls.qualname}.__init_subclass__() takes no arguments (${given} given)`);
    }
    return null;
  },
);

classMethod(objectType, '__subclasshook__', variadic(), () => NotImplemented);
