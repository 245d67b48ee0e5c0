function* accumulator() {
  let total = 0;
  while (true) total += yield total;
}

export function run(n) {
  const generator = accumulator();
  generator.next();
  let latest = 0;
  for (let i = 0; i < n; i += 1) latest = generator.next(i).value;
  return latest;
}
