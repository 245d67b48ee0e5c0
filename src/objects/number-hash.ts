/**
 * Hashes of primitives. Those of numbers are CPython's: equal numbers of different types have equal
 * hashes, because both are the number's value modulo the prime `2 ** 61 - 1`.
 */
import { normalise, type Int } from './numbers.js';

const MODULUS = 2n ** 61n - 1n;
const HASH_OF_INFINITY = 314159;

/** `hash(a)` of an int; also of a bool, as 0 or 1. */
export function hashInt(a: Int): Int {
  // Minus one marks an error inside CPython, so nothing hashes to it.
  if (typeof a === 'number') return a === -1 ? -2 : a;
  const hash = a < 0n ? -(-a % MODULUS) : a % MODULUS;
  return hash === -1n ? -2 : normalise(hash);
}

/** `hash(x)` of a float; of NaN it is zero (CPython hashes NaN's identity, which the caller has). */
export function hashFloat(x: number): Int {
  if (Number.isInteger(x)) return hashInt(Number.isSafeInteger(x) ? x + 0 : BigInt(x));
  if (Number.isNaN(x)) return 0;
  if (x === Infinity) return HASH_OF_INFINITY;
  if (x === -Infinity) return -HASH_OF_INFINITY;
  let scaled = Math.abs(x);
  let exponent = 0;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  // Modulo 2 ** 61 - 1 the inverse of two is 2 ** 60, and 2 ** 61 is one.
  const inverse = 1n << BigInt((61 - (exponent % 61)) % 61);
  const hash = (BigInt(scaled) * inverse) % MODULUS;
  return hashInt(normalise(x < 0 ? -hash : hash));
}

/** `hash(b)` of a bool. */
export function hashBool(value: boolean): number {
  return value ? 1 : 0;
}

/**
 * A hash of a str: any 53 bits that depend on every code unit, the same in each run. CPython's own
 * are random per process.
 */
export function hashString(text: string): number {
  let low = 0x9e3779b9 ^ text.length;
  let high = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high + unit, 0xc2b2ae35) ^ (high >>> 13);
  }
  low ^= high >>> 15;
  low = Math.imul(low, 0x2c1b3c6d);
  low ^= low >>> 12;
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
