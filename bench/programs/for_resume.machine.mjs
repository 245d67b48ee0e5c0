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

export function run(n) {
  let total = 0;
  const numbers = new Numbers(n);
  for (;;) {
    const value = numbers.resume();
    if (numbers.done) return total;
    total += value;
  }
}
