/** Recognises the parameters of functions and lambdas. */
import { ArgumentRules } from './arguments.js';
import { Token } from '../tokens.js';

/** Functions and lambdas differ in what ends their parameters and whether these are annotated. */
interface Style {
  readonly closing: Token;
  readonly annotated: boolean;
  readonly parenthesized: string;
}

const FUNCTION: Style = {
  closing: Token.RIGHT_PARENTHESIS,
  annotated: true,
  parenthesized: 'Function parameters cannot be parenthesized',
};
const LAMBDA: Style = {
  closing: Token.COLON,
  annotated: false,
  parenthesized: 'Lambda expression parameters cannot be parenthesized',
};

/** How many parameters of which sort a rule takes. */
type Sort = 'plain' | 'default' | 'either';

export abstract class ParameterRules extends ArgumentRules {
  override lambdaParameters(): void {
    this.parameters(LAMBDA);
  }

  functionParameters(): void {
    this.parameters(FUNCTION);
  }

  private parameters(style: Style): void {
    if (this.mistakes) this.mistakenParameters(style);
    if (this.slashed(style, 'plain')) this.many(style, 'plain');
    else if (!this.slashed(style, 'default')) this.many(style, 'plain');
    this.many(style, 'default');
    this.starParameters(style);
  }

  // ---- Single parameters

  private name(style: Style): boolean {
    if (!this.acceptName()) return false;
    if (style.annotated) this.check(() => this.accept(Token.COLON) && this.expression() !== null);
    return true;
  }

  /** Whether a parameter ends here: a comma, which is taken, or the end of all. */
  private ends(style: Style): boolean {
    return this.accept(Token.COMMA) || this.peek() === style.closing;
  }

  private one(style: Style, sort: Sort): boolean {
    return this.check(() => {
      if (!this.name(style)) return false;
      if (sort !== 'plain' && !this.initial(style) && sort === 'default') return false;
      return this.ends(style);
    });
  }

  /** `'=' expression` */
  private initial(style: Style): boolean {
    const { mark } = this;
    if (!this.accept(Token.ASSIGN)) return false;
    if (this.expression() !== null) return true;
    this.mark = mark + 1;
    const kind = this.peek();
    if (this.mistakes && (kind === style.closing || kind === Token.COMMA)) {
      this.raiseAt(this.token(mark), 'expected default value expression');
    }
    this.mark = mark;
    return false;
  }

  private many(style: Style, sort: Sort): number {
    let count = 0;
    while (this.one(style, sort)) count += 1;
    return count;
  }

  /** Parameters before a slash, with it; of sort `default` at least one has a default. */
  private slashed(style: Style, sort: 'plain' | 'default'): boolean {
    return this.check(() => {
      const plain = this.many(style, 'plain');
      if (sort === 'plain' ? plain === 0 : this.many(style, 'default') === 0) return false;
      return this.accept(Token.SLASH) && this.ends(style);
    });
  }

  // ---- From the first star on

  private starParameters(style: Style): boolean {
    if (this.mistakes) this.mistakenStar(style);
    const star = this.check(() => {
      if (!this.accept(Token.STAR)) return false;
      if (this.variable(style)) {
        this.many(style, 'either');
      } else if (!this.accept(Token.COMMA) || this.many(style, 'either') === 0) {
        return false;
      }
      this.keywords(style);
      return true;
    });
    return star || this.keywords(style);
  }

  /** The name behind a star, whose annotation may have a star of its own. */
  private variable(style: Style): boolean {
    if (this.one(style, 'plain')) return true;
    if (!style.annotated) return false;
    return this.check(() => {
      if (!this.acceptName() || !this.accept(Token.COLON)) return false;
      return this.starNamedExpression() !== null && this.ends(style);
    });
  }

  private keywords(style: Style): boolean {
    if (this.mistakes) this.mistakenKeywords(style);
    return this.check(() => this.accept(Token.DOUBLE_STAR) && this.one(style, 'plain'));
  }

  // ---- Mistakes

