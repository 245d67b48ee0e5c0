/**
 * What it costs to cross between a host and a script: nanoseconds for one operation, best of all
 * rounds, which take turns so that a slow moment of the machine is nobody's in particular.
 *
 *   npm run build && node bench/embedding.mjs [rounds]
 */
import { VM } from '#pyg/index.js';

const ROUNDS = Number(process.argv[2] ?? 20);
const COUNT = 20_000;

const host = { add: (a, b) => a + b, later: () => settled };
const settled = Promise.resolve(1);

const PROGRAM = `
import host

def add(a, b):
    return a + b

def count(n):
    for i in range(n):
        yield i

def call_host(n):
    add = host.add
    for i in range(n):
        add(i, 1)

def call_script(n):
    for i in range(n):
        add(i, 1)

def wait(n):
    later = host.later
    for i in range(n):
        later()

def work(n):
    for i in range(n):
        pass

def iterate(items):
    for item in items:
        pass
`;
const vm = new VM({ modules: { host } });
const module = vm.run(PROGRAM);
const limits = { steps: 1e12, memory: 2 ** 32, time: 1e9, output: 1e9 };
const limited = new VM({ modules: { host }, limits }).run(PROGRAM);
const add = module.get('add');
const numbers = vm.run(`x = list(range(${COUNT}))\n`).get('x');

function* hostItems(n) {
  for (let i = 0; i < n; i++) yield i;
}

/** Each performs COUNT operations. */
const OPERATIONS = {
  'host calls a function of a script: fn.call(a, b)': () => {
    for (let i = 0; i < COUNT; i++) add.call(i, 1);
  },
  'the same by name: module.call(name, a, b)': () => {
    for (let i = 0; i < COUNT; i++) module.call('add', i, 1);
  },
  'one item of for … of over a generator of a script': () => {
    for (const item of module.call('count', COUNT)) void item;
  },
  'one item of for … of over a list of a script': () => {
    for (const item of numbers) void item;
  },
  'script calls a function of the host': () => void module.call('call_host', COUNT),
  'script calls a function of its own (for comparison)': () =>
    void module.call('call_script', COUNT),
  'one item of for … in over a generator of the host': () =>
    void module.call('iterate', hostItems(COUNT)),
  'a script waits for a promise and goes on': () => module.callAsync('wait', COUNT),
  'a turn of a loop': () => void module.call('work', COUNT),
  'the same with limits on everything': () => void limited.call('work', COUNT),
  'a call, with limits on everything': () => void limited.call('call_script', COUNT),
};

const best = new Map();
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, perform] of Object.entries(OPERATIONS)) {
    const start = process.hrtime.bigint();
    await perform();
    const time = Number(process.hrtime.bigint() - start) / COUNT;
    best.set(name, Math.min(best.get(name) ?? Infinity, time));
  }
}
const width = Math.max(...[...best.keys()].map((name) => name.length));
for (const [name, time] of best) {
  console.log(`${name.padEnd(width)} ${time.toFixed(1).padStart(8)} ns`);
}
