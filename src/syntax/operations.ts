/**
 * Operators: the grammar matches operands and operators as a flat list, and this settles their
 * precedence (Python reference, 6.17).
 */
import type * as ast from './ast.js';
import type { Tree } from './matcher.js';
import { Token } from './tokens.js';
import type { Unit } from './units.js';

/** How tight an operator binds; in between come the operators that take two operands. */
const enum Level {
  OR = 1,
  AND = 2,
  NOT = 3,
  COMPARISON = 4,
  BIT_OR = 5,
  BIT_XOR = 6,
  BIT_AND = 7,
  SHIFT = 8,
  SUM = 9,
  PRODUCT = 10,
  SIGN = 11,
  POWER = 12,
}

/** Builds operands, and guards the depth of the tree. */
export interface OperandBuilder {
  expression(tree: Tree, unit: Unit): ast.Expr;
}

/** The expression that a flat list of operands and operators stands for. */
export function buildOperation(tree: Tree, unit: Unit, builder: OperandBuilder): ast.Expr {
  return new Operation(tree, unit, builder).parse(Level.OR);
}

/** A walk over one list, from left to right. */
class Operation {
  private readonly unit: Unit;
  private readonly operands: readonly Tree[];
  private readonly end: number;
  private readonly builder: OperandBuilder;
  /** The next operand, and the next character of the shape. */
  private operand: number;
  private position: number;

  constructor(tree: Tree, unit: Unit, builder: OperandBuilder) {
    this.unit = unit;
    this.operands = tree.children;
    this.end = tree.end;
    this.builder = builder;
    this.operand = 0;
    this.position = tree.start;
  }

  /** Reads operators that bind at least as tight as `level`, with their operands. */
  parse(level: Level): ast.Expr {
    const first = this.position;
    let left = this.prefixed();
    while (this.position < this.end) {
      const kind = this.unit.kind(this.position);
      const operator = levelOf(kind);
      if (operator < level) break;
      // A prefix binds its operand, so the operators behind it may bind looser: `not a == b`.
      if (operator === Level.COMPARISON) left = this.comparison(left, first);
      else if (operator <= Level.AND) left = this.boolean(left, first, kind, operator);
      else left = this.binary(left, first, kind, operator);
    }
    return left;
  }

  private prefixed(): ast.Expr {
    const first = this.position;
    const kind = this.unit.kind(first);
    const op = unaryOperator(kind);
    if (op === null) {
      const tree = this.operands[this.operand] as Tree;
      this.operand += 1;
      this.position = tree.end;
      return this.builder.expression(tree, this.unit);
    }
    this.position += 1;
    const operand = this.parse(op === 'Not' ? Level.NOT : Level.SIGN);
    return { kind: 'UnaryOp', op, operand, ...this.extent(first) };
  }

  private binary(left: ast.Expr, first: number, kind: Token, level: Level): ast.Expr {
    this.position += 1;
    // `**` groups to the right, and its right operand may have a sign.
    const right = this.parse(level === Level.POWER ? Level.SIGN : level + 1);
    return { kind: 'BinOp', left, op: binaryOperator(kind), right, ...this.extent(first) };
  }

  private boolean(left: ast.Expr, first: number, kind: Token, level: Level): ast.Expr {
    const values = [left];
    while (this.position < this.end && this.unit.kind(this.position) === kind) {
      this.position += 1;
      values.push(this.parse(level + 1));
    }
    const op = kind === Token.AND ? 'And' : 'Or';
    return { kind: 'BoolOp', op, values, ...this.extent(first) };
  }

  private comparison(left: ast.Expr, first: number): ast.Expr {
    const ops: ast.CompareOperator[] = [];
    const comparators: ast.Expr[] = [];
    while (this.position < this.end) {
      const kind = this.unit.kind(this.position);
      if (levelOf(kind) !== Level.COMPARISON) break;
      this.position += 1;
      ops.push(compareOperator(kind));
      comparators.push(this.parse(Level.COMPARISON + 1));
    }
    return { kind: 'Compare', left, ops, comparators, ...this.extent(first) };
  }

