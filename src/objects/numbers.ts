/**
 * Python's `int`: arithmetic, bit operations and comparison on primitives.
 *
 * An int is a JavaScript `number` when it is a safe integer and a `bigint` otherwise, never the
 * other way round, and never `-0`. Every function here takes and returns values of that form, so
 * `===` is Python's `==` between ints. Floats are in `float-arithmetic.ts`, conversion to and from
 * text in `number-text.ts`.
 */
import { Bytes, reserve, reserveText, spend, spendOnEach } from './meter.js';
import { PyError } from './py-error.js';

/** A Python int: a safe integer that is not `-0`, or a bigint outside the safe range. */
export type Int = number | bigint;

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);

/** The largest bigint V8 makes has this many bits; beyond it every operation is a MemoryError. */
const MAX_BITS = 2 ** 30;

/** Below this magnitude `Math.floor(a / b)` is exact: no quotient rounds up to an integer. */
const EXACT_QUOTIENT = 2 ** 52;

/** Bits of the largest ints that count as small: no operation on them takes long. */
const SMALL_BITS = 1024;

/** What multiplying, and dividing, a word by many of them takes at most, in steps. */
const MULTIPLICATION = 100;
const DIVISION = 600;

/** An upper bound of the bits of an int, at most twice as large: much cheaper than to count them. */
function sizeOf(n: Int): number {
  if (typeof n === 'number' || Math.abs(Number(n)) < Infinity) return SMALL_BITS;
  let bits = 2 * SMALL_BITS;
  while (BigInt.asIntN(bits, n) !== n) bits *= 2;
  return bits;
}

/** At least so many decimal digits an int has; not much less than half of those it has. */
export function leastDigits(n: Int): number {
  const bits = sizeOf(n);
  return bits <= SMALL_BITS ? 0 : Math.floor((bits / 2 - 1) * Math.log10(2));
}

/** An int of so many bits is going to be made, each word of it in so many steps. */
function reserveBits(bits: number, stepsPerWord: number): void {
  reserve(Bytes.OBJECT + bits / 8);
  if (bits > SMALL_BITS) spend(Math.ceil((bits / 64) * stepsPerWord));
}

/** What to throw instead of making an int that is larger than any can be. */
function tooLarge(): PyError {
  reserve(Infinity);
  return new PyError('MemoryError', '');
}

function reserveSum(a: Int, b: Int): void {
  reserveBits(Math.max(sizeOf(a), sizeOf(b)), 0.25);
}

function reserveProduct(a: Int, b: Int): void {
  const [x, y] = [sizeOf(a), sizeOf(b)];
  reserveBits(x + y, Math.min(Math.min(x, y) / 512, MULTIPLICATION));
}

function reserveQuotient(a: Int, b: Int): void {
  const [x, y] = [sizeOf(a), sizeOf(b)];
  reserveBits(x, Math.min(y / 128, DIVISION));
}

/** The `Int` with the value of `n`. */
export function normalise(n: bigint): Int {
  return n >= MIN_SAFE && n <= MAX_SAFE ? Number(n) : n;
}

/** `a + b` */
export function intAdd(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  } else reserveSum(a, b);
  return normalise(BigInt(a) + BigInt(b));
}

/** `a - b` */
export function intSub(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  } else reserveSum(a, b);
  return normalise(BigInt(a) - BigInt(b));
}

/** `a * b`; MemoryError where the product has more bits than a bigint can hold. */
export function intMul(a: Int, b: Int): Int {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b;
    // Adding zero turns the `-0` of `0 * -1` into `0`.
    if (Number.isSafeInteger(product)) return product + 0;
    return BigInt(a) * BigInt(b);
  }
  if (a === 0 || b === 0) return 0;
  reserveProduct(a, b);
  if (bitLength(a) + bitLength(b) > MAX_BITS) throw tooLarge();
  return normalise(BigInt(a) * BigInt(b));
}

/** `a // b`: the quotient rounded towards minus infinity. */
export function intFloordiv(a: Int, b: Int): Int {
  if (b === 0) throw new PyError('ZeroDivisionError', 'integer division or modulo by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    if (a <= EXACT_QUOTIENT && a >= -EXACT_QUOTIENT) return Math.floor(a / b) + 0;
    const rest = a % b;
    const quotient = (a - rest) / b;
    return rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient + 0;
  }
  reserveQuotient(a, b);
  return normalise(bigFloordiv(BigInt(a), BigInt(b)));
}

function bigFloordiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const rest = a - quotient * b;
  return rest !== 0n && rest < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** `a % b`: has the sign of `b`. */
export function intMod(a: Int, b: Int): Int {
  if (b === 0) throw new PyError('ZeroDivisionError', 'integer modulo by zero');
  if (typeof a === 'number' && typeof b === 'number') {
    const rest = a % b;
    return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
  }
  reserveQuotient(a, b);
  const divisor = BigInt(b);
  return normalise(bigMod(BigInt(a), divisor));
}

function bigMod(a: bigint, b: bigint): bigint {
  const rest = a % b;
  return rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest;
}

