// math: real functions of real numbers. Integers stay exact where the function is one of integers.
import { PyTuple, tuple, type PyList } from '../../objects/collections.js';
import { raised, typeError, valueError } from '../../objects/exceptions.js';
import { floatToInt } from '../../objects/float-arithmetic.js';
import { floatExp, floatLog, floatPow } from '../../objects/float-pow.js';
import { erf, erfc, gamma, logGamma } from '../../objects/float-special.js';
import { floatCos, floatSin } from '../../objects/float-trigonometry.js';
import { spend } from '../../objects/meter.js';
import {
  bitLength,
  intAbs,
  intGcd,
  intMul,
  normalise,
  intFloordiv,
} from '../../objects/numbers.js';
import { float, typeOf } from '../../objects/type-of.js';
import { asFloat, asInt } from '../../objects/unwrap.js';
import type { Int, Value } from '../../objects/value.js';
import { lookupSpecial } from '../../vm/access.js';
import { enterCall, enterPrelude } from '../../vm/calls.js';
import { asIndex, toFloat } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { nativeItems } from '../../vm/iterate.js';
import type { VM } from '../../vm/vm.js';
import { fixed, keywords, preludeFn, unpack, variadic, type Arguments } from '../define.js';
import type { Native, PyBuiltin } from '../../objects/functions.js';
import { addPreludePart } from '../prelude-parts.js';
import { moduleFunction } from './module-members.js';

const functions: [string, PyBuiltin][] = [];

function define(name: string, args: Arguments, native: Native): void {
  functions.push(moduleFunction('math', name, args, native));
}

/** @throws Raised TypeError when the value is no real number */
function real(vm: VM, value: Value): number {
  const number = toFloat(vm, value);
  if (number === undefined) throw typeError(`must be real number, not ${typeOf(value).name}`);
  return number;
}

function domainError() {
  return valueError('math domain error');
}

function rangeError() {
  return raised('OverflowError', 'math range error');
}

/** What C code answers: NaN of a number is a domain error, an infinity of a finite one is too big. */
function checked(result: number, ...args: readonly number[]): number {
  if (Number.isNaN(result) && !args.some(Number.isNaN)) throw domainError();
  if (!Number.isFinite(result) && !Number.isNaN(result) && args.every(Number.isFinite)) {
    throw rangeError();
  }
  return result;
}

const ONE_ARGUMENT: readonly (readonly [string, (x: number) => number])[] = [
  ['acos', Math.acos],
  ['acosh', Math.acosh],
  ['asin', Math.asin],
  ['asinh', Math.asinh],
  ['atan', Math.atan],
  ['cbrt', Math.cbrt],
  ['cos', floatCos],
  ['cosh', Math.cosh],
  ['degrees', (x) => x * (180 / Math.PI)],
  ['erf', erf],
  ['erfc', erfc],
  ['exp', floatExp],
  ['exp2', (x) => 2 ** x],
  ['expm1', Math.expm1],
  ['fabs', Math.abs],
  ['gamma', gamma],
  ['lgamma', logGamma],
  ['radians', (x) => x * (Math.PI / 180)],
  ['sin', floatSin],
  ['sinh', Math.sinh],
  ['sqrt', Math.sqrt],
  ['tan', Math.tan],
  ['tanh', Math.tanh],
];
for (const [name, compute] of ONE_ARGUMENT) {
  define(name, fixed(1), (vm, value: Value) => {
    const x = real(vm, value);
    return float(checked(compute(x), x));
  });
}
// An infinite result is a pole here, which is outside of the domain.
for (const [name, compute, least] of [
  ['atanh', Math.atanh, -1],
  ['log1p', Math.log1p, -1],
] as const) {
  define(name, fixed(1), (vm, value: Value) => {
    const x = real(vm, value);
    if (x <= least || (name === 'atanh' && x >= 1)) throw domainError();
    return float(checked(compute(x), x));
  });
}

// --- logarithms, of integers of any size

function logOf(vm: VM, value: Value, compute: (x: number) => number): number {
  const int = asInt(value);
  if (typeof int === 'bigint' && int > 0n && Number(int) === Infinity) {
    const bits = bitLength(int);
    return compute(Number(int >> BigInt(bits - 64)) / 2 ** 64) + bits * compute(2);
  }
  const x = real(vm, value);
  if (x <= 0) throw domainError();
  return compute(x);
}

