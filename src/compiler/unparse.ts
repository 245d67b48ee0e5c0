// (placeholder, written last)
import type * as ast from '../syntax/ast.js';
export function unparse(node: ast.Expr): string { return node.kind; }
