/** Builds the patterns of `case` clauses from what the grammar matched. */
import type * as ast from './ast.js';
import { matchUnit } from './elements.js';
import { extent, type ExpressionBuilder } from './expressions.js';
import type { Tree } from './matcher.js';
import { Rejected } from './rejected.js';
import { Token } from './tokens.js';
import type { Unit } from './units.js';

export class PatternBuilder {
  private readonly expressions: ExpressionBuilder;

  constructor(expressions: ExpressionBuilder) {
    this.expressions = expressions;
  }

  /** The pattern behind `case`: an open sequence, or one pattern. */
  patterns(tree: Tree, unit: Unit): ast.Pattern {
    if (tree.rule === 'patterns') return this.sequence(tree.children, unit, extent(tree, unit));
    const pattern = this.pattern(tree, unit);
    // `case *a:` lacks a comma.
    if (pattern.kind === 'MatchStar') throw new Rejected(pattern.start);
    return pattern;
  }

  private pattern(tree: Tree, unit: Unit): ast.Pattern {
    const place = extent(tree, unit);
    switch (tree.rule) {
      case 'starredPattern': {
        const name = unit.kind(tree.start + 1) === Token.NAME_WILDCARD;
        const bound = name ? null : this.expressions.name(unit, tree.start + 1);
        return { kind: 'MatchStar', name: bound, ...place };
      }
      case 'pattern': {
        const pattern = this.pattern(tree.children[0] as Tree, unit);
        if (unit.kind(tree.end - 1) === Token.NAME_WILDCARD) throw new Rejected(place.start);
        const name = this.expressions.name(unit, tree.end - 1);
        return { kind: 'MatchAs', pattern, name, ...place };
      }
      case 'orPattern': {
        const patterns = tree.children.map((choice) => this.pattern(choice, unit));
        return { kind: 'MatchOr', patterns, ...place };
      }
      case 'namePattern':
        return this.namePattern(tree, unit);
      case 'bracketPattern':
        return this.bracketPattern(tree.start, unit);
      default:
        return this.literal(tree, unit);
    }
  }

  private literal(tree: Tree, unit: Unit): ast.Pattern {
    const place = extent(tree, unit);
    const kind = unit.kind(tree.start);
    if (tree.rule === 'literalPattern') {
      const value = kind === Token.NONE ? null : kind === Token.TRUE;
      return { kind: 'MatchSingleton', value, ...place };
    }
    return { kind: 'MatchValue', value: this.literalValue(tree, unit), ...place };
  }

  /** The expression of a literal or of a dotted name. */
  private literalValue(tree: Tree, unit: Unit): ast.Expr {
    const { start, end } = extent(tree, unit);
    switch (tree.rule) {
      case 'strings':
        return this.expressions.expression(tree, unit);
      case 'signedNumber':
        return this.signed(tree.start, tree.end, unit);
      case 'complexNumber': {
        const left = this.signed(tree.start, tree.end - 2, unit);
        const op = unit.kind(tree.end - 2) === Token.PLUS ? 'Add' : 'Sub';
        const right = this.signed(tree.end - 1, tree.end, unit);
        return { kind: 'BinOp', left, op, right, start, end };
      }
      case 'literalPattern':
        return this.atom(tree.start, unit);
      default:
        return this.dotted(tree.start, tree.end, unit);
    }
  }

  private signed(from: number, to: number, unit: Unit): ast.Expr {
    const operand = this.atom(to - 1, unit);
    if (to === from + 1) return operand;
    return { kind: 'UnaryOp', op: 'USub', operand, start: unit.start(from), end: operand.end };
  }

  private atom(index: number, unit: Unit): ast.Expr {
    return this.expressions.expression(
      { rule: 'atom', start: index, end: index + 1, children: [] },
      unit,
    );
  }

  /** `a.b.c`, from the index of its first name to behind its last. */
  private dotted(from: number, to: number, unit: Unit): ast.Expr {
    let value = this.atom(from, unit);
    for (let i = from + 2; i < to; i += 2) {
      const attr = this.expressions.name(unit, i);
      const { start } = value;
      value = { kind: 'Attribute', value, attr, ctx: 'Load', start, end: unit.end(i) };
    }
    return value;
  }

