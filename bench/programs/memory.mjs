let slots = [];
let ended = 0;

// A generator with one variable, suspended inside a `try`.
function* waiting(value) {
  try {
    yield value;
    yield value + 1;
  } finally {
    ended += value;
  }
}

export function prepare(count) {
  slots = new Array(count).fill(null);
}

export function fill() {
  for (let i = 0; i < slots.length; i += 1) {
    const generator = waiting(i % 128);
    generator.next();
    slots[i] = generator;
  }
}

// What the suspended generators yield next, in all.
export function check() {
  let total = 0;
  for (const generator of slots) total += generator.next().value;
  return total + ended;
}