define('log', unpack(1, 2), (vm, value: Value, base: Value) => {
  const numerator = logOf(vm, value, floatLog);
  if (base === undefined) return float(numerator);
  const denominator = logOf(vm, base, floatLog);
  if (denominator === 0) throw raised('ZeroDivisionError', 'float division by zero');
  return float(numerator / denominator);
});
define('log2', fixed(1), (vm, value: Value) => float(logOf(vm, value, Math.log2)));
define('log10', fixed(1), (vm, value: Value) => float(logOf(vm, value, Math.log10)));

// --- two arguments

function two(name: string, compute: (x: number, y: number) => number): void {
  define(name, unpack(2, 2), (vm, a: Value, b: Value) => float(compute(real(vm, a), real(vm, b))));
}
two('atan2', Math.atan2);
two('copysign', (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)));
two('fmod', (x, y) => checked(x % y, x, y));
two('pow', (x, y) => {
  if (x === 1 || y === 0) return 1;
  if (x === 0 && y < 0) throw domainError();
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && !Number.isInteger(y))
    throw domainError();
  // JavaScript finds no answer where the base is -1 and the exponent infinite; C says 1.
  return x === -1 && !Number.isFinite(y) && !Number.isNaN(y) ? 1 : checked(floatPow(x, y), x, y);
});
two('remainder', (x, y) => {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (!Number.isFinite(x) || y === 0) throw domainError();
  if (!Number.isFinite(y)) return x;
  const divisor = Math.abs(y);
  const rest = Math.abs(x) % divisor;
  const other = divisor - rest;
  let result = rest;
  if (rest > other) result = -other;
  // Halfway between two multiples, the even one counts.
  else if (rest === other) result = ((Math.abs(x) - rest) / 2) % divisor === 0 ? rest : -other;
  return x < 0 || Object.is(x, -0) ? -result : result;
});

const floatBits = new DataView(new ArrayBuffer(8));

/** The next float after `x` towards `y`. */
function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  floatBits.setFloat64(0, x);
  const bits = floatBits.getBigInt64(0);
  floatBits.setBigInt64(0, bits + (y > x === x > 0 ? 1n : -1n));
  return floatBits.getFloat64(0);
}
two('nextafter', nextAfter);
define('ulp', fixed(1), (vm, value: Value) => {
  const x = Math.abs(real(vm, value));
  if (!Number.isFinite(x)) return float(x);
  const next = nextAfter(x, Infinity);
  return float(next === Infinity ? x - nextAfter(x, 0) : next - x);
});

// --- parts of a float

define('isfinite', fixed(1), (vm, value: Value) => Number.isFinite(real(vm, value)));
define('isinf', fixed(1), (vm, value: Value) => Math.abs(real(vm, value)) === Infinity);
define('isnan', fixed(1), (vm, value: Value) => Number.isNaN(real(vm, value)));
define('modf', fixed(1), (vm, value: Value) => {
  const x = real(vm, value);
  const whole = Math.trunc(x);
  const sign = x < 0 || Object.is(x, -0) ? -1 : 1;
  const part = Number.isFinite(x) ? Math.abs(x - whole) : Number.isNaN(x) ? NaN : 0;
  return tuple([float(part * sign), float(whole)]);
});

function mantissaAndExponent(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  // Subnormal numbers are brought into the normal range first.
  const scale = Math.abs(x) < 2 ** -1022 ? 54 : 0;
  floatBits.setFloat64(0, x * 2 ** scale);
  const high = floatBits.getUint32(0);
  const exponent = ((high >>> 20) & 0x7ff) - 1022;
  floatBits.setUint32(0, (high & 0x800fffff) | (1022 << 20));
  return [floatBits.getFloat64(0), exponent - scale];
}
define('frexp', fixed(1), (vm, value: Value) => {
  const [mantissa, exponent] = mantissaAndExponent(real(vm, value));
  return tuple([float(mantissa), exponent]);
});
define('ldexp', unpack(2, 2), (vm, value: Value, exponent: Value) => {
  const x = real(vm, value);
  const by = asInt(exponent);
  if (by === undefined) throw typeError('Expected an int as second argument to ldexp.');
  if (x === 0 || !Number.isFinite(x)) return float(x);
  const [mantissa, own] = mantissaAndExponent(x);
  const wanted = Number(by) + own;
  if (wanted > 1024) throw rangeError();
  if (wanted < -1080) return float(mantissa < 0 ? -0 : 0);
  const half = Math.trunc(wanted / 2);
  return float(mantissa * 2 ** half * 2 ** (wanted - half));
});

