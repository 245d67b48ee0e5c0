// `__slots__`: member descriptors and where their values are.
import { raised, type Raised } from './exceptions.js';
import { PyGetSet } from './functions.js';
import { beside, besideOf, exchange } from './references.js';
import { PyInstance, type Shape } from './shape.js';
import { memberType, type PyType } from './type.js';
import type { PyObject, Value } from './value.js';

/**
 * The descriptor of one name of a class's `__slots__`. Instances without a `__dict__` keep the value
 * in their shape, where nothing else is; all others beside themselves, because `__dict__` must not
 * show it.
 * @param key the shape's key: not the name when a base class has a slot of the same name
 */
export function makeSlot(owner: PyType, name: string, key: string): PyGetSet {
  const descriptor: PyGetSet = new PyGetSet(
    name,
    (_vm, object: PyObject) => {
      const value = inShape(object) ? getSlot(object, key) : beside.get(object)?.get(descriptor);
      if (value !== undefined) return value;
      throw raised('AttributeError', `'${object.cls.name}' object has no attribute '${name}'`);
    },
    (_vm, object: PyObject, value) => {
      if (inShape(object)) {
        if (value === undefined && getSlot(object, key) === undefined) throw missing(name);
        setSlot(object, key, value);
      } else setBeside(object, descriptor, name, value);
    },
  );
  descriptor.cls = memberType;
  descriptor.owner = owner;
  return descriptor;
}

function setBeside(object: PyObject, descriptor: PyGetSet, name: string, value: Value): void {
  const values = besideOf(object);
  const before = values.get(descriptor);
  if (value !== undefined) values.set(descriptor, value);
  else if (!values.delete(descriptor)) throw missing(name);
  exchange(object, before, value);
}

type Shaped = PyInstance & { shape: Shape };

function inShape(object: PyObject): object is Shaped {
  return object instanceof PyInstance && object.shape !== null && object.cls.slotNames !== null;
}

function getSlot(object: Shaped, key: string): Value {
  const slot = object.shape.index.get(key);
  return slot === undefined ? undefined : object.slots[slot];
}

function setSlot(object: Shaped, key: string, value: Value): void {
  const slot = object.shape.index.get(key);
  exchange(object, slot === undefined ? undefined : object.slots[slot], value);
  if (slot !== undefined) object.slots[slot] = value;
  else {
    object.slots.push(value);
    object.shape = object.shape.with(key);
  }
}

function missing(name: string): Raised {
  return raised('AttributeError', name);
}
