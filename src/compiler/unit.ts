// A unit: one code object in the making. It joins the scope, the emitter and the regions that are
// open, and is what the files about expressions, statements and definitions work on. They reach
// each other only through its abstract methods, which compile.ts supplies, so that imports go one
// way although the language is recursive.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import type { Source } from '../source.js';
import type * as ast from '../syntax/ast.js';
import { faultAt } from '../syntax/faults.js';
import { Emitter, type Label } from './emitter.js';
import { compileError } from './errors.js';
import { PlaceFinder } from './places.js';
import type { Region } from './regions.js';
import type { ScopeNode } from './scope-builder.js';
import { mangle, type Scope, Storage, Use } from './scopes.js';

/** What all units of one program share. */
export class Program {
  readonly source: Source;
  readonly places: PlaceFinder;
  /** Whether the code is part of the VM's own prelude. */
  readonly hidden: boolean;
  /** Whether the names of the outermost block are those of the frame's namespace: exec and eval. */
  hasNamespace = false;
  /** Whether the outermost block displays the values of its expression statements. */
  isInteractive = false;
  /** `from __future__ import annotations`: annotations are kept as text. */
  futureAnnotations = false;
  /** The future imports at the program's beginning; anywhere else they are faults. */
  futureImports: ReadonlySet<ast.Stmt> = new Set();
  scopes: ReadonlyMap<ScopeNode, Scope> = new Map();

  /** The scope of the module. */
  root: Scope | null = null;

  constructor(source: Source, hidden: boolean) {
    this.source = source;
    this.places = new PlaceFinder(source);
    this.hidden = hidden;
  }

  /** Whether the program's own text binds a global name somewhere. */
  bindsGlobal(name: string): boolean {
    if (this.root === null || this.root.importsStar || this.hasNamespace) return true;
    return (this.root.useOf(name) & (Use.BOUND | Use.IMPORTED | Use.GLOBAL)) !== 0;
  }

  /** Reports a fault of the program at a node. */
  readonly fail = (msg: string, node: ast.Positioned): never => {
    throw compileError(this.source, msg, node, !this.hasNamespace);
  };

  /** As `fail`, but points at the node's first character only. */
  readonly failAtStart = (msg: string, node: ast.Positioned): never => {
    const { line, column } = this.places.positionOf(node);
    throw faultAt(this.source, msg, line, column + 1);
  };
}

/** The parts of a code object that are known before its instructions are. */
export interface UnitOptions {
  readonly name: string;
  readonly qualname: string;
  readonly firstLine: number;
  readonly docstring?: string | null;
  readonly argCount?: number;
  readonly posOnlyCount?: number;
  readonly kwOnlyCount?: number;
  readonly flags?: number;
}

export abstract class Unit {
  readonly program: Program;
  readonly scope: Scope;
  readonly parent: Unit | null;
  readonly options: UnitOptions;
  readonly code: Emitter;
  /** What a jump or return here has to leave, innermost last. */
  readonly regions: Region[] = [];
  /** How many distinct targets jumps through cleanup bodies have so far. */
  jumpTargets = 0;
  private readonly registers: ReadonlyMap<string, number>;
  private readonly cells: readonly string[];

  constructor(program: Program, scope: Scope, parent: Unit | null, options: UnitOptions) {
    this.program = program;
    this.scope = scope;
    this.parent = parent;
    this.options = options;
    const { variables } = scope;
    this.code = new Emitter(variables.length, program.places);
    this.registers = new Map(variables.map((name, index) => [name, index]));
    this.cells = [...scope.cells, ...scope.frees];
    this.receiveParameters();
  }

  // ---- Supplied by compile.ts

  /**
   * Evaluates an expression into a register. Only the last instruction writes `dst` if that is a
   * variable; if it is a temporary it may hold intermediate results.
   */
  abstract into(node: ast.Expr, dst: number): void;

  /** Jumps to `to` if the truth of an expression is `when`, else goes on. */
  abstract jumpIf(node: ast.Expr, when: boolean, to: Label): void;

  abstract statement(node: ast.Stmt): void;

  /** Stores a register to a target. */
  abstract store(target: ast.Expr, value: number): void;

  /** Makes the generator of a generator expression; its function stays in the register `fn`. */
  abstract generator(node: ast.GeneratorExp, dst: number, fn: number): void;

  /** A unit for a block inside this one. */
  abstract inner(scope: Scope, options: UnitOptions): Unit;

  // ---- Evaluation

  statements(body: readonly ast.Stmt[]): void {
    for (const node of body) this.statement(node);
  }

  /** Evaluates an expression into a new temporary. */
  value(node: ast.Expr): number {
    const register = this.code.temporary();
    this.into(node, register);
    return register;
  }

  /**
   * A register that holds the value of an expression while `later` are evaluated: that of the
   * variable itself if the expression is one, unless `later` may bind the variable anew.
   */
  operand(node: ast.Expr, ...later: readonly (ast.Expr | null)[]): number {
    if (node.kind === 'NamedExpr' && later.length === 0) {
      const variable = this.registerOf(node.target.id);
      if (variable >= 0) {
        this.into(node, variable);
        return variable;
      }
    }
    if (node.kind !== 'Name') return this.value(node);
    const register = this.registerOf(node.id);
    if (register < 0) return this.value(node);
    if (this.scope.rebound.has(this.mangle(node.id)) && !later.every(isPassive)) {
      return this.value(node);
    }
    const outer = this.code.position;
    this.code.position = node;
    this.checkBound(node.id, register);
    this.code.position = outer;
    return register;
  }

