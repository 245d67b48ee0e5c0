// Whatever is iterated, and the calls that make it.

import { ExceptionRenderer } from './render-exceptions.js';
import type { Callable, FunctionKind, Scope } from './scope.js';
import type { Comprehension, Expr, Item, Source } from './syntax.js';

/** How often loops over things of unknown length are taken to go round. */
export const ROUNDS = 4;

/** A source with what is known of it. */
export interface Iterable {
  readonly text: string;
  /** How many items it may have. */
  readonly rounds: number;
  /** Whether it takes `async for`. */
  readonly isAsync?: boolean;
}

const SYNCHRONOUS: readonly FunctionKind[] = ['generator'];
const ITERABLE: readonly FunctionKind[] = ['generator', 'asyncgen'];

export abstract class SourceRenderer extends ExceptionRenderer {
  protected abstract expression(scope: Scope, node: Expr): string;

  /** A source for something else than a `for` statement: new generators in it are kept. */
  protected held(scope: Scope, node: Source): Iterable {
    return this.source(scope, node, true, false);
  }

  /**
   * Renders a source.
   * @param held whether something else than a `for` statement takes the iterator, so that a new
   *   generator has to be kept
   * @param mayBeAsync whether it may be one for `async for`
   */
  protected source(scope: Scope, node: Source, held: boolean, mayBeAsync: boolean): Iterable {
    switch (node.kind) {
      case 'items':
        return { text: `[${[1, 2, 3].slice(0, node.count).join(', ')}]`, rounds: node.count };
      case 'range':
        return { text: `range(${node.count})`, rounds: node.count };
      case 'fresh':
        return this.fresh(scope, node, held || node.kept, mayBeAsync ? ITERABLE : SYNCHRONOUS);
      case 'old':
        if (mayBeAsync && node.which % 2 === 1) {
          const text = `${this.use('apick')}(${node.which >> 1})`;
          return { text, rounds: ROUNDS, isAsync: true };
        }
        return { text: `${this.use('pick')}(${node.which})`, rounds: ROUNDS };
      case 'object': {
        const name = this.use(node.class);
        if (node.class === 'Relay') {
          const inner = this.held(scope, node.inner);
          return { text: `Relay(0, 0, ${inner.text})`, rounds: inner.rounds };
        }
        return { text: `${name}(${node.count}, ${node.manner})`, rounds: node.count };
      }
      case 'expression': {
        const { text, ...rest } = this.comprehension(scope, node.loop, '', mayBeAsync);
        const keep = rest.isAsync === true ? 'akeep' : 'keep';
        return { text: held ? this.kept(`(${text})`, keep) : `(${text})`, ...rest };
      }
      case 'adapted': {
        return this.fill(scope, node.by, node.source);
      }
      case 'called': {
        const generator = `${this.use('pick')}(${node.which})`;
        return { text: node.by.replaceAll('#', generator), rounds: ROUNDS };
      }
      case 'rows': {
        const rows = `${this.use('Rows')}(${node.count})`;
        return { text: held ? this.kept(`iter(${rows})`) : rows, rounds: node.count };
      }
      case 'again': {
        if (scope.kind !== 'generator') return { text: '[0, 1]', rounds: 2 };
        const text = `(${this.kept(`${scope.name}()`)} if ${this.use('more')}() else [0])`;
        return { text, rounds: ROUNDS };
      }
      case 'lambda': {
        const value = scope.quiet(() => this.expression(scope, node.value));
        const text = node.times > 1 ? `(yield (yield ${value}))` : `(yield ${value})`;
        return { text: this.kept(`(lambda: ${text})()`), rounds: node.times };
      }
      case 'value':
        return { text: this.expression(scope, node.value), rounds: ROUNDS };
    }
  }

