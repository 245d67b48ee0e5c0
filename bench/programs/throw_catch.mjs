function* catcher() {
  let caught = 0;
  while (true) {
    try {
      yield caught;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      caught += 1;
    }
  }
}

export function run(n) {
  const generator = catcher();
  generator.next();
  let total = 0;
  for (let i = 0; i < n; i += 1) total += generator.throw(new RangeError()).value;
  return total;
}
