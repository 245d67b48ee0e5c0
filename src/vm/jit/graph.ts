// Directed graphs whose nodes are numbers, as far as structuring control flow needs them.

/** Where each node leads. */
export type Graph = ReadonlyMap<number, readonly number[]>;

/** The nodes that `root` reaches, each before those it leads to, but for loops. */
export function reversePostorder(graph: Graph, root: number): number[] {
  const seen = new Set([root]);
  const done: number[] = [];
  const open: { node: number; at: number }[] = [{ node: root, at: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const to = graph.get(top.node)![top.at++];
    if (to === undefined) {
      done.push(top.node);
      open.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      open.push({ node: to, at: 0 });
    }
  }
  return done.reverse();
}

/**
 * The immediate dominator of each node that `root` reaches; the root's is itself.
 * @see Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm (2001)
 */
export function dominators(graph: Graph, root: number): Map<number, number> {
  const order = reversePostorder(graph, root);
  const number = new Map(order.map((node, i) => [node, i]));
  const before = new Map<number, number[]>(order.map((node) => [node, []]));
  for (const node of order) for (const to of graph.get(node)!) before.get(to)!.push(node);
  const above = new Map([[root, root]]);
  const meet = (a: number, b: number): number => {
    let [left, right] = [a, b];
    while (left !== right) {
      while (number.get(left)! > number.get(right)!) left = above.get(left)!;
      while (number.get(right)! > number.get(left)!) right = above.get(right)!;
    }
    return left;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const node of order.slice(1)) {
      const known = before.get(node)!.filter((each) => above.has(each));
      const best = known.reduce(meet);
      if (above.get(node) === best) continue;
      above.set(node, best);
      changed = true;
    }
  }
  return above;
}
