/**
 * Matches token strings against the grammar: the only module that knows Ohm.
 *
 * Ohm's tree of a match has a node for every step of the grammar. It is turned into a smaller one
 * at once: tokens are left out, a rule that only passes on another's match is replaced by it, and
 * repetitions are spread among their neighbours in the order of the text. Trees depend on nothing
 * but the rule and the shape, so they are kept and shared: most statements of a program look like
 * one that has been seen before.
 */
import * as ohm from 'ohm-js';
import { RECIPE } from './grammar.js';

/** What a rule matched: the characters from `start` to `end` of the shape. */
export interface Tree {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Tree[];
}

/**
 * The nodes of Ohm's concrete syntax tree, which Ohm 17 keeps for itself. Its public ways to walk
 * one take longer than the match; a test guards the fields named here.
 */
interface OhmNode {
  readonly ctorName: string;
  readonly matchLength: number;
  readonly children?: readonly OhmNode[];
  readonly childOffsets?: readonly number[];
  isTerminal(): boolean;
  isIteration(): boolean;
}

/** Shapes longer than this are not kept. */
const MAX_CACHED_SHAPE = 200;
/** When so many trees are kept, all are dropped: some 10 MB. */
const MAX_CACHED_TREES = 10_000;

let grammar: ohm.Grammar | null = null;
const cache = new Map<string, Map<string, Tree>>();
let cachedTrees = 0;

/** The tree of a whole shape by a rule of the grammar; null if it does not match. */
export function match(rule: string, shape: string): Tree | null {
  let trees = cache.get(rule);
  const known = trees?.get(shape);
  if (known !== undefined) return known;
  const tree = matchAnew(rule, shape);
  if (tree === null || shape.length > MAX_CACHED_SHAPE) return tree;
  if (cachedTrees >= MAX_CACHED_TREES) {
    cache.clear();
    cachedTrees = 0;
    trees = undefined;
  }
  if (trees === undefined) {
    trees = new Map();
    cache.set(rule, trees);
  }
  trees.set(shape, tree);
  cachedTrees += 1;
  return tree;
}

function matchAnew(rule: string, shape: string): Tree | null {
  grammar ??= loadGrammar();
  const result = grammar.match(shape, rule);
  if (result.failed()) return null;
  const root = (result as unknown as { _cst: OhmNode })._cst;
  const into: Tree[] = [];
  convert(root, 0, into);
  return into[0] as Tree;
}

/** Makes the grammar of the recipe; `makeRecipe` is missing from Ohm's type declarations. */
function loadGrammar(): ohm.Grammar {
  return (ohm as unknown as { makeRecipe(recipe: string): ohm.Grammar }).makeRecipe(RECIPE);
}

/** Rules that stand for tokens. */
const TOKEN_RULE = /(?:Token|Operator)$/;

/** Adds what `node`, which begins at `start`, contributes to the children of its parent. */
function convert(node: OhmNode, start: number, into: Tree[]): void {
  if (node.isTerminal() || TOKEN_RULE.test(node.ctorName)) return;
  const end = start + node.matchLength;
  const children: Tree[] = [];
  convertChildren(node, start, children);
  const only = children[0];
  if (children.length === 1 && only !== undefined && only.start === start && only.end === end) {
    into.push(only);
    return;
  }
  // A repeated sequence comes as one column of nodes per rule in it.
  if (children.length > 2) children.sort(byStart);
  into.push({ rule: node.ctorName, start, end, children });
}

/** The offsets of a repetition's items count from the start of the rule around it. */
function convertChildren(node: OhmNode, ruleStart: number, into: Tree[]): void {
  const offsets = node.childOffsets ?? [];
  const children = node.children ?? [];
  for (let i = 0; i < children.length; i += 1) {
    const child = children[i] as OhmNode;
    if (child.isIteration()) convertChildren(child, ruleStart, into);
    else convert(child, ruleStart + (offsets[i] as number), into);
  }
}

function byStart(a: Tree, b: Tree): number {
  return a.start - b.start;
}
