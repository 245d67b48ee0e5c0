class Managed {
  constructor(generator) {
    this.generator = generator;
  }

  enter() {
    return this.generator.next().value;
  }

  leave() {
    if (!this.generator.next().done) throw new Error('a managed generator yields once');
  }

  // Whether the generator swallowed the error.
  fail(error) {
    if (!this.generator.throw(error).done) throw new Error('a managed generator yields once');
    return true;
  }
}

function managed(generatorFunction) {
  return (...args) => new Managed(generatorFunction(...args));
}

const session = managed(function* (log, ident) {
  log[0] += 1;
  try {
    yield ident;
  } finally {
    log[1] += ident;
  }
});

export function run(n) {
  const log = [0, 0];
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const manager = session(log, i);
    const ident = manager.enter();
    let failed = false;
    try {
      total += ident;
    } catch (error) {
      failed = true;
      if (!manager.fail(error)) throw error;
    } finally {
      if (!failed) manager.leave();
    }
  }
  return total + log[0] + log[1];
}
