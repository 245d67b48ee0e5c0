/**
 * Runs one program on two builds in one process, in turn: `node cleanup-sample.mjs <request>`. What the
 * machine does meanwhile falls on both. The answer is the line that is printed.
 */

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { median } from './statistics.mjs';

/**
 * @typedef {object} Request
 * @property {readonly [string, string]} libraries The entry points of the builds; the first is loaded first.
 * @property {string} program
 * @property {readonly number[]} args What `run` is given after `n`.
 * @property {number} unit `n` is a multiple of this.
 * @property {readonly [number, number]} checks The sizes at which both have to agree.
 * @property {number} warmUpMs How long each runs before anything is timed.
 * @property {number} roundMs How long one round should take.
 * @property {number} pairs Timed rounds of each.
 */

/** Milliseconds of processor time that something takes. @param {() => void} action */
function timed(action) {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** @param {Request} request */
async function sample({ libraries, program, args, unit, checks, warmUpMs, roundMs, pairs }) {
  const text = readFileSync(program, 'utf8');
  /** @type {((n: number) => unknown)[]} */
  const runs = [];
  for (const library of libraries) {
    const { VM } = await import(pathToFileURL(library).href);
    const loaded = new VM().run(text, { filename: program });
    runs.push((n) => loaded.call('run', n, ...args));
  }
  const answers = runs.map((run) => checks.map((n) => String(run(n))).join());
  if (answers[0] !== answers[1]) throw new Error(`${answers.join(' is not ')}`);
  let n = unit;
  /** @type {[number, number]} */
  const used = [0, 0];
  while (Math.min(...used) < warmUpMs) {
    const times = runs.map((run) => timed(() => run(n)));
    times.forEach((time, i) => (used[i] += time));
    if (Math.max(...times) < roundMs / 2) n *= 2;
  }
  /** @type {[number[], number[]]} */
  const times = [[], []];
  for (let pair = 0; pair < pairs; pair += 1) {
    // First one, then the other comes first.
    for (const which of pair % 2 === 0 ? [0, 1] : [1, 0]) {
      times[which].push(timed(() => runs[which](n)));
    }
  }
  return times.map((list) => (median(list) * 1e6) / n);
}

console.log(JSON.stringify(await sample(JSON.parse(process.argv[2] ?? ''))));
