// Builds the tree of scopes of a program: one walk over the syntax tree that records what every
// block does with every name, and finds the faults that Python finds there. The walk visits things
// in the order in which they run, so that variables get their registers in the order of use.
import type * as ast from '../syntax/ast.js';
import type { Doubtful } from './warnings.js';
import { type ComprehensionKind, type Fail, mangle, Scope, Use } from './scopes.js';

/** The nodes that open a scope of their own. */
export type ScopeNode =
  | ast.Mod
  | ast.FunctionDef
  | ast.AsyncFunctionDef
  | ast.ClassDef
  | ast.Lambda
  | ast.ListComp
  | ast.SetComp
  | ast.DictComp
  | ast.GeneratorExp;

type ComprehensionNode = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp;

const COMPREHENSIONS: Record<ComprehensionNode['kind'], [name: string, kind: ComprehensionKind]> = {
  ListComp: ['<listcomp>', 'list comprehension'],
  SetComp: ['<setcomp>', 'set comprehension'],
  DictComp: ['<dictcomp>', 'dict comprehension'],
  GeneratorExp: ['<genexpr>', 'generator expression'],
};

/** What a walk over a program finds. */
export interface ScopeTree {
  readonly scopes: ReadonlyMap<ScopeNode, Scope>;
  /** What a warning may have to be given of, in the order in which CPython would. */
  readonly doubtful: readonly Doubtful[];
}

/** The scopes of a whole program, resolved. */
export function buildScopes(root: ast.Mod, futureAnnotations: boolean, fail: Fail): ScopeTree {
  const builder = new ScopeBuilder(futureAnnotations, fail);
  builder.program(root);
  return builder;
}

class ScopeBuilder implements ScopeTree {
  readonly scopes = new Map<ScopeNode, Scope>();
  readonly doubtful: Doubtful[] = [];
  private readonly futureAnnotations: boolean;
  private readonly fail: Fail;
  private readonly root = new Scope('module', '<module>', null, null);
  private scope = this.root;
  /** Whether the names being visited are the targets of a comprehension's `for`. */
  private inIterationTarget = false;
  /** How many iterables of comprehensions are around: no assignment expression may stand there. */
  private iterableDepth = 0;

  constructor(futureAnnotations: boolean, fail: Fail) {
    this.futureAnnotations = futureAnnotations;
    this.fail = fail;
  }

  program(root: ast.Mod): void {
    this.scopes.set(root, this.root);
    if (root.kind === 'Expression') this.expression(root.body);
    else this.statements(root.body);
    this.scope.resolve(this.fail);
  }

  private refuse(what: string, node: ast.Positioned): never {
    return this.fail(`pyg does not support ${what} yet`, node);
  }

  /** Runs `body` inside a new scope. */
  private inside(node: ScopeNode, scope: Scope, body: () => void): void {
    const { scope: outer, inIterationTarget } = this;
    this.scopes.set(node, scope);
    this.scope = scope;
    this.inIterationTarget = false;
    body();
    this.scope = outer;
    this.inIterationTarget = inIterationTarget;
  }

  private use(name: string, use: Use, node: ast.Positioned, scope: Scope = this.scope): void {
    const mangled = mangle(name, this.scope.privateName);
    const before = scope.useOf(mangled);
    if ((use & before & Use.PARAMETER) !== 0) {
      this.fail(`duplicate argument '${name}' in function definition`, node);
    }
    let after = before | use;
    if (this.inIterationTarget) {
      if ((after & (Use.GLOBAL | Use.NONLOCAL)) !== 0) {
        this.fail(
          `comprehension inner loop cannot rebind assignment expression target '${mangled}'`,
          node,
        );
      }
      after |= Use.ITERATION;
    }
    scope.symbols.set(mangled, after);
    if ((use & Use.GLOBAL) !== 0) {
      this.root.symbols.set(mangled, this.root.useOf(mangled) | Use.GLOBAL);
    }
    if ((use & Use.PARAMETER) !== 0) scope.parameters.push(mangled);
  }

  // ---- Statements

  private statements(body: readonly ast.Stmt[]): void {
    for (const statement of body) this.statement(statement);
  }

