const CALLS = 150049; // What one fib(24) takes.

function fib(n) {
  if (n < 2) return n;
  return fib(n - 1) + fib(n - 2);
}

// Counts in calls and makes whole runs of fib(24) only: n is a multiple of CALLS.
export function run(n) {
  let total = 0;
  for (let pass = Math.floor(n / CALLS); pass > 0; pass -= 1) total += fib(24);
  return total;
}
