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

class Visit {
  constructor(node, outer) {
    this.state = 0;
    this.node = node;
    this.outer = outer;
  }
}

// Delegation is flat: a walk knows the visit that is suspended, and each visit the one above it.
class Walk {
  constructor(root) {
    this.done = false;
    this.visit = new Visit(root, null);
  }

  resume() {
    for (;;) {
      const { visit } = this;
      const { node } = visit;
      switch (visit.state) {
        case 0:
          visit.state = 1;
          if (node.left !== null) this.visit = new Visit(node.left, visit);
          break;
        case 1:
          visit.state = 2;
          return node.value;
        case 2:
          visit.state = 3;
          if (node.right !== null) this.visit = new Visit(node.right, visit);
          break;
        default:
          if (visit.outer === null) {
            this.done = true;
            return undefined;
          }
          this.visit = visit.outer;
      }
    }
  }
}

const TREES = new Map();

// Counts in nodes and walks whole trees only: n is a multiple of nodes.
export function run(n, nodes) {
  if (!TREES.has(nodes)) TREES.set(nodes, build(0, nodes));
  const root = TREES.get(nodes);
  let checksum = 0;
  for (let pass = Math.floor(n / nodes); pass > 0; pass -= 1) {
    const walk = new Walk(root);
    for (;;) {
      const value = walk.resume();
      if (walk.done) break;
      checksum = (checksum * 3 + value) % 1000003;
    }
  }
  return checksum;
}
