/**
 * Serves one request of the benchmark in a fresh Node process, for runtimes that JavaScript hosts:
 * `node js-sample.mjs <runtime> <request>`. The request is described in `measure.mjs`; the answer is
 * the last line of the output.
 *
 * benny runs the timed part: one suite of one case. Its rules shape the code. A case's body returns
 * `undefined`, because what it returns would be taken for a promise or for the body itself. One body
 * is one whole `run(n)`, because benny's overhead per call would drown a resume. The body is
 * synchronous, so an error in it rejects the suite instead of leaving it without an end. The
 * statistics are ours, from `details.sampleResults`, because benny's own number is a mean.
 */

import { pathToFileURL } from 'node:url';
import benny from 'benny';
import { loadPyg } from './pyg.mjs';

/** benny saves one format per `save`; its chart is left out, since it loads a script from the net. */
const SAVED_FORMATS = /** @type {const} */ (['json', 'csv', 'table.html']);

/**
 * @param {string} runtime
 * @param {string} program A path without its extension.
 * @returns {Promise<(n: number, ...args: number[]) => unknown>}
 */
async function load(runtime, program) {
  if (runtime === 'v8') return (await import(pathToFileURL(`${program}.mjs`).href)).run;
  return loadPyg(/** @type {'pyg' | 'pyg-interpreter'} */ (runtime), `${program}.pyg`);
}

/** The warm-up takes as long as this many rounds: compilers that optimise have decided by then. */
const WARM_UP_ROUNDS = 8;

/**
 * Runs until as much time has passed as the optimising compiler may want before the first figure.
 *
 * @param {(n: number) => unknown} run
 * @param {number} n
 * @param {number} target Nanoseconds of a round.
 */
function warmUp(run, n, target) {
  const end = process.hrtime.bigint() + BigInt(WARM_UP_ROUNDS * target);
  while (process.hrtime.bigint() < end) run(n);
}

/**
 * @param {(n: number) => unknown} run
 * @param {number} unit
 * @param {number} target
 * @returns {number} The multiple of `unit` for which a run takes about `target` nanoseconds. The
 *   search follows a warm-up, and ends only when a repeated run is long enough.
 */
function calibrate(run, unit, target) {
  /** @param {number} n */
  const time = (n) => {
    const start = process.hrtime.bigint();
    run(n);
    return Number(process.hrtime.bigint() - start);
  };
  let n = unit;
  warmUp(run, n, target);
  let elapsed = Math.min(time(n), time(n));
  while (elapsed < target / 2) {
    if (n > 2 ** 40) {
      throw new Error('run takes no time, however many operations it is asked for');
    }
    n *= 2;
    elapsed = Math.min(time(n), time(n));
  }
  return Math.max(unit, Math.round((n * target) / elapsed / unit) * unit);
}

/**
 * @param {string} runtime
 * @param {import('../measure.mjs').Request} request
 * @returns {Promise<import('../measure.mjs').Answer>}
 */
async function serve(runtime, request) {
  const program = await load(runtime, request.program);
  /** @param {number} n */
  const run = (n) => program(n, ...request.args);
  const checks = request.checks.map((n) => String(run(n)));
  const { expected: reference } = request;
  if (reference !== null && checks.join() !== reference.join()) {
    throw new Error(`wrong result: ${checks.join(', ')} instead of ${reference.join(', ')}`);
  }
  if (request.n === null) {
    return { checks, n: calibrate(run, request.unit, request.targetNs) };
  }

  const n = request.n;
  warmUp(run, n, request.targetNs);
  const expected = run(n);
  const summary = await benny.suite(
    request.row,
    benny.add(runtime, () => {
      const result = run(n);
      if (result !== expected) throw new Error(`run(${n}) returned ${result} after ${expected}`);
    }),
    // These limits make benny take exactly `samples` samples, each of one call: a call is longer than
    // the minimum time, and the maximum is over as soon as there are enough samples. Around each
    // sample benny makes one call that it does not count.
    benny.configure({
      cases: {
        initCount: 1,
        minTime: 1e-6,
        maxTime: 1e-6,
        minSamples: request.samples,
        delay: 0.001,
      },
    }),
    ...SAVED_FORMATS.map((format) =>
      benny.save({
        file: `${request.row}.${runtime}`,
        folder: request.folder,
        details: true,
        format,
      }),
    ),
  );
  const samples = summary.results[0].details.sampleResults.map((seconds) => (seconds * 1e9) / n);
  return { checks, samples };
}

const [runtime = '', request = ''] = process.argv.slice(2);
console.log(JSON.stringify(await serve(runtime, JSON.parse(request))));
