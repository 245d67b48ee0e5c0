/**
 * The sine and the cosine to the last bit, in double-double arithmetic: those of V8 are the other
 * neighbour in about one result of twenty.
 */
import { LOW, add, multiply, reciprocals, twoProduct } from './double-double.js';

/** Half of pi, in three parts. */
const HALF_PI = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33] as const;
/** Where the multiple of pi / 2 has few enough digits for the product with each part to be exact. */
const LARGEST = 2 ** 20;
/** `1/n!` for the coefficients whose rounding would show, and as plain doubles for the others. */
const SINE = reciprocals(
  [362880, 5040, 120, 6].map((divisor, i) => (i % 2 === 0 ? 1 : -1) * divisor),
);
const SINE_TAIL = [1 / 355687428096000, -1 / 1307674368000, 1 / 6227020800, -1 / 39916800];
const COSINE = reciprocals(
  [40320, 720, 24, 2].map((divisor, i) => (i % 2 === 0 ? 1 : -1) * divisor),
);
const COSINE_TAIL = [1 / 20922789888000, -1 / 87178291200, 1 / 479001600, -1 / 3628800];

/** `coefficients[…] + square * (tail)` in powers of `square`, without the constant term, times `square`. */
function series(
  tail: readonly number[],
  coefficients: Float64Array,
  square: number,
  squareLow: number,
): number {
  let rest = 0;
  for (const coefficient of tail) rest = rest * square + coefficient;
  let sum = twoProduct(rest, square);
  for (let i = 0; i < coefficients.length; i += 2) {
    sum = add(coefficients[i]!, coefficients[i + 1]!, sum, LOW[0]!);
    sum = multiply(sum, LOW[0]!, square, squareLow);
  }
  return sum;
}

/** sin(x + quarters * pi / 2) */
function sineOf(x: number, quarters: number): number {
  const multiple = Math.round(x / HALF_PI[0]);
  let r = x;
  let rLow = 0;
  for (const part of HALF_PI) {
    const product = twoProduct(part, -multiple);
    r = add(r, rLow, product, LOW[0]!);
    rLow = LOW[0]!;
  }
  const quadrant = (((multiple + quarters) % 4) + 4) % 4;
  const square = multiply(r, rLow, r, rLow);
  const squareLow = LOW[0]!;
  let result: number;
  if (quadrant % 2 === 0) {
    const sum = series(SINE_TAIL, SINE, square, squareLow);
    const rest = multiply(sum, LOW[0]!, r, rLow);
    result = add(r, rLow, rest, LOW[0]!);
  } else {
    const sum = series(COSINE_TAIL, COSINE, square, squareLow);
    result = add(1, 0, sum, LOW[0]!);
  }
  return quadrant < 2 ? result : -result;
}

export function floatSin(x: number): number {
  if (!(Math.abs(x) < LARGEST) || Math.abs(x) < 2 ** -30) return Math.sin(x);
  return sineOf(x, 0);
}

export function floatCos(x: number): number {
  return Math.abs(x) < LARGEST ? sineOf(x, 1) : Math.cos(x);
}
