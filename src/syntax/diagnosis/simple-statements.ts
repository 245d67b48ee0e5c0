/** Recognises statements of one line. */
import { PatternRules } from './patterns.js';
import type { Shape } from './shapes.js';
import { Token } from '../tokens.js';

export abstract class SimpleStatementRules extends PatternRules {
  simpleStatements(): boolean {
    if (!this.check(() => this.simple())) return false;
    while (this.check(() => this.accept(Token.SEMICOLON) && this.check(() => this.simple())));
    this.accept(Token.SEMICOLON);
    return this.accept(Token.NEWLINE);
  }

  private simple(): boolean {
    if (this.assignment()) return true;
    if (this.starExpressions() !== null) return true;
    switch (this.peek()) {
      case Token.RETURN:
        this.mark += 1;
        this.starExpressions();
        return true;
      case Token.IMPORT:
        this.mark += 1;
        return this.importedModules();
      case Token.FROM:
        return this.fromImport();
      case Token.RAISE:
        this.mark += 1;
        if (this.expression() !== null) {
          this.check(() => this.accept(Token.FROM) && this.expression() !== null);
        }
        return true;
      case Token.PASS:
      case Token.BREAK:
      case Token.CONTINUE:
        this.mark += 1;
        return true;
      case Token.DEL:
        return this.deletion();
      case Token.YIELD:
        return this.yieldExpression() !== null;
      case Token.ASSERT:
        this.mark += 1;
        if (this.expression() === null) return false;
        this.check(() => this.accept(Token.COMMA) && this.expression() !== null);
        return true;
      case Token.GLOBAL:
      case Token.NONLOCAL:
        this.mark += 1;
        if (!this.acceptName()) return false;
        while (this.check(() => this.accept(Token.COMMA) && this.acceptName()));
        return true;
      default:
        return false;
    }
  }

  private assignment(): boolean {
    if (this.check(() => this.annotation())) return true;
    if (this.check(() => this.plainAssignment())) return true;
    let committed = false;
    const augmented = this.check(() => {
      if (this.singleTarget() === null || !this.augmentedOperator()) return false;
      committed = true;
      return this.assignedValue();
    });
    if (augmented) return true;
    if (!committed && this.mistakes) this.mistakenAssignment();
    return false;
  }

  private annotation(): boolean {
    const { mark } = this;
    const simple = this.check(() => this.acceptName() && this.accept(Token.COLON));
    if (!simple || this.expression() === null) {
      this.mark = mark;
      const target =
        this.check(
          () =>
            this.accept(Token.LEFT_PARENTHESIS) &&
            this.singleTarget() !== null &&
            this.accept(Token.RIGHT_PARENTHESIS),
        ) || this.subscriptOrAttribute() !== null;
      if (!target || !this.accept(Token.COLON) || this.expression() === null) return false;
    }
    this.check(() => this.accept(Token.ASSIGN) && this.assignedValue());
    return true;
  }

  private assignedValue(): boolean {
    return this.yieldExpression() !== null || this.starExpressions() !== null;
  }

  private targetsAssigned(): number {
    let count = 0;
    while (this.check(() => this.starTargets() !== null && this.accept(Token.ASSIGN))) count += 1;
    return count;
  }

  private plainAssignment(): boolean {
    if (this.targetsAssigned() === 0 || !this.assignedValue()) return false;
    return this.peek() !== Token.ASSIGN;
  }

  private augmentedOperator(): boolean {
    const kind = this.peek();
    if (kind < Token.PLUS_ASSIGN || kind > Token.DOUBLE_STAR_ASSIGN) return false;
    this.mark += 1;
    return true;
  }

