/** Recognises compound statements, blocks and whole inputs. */
import { SimpleStatementRules } from './simple-statements.js';
import { Token } from '../tokens.js';

export abstract class StatementRules extends SimpleStatementRules {
  /** The results of `block` by position: alternatives begin with the same block. */
  private blocks: Map<number, number | null> = new Map();

  override restart(from: number): void {
    super.restart(from);
    this.blocks.clear();
  }

  /** A file from here on. */
  file(): boolean {
    this.statements();
    return this.accept(Token.END);
  }

  /** `eval` input. */
  expressionInput(): boolean {
    if (this.expressions() === null) return false;
    while (this.accept(Token.NEWLINE));
    return this.accept(Token.END);
  }

  private statements(): boolean {
    let any = false;
    while (this.statement()) {
      any = true;
      // Nothing goes back behind a statement, except over whole blocks.
      this.forget();
    }
    return any;
  }

  private statement(): boolean {
    return this.check(() => this.compound()) || this.check(() => this.simpleStatements());
  }

  // ---- Blocks

  private block(): boolean {
    const { mark } = this;
    const known = this.blocks.get(mark);
    if (known !== undefined) {
      if (known === null) return false;
      this.mark = known;
      return true;
    }
    const indented = this.check(
      () =>
        this.accept(Token.NEWLINE) &&
        this.accept(Token.INDENT) &&
        this.statements() &&
        this.accept(Token.DEDENT),
    );
    const found = indented || this.check(() => this.simpleStatements());
    if (!found && this.mistakes) {
      if (this.accept(Token.NEWLINE) && this.peek() !== Token.INDENT) {
        this.raiseLast('expected an indented block', 'IndentationError');
      }
      this.mark = mark;
    }
    this.blocks.set(mark, found ? this.mark : null);
    return found;
  }

  /** Raises if nothing is indented behind a header, from its colon on. */
  private requireBlock(what: string, keyword: number): void {
    const missing = this.ahead(
      () => this.accept(Token.COLON) && this.accept(Token.NEWLINE) && this.peek() !== Token.INDENT,
    );
    if (!missing) return;
    const line = this.source.lineOf(this.stream.start(keyword));
    this.raiseLast(`expected an indented block after ${what} on line ${line}`, 'IndentationError');
  }

  /** Raises if a header ends without its colon. */
  private requireColon(): void {
    if (this.accept(Token.NEWLINE)) this.raiseLast("expected ':'");
  }

  /** Looks for what is wrong with a header, from its keyword to behind it. */
  private mistakenHeader(header: () => boolean, what: string, colon: boolean): void {
    if (!this.mistakes) return;
    const { mark } = this;
    const keyword = this.peek() === Token.ASYNC ? mark + 1 : mark;
    if (header()) {
      const { mark: behind } = this;
      if (colon) this.requireColon();
      this.mark = behind;
      this.requireBlock(what, keyword);
    }
    this.mark = mark;
  }

  // ---- Compound statements

  private compound(): boolean {
    const kind = this.peek();
    switch (kind) {
      case Token.DEF:
        return this.functionDefinition();
      case Token.AT:
        return this.decorated();
      case Token.ASYNC:
        return (
          this.check(() => this.functionDefinition()) ||
          this.check(() => this.withStatement()) ||
          this.forStatement()
        );
      case Token.IF:
        return this.ifStatement(Token.IF, 'if');
      case Token.CLASS:
        return this.classDefinition();
      case Token.WITH:
        return this.withStatement();
      case Token.FOR:
        return this.forStatement();
      case Token.TRY:
        return this.tryStatement();
      case Token.WHILE:
        return this.whileStatement();
      case Token.NAME_MATCH:
        return this.matchStatement();
      default:
        return false;
    }
  }

  private decorated(): boolean {
    while (this.accept(Token.AT)) {
      if (this.namedExpression() === null || !this.accept(Token.NEWLINE)) return false;
    }
    const kind = this.peek();
    if (kind === Token.CLASS) return this.classDefinition();
    return (kind === Token.DEF || kind === Token.ASYNC) && this.functionDefinition();
  }

  private functionDefinition(): boolean {
    const arrow = (): boolean => {
      this.check(() => this.accept(Token.ARROW) && this.expression() !== null);
      return true;
    };
    const header = (): boolean => {
      this.accept(Token.ASYNC);
      if (!this.accept(Token.DEF) || !this.acceptName()) return false;
      if (!this.accept(Token.LEFT_PARENTHESIS)) return false;
      this.functionParameters();
      return this.accept(Token.RIGHT_PARENTHESIS) && arrow();
    };
    this.mistakenHeader(header, 'function definition', false);
    this.accept(Token.ASYNC);
    if (!this.accept(Token.DEF) || !this.acceptName()) return false;
    this.force(Token.LEFT_PARENTHESIS, '(');
    this.functionParameters();
    if (!this.accept(Token.RIGHT_PARENTHESIS)) return false;
    arrow();
    this.force(Token.COLON, ':');
    return this.block();
  }

