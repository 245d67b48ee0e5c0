/**
 * `float ** float` to the last bit.
 *
 * `Math.pow` of V8 differs from the C library's `pow` in about one result of twelve, which shows
 * when a program prints one. Here the logarithm and the exponential are computed in double-double
 * arithmetic (a value is the unevaluated sum of two doubles, some 100 bits), so the result is the
 * correctly rounded one but for cases closer to a tie than any plausible program meets.
 */
import { PyError } from './py-error.js';

/** A double-double: `hi` is the value rounded to a double, `lo` what is left. */
interface Double2 {
  readonly hi: number;
  readonly lo: number;
}

const LN2: Double2 = { hi: 0.6931471805599453, lo: 2.3190468138462996e-17 };
const SPLITTER = 2 ** 27 + 1;

/** The sum of two doubles without error; nothing is required of their order. */
function twoSum(a: number, b: number): Double2 {
  const hi = a + b;
  const shadow = hi - a;
  return { hi, lo: a - (hi - shadow) + (b - shadow) };
}

/** The product of two doubles without error, by splitting each into halves of 26 bits. */
function twoProduct(a: number, b: number): Double2 {
  const hi = a * b;
  const aWide = a * SPLITTER;
  const aHigh = aWide - (aWide - a);
  const aLow = a - aHigh;
  const bWide = b * SPLITTER;
  const bHigh = bWide - (bWide - b);
  const bLow = b - bHigh;
  return { hi, lo: aHigh * bHigh - hi + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

function add(a: Double2, b: Double2): Double2 {
  const high = twoSum(a.hi, b.hi);
  const low = twoSum(a.lo, b.lo);
  const middle = twoSum(high.hi, high.lo + low.hi);
  return twoSum(middle.hi, middle.lo + low.lo);
}

function multiply(a: Double2, b: Double2): Double2 {
  const product = twoProduct(a.hi, b.hi);
  return twoSum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

function divide(a: Double2, b: Double2): Double2 {
  const first = a.hi / b.hi;
  const rest = add(a, multiply(b, { hi: -first, lo: 0 }));
  const second = rest.hi / b.hi;
  const last = add(rest, multiply(b, { hi: -second, lo: 0 }));
  return add(twoSum(first, second), { hi: last.hi / b.hi, lo: 0 });
}

function reciprocal(n: number): Double2 {
  return divide({ hi: 1, lo: 0 }, { hi: n, lo: 0 });
}

/** `1/3, 1/5, 1/7, 1/9, 1/11`: the odd coefficients whose error would show. */
const ATANH_COEFFICIENTS = [3, 5, 7, 9, 11].map(reciprocal);
/** `1, 1/2, 1/6, 1/24, 1/120` likewise. */
const EXP_COEFFICIENTS = [1, 2, 6, 24, 120].map(reciprocal);

/** The natural logarithm of a positive finite double. */
function logarithm(x: number): Double2 {
  let mantissa = x;
  let exponent = 0;
  if (mantissa < 2 ** -1022) {
    mantissa *= 2 ** 54;
    exponent = -54;
  }
  const guess = Math.round(Math.log2(mantissa));
  // Two factors, because the power of two alone can be out of range.
  const half = Math.trunc(guess / 2);
  mantissa = (mantissa / 2 ** half) / 2 ** (guess - half);
  exponent += guess;
  // log m = 2 atanh s with s = (m - 1) / (m + 1); m is within a factor √2 of one, so |s| < 0.172.
  const s = divide(twoSum(mantissa, -1), twoSum(mantissa, 1));
  const square = multiply(s, s);
  const q = square.hi;
  let tail = 0;
  for (let n = 35; n >= 13; n -= 2) tail = tail * q + 1 / n;
  let sum = twoProduct(tail, q);
  sum = add(sum, { hi: 0, lo: 0 });
  for (let i = ATANH_COEFFICIENTS.length - 1; i >= 0; i--) {
    sum = multiply(add(ATANH_COEFFICIENTS[i] as Double2, sum), square);
  }
  sum = multiply(add({ hi: 1, lo: 0 }, sum), s);
  return add(multiply(LN2, { hi: exponent, lo: 0 }), { hi: sum.hi * 2, lo: sum.lo * 2 });
}

/** `e ** t`, rounded once, also where the result is subnormal; infinity where it overflows. */
function exponential(t: Double2): number {
  const scale = Math.round(t.hi / LN2.hi);
  const reduced = add(t, multiply(LN2, { hi: -scale, lo: 0 }));
  // Of a sixteenth of the rest few terms are needed; four squarings undo the division.
  const r = { hi: reduced.hi / 16, lo: reduced.lo / 16 };
  let tail = 0;
  let factorial = 39916800 * 12 * 13;
  for (let n = 13; n >= 6; n--) {
    tail = tail * r.hi + 1 / factorial;
    factorial /= n;
  }
  let sum = twoProduct(tail, r.hi);
  for (let i = EXP_COEFFICIENTS.length - 1; i >= 0; i--) {
    sum = multiply(add(EXP_COEFFICIENTS[i] as Double2, sum), r);
  }
  // Squaring 1 + d as d ↦ 2d + d² keeps the digits of a small d.
  for (let i = 0; i < 4; i++) {
    sum = add({ hi: sum.hi * 2, lo: sum.lo * 2 }, multiply(sum, sum));
  }
  const value = add({ hi: 1, lo: 0 }, sum);
  const half = Math.trunc(scale / 2);
  const normal = scale > -1022 || (scale === -1022 && value.hi >= 1);
  if (normal) return value.hi * 2 ** half * 2 ** (scale - half);
  // The last bit kept is worth 2 ** -1074: adding a number whose last bit is worth that, before
  // scaling, rounds there and nowhere else.
  const anchor = 2 ** (52 - 1074 - scale);
  const rounded = twoSum(anchor, value.hi);
  const kept = rounded.hi + (rounded.lo + value.lo) - anchor;
  return kept * 2 ** half * 2 ** (scale - half);
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
  const product = multiply(log, { hi: y / yScaled, lo: 0 });
  return exponential({ hi: product.hi * yScaled, lo: product.lo * yScaled });
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