  /** A capture, a wildcard, a dotted value or a class. */
  private namePattern(tree: Tree, unit: Unit): ast.Pattern {
    const place = extent(tree, unit);
    if (unit.kind(tree.end - 1) === Token.PARENTHESES) return this.classPattern(tree, unit);
    if (tree.end > tree.start + 1) {
      const value = this.dotted(tree.start, tree.end, unit);
      return { kind: 'MatchValue', value, ...place };
    }
    const wildcard = unit.kind(tree.start) === Token.NAME_WILDCARD;
    const name = wildcard ? null : this.expressions.name(unit, tree.start);
    return { kind: 'MatchAs', pattern: null, name, ...place };
  }

  private classPattern(tree: Tree, unit: Unit): ast.Pattern {
    const result: ast.MatchClass = {
      kind: 'MatchClass',
      cls: this.dotted(tree.start, tree.end - 1, unit),
      patterns: [],
      kwdAttrs: [],
      kwdPatterns: [],
      ...extent(tree, unit),
    };
    const inside = unit.inside(tree.end - 1);
    if (inside.length === 0) return result;
    for (const argument of this.items('inClassPattern', inside)) {
      if (argument.rule === 'keywordPattern') {
        result.kwdAttrs.push(this.expressions.name(inside, argument.start));
        result.kwdPatterns.push(this.pattern(argument.children[0] as Tree, inside));
      } else {
        if (result.kwdAttrs.length > 0) throw new Rejected(inside.start(argument.start));
        result.patterns.push(this.pattern(argument, inside));
      }
    }
    return result;
  }

  private bracketPattern(index: number, unit: Unit): ast.Pattern {
    const place = { start: unit.start(index), end: unit.end(index) };
    const inside = unit.inside(index);
    const kind = unit.kind(index);
    this.expressions.deepen(1, place.start);
    let result: ast.Pattern;
    if (kind === Token.BRACES) result = this.mapping(inside, place);
    else if (inside.length === 0) result = { kind: 'MatchSequence', patterns: [], ...place };
    else {
      const items = this.items('inSequencePattern', inside);
      const comma = inside.kind(inside.length - 1) === Token.COMMA;
      if (kind === Token.PARENTHESES && items.length === 1 && !comma) {
        result = this.pattern(items[0] as Tree, inside);
        // A star needs a comma in parentheses.
        if (result.kind === 'MatchStar') throw new Rejected(place.start);
      } else {
        result = this.sequence(items, inside, place);
      }
    }
    this.expressions.rise(1);
    return result;
  }

  private sequence(items: readonly Tree[], unit: Unit, place: ast.Positioned): ast.Pattern {
    const patterns = items.map((item) => this.pattern(item, unit));
    return { kind: 'MatchSequence', patterns, ...place };
  }

  private mapping(inside: Unit, place: ast.Positioned): ast.Pattern {
    const result: ast.MatchMapping = {
      kind: 'MatchMapping',
      keys: [],
      patterns: [],
      rest: null,
      ...place,
    };
    if (inside.length === 0) return result;
    for (const item of this.items('inMappingPattern', inside)) {
      // Nothing follows `**rest`.
      if (result.rest !== null) throw new Rejected(inside.start(item.start));
      if (item.rule === 'restPattern') {
        if (inside.kind(item.end - 1) === Token.NAME_WILDCARD) throw new Rejected(place.start);
        result.rest = this.expressions.name(inside, item.end - 1);
      } else {
        const [key, pattern] = item.children as [Tree, Tree];
        result.keys.push(this.literalValue(key, inside));
        result.patterns.push(this.pattern(pattern, inside));
      }
    }
    return result;
  }

  /** The items of a list, which the tree of a single item without a comma stands for, too. */
  private items(rule: string, inside: Unit): readonly Tree[] {
    const tree = matchUnit(rule, inside);
    return tree.rule === rule ? tree.children : [tree];
  }
}
