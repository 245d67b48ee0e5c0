/** Builds statements from what the grammar matched, and goes through the blocks of a file. */
import type * as ast from './ast.js';
import { matchUnit } from './elements.js';
import type { ExpressionBuilder } from './expressions.js';
import { extent } from './expressions.js';
import { match, type Tree } from './matcher.js';
import { binaryOperator } from './operations.js';
import { buildParameters, noParameters } from './parameters.js';
import { PatternBuilder } from './patterns.js';
import { Rejected } from './rejected.js';
import { asDeleted, asSingleTarget, asTarget } from './targets.js';
import type { TokenStream } from './token-stream.js';
import { Token } from './tokens.js';
import { statementUnit, type Unit } from './units.js';

export class StatementBuilder {
  private readonly stream: TokenStream;
  private readonly expressions: ExpressionBuilder;
  private readonly patterns: PatternBuilder;

  constructor(stream: TokenStream, expressions: ExpressionBuilder) {
    this.stream = stream;
    this.expressions = expressions;
    this.patterns = new PatternBuilder(expressions);
  }

  /** The statements from token number `from` to `to`. */
  statements(from: number, to: number): ast.Stmt[] {
    const body: ast.Stmt[] = [];
    for (let i = from; i < to;) i = this.addStatementAt(i, body);
    return body;
  }

  /** Adds what begins with a token; the number of the token behind it. */
  addStatementAt(token: number, body: ast.Stmt[]): number {
    const { unit, next } = statementUnit(this.stream, token);
    this.addStatement(matchUnit('statement', unit), unit, body);
    return next;
  }

  /** Adds a statement, or all of a line with semicolons. */
  private addStatement(tree: Tree, unit: Unit, body: ast.Stmt[]): void {
    if (tree.rule !== 'simpleStatements') body.push(this.compound(tree, unit, tree.start));
    else for (const simple of tree.children) body.push(this.simple(simple, unit));
  }

  // ---- Simple statements

  private simple(tree: Tree, unit: Unit): ast.Stmt {
    const place = extent(tree, unit);
    const first = tree.children[0];
    switch (tree.rule) {
      case 'expressionStatement':
        return this.assignment(tree, unit);
      case 'passStatement':
        return { kind: 'Pass', ...place };
      case 'breakStatement':
        return { kind: 'Break', ...place };
      case 'continueStatement':
        return { kind: 'Continue', ...place };
      case 'returnStatement':
        return { kind: 'Return', value: this.optional(first, unit), ...place };
      case 'raiseStatement': {
        const pair = first?.rule === 'raised' ? first.children : [first];
        const exc = this.optional(pair[0], unit);
        return { kind: 'Raise', exc, cause: this.optional(pair[1], unit), ...place };
      }
      case 'globalStatement':
        return { kind: 'Global', names: this.names(tree, unit), ...place };
      case 'nonlocalStatement':
        return { kind: 'Nonlocal', names: this.names(tree, unit), ...place };
      case 'delStatement': {
        const targets = tree.children.map((target) => this.expression(target, unit));
        return { kind: 'Delete', targets: targets.map(asDeleted), ...place };
      }
      case 'assertStatement': {
        const test = this.expression(first as Tree, unit);
        return { kind: 'Assert', test, msg: this.optional(tree.children[1], unit), ...place };
      }
      case 'importStatement': {
        const names = tree.children.map((module) => this.importedModule(module, unit));
        return { kind: 'Import', names, ...place };
      }
      case 'fromStatement':
        return this.fromStatement(tree, unit);
      default:
        return { kind: 'Expr', value: this.expression(tree, unit), ...place };
    }
  }

