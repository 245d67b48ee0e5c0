// Addresses: the number that `id()` gives and default reprs show. Nothing lies at it.
import { hashString } from '../objects/number-hash.js';
import { PyObject, type Value } from '../objects/value.js';

const FIRST_ADDRESS = 0x7f0000000000;
const STEP = 0x30;

/** Primitives are identical when they are equal, so their addresses follow from their values. */
const FIRST_PRIMITIVE = 0x560000000000;
const PRIMITIVES = 2 ** 39;
const SMALL_INT = 2 ** 34;

const addresses = new WeakMap<PyObject, number>();
let nextAddress = FIRST_ADDRESS;

/** A number that no other object has, the same as long as the object lives. */
export function addressOf(value: Value): number {
  if (!(value instanceof PyObject)) return FIRST_PRIMITIVE + 16 * primitiveNumber(value);
  let address = addresses.get(value);
  if (address === undefined) {
    address = nextAddress;
    nextAddress += STEP;
    addresses.set(value, address);
  }
  return address;
}

function primitiveNumber(value: Exclude<Value, PyObject>): number {
  if (typeof value === 'number' && Math.abs(value) < SMALL_INT) return SMALL_INT + value;
  return 2 * SMALL_INT + (hashString(`${typeof value} ${String(value)}`) % PRIMITIVES);
}

/** The address as reprs show it: `0x7f0000000030`. */
export function addressText(value: Value): string {
  return '0x' + addressOf(value).toString(16);
}
