// The compiler's entry: a source text becomes a code object. Here stand the two switches over the
// kinds of syntax tree nodes; what each kind becomes is in the files they call.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import type { Source } from '../source.js';
import { InternalError, type PygSyntaxError } from '../errors.js';
import type * as ast from '../syntax/ast.js';
import { faultInRange } from '../syntax/faults.js';
import { parse } from '../syntax/parser.js';
import { compileAnnAssign } from './annotations.js';
import { compileAwait } from './asynchronous.js';
import { compileCall } from './calls.js';
import { compileClassDef } from './classes.js';
import { callComprehension, compileComprehension } from './comprehensions.js';
import { compileJumpIf } from './conditions.js';
import * as displays from './displays.js';
import type { Label } from './emitter.js';
import { compileError } from './errors.js';
import * as expressions from './expressions.js';
import { constantValue } from './folding.js';
import { compileFunctionDef, compileLambda, docstringOf, finishBody } from './functions.js';
import { compileImport, compileImportFrom, futureImports } from './imports.js';
import { compileBreak, compileContinue, compileFor, compileWhile } from './loops.js';
import { compileMatch } from './match.js';
import * as operators from './operators.js';
import { buildScopes } from './scope-builder.js';
import type { Scope } from './scopes.js';
import * as statements from './statements.js';
import * as targets from './targets.js';
import { compileTry, compileWith } from './try.js';
import { Program, Unit, type UnitOptions } from './unit.js';
import { loadName, storeName } from './variables.js';
import { warningOf } from './warnings.js';

export interface CompileOptions {
  /**
   * `exec` (the default): a module's statements; `eval`: one expression, whose value is returned;
   * `single`: a statement of a prompt, where the values of expressions are displayed.
   */
  readonly mode?: 'exec' | 'eval' | 'single';
  /** Code for exec or eval: its names are those of whatever namespace it is run in. */
  readonly namespace?: boolean;
  /** As if the text began with `from __future__ import annotations`. */
  readonly futureAnnotations?: boolean;
  /** Code of the VM's own prelude: no traceback entries. */
  readonly hidden?: boolean;
  /** Called with what is to be warned of: a fault, if whoever is warned says so by throwing it. */
  readonly warn?: (fault: PygSyntaxError) => void;
}

/**
 * Compiles a program.
 * @throws PygSyntaxError if the text is no program, or uses what pyg does not support.
 */
export function compile(source: Source, options: CompileOptions = {}): CodeObject {
  return compileTree(source, parse(source, options.mode ?? 'exec'), options);
}

/** Compiles a syntax tree; `source` is the text its offsets refer to. */
export function compileTree(
  source: Source,
  tree: ast.Mod,
  options: CompileOptions = {},
): CodeObject {
  try {
    return compileProgram(source, tree, options);
  } catch (reason) {
    if (!(reason instanceof RangeError && reason.message.includes('call stack'))) throw reason;
    throw faultInRange(source, 'too many nested expressions', 0, 0);
  }
}

function compileProgram(source: Source, tree: ast.Mod, options: CompileOptions): CodeObject {
  const program = new Program(source, options.hidden ?? false);
  program.hasNamespace = options.namespace ?? false;
  program.isInteractive = tree.kind === 'Interactive';
  const body = tree.kind === 'Expression' ? [] : tree.body;
  const future = futureImports(body, program.failAtStart);
  program.futureAnnotations = future.annotations || (options.futureAnnotations ?? false);
  program.futureImports = future.imports;
  const { scopes, doubtful } = buildScopes(tree, program.futureAnnotations, program.fail);
  program.scopes = scopes;
  if (options.warn !== undefined) {
    for (const node of doubtful) {
      const msg = warningOf(node);
      if (msg !== null) options.warn(compileError(source, msg, node, !program.hasNamespace));
    }
  }
  const scope = program.scopes.get(tree)!;
  program.root = scope;
  const docstring = tree.kind === 'Module' ? docstringOf(body) : null;
  const unit = new CodeUnit(program, scope, null, {
    name: '<module>',
    qualname: '<module>',
    firstLine: 1,
    docstring,
    flags: CodeFlag.MODULE,
  });
  return tree.kind === 'Expression' ? expressionCode(unit, tree) : moduleCode(unit, tree);
}

function moduleCode(unit: Unit, tree: ast.Module | ast.Interactive): CodeObject {
  const { code } = unit;
  const { docstring } = unit.options;
  if (unit.scope.hasAnnotations) unit.at(tree.body[0]!, () => code.emit('SETUP_ANNOTATIONS'));
  if (typeof docstring === 'string') {
    const value = code.temporary();
    code.loadConstant(value, docstring);
    storeName(unit, '__doc__', value);
    code.release(value);
  }
  unit.statements(typeof docstring === 'string' ? tree.body.slice(1) : tree.body);
  return finishBody(unit);
}

