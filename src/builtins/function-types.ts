// Functions, methods, static and class methods, cells: their attributes, and binding by hand.
import { PyDict } from '../objects/dict.js';
import { PyTuple, tuple } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import { typeError, valueError } from '../objects/exceptions.js';
import type { PyGetSet } from '../objects/functions.js';
import {
  PyBoundMethod,
  PyBuiltin,
  PyCell,
  PyClassMethod,
  PyCode,
  PyFunction,
  PyStaticMethod,
} from '../objects/functions.js';
import { setOwn } from '../objects/attributes.js';
import { exchange, recount } from '../objects/references.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import {
  builtinType,
  cellType,
  classMethodDescriptorType,
  classMethodType,
  codeType,
  frameType,
  functionType,
  generatorType,
  getSetType,
  memberType,
  methodDescriptorType,
  methodType,
  methodWrapperType,
  PyType,
  staticMethodType,
  tracebackType,
  wrapperDescriptorType,
} from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import { bindDescriptor, getAttribute, getAttributeSync, storeThrough } from '../vm/access.js';
import { bindBuiltinKeywords } from '../vm/arguments.js';
import { enterCall } from '../vm/calls.js';
import { dictDescriptor } from '../vm/classes.js';
import { equals } from '../vm/operators.js';
import { hashOf } from '../vm/keys.js';
import { reprSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import {
  fixed,
  getSet,
  keywords,
  method,
  moduleFn,
  staticMethod,
  unpack,
  variadic,
} from './define.js';
import { member } from './members.js';

// --- functions made by def and lambda

function strSetter(name: string, assign: (fn: PyFunction, text: string) => void) {
  return (_vm: VM, self: PyFunction, value: Value): void => {
    const text = asStr(value);
    if (text === undefined) throw typeError(`${name} must be set to a string object`);
    assign(self, text);
  };
}

getSet(
  functionType,
  '__name__',
  (_vm, self: PyFunction) => self.name,
  strSetter('__name__', (fn, text) => (fn.name = text)),
);
getSet(
  functionType,
  '__qualname__',
  (_vm, self: PyFunction) => self.qualname,
  strSetter('__qualname__', (fn, text) => (fn.qualname = text)),
);
getSet(
  functionType,
  '__doc__',
  (_vm, self: PyFunction) => self.doc,
  (_vm, self: PyFunction, value) => {
    exchange(self, self.doc, value);
    self.doc = value ?? null;
  },
);
getSet(
  functionType,
  '__module__',
  (_vm, self: PyFunction) => self.module,
  (_vm, self: PyFunction, value) => {
    exchange(self, self.module, value);
    self.module = value ?? null;
  },
);
getSet(
  functionType,
  '__defaults__',
  (_vm, self: PyFunction) => self.defaults,
  (_vm, self: PyFunction, value) => {
    if (value !== undefined && value !== null && !(value instanceof PyTuple)) {
      throw typeError('__defaults__ must be set to a tuple object');
    }
    self.defaults = value ?? null;
  },
);
getSet(
  functionType,
  '__kwdefaults__',
  (_vm, self: PyFunction) => self.kwDefaults,
  (_vm, self: PyFunction, value) => {
    if (value !== undefined && value !== null && !(value instanceof PyDict)) {
      throw typeError('__kwdefaults__ must be set to a dict object');
    }
    self.kwDefaults = value ?? null;
  },
);
getSet(
  functionType,
  '__annotations__',
  (_vm, self: PyFunction) => (self.annotations ??= new PyDict()),
  (_vm, self: PyFunction, value) => {
    if (value !== undefined && value !== null && !(value instanceof PyDict)) {
      throw typeError('__annotations__ must be set to a dict object');
    }
    self.annotations = value ?? null;
  },
);
getSet(
  functionType,
  '__code__',
  (_vm, self: PyFunction) => self.code,
  (_vm, self: PyFunction, value) => {
    if (!(value instanceof PyCode)) throw typeError('__code__ must be set to a code object');
    const [wanted, got] = [self.closure.length, value.source.freeNames.length];
    if (wanted !== got) {
      throw valueError(
        `${self.name}() requires a code object with ${wanted} free vars, not ${got}`,
      );
    }
    self.code = value;
  },
);
member(functionType, '__globals__', (_vm, self: PyFunction) => self.globals);
member(functionType, '__builtins__', (vm) => vm.builtins);
member(functionType, '__closure__', (_vm, self: PyFunction) =>
  self.closure.length === 0 ? null : tuple(self.closure),
);
functionType.members.set('__dict__', dictDescriptor(functionType));

method(functionType, '__repr__', fixed(1), ({ addresses }, self: PyFunction) => {
  return `<function ${self.qualname} at ${addresses.text(self)}>`;
});
method(functionType, '__call__', variadic(), (vm, args: Value[], keywords: PyDict | null) =>
  enterCall(vm, args[0], args.slice(1), keywords),
);

/** `__get__(instance, owner=None)`: None as instance means access on the class. */
function boundBy(vm: VM, self: Value, instance: Value, owner: Value): Value {
  const onClass = instance === null || instance === undefined;
  if (onClass && (owner === null || owner === undefined)) {
    throw typeError('__get__(None, None) is invalid');
  }
  if (!onClass) return bindDescriptor(vm, self, instance, typeOf(instance));
  return owner instanceof PyType ? bindDescriptor(vm, self, undefined, owner) : self;
}

for (const type of [
  functionType,
  methodDescriptorType,
  wrapperDescriptorType,
  getSetType,
  memberType,
]) {
  method(type, '__get__', unpack(2, 3), boundBy);
}
for (const type of [getSetType, memberType]) {
  method(type, '__set__', fixed(3), (vm, self: PyGetSet, instance: Value, value: Value) => {
    storeThrough(vm, self, instance, value);
    return null;
  });
  method(type, '__delete__', fixed(2), (vm, self: PyGetSet, instance: Value) => {
    storeThrough(vm, self, instance, undefined);
    return null;
  });
  member(type, '__name__', (_vm, self: PyGetSet) => self.name);
  member(type, '__objclass__', (_vm, self: PyGetSet) => self.owner);
  getSet(type, '__qualname__', (_vm, self: PyGetSet) => `${self.owner?.name}.${self.name}`);
  method(type, '__repr__', fixed(1), (_vm, self: PyGetSet) => {
    const kind = self.cls === memberType ? 'member' : 'attribute';
    return `<${kind} '${self.name}' of '${self.owner?.name}' objects>`;
  });
}

const functionSignature = moduleFn(
  'types',
  'function',
  keywords('code, globals, name=, argdefs=, closure='),
  () => null,
);

staticMethod(functionType, '__new__', variadic(), (_vm, args: Value[], given: PyDict | null) => {
  requestedClass(functionType, args);
  const bound = bindBuiltinKeywords(functionSignature, args.slice(1), given ?? new PyDict());
  const [code, globals, name = null, defaults = null, closure = null] = bound;
  if (!(code instanceof PyCode)) {
    throw typeError(`function() argument 'code' must be code, not ${typeOf(code).name}`);
  }
  if (!(globals instanceof PyDict)) {
    throw typeError(`function() argument 'globals' must be dict, not ${typeOf(globals).name}`);
  }
  if (name !== null && asStr(name) === undefined) {
    throw typeError('arg 3 (name) must be None or string');
  }
  if (defaults !== null && !(defaults instanceof PyTuple)) {
    throw typeError('arg 4 (defaults) must be None or tuple');
  }
  const cells = closureCells(code, closure);
  const made = new PyFunction(code, globals, cells, defaults, null);
  if (name !== null) made.name = asStr(name)!;
  return made;
});

/** The cells in a tuple for the free variables of a code object. */
function closureCells(code: PyCode, closure: Value): PyCell[] {
  const free = code.source.freeNames.length;
  if (closure !== null && !(closure instanceof PyTuple)) {
    throw typeError(`arg 5 (closure) must be ${free === 0 ? 'None or ' : ''}tuple`);
  }
  if (closure === null && free > 0) throw typeError('arg 5 (closure) must be tuple');
  const cells = closure === null ? [] : closure.items;
  if (cells.length !== free) {
    const { name } = code.source;
    throw valueError(`${name} requires closure of length ${free}, not ${cells.length}`);
  }
  return cells.map((cell) => {
    if (cell instanceof PyCell) return cell;
    throw typeError(`arg 5 (closure) expected cell, found ${typeOf(cell).name}`);
  });
}

// --- what only the machine makes

for (const type of [
  builtinType,
  methodDescriptorType,
  wrapperDescriptorType,
  classMethodDescriptorType,
  methodWrapperType,
  getSetType,
  memberType,
  codeType,
  frameType,
  tracebackType,
  generatorType,
]) {
  staticMethod(type, '__new__', variadic(), () => {
    throw typeError(`cannot create '${type.name}' instances`);
  });
}

// --- functions and methods written in TypeScript

type BuiltinCallable = PyBuiltin | PyBoundMethod;

function builtinOf(self: BuiltinCallable): PyBuiltin {
  return self instanceof PyBoundMethod ? (self.fn as PyBuiltin) : self;
}

for (const type of [
  builtinType,
  methodDescriptorType,
  wrapperDescriptorType,
  classMethodDescriptorType,
  methodWrapperType,
]) {
  getSet(type, '__name__', (_vm, self: BuiltinCallable) => builtinOf(self).name);
  getSet(type, '__qualname__', (_vm, self: BuiltinCallable) => qualnameOf(self));
  getSet(type, '__doc__', (_vm, self: BuiltinCallable) => builtinOf(self).doc);
  getSet(type, '__text_signature__', () => null);
  method(type, '__call__', variadic(), (vm, args: Value[], keywords: PyDict | null) =>
    enterCall(vm, args[0], args.slice(1), keywords),
  );
}
for (const type of [builtinType, methodWrapperType]) {
  getSet(type, '__self__', (vm, self: BuiltinCallable) => selfOf(vm, self));
  method(type, '__eq__', fixed(2), sameMethod);
  method(type, '__hash__', fixed(1), methodHash);
}
member(builtinType, '__module__', (_vm, self: BuiltinCallable) =>
  self instanceof PyBuiltin ? self.module : null,
);
for (const type of [methodDescriptorType, wrapperDescriptorType]) {
  member(type, '__objclass__', (_vm, self: PyBuiltin) => self.owner);
}

function qualnameOf(self: BuiltinCallable): string {
  if (self instanceof PyBuiltin) {
    // Error messages name a module's function with its module; the attribute does not.
    return self.module === null ? self.qualname : self.name;
  }
  const owner = self.self instanceof PyType ? self.self : typeOf(self.self);
  return `${owner.qualname}.${builtinOf(self).name}`;
}

/** What a built-in is bound to; a function's own is the module it belongs to. */
function selfOf(vm: VM, self: BuiltinCallable): Value {
  if (self instanceof PyBoundMethod) return self.self;
  return self.module === null ? null : (vm.modules.getStr(self.module) ?? null);
}

function callableRepr(vm: VM, self: BuiltinCallable): string {
  const { name } = builtinOf(self);
  if (self instanceof PyBuiltin) {
    // What belongs to a class without being its method: `__new__`, `str.maketrans`.
    return self.module === null && self.qualname.includes('.')
      ? `<built-in method ${name} of type object at ${vm.addresses.text(self)}>`
      : `<built-in function ${name}>`;
  }
  const [type, at] = [typeOf(self.self).name, placeOf(vm, self.self)];
  return builtinOf(self).cls === wrapperDescriptorType
    ? `<method-wrapper '${name}' of ${type} object at ${at}>`
    : `<built-in method ${name} of ${type} object at ${at}>`;
}
method(builtinType, '__repr__', fixed(1), callableRepr);
method(methodWrapperType, '__repr__', fixed(1), callableRepr);

function placeOf({ addresses }: VM, value: Value): string {
  return value instanceof PyObject ? addresses.text(value) : '0x000000000000';
}

method(methodDescriptorType, '__repr__', fixed(1), (_vm, self: PyBuiltin) => {
  return `<method '${self.name}' of '${self.owner?.name}' objects>`;
});
method(wrapperDescriptorType, '__repr__', fixed(1), (_vm, self: PyBuiltin) => {
  return `<slot wrapper '${self.name}' of '${self.owner?.name}' objects>`;
});

// --- bound methods

staticMethod(methodType, '__new__', variadic(), (_vm, args: Value[]) => {
  requestedClass(methodType, args);
  if (args.length !== 3) {
    throw typeError(`method expected 2 arguments, got ${args.length - 1}`);
  }
  const [, fn, instance] = args;
  if (typeOf(fn).lookup('__call__') === undefined) {
    throw typeError('first argument must be callable');
  }
  if (instance === null) throw typeError('instance must not be None');
  const bound = new PyBoundMethod(instance, fn);
  bound.cls = methodType;
  return bound;
});
member(methodType, '__func__', (_vm, self: PyBoundMethod) => self.fn);
member(methodType, '__self__', (_vm, self: PyBoundMethod) => self.self);
for (const name of ['__doc__', '__name__', '__qualname__', '__module__']) {
  getSet(methodType, name, (vm, self: PyBoundMethod) => getAttribute(vm, self.fn, name));
}
method(methodType, '__eq__', fixed(2), sameMethod);
method(methodType, '__hash__', fixed(1), methodHash);
method(methodType, '__call__', variadic(), (vm, args: Value[], keywords: PyDict | null) =>
  enterCall(vm, args[0], args.slice(1), keywords),
);
method(methodType, '__get__', unpack(2, 3), (_vm, self: Value) => self);
// A method has the attributes of its function.
method(methodType, '__getattr__', fixed(2), (vm, self: PyBoundMethod, name: string) =>
  getAttribute(vm, self.fn, name),
);
method(methodType, '__repr__', fixed(1), (vm, self: PyBoundMethod) => {
  const name =
    asStr(getAttributeSync(vm, self.fn, '__qualname__')) ??
    asStr(getAttributeSync(vm, self.fn, '__name__')) ??
    '?';
  return `<bound method ${name} of ${reprSync(vm, self.self)}>`;
});

function sameMethod(vm: VM, self: Value, other: Value): Value {
  if (self === other) return true;
  if (!(self instanceof PyBoundMethod) || !(other instanceof PyBoundMethod)) return NotImplemented;
  return self.self === other.self && equals(vm, self.fn, other.fn);
}

function methodHash(vm: VM, self: BuiltinCallable): Value {
  if (self instanceof PyBuiltin) return vm.addresses.hash(self);
  const own = self.self instanceof PyObject ? vm.addresses.hash(self.self) : hashOf(vm, self.self);
  const hash = Number(BigInt.asIntN(52, BigInt(own) * 31n)) ^ Number(hashOf(vm, self.fn));
  return hash === -1 ? -2 : hash;
}

// --- staticmethod and classmethod

const WRAPPED_NAMES = ['__module__', '__name__', '__qualname__', '__doc__', '__annotations__'];

function defineWrapper(
  type: PyType,
  make: (fn: Value, cls: PyType) => PyStaticMethod | PyClassMethod,
): void {
  staticMethod(type, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
    const cls = requestedClass(type, args);
    if (keywords !== null && keywords.size > 0 && cls === type) {
      throw typeError(`${type.name}() takes no keyword arguments`);
    }
    if (args.length !== 2 && cls === type) {
      throw typeError(`${type.name} expected 1 argument, got ${args.length - 1}`);
    }
    const wrapper = make(args[1] ?? null, cls);
    if (args.length > 1) copyNames(vm, args[1], wrapper);
    return wrapper;
  });
  method(type, '__init__', variadic(), (vm, args: Value[]) => {
    const self = args[0] as PyStaticMethod | PyClassMethod;
    if (args.length !== 2) {
      throw typeError(`${type.name} expected 1 argument, got ${args.length - 1}`);
    }
    if (self.cls !== type && self.cls.builtin) {
      throw typeError(`cannot change a ${type.name} of an immutable type`);
    }
    self.fn = args[1];
    recount(self);
    copyNames(vm, args[1], self);
    return null;
  });
  member(type, '__func__', (_vm, self: PyStaticMethod) => self.fn);
  member(type, '__wrapped__', (_vm, self: PyStaticMethod) => self.fn);
  getSet(
    type,
    '__isabstractmethod__',
    (vm, self: PyStaticMethod) => getAttributeSync(vm, self.fn, '__isabstractmethod__') === true,
  );
  type.members.set('__dict__', dictDescriptor(type));
  method(type, '__repr__', fixed(1), (vm, self: PyStaticMethod) => {
    return `<${type.name}(${reprSync(vm, self.fn)})>`;
  });
  method(type, '__get__', unpack(2, 3), (vm, self: Value, instance: Value, owner: Value) => {
    const cls = owner instanceof PyType ? owner : typeOf(instance);
    return bindDescriptor(vm, self, instance, cls);
  });
}

