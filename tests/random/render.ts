// A random program as Python source. Rendering is where a program becomes legal and is made to end:
// numbers become names that exist, control flow that would be illegal becomes `pass`, and calls that
// would run for too long become literals.
//
// What the programs avoid on purpose: a generator that is dropped while suspended, other than by the
// `for` statement that made it. All others go through `keep`, into a list that lives to the end.

import { helperSource } from './helpers.js';
import { Scope, type Callable } from './scope.js';
import {
  CAUGHT,
  IRREFUTABLE,
  PATTERNS,
  RAISED,
  type Comprehension,
  type Expr,
  type Handler,
  type Item,
  type Manager,
  type Program,
  type Raising,
  type Source,
  type Stmt,
} from './syntax.js';

/** What running one function may cost at most, in statements or so. */
const FUNCTION_LIMIT = 120;
const MAIN_LIMIT = 1200;
/** How often loops over things of unknown length are taken to go round. */
const ROUNDS = 4;

const CONSTANTS = ['0', '1', '2', '3', 'None', 'True', "'s'", '(1, 2)', '[]'];

export function renderProgram(program: Program): string {
  return new Renderer().program(program);
}

/** A source with what is known of it. */
interface Iterable {
  readonly text: string;
  /** How many items it may have. */
  readonly rounds: number;
}

class Renderer {
  private readonly helpers = new Set<string>(['finish', 'report']);
  private lines: string[] = [];
  private indent = '';
  private tag = 0;
  private functions = 0;

  program(program: Program): string {
    const module = new Scope('module', null, MAIN_LIMIT);
    program.functions.forEach(({ generator, body }, n) => {
      const name = `${generator ? 'g' : 'f'}${n}`;
      this.emit('');
      this.emit('');
      module.add(this.define(module, name, generator, body, 'a=0, b=1', FUNCTION_LIMIT));
    });
    const main = (scope: Scope): void => {
      for (const which of program.made) this.emit(this.fresh(scope, which, [], true).text);
      this.block(scope, program.main);
    };
    if (program.enclosed) {
      this.emit('');
      this.emit('');
      this.function(module, 'main', false, '', MAIN_LIMIT, main);
    }
    this.emit('');
    this.emit('');
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
    const body = this.lines.join('\n').trim();
    const head = helperSource(this.helpers);
    return `${head.trim()}\n\n\n${body}\n`;
  }

  private use(helper: string): string {
    this.helpers.add(helper);
    return helper;
  }

  private emit(text: string): void {
    for (const line of text.split('\n')) this.lines.push(line === '' ? '' : this.indent + line);
  }

  private indented(action: () => void): void {
    const before = this.indent;
    this.indent += '    ';
    action();
    this.indent = before;
  }

  /** The lines that `action` emits, which it does not add. */
  private captured(action: () => void): string[] {
    const before = this.lines;
    this.lines = [];
    action();
    const text = this.lines;
    this.lines = before;
    return text;
  }

  /** Renders a `def` with its body; `body` emits the statements. */
  private function(
    outer: Scope,
    name: string,
    generator: boolean,
    parameters: string,
    limit: number,
    body: (scope: Scope) => void,
    captures = 0,
  ): Callable {
    const scope = new Scope(generator ? 'generator' : 'function', outer, limit);
    if (generator) scope.name = name;
    scope.capture(captures);
    if (parameters.startsWith('p')) scope.parameters(['p']);
    else if (parameters !== '') scope.parameters(['a', 'b']);
    this.emit(`def ${name}(${parameters}):`);
    this.indented(() => {
      const text = this.captured(() => body(scope));
      const { declaration } = scope;
      if (declaration !== '') this.emit(declaration);
      for (const own of ['x', 'y']) {
        if (scope.used.has(own) && !scope.captured.has(own)) this.emit(`${own} = None`);
      }
      this.lines.push(...text);
      if (generator && !scope.yielded) {
        this.emit('yield');
        scope.yields += 1;
      } else if (text.length === 0) this.emit('pass');
    });
    return { name, generator, cost: scope.cost + 2, yields: scope.yields };
  }