  /** As `operand`, but a value that is no variable is evaluated into `dst` if that is free. */
  firstOperand(node: ast.Expr, dst: number, ...later: readonly (ast.Expr | null)[]): number {
    if (node.kind === 'Name' || !this.code.isTemporary(dst)) return this.operand(node, ...later);
    this.into(node, dst);
    return dst;
  }

  /** Evaluates expressions, in order, into temporaries side by side; the first one's register. */
  sequence(nodes: readonly ast.Expr[]): number {
    const base = this.code.mark();
    for (const node of nodes) this.value(node);
    return base;
  }

  /** Runs `build` with instructions at the place of `node`. */
  at(node: ast.Positioned | null, build: () => void): void {
    const outer = this.code.position;
    this.code.position = node;
    build();
    this.code.position = outer;
  }

  /** Where an attribute is reported: at its name, if the expression spans lines. */
  attributePlace(node: ast.Attribute): ast.Positioned {
    const { line, endLine } = this.program.places.positionOf(node);
    return line === endLine ? node : { start: node.end - node.attr.length, end: node.end };
  }

  // ---- Names

  mangle(name: string): string {
    return mangle(name, this.scope.privateName);
  }

  /** The register of a local variable, or -1 if the name lives elsewhere. */
  registerOf(name: string): number {
    const mangled = this.mangle(name);
    if (this.scope.kind !== 'function') return -1;
    if (this.scope.storageOf(mangled) !== Storage.LOCAL) return -1;
    return this.registers.get(mangled) ?? -1;
  }

  /** Whether variables of this block live in the frame's namespace. */
  get hasNamespace(): boolean {
    const { kind } = this.scope;
    return kind === 'class' || (kind === 'module' && this.program.hasNamespace);
  }

  /** The index of a mangled name among the frame's cells. */
  cellOf(mangled: string): number {
    return this.cells.indexOf(mangled);
  }

  /** Emits a check unless the variable is surely bound here. */
  checkBound(name: string, register: number): void {
    const { code } = this;
    if (this.scope.unbound.has(this.mangle(name))) code.emit('CHECK_LOCAL', register);
    else if (code.flow !== null && (code.flow & (1n << BigInt(register))) === 0n) {
      code.emit('CHECK_LOCAL', register);
      code.noteBound(register);
    }
  }

  private receiveParameters(): void {
    this.scope.parameters.forEach((name, register) => {
      this.code.noteBound(register);
      if (this.scope.storageOf(name) === Storage.CELL) {
        this.code.emit('STORE_CELL', this.cellOf(name), register);
      }
    });
  }

  // ---- The result

  fail(msg: string, node: ast.Positioned): never {
    return this.program.fail(msg, node);
  }

  /** Whether it is a comprehension in the body of an `async def`, however many others are between. */
  private get isInCoroutine(): boolean {
    const { parent, scope } = this;
    if (scope.comprehension === null || parent === null) return false;
    return parent.scope.isAsync || parent.isInCoroutine;
  }

  /** The finished code object. */
  finish(): CodeObject {
    const { scope, options, program, parent } = this;
    const parts = this.code.finish();
    let flags = options.flags ?? CodeFlag.NONE;
    flags |= suspendableFlag(scope.isGenerator, scope.isCoroutine);
    if (scope.isNested) flags |= CodeFlag.NESTED;
    if (this.isInCoroutine) flags |= CodeFlag.IN_COROUTINE;
    if (program.hidden) flags |= CodeFlag.HIDDEN;
    if (program.futureAnnotations) flags |= CodeFlag.FUTURE_ANNOTATIONS;
    const { frees } = scope;
    return {
      name: options.name,
      qualname: options.qualname,
      filename: program.source.filename,
      firstLine: options.firstLine,
      docstring: options.docstring ?? null,
      flags,
      argCount: options.argCount ?? 0,
      posOnlyCount: options.posOnlyCount ?? 0,
      kwOnlyCount: options.kwOnlyCount ?? 0,
      registerCount: parts.registerCount,
      variableNames: scope.variables,
      cellNames: scope.cells,
      freeNames: frees,
      captures: frees.map((name) => parent!.cellOf(name)),
      constants: parts.constants,
      names: parts.names,
      instructions: parts.instructions,
      exceptionTable: parts.exceptionTable,
      // Nobody sees where hidden code is; the positions would be half of the library.
      positions: program.hidden ? NO_POSITIONS : parts.positions,
    };
  }
}

const NO_POSITIONS = new Int32Array(0);

/** What kind of object a call of a block's code makes, as a flag; NONE for a plain function. */
function suspendableFlag(isGenerator: boolean, isCoroutine: boolean): CodeFlag {
  if (isGenerator) return isCoroutine ? CodeFlag.ASYNC_GENERATOR : CodeFlag.GENERATOR;
  return isCoroutine ? CodeFlag.COROUTINE : CodeFlag.NONE;
}

/** Whether evaluating an expression surely binds no variable. */
function isPassive(node: ast.Expr | null): boolean {
  return node === null || node.kind === 'Name' || node.kind === 'Constant';
}
