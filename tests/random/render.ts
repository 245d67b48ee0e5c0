// A random program as Python source. Rendering is where a program becomes legal and is made to end:
// numbers become names that exist, control flow that would be illegal becomes `pass`, and calls that
// would run for too long become literals.
//
// Half of the programs let go of suspended generators, and of other things that notice their end, in
// all kinds of ways; in the others all generators but those that a `for` statement made go through
// `keep`, into a list that lives to the end. What the programs avoid on purpose is what is known to
// end at another moment than on CPython (docs/differences.md), and what damages a frame of CPython.

import { ALL_HELPERS, dearHelperSource, helperSource } from './helpers.js';
import { ExpressionRenderer } from './render-expressions.js';
import { ROUNDS, loopWord } from './render-sources.js';
import { Scope, type Callable, type FunctionKind } from './scope.js';
import {
  IRREFUTABLE,
  PATTERNS,
  type Expr,
  type FunctionNode,
  type Handler,
  type Left,
  type Manager,
  type Program,
  type Stack,
  type Stmt,
  type Target,
} from './syntax.js';

/** What running one function may cost at most, in statements or so. */
const FUNCTION_LIMIT = 120;
const MAIN_LIMIT = 1200;
/** One in so many statements that end a block is followed by more. */
const DEAD_CODE_IN = 8;

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
/** The last line of a program whose output is compared up to the end of its process. */
export const TO_THE_END = '# What is left ends now.';

const LETTERS = { generator: 'g', plain: 'f', coroutine: 'c', asyncgen: 'a' };

/** @param whole whether all helpers are there, not only those that are used */
export function renderProgram(program: Program, whole = false): string {
  return new Renderer().program(program, whole);
}

class Renderer extends ExpressionRenderer {
  private functions = 0;
  /** Statements that end a block. */
  private ends = 0;

  program(program: Program, whole: boolean): string {
    this.isAsync = program.isAsync;
    this.drops = program.drops;
    this.imports = program.imports;
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
        // Coroutines that are never started would give warnings, where they end.
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
    // What the module's own code has left in variables would be more than is to be compared.
    this.end(program.enclosed ? program.left : []);
    const body = this.lines.join('\n').trim();
    const { helpers } = this;
    const head = whole ? ALL_HELPERS + dearHelperSource(helpers) : helperSource(helpers);
    return `${head}${body}\n`;
  }

  /** What a program does at last with all there is. */
  private end(left: readonly Left[]): void {
    if (!this.drops) {
      this.emit(`${this.use('finish')}()`);
      if (this.isAsync) this.emit(`${this.use('afinish')}()`);
      return;
    }
    this.emit('x = y = z = None');
    this.emit(`${this.use('let_go')}()`);
    if (left.length === 0) return;
    left.forEach((each, n) => this.emit(`left${n} = ${this.left(each)}`));
    this.emit(TO_THE_END);
  }

  private left({ form, inner }: Left): string {
    for (const helper of form.match(/\b[A-Za-z]{4,}\b/g) ?? []) {
      if (helper !== 'iter' && helper !== 'lambda' && helper !== 'send') this.use(helper);
    }
    let held = 0;
    return form
      .replace('#', String(this.tag()))
      .replaceAll('$', () => (held < inner.length ? this.left(inner[held++]!) : 'None'));
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
    return { name, kind, parameters: parameters.names, cost: cost + 2, yields, wrapped: false };
  }

  // Statements.