  private mistakenParameters(style: Style): void {
    const { mark } = this;
    this.defaultBeforePlain(style);
    this.mark = mark;
    this.parenthesized(style);
    this.mark = mark;
    if (this.accept(Token.SLASH) && this.accept(Token.COMMA)) {
      this.raiseAt(this.token(mark), 'at least one argument must precede /');
    }
    this.mark = mark;
    const slash = this.slashed(style, 'plain') || this.slashed(style, 'default');
    if (slash) {
      this.many(style, 'either');
      if (this.accept(Token.SLASH)) this.raiseBehind('/ may appear only once');
    }
    this.mark = mark;
    if (!this.slashed(style, 'plain')) this.slashed(style, 'default');
    this.many(style, 'either');
    if (this.accept(Token.STAR) && (this.accept(Token.COMMA) || this.one(style, 'plain'))) {
      this.many(style, 'either');
      if (this.accept(Token.SLASH)) this.raiseBehind('/ must be ahead of *');
    }
    this.mark = mark;
    if (this.many(style, 'either') > 0 && this.accept(Token.SLASH) && this.accept(Token.STAR)) {
      this.raiseBehind('expected comma between / and *');
    }
    this.mark = mark;
  }

  private raiseBehind(msg: string): never {
    this.raiseAt(this.token(this.mark - 1), msg);
  }

  private defaultBeforePlain(style: Style): void {
    this.many(style, 'plain');
    if (!this.slashed(style, 'default') && this.many(style, 'default') === 0) return;
    const { mark } = this;
    const start = this.here();
    if (!this.name(style)) return;
    const end = this.behind();
    this.mark = mark;
    if (!this.one(style, 'plain')) return;
    this.raiseRange(start, end, 'non-default argument follows default argument');
  }

  private parenthesized(style: Style): void {
    this.many(style, 'plain');
    const start = this.here();
    if (!this.accept(Token.LEFT_PARENTHESIS)) return;
    if (style.annotated) {
      if (this.many(style, 'plain') === 0) return;
    } else {
      if (!this.acceptName()) return;
      while (this.check(() => this.accept(Token.COMMA) && this.acceptName()));
    }
    this.accept(Token.COMMA);
    if (!this.accept(Token.RIGHT_PARENTHESIS)) return;
    this.raiseRange(start, this.behind(), style.parenthesized);
  }

  private mistakenStar(style: Style): void {
    const { mark } = this;
    if (!this.accept(Token.STAR)) return;
    const bare = this.ahead(() => {
      if (this.accept(style.closing)) return true;
      if (!this.accept(Token.COMMA)) return false;
      return this.accept(style.closing) || this.accept(Token.DOUBLE_STAR);
    });
    if (bare) {
      const msg = 'named arguments must follow bare *';
      if (style.annotated) this.raiseAt(this.token(mark), msg);
      this.raiseLast(msg);
    }
    if (this.name(style) && this.accept(Token.ASSIGN)) {
      this.raiseBehind('var-positional argument cannot have default value');
    }
    this.mark = mark + 1;
    if (this.one(style, 'plain') || this.accept(Token.COMMA)) {
      this.many(style, 'either');
      const again = this.mark;
      if (this.accept(Token.STAR) && (this.one(style, 'plain') || this.accept(Token.COMMA))) {
        this.raiseAt(this.token(again), '* argument may appear only once');
      }
    }
    this.mark = mark;
  }

  private mistakenKeywords(style: Style): void {
    const { mark } = this;
    if (!this.accept(Token.DOUBLE_STAR) || !this.name(style)) {
      this.mark = mark;
      return;
    }
    if (this.accept(Token.ASSIGN)) {
      this.raiseBehind('var-keyword argument cannot have default value');
    }
    if (this.accept(Token.COMMA)) {
      const start = this.here();
      const msg = 'arguments cannot follow var-keyword argument';
      const kind = this.peek();
      if (this.name(style)) this.raiseRange(start, this.behind(), msg);
      if (kind === Token.STAR || kind === Token.DOUBLE_STAR || kind === Token.SLASH) {
        this.raiseAt(this.token(this.mark), msg);
      }
    }
    this.mark = mark;
  }
}
