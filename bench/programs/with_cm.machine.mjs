class Session {
  constructor(log, ident) {
    this.state = 0;
    this.log = log;
    this.ident = ident;
  }

  enter() {
    this.log[0] += 1;
    this.state = 1;
    return this.ident;
  }

  leave() {
    this.log[1] += this.ident;
    this.state = 2;
  }
}

export function run(n) {
  const log = [0, 0];
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const session = new Session(log, i);
    const ident = session.enter();
    try {
      total += ident;
    } finally {
      session.leave();
    }
  }
  return total + log[0] + log[1];
}
