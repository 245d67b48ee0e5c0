// Constant folding: the values of expressions that are the same whenever they run. What would
// raise is left to the VM, and so is what would be large.
import type { Constant } from '../bytecode/code.js';
import type * as ast from '../syntax/ast.js';

/** Bits that folded integers may have, and the lengths that folded strings and tuples may have. */
const MAXIMUM_BITS = 128;
const MAXIMUM_TEXT = 4096;
const MAXIMUM_TUPLE = 256;

const folded = new WeakMap<ast.Expr, { readonly value: Constant | undefined }>();

/** The value of a constant expression, or undefined if it is none. */
export function constantValue(node: ast.Expr): Constant | undefined {
  switch (node.kind) {
    case 'Constant':
      return literal(node.value);
    case 'Name':
      return node.id === '__debug__' && node.ctx === 'Load' ? true : undefined;
    case 'UnaryOp':
    case 'BinOp':
    case 'Tuple': {
      let known = folded.get(node);
      if (known === undefined) {
        known = { value: fold(node) };
        folded.set(node, known);
      }
      return known.value;
    }
    default:
      return undefined;
  }
}

/** The truth of a constant expression, or null. */
export function constantTruth(node: ast.Expr): boolean | null {
  const value = constantValue(node);
  if (value === undefined) return null;
  if (value === null) return false;
  if (typeof value !== 'object') return Boolean(value);
  switch (value.kind) {
    case 'float':
    case 'complex':
      return value.value !== 0;
    case 'bytes':
      return value.value.length > 0;
    case 'tuple':
    case 'frozenset':
      return value.items.length > 0;
    default:
      return true;
  }
}

/** What `in` looks into if it is a list, tuple or set of constants that nobody else can see. */
export function comparedConstant(node: ast.Expr): Constant | undefined {
  if (node.kind !== 'List' && node.kind !== 'Set') return undefined;
  const items = allConstants(node.elts);
  if (items === undefined) return undefined;
  return node.kind === 'List' ? { kind: 'tuple', items } : { kind: 'frozenset', items };
}

/** The value of a literal. */
export function literal(value: ast.ConstantValue): Constant {
  switch (value.type) {
    case 'none':
      return null;
    case 'int':
    case 'str':
    case 'bool':
      return value.value;
    case 'float':
      return { kind: 'float', value: value.value };
    case 'complex':
      return { kind: 'complex', value: value.value };
    case 'bytes':
      return { kind: 'bytes', value: value.value };
    case 'ellipsis':
      return { kind: 'ellipsis' };
  }
}

function allConstants(nodes: readonly ast.Expr[]): Constant[] | undefined {
  const items: Constant[] = [];
  for (const node of nodes) {
    const value = constantValue(node);
    if (value === undefined) return undefined;
    items.push(value);
  }
  return items;
}

function fold(node: ast.UnaryOp | ast.BinOp | ast.Tuple): Constant | undefined {
  switch (node.kind) {
    case 'Tuple': {
      if (node.ctx !== 'Load') return undefined;
      const items = allConstants(node.elts);
      return items === undefined ? undefined : { kind: 'tuple', items };
    }
    case 'UnaryOp':
      return foldUnary(node);
    case 'BinOp':
      return foldChain(node);
  }
}

function foldUnary(node: ast.UnaryOp): Constant | undefined {
  if (node.op === 'Not') {
    const truth = constantTruth(node.operand);
    return truth === null ? undefined : !truth;
  }
  const value = constantValue(node.operand);
  if (value === undefined) return undefined;
  if (isFloat(value)) {
    if (node.op === 'Invert') return undefined;
    return { kind: 'float', value: node.op === 'USub' ? -value.value : value.value };
  }
  if (!isInt(value)) return undefined;
  const int = BigInt(value);
  return normalInt(node.op === 'USub' ? -int : node.op === 'Invert' ? ~int : int);
}

/** A chain that leans to the left is folded from its innermost part, without recursion. */
function foldChain(node: ast.BinOp): Constant | undefined {
  const chain: ast.BinOp[] = [];
  let first: ast.Expr = node;
  for (; first.kind === 'BinOp' && !folded.has(first); first = first.left) chain.push(first);
  let value = constantValue(first);
  for (const step of chain.reverse()) {
    const right = value === undefined ? undefined : constantValue(step.right);
    value = value === undefined || right === undefined ? undefined : operate(step.op, value, right);
    folded.set(step, { value });
  }
  return value;
}

