// What is no fault and yet hardly meant: CPython's compiler gives a SyntaxWarning.
import type * as ast from '../syntax/ast.js';
import { constantValue } from './folding.js';

/** The nodes that there may be something to say about. */
export type Doubtful = ast.Assert | ast.Compare | ast.Call | ast.Subscript;

/** What there is to warn of at a node itself, not in what it contains; null for nothing. */
export function warningOf(node: Doubtful): string | null {
  switch (node.kind) {
    case 'Assert':
      if (node.test.kind !== 'Tuple' || node.test.elts.length === 0) return null;
      return 'assertion is always true, perhaps remove parentheses?';
    case 'Compare':
      return identityWarning(node);
    case 'Call':
      if (!isDisplay(node.func)) return null;
      return missedComma(`'${typeName(node.func)}' object is not callable`);
    case 'Subscript':
      return node.ctx === 'Load' ? subscriptWarning(node) : null;
  }
}

function missedComma(message: string): string {
  return `${message}; perhaps you missed a comma?`;
}

function identityWarning(node: ast.Compare): string | null {
  let left = isLiteral(node.left);
  for (const [i, op] of node.ops.entries()) {
    const right = isLiteral(node.comparators[i]!);
    if (left || right) {
      if (op === 'Is') return '"is" with a literal. Did you mean "=="?';
      if (op === 'IsNot') return '"is not" with a literal. Did you mean "!="?';
    }
    left = right;
  }
  return null;
}

/** Whether an expression is a constant that there may be several equal objects of. */
function isLiteral(node: ast.Expr): boolean {
  const value = constantValue(node);
  if (value === undefined || value === null || typeof value === 'boolean') return false;
  return typeof value !== 'object' || value.kind !== 'ellipsis';
}

function subscriptWarning({ value, slice }: ast.Subscript): string | null {
  const type = typeName(value);
  if (type === null || type === 'dict') return null;
  if (type !== 'str' && type !== 'bytes' && type !== 'tuple' && type !== 'list') {
    return missedComma(`'${type}' object is not subscriptable`);
  }
  const index = typeName(slice);
  if (index === null || index === 'int' || index === 'bool') return null;
  return missedComma(`${type} indices must be integers or slices, not ${index}`);
}

/** Whether an expression is a literal, a display or a comprehension: nothing of these can be called. */
function isDisplay(node: ast.Expr): boolean {
  return node.kind !== 'Lambda' && typeName(node) !== null;
}

/** The class of what an expression gives, as far as its form says. */
function typeName(node: ast.Expr): string | null {
  switch (node.kind) {
    case 'Tuple':
      return 'tuple';
    case 'List':
    case 'ListComp':
      return 'list';
    case 'Dict':
    case 'DictComp':
      return 'dict';
    case 'Set':
    case 'SetComp':
      return 'set';
    case 'GeneratorExp':
      return 'generator';
    case 'Lambda':
      return 'function';
    case 'JoinedStr':
    case 'FormattedValue':
      return 'str';
    default:
      return constantType(node);
  }
}

function constantType(node: ast.Expr): string | null {
  const value = constantValue(node);
  if (value === undefined) return null;
  if (value === null) return 'NoneType';
  if (typeof value === 'object') return value.kind;
  if (typeof value === 'string') return 'str';
  return typeof value === 'boolean' ? 'bool' : 'int';
}
