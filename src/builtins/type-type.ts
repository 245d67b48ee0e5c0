// type: classes as values, and the class statement's helpers. How a class is made is in
// vm/classes.ts.
import { PyList, PyTuple, tuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { exceptionTypes, raised, typeError } from '../objects/exceptions.js';
import { PyCell, PyFunction } from '../objects/functions.js';
import { typeOf } from '../objects/type-of.js';
import { boolType, intType, objectType, PyType, typeType } from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import {
  genericGetAttribute,
  genericSetAttribute,
  getAttributeSync,
  lookupSpecial,
} from '../vm/access.js';
import { enterCall, instantiate } from '../vm/calls.js';
import { bestBase, calculateMetaclass, resolutionOrder } from '../vm/class-layout.js';
import { buildClass, makeClass, runClassBody, setBases, subclassesOf } from '../vm/classes.js';
import { argumentError, strArgument } from '../vm/conversions.js';
import { reprSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import {
  classMethod,
  fixed,
  fn,
  getSet,
  method,
  preludeFn,
  staticMethod,
  variadic,
} from './define.js';
import { requestedClass } from './constructor-arguments.js';
import { PyClassDict } from './mapping-proxy-type.js';
import { member } from './members.js';
import { attributeName, classNames, qualifiedName } from './object-type.js';

staticMethod(typeType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const metaclass = requestedClass(typeType, args);
  if (args.length !== 4) {
    if (metaclass === typeType) throw typeError('type() takes 1 or 3 arguments');
    throw typeError(`type.__new__() takes exactly 3 arguments (${args.length - 1} given)`);
  }
  const [, name, bases, namespace] = args;
  const text = strArgument('type.__new__', 1, name);
  if (!(bases instanceof PyTuple)) throw argumentError('type.__new__', 2, 'tuple', bases);
  if (!(namespace instanceof PyDict)) throw argumentError('type.__new__', 3, 'dict', namespace);
  return makeClass(vm, metaclass, text, bases, namespace, keywords);
});

method(typeType, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  if (keywords !== null && keywords.size > 0 && args.length === 2) {
    throw typeError('type.__init__() takes no keyword arguments');
  }
  if (args.length !== 2 && args.length !== 4) {
    throw typeError('type.__init__() takes 1 or 3 arguments');
  }
  return null;
});

method(typeType, '__call__', variadic(), (vm, args: Value[], keywords: PyDict | null) =>
  instantiate(vm, args[0] as PyType, args.slice(1), keywords),
);

classMethod(typeType, '__prepare__', variadic(), () => new PyDict());

method(typeType, '__repr__', fixed(1), (_vm, self: PyType) => `<class '${qualifiedName(self)}'>`);

/** @throws Raised TypeError when `name` of a built-in class is to be set */
function checkMutable(type: PyType, name: string, value: Value): void {
  if (type.builtin) {
    throw typeError(`cannot set '${name}' attribute of immutable type '${type.name}'`);
  }
  if (value === undefined) {
    throw typeError(`cannot delete '${name}' attribute of immutable type '${type.name}'`);
  }
}

function nameSetter(name: string, assign: (type: PyType, text: string) => void) {
  return (_vm: VM, self: PyType, value: Value): void => {
    checkMutable(self, name, value);
    const text = asStr(value);
    if (text === undefined) {
      const got = typeOf(value).name;
      throw typeError(`can only assign string to ${self.name}.${name}, not '${got}'`);
    }
    assign(self, text);
  };
}

getSet(
  typeType,
  '__name__',
  // Classes of native modules are named in messages with their module.
  (_vm, self: PyType) => (self.builtin ? self.qualname : self.name),
  nameSetter('__name__', (type, text) => (type.name = text)),
);
getSet(
  typeType,
  '__qualname__',
  (_vm, self: PyType) => self.qualname,
  nameSetter('__qualname__', (type, text) => (type.qualname = text)),
);

getSet(
  typeType,
  '__module__',
  (_vm, self: PyType) => {
    const module = self.members.get('__module__');
    if (module !== undefined) return module;
    if (self.builtin) return 'builtins';
    throw raised('AttributeError', '__module__');
  },
  (_vm, self: PyType, value) => {
    checkMutable(self, '__module__', value);
    self.setMember('__module__', value);
  },
);

