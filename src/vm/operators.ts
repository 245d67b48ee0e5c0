// operators.ts: binary operators, comparisons, truth and len() of any values. Primitives first;
// otherwise the special methods are looked up on the classes, reflected ones too. A method in
// Python is called by a prelude function that looks at its result (NotImplemented, not a bool).
import { BINARY_OPERATORS } from '../bytecode/opcodes.js';
import type { PyDict } from '../objects/dict.js';
import type { PyList, PyTuple } from '../objects/collections.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { PyBuiltin } from '../objects/functions.js';
import { PyIterator } from '../objects/iterators.js';
import { reserveText, spend, spendOn } from '../objects/meter.js';
import * as numbers from '../objects/numbers.js';
import type { PySet } from '../objects/set.js';
import { NotImplemented, PUSHED, float, typeOf } from '../objects/type-of.js';
import {
  bytesType,
  dictType,
  floatType,
  frozensetType,
  listType,
  objectType,
  setType,
  strType,
  tupleType,
  type PyType,
} from '../objects/type.js';
import { PyFloat, type Int, type Value } from '../objects/value.js';
import { bindDescriptor, enterSpecial } from './access.js';
import { callBuiltin, enterCounted, enterPrelude, runNested } from './calls.js';
import { getIterator } from './iterate.js';
import { preludeFunction } from './prelude.js';
import type { VM } from './vm.js';

/** The special method names of a binary operator, made once. */
const METHODS = BINARY_OPERATORS.map(({ symbol, name }) => ({
  symbol,
  name: `__${name}__`,
  reflected: `__r${name}__`,
  inplace: `__i${name}__`,
}));

/** The number of an operator in BINARY_OPERATORS. */
export function operatorIndex(symbol: string): number {
  return BINARY_OPERATORS.findIndex((operator) => operator.symbol === symbol);
}

const COMPARING = ' in comparison';

const ADD = 0;
const SUB = 1;
const MUL = 2;
const LSHIFT = operatorIndex('<<');
const RSHIFT = operatorIndex('>>');
const AND = operatorIndex('&');
const OR = operatorIndex('|');
const XOR = operatorIndex('^');

/**
 * a <op> b
 * @returns the value, or PUSHED
 * @throws Raised TypeError: unsupported operand type(s)
 */
export function binary(vm: VM, a: Value, b: Value, op: number): Value {
  const fast = arithmetic(a, b, op);
  if (fast !== undefined) return fast;
  return dispatch(vm, a, b, op, METHODS[op]!.symbol);
}

/** a <op>= b: the in-place method first. */
export function inplace(vm: VM, a: Value, b: Value, op: number): Value {
  const fast = arithmetic(a, b, op);
  if (fast !== undefined) return fast;
  const names = METHODS[op]!;
  const method = typeOf(a).lookup(names.inplace);
  if (method === undefined) return dispatch(vm, a, b, op, `${names.symbol}=`);
  if (method instanceof PyBuiltin) {
    const reflected = typeOf(b).lookup(names.reflected);
    if (isAskedLast(method, typeOf(a), op) && isOwn(reflected)) {
      const symbol = `${names.symbol}=`;
      return enterPrelude(vm, 'binary_reflected_first', reflected, method, a, b, op, symbol);
    }
    const result = callBuiltin(vm, method, [a, b], null);
    if (result !== NotImplemented) return result;
    return dispatch(vm, a, b, op, `${names.symbol}=`);
  }
  return enterPrelude(vm, 'inplace', method, a, b, op);
}

/** The plain operator after an in-place method returned NotImplemented. */
export function afterInplace(vm: VM, a: Value, b: Value, op: number): Value {
  return dispatch(vm, a, b, op, `${METHODS[op]!.symbol}=`);
}

/** The commonest operators on exact floats and small ints; undefined when it is not that. */
function arithmetic(a: Value, b: Value, op: number): Value {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = op === ADD ? a + b : op === SUB ? a - b : op === MUL ? a * b : NaN;
    if (Number.isSafeInteger(result)) return result === 0 ? 0 : result;
    if (op === ADD) return numbers.intAdd(a, b);
    if (op === SUB) return numbers.intSub(a, b);
    if (op === MUL) return numbers.intMul(a, b);
    if (op === LSHIFT) return b >= 0 && b < 31 ? shifted(a, b) : undefined;
    if ((a | 0) !== a || (b | 0) !== b) return undefined;
    if (op === AND) return a & b;
    if (op === OR) return a | b;
    if (op === XOR) return a ^ b;
    return op === RSHIFT && b >= 0 && b < 32 ? a >> b : undefined;
  }
  if (a instanceof PyFloat && a.cls === floatType) {
    const y =
      b instanceof PyFloat && b.cls === floatType ? b.value : typeof b === 'number' ? b : NaN;
    if (y !== y) return undefined;
    if (op === ADD) return float(a.value + y);
    if (op === SUB) return float(a.value - y);
    if (op === MUL) return float(a.value * y);
    return undefined;
  }
  if (typeof a === 'string' && typeof b === 'string' && op === ADD) return concatenated(a, b);
  return undefined;
}

