/** Expressions as targets: of assignments, loops, `with`, `del`. */
import type * as ast from './ast.js';
import { Rejected } from './rejected.js';

/** Turns an expression, which nothing else refers to yet, into a target of assignment. */
export function asTarget(expression: ast.Expr): ast.Expr {
  switch (expression.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      expression.ctx = 'Store';
      return expression;
    case 'Tuple':
    case 'List':
      for (const element of expression.elts) asTarget(element);
      expression.ctx = 'Store';
      return expression;
    case 'Starred':
      // `**` of nothing, and a star of a star, are not in the grammar.
      asTarget(expression.value);
      expression.ctx = 'Store';
      return expression;
    default:
      throw new Rejected(expression.start);
  }
}

/** Turns an expression into a target that is one place: augmented and annotated assignment. */
export function asSingleTarget(expression: ast.Expr): ast.Name | ast.Attribute | ast.Subscript {
  if (
    expression.kind !== 'Name' &&
    expression.kind !== 'Attribute' &&
    expression.kind !== 'Subscript'
  ) {
    throw new Rejected(expression.start);
  }
  expression.ctx = 'Store';
  return expression;
}

/** Turns an expression into what `del` deletes. */
export function asDeleted(expression: ast.Expr): ast.Expr {
  switch (expression.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      expression.ctx = 'Del';
      return expression;
    case 'Tuple':
    case 'List':
      for (const element of expression.elts) asDeleted(element);
      expression.ctx = 'Del';
      return expression;
    default:
      throw new Rejected(expression.start);
  }
}
