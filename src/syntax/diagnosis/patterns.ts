/** Recognises the patterns of `case` clauses. */
import { ParameterRules } from './parameters.js';
import { Token } from '../tokens.js';

export abstract class PatternRules extends ParameterRules {
  patterns(): boolean {
    return this.check(() => this.openSequence()) || this.pattern();
  }

  /** `maybe_star_pattern ',' [maybe_sequence_pattern]` */
  private openSequence(): boolean {
    if (!this.starPattern() || !this.accept(Token.COMMA)) return false;
    this.sequence();
    return true;
  }

  private sequence(): boolean {
    if (!this.starPattern()) return false;
    while (this.check(() => this.accept(Token.COMMA) && this.starPattern()));
    this.accept(Token.COMMA);
    return true;
  }

  private starPattern(): boolean {
    return this.check(() => this.accept(Token.STAR) && this.acceptName()) || this.pattern();
  }

  private pattern(): boolean {
    return this.asPattern() || this.orPattern();
  }

  private asPattern(): boolean {
    const named = this.check(
      () => this.orPattern() && this.accept(Token.AS) && this.captureTarget(),
    );
    if (!named && this.mistakes) this.mistakenAs();
    return named;
  }

  private mistakenAs(): void {
    const { mark } = this;
    if (this.orPattern() && this.accept(Token.AS)) {
      if (this.peek() === Token.NAME_WILDCARD) {
        this.raiseAt(this.token(this.mark), "cannot use '_' as a target");
      }
      if (!this.peekName()) {
        const target = this.expression();
        if (target !== null) this.raiseAt(target, 'invalid pattern target');
      }
    }
    this.mark = mark;
  }

  /** A name that is not `_` and not the start of something else. */
  private captureTarget(): boolean {
    return this.check(() => {
      if (this.peek() === Token.NAME_WILDCARD || !this.acceptName()) return false;
      const next = this.peek();
      return next !== Token.DOT && next !== Token.LEFT_PARENTHESIS && next !== Token.ASSIGN;
    });
  }

  private orPattern(): boolean {
    return this.check(() => {
      if (!this.closedPattern()) return false;
      while (this.check(() => this.accept(Token.BAR) && this.closedPattern()));
      return true;
    });
  }

  private closedPattern(): boolean {
    return (
      this.literal(true) ||
      this.captureTarget() ||
      this.accept(Token.NAME_WILDCARD) ||
      this.valuePattern() ||
      this.groupPattern() ||
      this.sequencePattern() ||
      this.mappingPattern() ||
      this.classPattern()
    );
  }

  /** A literal; a number that is not the start of a sum. */
  private literal(alone: boolean): boolean {
    const number = this.check(() => {
      if (!this.signedNumber()) return false;
      const next = this.peek();
      return !alone || (next !== Token.PLUS && next !== Token.MINUS);
    });
    if (number || this.complexNumber()) return true;
    const kind = this.peek();
    if (kind === Token.STRING) return this.strings() !== null;
    if (kind !== Token.NONE && kind !== Token.TRUE && kind !== Token.FALSE) return false;
    this.mark += 1;
    return true;
  }

  private signedNumber(): boolean {
    return this.check(() => {
      this.accept(Token.MINUS);
      return this.accept(Token.NUMBER) || this.accept(Token.IMAGINARY);
    });
  }

  private complexNumber(): boolean {
    return this.check(() => {
      this.accept(Token.MINUS);
      const real = this.mark;
      if (this.accept(Token.IMAGINARY)) {
        this.raiseAt(this.token(real), 'real number required in complex literal');
      }
      if (!this.accept(Token.NUMBER)) return false;
      if (!this.accept(Token.PLUS) && !this.accept(Token.MINUS)) return false;
      if (this.peek() === Token.NUMBER) {
        this.raiseAt(this.token(this.mark), 'imaginary number required in complex literal');
      }
      return this.accept(Token.IMAGINARY);
    });
  }

