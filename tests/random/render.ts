// A random program as Python source. Rendering is where a program becomes legal and is made to end:
// numbers become names that exist, control flow that would be illegal becomes `pass`, and calls that
// would run for too long become literals.
//
// What the programs avoid on purpose: a generator that is dropped while suspended, other than by the
// `for` statement that made it. All others go through `keep`, into a list that lives to the end.

import { helperSource } from './helpers.js';
import { ExpressionRenderer } from './render-expressions.js';
import { ROUNDS, loopWord } from './render-sources.js';
import { Scope, type Callable, type FunctionKind } from './scope.js';
import {
  IRREFUTABLE,
  PATTERNS,
  type FunctionNode,
  type Handler,
  type Manager,
  type Program,
  type Stmt,
} from './syntax.js';

/** What running one function may cost at most, in statements or so. */
const FUNCTION_LIMIT = 120;
const MAIN_LIMIT = 1200;

/** Kinds of functions by `FunctionNode.kind`, in programs without and with asynchronous ones. */
const KINDS: readonly FunctionKind[] = [
  'generator',
  'generator',
  'generator',
  'generator',
  'plain',
];
const ASYNC_KINDS: readonly FunctionKind[] = [
  'coroutine',
  'asyncgen',
  'coroutine',
  'generator',
  'plain',
];
const LETTERS = { generator: 'g', plain: 'f', coroutine: 'c', asyncgen: 'a' };

export function renderProgram(program: Program): string {
  return new Renderer().program(program);
}

class Renderer extends ExpressionRenderer {
  private functions = 0;

  program(program: Program): string {
    this.isAsync = program.isAsync;
    const module = new Scope('module', null, MAIN_LIMIT);
    program.functions.forEach((node, n) => {
      const kind = this.kindOf(node);
      const name = `${LETTERS[kind]}${n}`;
      this.emit('\n');
      const parameters = { names: ['a', 'b'], text: 'a=0, b=1' };
      const body = (scope: Scope): void => this.block(scope, node.body);
      module.add(this.function(module, name, kind, parameters, FUNCTION_LIMIT, body));
    });
    const main = (scope: Scope): void => {
      for (const which of program.made) {
        const kinds: FunctionKind[] = ['generator', 'coroutine', 'asyncgen'];
        const callee = this.affordable(scope, which, kinds);
        if (callee === null) continue;
        const keep = callee.kind === 'asyncgen' ? 'akeep' : 'keep';
        this.emit(`${this.use(keep)}(${this.callOf(scope, callee, [], false)})`);
      }
      this.block(scope, program.main);
    };
    if (program.enclosed) {
      this.emit('\n');
      this.function(module, 'main', 'plain', { names: [], text: '' }, MAIN_LIMIT, main);
    }
    this.emit('\n');
    this.emit('try:');
    if (program.enclosed) this.indented(() => this.emit('main()'));
    else {
      const text = this.captured(() => this.indented(() => main(module)));
      for (const name of ['x', 'y']) if (module.used.has(name)) this.emit(`    ${name} = None`);
      this.lines.push(...text);
      if (text.length === 0) this.emit('    pass');
    }
    this.emit('except BaseException as error:');
    this.emit('    report("main", error)');
    this.emit('finish()');
    if (this.isAsync) this.emit(`${this.use('afinish')}()`);
    const body = this.lines.join('\n').trim();
    const head = helperSource(this.helpers);
    return `${head.trim()}\n\n\n${body}\n`;
  }

  private kindOf({ kind }: FunctionNode): FunctionKind {
    const kinds = this.isAsync ? ASYNC_KINDS : KINDS;
    return kinds[kind % kinds.length]!;
  }

  /** Renders a `def` with its body; `body` emits the statements. */
  private function(
    outer: Scope,
    name: string,
    kind: FunctionKind,
    parameters: { names: readonly string[]; text: string },
    limit: number,
    body: (scope: Scope) => void,
    captures = 0,
  ): Callable {
    const scope = new Scope(kind, outer, limit, name, parameters.names);
    scope.capture(captures);
    const word = kind === 'coroutine' || kind === 'asyncgen' ? 'async def' : 'def';
    this.emit(`${word} ${name}(${parameters.text}):`);
    this.indented(() => {
      const text = this.captured(() => body(scope));
      const { declaration } = scope;
      if (declaration !== '') this.emit(declaration);
      for (const own of ['x', 'y']) {
        if (scope.used.has(own) && !scope.captured.has(own)) this.emit(`${own} = None`);
      }
      this.lines.push(...text);
      if ((kind === 'generator' || kind === 'asyncgen') && !scope.yielded) {
        this.emit('yield');
        scope.countYields(1);
      } else if (text.length === 0) this.emit('pass');
    });
    const { cost, yields } = scope;
    return { name, kind, parameters: parameters.names, cost: cost + 2, yields };
  }

  // Statements.