  private statement(node: ast.Stmt): void {
    switch (node.kind) {
      case 'FunctionDef':
      case 'AsyncFunctionDef':
        return this.functionDefinition(node);
      case 'ClassDef':
        return this.classDefinition(node);
      case 'Return':
        return this.optional(node.value);
      case 'Delete':
        return this.expressions(node.targets);
      case 'Assign':
        this.expression(node.value);
        return this.expressions(node.targets);
      case 'AugAssign':
        this.expression(node.target);
        return this.expression(node.value);
      case 'AnnAssign':
        return this.annotatedAssignment(node);
      case 'For':
      case 'AsyncFor':
        this.expression(node.iter);
        this.expression(node.target);
        this.statements(node.body);
        return this.statements(node.orelse);
      case 'While':
        this.expression(node.test);
        this.statements(node.body);
        return this.statements(node.orelse);
      case 'If':
        return this.conditional(node);
      case 'With':
      case 'AsyncWith':
        for (const item of node.items) {
          this.expression(item.contextExpr);
          this.optional(item.optionalVars);
        }
        return this.statements(node.body);
      case 'Raise':
        this.optional(node.exc);
        return this.optional(node.cause);
      case 'Try':
        return this.tryStatement(node);
      case 'Assert':
        this.doubtful.push(node);
        this.expression(node.test);
        return this.optional(node.msg);
      case 'Import':
        for (const alias of node.names) {
          const bound = alias.asname ?? alias.name.split('.', 1)[0]!;
          this.use(bound, Use.IMPORTED, alias);
        }
        return;
      case 'ImportFrom':
        return this.importFrom(node);
      case 'Global':
        return this.declaration(node, Use.GLOBAL, 'global');
      case 'Nonlocal':
        return this.declaration(node, Use.NONLOCAL, 'nonlocal');
      case 'Expr':
        return this.expression(node.value);
      case 'Pass':
      case 'Break':
      case 'Continue':
        return;
      case 'Match':
        this.expression(node.subject);
        for (const clause of node.cases) {
          this.pattern(clause.pattern);
          this.optional(clause.guard);
          this.statements(clause.body);
        }
        return;
      case 'TryStar':
        return this.refuse("'except*'", node);
    }
  }

  /** An `if` with all its `elif`s, which may be thousands: a loop, not a recursion. */
  private conditional(node: ast.If): void {
    let branch: ast.If = node;
    for (;;) {
      this.expression(branch.test);
      this.statements(branch.body);
      const next: ast.Stmt | undefined = branch.orelse[0];
      if (branch.orelse.length !== 1 || next?.kind !== 'If') break;
      branch = next;
    }
    this.statements(branch.orelse);
  }

  private tryStatement(node: ast.Try): void {
    this.statements(node.body);
    this.statements(node.orelse);
    for (const handler of node.handlers) {
      this.optional(handler.type);
      if (handler.name !== null) {
        this.use(handler.name, Use.BOUND, handler);
        this.scope.unbound.add(mangle(handler.name, this.scope.privateName));
      }
      this.statements(handler.body);
    }
    this.statements(node.finalbody);
  }

  private pattern(node: ast.Pattern): void {
    switch (node.kind) {
      case 'MatchValue':
        return this.expression(node.value);
      case 'MatchSingleton':
        return;
      case 'MatchSequence':
      case 'MatchOr':
        return this.patterns(node.patterns);
      case 'MatchMapping':
        this.expressions(node.keys);
        this.patterns(node.patterns);
        return this.captured(node.rest, node);
      case 'MatchClass':
        this.expression(node.cls);
        this.patterns(node.patterns);
        return this.patterns(node.kwdPatterns);
      case 'MatchStar':
        return this.captured(node.name, node);
      case 'MatchAs':
        if (node.pattern !== null) this.pattern(node.pattern);
        return this.captured(node.name, node);
    }
  }

  private patterns(nodes: readonly ast.Pattern[]): void {
    for (const node of nodes) this.pattern(node);
  }

  private captured(name: string | null, node: ast.Pattern): void {
    if (name !== null) this.use(name, Use.BOUND, node);
  }

  private importFrom(node: ast.ImportFrom): void {
    for (const alias of node.names) {
      if (alias.name !== '*') this.use(alias.asname ?? alias.name, Use.IMPORTED, alias);
      else if (this.scope.kind === 'module') this.scope.importsStar = true;
      else this.fail('import * only allowed at module level', alias);
    }
  }

  private declaration(node: ast.Global | ast.Nonlocal, use: Use, word: string): void {
    for (const name of node.names) {
      const mangled = mangle(name, this.scope.privateName);
      const before = this.scope.useOf(mangled);
      if ((before & Use.PARAMETER) !== 0)
        this.fail(`name '${name}' is parameter and ${word}`, node);
      if ((before & Use.READ) !== 0) {
        this.fail(`name '${name}' is used prior to ${word} declaration`, node);
      }
      if ((before & Use.ANNOTATED) !== 0)
        this.fail(`annotated name '${name}' can't be ${word}`, node);
      if ((before & Use.BOUND) !== 0) {
        this.fail(`name '${name}' is assigned to before ${word} declaration`, node);
      }
      this.use(name, use, node);
      this.declare(mangled, node);
    }
  }

  /** Remembers where a name was first declared global or nonlocal. */
  private declare(mangled: string, node: ast.Positioned): void {
    const { declarations } = this.scope;
    if (!declarations.has(mangled)) declarations.set(mangled, node);
  }

