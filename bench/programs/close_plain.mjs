function* plain(start) {
  yield start;
  yield start + 1;
}

export function run(n) {
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const generator = plain(i);
    total += generator.next().value;
    generator.return();
  }
  return total;
}
