/** Builds expressions from what the grammar matched. */
import type { Source } from '../source.js';
import type * as ast from './ast.js';
import { normalizeName } from './characters.js';
import { elementsOf, MAX_DEPTH, type Element } from './elements.js';
import { LiteralFault } from './escapes.js';
import type { StringPart } from './fstrings.js';
import { tokenizeInside } from './lexer.js';
import type { Tree } from './matcher.js';
import { numberValue } from './numbers.js';
import { buildOperation, nestingOperators, trailers } from './operations.js';
import { buildParameters, noParameters } from './parameters.js';
import { Rejected, TooDeep } from './rejected.js';
import { joinLiterals, openLiteral } from './strings.js';
import { asTarget } from './targets.js';
import { Token } from './tokens.js';
import { unitOf, type Unit } from './units.js';

/** Where adjacent string literals stand. */
interface LiteralsPlace extends ast.Positioned {
  readonly tree: Tree;
  readonly unit: Unit;
  /** Whether the first has the prefix `u`. */
  readonly unicode: boolean;
}

export class ExpressionBuilder {
  readonly source: Source;
  readonly text: string;
  /** An upper bound on the depth of the node being built. */
  private depth: number;

  constructor(source: Source) {
    this.source = source;
    this.text = source.text;
    this.depth = 0;
  }

  /** Calls for the construction of a node that is `levels` deep before its own parts. */
  deepen(levels: number, offset: number): void {
    this.depth += levels;
    if (this.depth > MAX_DEPTH) throw new TooDeep(offset);
  }

  /** Ends what `deepen` began. */
  rise(levels: number): void {
    this.depth -= levels;
  }

  /** The name at an index of a shape. */
  name(unit: Unit, index: number): string {
    return normalizeName(this.text.slice(unit.start(index), unit.end(index)));
  }

  /** The expression of any tree that an expression rule gave. */
  expression(tree: Tree, unit: Unit): ast.Expr {
    switch (tree.rule) {
      case 'atom':
        return this.atom(tree.start, unit);
      case 'primary':
        return this.primary(tree, unit);
      case 'operation':
      case 'bitwiseOr': {
        const levels = nestingOperators(tree, unit);
        this.deepen(levels, unit.start(tree.start));
        const result = buildOperation(tree, unit, this);
        this.rise(levels);
        return result;
      }
      case 'strings':
        return this.strings(tree, unit);
      case 'awaited': {
        const value = this.expression(child(tree, 0), unit);
        return { kind: 'Await', value, ...extent(tree, unit) };
      }
      case 'starExpressions':
      case 'starNamedExpressions':
      case 'expressions':
      case 'targets': {
        const elts = tree.children.map((element) => this.expression(element, unit));
        return { kind: 'Tuple', elts, ctx: 'Load', ...extent(tree, unit) };
      }
      case 'starred':
      case 'starredTarget':
      case 'starArgument':
      case 'starredSubscript':
      case 'starExpression': {
        const value = this.expression(child(tree, 0), unit);
        return { kind: 'Starred', value, ctx: 'Load', ...extent(tree, unit) };
      }
      case 'assignmentExpression': {
        const start = unit.start(tree.start);
        const end = unit.end(tree.start);
        const id = this.name(unit, tree.start);
        const target: ast.Name = { kind: 'Name', id, ctx: 'Store', start, end };
        const value = this.expression(child(tree, 0), unit);
        return { kind: 'NamedExpr', target, value, ...extent(tree, unit) };
      }
      case 'expression':
        return this.conditional(tree, unit);
      case 'lambda':
        return this.lambda(tree, unit);
      case 'yield':
      case 'yieldFrom':
        return this.yielded(tree, unit);
      default:
        throw new Error(`no expression is built from the rule ${tree.rule}`);
    }
  }

  private yielded(tree: Tree, unit: Unit): ast.Expr {
    const operand = tree.children[0];
    const value = operand === undefined ? null : this.expression(operand, unit);
    if (tree.rule === 'yieldFrom' && value !== null) {
      return { kind: 'YieldFrom', value, ...extent(tree, unit) };
    }
    return { kind: 'Yield', value, ...extent(tree, unit) };
  }

