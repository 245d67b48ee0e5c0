/**
 * Recognises expressions the way CPython's parser goes through them, with the rules that notice
 * common mistakes at the places where CPython has its own.
 */
import { Memo } from './cursor.js';
import { DisplayRules } from './displays.js';
import { shape, type Shape } from './shapes.js';
import { Token } from '../tokens.js';

export abstract class ExpressionRules extends DisplayRules {
  /** `[lambda_params]`; the parameters of a lambda up to its colon. */
  abstract lambdaParameters(): void;

  // ---- Lists of expressions

  override starExpressions(): Shape | null {
    return this.remember(Memo.STAR_EXPRESSIONS, () => this.list(() => this.starExpression()));
  }

  expressions(): Shape | null {
    return this.attempt(() => this.list(() => this.expression()));
  }

  private starExpression(): Shape | null {
    return this.starred(() => this.bitwiseOr()) ?? this.expression();
  }

  override starNamedExpression(): Shape | null {
    return this.remember(
      Memo.STAR_NAMED_EXPRESSION,
      () => this.starred(() => this.bitwiseOr()) ?? this.namedExpression(),
    );
  }

  /** Items with commas between them and perhaps behind the last. */
  override starNamedExpressions(): Shape[] | null {
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

  override starredExpression(): Shape | null {
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

  override yieldExpression(): Shape | null {
    return this.attempt(() => {
      const start = this.here();
      if (!this.accept(Token.YIELD)) return null;
      const from = this.check(() => this.accept(Token.FROM) && this.expression() !== null);
      if (!from) this.starExpressions();
      return shape('yield expression', start, this.behind());
    });
  }

  // ---- Named, conditional and lambda expressions

  override namedExpression(): Shape | null {
    return this.remember(Memo.NAMED_EXPRESSION, () => {
      const named = this.assignmentExpression();
      if (named !== null) return named;
      if (this.mistakes) this.mistakenNamedExpression();
      const plain = this.expression();
      return plain === null || this.peek() === Token.WALRUS ? null : plain;
    });
  }

  override assignmentExpression(): Shape | null {
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

  override expression(): Shape | null {
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
}

const SOFT_KEYWORDS = ['_', 'case', 'match'];

function isLegacyKeyword(name: string): boolean {
  return name === 'print' || name === 'exec';
}
