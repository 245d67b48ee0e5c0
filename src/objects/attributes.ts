// Where the attributes of one object are kept: in shape and slots, in a dict, or nowhere. The rules
// of attribute access (descriptors, classes) are in vm/access.ts.
import { PyDict } from './dict.js';
import {
  exchange,
  Holding,
  isCounted,
  recount,
  release,
  releaseInTurn,
  retain,
} from './references.js';
import { PyInstance, type Shape } from './shape.js';
import { classMethodType, functionType, moduleType, staticMethodType, PyType } from './type.js';
import { PyObject, type Value } from './value.js';

/** Built-in classes, besides the exceptions, whose own instances have a `__dict__`. */
const withDict = new Set<PyType>([functionType, moduleType, staticMethodType, classMethodType]);

/** Let the instances of a built-in class have a `__dict__`. */
export function giveInstancesDict(type: PyType): void {
  withDict.add(type);
}

/** Whether instances of a class have a `__dict__`. */
export function hasInstanceDict(cls: PyType): boolean {
  if (!cls.builtin) return cls.slotNames === null;
  return cls.layout === 'exception' || withDict.has(cls);
}

/**
 * The `__dict__` of an object, made from its shape when it was kept there until now; null when the
 * object has none. That of a class is not an instance dict: its members are in `PyType.members`.
 */
export function instanceDict(object: Value): PyDict | null {
  if (!(object instanceof PyObject)) return null;
  if (object.attributes !== null) return object.attributes;
  if (object instanceof PyType || !hasInstanceDict(object.cls)) return null;
  const dict = new PyDict();
  if (object instanceof PyInstance && object.shape !== null) {
    const { keys } = object.shape;
    for (let slot = 0; slot < keys.length; slot++) dict.setStr(keys[slot]!, object.slots[slot]);
  }
  setInstanceDict(object, dict);
  return dict;
}

/** Make `dict` the object's `__dict__`: it must be an object that has one. */
export function setInstanceDict(object: PyObject, dict: PyDict): void {
  const before = object.attributes;
  object.attributes = dict;
  if (object.holding !== Holding.UNTOLD) exchange(object, before, dict);
  else recount(object);
  if (object instanceof PyInstance) {
    const { slots } = object;
    object.shape = null;
    object.slots = [];
    if (isCounted(object)) for (const value of slots) releaseInTurn(value);
  }
}

/** The object's own attribute, or undefined. */
export function getOwn(object: Value, name: string): Value {
  if (!(object instanceof PyObject)) return undefined;
  if (object instanceof PyInstance && object.shape !== null) {
    const slot = object.shape.index.get(name);
    return slot === undefined ? undefined : object.slots[slot];
  }
  return object.attributes === null ? undefined : object.attributes.getStr(name);
}

/** Set an attribute of the object's own; false when it can have none. */
export function setOwn(object: Value, name: string, value: Value): boolean {
  if (object instanceof PyInstance && object.shape !== null) {
    if (!hasInstanceDict(object.cls)) return false;
    const { shape } = object;
    const slot = shape.index.get(name);
    if (slot !== undefined) {
      exchange(object, object.slots[slot], value);
      object.slots[slot] = value;
      return true;
    }
    if (shape.takes(name)) {
      if (isCounted(object)) retain(value);
      object.slots.push(value);
      object.shape = shape.with(name);
      return true;
    }
  }
  const dict = instanceDict(object);
  if (dict === null) return false;
  dict.setStr(name, value);
  return true;
}

/** Delete an attribute of the object's own; false when it is not there. */
export function deleteOwn(object: Value, name: string): boolean {
  const value = getOwn(object, name);
  if (value === undefined) return false;
  if (object instanceof PyInstance && object.shape !== null && hasInstanceDict(object.cls)) {
    const rest = object.shape.without(name);
    if (rest !== null) {
      object.slots.splice(object.shape.index.get(name)!, 1);
      object.shape = rest;
      if (isCounted(object)) release(value);
      return true;
    }
  }
  return instanceDict(object)?.deleteStr(name) ?? false;
}

/** Move an instance to another class of the same layout; its attributes come with it. */
export function changeClass(object: PyObject, cls: PyType): void {
  if (object instanceof PyInstance && object.shape !== null) {
    let shape: Shape = cls.rootShape;
    for (const key of object.shape.keys) shape = shape.with(key);
    object.shape = shape;
  }
  object.cls = cls;
}