  private classDefinition(): boolean {
    const header = (): boolean => {
      if (!this.accept(Token.CLASS) || !this.acceptName()) return false;
      this.callArguments();
      return true;
    };
    this.mistakenHeader(header, 'class definition', true);
    return header() && this.accept(Token.COLON) && this.block();
  }

  private ifStatement(keyword: Token, word: string): boolean {
    const header = (): boolean => this.accept(keyword) && this.namedExpression() !== null;
    this.mistakenHeader(header, `'${word}' statement`, true);
    if (!header() || !this.accept(Token.COLON) || !this.block()) return false;
    if (!this.check(() => this.ifStatement(Token.ELIF, 'elif'))) this.elseBlock();
    return true;
  }

  private elseBlock(): boolean {
    return this.check(() => {
      this.mistakenHeader(() => this.accept(Token.ELSE), "'else' statement", false);
      if (!this.accept(Token.ELSE)) return false;
      this.force(Token.COLON, ':');
      return this.block();
    });
  }

  private whileStatement(): boolean {
    const header = (): boolean => this.accept(Token.WHILE) && this.namedExpression() !== null;
    this.mistakenHeader(header, "'while' statement", true);
    if (!header() || !this.accept(Token.COLON) || !this.block()) return false;
    this.elseBlock();
    return true;
  }

  private forStatement(): boolean {
    const { mark } = this;
    let committed = false;
    const header = (): boolean => {
      this.accept(Token.ASYNC);
      if (!this.accept(Token.FOR) || this.starTargets() === null) return false;
      if (!this.accept(Token.IN)) return false;
      committed = true;
      return this.starExpressions() !== null;
    };
    this.mistakenHeader(header, "'for' statement", true);
    if (header() && this.accept(Token.COLON) && this.block()) {
      this.elseBlock();
      return true;
    }
    this.mark = mark;
    if (!committed && this.mistakes) this.mistakenForTarget();
    return false;
  }

  // ---- with

  private withStatement(): boolean {
    const { mark } = this;
    const begin = (): boolean => {
      this.accept(Token.ASYNC);
      return this.accept(Token.WITH);
    };
    const plain = (): boolean =>
      begin() && this.commaSeparated(() => this.looseItem(() => this.expression() !== null));
    const bracketed = (): boolean =>
      begin() && this.bracketedItems(() => this.looseItem(() => this.expressions() !== null));
    if (this.mistakes) {
      this.mistakenHeader(plain, "'with' statement", false);
      this.mistakenHeader(bracketed, "'with' statement", false);
    }
    const statement =
      this.check(
        () =>
          begin() &&
          this.bracketedItems(() => this.withItem()) &&
          this.accept(Token.COLON) &&
          this.block(),
      ) ||
      this.check(
        () =>
          begin() &&
          this.commaSeparated(() => this.withItem()) &&
          this.accept(Token.COLON) &&
          this.block(),
      );
    if (!statement && this.mistakes) {
      for (const items of [plain, bracketed]) {
        if (items()) this.requireColon();
        this.mark = mark;
      }
    }
    return statement;
  }

  private bracketedItems(item: () => boolean): boolean {
    if (!this.accept(Token.LEFT_PARENTHESIS) || !this.commaSeparated(item)) return false;
    this.accept(Token.COMMA);
    return this.accept(Token.RIGHT_PARENTHESIS);
  }

  private commaSeparated(item: () => boolean): boolean {
    if (!item()) return false;
    while (this.check(() => this.accept(Token.COMMA) && item()));
    return true;
  }

  private looseItem(context: () => boolean): boolean {
    if (!context()) return false;
    this.check(() => this.accept(Token.AS) && this.starTarget() !== null);
    return true;
  }

  private withItem(): boolean {
    const { mark } = this;
    const named = this.check(
      () =>
        this.expression() !== null &&
        this.accept(Token.AS) &&
        this.starTarget() !== null &&
        this.itemEnds(),
    );
    if (named) return true;
    if (this.mistakes && this.expression() !== null && this.accept(Token.AS)) {
      const target = this.expression();
      if (target !== null && this.itemEnds()) this.objectToTarget(target, 'assignment');
    }
    this.mark = mark;
    return this.expression() !== null;
  }

  private itemEnds(): boolean {
    const kind = this.peek();
    return kind === Token.COMMA || kind === Token.RIGHT_PARENTHESIS || kind === Token.COLON;
  }

  // ---- try

  private tryStatement(): boolean {
    if (this.mistakes) this.mistakenTry();
    this.mark += 1;
    this.force(Token.COLON, ':');
    if (!this.block()) return false;
    const { mark } = this;
    if (this.finallyBlock()) return true;
    for (const star of [false, true]) {
      this.mark = mark;
      let handlers = 0;
      while (this.check(() => this.exceptBlock(star))) handlers += 1;
      if (handlers === 0) continue;
      this.elseBlock();
      this.finallyBlock();
      return true;
    }
    return false;
  }