  /** `a.b` or longer, and what is no value if a bracket or `=` follows. */
  private valuePattern(): boolean {
    return this.check(() => {
      if (!this.attributeName()) return false;
      const next = this.peek();
      return next !== Token.DOT && next !== Token.LEFT_PARENTHESIS && next !== Token.ASSIGN;
    });
  }

  private attributeName(): boolean {
    return this.check(() => this.dottedParts() > 1);
  }

  private dottedParts(): number {
    if (!this.acceptName()) return 0;
    let parts = 1;
    while (this.check(() => this.accept(Token.DOT) && this.acceptName())) parts += 1;
    return parts;
  }

  private groupPattern(): boolean {
    return this.check(
      () =>
        this.accept(Token.LEFT_PARENTHESIS) &&
        this.pattern() &&
        this.accept(Token.RIGHT_PARENTHESIS),
    );
  }

  private sequencePattern(): boolean {
    return this.check(() => {
      if (this.accept(Token.LEFT_BRACKET)) {
        this.sequence();
        return this.accept(Token.RIGHT_BRACKET);
      }
      if (!this.accept(Token.LEFT_PARENTHESIS)) return false;
      this.check(() => this.openSequence());
      return this.accept(Token.RIGHT_PARENTHESIS);
    });
  }

  private mappingPattern(): boolean {
    return this.check(() => {
      if (!this.accept(Token.LEFT_BRACE)) return false;
      const rest = (): boolean =>
        this.check(() => this.accept(Token.DOUBLE_STAR) && this.captureTarget());
      if (this.keyPattern()) {
        while (this.check(() => this.accept(Token.COMMA) && this.keyPattern()));
        this.check(() => this.accept(Token.COMMA) && rest());
        this.accept(Token.COMMA);
      } else if (rest()) {
        this.accept(Token.COMMA);
      }
      return this.accept(Token.RIGHT_BRACE);
    });
  }

  private keyPattern(): boolean {
    return this.check(
      () =>
        (this.literal(true) || this.attributeName()) && this.accept(Token.COLON) && this.pattern(),
    );
  }

  private classPattern(): boolean {
    const matched = this.check(() => {
      if (this.dottedParts() === 0 || !this.accept(Token.LEFT_PARENTHESIS)) return false;
      if (this.accept(Token.RIGHT_PARENTHESIS)) return true;
      const positional = this.positionalPatterns() > 0;
      const named = this.check(
        () => (!positional || this.accept(Token.COMMA)) && this.keywordPatterns(),
      );
      if (positional || named) this.accept(Token.COMMA);
      return this.accept(Token.RIGHT_PARENTHESIS);
    });
    if (!matched && this.mistakes) this.mistakenClassPattern();
    return matched;
  }

  /** Patterns with commas between them, not the first of keyword patterns. */
  private positionalPatterns(): number {
    let count = 0;
    while (this.check(() => (count === 0 || this.accept(Token.COMMA)) && this.pattern()))
      count += 1;
    return count;
  }

  private keywordPatterns(): boolean {
    const one = (): boolean =>
      this.check(() => this.acceptName() && this.accept(Token.ASSIGN) && this.pattern());
    if (!one()) return false;
    while (this.check(() => this.accept(Token.COMMA) && one()));
    return true;
  }

  private mistakenClassPattern(): void {
    const { mark } = this;
    if (this.dottedParts() > 0 && this.accept(Token.LEFT_PARENTHESIS)) {
      this.check(() => this.positionalPatterns() > 0 && this.accept(Token.COMMA));
      if (this.keywordPatterns() && this.accept(Token.COMMA)) {
        const start = this.here();
        if (this.positionalPatterns() > 0) {
          this.raiseRange(start, this.behind(), 'positional patterns follow keyword patterns');
        }
      }
    }
    this.mark = mark;
  }
}
