class Node {
  constructor(left, value, right) {
    this.left = left;
    this.value = value;
    this.right = right;
  }
}

function build(low, high) {
  if (low === high) return null;
  const middle = (low + high) >> 1;
  return new Node(build(low, middle), middle, build(middle + 1, high));
}

function* walk(node) {
  if (node.left !== null) yield* walk(node.left);
  yield node.value;
  if (node.right !== null) yield* walk(node.right);
}

const TREES = new Map();

// Counts in nodes and walks whole trees only: n is a multiple of nodes.
export function run(n, nodes) {
  if (!TREES.has(nodes)) TREES.set(nodes, build(0, nodes));
  const root = TREES.get(nodes);
  let checksum = 0;
  for (let pass = Math.floor(n / nodes); pass > 0; pass -= 1) {
    for (const value of walk(root)) checksum = (checksum * 3 + value) % 1000003;
  }
  return checksum;
}
