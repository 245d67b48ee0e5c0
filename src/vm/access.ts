// access.ts: attributes and items of any value, following the descriptor protocol.
// @see https://docs.python.org/3.11/reference/datamodel.html#descriptors
import { getOwn, setOwn, deleteOwn, hasInstanceDict } from '../objects/attributes.js';
import type { PyDict } from '../objects/dict.js';
import type { PyList, PyTuple } from '../objects/collections.js';
import { setExceptionField } from '../objects/exception-fields.js';
import { makeException, Raised, raised, typeError } from '../objects/exceptions.js';
import {
  MethodCache,
  PyBoundMethod,
  PyBuiltin,
  PyClassMethod,
  PyFunction,
  PyGetSet,
  PyProperty,
  PyStaticMethod,
  PySuper,
  SlotCache,
  type PyCode,
} from '../objects/functions.js';
import { PyModule } from '../objects/module.js';
import { PyInstance } from '../objects/shape.js';
import { PUSHED, typeOf } from '../objects/type-of.js';
import {
  currentTypeVersion,
  dictType,
  listType,
  objectType,
  PyType,
  tupleType,
  typeType,
} from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import { callSync, enterCall, enterPrelude, runNested } from './calls.js';
import type { VM } from './vm.js';

/**
 * `value.__get__(self, type)` of something found in a class. `self` undefined means access on the class.
 * A Python `__get__` runs nested here; `getAttribute` tail-calls it instead.
 */
export function bindDescriptor(vm: VM, found: Value, self: Value, type: PyType): Value {
  if (found instanceof PyFunction || (found instanceof PyBuiltin && found.owner !== null)) {
    return self === undefined ? found : new PyBoundMethod(self, found);
  }
  const bound = enterGet(vm, found, self, type);
  return bound === PUSHED ? runPushed(vm) : bound;
}

/** What was pushed by a helper outside the loop's hands is run to its end. */
function runPushed(vm: VM): Value {
  const frame = vm.pushed!;
  return runNested(vm, () => {
    frame.caller = vm.frame;
    vm.pushed = frame;
    return PUSHED;
  });
}

/** As bindDescriptor, but a Python `__get__` or property getter is tail-called. */
function enterGet(vm: VM, found: Value, self: Value, type: PyType): Value {
  if (!(found instanceof PyObject)) return found;
  if (found instanceof PyFunction)
    return self === undefined ? found : new PyBoundMethod(self, found);
  if (found instanceof PyBuiltin) {
    return self === undefined || found.owner === null ? found : new PyBoundMethod(self, found);
  }
  if (found instanceof PyProperty) {
    if (self === undefined) return found;
    if (found.getter === null) throw propertyError(found, self, 'getter');
    return enterCall(vm, found.getter, [self]);
  }
  if (found instanceof PyGetSet) {
    if (self === undefined) return found;
    checkInstance(found, self);
    return found.get(vm, self as never);
  }
  if (found instanceof PyStaticMethod) return found.fn;
  if (found instanceof PyClassMethod) return bindClassMethod(vm, found, type);
  const get = found.cls.lookup('__get__');
  return get === undefined ? found : enterCall(vm, get, [found, self ?? null, type]);
}

/** The native code behind an attribute wants an instance of the class that it was made for. */
function checkInstance({ owner, name }: PyGetSet, self: Value): void {
  if (owner === null || typeOf(self).isSubclassOf(owner)) return;
  const got = typeOf(self).name;
  throw typeError(
    `descriptor '${name}' for '${owner.name}' objects doesn't apply to a '${got}' object`,
  );
}

/** `descriptor.__set__(self, value)`, or its `__delete__` if `value` is undefined. */
export function storeThrough(vm: VM, descriptor: PyGetSet, self: Value, value: Value): void {
  checkInstance(descriptor, self);
  if (descriptor.set === null) {
    const owner = descriptor.owner ?? typeOf(self);
    throw raised(
      'AttributeError',
      `attribute '${descriptor.name}' of '${owner.name}' objects is not writable`,
    );
  }
  descriptor.set(vm, self as never, value);
}