// --- to integers

for (const [name, round] of [
  ['floor', Math.floor],
  ['ceil', Math.ceil],
  ['trunc', Math.trunc],
] as const) {
  define(name, fixed(1), (vm, value: Value) => {
    const number = asFloat(value);
    if (number !== undefined && name !== 'trunc') return floatToInt(round(number));
    const method = lookupSpecial(vm, value, `__${name}__`);
    if (method !== undefined) return enterCall(vm, method, []);
    if (number !== undefined) return floatToInt(round(number));
    const int = asInt(value);
    if (int !== undefined) return int;
    if (name === 'trunc')
      throw typeError(`type ${typeOf(value).name} doesn't define __trunc__ method`);
    return floatToInt(round(real(vm, value)));
  });
}

// --- integers

define('factorial', fixed(1), (vm, value: Value) => {
  const n = asIndex(vm, value);
  if (n < 0) throw valueError('factorial() not defined for negative values');
  if (n > Number.MAX_SAFE_INTEGER) {
    throw raised('OverflowError', 'factorial() argument should not exceed 9223372036854775807');
  }
  return normalise(productOfRange(1, Number(n)));
});

/** The product of first … last, halved again and again so that the factors stay balanced. */
function productOfRange(first: number, last: number): bigint {
  if (first > last) return 1n;
  if (last - first < 8) {
    spend(last - first + 1);
    let product = BigInt(first);
    for (let n = first + 1; n <= last; n++) product *= BigInt(n);
    return product;
  }
  const middle = Math.floor((first + last) / 2);
  const [low, high] = [productOfRange(first, middle), productOfRange(middle + 1, last)];
  return BigInt(intMul(normalise(low), normalise(high)));
}

define('gcd', variadic(), (vm, args: Value[]) =>
  args.reduce((gcd: Int, each) => intGcd(gcd, asIndex(vm, each)), 0),
);
define('lcm', variadic(), (vm, args: Value[]) => {
  let lcm: Int = 1;
  for (const each of args) {
    const n = intAbs(asIndex(vm, each));
    if (n === 0) lcm = 0;
    if (lcm !== 0) lcm = intMul(lcm, normalise(BigInt(n) / BigInt(intGcd(lcm, n))));
  }
  return lcm;
});

define('isqrt', fixed(1), (vm, value: Value) => {
  const n = asIndex(vm, value);
  if (n < 0) throw valueError('isqrt() argument must be nonnegative');
  return normalise(integerRoot(BigInt(n)));
});

function integerRoot(n: bigint): bigint {
  if (n < 2n) return n;
  // Newton's method from above; it comes down to the root and then goes up again.
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + BigInt(intFloordiv(normalise(n), normalise(root)))) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function selection(vm: VM, n: Value, k: Value): [bigint, number] {
  const [from, chosen] = [asIndex(vm, n), asIndex(vm, k)];
  if (from < 0) throw valueError('n must be a non-negative integer');
  if (chosen < 0) throw valueError('k must be a non-negative integer');
  return [BigInt(from), chosen > from ? -1 : Number(chosen)];
}

function fallingProduct(n: bigint, k: number): bigint {
  let product: Int = 1;
  for (let i = 0n; i < k; i++) {
    spend(1);
    product = intMul(product, normalise(n - i));
  }
  return BigInt(product);
}

define('comb', unpack(2, 2), (vm, n: Value, k: Value) => {
  const [from, chosen] = selection(vm, n, k);
  if (chosen < 0) return 0;
  const rest = from - BigInt(chosen);
  const smaller = rest < chosen ? Number(rest) : chosen;
  return normalise(fallingProduct(from, smaller) / productOfRange(1, smaller));
});
define('perm', unpack(1, 2), (vm, n: Value, k: Value = null) => {
  const [from, chosen] = selection(vm, n, k === null ? n : k);
  return chosen < 0 ? 0 : normalise(fallingProduct(from, chosen));
});

// --- many numbers

