/**
 * Python's `float` on JavaScript numbers, and its meeting with `int`: division, comparison,
 * conversion and rounding. Powers are in `float-pow.ts`, text in `float-repr.ts`.
 */
import { roundedDecimal } from './float-decimal.js';
import { floatPow } from './float-pow.js';
import { bitLength, normalise, type Int } from './numbers.js';
import { PyError } from './py-error.js';

/** `a / b` for floats: what JavaScript has, but for the division by zero. */
export function floatTruediv(a: number, b: number): number {
  if (b === 0) throw new PyError('ZeroDivisionError', 'float division by zero');
  return a / b;
}

/** `a % b` for floats: has the sign of `b`, also when it is zero. */
export function floatMod(a: number, b: number): number {
  if (b === 0) throw new PyError('ZeroDivisionError', 'float modulo');
  return signedRemainder(a, b);
}

function signedRemainder(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return copySign(0, b);
  return rest < 0 !== b < 0 ? rest + b : rest;
}

/** `a // b` for floats. */
export function floatFloordiv(a: number, b: number): number {
  if (b === 0) throw new PyError('ZeroDivisionError', 'float floor division by zero');
  return flooredQuotient(a, b);
}

/** The quotient that belongs to `signedRemainder`, which `Math.floor(a / b)` is not always. */
function flooredQuotient(a: number, b: number): number {
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && rest < 0 !== b < 0) quotient -= 1;
  if (quotient === 0) return copySign(0, a / b);
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** `divmod(a, b)` for floats. */
export function floatDivmod(a: number, b: number): [quotient: number, rest: number] {
  if (b === 0) throw new PyError('ZeroDivisionError', 'float divmod()');
  return [flooredQuotient(a, b), signedRemainder(a, b)];
}

/** The magnitude of `size` with the sign of `sign`, minus zero's included. */
export function copySign(size: number, sign: number): number {
  const negative = sign < 0 || Object.is(sign, -0);
  const magnitude = Math.abs(size);
  return negative ? -magnitude : magnitude;
}

/** `a / b` for ints: the exact quotient rounded once to a float. */
export function intTruediv(a: Int, b: Int): number {
  if (b === 0) throw new PyError('ZeroDivisionError', 'division by zero');
  // Two safe integers are two doubles, whose quotient is rounded correctly by definition.
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  const negative = a < 0 !== b < 0;
  const numerator = magnitude(a);
  const denominator = magnitude(b);
  // At least 56 bits of quotient, and whether anything is left of it.
  const shift = 56 - (bitLength(a) - bitLength(b));
  const scaled = shift > 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift > 0 ? denominator : denominator << BigInt(-shift);
  let quotient = scaled / divisor;
  if (quotient * divisor !== scaled) quotient |= 1n;
  const result = scaledToFloat(quotient, -shift);
  if (result === Infinity) {
    throw new PyError('OverflowError', 'integer division result too large for a float');
  }
  return negative ? -result : result;
}

function magnitude(a: Int): bigint {
  const value = BigInt(a);
  return value < 0n ? -value : value;
}

/**
 * `mantissa * 2 ** exponent` rounded once to the nearest double, ties to even, subnormals
 * included; infinity where it is too large. The mantissa is not negative.
 */
export function scaledToFloat(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = bitLength(normalise(mantissa));
  const top = bits + exponent;
  if (top > 1024) return Infinity;
  if (top < -1074) return 0;
  // A normal double has 53 bits; below 2 ** -1022 the last bit stays at 2 ** -1074.
  const drop = Math.max(bits - 53, -1074 - exponent, 0);
  const shift = BigInt(drop);
  let kept = mantissa >> shift;
  if (drop > 0) {
    const twiceRest = (mantissa - (kept << shift)) << 1n;
    const unit = 1n << shift;
    if (twiceRest > unit || (twiceRest === unit && (kept & 1n) === 1n)) kept += 1n;
  }
  const scale = exponent + drop;
  // Two factors, because either power of two alone can be out of range.
  const half = Math.trunc(scale / 2);
  return Number(kept) * 2 ** half * 2 ** (scale - half);
}

/** `a ** b` for ints with `b < 0`, which is a float. */
export function intPowNegative(a: Int, b: Int): number {
  return floatPow(intToFloat(a), intToFloat(b));
}

/**
 * Minus one, zero or one as the int `a` is less than, equal to or greater than the float `x`;
 * NaN where `x` is NaN. The comparison is exact: `2**53 + 1` is greater than `2.0**53`.
 */
export function compareIntFloat(a: Int, x: number): number {
  if (a < x) return -1;
  if (a > x) return 1;
  // What is left is equal or not ordered; `===` would compare types too.
  return a <= x ? 0 : NaN;
}

/** `float(a)`: rounded to the nearest, ties to even. */
export function intToFloat(a: Int): number {
  if (typeof a === 'number') return a;
  const result = Number(a);
  if (!Number.isFinite(result)) {
    throw new PyError('OverflowError', 'int too large to convert to float');
  }
  return result;
}

/** `int(x)`: rounded towards zero, exactly. */
export function floatToInt(x: number): Int {
  const integer = Math.trunc(x);
  if (Number.isSafeInteger(integer)) return integer + 0;
  if (Number.isNaN(x)) throw new PyError('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(x)) {
    throw new PyError('OverflowError', 'cannot convert float infinity to integer');
  }
  return BigInt(integer);
}

/** `round(x)`: the nearest int, of two equally near ones the even one. */
export function floatRound(x: number): Int {
  const floor = Math.floor(x);
  const fraction = x - floor;
  if (fraction < 0.5) return floatToInt(floor);
  if (fraction > 0.5) return floatToInt(floor + 1);
  return floatToInt(floor % 2 === 0 || fraction !== 0.5 ? floor : floor + 1);
}

/** The decimal exponents between which `round` can have an effect on a double. */
const ROUND_DIGITS_MAX = 323;
const ROUND_DIGITS_MIN = -308;

/**
 * `round(x, digits)`: the decimal with that many digits nearest to the exact value of `x` (of two
 * equally near ones the even one), rounded to a float.
 */
export function floatRoundDigits(x: number, digits: Int): number {
  if (!Number.isFinite(x) || digits > ROUND_DIGITS_MAX) return x;
  if (digits < ROUND_DIGITS_MIN) return copySign(0, x);
  const places = Number(digits);
  const result = copySign(Number(roundedDecimal(Math.abs(x), places)), x);
  if (!Number.isFinite(result)) {
    throw new PyError('OverflowError', 'rounded value too large to represent');
  }
  return result;
}

/** `x.is_integer()` */
export function floatIsInteger(x: number): boolean {
  return Number.isInteger(x);
}

/** `x.as_integer_ratio()`: in lowest terms, the denominator positive. */
export function floatAsIntegerRatio(x: number): [numerator: Int, denominator: Int] {
  if (Number.isNaN(x)) throw new PyError('ValueError', 'cannot convert NaN to integer ratio');
  if (!Number.isFinite(x)) {
    throw new PyError('OverflowError', 'cannot convert Infinity to integer ratio');
  }
  let scaled = x;
  let exponent = 0;
  // Doubling is exact, and a double has at most 1074 binary places.
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent++;
  }
  return [floatToInt(scaled), normalise(1n << BigInt(exponent))];
}
