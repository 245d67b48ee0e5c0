class Guarded {
  constructor(n, cleanups) {
    this.state = 0;
    this.done = false;
    this.i = 0;
    this.n = n;
    this.cleanups = cleanups;
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
    this.close();
    return undefined;
  }

  close() {
    if (this.state === 1) this.cleanups.push(this.i);
    this.state = 2;
    this.done = true;
  }
}

export function run(n) {
  const cleanups = [];
  let total = 0;
  const numbers = new Guarded(n, cleanups);
  try {
    for (;;) {
      const value = numbers.resume();
      if (numbers.done) break;
      total += value;
    }
  } finally {
    numbers.close();
  }
  return total + cleanups[0];
}
