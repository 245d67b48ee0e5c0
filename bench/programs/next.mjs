function* numbers() {
  let i = 0;
  while (true) {
    yield i;
    i += 1;
  }
}

export function run(n) {
  const generator = numbers();
  let total = 0;
  for (let i = 0; i < n; i += 1) total += generator.next().value;
  return total;
}
