/** Recognises what stands in brackets: groups, displays and comprehensions. */
import { TargetRules } from './targets.js';
import { shape, type Shape } from './shapes.js';
import { Token } from '../tokens.js';

/** The for clauses of a comprehension. */
interface ClausesShape {
  /** The last condition or, without conditions, the last thing iterated over. */
  readonly last: Shape;
  readonly lastTarget: Shape;
}

export abstract class DisplayRules extends TargetRules {
  /** What the bracket here opens, if it is an atom. */
  override display(): Shape | null {
    switch (this.peek()) {
      case Token.LEFT_PARENTHESIS:
        return this.tuple() ?? this.group() ?? this.generator();
      case Token.LEFT_BRACKET:
        return this.listDisplay() ?? this.listComprehension();
      default:
        return (
          this.dict() ?? this.setDisplay() ?? this.dictComprehension() ?? this.setComprehension()
        );
    }
  }

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

  override generator(): Shape | null {
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
          this.raiseAt(this.token(mark + 1), 'dict unpacking cannot be used in dict comprehension');
        }
      }
      this.mark = mark;
    }
    return result;
  }

  override mistakenComprehension(): void {
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
}
