/**
 * From samples to the numbers that are shown: medians, ratios of pyg to the others, their geometric
 * means and worst rows.
 */

import { geometricMean, median } from '../statistics.mjs';

/** @typedef {import('../measure.mjs').Measurements} Measurements */

/**
 * @typedef {object} Run Everything that was measured, as `results.json` keeps it. A part that was not
 *   asked for is empty or absent.
 * @property {string} started
 * @property {string} finished
 * @property {boolean} quick
 * @property {import('../measure.mjs').Plan} plan
 * @property {{ processor: string, processors: number, memoryGiB: number, system: string, load: number }} machine
 * @property {string} benny benny's version.
 * @property {{ id: string, title: string, version?: string, missing?: string }[]} runtimes
 * @property {(import('../rows.mjs').Row & { measurements: Measurements })[]} rows
 * @property {(Omit<import('../rows.mjs').Curve, 'points'> & { points: { x: number, measurements: Measurements }[] })[]} curves
 * @property {Measurements} [memory] Bytes.
 * @property {Measurements} [startup] Milliseconds.
 * @property {import('../measure.mjs').Compilation[]} compilation Nanoseconds per line.
 * @property {Measurements} [warmUp] Milliseconds.
 */

/**
 * @typedef {object} Times
 * @property {number} median Of all samples.
 * @property {number} best
 * @property {number} spread How far apart the processes are: the slowest one's median over the fastest one's.
 */

/** @typedef {Record<string, Times>} Column By runtime id; what failed or was not measured is left out. */

/**
 * @typedef {object} Comparison
 * @property {string} over
 * @property {string} under
 * @property {Record<string, number>} ratios By row: the median time of the first over that of the second.
 * @property {number | null} mean Their geometric mean over the generator rows.
 * @property {number} meanRows How many rows entered.
 * @property {string | null} worst The generator row with the largest ratio.
 */

/**
 * @typedef {object} Summary
 * @property {{ name: string, times: Column }[]} rows Nanoseconds per operation.
 * @property {Comparison[]} comparisons
 * @property {{ name: string, title: string, size: string, operation: string, points: { x: number, times: Column }[] }[]} curves
 * @property {Column} memory
 * @property {Column} startup
 * @property {{ lines: number, first: Column, compiled: Column, parsed: Column }[]} compilation
 * @property {Column} warmUp
 * @property {{ id: string, message: string }[]} failures
 */

/** Which engine is compared with what. */
const COMPARED = [
  ...['python3', 'pypy3', 'v8', 'machines', 'pyg-interpreter'].map((under) => ['pyg', under]),
  ['pyg-interpreter', 'python3'],
];

/**
 * @param {import('../measure.mjs').Measurement} measurement
 * @returns {Times}
 */
function timesOf({ processes }) {
  const samples = processes.flat();
  const medians = processes.map(median);
  return {
    median: median(samples),
    best: Math.min(...samples),
    spread: Math.max(...medians) / Math.min(...medians),
  };
}

/**
 * @param {Run} run
 * @returns {Summary}
 */
export function summarize(run) {
  /** @type {Summary['failures']} */
  const failures = [];
  /**
   * @param {string} what
   * @param {Measurements} measurements
   * @returns {Column}
   */
  const column = (what, measurements) => {
    /** @type {Column} */
    const times = {};
    for (const [id, measurement] of Object.entries(measurements)) {
      const { failure } = measurement;
      if (failure === undefined) times[id] = timesOf(measurement);
      else failures.push({ id, message: `${what}: ${failure}` });
    }
    return times;
  };

  const rows = run.rows.map(({ name, measurements }) => ({
    name,
    times: column(name, measurements),
  }));
  const generators = new Set(
    run.rows.filter(({ group }) => group === 'generators').map(({ name }) => name),
  );
  const comparisons = COMPARED.map(([over, under]) => compare(rows, generators, over, under));
  return {
    rows,
    comparisons,
    curves: run.curves.map(({ points, ...curve }) => ({
      ...curve,
      points: points.map(({ x, measurements }) => ({
        x,
        times: column(`${curve.name} of ${x}`, measurements),
      })),
    })),
    memory: column('memory', run.memory ?? {}),
    startup: column('start-up', run.startup ?? {}),
    compilation: run.compilation.map(({ lines, first, compiled, parsed }) => ({
      lines,
      first: column(`compiling ${lines} lines`, first),
      compiled: column('', compiled),
      parsed: column('', parsed),
    })),
    warmUp: column('the short script', run.warmUp ?? {}),
    failures,
  };
}

/**
 * @param {Summary['rows']} rows
 * @param {ReadonlySet<string>} generators Names of the rows that enter the mean.
 * @param {string} over
 * @param {string} under
 * @returns {Comparison}
 */
function compare(rows, generators, over, under) {
  const ratios = Object.fromEntries(
    rows
      .filter(({ times }) => over in times && under in times)
      .map(({ name, times }) => [name, times[over].median / times[under].median]),
  );
  const counted = Object.entries(ratios).filter(([name]) => generators.has(name));
  const values = counted.map(([, ratio]) => ratio);
  return {
    over,
    under,
    ratios,
    mean: values.length === 0 ? null : geometricMean(values),
    meanRows: values.length,
    worst: counted.sort(([, a], [, b]) => b - a)[0]?.[0] ?? null,
  };
}
