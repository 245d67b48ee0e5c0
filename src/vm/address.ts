// Addresses: the number that `id()` gives and default reprs show. Nothing lies at it.
import type { PyObject } from '../objects/value.js';

const FIRST_ADDRESS = 0x7f0000000000;
const STEP = 0x30;

const addresses = new WeakMap<PyObject, number>();
let nextAddress = FIRST_ADDRESS;

/** A number that no other object has, the same as long as the object lives. */
export function addressOf(object: PyObject): number {
  let address = addresses.get(object);
  if (address === undefined) {
    address = nextAddress;
    nextAddress += STEP;
    addresses.set(object, address);
  }
  return address;
}

/** The address as reprs show it: `0x7f0000000030`. */
export function addressText(object: PyObject): string {
  return '0x' + addressOf(object).toString(16).padStart(12, '0');
}