/** a << b for fewer than 31 bits; undefined when the result is no small int. */
function shifted(a: number, b: number): Value {
  const result = a * (1 << b);
  return Number.isSafeInteger(result) ? (result === 0 ? 0 : result) : undefined;
}

/** Two texts behind each other. */
export function concatenated(a: string, b: string): string {
  reserveText(a.length + b.length);
  return a + b;
}

/** The methods of both operands in Python's order. */
function dispatch(vm: VM, a: Value, b: Value, op: number, symbol: string): Value {
  const names = METHODS[op]!;
  const left = typeOf(a);
  const right = typeOf(b);
  const method = left.lookup(names.name);
  let reflected: Value = left === right ? undefined : right.lookup(names.reflected);
  if (symbol === '*=' && isOfSequence(reflected, right, op) && repeatsNothing(left)) {
    reflected = undefined;
  }
  const isMoreSpecific = right.isSubclassOf(left) && reflected !== left.lookup(names.reflected);
  if (
    reflected !== undefined &&
    (isMoreSpecific || (isAskedLast(method, left, op) && isOwn(reflected)))
  ) {
    // The right operand's class is more specific, or the left one is asked as a sequence only.
    const result = attempt(vm, reflected, b, a);
    if (result === PUSHED) {
      return enterPrelude(
        vm,
        'binary_reflected_first',
        reflected,
        method ?? null,
        a,
        b,
        op,
        symbol,
      );
    }
    if (result !== NotImplemented) return result;
    reflected = undefined;
  }
  if (method !== undefined) {
    const result = attempt(vm, method, a, b);
    if (result === PUSHED) {
      return enterPrelude(vm, 'binary', method, reflected ?? null, a, b, op, symbol);
    }
    if (result !== NotImplemented) return result;
  }
  if (reflected !== undefined) {
    const result = attempt(vm, reflected, b, a);
    if (result === PUSHED) {
      return enterPrelude(vm, 'binary_reflected', reflected, a, b, op, symbol);
    }
    if (result !== NotImplemented) return result;
  }
  throw unsupportedOperands(a, b, symbol);
}

/**
 * Whether the method is the concatenation or repetition of a built-in sequence. CPython tries it when
 * no class has taken the operands for numbers, which is how it sees the methods of a script's classes.
 */
function isOfSequence(method: Value, type: PyType, op: number): boolean {
  return (
    (op === ADD || op === MUL) &&
    method instanceof PyBuiltin &&
    type.lookup('__getitem__') !== undefined
  );
}

/** Whether the left side comes after the right one: it is a sequence, and no more than that. */
function isAskedLast(method: Value, type: PyType, op: number): boolean {
  const { name, reflected } = METHODS[op]!;
  return (
    isOfSequence(method, type, op) && !isOwn(type.lookup(name)) && !isOwn(type.lookup(reflected))
  );
}

/** Whether a script has defined the method. */
function isOwn(method: Value): boolean {
  return method !== undefined && !(method instanceof PyBuiltin);
}

/**
 * Whether CPython takes `x *= …` for the repetition of x itself, which is a collection, or an object of
 * a class of the script, and has no such method: then it does not ask the other side.
 */
function repeatsNothing(type: PyType): boolean {
  return !type.builtin || type.lookup('__len__') !== undefined;
}

/** The result of a native method; PUSHED for a method in Python, which is not called yet. */
function attempt(vm: VM, method: Value, self: Value, other: Value): Value {
  return method instanceof PyBuiltin ? callBuiltin(vm, method, [self, other], null) : PUSHED;
}

export function unsupportedOperands(a: Value, b: Value, symbol: string) {
  const shown = symbol === '**' ? '** or pow()' : symbol;
  return typeError(
    `unsupported operand type(s) for ${shown}: '${typeOf(a).name}' and '${typeOf(b).name}'`,
  );
}

export type CompareOp = 'lt' | 'le' | 'eq' | 'ne' | 'gt' | 'ge';

const COMPARE_METHODS: Record<CompareOp, { name: string; reflected: string; symbol: string }> = {
  lt: { name: '__lt__', reflected: '__gt__', symbol: '<' },
  le: { name: '__le__', reflected: '__ge__', symbol: '<=' },
  eq: { name: '__eq__', reflected: '__eq__', symbol: '==' },
  ne: { name: '__ne__', reflected: '__ne__', symbol: '!=' },
  gt: { name: '__gt__', reflected: '__lt__', symbol: '>' },
  ge: { name: '__ge__', reflected: '__le__', symbol: '>=' },
};

