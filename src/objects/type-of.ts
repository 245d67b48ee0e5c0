// The class of any value, and the values that exist once.
import {
  boolType,
  ellipsisType,
  intType,
  noneType,
  notImplementedType,
  objectType,
  strType,
  floatType,
  type PyType,
} from './type.js';
import { PyFloat, PySingleton, type PyObject, type Value } from './value.js';

export const Ellipsis = new PySingleton(ellipsisType, 'Ellipsis');
export const NotImplemented = new PySingleton(notImplementedType, 'NotImplemented');

/**
 * Returned instead of a value by whatever pushed a frame (`vm.pushed`) whose result is to be the
 * result: the interpreter loop goes on there. Never visible to Python code.
 */
export const PUSHED: PyObject = new PySingleton(objectType, '<pushed>');

/** The Python class of a value. */
export function typeOf(value: Value): PyType {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return intType;
    case 'string':
      return strType;
    case 'boolean':
      return boolType;
    case 'object':
      return value === null ? noneType : value.cls;
    default:
      throw new Error('the unbound value has no class');
  }
}

export function isInstance(value: Value, type: PyType): boolean {
  return typeOf(value).isSubclassOf(type);
}

/** Make a float of the built-in class. */
export function float(value: number): PyFloat {
  return new PyFloat(floatType, value);
}
