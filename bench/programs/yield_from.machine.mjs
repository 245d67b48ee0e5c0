class Numbers {
  constructor(n) {
    this.state = 0;
    this.done = false;
    this.outer = null;
    this.i = 0;
    this.n = n;
  }

  resume() {
    switch (this.state) {
      case 0:
        this.state = 1;
        break;
      case 1:
        this.i += 1;
        break;
      default:
        return undefined;
    }
    if (this.i < this.n) return this.i;
    this.state = 2;
    this.done = true;
    return undefined;
  }
}

// Delegation is flat: who resumes the outermost machine goes straight to the innermost, whatever is
// in between, and back out one by one when that one is done.
class Relay {
  constructor(inner) {
    this.done = false;
    this.outer = null;
    this.inner = inner;
    this.leaf = inner instanceof Relay ? inner.leaf : inner;
    inner.outer = this;
  }

  resume() {
    const { leaf } = this;
    const value = leaf.resume();
    if (!leaf.done) return value;
    let { outer } = leaf;
    while (outer !== this) {
      outer.done = true;
      ({ outer } = outer);
    }
    this.done = true;
    return undefined;
  }
}

export function run(n, depth) {
  let machine = new Numbers(n);
  for (let i = 0; i < depth; i += 1) machine = new Relay(machine);
  let total = 0;
  for (;;) {
    const value = machine.resume();
    if (machine.done) return total;
    total += value;
  }
}
