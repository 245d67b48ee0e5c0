/** Recognises targets of assignments and loops, and objects to what is none. */
import { Memo } from './cursor.js';
import { OperatorRules } from './operators.js';
import { shape, type Shape, type TargetUse } from './shapes.js';
import { Token } from '../tokens.js';

export abstract class TargetRules extends OperatorRules {
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

function closingOf(kind: Token): Token | null {
  if (kind === Token.LEFT_PARENTHESIS) return Token.RIGHT_PARENTHESIS;
  return kind === Token.LEFT_BRACKET ? Token.RIGHT_BRACKET : null;
}
