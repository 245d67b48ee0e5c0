export function run(n) {
  let total = 0;
  let i = 0;
  while (i < n) {
    total = (total * 31 + i) % 65521;
    i += 1;
  }
  return total;
}
