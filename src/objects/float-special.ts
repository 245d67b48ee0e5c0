/**
 * The gamma and error functions of floats.
 *
 * The gamma functions are Lanczos' approximation with the coefficients that Boost publishes for 53
 * bits (lanczos13m53), which CPython uses too; the error functions are summed in fixed point, with as
 * many bits as the sum loses, and so are right in every digit.
 */
import { floatExp, floatLog, floatPow } from './float-pow.js';
import { floatCos, floatSin } from './float-trigonometry.js';

/** The parameter of the approximation, and the coefficients, of the highest power first. */
const G = 6.0246800407767296;
const NUMERATOR = [
  2.5066282746310002, 210.82427775157936, 8071.672002365816, 186056.26539522348, 2876370.6289353725,
  31426415.585400194, 248874557.86205417, 1439720407.3117216, 6039542586.352028, 17921034426.03721,
  35711959237.35567, 42919803642.6491, 23531376880.41076,
];
/** x (x + 1) … (x + 11) */
const DENOMINATOR = [
  1, 66, 1925, 32670, 357423, 2637558, 13339535, 45995730, 105258076, 150917976, 120543840,
  39916800, 0,
];
/** (n - 1)! is exact up to here. */
const LARGEST_EXACT = 23;

function lanczosSum(x: number): number {
  // Where the powers grow large, in powers of 1/x.
  const large = x >= 5;
  const valueOf = (of: readonly number[]): number =>
    large
      ? of.reduceRight((sum, coefficient) => sum / x + coefficient, 0)
      : of.reduce((sum, coefficient) => sum * x + coefficient, 0);
  return valueOf(NUMERATOR) / valueOf(DENOMINATOR);
}

/** sin(pi x) of a finite x, without the error that pi x would bring. */
function sinPi(x: number): number {
  const y = Math.abs(x) % 2;
  const sign = Object.is(Math.sign(x), -1) || Object.is(x, -0) ? -1 : 1;
  switch (Math.round(2 * y)) {
    case 0:
      return sign * floatSin(Math.PI * y);
    case 1:
      return sign * floatCos(Math.PI * (y - 0.5));
    case 2:
      return sign * floatSin(Math.PI * (1 - y));
    case 3:
      return sign * -floatCos(Math.PI * (y - 1.5));
    default:
      return sign * floatSin(Math.PI * (y - 2));
  }
}

/** The gamma function: NaN at a pole, an infinity where the result is too large. */
export function gamma(x: number): number {
  if (!Number.isFinite(x)) return x === -Infinity ? NaN : x;
  if (x === 0) return NaN;
  if (Number.isInteger(x)) {
    if (x < 0) return NaN;
    if (x <= LARGEST_EXACT) {
      let product = 1;
      for (let n = 2; n < x; n++) product *= n;
      return product;
    }
  }
  const size = Math.abs(x);
  if (size < 1e-20) return 1 / x;
  if (size > 200) return x < 0 ? 0 / sinPi(x) : Infinity;
  const y = size + (G - 0.5);
  // What the sum has lost by rounding.
  const lost = size > G - 0.5 ? y - size - (G - 0.5) : y - (G - 0.5) - size;
  const correction = (lost * G) / y;
  const split = size < 140 ? size - 0.5 : size / 2 - 0.25;
  const power = floatPow(y, split);
  if (x < 0) {
    let result = ((-Math.PI / sinPi(size) / size) * floatExp(y)) / lanczosSum(size);
    result -= correction * result;
    return size < 140 ? result / power : result / power / power;
  }
  let result = lanczosSum(size) / floatExp(y);
  result += correction * result;
  return size < 140 ? result * power : result * power * power;
}

