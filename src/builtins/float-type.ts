// float: the constructor, operators, conversions and methods. The arithmetic itself is in
// objects/float-arithmetic.ts and objects/float-pow.ts.
import { binaryText } from '../objects/bytes.js';
import { PyTuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError } from '../objects/exceptions.js';
import {
  compareIntFloat,
  floatAsIntegerRatio,
  floatDivmod,
  floatFloordiv,
  floatIsInteger,
  floatMod,
  floatRound,
  floatRoundDigits,
  floatToInt,
  floatTruediv,
  intToFloat,
} from '../objects/float-arithmetic.js';
import { floatFromHex, floatHex } from '../objects/float-hex.js';
import { floatPow } from '../objects/float-pow.js';
import { floatRepr } from '../objects/float-repr.js';
import { formatFloat } from '../objects/format-spec.js';
import { hashFloat } from '../objects/number-hash.js';
import { parseFloatText } from '../objects/number-text.js';
import { PyError } from '../objects/py-error.js';
import { bytesRepr } from '../objects/text-repr.js';
import { float, NotImplemented, typeOf } from '../objects/type-of.js';
import { floatType, type PyType } from '../objects/type.js';
import { asBytes, asInt } from '../objects/unwrap.js';
import { PyFloat, type Value } from '../objects/value.js';
import { enterCall } from '../vm/calls.js';
import { asIndex, strArgument, toFloat } from '../vm/conversions.js';
import { str } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { positionalArgument, requestedClass } from './constructor-arguments.js';
import { classMethod, fixed, getSet, method, staticMethod, unpack, variadic } from './define.js';

staticMethod(floatType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(floatType, args);
  const value = positionalArgument(floatType, cls, args, keywords);
  if (cls === floatType && value instanceof PyFloat && value.cls === floatType) return value;
  return new PyFloat(cls, value === undefined ? 0 : floatOf(vm, value));
});

/** float(value) */
function floatOf(vm: VM, value: Value): number {
  const number = toFloat(vm, value);
  if (number !== undefined) return number;
  const text = asStr(value);
  if (text !== undefined) return parseFloatText(text);
  const bytes = asBytes(value);
  if (bytes !== undefined) return parseFloatBytes(bytes);
  const name = typeOf(value).name;
  throw typeError(`float() argument must be a string or a real number, not '${name}'`);
}

function parseFloatBytes(bytes: Uint8Array): number {
  try {
    return parseFloatText(binaryText(bytes).replace(/[^\0-\x7f]/g, '?'));
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    throw new PyError('ValueError', `could not convert string to float: ${bytesRepr(bytes)}`);
  }
}

/** The operand of an operator as a float; undefined when the operator is not for it. */
function operand(value: Value): number | undefined {
  if (value instanceof PyFloat) return value.value;
  const int = asInt(value);
  return int === undefined ? undefined : intToFloat(int);
}

/** The special method of an operator and the one with exchanged operands. */
function operator(name: string, compute: (a: number, b: number) => Value): void {
  method(floatType, `__${name}__`, fixed(2), (_vm, self: PyFloat, other: Value) => {
    const right = operand(other);
    return right === undefined ? NotImplemented : compute(self.value, right);
  });
  method(floatType, `__r${name}__`, fixed(2), (_vm, self: PyFloat, other: Value) => {
    const left = operand(other);
    return left === undefined ? NotImplemented : compute(left, self.value);
  });
}

operator('add', (a, b) => float(a + b));
operator('sub', (a, b) => float(a - b));
operator('mul', (a, b) => float(a * b));
operator('truediv', (a, b) => float(floatTruediv(a, b)));
operator('floordiv', (a, b) => float(floatFloordiv(a, b)));
operator('mod', (a, b) => float(floatMod(a, b)));
operator('divmod', (a, b) => new PyTuple(floatDivmod(a, b).map(float)));

