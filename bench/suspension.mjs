// What it costs to wait for the host: a promise that a script waits for, and each script that is suspended.
//
//   node --expose-gc bench/suspension.mjs [SCRIPTS]
import { VM } from '../dist/index.js';

const SCRIPTS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 20_000;

/** The best of some rounds, in microseconds per operation. */
async function best(operations, round) {
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await round();
    least = Math.min(least, ((performance.now() - start) / operations) * 1000);
  }
  return least;
}

function row(what, value, unit) {
  console.log(`${what.padEnd(58)}${value.toFixed(2).padStart(10)} ${unit}`);
}

const host = { now: (x) => x, soon: async (x) => x };
const vm = new VM({ modules: { host } });
const program = vm.run(`
import asyncio, host
def call(n):
    for i in range(n): host.now(i)
def wait(n):
    for i in range(n): host.soon(i)
def down(depth, n):
    return down(depth - 1, n) if depth else wait(n)
async def gather(n):
    await asyncio.gather(*[host.soon(i) for i in range(n)])
`);
row(
  'a call of a function that answers at once',
  await best(ROUNDS, () => program.call('call', ROUNDS)),
  'µs',
);
row(
  'JavaScript: await of a promise',
  await best(ROUNDS, async () => {
    for (let i = 0; i < ROUNDS; i++) await host.soon(i);
  }),
  'µs',
);
row(
  'suspending at a promise and going on',
  await best(ROUNDS, () => program.callAsync('wait', ROUNDS)),
  'µs',
);
row(
  'the same, 500 calls deep',
  await best(ROUNDS, () => program.callAsync('down', 500, ROUNDS)),
  'µs',
);
row(
  'the same in asyncio.gather()',
  await best(1000, () => program.callAsync('gather', 1000)),
  'µs',
);

const waiting = [];
const crowd = new VM({
  modules: { host: { next: () => new Promise((resolve) => waiting.push(resolve)) } },
}).run('import host\ndef job(n):\n    return n + host.next()\n');

/** Bytes that are in use. */
function heap() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const before = heap();
const promises = [];
for (let i = 0; i < SCRIPTS; i++) promises.push(new Promise((resolve) => waiting.push(resolve)));
const bare = heap() - before;
for (const resolve of waiting.splice(0)) resolve(0);
await Promise.all(promises.splice(0));

const start = performance.now();
const from = heap();
const jobs = Array.from({ length: SCRIPTS }, (_, n) => crowd.callAsync('job', n));
const suspended = performance.now();
row(`${SCRIPTS} scripts suspended at once: each`, (heap() - from - bare) / SCRIPTS, 'bytes');
row('each begun and suspended in', ((suspended - start) / SCRIPTS) * 1000, 'µs');
const end = performance.now();
for (const resolve of waiting) resolve(1);
const sum = (await Promise.all(jobs)).reduce((a, b) => a + b, 0);
row('each gone on with and ended in', ((performance.now() - end) / SCRIPTS) * 1000, 'µs');
if (sum !== (SCRIPTS * (SCRIPTS + 1)) / 2) throw new Error(`the results are wrong: ${sum}`);