/** `divmod(a, b)` */
export function intDivmod(a: Int, b: Int): [quotient: Int, rest: Int] {
  const quotient = intFloordiv(a, b);
  return [quotient, intMod(a, b)];
}

/**
 * `a ** b` for `b >= 0`. A negative exponent makes a float: that is `intPowNegative` in
 * `float-arithmetic.ts`.
 */
export function intPow(a: Int, b: Int): Int {
  if (b === 0 || a === 1) return 1;
  if (a === 0) return 0;
  if (a === -1) return intMod(b, 2) === 0 ? 1 : -1;
  if (typeof b !== 'number' || (bitLength(a) - 1) * b > MAX_BITS) throw tooLarge();
  if (typeof a === 'number' && b <= 53) {
    let result = 1;
    let base = a;
    let rest = b;
    for (;;) {
      if ((rest & 1) !== 0) result *= base;
      rest >>= 1;
      if (!Number.isSafeInteger(result)) break;
      if (rest === 0) return result;
      base *= base;
      if (!Number.isSafeInteger(base)) break;
    }
  }
  const bits = bitLength(a) * b;
  reserveBits(bits, a === 2 ? 1 : Math.min(bits / 512, 2 * MULTIPLICATION));
  if (a === 2) return normalise(1n << BigInt(b));
  return normalise(BigInt(a) ** BigInt(b));
}

/** `pow(a, b, modulus)`, with the modular inverse where `b` is negative. */
export function intPowmod(a: Int, b: Int, modulus: Int): Int {
  if (modulus === 0) throw new PyError('ValueError', 'pow() 3rd argument cannot be 0');
  const m = BigInt(modulus);
  const size = m < 0n ? -m : m;
  let base = bigMod(BigInt(a), size);
  let exponent = BigInt(b);
  if (exponent < 0n) {
    base = modularInverse(base, size);
    exponent = -exponent;
  }
  let result = 1n % size;
  const words = sizeOf(modulus) / 64;
  const steps = Math.ceil(words * Math.min(words, MULTIPLICATION + DIVISION));
  // Square and multiply over the exponent's binary digits, most significant first.
  for (const digit of exponent.toString(2)) {
    spend(steps);
    result = (result * result) % size;
    if (digit === '1') result = (result * base) % size;
  }
  return normalise(bigMod(result, m));
}

function modularInverse(a: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, a];
  let [previousFactor, factor] = [0n, 1n];
  const words = sizeOf(modulus) / 64;
  while (current !== 0n) {
    spend(Math.ceil(words));
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  if (previous !== 1n) {
    throw new PyError('ValueError', 'base is not invertible for the given modulus');
  }
  return bigMod(previousFactor, modulus);
}

/** `-a` */
export function intNeg(a: Int): Int {
  return typeof a === 'number' ? 0 - a : normalise(-a);
}

/** `abs(a)` */
export function intAbs(a: Int): Int {
  return a < 0 ? intNeg(a) : a;
}

/** `~a` */
export function intInvert(a: Int): Int {
  return intSub(-1, a);
}

/** Whether JavaScript's own bit operations are right for `a`. */
function isInt32(a: Int): a is number {
  return typeof a === 'number' && (a | 0) === a;
}

/** `a & b` */
export function intAnd(a: Int, b: Int): Int {
  if (isInt32(a) && isInt32(b)) return a & b;
  reserveSum(a, b);
  return normalise(BigInt(a) & BigInt(b));
}

/** `a | b` */
export function intOr(a: Int, b: Int): Int {
  if (isInt32(a) && isInt32(b)) return a | b;
  reserveSum(a, b);
  return normalise(BigInt(a) | BigInt(b));
}

/** `a ^ b` */
export function intXor(a: Int, b: Int): Int {
  if (isInt32(a) && isInt32(b)) return a ^ b;
  reserveSum(a, b);
  return normalise(BigInt(a) ^ BigInt(b));
}

/** `a << b` */
export function intLshift(a: Int, b: Int): Int {
  if (b < 0) throw new PyError('ValueError', 'negative shift count');
  if (a === 0) return 0;
  if (typeof b !== 'number') throw new PyError('OverflowError', 'too many digits in integer');
  if (typeof a === 'number' && b <= 53) {
    const shifted = a * 2 ** b;
    if (Number.isSafeInteger(shifted)) return shifted;
  }
  if (bitLength(a) + b > MAX_BITS) throw tooLarge();
  reserveBits(bitLength(a) + b, 0.25);
  return normalise(BigInt(a) << BigInt(b));
}

/** `a >> b`: rounds towards minus infinity. */
export function intRshift(a: Int, b: Int): Int {
  if (b < 0) throw new PyError('ValueError', 'negative shift count');
  if (typeof b !== 'number' || b > MAX_BITS) return a < 0 ? -1 : 0;
  if (typeof a === 'number') {
    if (b > 53) return a < 0 ? -1 : 0;
    return Math.floor(a / 2 ** b);
  }
  reserveBits(sizeOf(a), 0.25);
  return normalise(a >> BigInt(b));
}

