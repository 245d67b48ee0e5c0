/** Matches what stands between brackets, long lists element by element. */
import { match, type Tree } from './matcher.js';
import { Rejected, TooDeep } from './rejected.js';
import { Token } from './tokens.js';
import type { Unit } from './units.js';

/** A list of more tokens than this is matched element by element: Ohm keeps much per token. */
const LONG_LIST = 300;

/** An element of a list, with the unit that its tree refers to. */
export interface Element {
  readonly tree: Tree;
  readonly unit: Unit;
}

/**
 * The deepest tree that is built. The compiler walks trees by recursion, and the JavaScript stack
 * holds several frames of its walk per level.
 */
export const MAX_DEPTH = 1200;

/** A unit of more tokens than this is looked at before it is matched, which may take long. */
const LONG_UNIT = 2 * MAX_DEPTH;

/** The tree of a whole unit; a unit that the rule does not match is rejected. */
export function matchUnit(rule: string, unit: Unit): Tree {
  if (unit.length > LONG_UNIT) refuseChains(unit);
  const tree = unit.length === 0 ? null : match(rule, unit.shape);
  if (tree === null) throw new Rejected(unit.length === 0 ? 0 : unit.start(0));
  return tree;
}

/**
 * The elements of the list between two brackets: the children of `list` if `rule` gives that,
 * otherwise the one tree that `rule` gives. A long list is cut at its commas and each piece matched
 * as an `element`.
 */
export function elementsOf(inside: Unit, rule: string, list: string, element: string): Element[] {
  if (inside.length > LONG_LIST) {
    const pieces = splitAtCommas(inside);
    if (pieces !== null) {
      return pieces.map((unit) => ({ tree: matchUnit(element, unit), unit }));
    }
  }
  const tree = matchUnit(rule, inside);
  if (isList(tree.rule, list)) return tree.children.map((item) => ({ tree: item, unit: inside }));
  return [{ tree, unit: inside }];
}

/** Refuses a unit with a chain of operators that would make too deep a tree. */
function refuseChains(unit: Unit): void {
  let operators = 0;
  let trailers = 0;
  let conditions = 0;
  let clauses = 0;
  for (let i = 0; i < unit.length; i += 1) {
    const kind = unit.kind(i);
    if (kind === Token.ELIF) clauses += 1;
    if (isTrailer(kind)) trailers += 1;
    else if (kind > Token.NAME_WILDCARD) trailers = 0;
    if (kind === Token.NOT || (kind >= Token.TILDE && kind <= Token.CARET)) operators += 1;
    else if (separatesOperations(kind)) operators = 0;
    if (kind === Token.ELSE || kind === Token.LAMBDA) conditions += 1;
    else if (separatesExpressions(kind)) conditions = 0;
    if (Math.max(operators, trailers, conditions, clauses) > MAX_DEPTH) {
      throw new TooDeep(unit.start(0));
    }
  }
}

function isTrailer(kind: Token): boolean {
  return kind === Token.DOT || kind === Token.PARENTHESES || kind === Token.BRACKETS;
}

function separatesOperations(kind: Token): boolean {
  return kind === Token.IF || kind === Token.ELSE || separatesExpressions(kind);
}

/** The colon of a lambda does not. */
function separatesExpressions(kind: Token): boolean {
  return (
    kind === Token.COMMA ||
    kind === Token.NEWLINE ||
    kind === Token.BLOCK ||
    kind === Token.SEMICOLON ||
    (kind >= Token.PLUS_ASSIGN && kind <= Token.DOUBLE_STAR_ASSIGN) ||
    kind === Token.ASSIGN
  );
}

function isList(rule: string, list: string): boolean {
  if (list === 'braceItems') return rule === 'dictItems' || rule === 'starNamedExpressions';
  return rule === list;
}

/** The pieces between the commas of a list; null for a comprehension. */
function splitAtCommas(unit: Unit): Unit[] | null {
  const pieces: Unit[] = [];
  let from = 0;
  // Commas between `lambda` and its colon separate parameters.
  let lambdas = 0;
  for (let i = 0; i < unit.length; i += 1) {
    const kind = unit.kind(i);
    if (kind === Token.FOR) return null;
    if (kind === Token.LAMBDA) lambdas += 1;
    else if (kind === Token.COLON && lambdas > 0) lambdas -= 1;
    else if (kind === Token.COMMA && lambdas === 0) {
      pieces.push(unit.part(from, i));
      from = i + 1;
    }
  }
  if (from < unit.length) pieces.push(unit.part(from, unit.length));
  return pieces;
}