  /** A call of a generator function; a literal where there is none or it would run for too long. */
  protected fresh(
    scope: Scope,
    node: { which: number; arguments: readonly Item[] },
    kept: boolean,
    kinds: readonly FunctionKind[],
  ): Iterable {
    const callee = this.affordable(scope, node.which, kinds);
    if (callee === null) return { text: '[0, 1]', rounds: 2 };
    const isAsync = callee.kind === 'asyncgen';
    const call = this.callOf(scope, callee, node.arguments, false);
    const keep = isAsync ? 'akeep' : 'keep';
    const text = kept || callee.wrapped ? this.kept(call, keep) : call;
    return { text, rounds: callee.yields, isAsync };
  }

  /** A function of one of the kinds that may be called here; null for none. */
  protected affordable(
    scope: Scope,
    which: number,
    kinds: readonly FunctionKind[],
  ): Callable | null {
    const callables = scope.callables(kinds);
    const callee = callables[which % Math.max(1, callables.length)];
    return callee !== undefined && scope.affords(callee.cost) ? callee : null;
  }

  protected callOf(scope: Scope, callee: Callable, items: readonly Item[], tall: boolean): string {
    scope.spend(callee.cost);
    const texts = this.arguments(scope, items.slice(0, callee.parameters.length), callee);
    return `${callee.name}(${joined(texts, tall && !scope.inString)})`;
  }

  /** Arguments of a call; one may be given by the name of the last parameter. */
  protected arguments(
    scope: Scope,
    items: readonly Item[],
    { parameters }: { readonly parameters: readonly string[] },
  ): string[] {
    const keyword = parameters[parameters.length - 1]!;
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

  /** A template around a source. */
  protected fill(scope: Scope, template: string, source: Source): Iterable {
    const { text, rounds } = this.held(scope, source);
    let inner = text;
    // What `enumerate` and `zip` keep of what they gave is a known difference.
    const isPlain = ['items', 'range', 'rows'].includes(source.kind);
    if (this.drops && !isPlain && /\b(enumerate|zip)\b/.test(template)) {
      inner = `map(${this.use('named')}, ${text})`;
    }
    return { text: this.template(template).replace('$', () => inner), rounds };
  }

  /** A text that may call `first`. */
  protected template(text: string): string {
    if (/\bfirst\b/.test(text)) this.use('first');
    return text;
  }

  /** The inside of the brackets of a comprehension. */
  protected comprehension(
    scope: Scope,
    node: Comprehension,
    prefix: string,
    mayBeAsync: boolean,
  ): Iterable {
    const outer = scope.iterable(() => this.source(scope, node.source, true, mayBeAsync));
    let { rounds } = outer;
    let isAsync = outer.isAsync === true;
    const text = scope.comprehension((name) =>
      scope.loop(outer.rounds, () => {
        const first = ` ${loopWord(outer)} ${name} in ${outer.text}`;
        if (node.inner === null) return this.element(scope, node, prefix, first);
        const inner = this.source(scope, node.inner, true, mayBeAsync);
        rounds *= Math.max(1, inner.rounds);
        isAsync ||= inner.isAsync === true;
        const loops = `${first} ${loopWord(inner)} ${name}${name} in ${inner.text}`;
        return scope.loop(inner.rounds, () => this.element(scope, node, prefix, loops));
      }),
    );
    return { text, rounds, isAsync };
  }

  private element(scope: Scope, node: Comprehension, prefix: string, loops: string): string {
    const element = this.expression(scope, node.element);
    const condition =
      node.condition === null ? '' : ` if ${this.expression(scope, node.condition)}`;
    return prefix + element + loops + condition;
  }
}

export function loopWord(source: Iterable): string {
  return source.isAsync === true ? 'async for' : 'for';
}

/** Items between brackets, on lines of their own if `tall`. */
export function joined(texts: readonly string[], tall: boolean): string {
  if (!tall || texts.length < 2) return texts.join(', ');
  return `\n${texts.map((text) => text.replace(/^/gm, '    ')).join(',\n')}\n`;
}
