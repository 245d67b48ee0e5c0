/**
 * Recognises expressions the way CPython's parser goes through them, with the rules that notice
 * common mistakes at the places where CPython has its own.
 */
import { Cursor, Memo, type Place } from './cursor.js';
import { shape, type ArgumentsShape, type Shape, type TargetUse } from './shapes.js';
import { Token } from '../tokens.js';

/** Binary operators by how tight they bind; `**` and prefixes are rules of their own. */
const TIGHTNESS: ReadonlyMap<Token, number> = new Map([
  [Token.BAR, 1],
  [Token.CARET, 2],
  [Token.AMPERSAND, 3],
  [Token.LEFT_SHIFT, 4],
  [Token.RIGHT_SHIFT, 4],
  [Token.PLUS, 5],
  [Token.MINUS, 5],
  [Token.STAR, 6],
  [Token.SLASH, 6],
  [Token.DOUBLE_SLASH, 6],
  [Token.PERCENT, 6],
  [Token.AT, 6],
]);

/** The for clauses of a comprehension. */
interface ClausesShape {
  /** The last condition or, without conditions, the last thing iterated over. */
  readonly last: Shape;
  readonly lastTarget: Shape;
}

export abstract class ExpressionRules extends Cursor {
  /** `[lambda_params]`; the parameters of a lambda up to its colon. */
  abstract lambdaParameters(): void;

  // ---- Lists of expressions

  starExpressions(): Shape | null {
    return this.remember(Memo.STAR_EXPRESSIONS, () => this.list(() => this.starExpression()));
  }

  expressions(): Shape | null {
    return this.attempt(() => this.list(() => this.expression()));
  }

  /** One item, or a tuple. */
  private list(item: () => Shape | null): Shape | null {
    const start = this.here();
    const first = item();
    if (first === null) return null;
    if (this.peek() !== Token.COMMA) return first;
    const parts = [first];
    while (this.accept(Token.COMMA)) {
      const next = item();
      if (next === null) break;
      parts.push(next);
    }
    return shape('tuple', start, this.behind(), parts);
  }

  private starExpression(): Shape | null {
    return this.starred(() => this.bitwiseOr()) ?? this.expression();
  }

  starNamedExpression(): Shape | null {
    return this.remember(
      Memo.STAR_NAMED_EXPRESSION,
      () => this.starred(() => this.bitwiseOr()) ?? this.namedExpression(),
    );
  }

  /** Items with commas between them and perhaps behind the last. */
  starNamedExpressions(): Shape[] | null {
    const first = this.starNamedExpression();
    if (first === null) return null;
    const items = [first];
    while (this.accept(Token.COMMA)) {
      const next = this.starNamedExpression();
      if (next === null) break;
      items.push(next);
    }
    return items;
  }

  starredExpression(): Shape | null {
    return this.starred(() => this.expression());
  }

