/** Recognises the arguments of calls. */
import { Memo } from './cursor.js';
import { ExpressionRules } from './expressions.js';
import type { ArgumentsShape, Shape } from './shapes.js';
import { Token } from '../tokens.js';

/** What one keyword argument or starred argument among keywords is. */
type KeywordItem = { kind: 'named' | 'mapping' } | { kind: 'iterable'; value: Shape };

const MEANT_EQUAL = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
const UNPARENTHESIZED = 'Generator expression must be parenthesized';

export abstract class ArgumentRules extends ExpressionRules {
  override arguments(): ArgumentsShape | null {
    return this.remember(Memo.ARGUMENTS, () => {
      const { mark } = this;
      const args = this.args();
      if (args !== null) {
        this.accept(Token.COMMA);
        if (this.peek() === Token.RIGHT_PARENTHESIS) return args;
      }
      this.mark = mark;
      if (this.mistakes) this.mistakenArguments();
      return null;
    });
  }

  private args(): ArgumentsShape | null {
    return this.attempt(() => {
      const start = this.here();
      const positional: Shape[] = [];
      for (;;) {
        const { mark } = this;
        if (positional.length > 0 && !this.accept(Token.COMMA)) break;
        const value = this.positionalArgument();
        if (value === null) {
          this.mark = mark;
          break;
        }
        positional.push(value);
      }
      const { mark } = this;
      let items: KeywordItem[] | null = null;
      if (positional.length === 0 || this.accept(Token.COMMA)) items = this.keywordArguments();
      if (items === null) {
        this.mark = mark;
        if (positional.length === 0) return null;
      }
      const maybeKeywords = items !== null || positional.every((value) => value.name === 'starred');
      let unpacksMapping = false;
      for (const item of items ?? []) {
        if (item.kind === 'iterable') positional.push(item.value);
        else if (item.kind === 'mapping') unpacksMapping = true;
      }
      return { start, end: this.behind(), positional, unpacksMapping, maybeKeywords };
    });
  }

  private positionalArgument(): Shape | null {
    return this.attempt(() => {
      const value = this.starredExpression() ?? this.element();
      return value === null || this.peek() === Token.ASSIGN ? null : value;
    });
  }

  /** Keywords and `*iterable`s, then keywords and `**mapping`s. */
  private keywordArguments(): KeywordItem[] | null {
    const first = this.gather(() => this.keywordOrIterable());
    const { mark } = this;
    if (first.length === 0 || this.accept(Token.COMMA)) {
      const second = this.gather(() => this.keywordOrMapping());
      if (second.length > 0) return [...first, ...second];
    }
    this.mark = mark;
    return first.length > 0 ? first : null;
  }

  private gather(rule: () => KeywordItem | null): KeywordItem[] {
    const items: KeywordItem[] = [];
    for (;;) {
      const item = this.attempt(() =>
        items.length === 0 || this.accept(Token.COMMA) ? rule() : null,
      );
      if (item === null) return items;
      items.push(item);
    }
  }

  private keywordOrIterable(): KeywordItem | null {
    if (this.mistakes) this.mistakenKeyword();
    if (this.keywordArgument()) return { kind: 'named' };
    const value = this.starredExpression();
    return value === null ? null : { kind: 'iterable', value };
  }

  private keywordOrMapping(): KeywordItem | null {
    if (this.mistakes) this.mistakenKeyword();
    if (this.keywordArgument()) return { kind: 'named' };
    const mapping = this.check(() => this.accept(Token.DOUBLE_STAR) && this.expression() !== null);
    return mapping ? { kind: 'mapping' } : null;
  }

  private keywordArgument(): boolean {
    return this.check(
      () => this.acceptName() && this.accept(Token.ASSIGN) && this.expression() !== null,
    );
  }

  private mistakenKeyword(): void {
    const { mark } = this;
    const kind = this.peek();
    const start = this.here();
    if (kind === Token.TRUE || kind === Token.FALSE || kind === Token.NONE) {
      this.mark += 1;
      if (this.accept(Token.ASSIGN)) {
        this.raiseRange(start, this.behind(), `cannot assign to ${this.text(mark)}`);
      }
      this.mark = mark;
    }
    if (this.acceptName() && this.accept(Token.ASSIGN)) {
      const end = this.behind();
      if (this.expression() !== null && this.forClauses() !== null) {
        this.raiseRange(start, end, MEANT_EQUAL);
      }
    }
    this.mark = mark;
    if (!this.ahead(() => this.acceptName() && this.accept(Token.ASSIGN))) {
      const left = this.expression();
      if (left !== null && this.accept(Token.ASSIGN)) {
        this.raiseRange(
          left.start,
          this.behind(),
          'expression cannot contain assignment, perhaps you meant "=="?',
        );
      }
      this.mark = mark;
    }
  }

  private mistakenArguments(): void {
    const { mark } = this;
    const args = this.args();
    const { mark: behindArgs } = this;
    if (args?.maybeKeywords === true && this.accept(Token.COMMA) && this.accept(Token.STAR)) {
      this.raiseAt(
        this.token(this.mark - 1),
        'iterable argument unpacking follows keyword argument unpacking',
      );
    }
    this.mark = mark;
    this.generatorBeforeArguments();
    this.mark = mark;
    if (this.acceptName() && this.accept(Token.ASSIGN)) {
      const end = this.behind();
      if (this.expression() !== null && this.forClauses() !== null) {
        this.raiseRange(this.stream.start(mark), end, MEANT_EQUAL);
      }
    }
    if (args !== null) {
      this.mark = behindArgs;
      const clauses = this.forClauses();
      const last = args.positional[args.positional.length - 1];
      if (clauses !== null && last !== undefined && args.positional.length > 1) {
        this.raiseRange(last.start, clauses.last.end, UNPARENTHESIZED);
      }
      this.mark = behindArgs;
      if (this.accept(Token.COMMA)) {
        const behindComma = this.mark;
        const element = this.expression();
        const elementClauses = element === null ? null : this.forClauses();
        if (element !== null && elementClauses !== null) {
          this.raiseRange(element.start, elementClauses.lastTarget.end, UNPARENTHESIZED);
        }
        this.mark = behindComma;
        if (this.args() !== null) {
          const what = args.unpacksMapping ? 'keyword argument unpacking' : 'keyword argument';
          this.raiseLast(`positional argument follows ${what}`);
        }
      }
    }
    this.mark = mark;
  }

  /** `f(x for x in y, …)` */
  private generatorBeforeArguments(): void {
    const element = this.expression();
    const clauses = element === null ? null : this.forClauses();
    if (element === null || clauses === null || !this.accept(Token.COMMA)) return;
    const { mark } = this;
    if (this.args() === null) {
      this.mark = mark;
      if (this.expression() !== null) this.forClauses();
    }
    this.raiseRange(element.start, clauses.last.end, UNPARENTHESIZED);
  }
}