function bindClassMethod(vm: VM, method: PyClassMethod, type: PyType): Value {
  const { fn } = method;
  if (fn instanceof PyFunction || fn instanceof PyBuiltin || fn === null) {
    return new PyBoundMethod(type, fn);
  }
  const get = typeOf(fn).lookup('__get__');
  return get === undefined ? new PyBoundMethod(type, fn) : enterGet(vm, fn, type, typeType);
}

/** Whether a member of a class sees to the attribute of that name itself. */
function storesElsewhere(found: Value): boolean {
  return found instanceof PyObject && isDataDescriptor(found);
}

/** A descriptor that also stores: it goes before the instance's own attributes. */
function isDataDescriptor(found: PyObject): boolean {
  if (found instanceof PyFunction || found instanceof PyBuiltin) return false;
  if (found instanceof PyProperty || found instanceof PyGetSet) return true;
  return found.cls.lookup('__set__') !== undefined || found.cls.lookup('__delete__') !== undefined;
}

function propertyError(property: PyProperty, self: Value, what: string): Raised {
  const type = typeOf(self);
  for (const owner of type.mro) {
    for (const [name, member] of owner.members) {
      if (member === property) {
        return raised(
          'AttributeError',
          `property '${name}' of '${type.qualname}' object has no ${what}`,
        );
      }
    }
  }
  return raised('AttributeError', `property of '${type.qualname}' object has no ${what}`);
}

/**
 * obj.name
 * @returns the value, or PUSHED
 * @throws Raised AttributeError
 */
export function getAttribute(vm: VM, obj: Value, name: string): Value {
  const type = typeOf(obj);
  const custom = type.lookup('__getattribute__');
  if (custom instanceof PyFunction) {
    const fallback = type.lookup('__getattr__');
    return fallback === undefined
      ? enterCall(vm, custom, [obj, name])
      : enterPrelude(vm, 'getattribute_or', custom, fallback, obj, name);
  }
  return genericGetAttribute(vm, obj, name, true);
}

/** object.__getattribute__ and its kin of types, modules and super; `__getattr__` if `fallback`. */
export function genericGetAttribute(vm: VM, obj: Value, name: string, fallback: boolean): Value {
  const type = typeOf(obj);
  if (obj instanceof PyType) {
    const value = getTypeAttribute(vm, obj, name, fallback);
    if (value !== undefined) return value;
  } else if (obj instanceof PySuper) {
    const value = getSuperAttribute(vm, obj, name);
    if (value !== undefined) return value;
  } else {
    const found = type.lookup(name);
    if (storesElsewhere(found)) {
      return getThrough(vm, found, obj, type, name, fallback);
    }
    const own = getOwn(obj, name);
    if (own !== undefined) return own;
    if (found !== undefined) return getThrough(vm, found, obj, type, name, fallback);
  }
  if (fallback) {
    const getattr = type.lookup('__getattr__');
    if (getattr !== undefined) return enterCall(vm, getattr, [obj, name]);
    if (obj instanceof PyModule) {
      const moduleGetattr = obj.dict.getStr('__getattr__');
      if (moduleGetattr !== undefined) return enterCall(vm, moduleGetattr, [name]);
    }
  }
  throw attributeError(obj, name);
}

/** A descriptor's value; when getting it raises AttributeError, `__getattr__` is asked. */
function getThrough(
  vm: VM,
  found: Value,
  obj: Value,
  type: PyType,
  name: string,
  fallback: boolean,
): Value {
  const getattr = fallback ? type.lookup('__getattr__') : undefined;
  return enterGetOr(vm, found, obj, type, getattr, obj, name);
}

