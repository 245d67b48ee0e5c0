// Definitions of classes: the body is code with a namespace of its own, which BUILD_CLASS runs.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import type * as ast from '../syntax/ast.js';
import { checkKeywords, keywordDict } from './calls.js';
import { compileTuple } from './displays.js';
import { decorate, docstringOf, finishBody, firstLine, qualifiedName } from './functions.js';
import type { Unit } from './unit.js';
import { forbidDebug } from './variables.js';

/** `class`, with its decorators. */
export function compileClassDef(unit: Unit, node: ast.ClassDef): void {
  const { code } = unit;
  forbidDebug(unit, node.name, node);
  checkKeywords(unit, node.keywords, node);
  decorate(unit, node, (dst) => {
    const mark = code.mark();
    const body = code.temporary();
    const constant = { kind: 'code', code: classBody(unit, node) } as const;
    code.emit('MAKE_FUNCTION', body, constant, -1, -1, -1);
    const bases = code.temporary();
    compileTuple(unit, node.bases, bases);
    const keywords = keywordDict(unit, node.keywords, body);
    code.emit('BUILD_CLASS', dst, body, node.name, bases, keywords);
    code.release(mark);
  });
}

function classBody(unit: Unit, node: ast.ClassDef): CodeObject {
  const qualname = qualifiedName(unit, node.name);
  const docstring = docstringOf(node.body);
  const scope = unit.program.scopes.get(node)!;
  const inner = unit.inner(scope, {
    name: node.name,
    qualname,
    firstLine: firstLine(unit, node),
    docstring,
    flags: CodeFlag.NAMESPACE,
  });
  const { code } = inner;
  const value = code.temporary();
  const start = unit.program.source.lineStart(inner.options.firstLine);
  code.position = { start, end: start };
  code.emit('LOAD_NAME', value, '__name__');
  code.emit('STORE_NAME', '__module__', value);
  code.loadConstant(value, qualname);
  code.emit('STORE_NAME', '__qualname__', value);
  if (scope.hasAnnotations) code.emit('SETUP_ANNOTATIONS');
  if (docstring !== null) {
    code.position = node.body[0]!;
    code.loadConstant(value, docstring);
    code.emit('STORE_NAME', '__doc__', value);
  }
  inner.statements(docstring === null ? node.body : node.body.slice(1));
  if (!scope.needsClassCell) return finishBody(inner);
  code.emit('LOAD_CLOSURE', value, inner.cellOf('__class__'));
  code.emit('STORE_NAME', '__classcell__', value);
  code.emit('RETURN', value);
  return inner.finish();
}
