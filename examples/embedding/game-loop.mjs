// A game whose creatures are scripts. In each tick every script gets a turn of so many steps, and no more: one
// that thinks for too long goes on in the next tick, and one that never ends harms nobody. A script
// that acts waits until the game has done what it wants.
//
//   node examples/embedding/game-loop.mjs
import { VM } from 'pyg';

const WIDTH = 24;
const TICKS = 12;
const STEPS_PER_TICK = 50;

const SCRIPTS = {
  P: `
from game import move
def walk():
    """Goes to and fro."""
    direction = 1
    while True:
        if not move(direction):
            direction = -direction
`,
  C: `
from game import move, look
def walk():
    """Goes where another one is, step by step."""
    while (distance := look('P')) != 0:
        move(1 if distance > 0 else -1)
    return 'caught'
`,
  T: `
from game import move
def walk():
    """Thinks about each step for a long time."""
    while True:
        primes = [n for n in range(2, 24) if all(n % d for d in range(2, n))]
        move(-1 if len(primes) % 2 else 1)
`,
  L: `
from game import move, say
def walk():
    """Has a fault."""
    try:
        move(1)
        while True:
            pass
    finally:
        say('released the lock')
`,
};

class Creature {
  /** What it has asked for; null while it thinks. */
  wish = null;

  constructor(name, place) {
    this.name = name;
    this.place = place;
    const vm = new VM({ modules: { game: this.functions() } });
    this.execution = vm.run(SCRIPTS[name], { filename: `${name}.pyg` }).start('walk');
  }

  /** What its script can do. A promise suspends the script; this one nobody keeps: the game answers. */
  functions() {
    return {
      move: (direction) => {
        this.wish = direction;
        return new Promise(() => {});
      },
      look: (name) => creatures.find((each) => each.name === name).place - this.place,
      say: (text) => console.log(`   ${this.name} has ${text}`),
    };
  }

  /** Do what it wants, if that can be done, and let it think. */
  tick() {
    const { execution } = this;
    if (execution.state === 'waiting') {
      const place = this.place + this.wish;
      const free = place >= 0 && place < WIDTH;
      if (free) this.place = place;
      execution.resume(free);
    }
    execution.run({ steps: STEPS_PER_TICK });
  }
}

const creatures = [
  new Creature('P', 18),
  new Creature('C', 2),
  new Creature('T', 12),
  new Creature('L', 6),
];

for (let tick = 1; tick <= TICKS; tick++) {
  for (const creature of creatures) creature.tick();
  const row = Array(WIDTH).fill('.');
  for (const { name, place } of creatures) row[place] = name;
  console.log(`${String(tick).padStart(2)} ${row.join('')}`);
}

for (const { name, execution } of creatures) {
  const where = execution.frames().map((frame) => `${frame.function} line ${frame.line}`);
  const what = execution.state === 'finished' ? execution.result : where.join(', ');
  console.log(`${name} ${execution.state}: ${what}`);
}
for (const { execution } of creatures) execution.close();
console.log(creatures.map(({ execution }) => execution.state).join(' '));
