/** Matches what stands between brackets, long lists element by element. */
import { match, type Tree } from './matcher.js';
import { Rejected } from './rejected.js';
import { Token } from './tokens.js';
import type { Unit } from './units.js';

/** A list of more tokens than this is matched element by element: Ohm keeps much per token. */
const LONG_LIST = 300;

/** An element of a list, with the unit that its tree refers to. */
export interface Element {
  readonly tree: Tree;
  readonly unit: Unit;
}

/** The tree of a whole unit; a unit that the rule does not match is rejected. */
export function matchUnit(rule: string, unit: Unit): Tree {
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