function operate(op: ast.Operator, left: Constant, right: Constant): Constant | undefined {
  if (typeof left === 'boolean' && typeof right === 'boolean') {
    if (op === 'BitAnd') return left && right;
    if (op === 'BitOr') return left || right;
    if (op === 'BitXor') return left !== right;
  }
  const a = typeof left === 'boolean' ? Number(left) : left;
  const b = typeof right === 'boolean' ? Number(right) : right;
  if (isInt(a) && isInt(b))
    return op === 'Div' ? divide(a, b) : operateInts(op, BigInt(a), BigInt(b));
  if ((isFloat(a) || isInt(a)) && (isFloat(b) || isInt(b))) return operateFloats(op, a, b);
  if (op === 'Add' && typeof a === 'string' && typeof b === 'string') {
    return a.length + b.length > MAXIMUM_TEXT ? undefined : a + b;
  }
  if (op === 'Add' && isBytes(a) && isBytes(b)) {
    return a.value.length + b.value.length > MAXIMUM_TEXT ? undefined : joined([a.value, b.value]);
  }
  if (op !== 'Mult') return undefined;
  if (isInt(a)) return repeat(b, a);
  return isInt(b) ? repeat(a, b) : undefined;
}

function operateInts(op: ast.Operator, a: bigint, b: bigint): Constant | undefined {
  switch (op) {
    case 'Add':
      return normalInt(a + b);
    case 'Sub':
      return normalInt(a - b);
    case 'Mult':
      return bits(a) + bits(b) > MAXIMUM_BITS ? undefined : normalInt(a * b);
    case 'FloorDiv':
      return b === 0n ? undefined : normalInt(floorDivide(a, b));
    case 'Mod':
      return b === 0n ? undefined : normalInt(a - floorDivide(a, b) * b);
    case 'Pow':
      if (b < 0n || BigInt(bits(a)) * b > BigInt(MAXIMUM_BITS)) return undefined;
      return normalInt(a ** b);
    case 'LShift':
      if (b < 0n || BigInt(bits(a)) + b > BigInt(MAXIMUM_BITS)) return undefined;
      return normalInt(a << b);
    case 'RShift':
      return b < 0n ? undefined : normalInt(a >> b);
    case 'BitOr':
      return normalInt(a | b);
    case 'BitXor':
      return normalInt(a ^ b);
    case 'BitAnd':
      return normalInt(a & b);
    default:
      return undefined;
  }
}

/** True division, where both numbers are exact as floats, so that the quotient is the right one. */
function divide(a: number | bigint, b: number | bigint): Constant | undefined {
  if (typeof a !== 'number' || typeof b !== 'number' || b === 0) return undefined;
  return { kind: 'float', value: a / b };
}

function operateFloats(op: ast.Operator, left: Numeric, right: Numeric): Constant | undefined {
  const a = asFloat(left);
  const b = asFloat(right);
  if (a === null || b === null) return undefined;
  switch (op) {
    case 'Add':
      return { kind: 'float', value: a + b };
    case 'Sub':
      return { kind: 'float', value: a - b };
    case 'Mult':
      return { kind: 'float', value: a * b };
    case 'Div':
      return b === 0 ? undefined : { kind: 'float', value: a / b };
    default:
      return undefined;
  }
}

function repeat(value: Constant, times: number | bigint): Constant | undefined {
  const count = Number(times);
  if (typeof value === 'string') {
    if (value.length * count > MAXIMUM_TEXT) return undefined;
    return value.repeat(Math.max(count, 0));
  }
  if (isBytes(value)) {
    if (value.value.length * count > MAXIMUM_TEXT) return undefined;
    return joined(new Array<Uint8Array>(Math.max(count, 0)).fill(value.value));
  }
  if (value === null || typeof value !== 'object' || value.kind !== 'tuple') return undefined;
  if (value.items.length * count > MAXIMUM_TUPLE) return undefined;
  const items: Constant[] = [];
  for (let i = 0; i < count && value.items.length > 0; i++) items.push(...value.items);
  return { kind: 'tuple', items };
}

type Bytes = { readonly kind: 'bytes'; readonly value: Uint8Array };

function isBytes(value: Constant): value is Bytes {
  return value !== null && typeof value === 'object' && value.kind === 'bytes';
}

function joined(parts: readonly Uint8Array[]): Bytes {
  return { kind: 'bytes', value: Uint8Array.from(parts.flatMap((part) => [...part])) };
}

type Float = { readonly kind: 'float'; readonly value: number };
type Numeric = number | bigint | Float;

function isInt(value: Constant): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isFloat(value: Constant): value is Float {
  return value !== null && typeof value === 'object' && value.kind === 'float';
}

/** The float of a number, or null for an int that may not have an exact one. */
function asFloat(value: Numeric): number | null {
  if (typeof value === 'bigint') return null;
  return typeof value === 'number' ? value : value.value;
}

function normalInt(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
