class Numbers {
  constructor() {
    this.state = 0;
    this.i = 0;
  }

  resume() {
    if (this.state === 0) this.state = 1;
    else this.i += 1;
    return this.i;
  }
}

export function run(n) {
  const numbers = new Numbers();
  let total = 0;
  for (let i = 0; i < n; i += 1) total += numbers.resume();
  return total;
}