  /** `a if b else c if d else e`, which groups to the right. */
  private conditional(tree: Tree, unit: Unit): ast.Expr {
    const { children } = tree;
    this.deepen(children.length, unit.start(tree.start));
    const end = unit.end(tree.end - 1);
    const bodies = [child(tree, 0)];
    const tests: ast.Expr[] = [];
    const built: ast.Expr[] = [this.expression(child(tree, 0), unit)];
    for (const choice of children.slice(1)) {
      tests.push(this.expression(child(choice, 0), unit));
      built.push(this.expression(child(choice, 1), unit));
      bodies.push(child(choice, 1));
    }
    let result = built[built.length - 1] as ast.Expr;
    for (let i = tests.length - 1; i >= 0; i -= 1) {
      result = {
        kind: 'IfExp',
        test: tests[i] as ast.Expr,
        body: built[i] as ast.Expr,
        orelse: result,
        start: unit.start((bodies[i] as Tree).start),
        end,
      };
    }
    this.rise(children.length);
    return result;
  }

  private lambda(tree: Tree, unit: Unit): ast.Expr {
    this.deepen(1, unit.start(tree.start));
    const body = child(tree, tree.children.length - 1);
    const list = tree.children.length > 1 ? child(tree, 0) : null;
    let args = noParameters();
    if (list !== null) {
      const trees = list.rule === 'lambdaParameters' ? list.children : [list];
      args = buildParameters(trees, unit, this, this.text);
    }
    const result: ast.Expr = {
      kind: 'Lambda',
      args,
      body: this.expression(body, unit),
      ...extent(tree, unit),
    };
    this.rise(1);
    return result;
  }

  // ---- Atoms and what follows them

  private atom(index: number, unit: Unit): ast.Expr {
    const start = unit.start(index);
    const end = unit.end(index);
    const kind = unit.kind(index);
    switch (kind) {
      case Token.NONE:
        return constant({ type: 'none' }, start, end);
      case Token.TRUE:
      case Token.FALSE:
        return constant({ type: 'bool', value: kind === Token.TRUE }, start, end);
      case Token.ELLIPSIS:
        return constant({ type: 'ellipsis' }, start, end);
      case Token.NUMBER:
      case Token.IMAGINARY: {
        const value = numberValue(this.text.slice(start, end));
        if (typeof value === 'string') throw new Rejected(start);
        return constant(value, start, end);
      }
      case Token.PARENTHESES:
        return this.parentheses(index, unit);
      case Token.BRACKETS:
        return this.brackets(index, unit);
      case Token.BRACES:
        return this.braces(index, unit);
      default:
        return { kind: 'Name', id: this.name(unit, index), ctx: 'Load', start, end };
    }
  }

  private primary(tree: Tree, unit: Unit): ast.Expr {
    const first = child(tree, 0);
    const start = unit.start(tree.start);
    const levels = trailers(first.end, tree.end, unit);
    this.deepen(levels, start);
    let result = this.expression(first, unit);
    for (let i = first.end; i < tree.end; i += 1) {
      const kind = unit.kind(i);
      if (kind === Token.PARENTHESES) result = this.call(result, start, unit, i);
      else if (kind === Token.BRACKETS) {
        const slice = this.subscript(unit.inside(i), unit.end(i));
        const end = unit.end(i);
        result = { kind: 'Subscript', value: result, slice, ctx: 'Load', start, end };
      } else {
        i += 1;
        const attr = this.name(unit, i);
        const end = unit.end(i);
        result = { kind: 'Attribute', value: result, attr, ctx: 'Load', start, end };
      }
    }
    this.rise(levels);
    return result;
  }

  private call(func: ast.Expr, start: number, unit: Unit, index: number): ast.Expr {
    const { args, keywords } = this.callArguments(unit, index, true);
    return { kind: 'Call', func, args, keywords, start, end: unit.end(index) };
  }

  /** The arguments in the brackets at `index`; a bare generator expression only in calls. */
  callArguments(
    unit: Unit,
    index: number,
    generatorAllowed: boolean,
  ): { args: ast.Expr[]; keywords: ast.Keyword[] } {
    const args: ast.Expr[] = [];
    const keywords: ast.Keyword[] = [];
    const inside = unit.inside(index);
    if (inside.length === 0) return { args, keywords };
    let unpacked = false;
    for (const { tree, unit: part } of elementsOf(inside, 'inCall', 'arguments', 'argument')) {
      const start = part.start(tree.start);
      if (tree.rule === 'comprehension') {
        if (!generatorAllowed) throw new Rejected(start);
        args.push(
          this.comprehension(tree, part, 'GeneratorExp', unit.start(index), unit.end(index)),
        );
      } else if (tree.rule === 'keywordArgument' || tree.rule === 'doubleStarArgument') {
        const named = tree.rule === 'keywordArgument';
        if (!named) unpacked = true;
        const arg = named ? this.name(part, tree.start) : null;
        const value = this.expression(child(tree, 0), part);
        keywords.push({ kind: 'keyword', arg, value, start, end: part.end(tree.end - 1) });
      } else {
        // Positional arguments come before keywords, `*iterable` before `**mapping`.
        const star = tree.rule === 'starArgument';
        if (star ? unpacked : keywords.length > 0) throw new Rejected(start);
        args.push(this.expression(tree, part));
      }
    }
    return { args, keywords };
  }

