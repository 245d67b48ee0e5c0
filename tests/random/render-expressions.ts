// Expressions in the source.

import { SourceRenderer, joined } from './render-sources.js';
import type { FunctionKind, Scope } from './scope.js';
import type { Expr, Item, Source } from './syntax.js';

const CONSTANTS = ['0', '1', '2', '3', 'None', 'True', "'s'", '(1, 2)', '[]'];

/** The parameters of the helper `first`, as far as they can be given by name. */
const FIRST = { parameters: ['value'] };

export class ExpressionRenderer extends SourceRenderer {
  protected expression(scope: Scope, node: Expr): string {
    switch (node.kind) {
      case 'constant':
        return CONSTANTS[node.which % CONSTANTS.length]!;
      case 'name':
        return scope.variable(node.which);
      case 'yield':
        return this.yielding(scope, node.value);
      case 'delegate':
        return this.delegation(scope, node.source);
      case 'observe': {
        if (node.what === 'state') {
          return `${this.use('state')}(${this.use('pick')}(${node.which}))`;
        }
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
        // When the operands of a `%` with a tuple end is a known difference.
        if (node.operator === '%' && this.drops) return `(${left} + ${right})`;
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
      case 'resume':
        return this.resumption(scope, node);
      case 'consume': {
        return this.fill(scope, node.by, node.source).text;
      }
      case 'comprehension': {
        const { brackets, loop } = node;
        const prefix = brackets === ':' ? '0: ' : '';
        const { text, isAsync } = this.comprehension(scope, loop, prefix, scope.mayAwait);
        if (brackets === '[') return `[${text}]`;
        if (brackets === '{') return this.lengthOfSet(text);
        if (brackets === ':') return `{${text}}`;
        return this.kept(`(${text})`, isAsync === true ? 'akeep' : 'keep');
      }
      case 'binding': {
        const value = this.expression(scope, node.value);
        return scope.mayBind ? `(${scope.target(node.which)} := ${value})` : value;
      }
      case 'lambda': {
        const outer = this.expression(scope, node.default);
        const inner = scope.quiet(() => this.expression(scope, node.value));
        return `(lambda p=${outer}: (p, ${inner}))()`;
      }
      case 'hub': {
        const hub = `${this.use('Hub')}(${node.which})`;
        const use = scope.inString && node.use.startsWith('f') ? '#' : this.template(node.use);
        if (!use.includes('$')) return use.replace('#', hub);
        const value = this.expression(scope, node.value);
        return use.replace('$', () => value).replace('#', hub);
      }
      case 'living':
        return this.living(scope, node);
      case 'iterable':
        return this.drops ? this.held(scope, node.source).text : 'None';
    }
  }

  /** Something that ends with its last reference; its value alone in programs that drop nothing. */
  protected living(scope: Scope, node: Expr & { kind: 'living' }): string {
    if (!this.drops) return this.expression(scope, node.value);
    return this.filled(scope, node);
  }

  /** A template of things that live: with a value, a number, and a new generator. */
  protected filled(scope: Scope, node: { form: string; which: number; value: Expr }): string {
    const { which } = node;
    const form = this.imports ? node.form : node.form.replace('entered', 'Node');
    const names = form.match(
      /\b(Thing|Node|enclosed|cycle|watched|entered|bag|shelf|spot|gens|collect)\b/g,
    );
    for (const name of names ?? []) this.use(name);
    const value = form.includes('$') ? this.expression(scope, node.value) : '';
    const generator = form.includes('~') ? this.started(scope, which) : '';
    const number = form.startsWith('Thing') || form.startsWith('watched') ? this.tag() : which % 3;
    return form
      .replaceAll('#', String(number))
      .replace('Thing(', `Thing(${which}, `)
      .replace('~', () => generator)
      .replace('$', () => value);
  }

  /** A new generator that is suspended, if it is, where it yields first. */
  private started(scope: Scope, which: number): string {
    const kinds: FunctionKind[] = ['generator', 'coroutine', 'asyncgen'];
    const callee = this.affordable(scope, which, kinds);
    if (callee === null) return `${this.use('started')}(iter(${this.use('Rows')}(2)))`;
    return `${this.use('started')}(${this.callOf(scope, callee, [], false)})`;
  }

  /** A place to suspend at: `yield`, `await`, or, where neither may stand, the value alone. */
  private yielding(scope: Scope, node: Expr | null): string {
    const value = node === null ? '' : this.expression(scope, node);
    if (!scope.mayYield && !scope.mayAwait) return value === '' ? 'None' : value;
    scope.countYields(1);
    if (scope.mayAwait && (!scope.mayYield || scope.alternate())) {
      return `(await ${this.use('wait')}(${value}))`;
    }
    scope.yielded = true;
    return value === '' ? '(yield)' : `(yield ${value})`;
  }

  private delegation(scope: Scope, node: Source): string {
    if (scope.mayAwait) return this.awaiting(scope, node);
    const { text, rounds } = this.held(scope, node);
    if (!scope.mayYield) return `list(${text})`;
    scope.countYields(rounds);
    scope.yielded = true;
    return `(yield from ${text})`;
  }

  /** What stands in an asynchronous function where a generator delegates. */
  private awaiting(scope: Scope, node: Source): string {
    switch (node.kind) {
      case 'fresh': {
        const callee = this.affordable(scope, node.which, ['coroutine', 'asyncgen']);
        if (callee === null) break;
        scope.countYields(callee.yields);
        const call = this.callOf(scope, callee, node.arguments, false);
        if (callee.kind === 'asyncgen') return `[i async for i in ${this.kept(call, 'akeep')}]`;
        return `(await ${this.kept(call)})`;
      }
      case 'again': {
        if (scope.kind !== 'coroutine') break;
        scope.countYields(1);
        const [again, more, wait] = [
          this.kept(`${scope.name}()`),
          this.use('more'),
          this.use('wait'),
        ];
        return `(await (${again} if ${more}() else ${wait}()))`;
      }
      case 'old':
        scope.countYields(1);
        return `(await ${this.use('pick')}(${node.which}))`;
      case 'object': {
        const { text, rounds } = this.held(scope, node);
        scope.countYields(rounds);
        return `(await ${this.use('Awaitable')}(${text}))`;
      }
      default:
        break;
    }
    return `list(${this.held(scope, node).text})`;
  }

  private resumption(scope: Scope, node: Expr & { kind: 'resume' }): string {
    if (scope.mayAwait && node.which % 2 === 1) return `(await ${this.step(scope, node)})`;
    const target = `${this.use('pick')}(${node.which})`;
    switch (node.how) {
      case 'next':
        // A coroutine is no iterator.
        return this.isAsync ? `${target}.send(None)` : `next(${target})`;
      case 'default':
        if (this.isAsync) return this.kept(this.step(scope, node));
        return `next(${target}, ${this.expression(scope, node.value)})`;
      case 'send':
        return `${target}.send(${this.expression(scope, node.value)})`;
      case 'throw':
        return `${this.use('steady')}(${target}).throw(${this.thrown(scope, node.error, target)})`;
      case 'close':
        return `${target}.close()`;
    }
  }

  /** An awaitable that resumes an asynchronous generator. */
  private step(scope: Scope, node: Expr & { kind: 'resume' }): string {
    const target = `${this.use('apick')}(${node.which >> 1})`;
    switch (node.which % 5) {
      case 0:
        return `${target}.__anext__()`;
      case 1:
        return `${target}.athrow(${this.thrown(scope, node.error, target)})`;
      case 2:
        return `${target}.aclose()`;
      case 3:
        // A tuple or an exception as the default is a fault in CPython.
        return `anext(${target}, ${this.expression(scope, node.value)} is None)`;
      default:
        return `${target}.asend(${this.expression(scope, node.value)})`;
    }
  }

  /** Whether the program has asynchronous functions. */
  protected isAsync = false;
  /** Whether it may import `contextlib`. */
  protected imports = false;

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
    return texts.length === 0 ? 'len({0})' : this.lengthOfSet(text);
  }

  /**
   * That of a set; of a list in programs that drop things: the order in which a set gives up its
   * members depends on their hashes, which are addresses mostly (docs/differences.md).
   */
  private lengthOfSet(members: string): string {
    return this.drops ? `len([${members}])` : `len({${members}})`;
  }

  private formatted(scope: Scope, item: Item): string {
    const value = this.expression(scope, item.value);
    if (item.starred) return `{(${value})!r}`;
    return item.keyword ? `{(${value})!s:>{(${value.length % 4})}}` : `{(${value})}`;
  }

  private call(scope: Scope, node: Expr & { kind: 'call' }): string {
    const { which, arguments: items, tall } = node;
    const callee = which % 2 === 1 ? this.affordable(scope, which >> 1, ['plain']) : null;
    if (callee !== null) return this.callOf(scope, callee, items, tall);
    const texts = this.arguments(scope, items, FIRST);
    return `${this.use('first')}(${joined(texts, tall && !scope.inString)})`;
  }
}
