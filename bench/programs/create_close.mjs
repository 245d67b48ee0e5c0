function* guarded(start, cleanups) {
  try {
    yield start;
    yield start + 1;
  } finally {
    cleanups[0] += start;
  }
}

export function run(n) {
  const cleanups = [0];
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const generator = guarded(i, cleanups);
    total += generator.next().value;
    generator.return();
  }
  return total + cleanups[0];
}