  private mistakenAssignment(): void {
    const { mark } = this;
    const display = this.annotatedDisplay();
    if (display !== null && this.accept(Token.COLON) && this.expression() !== null) {
      this.raiseAt(display, `only single target (not ${display.name}) can be annotated`);
    }
    this.mark = mark;
    const first = this.starNamedExpression();
    if (first !== null && this.accept(Token.COMMA)) {
      while (this.starNamedExpressions() !== null);
      if (this.accept(Token.COLON) && this.expression() !== null) {
        this.raiseAt(first, 'only single target (not tuple) can be annotated');
      }
    }
    this.mark = mark;
    const annotated = this.expression();
    if (annotated !== null && this.accept(Token.COLON) && this.expression() !== null) {
      this.raiseAt(annotated, 'illegal target for annotation');
    }
    this.mark = mark;
    this.targetsAssigned();
    const last = this.mark;
    const target = this.starExpressions();
    if (target !== null && this.accept(Token.ASSIGN)) this.objectToTarget(target, 'assignment');
    this.mark = last;
    const yielded = this.yieldExpression();
    if (yielded !== null && this.accept(Token.ASSIGN)) {
      this.raiseAt(yielded, 'assignment to yield expression not possible');
    }
    this.mark = mark;
    const augmented = this.starExpressions();
    if (augmented !== null && this.augmentedOperator() && this.assignedValue()) {
      const msg = `'${augmented.name}' is an illegal expression for augmented assignment`;
      this.raiseAt(augmented, msg);
    }
    this.mark = mark;
  }

  /** A list or tuple, in any number of parentheses. */
  private annotatedDisplay(): Shape | null {
    const display = this.listDisplay() ?? this.tuple();
    if (display !== null) return display;
    return this.attempt(() => {
      if (!this.accept(Token.LEFT_PARENTHESIS)) return null;
      const inner = this.annotatedDisplay();
      return inner !== null && this.accept(Token.RIGHT_PARENTHESIS) ? inner : null;
    });
  }

  private deletion(): boolean {
    const { mark } = this;
    this.mark += 1;
    if (this.deletedTargets()) {
      const kind = this.peek();
      if (kind === Token.SEMICOLON || kind === Token.NEWLINE) return true;
    }
    if (this.mistakes) {
      this.mark = mark + 1;
      const targets = this.starExpressions();
      if (targets !== null) this.objectToTarget(targets, 'deletion');
    }
    return false;
  }

  private deletedTargets(): boolean {
    if (!this.deletedTarget()) return false;
    while (this.check(() => this.accept(Token.COMMA) && this.deletedTarget()));
    this.accept(Token.COMMA);
    return true;
  }

  private deletedTarget(): boolean {
    if (this.subscriptOrAttribute() !== null || this.acceptName()) return true;
    const kind = this.peek();
    if (kind !== Token.LEFT_PARENTHESIS && kind !== Token.LEFT_BRACKET) return false;
    return this.check(() => {
      this.mark += 1;
      this.deletedTargets();
      // Each closing bracket follows its opening bracket in the alphabet.
      return this.accept(kind + 1);
    });
  }

  private importedModules(): boolean {
    const one = (): boolean => {
      if (!this.dottedName()) return false;
      this.check(() => this.accept(Token.AS) && this.acceptName());
      return true;
    };
    if (!one()) return false;
    while (this.check(() => this.accept(Token.COMMA) && one()));
    return true;
  }

  private dottedName(): boolean {
    if (!this.acceptName()) return false;
    while (this.check(() => this.accept(Token.DOT) && this.acceptName()));
    return true;
  }

  private fromImport(): boolean {
    this.mark += 1;
    let dots = 0;
    while (this.accept(Token.DOT) || this.accept(Token.ELLIPSIS)) dots += 1;
    if (!this.dottedName() && dots === 0) return false;
    return this.accept(Token.IMPORT) && this.importedNames();
  }

  private importedNames(): boolean {
    const list = (): boolean => {
      const one = (): boolean => {
        if (!this.acceptName()) return false;
        this.check(() => this.accept(Token.AS) && this.acceptName());
        return true;
      };
      if (!one()) return false;
      while (this.check(() => this.accept(Token.COMMA) && one()));
      return true;
    };
    const bracketed = this.check(() => {
      if (!this.accept(Token.LEFT_PARENTHESIS) || !list()) return false;
      this.accept(Token.COMMA);
      return this.accept(Token.RIGHT_PARENTHESIS);
    });
    if (bracketed || this.check(() => list() && this.peek() !== Token.COMMA)) return true;
    if (this.accept(Token.STAR)) return true;
    if (this.mistakes && list() && this.accept(Token.COMMA) && this.accept(Token.NEWLINE)) {
      this.raiseLast('trailing comma not allowed without surrounding parentheses');
    }
    return false;
  }
}