function expressionCode(unit: Unit, tree: ast.Expression): CodeObject {
  const { code } = unit;
  code.emit('RETURN', unit.operand(tree.body));
  return unit.finish();
}

class CodeUnit extends Unit {
  override inner(scope: Scope, options: UnitOptions): Unit {
    return new CodeUnit(this.program, scope, this, options);
  }

  override generator(node: ast.GeneratorExp, dst: number, fn: number): void {
    this.at(node, () => callComprehension(this, node, dst, fn));
  }

  override jumpIf(node: ast.Expr, when: boolean, to: Label): void {
    compileJumpIf(this, node, when, to);
  }

  override store(target: ast.Expr, value: number): void {
    this.at(target, () => targets.compileStore(this, target, value));
  }

  override into(node: ast.Expr, dst: number): void {
    const outer = this.code.position;
    this.code.position = node;
    const constant = constantValue(node);
    if (constant !== undefined) this.code.loadConstant(dst, constant);
    else this.expression(node, dst);
    this.code.position = outer;
  }

  private expression(node: ast.Expr, dst: number): void {
    switch (node.kind) {
      case 'Name':
        return loadName(this, node.id, dst);
      case 'BinOp':
        return operators.compileBinary(this, node, dst);
      case 'UnaryOp':
        return operators.compileUnary(this, node, dst);
      case 'BoolOp':
        return operators.compileBoolOp(this, node, dst);
      case 'Compare':
        return operators.compileComparison(this, node, dst);
      case 'IfExp':
        return operators.compileConditional(this, node, dst);
      case 'Call':
        return compileCall(this, node, dst);
      case 'Attribute':
        return expressions.compileAttribute(this, node, dst);
      case 'Subscript':
        return expressions.compileSubscript(this, node, dst);
      case 'Slice':
        return displays.compileSlice(this, node, dst);
      case 'NamedExpr':
        return expressions.compileNamed(this, node, dst);
      case 'Yield':
        return expressions.compileYield(this, node, dst);
      case 'YieldFrom':
        return expressions.compileYieldFrom(this, node, dst);
      case 'Await':
        return compileAwait(this, node, dst);
      case 'Lambda':
        return compileLambda(this, node, dst);
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        return compileComprehension(this, node, dst);
      case 'List':
        return displays.compileList(this, node, dst);
      case 'Tuple':
        return displays.compileTuple(this, node.elts, dst);
      case 'Set':
        return displays.compileSet(this, node, dst);
      case 'Dict':
        return displays.compileDict(this, node, dst);
      case 'JoinedStr':
        return displays.compileJoined(this, node, dst);
      case 'FormattedValue':
        return displays.compileFormatted(this, node, dst);
      case 'Starred':
        return this.fail("can't use starred expression here", node);
      case 'Constant':
        throw new InternalError('a constant that is none');
    }
  }

  override statement(node: ast.Stmt): void {
    this.at(node, () => this.dispatch(node));
  }

  private dispatch(node: ast.Stmt): void {
    switch (node.kind) {
      case 'Expr':
        return statements.compileExpressionStatement(this, node);
      case 'Assign':
        return targets.compileAssign(this, node);
      case 'AugAssign':
        return targets.compileAugAssign(this, node);
      case 'AnnAssign':
        return compileAnnAssign(this, node);
      case 'Delete':
        for (const target of node.targets) targets.compileDelete(this, target);
        return;
      case 'Return':
        return statements.compileReturn(this, node);
      case 'If':
        return statements.compileIf(this, node);
      case 'While':
        return compileWhile(this, node);
      case 'For':
      case 'AsyncFor':
        return compileFor(this, node);
      case 'Break':
        return compileBreak(this, node);
      case 'Continue':
        return compileContinue(this, node);
      case 'Try':
        return compileTry(this, node);
      case 'With':
      case 'AsyncWith':
        return compileWith(this, node);
      case 'Match':
        return compileMatch(this, node);
      case 'Raise':
        return statements.compileRaise(this, node);
      case 'Assert':
        return statements.compileAssert(this, node);
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        return compileFunctionDef(this, node);
      case 'ClassDef':
        return compileClassDef(this, node);
      case 'Import':
        return compileImport(this, node);
      case 'ImportFrom':
        return compileImportFrom(this, node);
      case 'Global':
      case 'Nonlocal':
      case 'Pass':
        return;
      case 'TryStar':
        // The scope builder refuses these.
        throw new InternalError(`not supported: ${node.kind}`);
    }
  }
}