  /** An expression with what makes it a target behind it. */
  private assignment(tree: Tree, unit: Unit): ast.Stmt {
    const place = extent(tree, unit);
    const [first, tail] = tree.children as [Tree, Tree];
    const left = this.expression(first, unit);
    switch (tail.rule) {
      case 'augmentedAssignment': {
        const target = asSingleTarget(left);
        const op = binaryOperator(unit.kind(tail.start));
        const value = this.expression(tail.children[0] as Tree, unit);
        return { kind: 'AugAssign', target, op, value, ...place };
      }
      case 'annotation': {
        const target = asSingleTarget(left);
        const simple = target.kind === 'Name' && unit.kind(first.start) !== Token.PARENTHESES;
        const annotation = this.expression(tail.children[0] as Tree, unit);
        const value = this.optional(tail.children[1], unit);
        return { kind: 'AnnAssign', target, annotation, value, simple, ...place };
      }
      default: {
        const right = tail.children.map((part) => this.expression(part, unit));
        const value = right.pop() as ast.Expr;
        return { kind: 'Assign', targets: [left, ...right].map(asTarget), value, ...place };
      }
    }
  }

  /** The names of a `global` or `nonlocal`: every other token. */
  private names(tree: Tree, unit: Unit): string[] {
    const names: string[] = [];
    for (let i = tree.start + 1; i < tree.end; i += 2) names.push(this.expressions.name(unit, i));
    return names;
  }

  private importedModule(tree: Tree, unit: Unit): ast.Alias {
    const dotted = tree.rule === 'importedModule' ? (tree.children[0] as Tree) : tree;
    const renamed = dotted.end < tree.end;
    return {
      kind: 'alias',
      name: this.dottedName(dotted, unit),
      asname: renamed ? this.expressions.name(unit, tree.end - 1) : null,
      ...extent(tree, unit),
    };
  }

  private dottedName(tree: Tree, unit: Unit): string {
    const names: string[] = [];
    for (let i = tree.start; i < tree.end; i += 2) names.push(this.expressions.name(unit, i));
    return names.join('.');
  }

  private importedName(tree: Tree, unit: Unit): ast.Alias {
    return {
      kind: 'alias',
      name: this.expressions.name(unit, tree.start),
      asname: tree.end > tree.start + 1 ? this.expressions.name(unit, tree.end - 1) : null,
      ...extent(tree, unit),
    };
  }

  private fromStatement(tree: Tree, unit: Unit): ast.Stmt {
    let level = 0;
    let i = tree.start + 1;
    for (; ; i += 1) {
      if (unit.kind(i) === Token.DOT) level += 1;
      else if (unit.kind(i) === Token.ELLIPSIS) level += 3;
      else break;
    }
    const dotted = tree.children.find((part) => part.rule === 'dottedName');
    if (dotted === undefined && level === 0) throw new Rejected(unit.start(i));
    const module = dotted === undefined ? null : this.dottedName(dotted, unit);
    const names = this.importedNames(tree, unit);
    return { kind: 'ImportFrom', module, names, level, ...extent(tree, unit) };
  }

  private importedNames(tree: Tree, unit: Unit): ast.Alias[] {
    const last = tree.end - 1;
    if (unit.kind(last) === Token.STAR) {
      const place = { start: unit.start(last), end: unit.end(last) };
      return [{ kind: 'alias', name: '*', asname: null, ...place }];
    }
    if (unit.kind(last) === Token.PARENTHESES) {
      const inside = unit.inside(last);
      const list = matchUnit('inImport', inside);
      const items = list.rule === 'inImport' ? list.children : [list];
      return items.map((item) => this.importedName(item, inside));
    }
    const list = tree.children[tree.children.length - 1] as Tree;
    const items = list.rule === 'importedNames' ? list.children : [list];
    return items.map((item) => this.importedName(item, unit));
  }

  // ---- Compound statements