  /** Emits statements; nothing for none. */
  private block(scope: Scope, statements: readonly Stmt[]): void {
    for (const statement of statements) this.statement(scope, statement);
  }

  /** Emits an indented block, `pass` for an empty one. */
  private suite(scope: Scope, statements: readonly Stmt[]): void {
    this.indented(() => {
      const text = this.captured(() => this.block(scope, statements));
      if (text.length === 0) this.emit('pass');
      else this.lines.push(...text);
    });
  }

  private clause(scope: Scope, head: string, statements: readonly Stmt[]): void {
    const text = this.captured(() => this.suite(scope, statements));
    if (text.length === 1 && text[0]!.trim() === 'pass') return;
    this.emit(head);
    this.lines.push(...text);
  }

  private statement(scope: Scope, node: Stmt): void {
    scope.spend(1);
    switch (node.kind) {
      case 'pass':
        return;
      case 'print': {
        const values = node.values.map((value) => this.expression(scope, value));
        this.emit(`print(${[this.tag(), ...values].join(', ')})`);
        return;
      }
      case 'expression':
        this.emit(this.expression(scope, node.value));
        return;
      case 'attempt': {
        const tag = this.tag();
        this.emit('try:');
        this.indented(() => this.emit(`print(${tag}, ${this.expression(scope, node.value)})`));
        this.emit('except BaseException as error:');
        this.indented(() => this.emit(`${this.use('report')}(${tag}, error)`));
        return;
      }
      case 'assign': {
        const operator = node.augmented ? '+=' : '=';
        const target =
          node.index === null
            ? scope.target(node.target)
            : `${this.use('box')}[${this.expression(scope, node.index)}]`;
        this.emit(`${target} ${operator} ${this.expression(scope, node.value)}`);
        return;
      }
      case 'unpack': {
        const { text } = this.held(scope, node.source);
        const x = scope.target(0);
        const y = scope.target(1);
        this.emit(`${x}, ${node.starred ? '*' : ''}${y} = ${text}`);
        return;
      }
      case 'delete':
        if (node.index === null) this.emit(`del ${scope.target(node.which)}`);
        else this.emit(`del ${this.use('box')}[${this.expression(scope, node.index)}]`);
        return;
      case 'assert': {
        const test = this.expression(scope, node.value);
        const message = node.message === null ? '' : `, ${this.expression(scope, node.message)}`;
        this.emit(`assert ${test}${message}`);
        return;
      }
      case 'if':
        if (node.test === null) {
          this.block(scope, node.body);
          this.block(scope, node.otherwise);
          return;
        }
        this.emit(`if ${this.expression(scope, node.test)}:`);
        this.suite(scope, node.body);
        this.clause(scope, 'else:', node.otherwise);
        return;
      case 'for': {
        if (node.source === null) {
          this.block(scope, node.body);
          this.block(scope, node.otherwise);
          return;
        }
        const source = this.source(scope, node.source, false, scope.mayAwait);
        this.emit(`${loopWord(source)} ${scope.target(node.target)} in ${source.text}:`);
        scope.loop(source.rounds, () => this.suite(scope, node.body));
        this.clause(scope, 'else:', node.otherwise);
        return;
      }
      case 'while':
        if (node.test === null) {
          this.block(scope, node.body);
          this.block(scope, node.otherwise);
          return;
        }
        scope.loop(ROUNDS, () => {
          const test = this.expression(scope, node.test!);
          const more = this.use('more');
          switch (node.form) {
            case 'test':
              this.emit(`while ${more}(${test}):`);
              break;
            case 'and':
              this.emit(`while ${more}() and ${test}:`);
              break;
            case 'bound':
              this.emit(`while (${scope.target(0)} := ${more}(${test})):`);
              break;
            case 'endless':
              this.emit('while True:');
              this.indented(() => this.emit(`if not ${more}(${test}): break`));
              break;
          }
          this.suite(scope, node.body);
        });
        this.clause(scope, 'else:', node.otherwise);
        return;
      case 'try':
        this.tryStatement(scope, node);
        return;
      case 'with': {
        if (node.managers.length === 0) {
          this.block(scope, node.body);
          return;
        }
        const isAsync = scope.mayAwait && node.managers[0]!.error % 2 === 0;
        const items = node.managers.map((manager) => this.manager(scope, manager, isAsync));
        this.emit(`${isAsync ? 'async with' : 'with'} ${items.join(', ')}:`);
        this.suite(scope, node.body);
        return;
      }
      case 'raise': {
        const error = node.error === null ? '' : ` ${this.raising(scope, node.error)}`;
        let cause = '';
        if (error !== '' && node.cause !== null) {
          cause = ` from ${node.cause === 'None' ? 'None' : this.raising(scope, node.cause)}`;
        }
        this.emit(`raise${error}${cause}`);
        return;
      }
      case 'leave':
        if (node.how === 'return') {
          if (scope.kind === 'module' || scope.kind === 'class') return;
          const value = node.value === null ? '' : ` ${this.expression(scope, node.value)}`;
          this.emit(scope.kind === 'asyncgen' ? 'return' : `return${value}`);
        } else if (scope.loops > 0) this.emit(node.how);
        return;
      case 'match':
        this.matchStatement(scope, node);
        return;
      case 'class': {
        if (scope.kind === 'class') return;
        const name = `C${this.functions++}`;
        const inner = new Scope('class', scope, FUNCTION_LIMIT / 2, name);
        this.emit(`class ${name}:`);
        this.suite(inner, node.body);
        this.emit(`print(${this.tag()}, ${name}.__dict__.get('x', '-'))`);
        scope.spend(inner.cost);
        return;
      }
      case 'define': {
        if (scope.kind === 'class') return;
        const name = `h${this.functions++}`;
        const argument = node.default === null ? 'None' : this.expression(scope, node.default);
        const limit = FUNCTION_LIMIT / 2;
        const parameters = { names: ['p'], text: `p=${argument}` };
        const body = (inner: Scope): void => this.block(inner, node.body);
        const kind = node.generator ? this.nestedKind(scope) : 'plain';
        scope.add(this.function(scope, name, kind, parameters, limit, body, node.captures));
        return;
      }
    }
  }