  private annotatedAssignment(node: ast.AnnAssign): void {
    const { target } = node;
    if (target.kind === 'Name' && node.simple) {
      const before = this.scope.useOf(mangle(target.id, this.scope.privateName));
      const declared = before & (Use.GLOBAL | Use.NONLOCAL);
      if (declared !== 0 && this.scope.kind !== 'module') {
        const word = (before & Use.GLOBAL) !== 0 ? 'global' : 'nonlocal';
        this.fail(`annotated name '${target.id}' can't be ${word}`, node);
      }
      this.scope.hasAnnotations = true;
    }
    this.optional(node.value);
    if (target.kind !== 'Name') this.expression(target);
    else if (node.simple) this.use(target.id, Use.ANNOTATED | Use.BOUND, target);
    else if (node.value !== null) this.use(target.id, Use.BOUND, target);
    this.annotation(node.annotation);
  }

  /** Under the future import an annotation is text: its names are nobody's. */
  private annotation(node: ast.Expr | null): void {
    if (node === null) return;
    if (!this.futureAnnotations) return this.expression(node);
    const { scope } = this;
    this.scope = new Scope('annotation', '_annotation', null, scope.privateName);
    this.expression(node);
    this.scope = scope;
  }

  private forbidInAnnotation(what: string, node: ast.Expr): void {
    if (this.scope.kind !== 'annotation') return;
    this.fail(`'${what} expression' can not be used within an annotation`, node);
  }

  private functionDefinition(node: ast.FunctionDef | ast.AsyncFunctionDef): void {
    this.expressions(node.decoratorList);
    this.defaults(node.args);
    for (const parameter of allParameters(node.args)) this.annotation(parameter.annotation);
    this.annotation(node.returns);
    this.use(node.name, Use.BOUND, node);
    const scope = new Scope('function', node.name, this.scope, this.scope.privateName);
    scope.isAsync = node.kind === 'AsyncFunctionDef';
    scope.isCoroutine = scope.isAsync;
    this.inside(node, scope, () => {
      this.parameters(node.args);
      this.statements(node.body);
    });
  }

  private defaults(args: ast.Arguments): void {
    this.expressions(args.defaults);
    for (const value of args.kwDefaults) this.optional(value);
  }

  private parameters(args: ast.Arguments): void {
    for (const parameter of allParameters(args)) this.use(parameter.arg, Use.PARAMETER, parameter);
  }

  private classDefinition(node: ast.ClassDef): void {
    this.expressions(node.decoratorList);
    this.expressions(node.bases);
    for (const keyword of node.keywords) this.expression(keyword.value);
    this.use(node.name, Use.BOUND, node);
    const scope = new Scope('class', node.name, this.scope, node.name);
    this.inside(node, scope, () => this.statements(node.body));
  }

  // ---- Expressions

  private expressions(nodes: readonly ast.Expr[]): void {
    for (const node of nodes) this.expression(node);
  }

  private optional(node: ast.Expr | null): void {
    if (node !== null) this.expression(node);
  }

  private expression(node: ast.Expr): void {
    switch (node.kind) {
      case 'Constant':
        if (node.value.type === 'complex') this.refuse('complex numbers', node);
        return;
      case 'Name':
        return this.name(node);
      case 'BinOp':
        return this.binaryOperation(node);
      case 'UnaryOp':
        return this.expression(node.operand);
      case 'BoolOp':
        return this.expressions(node.values);
      case 'Compare':
        this.doubtful.push(node);
        this.expression(node.left);
        return this.expressions(node.comparators);
      case 'Call':
        this.doubtful.push(node);
        this.expression(node.func);
        this.expressions(node.args);
        for (const keyword of node.keywords) this.expression(keyword.value);
        return;
      case 'IfExp':
        this.expression(node.test);
        this.expression(node.body);
        return this.expression(node.orelse);
      case 'NamedExpr':
        return this.namedExpression(node);
      case 'Lambda':
        return this.lambda(node);
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        return this.comprehension(node);
      case 'Yield':
      case 'YieldFrom':
        this.forbidInAnnotation('yield', node);
        this.optional(node.value);
        this.scope.isGenerator = true;
        if (this.scope.comprehension !== null) {
          this.fail(`'yield' inside ${this.scope.comprehension}`, node);
        }
        return;
      case 'Attribute':
      case 'Starred':
        return this.expression(node.value);
      case 'Await':
        this.forbidInAnnotation('await', node);
        this.scope.isCoroutine = true;
        return this.expression(node.value);
      case 'Subscript':
        this.doubtful.push(node);
        this.expression(node.value);
        return this.expression(node.slice);
      case 'Slice':
        this.optional(node.lower);
        this.optional(node.upper);
        return this.optional(node.step);
      case 'List':
      case 'Tuple':
      case 'Set':
        return this.expressions(node.elts);
      case 'Dict':
        node.values.forEach((value, index) => {
          this.optional(node.keys[index]!);
          this.expression(value);
        });
        return;
      case 'JoinedStr':
        return this.expressions(node.values);
      case 'FormattedValue':
        this.expression(node.value);
        return this.optional(node.formatSpec);
    }
  }