/** `enterGet(found, self, type)`; if that raises AttributeError, `getattr(obj, name)`. */
function enterGetOr(
  vm: VM,
  found: Value,
  self: Value,
  type: PyType,
  getattr: Value,
  obj: Value,
  name: string,
): Value {
  if (getattr === undefined || !(found instanceof PyObject)) return enterGet(vm, found, self, type);
  if (found instanceof PyProperty) {
    if (self !== undefined && found.getter instanceof PyFunction) {
      return enterPrelude(vm, 'property_or', found.getter, getattr, obj, name);
    }
  } else {
    const get = found.cls.lookup('__get__');
    if (get instanceof PyFunction) {
      return enterPrelude(vm, 'get_or', get, found, self ?? null, type, getattr, obj, name);
    }
  }
  try {
    return enterGet(vm, found, self, type);
  } catch (thrown) {
    if (!(thrown instanceof Raised) || !isAttributeError(thrown)) throw thrown;
    return enterCall(vm, getattr, [obj, name]);
  }
}

function getTypeAttribute(vm: VM, type: PyType, name: string, fallback: boolean): Value {
  const meta = type.cls;
  const getattr = fallback ? meta.lookup('__getattr__') : undefined;
  const found = meta.lookup(name);
  if (storesElsewhere(found)) {
    return enterGetOr(vm, found, type, meta, getattr, type, name);
  }
  const own = type.lookup(name);
  if (own !== undefined) return enterGetOr(vm, own, undefined, type, getattr, type, name);
  return found === undefined ? undefined : enterGetOr(vm, found, type, meta, getattr, type, name);
}

function getSuperAttribute(vm: VM, proxy: PySuper, name: string): Value {
  if (name !== '__class__') {
    const { mro } = proxy.selfType;
    for (let i = mro.indexOf(proxy.start) + 1; i < mro.length; i++) {
      const found = mro[i]!.members.get(name);
      if (found === undefined) continue;
      // super() in a class method: `self` is the class itself.
      const self = proxy.self === proxy.selfType ? undefined : proxy.self;
      return enterGet(vm, found, self, proxy.selfType);
    }
  }
  const found = proxy.cls.lookup(name);
  return found === undefined ? undefined : enterGet(vm, found, proxy, proxy.cls);
}

export function attributeError(obj: Value, name: string): Raised {
  let message: string;
  if (obj instanceof PyType) message = `type object '${obj.name}' has no attribute '${name}'`;
  else if (obj instanceof PyModule) {
    message = obj.initialising
      ? `partially initialized module '${obj.name}' has no attribute '${name}' (most likely due to a circular import)`
      : `module '${obj.name}' has no attribute '${name}'`;
  } else message = `'${typeOf(obj).name}' object has no attribute '${name}'`;
  const exception = makeException('AttributeError', message);
  setExceptionField(exception, 'name', name);
  setExceptionField(exception, 'obj', obj);
  return new Raised(exception);
}

/** obj.name in a nested run; undefined instead of AttributeError. */
export function getAttributeSync(vm: VM, obj: Value, name: string): Value {
  try {
    return runNested(vm, () => getAttribute(vm, obj, name));
  } catch (thrown) {
    if (thrown instanceof Raised && isAttributeError(thrown)) return undefined;
    throw thrown;
  }
}

function isAttributeError(thrown: Raised): boolean {
  return thrown.exception.cls.isSubclassOf(attributeErrorType());
}

function attributeErrorType(): PyType {
  return makeException('AttributeError').cls;
}

/**
 * LOAD_METHOD: the function to call with `obj` as its first argument in `vm.method`, when the
 * attribute is a plain method; otherwise `vm.method` is undefined and the attribute is returned.
 */
export function loadMethod(vm: VM, code: PyCode, obj: Value, index: number): Value {
  const cache = code.methodCaches[index]!;
  if (
    cache !== null &&
    obj instanceof PyObject &&
    obj.cls === cache.cls &&
    obj.attributes === null &&
    cache.typeVersion === currentTypeVersion() &&
    (cache.shape === null || (obj as PyInstance).shape === cache.shape)
  ) {
    vm.method = cache.method;
    return undefined;
  }
  const name = code.names[index]!;
  const type = typeOf(obj);
  const found = type.lookup(name);
  if (
    (found instanceof PyFunction || found instanceof PyBuiltin) &&
    type.lookup('__getattribute__') === objectGetAttribute() &&
    getOwn(obj, name) === undefined
  ) {
    vm.method = found;
    if (obj instanceof PyObject && obj.attributes === null) {
      const shape = obj instanceof PyInstance ? obj.shape : null;
      code.methodCaches[index] = new MethodCache(type, shape, currentTypeVersion(), found);
    }
    return undefined;
  }
  vm.method = undefined;
  return getAttribute(vm, obj, name);
}