  private subscript(inside: Unit, end: number): ast.Expr {
    const elements = elementsOf(inside, 'inSubscript', 'inSubscript', 'subscript');
    const elts = elements.map(({ tree, unit }) => this.subscriptElement(tree, unit));
    const only = elts[0];
    if (only === undefined) throw new Rejected(end);
    const comma = inside.kind(inside.length - 1) === Token.COMMA;
    if (elts.length === 1 && !comma && only.kind !== 'Starred') return only;
    const extents = { start: inside.start(0), end: inside.end(inside.length - 1) };
    return { kind: 'Tuple', elts, ctx: 'Load', ...extents };
  }

  private subscriptElement(tree: Tree, unit: Unit): ast.Expr {
    if (tree.rule !== 'slice') return this.expression(tree, unit);
    const limits: (ast.Expr | null)[] = [null, null, null];
    let limit = 0;
    let next = 0;
    for (let i = tree.start; i < tree.end;) {
      const part = tree.children[next];
      if (part !== undefined && part.start === i) {
        limits[limit] = this.expression(part, unit);
        next += 1;
        i = part.end;
      } else {
        limit += 1;
        i += 1;
      }
    }
    const [lower, upper, step] = limits as [ast.Expr | null, ast.Expr | null, ast.Expr | null];
    return { kind: 'Slice', lower, upper, step, ...extent(tree, unit) };
  }

  // ---- Displays and comprehensions

  private parentheses(index: number, unit: Unit): ast.Expr {
    return this.parenthesized(unit.inside(index), unit.start(index), unit.end(index));
  }

  /** What stands in parentheses from `start` to `end`: a group, a tuple, a generator expression. */
  private parenthesized(inside: Unit, start: number, end: number): ast.Expr {
    if (inside.length === 0) return { kind: 'Tuple', elts: [], ctx: 'Load', start, end };
    this.deepen(1, start);
    const elements = elementsOf(
      inside,
      'inParentheses',
      'starNamedExpressions',
      'starNamedExpression',
    );
    const only = elements[0];
    let result: ast.Expr;
    if (only?.tree.rule === 'comprehension') {
      result = this.comprehension(only.tree, only.unit, 'GeneratorExp', start, end);
    } else {
      const elts = elements.map((element) => this.expression(element.tree, element.unit));
      const first = elts[0] as ast.Expr;
      if (elts.length === 1 && inside.kind(inside.length - 1) !== Token.COMMA) {
        if (first.kind === 'Starred' && only?.tree.rule === 'starred') throw new Rejected(start);
        result = first;
      } else {
        result = { kind: 'Tuple', elts, ctx: 'Load', start, end };
      }
    }
    this.rise(1);
    return result;
  }

  private brackets(index: number, unit: Unit): ast.Expr {
    const start = unit.start(index);
    const end = unit.end(index);
    const inside = unit.inside(index);
    if (inside.length === 0) return { kind: 'List', elts: [], ctx: 'Load', start, end };
    this.deepen(1, start);
    const elements = elementsOf(
      inside,
      'inBrackets',
      'starNamedExpressions',
      'starNamedExpression',
    );
    const only = elements[0];
    let result: ast.Expr;
    if (only?.tree.rule === 'comprehension') {
      result = this.comprehension(only.tree, only.unit, 'ListComp', start, end);
    } else {
      const elts = elements.map((element) => this.expression(element.tree, element.unit));
      result = { kind: 'List', elts, ctx: 'Load', start, end };
    }
    this.rise(1);
    return result;
  }

  private braces(index: number, unit: Unit): ast.Expr {
    const start = unit.start(index);
    const end = unit.end(index);
    const inside = unit.inside(index);
    if (inside.length === 0) return { kind: 'Dict', keys: [], values: [], start, end };
    this.deepen(1, start);
    const elements = elementsOf(inside, 'inBraces', 'braceItems', 'braceItem');
    const first = (elements[0] as Element).tree;
    let result: ast.Expr;
    if (first.rule === 'comprehension') {
      result = this.comprehension(first, inside, 'SetComp', start, end);
    } else if (first.rule === 'dictComprehension') {
      const [key, value] = child(first, 0).children as [Tree, Tree];
      result = {
        kind: 'DictComp',
        key: this.expression(key, inside),
        value: this.expression(value, inside),
        generators: this.generators(first, inside),
        start,
        end,
      };
    } else if (first.rule === 'keyValue' || first.rule === 'unpackedDict') {
      result = this.dict(elements, start, end);
    } else {
      const elts = elements.map((element) => this.expression(element.tree, element.unit));
      result = { kind: 'Set', elts, start, end };
    }
    this.rise(1);
    return result;
  }