  /** A statement with clauses, whose text begins at index `from` (that of `async`, if any). */
  private compound(tree: Tree, unit: Unit, from: number): ast.Stmt {
    switch (tree.rule) {
      case 'ifStatement':
        return this.ifStatement(tree, unit);
      case 'whileStatement':
        return this.whileStatement(tree, unit);
      case 'forStatement':
        return this.forStatement(tree, unit, from);
      case 'tryStatement':
        return this.tryStatement(tree, unit);
      case 'withStatement':
        return this.withStatement(tree, unit, from);
      case 'functionDefinition':
        return this.functionDefinition(tree, unit, from, []);
      case 'classDefinition':
        return this.classDefinition(tree, unit, []);
      case 'asyncStatement':
        return this.compound(tree.children[0] as Tree, unit, tree.start);
      case 'decorated':
        return this.decorated(tree, unit);
      case 'matchStatement':
        return this.matchStatement(tree, unit);
      default:
        throw new Error(`no statement is built from the rule ${tree.rule}`);
    }
  }

  /**
   * Where a block ends, and with it the statement: behind its last token that is not layout, a
   * semicolon included.
   */
  private blockEnd(tree: Tree, unit: Unit): number {
    if (tree.rule !== 'block') return unit.end(tree.end - 2);
    return this.indentedEnd(unit.token(tree.start) + 1);
  }

  private indentedEnd(indent: number): number {
    let last = this.stream.partner(indent) - 1;
    while (isLayout(this.stream.kind(last))) last -= 1;
    return this.stream.end(last);
  }

  /** The statements of a block: indented lines, or what stands behind the colon. */
  private block(tree: Tree, unit: Unit): ast.Stmt[] {
    if (tree.rule === 'block') {
      const indent = unit.token(tree.start) + 1;
      return this.statements(indent + 1, this.stream.partner(indent));
    }
    const body: ast.Stmt[] = [];
    this.addStatement(tree, unit, body);
    return body;
  }

  private ifStatement(tree: Tree, unit: Unit): ast.Stmt {
    const levels = tree.children.length;
    this.expressions.deepen(levels, unit.start(tree.start));
    const [test, block, ...clauses] = tree.children as [Tree, Tree, ...Tree[]];
    const end = this.blockEnd(lastBlock(tree), unit);
    const choices = [this.choice(tree.start, test, block, unit, end)];
    let orelse: ast.Stmt[] = [];
    for (const clause of clauses) {
      if (clause.rule === 'elseClause') orelse = this.elseBlock(clause, unit);
      else {
        const [elifTest, elifBlock] = clause.children as [Tree, Tree];
        choices.push(this.choice(clause.start, elifTest, elifBlock, unit, end));
      }
    }
    this.expressions.rise(levels);
    let result = choices.pop() as ast.If;
    result.orelse = orelse;
    for (let choice = choices.pop(); choice !== undefined; choice = choices.pop()) {
      choice.orelse = [result];
      result = choice;
    }
    return result;
  }

  /** An `if` or `elif` whose keyword is at an index, without what follows its block. */
  private choice(keyword: number, testTree: Tree, block: Tree, unit: Unit, end: number): ast.If {
    const test = this.expression(testTree, unit);
    const body = this.block(block, unit);
    return { kind: 'If', test, body, orelse: [], start: unit.start(keyword), end };
  }

  private whileStatement(tree: Tree, unit: Unit): ast.Stmt {
    const [condition, block, clause] = tree.children as [Tree, Tree, Tree?];
    const test = this.expression(condition, unit);
    const body = this.block(block, unit);
    const orelse = this.elseBlock(clause, unit);
    return { kind: 'While', test, body, orelse, ...this.compoundExtent(tree, unit, tree.start) };
  }

  private forStatement(tree: Tree, unit: Unit, from: number): ast.Stmt {
    const [targets, values, block, clause] = tree.children as [Tree, Tree, Tree, Tree?];
    const target = asTarget(this.expression(targets, unit));
    const iter = this.expression(values, unit);
    const body = this.block(block, unit);
    const orelse = this.elseBlock(clause, unit);
    const kind = from < tree.start ? 'AsyncFor' : 'For';
    return { kind, target, iter, body, orelse, ...this.compoundExtent(tree, unit, from) };
  }

  /** The text of a statement or clause from index `from` to the end of its last block. */
  private compoundExtent(tree: Tree, unit: Unit, from: number): ast.Positioned {
    return { start: unit.start(from), end: this.blockEnd(lastBlock(tree), unit) };
  }