  private starred(operand: () => Shape | null): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      if (!this.accept(Token.STAR)) return null;
      const value = operand();
      return value === null ? null : shape('starred', start, this.behind(), [value]);
    });
  }

  yieldExpression(): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      if (!this.accept(Token.YIELD)) return null;
      const from = this.check(() => this.accept(Token.FROM) && this.expression() !== null);
      if (!from) this.starExpressions();
      return shape('yield expression', start, this.behind());
    });
  }

  // ---- Named, conditional and lambda expressions

  namedExpression(): Shape | null {
    return this.remember(Memo.NAMED_EXPRESSION, () => {
      const named = this.assignmentExpression();
      if (named !== null) return named;
      if (this.mistakes) this.mistakenNamedExpression();
      const plain = this.expression();
      return plain === null || this.peek() === Token.WALRUS ? null : plain;
    });
  }

  assignmentExpression(): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      if (!this.acceptName() || !this.accept(Token.WALRUS)) return null;
      if (this.expression() === null) return null;
      return shape('named expression', start, this.behind());
    });
  }

  private mistakenNamedExpression(): void {
    const { mark } = this;
    const value = this.expression();
    if (value !== null && this.accept(Token.WALRUS) && this.expression() !== null) {
      this.raiseAt(value, `cannot use assignment expressions with ${value.name}`);
    }
    this.mark = mark;
    if (this.acceptName() && this.accept(Token.ASSIGN)) {
      const right = this.bitwiseOr();
      if (right !== null && !this.peekAssignment()) {
        this.raiseRange(
          this.stream.start(mark),
          right.end,
          "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
        );
      }
    }
    this.mark = mark;
    if (!this.peekConstantOrDisplay()) {
      const left = this.bitwiseOr();
      if (left !== null && this.accept(Token.ASSIGN)) {
        if (this.bitwiseOr() !== null && !this.peekAssignment()) {
          this.raiseAt(
            left,
            `cannot assign to ${left.name} here. Maybe you meant '==' instead of '='?`,
          );
        }
      }
    }
    this.mark = mark;
  }

  private peekAssignment(): boolean {
    const kind = this.peek();
    return kind === Token.ASSIGN || kind === Token.WALRUS;
  }

  private peekConstantOrDisplay(): boolean {
    const kind = this.peek();
    if (kind === Token.TRUE || kind === Token.NONE || kind === Token.FALSE) return true;
    if (kind !== Token.LEFT_BRACKET && kind !== Token.LEFT_PARENTHESIS) return false;
    return this.ahead(
      () => this.listDisplay() !== null || this.tuple() !== null || this.generator() !== null,
    );
  }

  expression(): Shape | null {
    return this.remember(Memo.EXPRESSION, () => {
      if (this.mistakes) {
        this.mistakenExpression();
        this.legacyStatement();
      }
      return this.correctExpression();
    });
  }

  private correctExpression(): Shape | null {
    const start = this.here();
    const body = this.disjunction();
    if (body === null) return this.lambda();
    const { mark } = this;
    if (this.accept(Token.IF) && this.disjunction() !== null && this.accept(Token.ELSE)) {
      if (this.expression() !== null) {
        return shape('conditional expression', start, this.behind());
      }
    }
    this.mark = mark;
    return body;
  }

  private mistakenExpression(): void {
    const { mark } = this;
    const first = this.disjunction();
    const { mark: behindFirst } = this;
    if (first === null) return;
    if (!this.startsLikeLegacy(mark)) {
      const second = this.withoutMistakes(() => this.correctExpression());
      if (second !== null && !this.isLegacyName(first, mark, behindFirst)) {
        if (this.levelBehind(this.mark - 1) > 0) {
          this.raiseRange(first.start, second.end, 'invalid syntax. Perhaps you forgot a comma?');
        }
      }
      this.mark = behindFirst;
    }
    if (this.accept(Token.IF)) {
      const condition = this.disjunction();
      if (condition !== null && this.peek() !== Token.ELSE && this.peek() !== Token.COLON) {
        this.raiseRange(first.start, condition.end, "expected 'else' after 'if' expression");
      }
    }
    this.mark = mark;
  }

  /**
   * A name before a string, which may be a misspelt prefix, or what CPython takes for a soft
   * keyword here: it compares only as many characters as the name has.
   */
  private startsLikeLegacy(mark: number): boolean {
    if (this.look(mark) > Token.NAME_WILDCARD) return false;
    if (this.look(mark + 1) === Token.STRING) return true;
    const name = this.text(mark);
    return SOFT_KEYWORDS.some((keyword) => keyword.startsWith(name));
  }

  private isLegacyName(first: Shape, mark: number, behind: number): boolean {
    return first.name === 'name' && behind === mark + 1 && isLegacyKeyword(this.text(mark));
  }

  private withoutMistakes<T>(rule: () => T): T {
    const before = this.mistakes;
    this.mistakes = false;
    const result = rule();
    this.mistakes = before;
    return result;
  }

  /** `print x` and `exec x`. */
  private legacyStatement(): void {
    const { mark } = this;
    if (this.acceptName() && this.peek() !== Token.LEFT_PARENTHESIS) {
      const name = this.text(mark);
      const argument = this.starExpressions();
      if (argument !== null && isLegacyKeyword(name)) {
        this.raiseRange(
          this.stream.start(mark),
          argument.end,
          `Missing parentheses in call to '${name}'. Did you mean ${name}(...)?`,
        );
      }
    }
    this.mark = mark;
  }

  private lambda(): Shape | null {
    return this.remember(Memo.LAMBDA, () => {
      const start = this.here();
      if (!this.accept(Token.LAMBDA)) return null;
      this.lambdaParameters();
      if (!this.accept(Token.COLON) || this.expression() === null) return null;
      return shape('lambda', start, this.behind());
    });
  }

  // ---- Operators

  disjunction(): Shape | null {
    return this.remember(Memo.DISJUNCTION, () =>
      this.chain(Token.OR, () => this.conjunction()),
    );
  }

  private conjunction(): Shape | null {
    return this.remember(Memo.CONJUNCTION, () => this.chain(Token.AND, () => this.inversion()));
  }

  private chain(operator: Token, operand: () => Shape | null): Shape | null {
    const start = this.here();
    let result = operand();
    while (result !== null && this.check(() => this.accept(operator) && operand() !== null)) {
      result = shape('expression', start, this.behind());
    }
    return result;
  }

  private inversion(): Shape | null {
    return this.remember(Memo.INVERSION, () => {
      const start = this.here();
      let count = 0;
      while (this.accept(Token.NOT)) count += 1;
      const value = this.comparison();
      return value === null || count === 0 ? value : shape('expression', start, this.behind());
    });
  }

  private comparison(): Shape | null {
    return this.remember(Memo.COMPARISON, () => {
      const start = this.here();
      const left = this.bitwiseOr();
      if (left === null) return null;
      let operator: Token | null = null;
      for (;;) {
        const { mark } = this;
        const found = this.compareOperator();
        if (found === null || this.bitwiseOr() === null) {
          this.mark = mark;
          break;
        }
        operator ??= found;
      }
      return operator === null
        ? left
        : shape('comparison', start, this.behind(), [left], operator);
    });
  }

  private compareOperator(): Token | null {
    const kind = this.peek();
    if (kind === Token.NOT) {
      this.mark += 1;
      return this.accept(Token.IN) ? Token.NOT_IN : null;
    }
    if (kind < Token.LESS || kind > Token.IS) return null;
    this.mark += 1;
    if (kind === Token.IS) this.accept(Token.NOT);
    return kind;
  }

  bitwiseOr(): Shape | null {
    return this.remember(Memo.BITWISE_OR, () => this.binary(1));
  }

  private binary(tightness: number): Shape | null {
    const start = this.here();
    let left = this.factor();
    while (left !== null) {
      const { mark } = this;
      const found = TIGHTNESS.get(this.peek()) ?? 0;
      if (found < tightness) break;
      this.mark += 1;
      if (this.binary(found + 1) === null) {
        this.mark = mark;
        break;
      }
      left = shape('expression', start, this.behind());
    }
    return left;
  }

  private factor(): Shape | null {
    const start = this.here();
    let signs = 0;
    while (isSign(this.peek())) {
      this.mark += 1;
      signs += 1;
    }
    let result = this.power();
    if (result !== null && signs > 0) result = shape('expression', start, this.behind());
    return result;
  }

  private power(): Shape | null {
    const start = this.here();
    const base = this.awaited();
    if (base === null) return null;
    const raised = this.check(() => this.accept(Token.DOUBLE_STAR) && this.factor() !== null);
    return raised ? shape('expression', start, this.behind()) : base;
  }

  private awaited(): Shape | null {
    const start = this.here();
    if (!this.accept(Token.AWAIT)) return this.primary();
    if (this.primary() === null) return null;
    return shape('await expression', start, this.behind());
  }

  // ---- Primaries

  primary(): Shape | null {
    return this.remember(Memo.PRIMARY, () => {
      const start = this.here();
      let result = this.atom();
      while (result !== null) {
        const name = this.trailer();
        if (name === null) break;
        result = shape(name, start, this.behind());
      }
      return result;
    });
  }

  /** What may follow a primary; the name of what it makes of it. */
  private trailer(): string | null {
    switch (this.peek()) {
      case Token.DOT:
        return this.check(() => this.accept(Token.DOT) && this.acceptName()) ? 'attribute' : null;
      case Token.LEFT_PARENTHESIS:
        return this.generator() !== null || this.callArguments() ? 'function call' : null;
      case Token.LEFT_BRACE:
        // CPython tries a generator expression here, and with it the mistakes of all displays.
        this.mistakenComprehension();
        return null;
      case Token.LEFT_BRACKET:
        this.mistakenComprehension();
        return this.check(
          () => this.accept(Token.LEFT_BRACKET) && this.slices() && this.accept(Token.RIGHT_BRACKET),
        )
          ? 'subscript'
          : null;
      default:
        return null;
    }
  }

  /** `'(' [arguments] ')'` */
  callArguments(): boolean {
    return this.check(() => {
      if (!this.accept(Token.LEFT_PARENTHESIS)) return false;
      this.arguments();
      return this.accept(Token.RIGHT_PARENTHESIS);
    });
  }

  abstract arguments(): ArgumentsShape | null;

  private slices(): boolean {
    const one = this.check(() => this.slice() && this.peek() !== Token.COMMA);
    if (one) return true;
    const item = (): boolean => this.slice() || this.starredExpression() !== null;
    if (!item()) return false;
    while (this.accept(Token.COMMA)) if (!item()) break;
    return true;
  }

  private slice(): boolean {
    const limits = this.check(() => {
      this.expression();
      if (!this.accept(Token.COLON)) return false;
      this.expression();
      if (this.accept(Token.COLON)) this.expression();
      return true;
    });
    return limits || this.namedExpression() !== null;
  }

  private atom(): Shape | null {
    const kind = this.peek();
    const start = this.here();
    if (this.acceptName()) return shape('name', start, this.behind());
    switch (kind) {
      case Token.TRUE:
      case Token.FALSE:
      case Token.NONE:
        this.mark += 1;
        return shape(this.text(this.mark - 1), start, this.behind());
      case Token.ELLIPSIS:
        this.mark += 1;
        return shape('ellipsis', start, this.behind());
      case Token.NUMBER:
      case Token.IMAGINARY:
        this.mark += 1;
        this.checkNumber(this.mark - 1);
        return shape('literal', start, this.behind());
      case Token.STRING:
        return this.strings();
      case Token.LEFT_PARENTHESIS:
        return this.tuple() ?? this.group() ?? this.generator();
      case Token.LEFT_BRACKET:
        return this.listDisplay() ?? this.listComprehension();
      case Token.LEFT_BRACE:
        return this.dict() ?? this.setDisplay() ?? this.dictComprehension() ?? this.setComprehension();
      default:
        return null;
    }
  }

  /** Accepts adjacent strings and raises what is wrong inside them. */
  abstract strings(): Shape | null;

  /** Raises what is wrong with the value of a number. */
  abstract checkNumber(index: number): void;

  // ---- Displays

  private group(): Shape | null {
    const inner = this.attempt(() => {
      this.mark += 1;
      const value = this.yieldExpression() ?? this.namedExpression();
      return value !== null && this.accept(Token.RIGHT_PARENTHESIS) ? value : null;
    });
    if (inner === null && this.mistakes) this.mistakenGroup();
    return inner;
  }

  private mistakenGroup(): void {
    const { mark } = this;
    this.mark += 1;
    const starred = this.starredExpression();
    if (starred !== null && this.accept(Token.RIGHT_PARENTHESIS)) {
      this.raiseAt(starred, 'cannot use starred expression here');
    }
    this.mark = mark + 1;
    if (this.accept(Token.DOUBLE_STAR) && this.expression() !== null) {
      if (this.accept(Token.RIGHT_PARENTHESIS)) {
        this.raiseAt(this.token(mark + 1), 'cannot use double starred expression here');
      }
    }
    this.mark = mark;
  }

  tuple(): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      if (!this.accept(Token.LEFT_PARENTHESIS)) return null;
      let parts: Shape[] = [];
      const { mark } = this;
      const first = this.starNamedExpression();
      if (first !== null && this.accept(Token.COMMA)) {
        parts = [first, ...(this.starNamedExpressions() ?? [])];
      } else {
        this.mark = mark;
      }
      if (!this.accept(Token.RIGHT_PARENTHESIS)) return null;
      return shape('tuple', start, this.behind(), parts);
    });
  }

  listDisplay(): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      if (!this.accept(Token.LEFT_BRACKET)) return null;
      const parts = this.starNamedExpressions() ?? [];
      return this.accept(Token.RIGHT_BRACKET) ? shape('list', start, this.behind(), parts) : null;
    });
  }

  private setDisplay(): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      this.mark += 1;
      if (this.starNamedExpressions() === null) return null;
      return this.accept(Token.RIGHT_BRACE) ? shape('set display', start, this.behind()) : null;
    });
  }

  private dict(): Shape | null {
    const start = this.here();
    const result = this.attempt(() => {
      this.mark += 1;
      if (this.keyValuePair()) {
        while (this.accept(Token.COMMA)) if (!this.keyValuePair()) break;
      }
      return this.accept(Token.RIGHT_BRACE) ? shape('dict literal', start, this.behind()) : null;
    });
    if (result === null) {
      // CPython looks for these mistakes on the first pass, too.
      const { mark } = this;
      this.mark += 1;
      this.mistakenPairs();
      this.mark = mark;
    }
    return result;
  }

  private keyValuePair(): boolean {
    return (
      this.check(() => this.accept(Token.DOUBLE_STAR) && this.bitwiseOr() !== null) ||
      this.keyValue()
    );
  }

  private keyValue(): boolean {
    return this.check(
      () => this.expression() !== null && this.accept(Token.COLON) && this.expression() !== null,
    );
  }

  private mistakenPairs(): void {
    const { mark } = this;
    if (this.keyValuePair()) {
      for (;;) {
        const { mark: before } = this;
        if (!this.accept(Token.COMMA)) break;
        if (this.keyValuePair()) continue;
        this.mark = before;
        break;
      }
      if (this.accept(Token.COMMA)) {
        const key = this.attempt(() => this.expression());
        if (key !== null && this.peek() !== Token.COLON) this.raiseMissingColon(key);
        if (key !== null) this.mistakenValue();
      }
    }
    this.mark = mark;
    if (this.expression() !== null) this.mistakenValue();
    this.mark = mark;
  }

  /** Raises for a key without its colon. */
  abstract raiseMissingColon(key: Place): never;

  /** What is wrong behind a key: a starred value, or none. */
  private mistakenValue(): void {
    const colon = this.mark;
    if (!this.accept(Token.COLON)) return;
    const star = this.mark;
    if (this.accept(Token.STAR) && this.bitwiseOr() !== null) {
      this.raiseFrom(
        this.stream.start(star),
        'cannot use a starred expression in a dictionary value',
      );
    }
    this.mark = star;
    if (this.peek() === Token.RIGHT_BRACE || this.peek() === Token.COMMA) {
      this.raiseAt(this.token(colon), "expression expected after dictionary key and ':'");
    }
  }

  // ---- Comprehensions

  generator(): Shape | null {
    const start = this.here();
    const result = this.attempt(() => {
      if (!this.accept(Token.LEFT_PARENTHESIS)) return null;
      if (this.element() === null || this.forClauses() === null) return null;
      if (!this.accept(Token.RIGHT_PARENTHESIS)) return null;
      return shape('generator expression', start, this.behind());
    });
    if (result === null) this.mistakenComprehension();
    return result;
  }

  /** `assignment_expression | expression !':='` */
  element(): Shape | null {
    return (
      this.assignmentExpression() ??
      this.attempt(() => {
        const value = this.expression();
        return value === null || this.peek() === Token.WALRUS ? null : value;
      })
    );
  }

  private listComprehension(): Shape | null {
    return this.displayedComprehension(Token.RIGHT_BRACKET, 'list comprehension');
  }

  private setComprehension(): Shape | null {
    return this.displayedComprehension(Token.RIGHT_BRACE, 'set comprehension');
  }

  private displayedComprehension(closing: Token, name: string): Shape | null {
    const start = this.here();
    const result = this.attempt(() => {
      this.mark += 1;
      if (this.namedExpression() === null || this.forClauses() === null) return null;
      return this.accept(closing) ? shape(name, start, this.behind()) : null;
    });
    if (result === null) this.mistakenComprehension();
    return result;
  }

  private dictComprehension(): Shape | null {
    const start = this.here();
    const result = this.attempt(() => {
      this.mark += 1;
      if (!this.keyValue() || this.forClauses() === null) return null;
      if (!this.accept(Token.RIGHT_BRACE)) return null;
      return shape('dict comprehension', start, this.behind());
    });
    if (result === null && this.mistakes) {
      const { mark } = this;
      this.mark += 1;
      if (this.accept(Token.DOUBLE_STAR) && this.bitwiseOr() !== null) {
        if (this.forClauses() !== null && this.accept(Token.RIGHT_BRACE)) {
          this.raiseAt(
            this.token(mark + 1),
            'dict unpacking cannot be used in dict comprehension',
          );
        }
      }
      this.mark = mark;
    }
    return result;
  }

  private mistakenComprehension(): void {
    if (!this.mistakes) return;
    const { mark } = this;
    const opening = this.peek();
    if (opening !== Token.LEFT_PARENTHESIS && opening !== Token.LEFT_BRACKET) {
      if (opening !== Token.LEFT_BRACE) return;
    }
    this.mark += 1;
    const starred = this.starredExpression();
    if (starred !== null && this.forClauses() !== null) {
      this.raiseAt(starred, 'iterable unpacking cannot be used in comprehension');
    }
    this.mark = mark + 1;
    if (opening !== Token.LEFT_PARENTHESIS) {
      const msg = 'did you forget parentheses around the comprehension target?';
      const first = this.starNamedExpression();
      const comma = this.mark;
      if (first !== null && this.accept(Token.COMMA)) {
        const behindComma = this.mark;
        const rest = this.starNamedExpressions();
        if (rest !== null && this.forClauses() !== null) {
          this.raiseRange(first.start, (rest[rest.length - 1] as Shape).end, msg);
        }
        this.mark = behindComma;
        if (this.forClauses() !== null) {
          this.raiseRange(first.start, this.stream.end(comma), msg);
        }
      }
    }
    this.mark = mark;
  }

  forClauses(): ClausesShape | null {
    let result: ClausesShape | null = null;
    for (let clause = this.forClause(); clause !== null; clause = this.forClause()) result = clause;
    return result;
  }

  private forClause(): ClausesShape | null {
    const { mark } = this;
    let committed = false;
    const result = this.attempt(() => {
      this.accept(Token.ASYNC);
      if (!this.accept(Token.FOR)) return null;
      const lastTarget = this.starTargets();
      if (lastTarget === null || !this.accept(Token.IN)) return null;
      committed = true;
      let last = this.disjunction();
      if (last === null) return null;
      for (;;) {
        const condition = this.attempt(() => (this.accept(Token.IF) ? this.disjunction() : null));
        if (condition === null) break;
        last = condition;
      }
      return { last, lastTarget };
    });
    if (result === null && !committed && this.mistakes) {
      this.mistakenForTarget();
      this.mark = mark;
    }
    return result;
  }

  mistakenForTarget(): void {
    this.accept(Token.ASYNC);
    if (!this.accept(Token.FOR)) return;
    const target = this.starExpressions();
    if (target !== null) this.objectToTarget(target, 'loop');
  }

  // ---- Targets

  starTargets(): Shape | null {
    return this.remember(Memo.STAR_TARGETS, () => this.list(() => this.starTarget()));
  }

  starTarget(): Shape | null {
    const starred = this.attempt(() => {
      const start = this.here();
      if (!this.accept(Token.STAR) || this.peek() === Token.STAR) return null;
      const value = this.starTarget();
      return value === null ? null : shape('starred', start, this.behind(), [value]);
    });
    return starred ?? this.subscriptOrAttribute() ?? this.starAtom();
  }

  /** A primary that ends in an attribute or a subscript. */
  subscriptOrAttribute(): Shape | null {
    return this.remember(Memo.TARGET_PRIMARY, () => {
      const value = this.primary();
      return value?.name === 'attribute' || value?.name === 'subscript' ? value : null;
    });
  }

  private starAtom(): Shape | null {
    const start = this.here();
    if (this.acceptName()) return shape('name', start, this.behind());
    const closing = closingOf(this.peek());
    if (closing === null) return null;
    return this.attempt(() => {
      this.mark += 1;
      const targets = this.starTargets();
      if (!this.accept(closing)) return null;
      const name = closing === Token.RIGHT_BRACKET ? 'list' : 'tuple';
      if (targets !== null && targets.name !== 'tuple' && name === 'tuple') {
        return targets.name === 'starred' ? null : targets;
      }
      return shape(name, start, this.behind());
    });
  }

  singleTarget(): Shape | null {
    const place = this.subscriptOrAttribute();
    if (place !== null) return place;
    const start = this.here();
    if (this.acceptName()) return shape('name', start, this.behind());
    return this.attempt(() => {
      if (!this.accept(Token.LEFT_PARENTHESIS)) return null;
      const inner = this.singleTarget();
      return inner !== null && this.accept(Token.RIGHT_PARENTHESIS) ? inner : null;
    });
  }

  /** Raises if an expression cannot be the target that its place makes it. */
  objectToTarget(expression: Shape, use: TargetUse): void {
    const wrong = invalidTarget(expression, use);
    if (wrong === null) return;
    const verb = use === 'deletion' ? 'delete' : 'assign to';
    this.raiseAt(wrong, `cannot ${verb} ${wrong.name}`);
  }
}