function power(base: Value, exponent: Value, modulus: Value): Value {
  if (modulus !== undefined && modulus !== null) {
    throw typeError('pow() 3rd argument not allowed unless all arguments are integers');
  }
  const a = operand(base);
  const b = operand(exponent);
  return a === undefined || b === undefined ? NotImplemented : float(floatPow(a, b));
}

method(floatType, '__pow__', unpack(2, 3), (_vm, self: Value, exponent: Value, modulus: Value) =>
  power(self, exponent, modulus),
);
method(floatType, '__rpow__', unpack(2, 3), (_vm, self: Value, base: Value, modulus: Value) =>
  power(base, self, modulus),
);

/** `holds` gets the sign of the difference, NaN when one of the two is NaN. */
function comparison(name: string, holds: (sign: number) => boolean): void {
  method(floatType, `__${name}__`, fixed(2), (_vm, self: PyFloat, other: Value) => {
    if (other instanceof PyFloat) return holds(signOfDifference(self.value, other.value));
    const right = asInt(other);
    return right === undefined ? NotImplemented : holds(-compareIntFloat(right, self.value));
  });
}

function signOfDifference(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
}

comparison('eq', (sign) => sign === 0);
comparison('ne', (sign) => sign !== 0);
comparison('lt', (sign) => sign < 0);
comparison('le', (sign) => sign <= 0);
comparison('gt', (sign) => sign > 0);
comparison('ge', (sign) => sign >= 0);

/** A method without arguments. */
function unary(name: string, compute: (value: number) => Value): void {
  method(floatType, name, fixed(1), (_vm, self: PyFloat) => compute(self.value));
}

unary('__neg__', (value) => float(-value));
unary('__pos__', float);
unary('__abs__', (value) => float(Math.abs(value)));
unary('__float__', float);
unary('conjugate', float);
unary('__bool__', (value) => value !== 0);
unary('__repr__', floatRepr);
unary('__int__', floatToInt);
unary('__trunc__', floatToInt);
unary('__floor__', (value) => floatToInt(Math.floor(value)));
unary('__ceil__', (value) => floatToInt(Math.ceil(value)));
unary('is_integer', floatIsInteger);
unary('as_integer_ratio', (value) => new PyTuple(floatAsIntegerRatio(value)));
unary('hex', floatHex);
unary('__getnewargs__', (value) => new PyTuple([float(value)]));

// Every NaN is a different key of a dict, so its hash is that of its identity.
method(floatType, '__hash__', fixed(1), ({ addresses }, self: PyFloat) =>
  Number.isNaN(self.value) ? addresses.hash(self) : hashFloat(self.value),
);

method(floatType, '__round__', unpack(1, 2), (vm, self: PyFloat, digits: Value) => {
  if (digits === undefined || digits === null) {
    return floatRound(self.value);
  }
  return float(floatRoundDigits(self.value, asIndex(vm, digits)));
});

method(floatType, '__format__', fixed(2), (vm, self: PyFloat, spec: Value) => {
  const wanted = strArgument('__format__', null, spec);
  return wanted === '' ? str(vm, self) : formatFloat(self.value, wanted, self.cls.name);
});

classMethod(floatType, 'fromhex', fixed(2), (vm, cls: PyType, text: Value) => {
  const digits = asStr(text);
  if (digits === undefined) throw typeError('bad argument type for built-in operation');
  const value = float(floatFromHex(digits));
  return cls === floatType ? value : enterCall(vm, cls, [value]);
});

/** How the platform's numbers lie in memory: always the way of every machine in use. */
classMethod(floatType, '__getformat__', fixed(2), (_vm, _cls: PyType, kind: Value) => {
  const name = strArgument('__getformat__', null, kind);
  if (name === 'double' || name === 'float') return 'IEEE, little-endian';
  throw raised('ValueError', "__getformat__() argument 1 must be 'double' or 'float'");
});

getSet(floatType, 'real', (_vm, self: PyFloat) => float(self.value));
getSet(floatType, 'imag', () => float(0));
