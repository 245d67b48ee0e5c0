// The primitive inside a value, whether it is of the built-in class or of a subclass. Conversions
// that may call special methods are in src/vm/conversions.ts; `asStr` is in dict.ts.
import { PyBytes } from './bytes.js';
import { PyFloat, PyIntObject, type Int, type Value } from './value.js';

/** The int that an int, a bool or an instance of a subclass of int is; undefined for all else. */
export function asInt(value: Value): Int | undefined {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value instanceof PyIntObject ? value.value : undefined;
  }
}

/** The number that a float or an instance of a subclass of float is. */
export function asFloat(value: Value): number | undefined {
  return value instanceof PyFloat ? value.value : undefined;
}

/** The bytes that a bytes object or an instance of a subclass of bytes is. */
export function asBytes(value: Value): Uint8Array | undefined {
  return value instanceof PyBytes ? value.value : undefined;
}
