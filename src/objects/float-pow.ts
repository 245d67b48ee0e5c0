/**
 * `float ** float`, `exp` and `log` to the last bit.
 *
 * `Math.pow` of V8 differs from the C library's `pow` in about one result of twelve, which shows
 * when a program prints one. Here the logarithm and the exponential are computed in double-double
 * arithmetic (a value is the unevaluated sum of two doubles, some 100 bits), so the result is the
 * correctly rounded one but for exact ties. The C library's is the other neighbour in about one
 * result of a thousand, where the exact value lies almost in the middle.
 */
import { LOW, add, divide, multiply, reciprocals, twoProduct, twoSum } from './double-double.js';
import { PyError } from './py-error.js';

const LN2_HIGH = 0.6931471805599453;
const LN2_LOW = 2.3190468138462996e-17;
/** The coefficients of atanh and exp whose rounding would show; the others are plain doubles. */
const ATANH_COEFFICIENTS = reciprocals([11, 9, 7, 5, 3]);
const EXP_COEFFICIENTS = reciprocals([120, 24, 6, 2, 1]);

/** `1/35, 1/33, …, 1/13` */
const ATANH_TAIL = Float64Array.from({ length: 12 }, (_, i) => 1 / (35 - 2 * i));
/** `1/13!, 1/12!, …, 1/6!` */
const EXP_TAIL = Float64Array.of(
  1 / 6227020800,
  1 / 479001600,
  1 / 39916800,
  1 / 3628800,
  1 / 362880,
  1 / 40320,
  1 / 5040,
  1 / 720,
);

const POWER_RANGE = 600;
/** `2 ** n` for `n` from `-POWER_RANGE` up: the host's power costs more than all that is here. */
const POWERS_OF_TWO = Float64Array.from(
  { length: 2 * POWER_RANGE },
  (_, i) => 2 ** (i - POWER_RANGE),
);

/** `x * 2 ** n` in two steps, because the power of two alone can be out of range. */
function scale(x: number, n: number): number {
  const half = n >> 1;
  const first = POWERS_OF_TWO[half + POWER_RANGE] as number;
  return x * first * (POWERS_OF_TWO[n - half + POWER_RANGE] as number);
}

/** The natural logarithm of a positive finite double. */
function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  if (mantissa < 2 ** -1022) {
    mantissa *= 2 ** 54;
    exponent = -54;
  }
  const guess = Math.round(Math.log2(mantissa));
  mantissa = scale(mantissa, -guess);
  exponent += guess;
  // log m = 2 atanh s with s = (m - 1) / (m + 1); m is within a factor √2 of one, so |s| < 0.172.
  const denominator = twoSum(mantissa, 1);
  const s = divide(mantissa - 1, denominator, LOW[0]);
  const sLow = LOW[0];
  const square = multiply(s, sLow, s, sLow);
  const squareLow = LOW[0];
  let tail = 0;
  for (let i = 0; i < ATANH_TAIL.length; i++) tail = tail * square + (ATANH_TAIL[i] as number);
  let sum = twoProduct(tail, square);
  for (let i = 0; i < ATANH_COEFFICIENTS.length; i += 2) {
    sum = add(ATANH_COEFFICIENTS[i] as number, ATANH_COEFFICIENTS[i + 1] as number, sum, LOW[0]);
    sum = multiply(sum, LOW[0], square, squareLow);
  }
  sum = add(1, 0, sum, LOW[0]);
  sum = multiply(sum, LOW[0], s, sLow);
  const sumLow = LOW[0];
  const power = multiply(LN2_HIGH, LN2_LOW, exponent, 0);
  return add(power, LOW[0], 2 * sum, 2 * sumLow);
}

/** `e ** t`, rounded once, also where the result is subnormal; infinity where it overflows. */
function exponential(t: number, tLow: number): number {
  const power = Math.round(t / LN2_HIGH);
  const multiple = multiply(LN2_HIGH, LN2_LOW, -power, 0);
  // Of a sixteenth of the rest few terms are needed; four squarings undo the division.
  const r = add(t, tLow, multiple, LOW[0]) / 16;
  const rLow = LOW[0] / 16;
  let tail = 0;
  for (let i = 0; i < EXP_TAIL.length; i++) tail = tail * r + (EXP_TAIL[i] as number);
  let sum = twoProduct(tail, r);
  for (let i = 0; i < EXP_COEFFICIENTS.length; i += 2) {
    sum = add(EXP_COEFFICIENTS[i] as number, EXP_COEFFICIENTS[i + 1] as number, sum, LOW[0]);
    sum = multiply(sum, LOW[0], r, rLow);
  }
  // Squaring 1 + d as d ↦ 2d + d² keeps the digits of a small d.
  for (let i = 0; i < 4; i++) {
    const sumLow = LOW[0];
    const square = multiply(sum, sumLow, sum, sumLow);
    sum = add(2 * sum, 2 * sumLow, square, LOW[0]);
  }
  const value = add(1, 0, sum, LOW[0]);
  const valueLow = LOW[0];
  if (power > -1022 || (power === -1022 && value >= 1)) return scale(value, power);
  // The last bit kept is worth 2 ** -1074: adding a number whose last bit is worth that, before
  // scaling, rounds there and nowhere else.
  const anchor = scale(1, 52 - 1074 - power);
  const rounded = twoSum(anchor, value);
  const kept = rounded + (LOW[0] + valueLow) - anchor;
  return scale(kept, power);
}

/** `x ** y` for positive finite `x` and finite `y`; infinity where the result overflows. */
function positivePower(x: number, y: number): number {
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  const estimate = Math.log2(x) * y;
  if (estimate > 1025) return Infinity;
  if (estimate < -1080) return 0;
  const log = logarithm(x);
  // An exponent this small only matters where the result is one and a bit; scaled up it would
  // overflow the splitting.
  if (Math.abs(y) < 2 ** -200) return 1;
  // A base next to one needs an exponent beyond the splitting's range to leave one.
  const yScaled = Math.abs(y) > 2 ** 900 ? 2 ** 100 : 1;
  const product = multiply(log, LOW[0], y / yScaled, 0);
  return exponential(product * yScaled, LOW[0] * yScaled);
}

/**
 * `x ** y` as CPython's float power. ZeroDivisionError for zero to a negative power, OverflowError
 * where the result is too large, ValueError where it would be complex (which pyg does not have).
 */
export function floatPow(x: number, y: number): number {
  if (y === 0 || x === 1) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (!Number.isFinite(y)) {
    const size = Math.abs(x);
    if (size === 1) return 1;
    return y > 0 === size > 1 ? Infinity : 0;
  }
  const odd = Math.abs(y % 2) === 1;
  if (x === 0) {
    if (y < 0) {
      throw new PyError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    }
    return odd ? x : 0;
  }
  if (!Number.isFinite(x)) {
    const size = y > 0 ? Infinity : 0;
    return x < 0 && odd ? -size : size;
  }
  if (x < 0 && !Number.isInteger(y)) {
    throw new PyError('ValueError', 'negative number cannot be raised to a fractional power');
  }
  const size = positivePower(Math.abs(x), y);
  if (size === Infinity) {
    throw new PyError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return x < 0 && odd ? -size : size;
}

/** The natural logarithm of a positive number. */
export function floatLog(x: number): number {
  return Number.isFinite(x) ? logarithm(x) : x;
}

/** `e ** x`; infinity where that is too large. */
export function floatExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 710) return Infinity;
  if (x < -746) return 0;
  return Math.abs(x) < 2 ** -60 ? 1 : exponential(x, 0);
}