  private dict(elements: readonly Element[], start: number, end: number): ast.Expr {
    const keys: (ast.Expr | null)[] = [];
    const values: ast.Expr[] = [];
    for (const { tree, unit } of elements) {
      if (tree.rule === 'unpackedDict') {
        keys.push(null);
        values.push(this.expression(child(tree, 0), unit));
      } else if (tree.rule === 'keyValue') {
        keys.push(this.expression(child(tree, 0), unit));
        values.push(this.expression(child(tree, 1), unit));
      } else {
        throw new Rejected(unit.start(tree.start));
      }
    }
    return { kind: 'Dict', keys, values, start, end };
  }

  private comprehension(
    tree: Tree,
    unit: Unit,
    kind: 'ListComp' | 'SetComp' | 'GeneratorExp',
    start: number,
    end: number,
  ): ast.Expr {
    const elt = this.expression(child(tree, 0), unit);
    return { kind, elt, generators: this.generators(tree, unit), start, end };
  }

  private generators(tree: Tree, unit: Unit): ast.Comprehension[] {
    return tree.children.slice(1).map((clause) => {
      const [target, iter, ...conditions] = clause.children as [Tree, Tree, ...Tree[]];
      return {
        kind: 'comprehension',
        target: asTarget(this.expression(target, unit)),
        iter: this.expression(iter, unit),
        ifs: conditions.map((condition) => this.expression(child(condition, 0), unit)),
        isAsync: unit.kind(clause.start) === Token.ASYNC,
      };
    });
  }

  // ---- Strings

  private strings(tree: Tree, unit: Unit): ast.Expr {
    const { text } = this;
    const { start, end } = extent(tree, unit);
    const literals = [];
    for (let i = tree.start; i < tree.end; i += 1) {
      literals.push(openLiteral(text, unit.start(i), unit.end(i)));
    }
    const unicode = literals[0]?.unicode === true;
    try {
      const value = joinLiterals(text, literals, () => undefined);
      if (value.type !== 'formatted') return constant(value, start, end, unicode);
      const place = { start, end, unicode, tree, unit };
      const values = value.parts.map((part) => this.stringPart(part, place));
      return { kind: 'JoinedStr', values, start, end };
    } catch (fault) {
      if (fault instanceof LiteralFault) throw new Rejected(start);
      throw fault;
    }
  }

  /** A part of an f-string: a node as large as all the literals that stand together. */
  private stringPart(part: StringPart, place: LiteralsPlace): ast.Expr {
    const { start, end, unicode } = place;
    if (part.type === 'text') {
      return constant({ type: 'str', value: part.text }, start, end, unicode);
    }
    const value = this.formattedExpression(part.start, part.end);
    let formatSpec: ast.JoinedStr | null = null;
    if (part.spec !== null) {
      const values = part.spec.map((inner) => this.stringPart(inner, place));
      const around = literalAround(part.start, place);
      // CPython gives the text that ends a specification, like the whole, its literal's place.
      const last = values[values.length - 1];
      if (last?.kind === 'Constant') Object.assign(last, around);
      formatSpec = { kind: 'JoinedStr', values, ...around };
    }
    return { kind: 'FormattedValue', value, conversion: part.conversion, formatSpec, start, end };
  }

  /** The expression between the braces of an f-string: read as if in parentheses. */
  private formattedExpression(start: number, end: number): ast.Expr {
    const stream = tokenizeInside(this.source, start, end);
    if (stream.fault !== null) throw new Rejected(start);
    return this.parenthesized(unitOf(stream, 0, stream.length - 1), start - 1, end + 1);
  }
}

/** The one of some adjacent literals that an offset lies in: the place of a format specification. */
function literalAround(offset: number, { tree, unit }: LiteralsPlace): ast.Positioned {
  let index = tree.start;
  while (unit.end(index) <= offset) index += 1;
  return { start: unit.start(index), end: unit.end(index) };
}

function child(tree: Tree, index: number): Tree {
  return tree.children[index] as Tree;
}

/** The text that a tree covers. */
export function extent(tree: Tree, unit: Unit): ast.Positioned {
  return { start: unit.start(tree.start), end: unit.end(tree.end - 1) };
}

function constant(
  value: ast.ConstantValue,
  start: number,
  end: number,
  unicodePrefix = false,
): ast.Constant {
  return { kind: 'Constant', value, unicodePrefix, start, end };
}