/**
 * a <op> b
 * @returns any value, or PUSHED
 * @throws Raised TypeError: '<' not supported between instances of …
 */
export function compare(vm: VM, a: Value, b: Value, op: CompareOp): Value {
  const fast = comparePrimitives(a, b, op);
  if (fast !== undefined) return fast;
  const names = COMPARE_METHODS[op];
  const left = typeOf(a);
  const right = typeOf(b);
  const method = comparisonMethod(vm, left, names.name);
  const reflected = comparisonMethod(vm, right, names.reflected);
  const reflectedFirst = right !== left && right.isSubclassOf(left) && reflected !== undefined;
  const first = reflectedFirst ? reflected : method;
  const second = reflectedFirst ? method : reflected;
  const [x, y] = reflectedFirst ? [b, a] : [a, b];
  if (first !== undefined) {
    if (!(first instanceof PyBuiltin)) {
      return enterCounted(vm, COMPARING, 'compare', first, second ?? null, x, y, a, b, op);
    }
    const result = callBuiltin(vm, first, [x, y], null);
    if (result !== NotImplemented) return result;
  }
  if (second !== undefined) {
    if (!(second instanceof PyBuiltin))
      return enterCounted(vm, COMPARING, 'compare', second, null, y, x, a, b, op);
    const result = callBuiltin(vm, second, [y, x], null);
    if (result !== NotImplemented) return result;
  }
  return compareFallback(a, b, op);
}

/** The method of a class, or for `__ne__` the prelude function that asks `__eq__` in its place. */
function comparisonMethod(vm: VM, type: PyType, name: string): Value {
  const method = type.lookup(name);
  if (name !== '__ne__' || method !== objectType.members.get('__ne__')) return method;
  const asksEquality = type.lookup('__eq__') !== objectType.members.get('__eq__');
  return asksEquality ? preludeFunction(vm, 'ne_from_eq') : method;
}

/** When neither side knows: == and != by identity, an order is an error. */
export function compareFallback(a: Value, b: Value, op: CompareOp): Value {
  if (op === 'eq') return a === b;
  if (op === 'ne') return a !== b;
  throw typeError(
    `'${COMPARE_METHODS[op].symbol}' not supported between instances of '${typeOf(a).name}' and '${typeOf(b).name}'`,
  );
}

function comparePrimitives(a: Value, b: Value, op: CompareOp): boolean | undefined {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) spendOn(a.length);
    if (op === 'eq') return a === b;
    if (op === 'ne') return a !== b;
    return undefined;
  }
  if (!isPlainInt(a) || !isPlainInt(b)) return undefined;
  switch (op) {
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
  }
}

function isPlainInt(value: Value): value is Int {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** As compare, in a nested run where a method is Python code. */
export function compareSync(vm: VM, a: Value, b: Value, op: CompareOp): Value {
  const fast = comparePrimitives(a, b, op);
  return fast === undefined ? runNested(vm, () => compare(vm, a, b, op)) : fast;
}

/** Sequences inside each other deeper than this are compared frame by frame. */
const MAX_KNOWN_DEPTH = 8;

/**
 * `a is b or a == b` where finding out takes neither Python code nor a frame; undefined where it may.
 */
export function knownEqual(vm: VM, a: Value, b: Value, depth = 0): boolean | undefined {
  if (a === b) return true;
  const kind = typeof a;
  if ((kind === 'number' || kind === 'string') && kind === typeof b) return false;
  const [left, right] = [equalityOf(a), equalityOf(b)];
  if (left === undefined || right === undefined) return undefined;
  if (left !== right || left === objectType) return false;
  if (left === SCALAR) return equals(vm, a, b);
  if (depth === MAX_KNOWN_DEPTH) return undefined;
  const [x, y] = [(a as PyList).items, (b as PyList).items];
  if (left === listType && x.length !== y.length) return false;
  spend(1);
  for (let at = 0; at < x.length && at < y.length; at++) {
    const same = knownEqual(vm, x[at], y[at], depth + 1);
    if (same !== true) return same;
  }
  return x.length === y.length;
}

/** Stands for all types whose values are compared without asking anybody. */
const SCALAR = 'scalar';

/** How a value is compared: as a scalar, as a sequence of that type, by identity; else undefined. */
function equalityOf(value: Value): typeof SCALAR | PyType | undefined {
  if (typeof value !== 'object' || value === null) return SCALAR;
  const { cls } = value;
  if (cls === floatType || cls === bytesType) return SCALAR;
  if (cls === listType || cls === tupleType) return cls;
  return cls.lookup('__eq__') === objectType.members.get('__eq__') ? objectType : undefined;
}

/** a is b or a == b: what containers ask. */
export function equals(vm: VM, a: Value, b: Value): boolean {
  if (a === b) return true;
  return truthSync(vm, compareSync(vm, a, b, 'eq'));
}

/**
 * bool(value)
 * @returns a boolean, or PUSHED
 */
export function truth(vm: VM, value: Value): Value {
  const known = truthOfPrimitive(value);
  if (known !== undefined) return known;
  const type = typeOf(value);
  const bool = type.lookup('__bool__');
  if (bool !== undefined) {
    if (bool instanceof PyBuiltin) return callBuiltin(vm, bool, [value], null);
    return enterPrelude(vm, 'truth', bindDescriptor(vm, bool, value, type));
  }
  const len = type.lookup('__len__');
  if (len === undefined) return true;
  if (len instanceof PyBuiltin) return callBuiltin(vm, len, [value], null) !== 0;
  return enterPrelude(vm, 'truth_of_length', bindDescriptor(vm, len, value, type));
}

function truthOfPrimitive(value: Value): boolean | undefined {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string':
      return value !== '';
    case 'bigint':
      return true;
    default:
  }
  if (value === null) return false;
  const { cls } = value as PyList;
  if (cls === listType || cls === tupleType) return (value as PyList).items.length > 0;
  if (cls === dictType) return (value as unknown as PyDict).size > 0;
  return undefined;
}