/** The part of an expression that cannot be a target. */
function invalidTarget(expression: Shape, use: TargetUse): Shape | null {
  switch (expression.name) {
    case 'name':
    case 'subscript':
    case 'attribute':
      return null;
    case 'tuple':
    case 'list':
      for (const part of expression.parts) {
        const wrong = invalidTarget(part, use);
        if (wrong !== null) return wrong;
      }
      return null;
    case 'starred':
      return use === 'deletion' ? expression : invalidTarget(expression.parts[0] as Shape, use);
    case 'comparison':
      // `for a in b` without its colon reads as a comparison.
      if (use !== 'loop') return expression;
      if (expression.operator !== Token.IN) return null;
      return invalidTarget(expression.parts[0] as Shape, use);
    default:
      return expression;
  }
}

const SOFT_KEYWORDS = ['_', 'case', 'match'];

function isLegacyKeyword(name: string): boolean {
  return name === 'print' || name === 'exec';
}

function isSign(kind: Token): boolean {
  return kind === Token.PLUS || kind === Token.MINUS || kind === Token.TILDE;
}

function closingOf(kind: Token): Token | null {
  if (kind === Token.LEFT_PARENTHESIS) return Token.RIGHT_PARENTHESIS;
  return kind === Token.LEFT_BRACKET ? Token.RIGHT_BRACKET : null;
}
