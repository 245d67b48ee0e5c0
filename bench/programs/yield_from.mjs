function* numbers(n) {
  let i = 0;
  while (i < n) {
    yield i;
    i += 1;
  }
}

function* relay(inner) {
  yield* inner;
}

export function run(n, depth) {
  let generator = numbers(n);
  for (let i = 0; i < depth; i += 1) generator = relay(generator);
  let total = 0;
  for (const value of generator) total += value;
  return total;
}