  private elseBlock(clause: Tree | undefined, unit: Unit): ast.Stmt[] {
    return clause === undefined ? [] : this.block(clause.children[0] as Tree, unit);
  }

  private withStatement(tree: Tree, unit: Unit, from: number): ast.Stmt {
    const trees = tree.children.slice(0, -1);
    const items = this.bracketedItems(tree, trees, unit) ?? this.withItems(trees, unit);
    const body = this.block(tree.children[tree.children.length - 1] as Tree, unit);
    const kind = from < tree.start ? 'AsyncWith' : 'With';
    return { kind, items, body, ...this.compoundExtent(tree, unit, from) };
  }

  private withItems(trees: readonly Tree[], unit: Unit): ast.WithItem[] {
    return trees.map((item) => {
      if (item.rule !== 'withItem') {
        return { kind: 'withitem', contextExpr: this.expression(item, unit), optionalVars: null };
      }
      const [context, target] = item.children as [Tree, Tree];
      const contextExpr = this.expression(context, unit);
      const optionalVars = asTarget(this.expression(target, unit));
      return { kind: 'withitem', contextExpr, optionalVars };
    });
  }

  /** The items of `with (a as b, c):`; null if the brackets do not hold items, or are not alone. */
  private bracketedItems(tree: Tree, trees: readonly Tree[], unit: Unit): ast.WithItem[] | null {
    const [item] = trees;
    const index = tree.start + 1;
    if (item === undefined || unit.kind(index) !== Token.PARENTHESES) return null;
    if (unit.kind(index + 1) !== Token.COLON) return null;
    const inside = unit.inside(index);
    const list = inside.length === 0 ? null : match('inWith', inside.shape);
    if (list === null) return null;
    return this.withItems(list.rule === 'inWith' ? list.children : [list], inside);
  }

  private tryStatement(tree: Tree, unit: Unit): ast.Stmt {
    const body = this.block(tree.children[0] as Tree, unit);
    const handlers: ast.ExceptHandler[] = [];
    let orelse: ast.Stmt[] = [];
    let finalbody: ast.Stmt[] = [];
    let kind: 'Try' | 'TryStar' = 'Try';
    for (const clause of clausesOf(tree)) {
      if (clause.rule === 'elseClause') {
        orelse = this.elseBlock(clause, unit);
      } else if (clause.rule === 'finallyClause') {
        finalbody = this.elseBlock(clause, unit);
      } else {
        if (clause.rule === 'exceptStarClause') kind = 'TryStar';
        handlers.push(this.handler(clause, unit));
      }
    }
    const place = this.compoundExtent(tree, unit, tree.start);
    return { kind, body, handlers, orelse, finalbody, ...place };
  }

  private handler(tree: Tree, unit: Unit): ast.ExceptHandler {
    const caught = tree.children.length > 1 ? tree.children[0] : undefined;
    let type: ast.Expr | null = null;
    let name: string | null = null;
    if (caught?.rule === 'caught') {
      type = this.expression(caught.children[0] as Tree, unit);
      name = this.expressions.name(unit, caught.end - 1);
    } else if (caught !== undefined) {
      type = this.expression(caught, unit);
    }
    const body = this.block(tree.children[tree.children.length - 1] as Tree, unit);
    const place = this.compoundExtent(tree, unit, tree.start);
    return { kind: 'ExceptHandler', type, name, body, ...place };
  }

  // ---- Definitions

  private decorated(tree: Tree, unit: Unit): ast.Stmt {
    const decorators: ast.Expr[] = [];
    for (const part of tree.children) {
      if (part.rule === 'decorator') {
        decorators.push(this.expression(part.children[0] as Tree, unit));
      }
    }
    const definition = tree.children[tree.children.length - 1] as Tree;
    if (definition.rule === 'classDefinition') {
      return this.classDefinition(definition, unit, decorators);
    }
    const plain = definition.rule === 'functionDefinition';
    const def = plain ? definition : (definition.children[0] as Tree);
    return this.functionDefinition(def, unit, definition.start, decorators);
  }