/** The wrapper shows the name and the text of what it wraps. */
function copyNames(vm: VM, fn: Value, wrapper: PyObject): void {
  for (const name of WRAPPED_NAMES) {
    const value = getAttributeSync(vm, fn, name);
    if (value !== undefined) setOwn(wrapper, name, value);
  }
}

defineWrapper(staticMethodType, (fn, cls) => new PyStaticMethod(fn, cls));
defineWrapper(classMethodType, (fn, cls) => new PyClassMethod(fn, cls));
method(staticMethodType, '__call__', variadic(), (vm, args: Value[], keywords: PyDict | null) =>
  enterCall(vm, (args[0] as PyStaticMethod).fn, args.slice(1), keywords),
);

// --- cells

staticMethod(cellType, '__new__', variadic(), (_vm, args: Value[]) => {
  requestedClass(cellType, args);
  if (args.length > 2) throw typeError(`cell expected at most 1 argument, got ${args.length - 1}`);
  return new PyCell(args[1]);
});
getSet(
  cellType,
  'cell_contents',
  (_vm, self: PyCell) => {
    if (self.value === undefined) throw valueError('Cell is empty');
    return self.value;
  },
  (_vm, self: PyCell, value) => {
    self.set(value);
  },
);
method(cellType, '__repr__', fixed(1), (vm, self: PyCell) => {
  const { value } = self;
  const address = vm.addresses.text(self);
  if (value === undefined) return `<cell at ${address}: empty>`;
  return `<cell at ${address}: ${typeOf(value).name} object at ${placeOf(vm, value)}>`;
});
