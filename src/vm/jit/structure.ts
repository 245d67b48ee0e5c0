// Blocks that jump to each other, written with the control flow that JavaScript has: loops, labelled
// blocks, `break` and `continue`. No jump costs more than that.
// The method is that of Norman Ramsey: Beyond Relooper (2022). A block stands where its immediate
// dominator can reach it; one with several ways in stands behind a labelled block that they break out of.
import { dominators, reversePostorder, type Graph } from './graph.js';

/**
 * The text of a block, in which `jump(to)` stands for going on there. Every way through the text must
 * end in a jump, a `return` or a jump out of all of it.
 */
export type WriteBlock = (node: number, jump: (to: number) => string) => string;

/**
 * The text of a whole graph.
 * @param graph reducible: every loop has one way in
 */
export function structure(graph: Graph, root: number, write: WriteBlock): string {
  const order = new Map(reversePostorder(graph, root).map((node, i) => [node, i]));
  const above = dominators(graph, root);
  const below = new Map<number, number[]>();
  for (const [node, parent] of above) {
    if (node !== parent) below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const headers = new Set<number>();
  const waysIn = new Map<number, number>();
  for (const node of order.keys()) {
    for (const to of graph.get(node)!) {
      if (order.get(to)! <= order.get(node)!) headers.add(to);
      else waysIn.set(to, (waysIn.get(to) ?? 0) + 1);
    }
  }
  const isMerge = (node: number): boolean => (waysIn.get(node) ?? 0) > 1;

  const writeTree = (node: number): string => {
    const merges = (below.get(node) ?? [])
      .filter(isMerge)
      .sort((a, b) => order.get(a)! - order.get(b)!);
    let text = write(node, (to) => jump(node, to));
    for (const merge of merges) text = `b${label(merge)}: {\n${text}}\n${writeTree(merge)}`;
    return headers.has(node) ? `l${label(node)}: for (;;) {\n${text}}\n` : text;
  };
  const jump = (from: number, to: number): string => {
    if (order.get(to)! <= order.get(from)!) return `continue l${label(to)};\n`;
    return isMerge(to) ? `break b${label(to)};\n` : writeTree(to);
  };
  return writeTree(root);
}

/** A node as part of a name. */
function label(node: number): string {
  return String(node).replace('-', '_');
}