  /** Emits statements; nothing for none, and mostly nothing that control never gets to. */
  private block(scope: Scope, statements: readonly Stmt[]): void {
    for (const statement of statements) {
      const count = this.lines.length;
      this.statement(scope, statement);
      const { kind } = statement;
      const leaves = (kind === 'raise' || kind === 'leave') && this.lines.length > count;
      if (leaves && ++this.ends % DEAD_CODE_IN !== 0) return;
    }
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
        this.emit(bare(node.value, this.expression(scope, node.value)));
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
        const { operator } = node;
        const also =
          node.also === null || operator !== '=' ? '' : `${this.target(scope, node.also)} = `;
        const target = this.target(scope, node.target);
        const value = this.expression(scope, node.value);
        this.emit(`${also}${target} ${operator} ${bare(node.value, value)}`);
        return;
      }
      case 'unpack': {
        const { text } = this.held(scope, node.source);
        for (const name of node.form.match(/\b[xyz]\b/g) ?? []) scope.noted(name);
        if (node.form.includes('box')) this.use('box');
        this.emit(`${node.form} = ${text}`);
        return;
      }
      case 'delete':
        if (node.index === null) this.emit(`del ${scope.target(node.which)}`);
        else this.emit(`del ${this.use('box')}[${this.expression(scope, node.index)}]`);
        return;
      case 'drop':
        if (this.drops) this.emit(this.filled(scope, node));
        return;
      case 'forget':
        if (this.drops) this.emit(`${scope.target(node.which)} = None`);
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
        this.emit(`${loopWord(source)} ${this.target(scope, node.target)} in ${source.text}:`);
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
        if (node.stack !== null && this.imports) {
          this.stack(scope, node.managers, node.stack, node.body);
          return;
        }
        const isAsync = scope.mayAwait && node.managers[0]!.error % 2 === 0;
        const items = node.managers.map((manager) => {
          const text = this.manager(scope, manager, isAsync);
          return manager.target === null
            ? text
            : `${text} as ${this.target(scope, manager.target)}`;
        });
        this.emit(`${isAsync ? 'async with' : 'with'} ${items.join(', ')}:`);
        this.suite(scope, node.body);
        return;
      }
      case 'raise': {
        const error = node.error === null ? '' : ` ${this.raising(scope, node.error)}`;
        let cause = '';
        if (error !== '' && node.cause !== null) {
          cause = ` from ${node.cause === 'None' ? 'None' : this.cause(scope, node.cause)}`;
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
        if (node.decorator !== null) this.decorate('first', scope, node.decorator);
        let base = '';
        if (node.base !== null) {
          const value = this.expression(scope, node.base);
          base = `(${this.use('Base')}, named=${value})`;
        }
        const inner = new Scope('class', scope, FUNCTION_LIMIT / 2, name);
        this.emit(`class ${name}${base}:`);
        this.suite(inner, node.body);
        this.emit(`print(${this.tag()}, ${name}.__dict__.get('x', '-'))`);
        scope.spend(inner.cost);
        for (const method of inner.methods)
          scope.add({ ...method, name: `${name}().${method.name}` });
        return;
      }
      case 'define': {
        const name = `h${this.functions++}`;
        const wrapped = node.decorator !== null;
        if (wrapped) this.decorate('traced', scope, node.decorator!);
        const argument = node.default === null ? 'None' : this.expression(scope, node.default);
        const limit = FUNCTION_LIMIT / 2;
        const isMethod = scope.kind === 'class';
        const parameters = { names: ['p'], text: `${isMethod ? 'self, ' : ''}p=${argument}` };
        const body = (inner: Scope): void => this.block(inner, node.body);
        // A method does not see what the body of its class binds.
        const around = isMethod ? scope.outer! : scope;
        const kind = node.generator ? this.nestedKind(around) : 'plain';
        const made = this.function(around, name, kind, parameters, limit, body, node.captures);
        const callable = { ...made, wrapped };
        if (isMethod) scope.methods.push(callable);
        else scope.add(callable);
        return;
      }
    }
  }

  /** A decorator that `helper` makes, and which leaves what it is given as it is, in the main. */
  private decorate(helper: 'first' | 'traced', scope: Scope, value: Expr): void {
    const name = this.use(helper);
    const text = this.expression(scope, value);
    this.emit(helper === 'first' ? `@${name}(${name}, ${text})` : `@${name}(${text})`);
  }

  /** What is assigned to. */
  private target(scope: Scope, node: Target): string {
    if (node.index !== null) return `${this.use('box')}[${this.expression(scope, node.index)}]`;
    return node.attribute ? `${this.use('box')}.at` : scope.target(node.which);
  }

  /** Managers that an ExitStack enters, with a callback and an `__exit__` of its own. */
  private stack(scope: Scope, managers: readonly Manager[], node: Stack, body: Stmt[]): void {
    const name = `s${this.functions++}`;
    this.emit(`with ${this.use('ExitStack')}() as ${name}:`);
    this.indented(() => {
      if (node.callback !== null) {
        const value = this.expression(scope, node.callback);
        this.emit(`${name}.callback(print, ${this.tag()}, ${value})`);
      }
      for (const manager of managers) {
        const entered = `${name}.enter_context(${this.manager(scope, manager, false)})`;
        if (manager.target === null) this.emit(entered);
        else this.emit(`${this.target(scope, manager.target)} = ${entered}`);
      }
      if (node.exit !== null) {
        const value = scope.quiet(() => this.expression(scope, node.exit!));
        const swallows = node.swallows ? 'True' : 'False';
        this.emit(`${name}.push(${this.use('pushed')}(${swallows}, lambda: ${value}))`);
      }
      this.block(scope, body);
    });
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
    if (node.form === 'generator' && this.imports && !isAsync) {
      const callee = this.affordable(scope, node.which, ['generator']);
      if (callee !== null) {
        return `${this.use(this.drops ? 'managing' : 'managed')}(${this.callOf(scope, callee, [], false)})`;
      }
    }
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
    return `${parts.join(', ')})`;
  }
}

/** A `yield` that is all there is on the right side needs no parentheses. */
function bare(node: Expr, text: string): string {
  const isYield = node.kind === 'yield' || node.kind === 'delegate';
  return isYield && /^\((yield|await)\b/.test(text) ? text.slice(1, -1) : text;
}