/** LOAD_ATTR: obj.name, with a cache for what instances hold themselves. */
export function loadAttribute(vm: VM, code: PyCode, obj: Value, index: number): Value {
  const name = code.names[index]!;
  if (obj instanceof PyInstance && obj.shape !== null) {
    const { cls, shape } = obj;
    const slot = shape.index.get(name);
    if (slot !== undefined && cls.lookup('__getattribute__') === objectGetAttribute()) {
      const found = cls.lookup(name);
      if (!storesElsewhere(found)) {
        code.loadCaches[index] = new SlotCache(shape, currentTypeVersion(), slot, null);
        return obj.slots[slot];
      }
    }
  }
  return getAttribute(vm, obj, name);
}

/** STORE_ATTR: obj.name = value, with a cache for what instances hold themselves. */
export function storeAttribute(
  vm: VM,
  code: PyCode,
  obj: Value,
  index: number,
  value: Value,
): Value {
  const name = code.names[index]!;
  if (obj instanceof PyInstance && obj.shape !== null) {
    const { cls, shape } = obj;
    if (
      cls.lookup('__setattr__') === objectType.members.get('__setattr__') &&
      !storesElsewhere(cls.lookup(name)) &&
      cls.slotNames === null
    ) {
      const slot = shape.index.get(name);
      const version = currentTypeVersion();
      if (slot !== undefined) {
        code.storeCaches[index] = new SlotCache(shape, version, slot, null);
      } else if (shape.takes(name)) {
        const next = shape.with(name);
        code.storeCaches[index] = new SlotCache(shape, version, shape.keys.length, next);
      }
    }
  }
  return setAttribute(vm, obj, name, value);
}

function objectGetAttribute(): Value {
  return objectType.members.get('__getattribute__');
}

/**
 * obj.name = value, or `del obj.name` with undefined.
 * @returns null, or PUSHED
 */
export function setAttribute(vm: VM, obj: Value, name: string, value: Value): Value {
  const custom = typeOf(obj).lookup(value === undefined ? '__delattr__' : '__setattr__');
  if (custom instanceof PyFunction) {
    return enterCall(vm, custom, value === undefined ? [obj, name] : [obj, name, value]);
  }
  return genericSetAttribute(vm, obj, name, value);
}

/** object.__setattr__ and __delattr__, and those of types and modules. */
export function genericSetAttribute(vm: VM, obj: Value, name: string, value: Value): Value {
  const type = typeOf(obj);
  const found = type.lookup(name);
  if (found instanceof PyObject && !(found instanceof PyFunction)) {
    const stored = enterSet(vm, found, obj, value);
    if (stored !== undefined) return stored;
  }
  if (obj instanceof PyType) return setTypeAttribute(vm, obj, name, value);
  if (value === undefined ? deleteOwn(obj, name) : setOwn(obj, name, value)) return null;
  if (found !== undefined && !hasInstanceDict(type)) {
    throw raised('AttributeError', `'${type.name}' object attribute '${name}' is read-only`);
  }
  throw attributeError(obj, name);
}

/** Store through a data descriptor; undefined when `found` is none. */
function enterSet(vm: VM, found: PyObject, obj: Value, value: Value): Value {
  if (found instanceof PyProperty) {
    const accessor = value === undefined ? found.deleter : found.setter;
    if (accessor === null) {
      throw propertyError(found, obj, value === undefined ? 'deleter' : 'setter');
    }
    return enterCall(vm, accessor, value === undefined ? [obj] : [obj, value]);
  }
  if (found instanceof PyGetSet) {
    storeThrough(vm, found, obj, value);
    return null;
  }
  const set = found.cls.lookup(value === undefined ? '__delete__' : '__set__');
  if (set !== undefined) {
    return enterCall(vm, set, value === undefined ? [found, obj] : [found, obj, value]);
  }
  if (isDataDescriptor(found)) {
    throw raised('AttributeError', value === undefined ? '__delete__' : '__set__');
  }
  return undefined;
}

