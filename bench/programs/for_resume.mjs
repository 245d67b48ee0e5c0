function* numbers(n) {
  let i = 0;
  while (i < n) {
    yield i;
    i += 1;
  }
}

export function run(n) {
  let total = 0;
  for (const value of numbers(n)) total += value;
  return total;
}
