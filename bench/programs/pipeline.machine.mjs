class Numbers {
  constructor(n) {
    this.state = 0;
    this.done = false;
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

class Scaled {
  constructor(source, factor) {
    this.done = false;
    this.source = source;
    this.factor = factor;
  }

  resume() {
    const value = this.source.resume();
    if (!this.source.done) return value * this.factor;
    this.done = true;
    return undefined;
  }
}

class Shifted {
  constructor(source, offset) {
    this.done = false;
    this.source = source;
    this.offset = offset;
  }

  resume() {
    const value = this.source.resume();
    if (!this.source.done) return value + this.offset;
    this.done = true;
    return undefined;
  }
}

class Folded {
  constructor(source, modulus) {
    this.done = false;
    this.source = source;
    this.modulus = modulus;
  }

  resume() {
    const value = this.source.resume();
    if (!this.source.done) return value % this.modulus;
    this.done = true;
    return undefined;
  }
}

class Kept {
  constructor(source, limit) {
    this.done = false;
    this.source = source;
    this.limit = limit;
  }

  resume() {
    for (;;) {
      const value = this.source.resume();
      if (this.source.done) {
        this.done = true;
        return undefined;
      }
      if (value < this.limit) return value;
    }
  }
}

export function run(n) {
  let total = 0;
  const items = new Kept(new Folded(new Shifted(new Scaled(new Numbers(n), 3), 7), 1024), 896);
  for (;;) {
    const value = items.resume();
    if (items.done) return total;
    total += value;
  }
}
