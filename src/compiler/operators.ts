// Operators: arithmetic, comparison, and the values of `and`, `or` and conditional expressions.
import { BINARY_OPERATORS, type OpName } from '../bytecode/opcodes.js';
import type * as ast from '../syntax/ast.js';
import { Label } from './emitter.js';
import { comparedConstant, constantTruth, constantValue } from './folding.js';
import type { Unit } from './unit.js';

/** Operators with an opcode of their own. */
const OWN_OPCODES = {
  Add: 'ADD',
  Sub: 'SUBTRACT',
  Mult: 'MULTIPLY',
  FloorDiv: 'FLOOR_DIVIDE',
  Mod: 'MODULO',
} as const satisfies Partial<Record<ast.Operator, OpName>>;

const SYMBOLS: Record<ast.Operator, (typeof BINARY_OPERATORS)[number]['symbol']> = {
  Add: '+',
  Sub: '-',
  Mult: '*',
  MatMult: '@',
  Div: '/',
  Mod: '%',
  Pow: '**',
  LShift: '<<',
  RShift: '>>',
  BitOr: '|',
  BitXor: '^',
  BitAnd: '&',
  FloorDiv: '//',
};

const COMPARISONS = {
  Eq: 'EQ',
  NotEq: 'NE',
  Lt: 'LT',
  LtE: 'LE',
  Gt: 'GT',
  GtE: 'GE',
  Is: 'IS',
  IsNot: 'IS_NOT',
} as const satisfies Partial<Record<ast.CompareOperator, OpName>>;

/** The greatest literal that ADD_INT takes. */
const MAXIMUM_IMMEDIATE = 2 ** 30;

/** The operand that BINARY and INPLACE name an operator by. */
export function operatorIndex(op: ast.Operator): number {
  return BINARY_OPERATORS.findIndex(({ symbol }) => symbol === SYMBOLS[op]);
}

/**
 * The operand of ADD_INT for `+ node` or `- node`, or null if that is no addition of a small
 * literal. Its sign is the operator, so `- 0` has none.
 */
export function addedInt(op: ast.Operator, node: ast.Expr): number | null {
  if ((op !== 'Add' && op !== 'Sub') || node.kind !== 'Constant') return null;
  const { value: literal } = node;
  if (literal.type !== 'int' || typeof literal.value !== 'number') return null;
  if (literal.value > MAXIMUM_IMMEDIATE) return null;
  if (op === 'Add') return literal.value;
  return literal.value === 0 ? null : -literal.value;
}

/** `left op right`; a chain that leans to the left is walked in a loop, however long it is. */
export function compileBinary(unit: Unit, node: ast.BinOp, dst: number): void {
  const chain: ast.BinOp[] = [];
  let first: ast.Expr = node;
  while (first.kind === 'BinOp' && (first === node || constantValue(first) === undefined)) {
    chain.push(first);
    first = first.left;
  }
  chain.reverse();
  const { code } = unit;
  const mark = code.mark();
  const between = code.isTemporary(dst) || chain.length === 1 ? dst : code.temporary();
  let left = unit.firstOperand(first, between, chain[0]!.right);
  chain.forEach((step, index) => {
    const result = index === chain.length - 1 ? dst : between;
    const within = code.mark();
    unit.at(step, () => operate(unit, step, left, result));
    code.release(within);
    left = result;
  });
  code.release(mark);
}

function operate(unit: Unit, node: ast.BinOp, left: number, dst: number): void {
  const { code } = unit;
  const added = addedInt(node.op, node.right);
  if (added !== null) return code.emit('ADD_INT', dst, left, added);
  const right = unit.operand(node.right);
  if (node.op in OWN_OPCODES) {
    return code.emit(OWN_OPCODES[node.op as keyof typeof OWN_OPCODES], dst, left, right);
  }
  code.emit('BINARY', dst, left, right, operatorIndex(node.op));
}

export function compileUnary(unit: Unit, node: ast.UnaryOp, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  switch (node.op) {
    case 'Not':
      compileNot(unit, node, dst);
      break;
    case 'USub':
      code.emit('NEGATE', dst, unit.firstOperand(node.operand, dst));
      break;
    case 'UAdd':
      code.emit('POSITIVE', dst, unit.firstOperand(node.operand, dst));
      break;
    case 'Invert':
      code.emit('INVERT', dst, unit.firstOperand(node.operand, dst));
      break;
  }
  code.release(mark);
}

function compileNot(unit: Unit, node: ast.UnaryOp, dst: number): void {
  const { code } = unit;
  const contrary = contraryOf(node.operand);
  if (contrary !== null) return unit.into(contrary, dst);
  const operand = unit.firstOperand(node.operand, dst);
  const truth = code.isTemporary(dst) ? dst : code.temporary();
  code.emit('TRUTH', truth, operand);
  code.emit('NOT', dst, truth);
}

const CONTRARIES: Partial<Record<ast.CompareOperator, ast.CompareOperator>> = {
  In: 'NotIn',
  NotIn: 'In',
  Is: 'IsNot',
  IsNot: 'Is',
};

