// super: attributes of the classes after a given one. Where they are found is in vm/access.ts.
import { typeError, raised } from '../objects/exceptions.js';
import type { PyCell } from '../objects/functions.js';
import { PySuper } from '../objects/functions.js';
import { typeOf } from '../objects/type-of.js';
import { PyType, superType } from '../objects/type.js';
import type { PyDict } from '../objects/dict.js';
import type { Frame } from '../objects/frame.js';
import type { Value } from '../objects/value.js';
import { genericGetAttribute, getAttributeSync } from '../vm/access.js';
import { callingFrame } from '../vm/introspect.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, method, staticMethod, unpack, variadic } from './define.js';
import { member } from './members.js';
import { attributeName } from './object-type.js';

staticMethod(superType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(superType, args);
  if (keywords !== null && keywords.size > 0) {
    throw typeError('super() takes no keyword arguments');
  }
  if (args.length > 3) {
    throw typeError(`super() expected at most 2 arguments, got ${args.length - 1}`);
  }
  const [start, self] = args.length === 1 ? argumentsOfCaller(vm) : [args[1], args[2]];
  if (!(start instanceof PyType)) {
    throw typeError(`super() argument 1 must be a type, not ${typeOf(start).name}`);
  }
  return makeSuper(vm, start, self, cls);
});

function makeSuper(vm: VM, start: PyType, self: Value, cls: PyType): PySuper {
  if (self === undefined || self === null) return new PySuper(start, undefined, start, cls);
  return new PySuper(start, self, selfType(vm, start, self), cls);
}

/** The class whose MRO is searched: that of `self`, or `self` where it is itself a subclass. */
function selfType(vm: VM, start: PyType, self: Value): PyType {
  if (self instanceof PyType && self.isSubclassOf(start)) return self;
  const type = typeOf(self);
  if (type.isSubclassOf(start)) return type;
  const claimed = getAttributeSync(vm, self, '__class__');
  if (claimed instanceof PyType && claimed !== type && claimed.isSubclassOf(start)) return claimed;
  throw typeError('super(type, obj): obj must be an instance or subtype of type');
}

/**
 * What `super()` means in the function that calls it: the class its `__class__` cell holds, and its
 * first argument.
 * @throws Raised RuntimeError as CPython does where one is missing
 */
function argumentsOfCaller(vm: VM): [start: Value, self: Value] {
  const frame = callingFrame(vm);
  if (frame === null || frame.code.argCount === 0) throw noSuper('no arguments');
  const self = firstArgument(frame);
  if (self === undefined) throw noSuper('arg[0] deleted');
  const { cellNames, freeNames } = frame.code.source;
  const free = freeNames.indexOf('__class__');
  if (free < 0) throw noSuper('__class__ cell not found');
  const start = frame.cells[cellNames.length + free]?.value;
  if (start === undefined) throw noSuper('empty __class__ cell');
  return [start, self];
}

function noSuper(reason: string) {
  return raised('RuntimeError', `super(): ${reason}`);
}

/** The first argument as it is now; one that inner functions use lives in its cell. */
function firstArgument(frame: Frame): Value {
  const { variableNames, cellNames } = frame.code.source;
  const cell = cellNames.indexOf(variableNames[0]!);
  if (cell < 0) return frame.regs[0];
  const { value } = frame.cells[cell] as PyCell;
  return value;
}

method(superType, '__init__', variadic(), () => null);

member(superType, '__thisclass__', (_vm, self: PySuper) => self.start);
member(superType, '__self__', (_vm, self: PySuper) => self.self ?? null);
member(superType, '__self_class__', (_vm, self: PySuper) =>
  self.self === undefined ? null : self.selfType,
);

method(superType, '__getattribute__', fixed(2), (vm, self: Value, name: Value) =>
  genericGetAttribute(vm, self, attributeName(name), false),
);

method(superType, '__get__', unpack(2, 3), (vm, self: PySuper, instance: Value) => {
  if (instance === null || self.self !== undefined) return self;
  return makeSuper(vm, self.start, instance, self.cls);
});

method(superType, '__repr__', fixed(1), (_vm, self: PySuper) => {
  const object = self.self === undefined ? 'NULL' : `<${self.selfType.name} object>`;
  return `<super: <class '${self.start.name}'>, ${object}>`;
});