getSet(
  typeType,
  '__bases__',
  (_vm, self: PyType) => tuple(self.bases),
  (vm, self: PyType, value) => {
    checkMutable(self, '__bases__', value);
    setBases(vm, self, value);
  },
);

member(typeType, '__base__', (_vm, self: PyType) =>
  self === objectType ? null : bestBaseOf(self),
);

function bestBaseOf(type: PyType): PyType {
  return type.builtin ? type.bases[0]! : bestBase(type.bases);
}

member(typeType, '__mro__', (_vm, self: PyType) => tuple(self.mro));

getSet(typeType, '__dict__', (_vm, self: PyType) => new PyClassDict(self));

getSet(
  typeType,
  '__doc__',
  (vm, self: PyType) => {
    const doc = self.members.get('__doc__');
    if (doc === undefined || doc === null) return null;
    const get = typeOf(doc).lookup('__get__');
    return get === undefined ? doc : enterCall(vm, get, [doc, null, self]);
  },
  (_vm, self: PyType, value) => {
    checkMutable(self, '__doc__', value);
    self.setMember('__doc__', value);
  },
);

getSet(
  typeType,
  '__annotations__',
  (_vm, self: PyType) => {
    if (self.builtin) {
      throw raised(
        'AttributeError',
        `type object '${self.name}' has no attribute '__annotations__'`,
      );
    }
    let annotations = self.members.get('__annotations__');
    if (annotations === undefined) {
      annotations = new PyDict();
      self.setMember('__annotations__', annotations);
    }
    return annotations;
  },
  (_vm, self: PyType, value) => {
    if (self.builtin) {
      throw typeError(`cannot set '__annotations__' attribute of immutable type '${self.name}'`);
    }
    if (value === undefined && !self.members.has('__annotations__')) {
      throw raised('AttributeError', '__annotations__');
    }
    self.setMember('__annotations__', value);
  },
);

getSet(
  typeType,
  '__abstractmethods__',
  (_vm, self: PyType) => {
    const names = self === typeType ? undefined : self.members.get('__abstractmethods__');
    if (names !== undefined) return names;
    throw raised('AttributeError', '__abstractmethods__');
  },
  (_vm, self: PyType, value) => {
    checkMutable(self, '__abstractmethods__', value ?? null);
    if (value === undefined && !self.members.has('__abstractmethods__')) {
      throw raised('AttributeError', '__abstractmethods__');
    }
    self.setMember('__abstractmethods__', value);
  },
);

method(typeType, 'mro', fixed(1), (_vm, self: PyType) => {
  return new PyList([...(self.builtin ? self.mro : resolutionOrder(self, self.bases))]);
});

/** The built-in classes that derive directly from a built-in class. */
function builtinSubclasses(type: PyType): PyType[] {
  const known = type === intType ? [boolType] : [...exceptionTypes.values()];
  return known.filter((each) => each.bases.includes(type));
}

method(typeType, '__subclasses__', fixed(1), (vm, self: PyType) => {
  const builtin = self.builtin ? builtinSubclasses(self) : [];
  return new PyList([...builtin, ...subclassesOf(vm, self)]);
});

method(typeType, '__dir__', fixed(1), (_vm, self: PyType) => new PyList([...classNames(self)]));

method(typeType, '__getattribute__', fixed(2), (vm, self: Value, name: Value) =>
  genericGetAttribute(vm, self, attributeName(name), false),
);

method(typeType, '__setattr__', fixed(3), (vm, self: PyType, name: Value, value: Value) =>
  genericSetAttribute(vm, self, attributeName(name), value),
);

method(typeType, '__delattr__', fixed(2), (vm, self: PyType, name: Value) =>
  genericSetAttribute(vm, self, attributeName(name), undefined),
);

// --- isinstance and issubclass of classes without their own rules