  /** `a + b + c …` leans to the left, as deep as it is long: a loop along that side. */
  private binaryOperation(node: ast.BinOp): void {
    const rights: ast.Expr[] = [];
    let left: ast.Expr = node;
    for (; left.kind === 'BinOp'; left = left.left) rights.push(left.right);
    this.expression(left);
    for (const right of rights.reverse()) this.expression(right);
  }

  private name(node: ast.Name): void {
    const { scope } = this;
    this.use(node.id, node.ctx === 'Load' ? Use.READ : Use.BOUND, node);
    if (node.ctx === 'Del') scope.unbound.add(mangle(node.id, scope.privateName));
    if (node.ctx === 'Load' && scope.kind === 'function' && node.id === 'super') {
      this.use('__class__', Use.READ, node);
    }
  }

  private namedExpression(node: ast.NamedExpr): void {
    this.forbidInAnnotation('named', node);
    if (this.iterableDepth > 0) {
      this.fail(
        'assignment expression cannot be used in a comprehension iterable expression',
        node,
      );
    }
    if (this.scope.comprehension !== null) this.bindOutside(node.target);
    this.expression(node.value);
    this.expression(node.target);
    this.scope.rebound.add(mangle(node.target.id, this.scope.privateName));
  }

  /** An assignment expression in a comprehension binds a name of the block around it. */
  private bindOutside(target: ast.Name): void {
    const name = mangle(target.id, this.scope.privateName);
    let owner = this.scope;
    for (; owner.comprehension !== null; owner = owner.parent!) {
      if ((owner.useOf(name) & Use.ITERATION) !== 0) {
        this.fail(
          `assignment expression cannot rebind comprehension iteration variable '${target.id}'`,
          target,
        );
      }
    }
    if (owner.kind === 'class') {
      this.fail(
        'assignment expression within a comprehension cannot be used in a class body',
        target,
      );
    }
    const isGlobal = owner.kind === 'module' || (owner.useOf(name) & Use.GLOBAL) !== 0;
    this.use(target.id, isGlobal ? Use.GLOBAL : Use.NONLOCAL, target);
    this.declare(name, target);
    this.use(target.id, owner.kind === 'module' ? Use.GLOBAL : Use.BOUND, target, owner);
  }

  private lambda(node: ast.Lambda): void {
    this.defaults(node.args);
    const scope = new Scope('function', '<lambda>', this.scope, this.scope.privateName);
    this.inside(node, scope, () => {
      this.parameters(node.args);
      this.expression(node.body);
    });
  }

  private comprehension(node: ComprehensionNode): void {
    const [first, ...rest] = node.generators;
    const [name, kind] = COMPREHENSIONS[node.kind];
    this.iterable(first!.iter);
    const scope = new Scope('function', name, this.scope, this.scope.privateName, kind);
    this.inside(node, scope, () => {
      this.use('.0', Use.PARAMETER, first!.iter);
      if (first!.isAsync) scope.isCoroutine = true;
      this.iterationTarget(first!.target);
      this.expressions(first!.ifs);
      for (const clause of rest) {
        if (clause.isAsync) scope.isCoroutine = true;
        this.iterationTarget(clause.target);
        this.iterable(clause.iter);
        this.expressions(clause.ifs);
      }
      if (node.kind === 'DictComp') {
        this.expression(node.key);
        this.expression(node.value);
      } else this.expression(node.elt);
      scope.isGenerator = node.kind === 'GeneratorExp';
    });
    // What it awaits is awaited where it stands; a generator expression is only made there.
    if (scope.isCoroutine && !scope.isGenerator) this.scope.isCoroutine = true;
  }

  private iterationTarget(target: ast.Expr): void {
    this.inIterationTarget = true;
    this.expression(target);
    this.inIterationTarget = false;
  }

  private iterable(node: ast.Expr): void {
    this.iterableDepth += 1;
    this.expression(node);
    this.iterableDepth -= 1;
  }
}

/** Parameters in the order of their registers. */
export function allParameters(args: ast.Arguments): ast.Arg[] {
  const parameters = [...args.posonlyargs, ...args.args, ...args.kwonlyargs];
  if (args.vararg !== null) parameters.push(args.vararg);
  if (args.kwarg !== null) parameters.push(args.kwarg);
  return parameters;
}
