/** What pyg wants to reach, each goal beside what this run measured. */

import { formatRatio, growthExponent } from '../statistics.mjs';

/** @typedef {import('./summary.mjs').Summary} Summary */

/**
 * @typedef {object} Goal
 * @property {string} what
 * @property {number} limit The measured number must not be above it.
 * @property {number | null} measured Null when what it needs was not measured.
 * @property {string} [note] What else to know of the measured number.
 */

/**
 * @param {Summary} summary
 * @param {string} over
 * @param {string} under
 */
const comparison = ({ comparisons }, over, under) =>
  comparisons.find((one) => one.over === over && one.under === under);

/**
 * A geometric mean, with the row that is furthest from it.
 *
 * @param {string} what
 * @param {number} limit
 * @param {import('./summary.mjs').Comparison | undefined} compared
 * @returns {Goal}
 */
function meanGoal(what, limit, compared) {
  if (compared === undefined || compared.mean === null || compared.worst === null) {
    return { what, limit, measured: null };
  }
  const { mean, meanRows, worst, ratios } = compared;
  return {
    what,
    limit,
    measured: mean,
    note: `over ${meanRows} rows; worst is ${worst}, ${formatRatio(ratios[worst])}`,
  };
}

/**
 * @param {string} what
 * @param {number} limit
 * @param {import('./summary.mjs').Comparison | undefined} compared
 * @returns {Goal}
 */
function worstGoal(what, limit, compared) {
  const worst = compared?.worst ?? null;
  if (compared === undefined || worst === null) return { what, limit, measured: null };
  return { what, limit, measured: compared.ratios[worst], note: worst };
}

/**
 * @param {string} what
 * @param {number} limit
 * @param {import('./summary.mjs').Times | undefined} over
 * @param {import('./summary.mjs').Times | undefined} under
 * @param {(ratio: number) => string} [note]
 * @returns {Goal}
 */
function ratioGoal(what, limit, over, under, note) {
  if (over === undefined || under === undefined) return { what, limit, measured: null };
  const measured = over.median / under.median;
  return { what, limit, measured, ...(note && { note: note(measured) }) };
}

/**
 * Linear in nodes means that the time of one node does not depend on how many there are. What is not
 * in the processor's caches any more adds something for every runtime.
 *
 * @param {Summary} summary
 * @returns {Goal}
 */
function treeGoal({ curves }) {
  const points = curves.find(({ name }) => name === 'tree')?.points ?? [];
  /** @param {string} id */
  const exponent = (id) => {
    const known = points.flatMap(({ x, times }) =>
      id in times ? [{ x, y: times[id].median }] : [],
    );
    return known.length < 2 ? null : growthExponent(known);
  };
  const measured = exponent('pyg');
  const peer = exponent('python3');
  return {
    what: 'tree walk: the exponent with which the time of a node grows with their number',
    limit: 0.1,
    measured,
    ...(peer !== null && { note: `CPython's is ${formatRatio(peer)}` }),
  };
}

/**
 * @param {Summary} summary
 * @returns {Goal[]}
 */
export function judge(summary) {
  /** @param {string} name */
  const times = (name) => summary.rows.find((row) => row.name === name)?.times ?? {};
  const overPypy = comparison(summary, 'pyg', 'pypy3');
  const { memory, warmUp } = summary;
  return [
    meanGoal("time over PyPy's, geometric mean", 0.5, overPypy),
    worstGoal("time over PyPy's, worst generator row", 1, overPypy),
    meanGoal(
      "time over that of V8's `function*`, geometric mean",
      0.3,
      comparison(summary, 'pyg', 'v8'),
    ),
    meanGoal("time over CPython's, geometric mean", 1 / 15, comparison(summary, 'pyg', 'python3')),
    meanGoal(
      'time over that of hand-written state machines, geometric mean',
      3,
      comparison(summary, 'pyg', 'machines'),
    ),
    ratioGoal("fib: time over PyPy's", 1, times('fib').pyg, times('fib').pypy3),
    ratioGoal("loop: time over PyPy's", 2, times('loop').pyg, times('loop').pypy3),
    meanGoal(
      "the interpreter's time over CPython's, geometric mean",
      0.8,
      comparison(summary, 'pyg-interpreter', 'python3'),
    ),
    ratioGoal(
      'an item through 1,000 × `yield from`, over one through a single one',
      1.3,
      times('yield_from_1000').pyg,
      times('yield_from_1').pyg,
    ),
    treeGoal(summary),
    ratioGoal(
      "resident memory of a suspended generator, over CPython's",
      1,
      memory.pyg,
      memory.python3,
    ),
    ratioGoal(
      'a short script: time over that of the interpreter alone',
      1.02,
      warmUp.pyg,
      warmUp['pyg-interpreter'],
      () => '0.02 are for noise',
    ),
  ];
}
