/**
 * From samples to the numbers that are shown: the best and the median time for each row and runtime,
 * the ratios of pyg to the others, and their geometric means.
 *
 * A ratio compares best times. Whatever else the machine does only adds time, so the best of many
 * samples in several processes is the number that noise moves least; the median says how far a
 * typical sample is from it.
 */

import { geometricMean, median } from '../statistics.mjs';

/**
 * @typedef {object} Run Everything that was measured, as `latest.json` keeps it.
 * @property {string} started
 * @property {string} finished
 * @property {boolean} quick
 * @property {{ rounds: number, samples: number, targetMs: number }} plan
 * @property {{ processor: string, processors: number, memoryGiB: number, system: string, load: number }} machine
 * @property {string} benny benny's version.
 * @property {{ id: string, title: string, version?: string, missing?: string }[]} runtimes
 * @property {(import('../rows.mjs').Row & { measurements: Record<string, import('../measure.mjs').Measurement> })[]} rows
 * @property {Record<string, { samples: number[], failure?: string }>} startup
 */

/** @typedef {{ best: number, median: number }} Times */

/**
 * @typedef {object} Summary
 * @property {{ name: string, times: Record<string, Times>, ratios: Record<string, number> }[]} rows
 *   Nanoseconds per operation by runtime, and ratios by comparison; what failed or was not measured
 *   is left out.
 * @property {Record<string, { mean: number, rows: number }>} means Geometric means of the ratios over
 *   the generator rows, and how many rows entered.
 * @property {Record<string, Times>} startup Milliseconds by runtime.
 * @property {string[]} failures One line each.
 */

/** The ratios that are shown: the time of the first over the time of the second. */
export const COMPARISONS = [
  { id: 'pyg/python3', title: 'pyg / CPython', over: 'pyg', under: 'python3' },
  { id: 'pyg/v8', title: 'pyg / V8', over: 'pyg', under: 'v8' },
];

/**
 * @param {readonly number[]} samples
 * @returns {Times}
 */
function timesOf(samples) {
  return { best: Math.min(...samples), median: median(samples) };
}

/**
 * @param {Run} run
 * @returns {Summary}
 */
export function summarize(run) {
  /** @type {string[]} */
  const failures = [];
  const rows = run.rows.map(({ name, measurements }) => {
    /** @type {Record<string, Times>} */
    const times = {};
    for (const [id, { processes, failure }] of Object.entries(measurements)) {
      if (failure !== undefined) failures.push(`${id}, ${name}: ${failure}`);
      else times[id] = timesOf(processes.flat());
    }
    /** @type {Record<string, number>} */
    const ratios = {};
    for (const { id, over, under } of COMPARISONS) {
      if (over in times && under in times) ratios[id] = times[over].best / times[under].best;
    }
    return { name, times, ratios };
  });

  const generators = run.rows.map(({ group }) => group === 'generators');
  /** @type {Summary['means']} */
  const means = {};
  for (const { id } of COMPARISONS) {
    const ratios = rows.filter((row, i) => generators[i] && id in row.ratios);
    if (ratios.length === 0) continue;
    means[id] = { mean: geometricMean(ratios.map((row) => row.ratios[id])), rows: ratios.length };
  }

  /** @type {Summary['startup']} */
  const startup = {};
  for (const [id, { samples, failure }] of Object.entries(run.startup)) {
    if (failure !== undefined) failures.push(`${id}, start-up: ${failure}`);
    else startup[id] = timesOf(samples);
  }
  return { rows, means, startup, failures };
}
