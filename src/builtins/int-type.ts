// int: the constructor, operators and conversions. bool inherits them; what it has of its own is in
// bool-type.ts. The arithmetic itself is in objects/numbers.ts and objects/float-arithmetic.ts.
import { binaryText } from '../objects/bytes.js';
import { PyTuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { intPowNegative, intToFloat, intTruediv } from '../objects/float-arithmetic.js';
import { formatInt } from '../objects/format-spec.js';
import { hashInt } from '../objects/number-hash.js';
import { intToString, parseIntText } from '../objects/number-text.js';
import {
  bitCount,
  bitLength,
  intAbs,
  intAdd,
  intAnd,
  intDivmod,
  intFloordiv,
  intInvert,
  intLshift,
  intMod,
  intMul,
  intNeg,
  intOr,
  intPow,
  intPowmod,
  intRound,
  intRshift,
  intSub,
  intXor,
} from '../objects/numbers.js';
import { PyError } from '../objects/py-error.js';
import { bytesRepr } from '../objects/text-repr.js';
import { float, NotImplemented, typeOf } from '../objects/type-of.js';
import { intType, type PyType } from '../objects/type.js';
import { asBytes, asInt } from '../objects/unwrap.js';
import { PyIntObject, type Int, type Value } from '../objects/value.js';
import { asIndex, strArgument, toInt } from '../vm/conversions.js';
import { str } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { fixed, getSet, method, staticMethod, unpack, variadic } from './define.js';

staticMethod(intType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(intType, args);
  const [value, base] = namedArguments(intType, ['x', 'base'], 1, args, keywords);
  const int = base === undefined ? intOf(vm, value) : intInBase(vm, value, base);
  return makeInt(cls, int);
});

function makeInt(cls: PyType, value: Int): Value {
  return cls === intType ? value : new PyIntObject(cls, value);
}

/** int(value): a number's own conversion, or the text of one. */
function intOf(vm: VM, value: Value): Int {
  if (value === undefined) return 0;
  const int = toInt(vm, value) ?? parsedInt(value, 10);
  if (int !== undefined) return int;
  const wanted = 'a string, a bytes-like object or a real number';
  throw typeError(`int() argument must be ${wanted}, not '${typeOf(value).name}'`);
}

function intInBase(vm: VM, value: Value, base: Value): Int {
  const radix = asIndex(vm, base);
  if (value === undefined) throw typeError('int() missing string argument');
  const int = parsedInt(value, radix);
  if (int !== undefined) return int;
  throw typeError("int() can't convert non-string with explicit base");
}

/** The int that a str or bytes spells; undefined for other values. */
function parsedInt(value: Value, base: Int): Int | undefined {
  const text = asStr(value);
  if (text !== undefined) return parseIntText(text, base);
  const bytes = asBytes(value);
  if (bytes === undefined) return undefined;
  try {
    return parseIntText(binaryText(bytes).replace(/[^\0-\x7f]/g, '?'), base);
  } catch (error) {
    if (!(error instanceof PyError) || !error.message.startsWith('invalid literal')) throw error;
    const shown = bytesRepr(bytes).slice(0, 200);
    throw new PyError('ValueError', `invalid literal for int() with base ${base}: ${shown}`);
  }
}

/** The special method of an operator and the one with exchanged operands. */
function operator(name: string, compute: (a: Int, b: Int) => Value): void {
  method(intType, `__${name}__`, fixed(2), (_vm, self: Value, other: Value) => {
    const right = asInt(other);
    return right === undefined ? NotImplemented : compute(asInt(self)!, right);
  });
  method(intType, `__r${name}__`, fixed(2), (_vm, self: Value, other: Value) => {
    const left = asInt(other);
    return left === undefined ? NotImplemented : compute(left, asInt(self)!);
  });
}

operator('add', intAdd);
operator('sub', intSub);
operator('mul', intMul);
operator('floordiv', intFloordiv);
operator('mod', intMod);
operator('truediv', (a, b) => float(intTruediv(a, b)));
operator('divmod', (a, b) => new PyTuple(intDivmod(a, b)));
operator('and', intAnd);
operator('or', intOr);
operator('xor', intXor);
operator('lshift', intLshift);
operator('rshift', intRshift);

function power(base: Value, exponent: Value, modulus: Value): Value {
  const a = asInt(base);
  const b = asInt(exponent);
  if (a === undefined || b === undefined) return NotImplemented;
  if (modulus === undefined || modulus === null) {
    return b < 0 ? float(intPowNegative(a, b)) : intPow(a, b);
  }
  const m = asInt(modulus);
  return m === undefined ? NotImplemented : intPowmod(a, b, m);
}

method(intType, '__pow__', unpack(2, 3), (_vm, self: Value, exponent: Value, modulus: Value) =>
  power(self, exponent, modulus),
);
method(intType, '__rpow__', unpack(2, 3), (_vm, self: Value, base: Value, modulus: Value) =>
  power(base, self, modulus),
);

function comparison(name: string, holds: (a: Int, b: Int) => boolean): void {
  method(intType, `__${name}__`, fixed(2), (_vm, self: Value, other: Value) => {
    const right = asInt(other);
    return right === undefined ? NotImplemented : holds(asInt(self)!, right);
  });
}

comparison('eq', (a, b) => a === b);
comparison('ne', (a, b) => a !== b);
comparison('lt', (a, b) => a < b);
comparison('le', (a, b) => a <= b);
comparison('gt', (a, b) => a > b);
comparison('ge', (a, b) => a >= b);

/** A method without arguments. */
function unary(name: string, compute: (value: Int) => Value): void {
  method(intType, name, fixed(1), (_vm, self: Value) => compute(asInt(self)!));
}

unary('__neg__', intNeg);
unary('__abs__', intAbs);
unary('__invert__', intInvert);
unary('__bool__', (value) => value !== 0);
unary('__hash__', hashInt);
unary('__repr__', (value) => intToString(value));
unary('__float__', (value) => float(intToFloat(value)));
for (const name of ['__pos__', '__int__', '__index__', '__trunc__', '__floor__', '__ceil__']) {
  unary(name, (value) => value);
}
unary('conjugate', (value) => value);
unary('bit_length', bitLength);
unary('bit_count', bitCount);
unary('as_integer_ratio', (value) => new PyTuple([value, 1]));
unary('__getnewargs__', (value) => new PyTuple([value]));

method(intType, '__round__', unpack(1, 2), (vm, self: Value, digits: Value) => {
  const value = asInt(self)!;
  return digits === undefined ? value : intRound(value, asIndex(vm, digits));
});

method(intType, '__format__', fixed(2), (vm, self: Value, spec: Value) => {
  const wanted = strArgument('__format__', null, spec);
  if (wanted === '') return typeof self === 'number' ? String(self) : str(vm, self);
  return formatInt(asInt(self)!, wanted, typeOf(self).name);
});

getSet(intType, 'real', (_vm, self: Value) => asInt(self)!);
getSet(intType, 'imag', () => 0);
getSet(intType, 'numerator', (_vm, self: Value) => asInt(self)!);
getSet(intType, 'denominator', () => 1);