  private functionDefinition(
    tree: Tree,
    unit: Unit,
    from: number,
    decoratorList: ast.Expr[],
  ): ast.Stmt {
    const inside = unit.inside(tree.start + 2);
    let args = noParameters();
    if (inside.length > 0) {
      const list = matchUnit('inParameters', inside);
      const trees = list.rule === 'inParameters' ? list.children : [list];
      args = buildParameters(trees, inside, this.expressions, this.expressions.text);
    }
    const arrow = tree.children.length > 1 ? tree.children[0] : undefined;
    const returns = this.optional(arrow, unit);
    const body = this.block(tree.children[tree.children.length - 1] as Tree, unit);
    const kind = from < tree.start ? 'AsyncFunctionDef' : 'FunctionDef';
    const name = this.expressions.name(unit, tree.start + 1);
    const place = this.compoundExtent(tree, unit, from);
    return { kind, name, args, body, decoratorList, returns, ...place };
  }

  private classDefinition(tree: Tree, unit: Unit, decoratorList: ast.Expr[]): ast.Stmt {
    const listAt = tree.start + 2;
    const hasList = unit.kind(listAt) === Token.PARENTHESES;
    const list = hasList ? this.expressions.callArguments(unit, listAt, false) : null;
    const body = this.block(tree.children[tree.children.length - 1] as Tree, unit);
    return {
      kind: 'ClassDef',
      name: this.expressions.name(unit, tree.start + 1),
      bases: list?.args ?? [],
      keywords: list?.keywords ?? [],
      body,
      decoratorList,
      ...this.compoundExtent(tree, unit, tree.start),
    };
  }

  // ---- match

  private matchStatement(tree: Tree, unit: Unit): ast.Stmt {
    const subject = this.expression(tree.children[0] as Tree, unit);
    // A starred subject needs a comma.
    if (subject.kind === 'Starred') throw new Rejected(subject.start);
    const indent = unit.token(tree.end - 1) + 1;
    const cases: ast.MatchCase[] = [];
    for (let i = indent + 1; i < this.stream.partner(indent);) {
      const { unit: clause, next } = statementUnit(this.stream, i);
      cases.push(this.matchCase(matchUnit('caseClause', clause), clause));
      i = next;
    }
    const start = unit.start(tree.start);
    return { kind: 'Match', subject, cases, start, end: this.indentedEnd(indent) };
  }

  private matchCase(tree: Tree, unit: Unit): ast.MatchCase {
    const pattern = this.patterns.patterns(tree.children[0] as Tree, unit);
    const condition = tree.children[1]?.rule === 'guard' ? tree.children[1].children[0] : undefined;
    const guard = this.optional(condition, unit);
    const body = this.block(tree.children[tree.children.length - 1] as Tree, unit);
    return { kind: 'match_case', pattern, guard, body };
  }

  private expression(tree: Tree, unit: Unit): ast.Expr {
    return this.expressions.expression(tree, unit);
  }

  private optional(tree: Tree | undefined, unit: Unit): ast.Expr | null {
    return tree === undefined ? null : this.expressions.expression(tree, unit);
  }
}

/** The clauses of a `try` behind its block, those that `handlers` groups among them. */
function clausesOf(tree: Tree): Tree[] {
  return tree.children
    .slice(1)
    .flatMap((clause) => (clause.rule === 'handlers' ? clause.children : [clause]));
}

/** The last block of a statement or of its last clause. */
function lastBlock(tree: Tree): Tree {
  let last = tree;
  while (last.rule !== 'block' && last.rule !== 'simpleStatements') {
    last = last.children[last.children.length - 1] as Tree;
  }
  return last;
}

function isLayout(kind: Token): boolean {
  return kind === Token.NEWLINE || kind === Token.INDENT || kind === Token.DEDENT;
}
