class Plain {
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
      default:
        this.close();
        return undefined;
    }
  }

  close() {
    this.state = 3;
    this.done = true;
  }
}

export function run(n) {
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const machine = new Plain(i);
    total += machine.resume();
    machine.close();
  }
  return total;
}
