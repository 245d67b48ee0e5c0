/**
 * Takes the samples: every one in a fresh process, the runtimes in turn.
 *
 * In each round every runtime gets one process, in an order that moves on by one, so that a slow spell
 * of the machine falls on all of them and none always comes first. Whatever goes wrong with one
 * runtime is that one's `failure`; the others go on.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ask, messageOf, programFile, runProcess, weigh } from './processes.mjs';
import { sourceText } from './source-text.mjs';
import { median } from './statistics.mjs';

/** @typedef {import('./processes.mjs').Present} Present */

/**
 * @typedef {object} Plan
 * @property {number} rounds Processes for each row and runtime.
 * @property {number} curveRounds The same for the points of a curve.
 * @property {number} samples Timed rounds in each process.
 * @property {number} targetMs How long a round should take.
 * @property {number} warmUpRounds How many rounds' time a runtime that optimises runs beforehand.
 * @property {number} timeoutMs How long a process may take.
 * @property {number} generators How many live generators are weighed.
 * @property {readonly number[]} programSizes Lines of the programs to compile.
 * @property {number} scriptMs How long the script of the warm-up comparison takes.
 * @property {string} folder Where benny saves, and where generated sources go.
 */

/**
 * @typedef {object} Measurement What one runtime did.
 * @property {number[][]} processes Samples: a list for each process.
 * @property {number} [n] Operations in a round.
 * @property {string} [failure] Why there are no (more) samples.
 */

/** @typedef {Record<string, Measurement>} Measurements By runtime id; without those that have no such program. */

/**
 * One process for each runtime and round, the runtimes in turn.
 *
 * @param {readonly Present[]} present
 * @param {number} rounds
 * @param {Measurements} measurements Gets the samples; a runtime that is not in it is not asked.
 * @param {(one: Present, measurement: Measurement) => Promise<number[]>} sample
 */
async function inTurn(present, rounds, measurements, sample) {
  const asked = present.filter(({ runtime }) => runtime.id in measurements);
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < asked.length; turn += 1) {
      const one = asked[(round + turn) % asked.length];
      const measurement = measurements[one.runtime.id];
      if (measurement.failure !== undefined) continue;
      try {
        measurement.processes.push(await sample(one, measurement));
      } catch (error) {
        measurement.failure = messageOf(error);
      }
    }
  }
}

/**
 * Nanoseconds per operation of one case.
 *
 * For each runtime a process of its own first finds how many operations make a round of the wanted
 * length, and shows that its results at two sizes are those of the first runtime.
 *
 * @param {import('./rows.mjs').Case} one
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @param {number} rounds
 * @returns {Promise<Measurements>}
 */
export async function measureCase({ key, program, args, unit, checks }, present, plan, rounds) {
  const targetNs = plan.targetMs * 1e6;
  /** @param {Present} each */
  const common = (each) => ({
    program: programFile(each, program) ?? '',
    args,
    warmUpNs: each.runtime.optimises ? plan.warmUpRounds * targetNs : 0,
  });
  /** @type {Measurements} */
  const measurements = {};
  /** @type {string[] | null} */
  let expected = null;
  for (const each of present) {
    if (programFile(each, program) === null) continue;
    const measurement = (measurements[each.runtime.id] = { processes: [] });
    try {
      const answer = await ask(
        each,
        { task: 'calibrate', ...common(each), unit, checks, expected, targetNs },
        plan.timeoutMs,
      );
      measurement.n = answer.n;
      expected ??= answer.checks;
    } catch (error) {
      measurement.failure = messageOf(error);
    }
  }
  await inTurn(present, rounds, measurements, async (each, { n = unit }) => {
    const answer = await ask(
      each,
      {
        task: 'time',
        ...common(each),
        n,
        samples: plan.samples,
        label: `${key}.${each.runtime.id}`,
        folder: path.join(plan.folder, 'benny'),
      },
      plan.timeoutMs,
    );
    return answer.samples;
  });
  return measurements;
}

/**
 * Milliseconds of whole processes that print hello.
 *
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @returns {Promise<Measurements>}
 */
export async function measureStartup(present, plan) {
  /** @type {Measurements} */
  const measurements = {};
  for (const { runtime, presence } of present) {
    if (runtime.hello(presence) !== null) measurements[runtime.id] = { processes: [] };
  }
  await inTurn(present, 2 * plan.rounds, measurements, async ({ runtime, presence }) => {
    const command = runtime.hello(presence) ?? [];
    const { output, elapsedMs } = await runProcess(command, runtime.env ?? {}, plan.timeoutMs);
    if (output.trim() !== 'hello') throw new Error(`printed ${JSON.stringify(output)}`);
    return [elapsedMs];
  });
  return measurements;
}