/** The logarithm of the size of the gamma function: NaN at a pole. */
export function logGamma(x: number): number {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x)) return Infinity;
  if (Number.isInteger(x) && x <= 2) return x <= 0 ? NaN : 0;
  const size = Math.abs(x);
  if (size < 1e-20) return -floatLog(size);
  let result = floatLog(lanczosSum(size)) - G;
  result += (size - 0.5) * (floatLog(size + G - 0.5) - 1);
  if (x > 0) return result;
  return floatLog(Math.PI) - floatLog(Math.abs(sinPi(size))) - floatLog(size) - result;
}

// --- the error function, in fixed point: an integer stands for that many times 2 ** -bits

/** Beyond these, 1 - erf(x) is no float any more, and erf(x) is 1. */
const ERFC_END = 27.3;
const ERF_END = 6.2;
const GUARD_BITS = 140;

function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const better = (root + value / root) >> 1n;
    if (better >= root) return root;
    root = better;
  }
}

/** atan(1 / n) */
function inverseTangent(n: bigint, one: bigint): bigint {
  let sum = 0n;
  let power = one / n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += (k & 2n) === 0n ? power / k : -power / k;
    power /= n * n;
  }
  return sum;
}

/** The square root of pi (by Machin's formula). */
function rootOfPi(bits: bigint): bigint {
  const one = 1n << bits;
  const pi = 4n * (4n * inverseTangent(5n, one) - inverseTangent(239n, one));
  return integerRoot(pi << bits);
}

/** A float that is exactly a fixed-point number of at least 1074 bits, or nearly. */
function toFixed(x: number, bits: bigint): bigint {
  let value = x;
  let shift = 0n;
  while (!Number.isInteger(value)) {
    value *= 2 ** 30;
    shift += 30n;
  }
  const integer = BigInt(value);
  return shift > bits ? integer >> (shift - bits) : integer << (bits - shift);
}

/** The nearest float, ties to even; subnormal ones too. */
function fromFixed(value: bigint, bits: bigint): number {
  const length = BigInt(value.toString(2).length);
  // The quotient of two integers of which JavaScript rounds only the first, once.
  const smallest = bits - 1074n;
  let drop = length - 53n;
  if (drop < smallest) drop = smallest;
  if (drop <= 0n) return Number(value) / 2 ** Number(bits);
  const half = 1n << (drop - 1n);
  const rest = value & ((1n << drop) - 1n);
  let kept = value >> drop;
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept++;
  let result = Number(kept);
  for (let shift = Number(drop - bits); shift !== 0;) {
    const step = Math.max(-1000, Math.min(1000, shift));
    result *= 2 ** step;
    shift -= step;
  }
  return result;
}

/** erf(x) of a positive x in fixed point, and the number of its bits. */
function errorIntegral(x: number): [value: bigint, bits: bigint] {
  const bits = BigInt(GUARD_BITS + Math.ceil((2 * x * x) / Math.LN2));
  const fixed = toFixed(x, bits);
  const square = (fixed * fixed) >> bits;
  let sum = 0n;
  let power = fixed;
  for (let n = 0n; power !== 0n; n++) {
    const term = power / (2n * n + 1n);
    sum += (n & 1n) === 0n ? term : -term;
    power = ((power * square) >> bits) / (n + 1n);
  }
  return [((2n * sum) << bits) / rootOfPi(bits), bits];
}

export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) > ERF_END) return Math.sign(x);
  // So little that the cubic term does not count; the sum would lose digits.
  if (Math.abs(x) < 1e-9) return smallErf(x);
  const result = fromFixed(...errorIntegral(Math.abs(x)));
  return x < 0 ? -result : result;
}

/** 2 / sqrt(pi) as a float, and what is missing to it. */
const SLOPE = 1.1283791670955126;
const SLOPE_REST = 1.533545961316588e-17;

function smallErf(x: number): number {
  return x * SLOPE + x * SLOPE_REST;
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > ERFC_END) return 0;
  if (x < -ERF_END) return 2;
  if (Math.abs(x) < 1e-9) return 1 - smallErf(x);
  const [value, bits] = errorIntegral(Math.abs(x));
  const one = 1n << bits;
  return fromFixed(x < 0 ? one + value : one - value, bits);
}
