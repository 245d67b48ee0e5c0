// property: attributes computed by functions.
import { raised } from '../objects/exceptions.js';
import { PyProperty } from '../objects/functions.js';
import { propertyType } from '../objects/type.js';
import { recount } from '../objects/references.js';
import { typeOf } from '../objects/type-of.js';
import type { PyDict } from '../objects/dict.js';
import type { Value } from '../objects/value.js';
import { bindDescriptor, getAttributeSync } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import type { VM } from '../vm/vm.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { fixed, getSet, method, staticMethod, unpack, variadic } from './define.js';
import { member } from './members.js';

const PARAMETERS = ['fget', 'fset', 'fdel', 'doc'];

staticMethod(propertyType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyProperty(null, null, null, null, requestedClass(propertyType, args));
});

/** A property is filled in by `__init__`, and never changed afterwards. */
type Unfinished = { -readonly [name in keyof PyProperty]: PyProperty[name] };

method(propertyType, '__init__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const self: Unfinished = args[0] as PyProperty;
  const [getter, setter, deleter, doc] = namedArguments(
    propertyType,
    PARAMETERS,
    0,
    args,
    keywords,
  );
  self.getter = getter ?? null;
  self.setter = setter ?? null;
  self.deleter = deleter ?? null;
  self.doc = docOf(vm, self.getter, doc ?? null);
  recount(self);
  return null;
});

/** Without a text of its own, a property shows the getter's. */
function docOf(vm: VM, getter: Value, doc: Value): Value {
  if (doc !== null || getter === null) return doc;
  return getAttributeSync(vm, getter, '__doc__') ?? null;
}

/** A copy with other functions; what a getter's text gave is taken from the new getter. */
function withFunctions(
  vm: VM,
  self: PyProperty,
  getter: Value,
  setter: Value,
  deleter: Value,
): PyProperty {
  const renewed = getter !== self.getter && getter !== null;
  const doc = docOf(vm, getter, renewed ? null : self.doc);
  return new PyProperty(getter, setter, deleter, doc, self.cls);
}

method(propertyType, 'getter', fixed(2), (vm, self: PyProperty, fn: Value) =>
  withFunctions(vm, self, fn, self.setter, self.deleter),
);
method(propertyType, 'setter', fixed(2), (vm, self: PyProperty, fn: Value) =>
  withFunctions(vm, self, self.getter, fn, self.deleter),
);
method(propertyType, 'deleter', fixed(2), (vm, self: PyProperty, fn: Value) =>
  withFunctions(vm, self, self.getter, self.setter, fn),
);

member(propertyType, 'fget', (_vm, self: PyProperty) => self.getter);
member(propertyType, 'fset', (_vm, self: PyProperty) => self.setter);
member(propertyType, 'fdel', (_vm, self: PyProperty) => self.deleter);
getSet(
  propertyType,
  '__doc__',
  (_vm, self: PyProperty) => self.doc,
  (_vm, self: PyProperty, value) => {
    self.doc = value ?? null;
    recount(self);
  },
);
getSet(propertyType, '__isabstractmethod__', (vm, self: PyProperty) =>
  [self.getter, self.setter, self.deleter].some(
    (fn) => fn !== null && getAttributeSync(vm, fn, '__isabstractmethod__') === true,
  ),
);

method(propertyType, '__get__', unpack(2, 3), (vm, self: PyProperty, instance: Value) => {
  if (instance === null) return self;
  return self.getter === null
    ? bindDescriptor(vm, self, instance, typeOf(instance))
    : enterCall(vm, self.getter, [instance]);
});

function missing(self: PyProperty, instance: Value, what: string) {
  const type = typeOf(instance);
  for (const owner of type.mro) {
    for (const [name, found] of owner.members) {
      if (found !== self) continue;
      const message = `property '${name}' of '${type.qualname}' object has no ${what}`;
      return raised('AttributeError', message);
    }
  }
  return raised('AttributeError', `property of '${type.qualname}' object has no ${what}`);
}

method(propertyType, '__set__', fixed(3), (vm, self: PyProperty, instance: Value, value: Value) => {
  if (self.setter === null) throw missing(self, instance, 'setter');
  return enterCall(vm, self.setter, [instance, value]);
});
method(propertyType, '__delete__', fixed(2), (vm, self: PyProperty, instance: Value) => {
  if (self.deleter === null) throw missing(self, instance, 'deleter');
  return enterCall(vm, self.deleter, [instance]);
});