export function truthSync(vm: VM, value: Value): boolean {
  const known = truthOfPrimitive(value);
  return (known === undefined ? runNested(vm, () => truth(vm, value)) : known) as boolean;
}

/**
 * item in container
 * @returns a value whose truth is the answer, or PUSHED
 */
export function contains(vm: VM, container: Value, item: Value): Value {
  const type = typeOf(container);
  if (type === dictType) return (container as PyDict).has(vm.keys, item);
  if (type === strType && typeof item === 'string') {
    spendOn((container as string).length);
    return (container as string).includes(item);
  }
  if (type === setType || type === frozensetType) return (container as PySet).has(vm.keys, item);
  const method = type.lookup('__contains__');
  if (method === null) throw typeError(`'${type.name}' object is not a container`);
  if (method !== undefined) return enterSpecial(vm, method, container, [item]);
  if (container instanceof PyIterator && container.native) {
    for (;;) {
      const next = container.next(vm);
      spend(1);
      if (next === undefined) return false;
      const same = knownEqual(vm, next, item);
      if (same === true) return true;
      if (same === undefined) return enterPrelude(vm, 'iterator_has', container, item, next);
    }
  }
  if (type.lookup('__iter__') === undefined && type.lookup('__getitem__') === undefined) {
    throw typeError(`argument of type '${type.name}' is not iterable`);
  }
  return enterPrelude(vm, 'contains_iter', container, item);
}

/**
 * len(value)
 * @returns an int, or PUSHED
 */
export function length(vm: VM, value: Value): Value {
  const type = typeOf(value);
  if (type === listType || type === tupleType) return (value as PyList | PyTuple).items.length;
  if (type === dictType) return (value as PyDict).size;
  const method = type.lookup('__len__');
  if (method === undefined) throw typeError(`object of type '${type.name}' has no len()`);
  if (method instanceof PyBuiltin) return callBuiltin(vm, method, [value], null);
  return enterPrelude(vm, 'checked_length', bindDescriptor(vm, method, value, type));
}

/** What `__len__` returned, as an int that a length can be. */
export function checkLength(value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'number' && typeof value !== 'bigint') {
    throw typeError(`'${typeOf(value).name}' object cannot be interpreted as an integer`);
  }
  if (value < 0) throw valueError('__len__() should return >= 0');
  if (value >= 2n ** 63n) {
    throw raised('OverflowError', "cannot fit 'int' into an index-sized integer");
  }
  return Number(value);
}

/** iter(value) in a nested run. */
export function iterSync(vm: VM, value: Value): Value {
  return runNested(vm, () => getIterator(vm, value));
}

/** The unary operators by instruction. */
const UNARY = {
  NEGATE: { name: '__neg__', symbol: '-' },
  POSITIVE: { name: '__pos__', symbol: '+' },
  INVERT: { name: '__invert__', symbol: '~' },
} as const;

/** -a, +a, ~a: the value, or PUSHED. */
export function unary(vm: VM, a: Value, op: keyof typeof UNARY): Value {
  if (typeof a === 'number') {
    if (op === 'NEGATE') return a === 0 ? 0 : -a;
    if (op === 'POSITIVE') return a;
    return -a - 1;
  }
  const { name, symbol } = UNARY[op];
  const method = typeOf(a).lookup(name);
  if (method === undefined) {
    throw typeError(`bad operand type for unary ${symbol}: '${typeOf(a).name}'`);
  }
  return enterSpecial(vm, method, a, []);
}
