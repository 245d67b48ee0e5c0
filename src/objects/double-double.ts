/**
 * Double-double arithmetic: a value is the unevaluated sum of two doubles, some 100 bits. What is
 * computed in it and rounded once is the correctly rounded result but for exact ties.
 */
const SPLITTER = 2 ** 27 + 1;

/**
 * The low half of the double-double that the function called last gave; the high half is what it
 * returned. An object for both, or a variable (which V8 would box), costs more than the arithmetic.
 */
export const LOW = new Float64Array(1);

/** The sum of two doubles without error; nothing is required of their order. */
export function twoSum(a: number, b: number): number {
  const sum = a + b;
  const shadow = sum - a;
  LOW[0] = a - (sum - shadow) + (b - shadow);
  return sum;
}

/** The product of two doubles without error, by splitting each into halves of 26 bits. */
export function twoProduct(a: number, b: number): number {
  const product = a * b;
  const aWide = a * SPLITTER;
  const aHigh = aWide - (aWide - a);
  const aLow = a - aHigh;
  const bWide = b * SPLITTER;
  const bHigh = bWide - (bWide - b);
  const bLow = b - bHigh;
  LOW[0] = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  return product;
}

/** The sum of two double-doubles. */
export function add(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  const high = twoSum(aHigh, bHigh);
  const highRest = LOW[0];
  const lowSum = twoSum(aLow, bLow);
  const lowRest = LOW[0];
  const middle = twoSum(high, highRest + lowSum);
  return twoSum(middle, LOW[0] + lowRest);
}

/** The product of two double-doubles. */
export function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  const product = twoProduct(aHigh, bHigh);
  return twoSum(product, LOW[0] + (aHigh * bLow + aLow * bHigh));
}

/** A double divided by a double-double. */
export function divide(a: number, bHigh: number, bLow: number): number {
  const quotient = a / bHigh;
  const product = twoProduct(quotient, bHigh);
  const rest = a - product - LOW[0] - quotient * bLow;
  return twoSum(quotient, rest / bHigh);
}

/** `1/d` for each divisor, high halves and low halves in turn. */
export function reciprocals(divisors: readonly number[]): Float64Array {
  const result = new Float64Array(divisors.length * 2);
  divisors.forEach((divisor, i) => {
    result[2 * i] = divide(1, divisor, 0);
    result[2 * i + 1] = LOW[0];
  });
  return result;
}