  private mistakenTry(): void {
    const { mark } = this;
    this.mistakenHeader(() => this.accept(Token.TRY), "'try' statement", false);
    this.mark += 1;
    if (this.accept(Token.COLON)) {
      const body = this.mark;
      if (this.block()) {
        const kind = this.peek();
        if (kind !== Token.EXCEPT && kind !== Token.FINALLY) {
          this.raiseLast("expected 'except' or 'finally' block");
        }
      }
      this.mark = body;
      while (this.block());
      this.mixedHandlers();
    }
    this.mark = mark;
  }

  private mixedHandlers(): void {
    const { mark } = this;
    const msg = "cannot have both 'except' and 'except*' on the same 'try'";
    const many = (star: boolean): boolean => {
      let handlers = 0;
      while (this.check(() => this.exceptBlock(star))) handlers += 1;
      return handlers > 0;
    };
    const named = (): boolean => {
      if (this.expression() === null) return false;
      this.check(() => this.accept(Token.AS) && this.acceptName());
      return true;
    };
    if (many(false) && this.accept(Token.EXCEPT) && this.accept(Token.STAR)) {
      const star = this.mark - 1;
      if (named() && this.accept(Token.COLON)) {
        this.raiseRange(this.stream.start(star - 1), this.stream.end(star), msg);
      }
    }
    this.mark = mark;
    if (many(true) && this.accept(Token.EXCEPT)) {
      const keyword = this.mark - 1;
      named();
      if (this.accept(Token.COLON)) this.raiseAt(this.token(keyword), msg);
    }
    this.mark = mark;
  }

  private exceptBlock(star: boolean): boolean {
    const { mark } = this;
    const typed = (): boolean => {
      if (!this.accept(Token.EXCEPT) || (star && !this.accept(Token.STAR))) return false;
      if (this.expression() === null) return false;
      this.check(() => this.accept(Token.AS) && this.acceptName());
      return true;
    };
    const what = star ? "'except*' statement" : "'except' statement";
    this.mistakenHeader(typed, what, false);
    if (!star) this.mistakenHeader(() => this.accept(Token.EXCEPT), what, false);
    if (this.check(() => typed() && this.accept(Token.COLON) && this.block())) return true;
    if (!star) {
      const bare = this.check(
        () => this.accept(Token.EXCEPT) && this.accept(Token.COLON) && this.block(),
      );
      if (bare) return true;
    }
    if (this.mistakes) this.mistakenExcept();
    this.mark = mark;
    return false;
  }

  private mistakenExcept(): void {
    const { mark } = this;
    if (!this.accept(Token.EXCEPT)) return;
    this.accept(Token.STAR);
    const first = this.expression();
    const { mark: behind } = this;
    if (first !== null && this.accept(Token.COMMA) && this.expressions() !== null) {
      this.check(() => this.accept(Token.AS) && this.acceptName());
      if (this.accept(Token.COLON)) {
        this.raiseFrom(first.start, 'multiple exception types must be parenthesized');
      }
    }
    if (first !== null) {
      this.mark = behind;
      this.check(() => this.accept(Token.AS) && this.acceptName());
      this.requireColon();
    }
    this.mark = mark + 1;
    this.requireColon();
    if (this.accept(Token.STAR) && (this.accept(Token.NEWLINE) || this.accept(Token.COLON))) {
      this.raiseLast('expected one or more exception types');
    }
    this.mark = mark;
  }

  private finallyBlock(): boolean {
    return this.check(() => {
      this.mistakenHeader(() => this.accept(Token.FINALLY), "'finally' statement", false);
      if (!this.accept(Token.FINALLY)) return false;
      this.force(Token.COLON, ':');
      return this.block();
    });
  }

  // ---- match

  private matchStatement(): boolean {
    const { mark } = this;
    const header = (): boolean => this.accept(Token.NAME_MATCH) && this.subject();
    const matched = this.check(() => {
      if (!header() || !this.accept(Token.COLON) || !this.accept(Token.NEWLINE)) return false;
      if (!this.accept(Token.INDENT)) return false;
      let cases = 0;
      while (this.check(() => this.caseBlock())) cases += 1;
      return cases > 0 && this.accept(Token.DEDENT);
    });
    if (matched) return true;
    this.mark = mark;
    this.mistakenHeader(header, "'match' statement", true);
    return false;
  }

  private subject(): boolean {
    const sequence = this.check(() => {
      if (this.starNamedExpression() === null || !this.accept(Token.COMMA)) return false;
      this.starNamedExpressions();
      return true;
    });
    return sequence || this.namedExpression() !== null;
  }

  private caseBlock(): boolean {
    const header = (): boolean => {
      if (!this.accept(Token.NAME_CASE) || !this.patterns()) return false;
      this.check(() => this.accept(Token.IF) && this.namedExpression() !== null);
      return true;
    };
    this.mistakenHeader(header, "'case' statement", true);
    return header() && this.accept(Token.COLON) && this.block();
  }
}
