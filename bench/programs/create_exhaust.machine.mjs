class Three {
  constructor(start) {
    this.state = 0;
    this.done = false;
    this.start = start;
  }

  resume() {
    switch (this.state) {
      case 0:
        this.state = 1;
        return this.start;
      case 1:
        this.state = 2;
        return this.start + 1;
      case 2:
        this.state = 3;
        return this.start + 2;
      default:
        this.done = true;
        return undefined;
    }
  }
}

export function run(n) {
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const three = new Three(i);
    for (;;) {
      const value = three.resume();
      if (three.done) break;
      total += value;
    }
  }
  return total;
}