/**
 * Bytes of resident memory for each of many live generators.
 *
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @returns {Promise<Measurements>}
 */
export async function measureMemory(present, plan) {
  const count = plan.generators;
  /** @type {Measurements} */
  const measurements = {};
  for (const each of present) {
    if (programFile(each, 'memory') !== null) measurements[each.runtime.id] = { processes: [] };
  }
  /** @type {string | undefined} */
  let expected;
  await inTurn(present, plan.curveRounds, measurements, async (each) => {
    const program = programFile(each, 'memory') ?? '';
    const { bytes, result } = await weigh(each, { task: 'memory', program, count }, plan.timeoutMs);
    expected ??= result;
    if (result !== expected) throw new Error(`wrong result: ${result} instead of ${expected}`);
    return [bytes / count];
  });
  return measurements;
}

/**
 * Nanoseconds per line for programs of one size: to compile them, first in a process and when warm, and
 * to parse them when warm.
 *
 * @typedef {{ lines: number, first: Measurements, compiled: Measurements, parsed: Measurements }} Compilation
 */

/**
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @returns {Promise<Compilation[]>}
 */
export async function measureCompilation(present, plan) {
  const folder = path.join(plan.folder, 'sources');
  mkdirSync(folder, { recursive: true });
  const warmUpNs = plan.warmUpRounds * plan.targetMs * 1e6;
  const measured = [];
  for (const lines of plan.programSizes) {
    const file = path.join(folder, `${lines}.pyg`);
    writeFileSync(file, sourceText(lines));
    /** @type {Compilation} */
    const one = { lines, first: {}, compiled: {}, parsed: {} };
    for (const { runtime } of present) {
      if (runtime.compiles) one.first[runtime.id] = { processes: [] };
    }
    await inTurn(present, plan.curveRounds, one.first, async (each) => {
      const { samples } = plan;
      const request = /** @type {const} */ ({ task: 'compile', file, warmUpNs, samples });
      const answer = await ask(each, request, plan.timeoutMs);
      for (const step of /** @type {const} */ (['compiled', 'parsed'])) {
        const { processes } = (one[step][each.runtime.id] ??= { processes: [] });
        processes.push(answer[step].map((/** @type {number} */ ns) => ns / lines));
      }
      return [answer.first / lines];
    });
    measured.push(one);
  }
  return measured;
}

/**
 * How much work takes so long, where a time does not grow in proportion to it: found by halving.
 *
 * @param {number} target
 * @param {(n: number) => Promise<number>} time
 */
async function lengthOf(target, time) {
  let high = 1;
  while ((await time(high)) < target) high *= 2;
  let low = high / 2;
  for (let step = 0; step < 4 && high - low > 1; step += 1) {
    const middle = Math.round((low + high) / 2);
    if ((await time(middle)) < target) low = middle;
    else high = middle;
  }
  return Math.round((low + high) / 2);
}

/**
 * Milliseconds of a short script, the first time in a process: what the second engine costs where it
 * cannot gain much. The work is as much as pyg's interpreter does in `plan.scriptMs`.
 *
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @returns {Promise<Measurements>} Empty without pyg's interpreter.
 */
export async function measureWarmUp(present, plan) {
  const scale = present.find(({ runtime }) => runtime.id === 'pyg-interpreter');
  if (scale === undefined) return {};
  /** @type {(each: Present, n: number) => Promise<{ elapsedNs: number, result: string }>} */
  const first = (each, n) =>
    ask(each, { task: 'first', program: programFile(each, 'warmup') ?? '', n }, plan.timeoutMs);
  const n = await lengthOf(plan.scriptMs * 1e6, async (n) => {
    const answers = [await first(scale, n), await first(scale, n), await first(scale, n)];
    return median(answers.map(({ elapsedNs }) => elapsedNs));
  });

  /** @type {Measurements} */
  const measurements = {};
  for (const each of present) {
    if (programFile(each, 'warmup') !== null) measurements[each.runtime.id] = { n, processes: [] };
  }
  /** @type {string | undefined} */
  let expected;
  await inTurn(present, 3 * plan.rounds, measurements, async (each) => {
    const answer = await first(each, n);
    expected ??= answer.result;
    if (answer.result !== expected) {
      throw new Error(`wrong result: ${answer.result} instead of ${expected}`);
    }
    return [answer.elapsedNs / 1e6];
  });
  return measurements;
}
