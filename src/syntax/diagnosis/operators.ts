/** Recognises operators with their operands, down to names, literals, calls and subscripts. */
import { Cursor, Memo, type Place } from './cursor.js';
import { shape, type ArgumentsShape, type Shape } from './shapes.js';
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

export abstract class OperatorRules extends Cursor {
  // ---- What the rules for larger things recognise

  abstract expression(): Shape | null;
  abstract namedExpression(): Shape | null;
  abstract starredExpression(): Shape | null;
  abstract starNamedExpression(): Shape | null;
  abstract starNamedExpressions(): Shape[] | null;
  abstract yieldExpression(): Shape | null;
  abstract assignmentExpression(): Shape | null;
  abstract starExpressions(): Shape | null;
  abstract display(): Shape | null;
  abstract generator(): Shape | null;
  abstract mistakenComprehension(): void;
  abstract arguments(): ArgumentsShape | null;

  /** Accepts adjacent strings and raises what is wrong inside them. */
  abstract strings(): Shape | null;

  /** Raises what is wrong with the value of a number. */
  abstract checkNumber(index: number): void;

  /** Raises for a key of a dictionary without its colon. */
  abstract raiseMissingColon(key: Place): never;

  /** One item, or a tuple. */
  list(item: () => Shape | null): Shape | null {
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

  // ---- Operators

  disjunction(): Shape | null {
    return this.remember(Memo.DISJUNCTION, () => this.chain(Token.OR, () => this.conjunction()));
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
      return operator === null ? left : shape('comparison', start, this.behind(), [left], operator);
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
          () =>
            this.accept(Token.LEFT_BRACKET) && this.slices() && this.accept(Token.RIGHT_BRACKET),
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
      case Token.LEFT_BRACKET:
      case Token.LEFT_BRACE:
        return this.display();
      default:
        return null;
    }
  }
}

function isSign(kind: Token): boolean {
  return kind === Token.PLUS || kind === Token.MINUS || kind === Token.TILDE;
}
