function* three(start) {
  yield start;
  yield start + 1;
  yield start + 2;
}

export function run(n) {
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    for (const value of three(i)) total += value;
  }
  return total;
}
