/**
 * Serves one request of the benchmark in a fresh Node process, for runtimes that JavaScript hosts:
 * `node js-sample.mjs <runtime> <request>`. The request is described in `processes.mjs`; the answer is
 * the last line of the output.
 */

import { readFileSync, readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { loadPyg } from './pyg.mjs';

/**
 * @param {string} runtime
 * @param {string} file
 * @returns {Promise<(name: string, ...args: number[]) => unknown>} Calls a function of the program.
 */
async function load(runtime, file) {
  if (runtime.startsWith('pyg')) {
    const program = await loadPyg(file);
    return (name, ...args) => program.call(name, ...args);
  }
  const program = await import(pathToFileURL(file).href);
  return (name, ...args) => program[name](...args);
}

/** @param {() => void} action */
function timed(action) {
  const start = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - start);
}

/**
 * Runs until as much time has passed as the optimising compiler may want before the first figure.
 *
 * @param {number} nanoseconds
 * @param {() => void} action
 */
function warmUp(nanoseconds, action) {
  const end = process.hrtime.bigint() + BigInt(nanoseconds);
  while (process.hrtime.bigint() < end) action();
}

/**
 * @param {string} runtime
 * @param {import('../processes.mjs').Calibrate} request
 */
async function calibrate(runtime, request) {
  const { unit, expected, targetNs } = request;
  const call = await load(runtime, request.program);
  /** @param {number} n */
  const run = (n) => call('run', n, ...request.args);
  const checks = request.checks.map((n) => String(run(n)));
  if (expected !== null && checks.join() !== expected.join()) {
    throw new Error(`wrong result: ${checks.join(', ')} instead of ${expected.join(', ')}`);
  }
  let n = unit;
  warmUp(request.warmUpNs, () => run(n));
  for (;;) {
    const elapsed = Math.min(
      timed(() => run(n)),
      timed(() => run(n)),
    );
    if (elapsed >= targetNs / 2) {
      return { checks, n: Math.max(unit, Math.round((n * targetNs) / elapsed / unit) * unit) };
    }
    if (n > 2 ** 40) {
      throw new Error('run takes no time, however many operations it is asked for');
    }
    n *= 2;
  }
}

/** benny saves one format per `save`; its chart is left out, since it loads a script from the net. */
const SAVED_FORMATS = /** @type {const} */ (['json', 'csv', 'table.html']);

/**
 * benny runs the timed part: one suite of one case. Its rules shape the code. A case's body returns
 * `undefined`, because what it returns would be taken for a promise or for the body itself. One body
 * is one whole `run(n)`, because benny's overhead per call would drown a resume. The body is
 * synchronous, so an error in it rejects the suite instead of leaving it without an end. The
 * statistics are ours, from `details.sampleResults`, because benny's own number is a mean.
 *
 * @param {string} runtime
 * @param {import('../processes.mjs').Time} request
 */
async function time(runtime, request) {
  const { n, label, folder } = request;
  const { default: benny } = await import('benny');
  const call = await load(runtime, request.program);
  const run = () => call('run', n, ...request.args);
  warmUp(request.warmUpNs, run);
  const expected = run();
  const summary = await benny.suite(
    label,
    benny.add(runtime, () => {
      const result = run();
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
    ...SAVED_FORMATS.map((format) => benny.save({ file: label, folder, details: true, format })),
  );
  return {
    samples: summary.results[0].details.sampleResults.map((seconds) => (seconds * 1e9) / n),
  };
}

/**
 * @param {string} runtime
 * @param {import('../processes.mjs').First} request
 */
async function first(runtime, { program, n }) {
  const call = await load(runtime, program);
  let result;
  const elapsedNs = timed(() => (result = call('run', n)));
  return { elapsedNs, result: String(result) };
}

/**
 * @param {string} _runtime Only pyg is asked: both of its engines run what one compiler makes.
 * @param {import('../processes.mjs').Compile} request
 */
async function compile(_runtime, { file, warmUpNs, samples }) {
  const { compileSource } = await import('#pyg/index.js');
  const { parse } = await import('#pyg/syntax/parser.js');
  const { Source } = await import('#pyg/source.js');
  const text = readFileSync(file, 'utf8');
  const once = () => compileSource(text, file);
  /** @param {() => void} action */
  const times = (action) => Array.from({ length: samples }, () => timed(action));
  const elapsed = timed(once);
  warmUp(warmUpNs, once);
  return {
    first: elapsed,
    compiled: times(once),
    parsed: times(() => parse(Source.fromText(text, file))),
  };
}

/**
 * @param {string} runtime
 * @param {import('../processes.mjs').Memory} request
 */
async function memory(runtime, { program, count }) {
  const call = await load(runtime, program);
  /** @param {string} word */
  const stop = async (word) => {
    for (let i = 0; i < 4; i += 1) {
      gc();
      // The collector gives pages back between tasks.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.log(word);
    readSync(0, Buffer.alloc(1));
  };
  call('prepare', count);
  await stop('prepared');
  call('fill');
  await stop('filled');
  return { result: String(call('check')) };
}

const TASKS = { calibrate, time, first, compile, memory };

const [runtime = '', text = ''] = process.argv.slice(2);
const request = JSON.parse(text);
console.log(JSON.stringify(await TASKS[request.task](runtime, request)));
