// The order in which objects were made, as far as it can be seen when a program ends: of generators and
// instances of classes with a `__del__`, which have an end of their own, and of lists and dicts, because
// what they hold may be older or younger. CPython's collector has all objects in a list, in this order.
import type { PyObject } from './value.js';

let made = 0;

/** The number of an object that is made now: more than those of all before. */
export function nextAge(): number {
  return ++made;
}

const ages = new WeakMap<PyObject, number>();

/** Remember when an object was made of which that is not known otherwise. */
export function noteAge(object: PyObject): void {
  ages.set(object, nextAge());
}

/** Its number, if that was remembered. */
export function notedAge(object: PyObject): number | undefined {
  return ages.get(object);
}
