function* numbers(n) {
  let i = 0;
  while (i < n) {
    yield i;
    i += 1;
  }
}

function* scaled(source, factor) {
  for (const value of source) yield value * factor;
}

function* shifted(source, offset) {
  for (const value of source) yield value + offset;
}

function* folded(source, modulus) {
  for (const value of source) yield value % modulus;
}

function* kept(source, limit) {
  for (const value of source) {
    if (value < limit) yield value;
  }
}

export function run(n) {
  let total = 0;
  for (const value of kept(folded(shifted(scaled(numbers(n), 3), 7), 1024), 896)) total += value;
  return total;
}
