// Hashing and key equality: how dicts and sets see values. Objects whose class defines neither
// __eq__ nor __hash__ are their own Map key; __hash__ and __eq__ in Python run in a nested loop.
import { binaryText, PyBytes } from '../objects/bytes.js';
import { PyTuple } from '../objects/collections.js';
import { hashOfTuple } from '../objects/container-hash.js';
import { floatKey, type KeyOps } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { spend, spendOn } from '../objects/meter.js';
import { hashFloat, hashInt, hashString } from '../objects/number-hash.js';

import {
  bytesType,
  floatType,
  intType,
  objectType,
  strType,
  tupleType,
  type PyType,
} from '../objects/type.js';
import type { PyObject } from '../objects/value.js';
import { PyFloat, PyIntObject, PyStrObject, type Int, type Value } from '../objects/value.js';
import { callSync } from './calls.js';
import { equals } from './operators.js';
import type { VM } from './vm.js';

/** Whether instances hash and compare by identity. */
function hasIdentityKeys(type: PyType): boolean {
  return (
    type.lookup('__hash__') === objectType.members.get('__hash__') &&
    type.lookup('__eq__') === objectType.members.get('__eq__')
  );
}

/** The key of an int, str or float of a user's class that hashes and compares like a plain one. */
function plainKey(key: PyObject): unknown {
  const base =
    key instanceof PyIntObject ? intType : key instanceof PyStrObject ? strType : floatType;
  if (!(key instanceof PyIntObject || key instanceof PyStrObject || key instanceof PyFloat)) {
    return undefined;
  }
  if (
    key.cls.lookup('__hash__') !== base.lookup('__hash__') ||
    key.cls.lookup('__eq__') !== base.lookup('__eq__')
  ) {
    return undefined;
  }
  return key instanceof PyFloat ? floatKey(key) : key.value;
}

export function makeKeyOps(vm: VM): KeyOps {
  return {
    directKey(key: Value): unknown {
      switch (typeof key) {
        case 'boolean':
          return key ? 1 : 0;
        case 'object':
          if (key === null) return null;
          if (key.cls === floatType) return floatKey(key as PyFloat);
          return hasIdentityKeys(key.cls) ? key : plainKey(key);
        default:
          return key;
      }
    },
    hash: (key) => hashOf(vm, key),
    equals: (a, b) => equals(vm, a, b),
  };
}

/**
 * hash(value).
 * @throws Raised TypeError for an unhashable value, or what `__hash__` raises
 */
export function hashOf(vm: VM, value: Value): Int {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return hashInt(value);
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      spendOn(value.length);
      return hashString(value);
    default:
  }
  if (value === null || value === undefined) return 0x5ca1ab1e;
  if (value instanceof PyFloat && value.cls === floatType) {
    return Number.isNaN(value.value) ? vm.addresses.hash(value) : hashFloat(value.value);
  }
  if (value instanceof PyBytes && value.cls === bytesType)
    return hashString(binaryText(value.value));
  if (value instanceof PyTuple && hashesAsTuple(value.cls)) {
    spend(value.items.length);
    return hashOfTuple(value.items.map((item) => hashOf(vm, item)));
  }
  const method = value.cls.lookup('__hash__');
  if (method === null || method === undefined) {
    throw typeError(`unhashable type: '${value.cls.name}'`);
  }
  if (method === objectType.members.get('__hash__')) return vm.addresses.hash(value);
  return checkedHash(callSync(vm, method, [value]));
}

function hashesAsTuple(cls: PyType): boolean {
  return cls === tupleType || cls.lookup('__hash__') === tupleType.members.get('__hash__');
}

/**
 * What a `__hash__` returned, as a hash.
 * @throws Raised TypeError when it is no int
 */
export function checkedHash(result: Value): Int {
  if (typeof result === 'boolean') return result ? 1 : 0;
  if (typeof result !== 'number' && typeof result !== 'bigint') {
    throw typeError('__hash__ method should return an integer');
  }
  // What fits in 64 bits is the hash as it is; a larger int is hashed in turn.
  const fits = result >= -(2n ** 63n) && result < 2n ** 63n;
  return fits ? (result === -1 ? -2 : result) : hashInt(result);
}
