class Guarded {
  constructor(start, cleanups) {
    this.state = 0;
    this.done = false;
    this.start = start;
    this.cleanups = cleanups;
  }

  resume() {
    switch (this.state) {
      case 0:
        this.state = 1;
        return this.start;
      case 1:
        this.state = 2;
        return this.start + 1;
      default:
        this.close();
        return undefined;
    }
  }

  close() {
    if (this.state === 1 || this.state === 2) this.cleanups[0] += this.start;
    this.state = 3;
    this.done = true;
  }
}

export function run(n) {
  const cleanups = [0];
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const machine = new Guarded(i, cleanups);
    total += machine.resume();
    machine.close();
  }
  return total + cleanups[0];
}
