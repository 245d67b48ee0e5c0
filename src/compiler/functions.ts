// Definitions of functions: their code, and the instructions that make the function object.
import { CodeFlag, type CodeObject, type Constant } from '../bytecode/code.js';
import type * as ast from '../syntax/ast.js';
import { annotationValue } from './annotations.js';
import { allParameters } from './scope-builder.js';
import { Storage } from './scopes.js';
import type { Unit, UnitOptions } from './unit.js';
import { forbidDebug, storeName } from './variables.js';

/** `def` and `async def`, with their decorators. */
export function compileFunctionDef(unit: Unit, node: ast.FunctionDef | ast.AsyncFunctionDef): void {
  forbidDebug(unit, node.name, node);
  checkParameters(unit, node);
  decorate(unit, node, (dst) => {
    const options = functionOptions(unit, node.name, node.args, firstLine(unit, node));
    const annotate = (): number => annotationDict(unit, node);
    const body = (): CodeObject => {
      const docstring = docstringOf(node.body);
      const inner = unit.inner(unit.program.scopes.get(node)!, { ...options, docstring });
      inner.statements(docstring === null ? node.body : node.body.slice(1));
      return finishBody(inner);
    };
    makeFunction(unit, node.args, annotate, body, dst);
  });
}

export function compileLambda(unit: Unit, node: ast.Lambda, dst: number): void {
  checkParameters(unit, node);
  const line = unit.program.places.lineOf(node);
  const options = functionOptions(unit, '<lambda>', node.args, line);
  const body = (): CodeObject => {
    const inner = unit.inner(unit.program.scopes.get(node)!, options);
    const { code } = inner;
    code.position = node.body;
    code.emit('RETURN', inner.operand(node.body));
    return inner.finish();
  };
  makeFunction(unit, node.args, () => -1, body, dst);
}

/**
 * A definition with decorators: `make` puts what is defined into a register, the decorators are
 * called innermost first, and the result is bound to the name.
 */
export function decorate(
  unit: Unit,
  node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
  make: (dst: number) => void,
): void {
  const { code } = unit;
  const mark = code.mark();
  const decorators = node.decoratorList.map((decorator) => unit.value(decorator));
  const direct = unit.registerOf(node.name);
  const result = direct >= 0 && decorators.length === 0 ? direct : code.temporary();
  make(result);
  decorators.reverse().forEach((decorator, index) => {
    const place = node.decoratorList[decorators.length - 1 - index]!;
    unit.at(place, () => code.emit('CALL', result, decorator, result, 1));
  });
  storeName(unit, node.name, result);
  code.release(mark);
}

/** The line where a definition begins: its first decorator's. */
export function firstLine(
  unit: Unit,
  node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
): number {
  return unit.program.places.lineOf(node.decoratorList[0] ?? node);
}

/** The name of something defined here, with those of the definitions around it. */
export function qualifiedName(unit: Unit, name: string): string {
  const { scope } = unit;
  if (scope.kind === 'module') return name;
  if (scope.storageOf(unit.mangle(name)) === Storage.GLOBAL_EXPLICIT && !name.startsWith('<')) {
    return name;
  }
  const outer = unit.options.qualname;
  return scope.kind === 'function' && scope.comprehension === null
    ? `${outer}.<locals>.${name}`
    : `${outer}.${name}`;
}

function functionOptions(
  unit: Unit,
  name: string,
  args: ast.Arguments,
  firstLineNumber: number,
): UnitOptions {
  let flags = CodeFlag.NONE;
  if (args.vararg !== null) flags |= CodeFlag.VARARGS;
  if (args.kwarg !== null) flags |= CodeFlag.VARKEYWORDS;
  return {
    name,
    qualname: qualifiedName(unit, name),
    firstLine: firstLineNumber,
    argCount: args.posonlyargs.length + args.args.length,
    posOnlyCount: args.posonlyargs.length,
    kwOnlyCount: args.kwonlyargs.length,
    flags,
  };
}

/** Ends a body that falls off its end: it returns None. */
export function finishBody(unit: Unit): CodeObject {
  const { code } = unit;
  const result = code.temporary();
  code.emit('LOAD_NONE', result);
  code.emit('RETURN', result);
  return unit.finish();
}

/** The string that a body begins with, if it does. */
export function docstringOf(body: readonly ast.Stmt[]): string | null {
  const first = body[0];
  if (first?.kind !== 'Expr' || first.value.kind !== 'Constant') return null;
  return first.value.value.type === 'str' ? first.value.value.value : null;
}

function checkParameters(
  unit: Unit,
  node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
): void {
  for (const { arg } of allParameters(node.args)) forbidDebug(unit, arg, node);
}

/** Evaluates what a function takes from its definition, and makes it. */
function makeFunction(
  unit: Unit,
  args: ast.Arguments,
  annotate: () => number,
  body: () => CodeObject,
  dst: number,
): void {
  const { code } = unit;
  const mark = code.mark();
  const defaults = positionalDefaults(unit, args);
  const kwDefaults = keywordDefaults(unit, args);
  const annotations = annotate();
  const constant: Constant = { kind: 'code', code: body() };
  code.emit('MAKE_FUNCTION', dst, constant, defaults, kwDefaults, annotations);
  code.release(mark);
}

function positionalDefaults(unit: Unit, args: ast.Arguments): number {
  if (args.defaults.length === 0) return -1;
  const first = args.defaults[0]!;
  const last = args.defaults[args.defaults.length - 1]!;
  const tuple = unit.code.temporary();
  const display: ast.Tuple = {
    kind: 'Tuple',
    elts: args.defaults,
    ctx: 'Load',
    start: first.start,
    end: last.end,
  };
  unit.into(display, tuple);
  return tuple;
}

function keywordDefaults(unit: Unit, args: ast.Arguments): number {
  const given = args.kwonlyargs.flatMap(({ arg }, index) => {
    const value = args.kwDefaults[index] ?? null;
    return value === null ? [] : [{ name: arg, value }];
  });
  return namedValues(unit, given, (value, dst) => unit.into(value, dst));
}

/** The annotations of parameters and of the result, in the order in which CPython has them. */
function annotationDict(unit: Unit, node: ast.FunctionDef | ast.AsyncFunctionDef): number {
  const { args } = node;
  const parameters = [
    ...args.args,
    ...args.posonlyargs,
    ...(args.vararg === null ? [] : [args.vararg]),
    ...args.kwonlyargs,
    ...(args.kwarg === null ? [] : [args.kwarg]),
  ];
  const given = parameters.flatMap(({ arg, annotation }) =>
    annotation === null ? [] : [{ name: arg, value: annotation }],
  );
  if (node.returns !== null) given.push({ name: 'return', value: node.returns });
  return namedValues(unit, given, (value, dst) => annotationValue(unit, value, dst));
}

/** A dict of mangled names and values; its register, or -1 if there is nothing to put in. */
function namedValues(
  unit: Unit,
  given: readonly { name: string; value: ast.Expr }[],
  evaluate: (value: ast.Expr, dst: number) => void,
): number {
  const { code } = unit;
  if (given.length === 0) return -1;
  const dict = code.temporary();
  const mark = code.mark();
  const base = code.temporaries(given.length * 2);
  given.forEach(({ name, value }, index) => {
    code.loadConstant(base + index * 2, unit.mangle(name));
    evaluate(value, base + index * 2 + 1);
  });
  code.emit('BUILD_MAP', dict, base, given.length);
  code.release(mark);
  return dict;
}
