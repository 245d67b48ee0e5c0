function* guarded(n, cleanups) {
  let i = 0;
  try {
    while (i < n) {
      yield i;
      i += 1;
    }
  } finally {
    cleanups.push(i);
  }
}

export function run(n) {
  const cleanups = [];
  let total = 0;
  for (const value of guarded(n, cleanups)) total += value;
  return total + cleanups[0];
}