/** Minus one, zero or one as `a` is less than, equal to or greater than `b`. */
export function compareInts(a: Int, b: Int): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The greatest common divisor, never negative; `gcd(0, 0)` is zero. */
export function intGcd(a: Int, b: Int): Int {
  let x = intAbs(a);
  let y = intAbs(b);
  while (y !== 0) {
    if (typeof x === 'number' && typeof y === 'number') {
      [x, y] = [y, x % y];
    } else {
      reserveQuotient(x, y);
      [x, y] = [y, normalise(BigInt(x) % BigInt(y))];
    }
  }
  return x;
}

/** `a.bit_length()`: the number of bits of the magnitude. */
export function bitLength(a: Int): number {
  if (typeof a === 'number') {
    const magnitude = Math.abs(a);
    if (magnitude < 2 ** 32) return 32 - Math.clz32(magnitude);
    return 64 - Math.clz32(Math.floor(magnitude / 2 ** 32));
  }
  let rest = a < 0n ? -a : a;
  let bits = 0;
  // By halves, so that nothing is as long as the int in digits.
  for (let half = sizeOf(rest) / 2; half >= SMALL_BITS / 2; half /= 2) {
    const high = rest >> BigInt(half);
    if (high === 0n) continue;
    bits += half;
    rest = high;
  }
  const hex = rest.toString(16);
  return bits + hex.length * 4 - Math.clz32(parseInt(hex.charAt(0), 16)) + 28;
}

/** `a.bit_count()`: the number of ones in the magnitude's binary form. */
export function bitCount(a: Int): number {
  spendOnEach(sizeOf(a) / 4);
  let count = 0;
  for (const digit of intAbs(a).toString(16)) {
    const nibble = parseInt(digit, 16);
    count += (nibble & 1) + ((nibble >> 1) & 1) + ((nibble >> 2) & 1) + (nibble >> 3);
  }
  return count;
}

/**
 * `round(a, digits)`: the nearest multiple of `10 ** -digits`, of two equally near ones the even
 * one. With `digits >= 0` that is `a`.
 */
export function intRound(a: Int, digits: Int): Int {
  if (digits >= 0) return a;
  // A power of ten with more digits than twice the value leaves nothing: no need to compute it.
  if (typeof digits !== 'number' || -digits > bitLength(a) * 0.302 + 2) return 0;
  const unit = BigInt(intPow(10, -digits));
  const value = BigInt(a);
  const lower = bigFloordiv(value, unit);
  const twiceRest = (value - lower * unit) * 2n;
  const up = twiceRest > unit || (twiceRest === unit && (lower & 1n) === 1n);
  return normalise((up ? lower + 1n : lower) * unit);
}

/**
 * `a.to_bytes(length, byteorder, signed=signed)`. The byte order is checked here because its
 * message belongs with the value; OverflowError where the value does not fit.
 */
export function intToBytes(a: Int, length: Int, byteorder: string, signed: boolean): Uint8Array {
  const little = isLittleEndian(byteorder);
  if (length < 0) throw new PyError('ValueError', 'length argument must be non-negative');
  if (a < 0 && !signed) {
    throw new PyError('OverflowError', "can't convert negative int to unsigned");
  }
  // In two's complement a negative value needs the bits of its inverse, and a sign bit.
  const needed = bitLength(a < 0 ? intInvert(a) : a) + (signed ? 1 : 0);
  const size = Number(length);
  reserve(size);
  // CPython accepts -1 in zero bytes, because nothing is left to be wrong.
  const fits = needed <= size * 8 || (size === 0 && (a === 0 || a === -1));
  if (!fits) throw new PyError('OverflowError', 'int too big to convert');
  if (size > MAX_BITS) throw new PyError('MemoryError', '');
  spendOnEach(size);
  const bytes = new Uint8Array(size);
  const hex = BigInt.asUintN(size * 8, BigInt(a)).toString(16);
  for (let end = hex.length, at = 0; end > 0; end -= 2, at++) {
    const byte = parseInt(hex.slice(Math.max(0, end - 2), end), 16);
    if (at < size) bytes[little ? at : size - 1 - at] = byte;
  }
  return bytes;
}

/** `int.from_bytes(bytes, byteorder, signed=signed)` */
export function intFromBytes(bytes: Uint8Array, byteorder: string, signed: boolean): Int {
  const little = isLittleEndian(byteorder);
  spendOnEach(bytes.length * 2);
  reserveText(bytes.length * 2);
  let hex = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[little ? bytes.length - 1 - i : i] as number;
    hex += (byte < 16 ? '0' : '') + byte.toString(16);
  }
  if (hex === '') return 0;
  const value = BigInt('0x' + hex);
  return normalise(signed ? BigInt.asIntN(bytes.length * 8, value) : value);
}

function isLittleEndian(byteorder: string): boolean {
  if (byteorder === 'little') return true;
  if (byteorder === 'big') return false;
  throw new PyError('ValueError', "byteorder must be either 'little' or 'big'");
}