/** The comparison that `not node` is, if there is one. */
function contraryOf(node: ast.Expr): ast.Compare | null {
  if (node.kind !== 'Compare' || node.ops.length > 1) return null;
  const op = CONTRARIES[node.ops[0]!];
  return op === undefined ? null : { ...node, ops: [op] };
}

// ---- Comparisons

/** The value of a comparison. */
export function compileComparison(unit: Unit, node: ast.Compare, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  if (node.ops.length === 1) {
    const [op] = node.ops;
    if (op === 'In' || op === 'NotIn') {
      const result = code.isTemporary(dst) ? dst : code.temporary();
      compareOnce(unit, node, result);
      finishMembership(unit, result, op, dst);
    } else compareOnce(unit, node, dst);
  } else {
    const end = new Label();
    const result = code.isTemporary(dst) ? dst : code.temporary();
    const truth = code.temporary();
    compareChain(unit, node, (found, op, isLast) => {
      if (op === 'In' || op === 'NotIn') finishMembership(unit, found, op, result);
      else code.move(result, found);
      if (isLast) return;
      code.emit('TRUTH', truth, result);
      code.emit('JUMP_IF_FALSE', truth, end);
    });
    code.place(end);
    code.move(dst, result);
  }
  code.release(mark);
}

/** CONTAINS has left a value that is not a bool yet. */
function finishMembership(unit: Unit, result: number, op: 'In' | 'NotIn', dst: number): void {
  const { code } = unit;
  if (op === 'In') return code.emit('TRUTH', dst, result);
  code.emit('TRUTH', result, result);
  code.emit('NOT', dst, result);
}

/** A single comparison straight into `dst`; `in` and `not in` alike leave what CONTAINS gives. */
function compareOnce(unit: Unit, node: ast.Compare, dst: number): void {
  const { code } = unit;
  const [op] = node.ops as [ast.CompareOperator];
  const [right] = node.comparators as [ast.Expr];
  const mark = code.mark();
  const a = unit.firstOperand(node.left, dst, right);
  emitComparison(unit, op, dst, a, comparand(unit, op, right));
  code.release(mark);
}

/**
 * A chain of comparisons, each operand evaluated once. `each` gets the register of every result
 * and must jump away if it is not the last and false.
 */
export function compareChain(
  unit: Unit,
  node: ast.Compare,
  each: (result: number, op: ast.CompareOperator, isLast: boolean) => void,
): void {
  const { code } = unit;
  const mark = code.mark();
  const result = code.temporary();
  let left = unit.operand(node.left, ...node.comparators);
  node.ops.forEach((op, index) => {
    const rest = node.comparators.slice(index + 1);
    const right = comparand(unit, op, node.comparators[index]!, rest);
    emitComparison(unit, op, result, left, right);
    each(result, op, rest.length === 0);
    left = right;
  });
  code.release(mark);
}

/**
 * The right side of a comparison: at the end of a chain, `in` a display of constants is `in` a
 * constant.
 */
function comparand(
  unit: Unit,
  op: ast.CompareOperator,
  node: ast.Expr,
  later: readonly ast.Expr[] = [],
): number {
  const isMembership = op === 'In' || op === 'NotIn';
  const constant = isMembership && later.length === 0 ? comparedConstant(node) : undefined;
  if (constant === undefined) return unit.operand(node, ...later);
  const register = unit.code.temporary();
  unit.at(node, () => unit.code.loadConstant(register, constant));
  return register;
}

function emitComparison(
  unit: Unit,
  op: ast.CompareOperator,
  dst: number,
  a: number,
  b: number,
): void {
  if (op === 'In' || op === 'NotIn') unit.code.emit('CONTAINS', dst, a, b);
  else unit.code.emit(COMPARISONS[op], dst, a, b);
}

// ---- Values that depend on a condition

/** `a and b`, `a or b`: the value that decided. */
export function compileBoolOp(unit: Unit, node: ast.BoolOp, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  const end = new Label();
  const result = code.isTemporary(dst) ? dst : code.temporary();
  const last = node.values.length - 1;
  for (const [index, value] of node.values.entries()) {
    if (index < last) {
      const known = constantTruth(value);
      if (known !== null && known !== (node.op === 'Or')) continue;
      unit.into(value, result);
      const truth = code.temporary();
      code.emit('TRUTH', truth, result);
      code.emit(node.op === 'Or' ? 'JUMP_IF_TRUE' : 'JUMP_IF_FALSE', truth, end);
    } else unit.into(value, result);
  }
  code.place(end);
  code.move(dst, result);
  code.release(mark);
}

/** `body if test else orelse`: each branch ends with the one instruction that writes `dst`. */
export function compileConditional(unit: Unit, node: ast.IfExp, dst: number): void {
  const { code } = unit;
  const otherwise = new Label();
  const end = new Label();
  unit.jumpIf(node.test, false, otherwise);
  unit.into(node.body, dst);
  code.emit('JUMP', end);
  code.place(otherwise);
  unit.into(node.orelse, dst);
  code.place(end);
}