/** The sum of floats without rounding but at the end. */
function exactSum(numbers: readonly number[]): number {
  const special = numbers.filter((x) => !Number.isFinite(x));
  if (special.length > 0) {
    const sum = special.reduce((a, b) => a + b, 0);
    if (Number.isNaN(sum) && !special.some(Number.isNaN)) throw valueError('-inf + inf in fsum');
    return sum;
  }
  // Partial sums that do not overlap, smallest first.
  let partials: number[] = [];
  for (const number of numbers) {
    let x = number;
    const kept: number[] = [];
    for (const partial of partials) {
      const [big, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = big + small;
      const low = small - (high - big);
      if (low !== 0) kept.push(low);
      x = high;
    }
    partials = [...kept, x];
    if (!Number.isFinite(x)) throw raised('OverflowError', 'intermediate overflow in fsum');
  }
  let at = partials.length - 1;
  if (at < 0) return 0;
  let sum = partials[at]!;
  let low = 0;
  while (at > 0 && low === 0) {
    const high = sum;
    const next = partials[--at]!;
    sum = high + next;
    low = next - (sum - high);
  }
  // Exactly between two floats, what lies below decides.
  if (at > 0 && low !== 0 && low < 0 === partials[at - 1]! < 0) {
    const doubled = low * 2;
    const corrected = sum + doubled;
    if (corrected - sum === doubled) sum = corrected;
  }
  return sum;
}

define('fsum', fixed(1), (vm, iterable: Value) => {
  const items = nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'math_fsum', iterable);
  return float(exactSum(items.map((item) => real(vm, item))));
});

preludeFn('math_exact_sum', fixed(1), (vm, list: PyList) =>
  float(exactSum(list.items.map((item) => real(vm, item)))),
);

define('prod', keywords('iterable, /, *, start='), (vm, iterable: Value, start: Value = 1) =>
  enterPrelude(vm, 'math_prod', iterable, start),
);

/** The length of a vector, scaled so that no square overflows or vanishes. */
function vectorLength(vector: readonly number[]): number {
  if (vector.some((x) => Math.abs(x) === Infinity)) return Infinity;
  const largest = vector.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  if (largest === 0 || Number.isNaN(largest)) return largest;
  const [, exponent] = mantissaAndExponent(largest);
  const scale = 2 ** -Math.max(-1021, Math.min(1021, exponent));
  const scaled = vector.map((x) => x * scale);
  // The squares exactly, as sums of two floats each.
  const squares = scaled.flatMap(exactSquare);
  let root = Math.sqrt(exactSum(squares));
  const error = exactSum([...squares, ...exactSquare(root).map((x) => -x)]);
  root += error / (2 * root);
  return root / scale;
}

/** x² as the sum of two floats. */
function exactSquare(x: number): [number, number] {
  const split = x * 134217729;
  const high = split - (split - x);
  const low = x - high;
  const square = x * x;
  return [square, high * high - square + 2 * high * low + low * low];
}

define('hypot', variadic(), (vm, args: Value[]) =>
  float(vectorLength(args.map((arg) => real(vm, arg)))),
);
define('dist', unpack(2, 2), (vm, p: Value, q: Value) => {
  const points = [p, q].map((point) => {
    if (point instanceof PyTuple) return point.items;
    const items = nativeItems(vm, point);
    if (items === null) throw typeError(`'${typeOf(point).name}' object is not iterable`);
    return items;
  });
  const [a, b] = points as [readonly Value[], readonly Value[]];
  if (a.length !== b.length) {
    throw valueError('both points must have the same number of dimensions');
  }
  return float(vectorLength(a.map((x, at) => real(vm, x) - real(vm, b[at]))));
});

define(
  'isclose',
  keywords('a, b, *, rel_tol=, abs_tol='),
  (vm, first: Value, second: Value, relative: Value, absolute: Value) => {
    const [a, b] = [real(vm, first), real(vm, second)];
    const relativeTolerance = relative === undefined ? 1e-9 : real(vm, relative);
    const absoluteTolerance = absolute === undefined ? 0 : real(vm, absolute);
    if (relativeTolerance < 0 || absoluteTolerance < 0) {
      throw valueError('tolerances must be non-negative');
    }
    if (a === b) return true;
    if (Math.abs(a) === Infinity || Math.abs(b) === Infinity) return false;
    const difference = Math.abs(b - a);
    return (
      difference <= Math.abs(relativeTolerance * b) ||
      difference <= Math.abs(relativeTolerance * a) ||
      difference <= absoluteTolerance
    );
  },
);

nativeModules.set('math', (vm) => {
  addPreludePart(vm, 'math');
  return makeNativeModule('math', [
    ...functions,
    ['pi', float(Math.PI)],
    ['e', float(Math.E)],
    ['tau', float(2 * Math.PI)],
    ['inf', float(Infinity)],
    ['nan', float(NaN)],
  ]);
});