  /** What a function that suspends is inside another. */
  private nestedKind(scope: Scope): FunctionKind {
    if (!scope.mayAwait) return 'generator';
    return scope.alternate() ? 'coroutine' : 'asyncgen';
  }

  private matchStatement(scope: Scope, node: Stmt & { kind: 'match' }): void {
    // A pattern that matches everything must be guarded or the last.
    const cases = node.cases.filter(
      ({ pattern, guard }, n) =>
        pattern < IRREFUTABLE || guard !== null || n === node.cases.length - 1,
    );
    if (cases.length === 0) return;
    this.emit(`match ${this.expression(scope, node.subject)}:`);
    this.indented(() => {
      for (const { pattern, guard, body } of cases) {
        const text = PATTERNS[pattern]!;
        for (const name of text.match(/\b[xy]\b/g) ?? []) scope.noted(name);
        const condition = guard === null ? '' : ` if ${this.expression(scope, guard)}`;
        this.emit(`case ${text}${condition}:`);
        this.suite(scope, body);
      }
    });
  }

  private tryStatement(scope: Scope, node: Stmt & { kind: 'try' }): void {
    const { body, handlers, otherwise, final } = node;
    if (handlers.length === 0 && final === null) {
      this.block(scope, body);
      this.block(scope, otherwise);
      return;
    }
    this.emit('try:');
    this.suite(scope, handlers.length === 0 ? [...body, ...otherwise] : body);
    handlers.forEach((handler, n) => this.handler(scope, handler, n === handlers.length - 1));
    if (handlers.length > 0) this.clause(scope, 'else:', otherwise);
    if (final !== null) {
      this.emit('finally:');
      this.suite(scope, final);
    }
  }

  private handler(scope: Scope, node: Handler, last: boolean): void {
    const classes = node.classes.map((n) => this.caught(n));
    const bare = last && node.extra === null && !node.named;
    if (classes.length === 0 || (bare && classes[0] === '')) {
      this.emit(last ? 'except:' : 'except Exception:');
      this.suite(scope, node.body);
      return;
    }
    const named = classes.map((text) => (text === '' ? 'BaseException' : text));
    let text = named.length === 1 ? named[0]! : `(${named.join(', ')})`;
    if (node.extra !== null) {
      text = `${this.use('first')}(${text}, ${this.expression(scope, node.extra)})`;
    }
    if (node.named) {
      scope.handler((name) => {
        this.emit(`except ${text} as ${name}:`);
        this.suite(scope, node.body);
      });
    } else {
      this.emit(`except ${text}:`);
      this.suite(scope, node.body);
    }
  }

  private manager(scope: Scope, node: Manager, isAsync: boolean): string {
    if (node.fails === 'neither') return node.argument === null ? 'None' : '1';
    const name = this.use(isAsync ? 'AsyncManager' : 'Manager');
    const parts = [`${name}('m${this.tag()}'`];
    const swallows = this.caught(node.swallows);
    if (swallows !== '') parts.push(swallows);
    if (node.argument !== null) {
      const argument = this.expression(scope, node.argument);
      parts[0] = `${name}(${this.use('first')}('m${this.tag()}', ${argument})`;
    }
    if (node.fails !== '') parts.push(`${node.fails}=${this.instance(node.error)}`);
    if (node.then !== null) {
      parts.push(`then=lambda: ${scope.quiet(() => this.expression(scope, node.then!))}`);
    }
    return `${parts.join(', ')})${node.target ? ` as ${scope.target(node.error)}` : ''}`;
  }
}