  /** The text from the token at `first` to the last one read, parentheses included. */
  private extent(first: number): ast.Positioned {
    return { start: this.unit.start(first), end: this.unit.end(this.position - 1) };
  }
}

function unaryOperator(kind: Token): ast.UnaryOperator | null {
  switch (kind) {
    case Token.NOT:
      return 'Not';
    case Token.TILDE:
      return 'Invert';
    case Token.PLUS:
      return 'UAdd';
    case Token.MINUS:
      return 'USub';
    default:
      return null;
  }
}

function levelOf(kind: Token): Level {
  switch (kind) {
    case Token.OR:
      return Level.OR;
    case Token.AND:
      return Level.AND;
    case Token.BAR:
      return Level.BIT_OR;
    case Token.CARET:
      return Level.BIT_XOR;
    case Token.AMPERSAND:
      return Level.BIT_AND;
    case Token.LEFT_SHIFT:
    case Token.RIGHT_SHIFT:
      return Level.SHIFT;
    case Token.PLUS:
    case Token.MINUS:
      return Level.SUM;
    case Token.DOUBLE_STAR:
      return Level.POWER;
    default:
      return kind >= Token.LESS ? Level.COMPARISON : Level.PRODUCT;
  }
}

/** The operator of a binary or augmented-assignment token. */
export function binaryOperator(kind: Token): ast.Operator {
  switch (kind) {
    case Token.PLUS:
    case Token.PLUS_ASSIGN:
      return 'Add';
    case Token.MINUS:
    case Token.MINUS_ASSIGN:
      return 'Sub';
    case Token.STAR:
    case Token.STAR_ASSIGN:
      return 'Mult';
    case Token.SLASH:
    case Token.SLASH_ASSIGN:
      return 'Div';
    case Token.DOUBLE_SLASH:
    case Token.DOUBLE_SLASH_ASSIGN:
      return 'FloorDiv';
    case Token.PERCENT:
    case Token.PERCENT_ASSIGN:
      return 'Mod';
    case Token.AT:
    case Token.AT_ASSIGN:
      return 'MatMult';
    case Token.LEFT_SHIFT:
    case Token.LEFT_SHIFT_ASSIGN:
      return 'LShift';
    case Token.RIGHT_SHIFT:
    case Token.RIGHT_SHIFT_ASSIGN:
      return 'RShift';
    case Token.AMPERSAND:
    case Token.AMPERSAND_ASSIGN:
      return 'BitAnd';
    case Token.BAR:
    case Token.BAR_ASSIGN:
      return 'BitOr';
    case Token.CARET:
    case Token.CARET_ASSIGN:
      return 'BitXor';
    default:
      return 'Pow';
  }
}

function compareOperator(kind: Token): ast.CompareOperator {
  switch (kind) {
    case Token.LESS:
      return 'Lt';
    case Token.GREATER:
      return 'Gt';
    case Token.EQUAL:
      return 'Eq';
    case Token.GREATER_EQUAL:
      return 'GtE';
    case Token.LESS_EQUAL:
      return 'LtE';
    case Token.NOT_EQUAL:
      return 'NotEq';
    case Token.IN:
      return 'In';
    case Token.NOT_IN:
      return 'NotIn';
    case Token.IS:
      return 'Is';
    default:
      return 'IsNot';
  }
}

/** How many operators of a flat list may nest: comparisons, `and` and `or` are nodes of many parts. */
export function nestingOperators(tree: Tree, unit: Unit): number {
  let count = 0;
  let index = tree.start;
  for (const operand of tree.children) {
    for (; index < operand.start; index += 1) {
      const kind = unit.kind(index);
      if (kind === Token.NOT || (kind >= Token.TILDE && kind <= Token.CARET)) count += 1;
    }
    index = operand.end;
  }
  return count;
}

/** How many attributes, calls and subscripts stand between two indices. */
export function trailers(from: number, to: number, unit: Unit): number {
  let count = 0;
  for (let i = from; i < to; i += 1) if (unit.kind(i) > Token.NAME_WILDCARD) count += 1;
  return count;
}