function setTypeAttribute(vm: VM, type: PyType, name: string, value: Value): Value {
  if (type.builtin) {
    throw typeError(`cannot set '${name}' attribute of immutable type '${type.name}'`);
  }
  if (value === undefined && !type.members.has(name)) throw attributeError(type, name);
  if (name === '__del__') vm.keepCounting();
  type.setMember(name, value);
  return null;
}

/** The bound special method `name` of type(obj), or undefined: how operators find methods. */
export function lookupSpecial(vm: VM, obj: Value, name: string): Value {
  const type = typeOf(obj);
  const found = type.lookup(name);
  return found === undefined ? undefined : bindDescriptor(vm, found, obj, type);
}

/**
 * Call the special method `found` (as looked up on the type) with `self` and more arguments.
 * @returns its result, or PUSHED
 */
export function enterSpecial(vm: VM, found: Value, self: Value, args: Value[]): Value {
  if (found instanceof PyFunction || found instanceof PyBuiltin) {
    return enterCall(vm, found, [self, ...args]);
  }
  return enterCall(vm, bindDescriptor(vm, found, self, typeOf(self)), args);
}

/** obj[key] */
export function getItem(vm: VM, obj: Value, key: Value): Value {
  if (obj instanceof PyObject) {
    const { cls } = obj;
    if (cls === dictType) {
      const value = (obj as PyDict).get(vm.keys, key);
      if (value !== undefined) return value;
      throw raised('KeyError', key);
    }
    if ((cls === listType || cls === tupleType) && typeof key === 'number') {
      const { items } = obj as PyList | PyTuple;
      const at = key < 0 ? key + items.length : key;
      if (at >= 0 && at < items.length) return items[at];
    }
  }
  const found = typeOf(obj).lookup('__getitem__');
  if (found !== undefined) return enterSpecial(vm, found, obj, [key]);
  if (obj instanceof PyType) {
    // What `type` has for itself is not for its instances.
    const name = '__class_getitem__';
    const inherited = obj.cls.lookup(name) === typeType.members.get(name);
    const own = obj === typeType || !inherited || obj.lookup(name) !== undefined;
    const forClass = own ? getTypeAttribute(vm, obj, name, false) : undefined;
    if (forClass !== undefined) return enterCall(vm, forClass, [key]);
    throw typeError(`type '${obj.name}' is not subscriptable`);
  }
  throw typeError(`'${typeOf(obj).name}' object is not subscriptable`);
}

/** obj[key] = value */
export function setItem(vm: VM, obj: Value, key: Value, value: Value): Value {
  if (obj instanceof PyObject) {
    const { cls } = obj;
    if (cls === dictType) {
      (obj as PyDict).set(vm.keys, key, value);
      return null;
    }
    if (cls === listType && typeof key === 'number') {
      const { items } = obj as PyList;
      const at = key < 0 ? key + items.length : key;
      if (at >= 0 && at < items.length) {
        (obj as PyList).set(at, value);
        return null;
      }
    }
  }
  const found = typeOf(obj).lookup('__setitem__');
  if (found !== undefined) return enterSpecial(vm, found, obj, [key, value]);
  throw typeError(`'${typeOf(obj).name}' object does not support item assignment`);
}

/** del obj[key] */
export function deleteItem(vm: VM, obj: Value, key: Value): Value {
  const found = typeOf(obj).lookup('__delitem__');
  if (found !== undefined) return enterSpecial(vm, found, obj, [key]);
  throw typeError(`'${typeOf(obj).name}' object doesn't support item deletion`);
}

/** A call that is known to have no use for PUSHED, nested. */
export function callSpecialSync(vm: VM, obj: Value, name: string, args: Value[]): Value {
  const found = typeOf(obj).lookup(name);
  if (found === undefined) return undefined;
  return callSync(vm, bindDescriptor(vm, found, obj, typeOf(obj)), args);
}