  private define(
    outer: Scope,
    name: string,
    generator: boolean,
    body: Stmt[],
    parameters: string,
    limit: number,
    captures = 0,
  ): Callable {
    const render = (scope: Scope): void => this.block(scope, body);
    return this.function(outer, name, generator, parameters, limit, render, captures);
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
        this.emit(`print(${[this.tag++, ...values].join(', ')})`);
        return;
      }
      case 'expression':
        this.emit(this.expression(scope, node.value));
        return;
      case 'attempt': {
        const tag = this.tag++;
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
        const { text } = this.source(scope, node.source, true);
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
        const source = this.source(scope, node.source, false);
        this.emit(`for ${scope.target(node.target)} in ${source.text}:`);
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
        const items = node.managers.map((manager) => this.manager(scope, manager));
        this.emit(`with ${items.join(', ')}:`);
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
          this.emit(
            node.value === null ? 'return' : `return ${this.expression(scope, node.value)}`,
          );
        } else if (scope.loops > 0) this.emit(node.how);
        return;
      case 'match':
        this.matchStatement(scope, node);
        return;
      case 'class': {
        if (scope.kind === 'class') return;
        const name = `C${this.functions++}`;
        const inner = new Scope('class', scope, FUNCTION_LIMIT / 2);
        this.emit(`class ${name}:`);
        this.suite(inner, node.body);
        this.emit(`print(${this.tag++}, ${name}.__dict__.get('x', '-'))`);
        scope.spend(inner.cost);
        return;
      }
      case 'define': {
        if (scope.kind === 'class') return;
        const name = `h${this.functions++}`;
        const argument = node.default === null ? 'None' : this.expression(scope, node.default);
        const limit = FUNCTION_LIMIT / 2;
        const { generator, captures, body } = node;
        scope.add(this.define(scope, name, generator, body, `p=${argument}`, limit, captures));
        return;
      }
    }
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

  private caught(which: number): string {
    const name = CAUGHT[which % CAUGHT.length]!;
    return name === 'Odd' ? this.use('Odd') : name;
  }

  private manager(scope: Scope, node: Manager): string {
    if (node.fails === 'neither') return node.argument === null ? 'None' : '1';
    const parts = [`${this.use('Manager')}('m${this.tag++}'`];
    const swallows = this.caught(node.swallows);
    if (swallows !== '') parts.push(swallows);
    if (node.argument !== null) {
      const argument = this.expression(scope, node.argument);
      parts[0] = `Manager(${this.use('first')}('m${this.tag++}', ${argument})`;
    }
    if (node.fails !== '') parts.push(`${node.fails}=${this.instance(node.error)}`);
    if (node.then !== null) {
      parts.push(`then=lambda: ${scope.quiet(() => this.expression(scope, node.then!))}`);
    }
    return `${parts.join(', ')})${node.target ? ` as ${scope.target(this.tag)}` : ''}`;
  }

  // Exceptions.

  private instance(which: number): string {
    return `${this.raised(which)}(${this.tag++})`;
  }

  private raised(which: number): string {
    const name = RAISED[which % RAISED.length]!;
    return name === 'Odd' || name === 'Late' ? this.use(name) : name;
  }

  private raising(scope: Scope, node: Raising): string {
    const error = scope.error(node.which);
    switch (node.form) {
      case 'instance':
      case 'parts':
        return this.instance(node.which);
      case 'class':
        return this.raised(node.which);
      case 'stored':
        // One that is raised in a cleanup while it is on its way elsewhere is out of scope.
        if (scope.kind === 'generator') return this.instance(node.which);
        return `${this.use('stored')}[${node.which % 3}]`;
      case 'variable':
        return error ?? scope.variable(node.which);
      case 'untraced':
        return error === null ? this.instance(node.which) : `${error}.with_traceback(None)`;
    }
  }

  /** The arguments of `throw`. */
  private thrown(scope: Scope, node: Raising): string {
    if (node.form === 'stored') return `${this.use('stored')}[${node.which % 3}]`;
    if (node.form !== 'parts') return this.raising(scope, node);
    const name = this.raised(node.which);
    switch (node.which % 3) {
      case 0:
        return `${name}, ${this.tag++}`;
      case 1:
        return `${name}, ${name}(${this.tag++})`;
      default:
        return `${name}, None, None`;
    }
  }

  // Expressions.

  private expression(scope: Scope, node: Expr): string {
    switch (node.kind) {
      case 'constant':
        return CONSTANTS[node.which % CONSTANTS.length]!;
      case 'name':
        return scope.variable(node.which);
      case 'yield': {
        const value = node.value === null ? '' : this.expression(scope, node.value);
        if (!scope.mayYield) return value === '' ? 'None' : value;
        scope.countYields(1);
        return value === '' ? '(yield)' : `(yield ${value})`;
      }
      case 'delegate': {
        const { text, rounds } = this.source(scope, node.source, true);
        if (!scope.mayYield) return `list(${text})`;
        scope.countYields(rounds);
        return `(yield from ${text})`;
      }
      case 'observe': {
        if (node.what === 'state')
          return `${this.use('state')}(${this.use('pick')}(${node.which}))`;
        const error = scope.error(node.which);
        if (node.what === 'handled' || error === null) return `${this.use('handled')}()`;
        if (node.what === 'error') return `${this.use('explain')}(${error})`;
        return `(lambda: ${error})()`;
      }
      case 'operation': {
        const left = this.expression(scope, node.left);
        if (node.operator === '') return left;
        // Whether equal values are identical is nobody's business.
        if (node.operator === 'is') return `(${left} is None)`;
        const right = this.expression(scope, node.right);
        if (node.operator === 'if') return `(${left} if ${right} else 0)`;
        return `(${left} ${node.operator} ${right})`;
      }
      case 'negation': {
        const value = this.expression(scope, node.value);
        return node.times === 0 ? value : `(not ${value})`;
      }
      case 'comparison': {
        let text = this.expression(scope, node.first);
        if (node.rest.length === 0) return text;
        for (const { operator, operand } of node.rest) {
          text += ` ${operator} ${this.expression(scope, operand)}`;
        }
        return `(${text})`;
      }
      case 'display':
        return this.display(scope, node);
      case 'call':
        return this.call(scope, node);
      case 'resume': {
        const target = `${this.use('pick')}(${node.which})`;
        switch (node.how) {
          case 'next':
            return `next(${target})`;
          case 'default':
            return `next(${target}, ${this.expression(scope, node.value)})`;
          case 'send':
            return `${target}.send(${this.expression(scope, node.value)})`;
          case 'throw':
            return `${target}.throw(${this.thrown(scope, node.error)})`;
          case 'close':
            return `${target}.close()`;
        }
        break;
      }
      case 'consume': {
        const { text } = this.source(scope, node.source, true);
        return this.template(node.by).replace('$', () => text);
      }
      case 'comprehension': {
        const { brackets } = node;
        const text = this.comprehension(scope, node.loop, brackets === ':' ? '0: ' : '').text;
        if (brackets === '[') return `[${text}]`;
        if (brackets === '{') return `len({${text}})`;
        if (brackets === ':') return `{${text}}`;
        return `${this.use('keep')}(${text})`;
      }
      case 'binding': {
        const value = this.expression(scope, node.value);
        return scope.mayBind ? `(${scope.target(node.which)} := ${value})` : value;
      }
      case 'hub': {
        const hub = `${this.use('Hub')}(${node.which})`;
        const use = scope.inString && node.use.startsWith('f') ? '#' : this.template(node.use);
        if (!use.includes('$')) return use.replace('#', hub);
        const value = this.expression(scope, node.value);
        return use.replace('$', () => value).replace('#', hub);
      }
    }
  }

  private display(scope: Scope, node: Expr & { kind: 'display' }): string {
    const { items } = node;
    const brackets = scope.inString && node.brackets === 'f' ? '[' : node.brackets;
    if (brackets === '') {
      return items.length === 0 ? '()' : this.expression(scope, items[0]!.value);
    }
    if (brackets === 'f') {
      const parts = scope.string(() => items.map((item) => this.formatted(scope, item)));
      return `f"${parts.join('-')}"`;
    }
    if (brackets === 's') {
      const bounds = items.map(({ value }) => this.expression(scope, value)).slice(0, 3);
      return `[0, 1, 2, 3][${bounds.length < 2 ? `${bounds.join('')}:` : bounds.join(':')}]`;
    }
    const texts = items.map((item, n) => {
      const value = this.expression(scope, item.value);
      if (brackets === ':') {
        if (item.starred) return `**{${n}: ${value}}`;
        return item.keyword ? `${value}: ${n}` : `${n}: ${value}`;
      }
      return item.starred ? `*[${value}]` : value;
    });
    const text = joined(texts, node.tall && !scope.inString);
    if (brackets === '[') return `[${text}]`;
    if (brackets === '(') return texts.length === 1 ? `(${text},)` : `(${text})`;
    if (brackets === ':') return `{${text}}`;
    return texts.length === 0 ? 'len({0})' : `len({${text}})`;
  }

  private formatted(scope: Scope, item: Item): string {
    const value = this.expression(scope, item.value);
    if (item.starred) return `{(${value})!r}`;
    return item.keyword ? `{(${value})!s:>{(${value.length % 4})}}` : `{(${value})}`;
  }

  /** Arguments of a call; `keyword` is the name of the parameter that one may be given by. */
  private arguments(scope: Scope, items: readonly Item[], keyword: string): string[] {
    const positional: string[] = [];
    let named = '';
    for (const item of items) {
      const value = this.expression(scope, item.value);
      if (item.keyword) {
        if (named !== '') continue;
        named = item.starred ? `**{'${keyword}': ${value}}` : `${keyword}=${value}`;
      } else positional.push(item.starred ? `*[${value}]` : value);
    }
    return named === '' ? positional : [...positional, named];
  }

  private call(scope: Scope, node: Expr & { kind: 'call' }): string {
    const callables = scope.callables(false);
    const callee = callables[node.which % (callables.length + 1)];
    if (callee === undefined || !scope.affords(callee.cost)) {
      const texts = this.arguments(scope, node.arguments, 'value');
      const all = texts.length > 0 && texts[0]!.includes('=') ? ['None', ...texts.slice(1)] : texts;
      return `${this.use('first')}(${joined(all, node.tall && !scope.inString)})`;
    }
    scope.spend(callee.cost);
    const items = node.arguments.slice(0, parameterCount(callee));
    const texts = this.arguments(scope, items, callee.name.startsWith('h') ? 'p' : 'b');
    return `${callee.name}(${joined(texts, node.tall && !scope.inString)})`;
  }

  /** A text that may call `first`. */
  private template(text: string): string {
    if (/\bfirst\b/.test(text)) this.use('first');
    return text;
  }

  // Sources.

  /**
   * Renders a source.
   * @param held whether something else than a `for` statement takes the iterator, so that a new
   *   generator has to be kept
   */
  private source(scope: Scope, node: Source, held: boolean): Iterable {
    switch (node.kind) {
      case 'items':
        return { text: `[${[1, 2, 3].slice(0, node.count).join(', ')}]`, rounds: node.count };
      case 'range':
        return { text: `range(${node.count})`, rounds: node.count };
      case 'fresh':
        return this.fresh(scope, node.which, node.arguments, held || node.kept);
      case 'old':
        return { text: `${this.use('pick')}(${node.which})`, rounds: ROUNDS };
      case 'object': {
        const name = this.use(node.class);
        if (node.class === 'Relay') {
          const inner = this.source(scope, node.inner, true);
          return { text: `Relay(0, 0, ${inner.text})`, rounds: inner.rounds };
        }
        return { text: `${name}(${node.count}, ${node.manner})`, rounds: node.count };
      }
      case 'expression': {
        const { text, rounds } = this.comprehension(scope, node.loop, '');
        return { text: held ? `${this.use('keep')}(${text})` : `(${text})`, rounds };
      }
      case 'adapted': {
        const { text, rounds } = this.source(scope, node.source, true);
        return { text: this.template(node.by).replace('$', () => text), rounds };
      }
      case 'called': {
        const generator = `${this.use('pick')}(${node.which})`;
        return { text: node.by.replaceAll('#', generator), rounds: ROUNDS };
      }
      case 'rows': {
        const rows = `${this.use('Rows')}(${node.count})`;
        return { text: held ? `${this.use('keep')}(iter(${rows}))` : rows, rounds: node.count };
      }
      case 'again': {
        if (scope.name === '') return { text: '[0, 1]', rounds: 2 };
        const text = `(${this.use('keep')}(${scope.name}()) if ${this.use('more')}() else [0])`;
        return { text, rounds: ROUNDS };
      }
      case 'lambda': {
        const value = scope.quiet(() => this.expression(scope, node.value));
        const text = node.times > 1 ? `(yield (yield ${value}))` : `(yield ${value})`;
        return { text: `${this.use('keep')}((lambda: ${text})())`, rounds: node.times };
      }
      case 'value':
        return { text: this.expression(scope, node.value), rounds: ROUNDS };
    }
  }

  /** A call of a generator function; a literal where there is none or it would run for too long. */
  private fresh(scope: Scope, which: number, items: readonly Item[], kept: boolean): Iterable {
    const callables = scope.callables(true);
    const callee = callables.length === 0 ? undefined : callables[which % callables.length]!;
    if (callee === undefined || !scope.affords(callee.cost)) return { text: '[0, 1]', rounds: 2 };
    scope.spend(callee.cost);
    const keyword = callee.name.startsWith('h') ? 'p' : 'b';
    const texts = this.arguments(scope, items.slice(0, parameterCount(callee)), keyword);
    const call = `${callee.name}(${texts.join(', ')})`;
    return { text: kept ? `${this.use('keep')}(${call})` : call, rounds: callee.yields };
  }

  /** The inside of the brackets of a comprehension. */
  private comprehension(scope: Scope, node: Comprehension, prefix: string): Iterable {
    const outer = scope.iterable(() => this.source(scope, node.source, true));
    let { rounds } = outer;
    const text = scope.comprehension((name) =>
      scope.loop(outer.rounds, () => {
        const first = ` for ${name} in ${outer.text}`;
        if (node.inner === null) return this.element(scope, node, prefix, first);
        const inner = this.source(scope, node.inner, true);
        rounds *= Math.max(1, inner.rounds);
        const loops = `${first} for ${name}${name} in ${inner.text}`;
        return scope.loop(inner.rounds, () => this.element(scope, node, prefix, loops));
      }),
    );
    return { text, rounds };
  }

  private element(scope: Scope, node: Comprehension, prefix: string, loops: string): string {
    const element = this.expression(scope, node.element);
    const condition =
      node.condition === null ? '' : ` if ${this.expression(scope, node.condition)}`;
    return prefix + element + loops + condition;
  }
}

function parameterCount(callee: Callable): number {
  return callee.name.startsWith('h') ? 1 : 2;
}

/** Items between brackets, on lines of their own if `tall`. */
function joined(texts: readonly string[], tall: boolean): string {
  if (!tall || texts.length < 2) return texts.join(', ');
  return `\n${texts.map((text) => indentedText(text)).join(',\n')}\n`;
}

function indentedText(text: string): string {
  return text.replace(/^/gm, '    ');
}