/** isinstance(value, cls) without asking the metaclass: its class, or what it claims as `__class__`. */
export function isRealInstance(vm: VM, value: Value, cls: PyType): boolean {
  const type = typeOf(value);
  if (type.isSubclassOf(cls)) return true;
  const own = type.lookup('__class__') !== objectType.members.get('__class__');
  if (!own && !(type.lookup('__getattribute__') instanceof PyFunction)) return false;
  const claimed = getAttributeSync(vm, value, '__class__');
  return claimed instanceof PyType && claimed !== type && claimed.isSubclassOf(cls);
}

method(typeType, '__instancecheck__', fixed(2), (vm, self: PyType, value: Value) =>
  isRealInstance(vm, value, self),
);

method(typeType, '__subclasscheck__', fixed(2), (_vm, self: PyType, value: Value) => {
  if (!(value instanceof PyType)) throw typeError('issubclass() arg 1 must be a class');
  return value.isSubclassOf(self);
});

// --- the class statement

fn('__build_class__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const [body, name, ...bases] = args;
  if (args.length < 2) throw typeError('__build_class__: not enough arguments');
  if (!(body instanceof PyFunction)) throw typeError('__build_class__: func must be a function');
  const text = asStr(name);
  if (text === undefined) throw typeError('__build_class__: name is not a string');
  return buildClass(vm, body, text, new PyTuple(bases), keywords);
});

/** The `__mro_entries__` of a base that is no class, or None. */
preludeFn('mro_entries_method', fixed(1), (vm, base: Value) => {
  if (base instanceof PyType) return null;
  return getAttributeSync(vm, base, '__mro_entries__') ?? null;
});

/** The metaclass of a class statement; takes `metaclass` out of the keywords. */
preludeFn('class_metaclass', fixed(2), (_vm, bases: PyTuple, keywords: PyDict) => {
  const given = keywords.getStr('metaclass');
  if (given !== undefined) {
    keywords.deleteStr('metaclass');
    return given instanceof PyType ? calculateMetaclass(given, bases.items) : given;
  }
  if (bases.items.length === 0) return typeType;
  return calculateMetaclass(typeOf(bases.items[0]), bases.items);
});

/** The namespace for a class body, or a dict where the metaclass prepares none. */
preludeFn(
  'prepare_namespace',
  fixed(4),
  (vm, metaclass: Value, name: Value, bases: Value, keywords: PyDict) => {
    const prepare = getAttributeSync(vm, metaclass, '__prepare__');
    if (prepare === undefined) return new PyDict();
    return enterCall(vm, prepare, [name, bases], keywords.copy());
  },
);

preludeFn('check_namespace', fixed(2), (_vm, metaclass: Value, namespace: Value) => {
  if (typeOf(namespace).lookup('__getitem__') !== undefined) return null;
  const maker = metaclass instanceof PyType ? metaclass.name : '<metaclass>';
  const got = typeOf(namespace).name;
  throw typeError(`${maker}.__prepare__() must return a mapping, not ${got}`);
});

preludeFn('run_class_body', fixed(2), (vm, body: Value, namespace: PyObject) =>
  runClassBody(vm, body, namespace),
);

/** What zero-argument super() finds in the class cell has to be the class that was made. */
preludeFn('check_class_cell', fixed(3), (vm, cell: Value, cls: Value, name: Value) => {
  if (!(cell instanceof PyCell) || !(cls instanceof PyType) || cell.value === cls) return null;
  const [named, made] = [reprSync(vm, name), reprSync(vm, cls)];
  if (cell.value === undefined) {
    throw raised(
      'RuntimeError',
      `__class__ not set defining ${named} as ${made}. ` +
        'Was __classcell__ propagated to type.__new__?',
    );
  }
  throw typeError(`__class__ set to ${reprSync(vm, cell.value)} defining ${named} as ${made}`);
});

preludeFn('call_set_name', fixed(3), (vm, value: Value, cls: Value, name: Value) =>
  enterCall(vm, lookupSpecial(vm, value, '__set_name__'), [cls, name]),
);

preludeFn('set_name_message', fixed(3), (vm, value: Value, cls: PyType, name: Value) => {
  const owner = typeOf(value).name;
  return `Error calling __set_name__ on '${owner}' instance ${reprSync(vm, name)} in '${cls.name}'`;
});
