// Scopes: which names a block of code uses, what it does with them, and where each one lives. The
// tree is built by scope-builder.ts from the whole program before anything is emitted; `resolve`
// then decides for every name whether it is a local variable, shared through a cell, or global.
import type { Positioned } from '../syntax/ast.js';

/** What a scope does with a name: bits of Scope.symbols. */
export const enum Use {
  NONE = 0,
  /** bound by a statement, a target or a definition */
  BOUND = 1,
  PARAMETER = 2,
  /** declared `global` */
  GLOBAL = 4,
  /** declared `nonlocal` */
  NONLOCAL = 8,
  READ = 16,
  ANNOTATED = 32,
  /** the target of a comprehension's `for` */
  ITERATION = 64,
  /** bound by an import */
  IMPORTED = 128,
}

/** Where a name lives, as seen from one scope. */
export const enum Storage {
  /** A register, or the namespace of a class body. */
  LOCAL,
  /** An own cell: an inner scope uses the variable too. */
  CELL,
  /** A cell of an enclosing function. */
  FREE,
  /** Declared `global`. */
  GLOBAL_EXPLICIT,
  /** Not bound in any enclosing function. */
  GLOBAL_IMPLICIT,
}

export type ScopeKind = 'module' | 'class' | 'function' | 'annotation';
export type ComprehensionKind =
  'list comprehension' | 'set comprehension' | 'dict comprehension' | 'generator expression';

/** Reports an error at a node; it does not come back. */
export type Fail = (msg: string, node: Positioned) => never;

export class Scope {
  readonly kind: ScopeKind;
  /** What the code object is called: `<module>`, `f`, `<lambda>`, `<listcomp>` … */
  readonly name: string;
  readonly parent: Scope | null;
  readonly comprehension: ComprehensionKind | null;
  readonly children: Scope[] = [];
  /** The class whose private names (`__x`) are mangled here; null outside classes. */
  readonly privateName: string | null;
  /** Every name that occurs, mangled, in the order in which they occur. */
  readonly symbols = new Map<string, Use>();
  /** Parameters in the order of their registers. */
  readonly parameters: string[] = [];
  /** Where names were declared global or nonlocal, for errors that are found later. */
  readonly declarations = new Map<string, Positioned>();
  /** Names that `del` or the end of an `except … as` may leave unbound. */
  readonly unbound = new Set<string>();
  /** Names that an assignment expression binds, so that reading a register may have to be early. */
  readonly rebound = new Set<string>();
  isGenerator = false;
  /** The body of an `async def`. */
  isAsync = false;
  /** Whether running it may suspend at an await: what `isAsync` or an await in this block makes it. */
  isCoroutine = false;
  /** Whether a statement `x: T` asks for `__annotations__` (module and class bodies). */
  hasAnnotations = false;
  /** Whether `from … import *` may bind any name here. */
  importsStar = false;
  /** A class body whose methods use `__class__` or `super`. */
  needsClassCell = false;
  private readonly storage = new Map<string, Storage>();
  private readonly cellSet = new Set<string>();
  private readonly freeSet = new Set<string>();

  constructor(
    kind: ScopeKind,
    name: string,
    parent: Scope | null,
    privateName: string | null,
    comprehension: ComprehensionKind | null = null,
  ) {
    this.kind = kind;
    this.name = name;
    this.parent = parent;
    this.privateName = privateName;
    this.comprehension = comprehension;
    parent?.children.push(this);
  }

  /** What the scope does with a name so far. */
  useOf(name: string): Use {
    return this.symbols.get(name) ?? Use.NONE;
  }

  /** Whether the name means a variable of this very block. */
  private binds(name: string): boolean {
    const use = this.useOf(name);
    return (
      (use & (Use.GLOBAL | Use.NONLOCAL)) === 0 &&
      (use & (Use.BOUND | Use.PARAMETER | Use.ANNOTATED | Use.IMPORTED)) !== 0
    );
  }

  /** Whether the code runs inside some function, so that it may have free variables. */
  get isNested(): boolean {
    for (let scope = this.parent; scope !== null; scope = scope.parent) {
      if (scope.kind === 'function') return true;
    }
    return false;
  }

  // ---- After resolution

  /** Where a mangled name lives. */
  storageOf(name: string): Storage {
    return this.storage.get(name) ?? Storage.GLOBAL_IMPLICIT;
  }

  /** Variables that inner scopes share, in the order of the frame's own cells: parameters first. */
  get cells(): string[] {
    const parameters = this.parameters.filter((name) => this.cellSet.has(name));
    const others = [...this.cellSet].filter((name) => !parameters.includes(name));
    return [...parameters, ...others.sort()];
  }

  /** Free variables, those that are only passed on to inner scopes included. */
  get frees(): string[] {
    return [...this.freeSet].sort();
  }

  /** Names of the registers that hold variables: all parameters, then the other locals. */
  get variables(): string[] {
    const names = [...this.parameters];
    if (this.kind !== 'function') return names;
    for (const name of this.symbols.keys()) {
      if ((this.useOf(name) & Use.PARAMETER) === 0 && this.storageOf(name) === Storage.LOCAL) {
        names.push(name);
      }
    }
    return names;
  }

  /** Decides for every name of this scope and of those inside it where it lives. */
  resolve(fail: Fail): void {
    for (const [name, use] of this.symbols) this.resolveName(name, use, fail);
    for (const child of this.children) child.resolve(fail);
  }

  private resolveName(name: string, use: Use, fail: Fail): void {
    if ((use & Use.GLOBAL) !== 0) {
      if ((use & Use.NONLOCAL) !== 0) {
        fail(`name '${name}' is nonlocal and global`, this.declarations.get(name)!);
      }
      this.storage.set(name, Storage.GLOBAL_EXPLICIT);
    } else if ((use & Use.NONLOCAL) !== 0) {
      const place = this.declarations.get(name)!;
      if (this.parent === null) fail('nonlocal declaration not allowed at module level', place);
      if (!this.capture(name)) fail(`no binding for nonlocal '${name}' found`, place);
      this.storage.set(name, Storage.FREE);
    } else if (this.binds(name)) {
      this.storage.set(name, Storage.LOCAL);
    } else {
      this.storage.set(name, this.capture(name) ? Storage.FREE : Storage.GLOBAL_IMPLICIT);
    }
  }

  /** Makes a variable of an enclosing scope a free variable of this one; false if there is none. */
  private capture(name: string): boolean {
    if (this.parent === null || !this.parent.offer(name)) return false;
    this.freeSet.add(name);
    return true;
  }

  /**
   * Whether inner scopes see a variable of this name here or further out; here it becomes a cell.
   * The variables of a class body are not seen from inside, except the cell `__class__` that
   * every class has.
   */
  private offer(name: string): boolean {
    if (this.kind === 'class') {
      if (name !== '__class__') return this.capture(name);
      this.needsClassCell = true;
      this.cellSet.add(name);
      return true;
    }
    if ((this.useOf(name) & Use.GLOBAL) !== 0) return false;
    if (this.kind !== 'function' || !this.binds(name)) return this.capture(name);
    this.storage.set(name, Storage.CELL);
    this.cellSet.add(name);
    return true;
  }
}

/** A private name of a class (`__x`) as it is stored; other names are themselves. */
export function mangle(name: string, privateName: string | null): string {
  if (privateName === null || !name.startsWith('__') || name.endsWith('__')) return name;
  if (name.includes('.')) return name;
  const owner = privateName.replace(/^_+/, '');
  return owner === '' ? name : `_${owner}${name}`;
}
