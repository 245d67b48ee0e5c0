// `import` and `from … import`.
import type { Constant } from '../bytecode/code.js';
import type * as ast from '../syntax/ast.js';
import type { Unit } from './unit.js';
import { forbidDebug, storeName } from './variables.js';

/** The features that a future import may name; all but one have come true. */
const FUTURE_FEATURES = new Set([
  'nested_scopes',
  'generators',
  'division',
  'absolute_import',
  'with_statement',
  'print_function',
  'unicode_literals',
  'barry_as_FLUFL',
  'generator_stop',
  'annotations',
]);

/** `import a.b`, `import a.b as c`. */
export function compileImport(unit: Unit, node: ast.Import): void {
  const { code } = unit;
  for (const { name, asname } of node.names) {
    const mark = code.mark();
    const module = code.temporary();
    code.emit('IMPORT', module, name, null, 0);
    if (asname !== null && name.includes('.')) code.emit('IMPORT_SUBMODULE', module, name);
    bind(unit, asname ?? name.split('.', 1)[0]!, node, module);
    code.release(mark);
  }
}

/** `from m import a, b as c`, `from m import *`. */
export function compileImportFrom(unit: Unit, node: ast.ImportFrom): void {
  const { code } = unit;
  if (node.module === '__future__' && node.level === 0 && !unit.program.futureImports.has(node)) {
    unit.fail('from __future__ imports must occur at the beginning of the file', node);
  }
  const mark = code.mark();
  const module = code.temporary();
  const names: Constant = { kind: 'tuple', items: node.names.map(({ name }) => name) };
  code.emit('IMPORT', module, node.module ?? '', names, node.level);
  for (const { name, asname } of node.names) {
    if (name === '*') {
      code.emit('IMPORT_STAR', module);
      continue;
    }
    const value = code.temporary();
    code.emit('IMPORT_FROM', value, module, name);
    bind(unit, asname ?? name, node, value);
  }
  code.release(mark);
}

function bind(unit: Unit, name: string, node: ast.Positioned, value: number): void {
  forbidDebug(unit, name, node);
  storeName(unit, name, value);
}

/**
 * Reads the future imports that a program begins with, behind its docstring.
 * @returns whether `annotations` is among them, and the statements that are future imports.
 */
export function futureImports(
  body: readonly ast.Stmt[],
  fail: (msg: string, node: ast.Positioned) => never,
): { annotations: boolean; imports: ReadonlySet<ast.Stmt> } {
  const imports = new Set<ast.Stmt>();
  let annotations = false;
  for (const [index, node] of body.entries()) {
    const isDocstring =
      index === 0 &&
      node.kind === 'Expr' &&
      node.value.kind === 'Constant' &&
      node.value.value.type === 'str';
    if (isDocstring) continue;
    if (node.kind !== 'ImportFrom' || node.module !== '__future__' || node.level > 0) break;
    imports.add(node);
    for (const { name } of node.names) {
      if (name === 'braces') fail('not a chance', node);
      if (!FUTURE_FEATURES.has(name)) fail(`future feature ${name} is not defined`, node);
      if (name === 'annotations') annotations = true;
    }
  }
  return { annotations, imports };
}
