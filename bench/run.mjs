/**
 * `npm run bench`: measures every row in every runtime and reports. `bench/README.md` tells how, and
 * how to read it.
 *
 * Ends with code 1 when pyg or CPython failed at something, with 2 for a wrong command line.
 */

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  measureCase,
  measureCompilation,
  measureMemory,
  measureStartup,
  measureWarmUp,
} from './measure.mjs';
import { growthChart, timesChart } from './report/chart.mjs';
import { summarize } from './report/summary.mjs';
import { renderReport } from './report/table.mjs';
import { CURVES, ROWS, selectNamed } from './rows.mjs';
import { CURVE_RUNTIMES, RUNTIMES } from './runtimes/index.mjs';

const PARTS = ['rows', 'curves', 'memory', 'startup', 'compilation', 'warmup'];

const USAGE = `node bench/run.mjs [options]

  --rows a,b        only these rows, and no other part unless it is named
  --parts a,b       of ${PARTS.join(', ')}
  --runtimes a,b    of ${RUNTIMES.map(({ id }) => id).join(', ')}
  --rounds N        fresh processes per row and runtime (5)
  --quick           one short round: whether everything works, not how fast it is
  --out DIR         where everything goes (bench/results)
  --save            keeps report, numbers and charts in bench/ as well
  --help
`;

const BENCH = fileURLToPath(new URL('./', import.meta.url));

/** What a whole run keeps: the Markdown report, the numbers, the charts. */
const FILES = {
  report: 'RESULTS.md',
  numbers: 'results.json',
  times: 'times.svg',
  growth: 'growth.svg',
};

/** @param {string} text */
function positiveInteger(text) {
  if (!/^[1-9]\d*$/.test(text))
    throw new RangeError(`--rounds takes a positive number, not ${text}`);
  return Number(text);
}

/** @param {readonly string[]} names */
const named = (names) => names.map((name) => ({ name }));

function readOptions() {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string' },
      parts: { type: 'string' },
      runtimes: { type: 'string', default: RUNTIMES.map(({ id }) => id).join() },
      rounds: { type: 'string', default: '5' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string', default: path.join(BENCH, 'results') },
      save: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const parts = values.parts ?? (values.rows === undefined ? PARTS.join() : 'rows');
  const runtimes = RUNTIMES.map((runtime) => ({ name: runtime.id, runtime }));
  return {
    rows: values.rows === undefined ? ROWS : selectNamed(values.rows, ROWS, 'row'),
    parts: new Set(selectNamed(parts, named(PARTS), 'part').map(({ name }) => name)),
    runtimes: selectNamed(values.runtimes, runtimes, 'runtime').map(({ runtime }) => runtime),
    rounds: positiveInteger(values.rounds),
    quick: values.quick,
    out: values.out,
    save: values.save,
    help: values.help,
  };
}

/**
 * @param {ReturnType<typeof readOptions>} options
 * @returns {import('./measure.mjs').Plan}
 */
function planOf({ rounds, quick, out }) {
  const common = { warmUpRounds: 8, scriptMs: 50, timeoutMs: 120_000, folder: out };
  return quick
    ? {
        ...common,
        rounds: 1,
        curveRounds: 1,
        samples: 1,
        targetMs: 5,
        generators: 10_000,
        programSizes: [100, 1000],
      }
    : {
        ...common,
        rounds,
        curveRounds: Math.min(3, rounds),
        samples: 3,
        targetMs: 70,
        generators: 1_000_000,
        programSizes: [100, 1000, 10_000, 30_000],
      };
}

function describeMachine() {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${/^\d+\.\d+/.exec(os.release())?.[0] ?? ''} ${os.arch()}`,
    load: os.loadavg()[0],
  };
}

/** @param {string} name */
function versionOf(name) {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/**
 * Cases by their key, each measured once, however many rows and curves name it: first those of rows,
 * which get more processes and all runtimes.
 *
 * @param {ReturnType<typeof readOptions>} options
 * @param {readonly import('./processes.mjs').Present[]} present
 * @param {import('./measure.mjs').Plan} plan
 */
async function measureRowsAndCurves({ rows, parts }, present, plan) {
  /** @type {Map<string, import('./measure.mjs').Measurements>} */
  const measured = new Map();
  /**
   * @param {import('./rows.mjs').Case} one
   * @param {string} title
   * @param {readonly import('./processes.mjs').Present[]} asked
   * @param {number} rounds
   */
  const measure = async (one, title, asked, rounds) => {
    const known = measured.get(one.key);
    if (known !== undefined) return known;
    process.stderr.write(`${title} …\n`);
    const measurements = await measureCase(one, asked, plan, rounds);
    measured.set(one.key, measurements);
    return measurements;
  };

  const doneRows = [];
  for (const row of parts.has('rows') ? rows : []) {
    const measurements = await measure(row.case, row.name, present, plan.rounds);
    doneRows.push({ ...row, measurements });
  }
  const growing = present.filter(({ runtime }) => CURVE_RUNTIMES.includes(runtime.id));
  const doneCurves = [];
  for (const { points, ...curve } of parts.has('curves') ? CURVES : []) {
    const donePoints = [];
    for (const { x, case: one } of points) {
      const all = await measure(one, `${curve.name} of ${x}`, growing, plan.curveRounds);
      const measurements = Object.fromEntries(
        growing.flatMap(({ runtime: { id } }) => (id in all ? [[id, all[id]]] : [])),
      );
      donePoints.push({ x, measurements });
    }
    doneCurves.push({ ...curve, points: donePoints });
  }
  return { rows: doneRows, curves: doneCurves };
}

/** @param {ReturnType<typeof readOptions>} options */
async function main(options) {
  const plan = planOf(options);
  /** @type {import('./processes.mjs').Present[]} */
  const present = [];
  /** @type {import('./report/summary.mjs').Run['runtimes']} */
  const runtimes = [];
  for (const runtime of options.runtimes) {
    const presence = await runtime.detect();
    const { version, missing } = presence;
    runtimes.push({ id: runtime.id, title: runtime.title, version, missing });
    if (missing === undefined) present.push({ runtime, presence });
  }

  const started = new Date();
  const machine = describeMachine();
  const { rows, curves } = await measureRowsAndCurves(options, present, plan);
  /**
   * @template T
   * @param {string} name
   * @param {(present: readonly import('./processes.mjs').Present[], plan: import('./measure.mjs').Plan) => Promise<T>} measure
   */
  const part = async (name, measure) => {
    if (!options.parts.has(name)) return undefined;
    process.stderr.write(`${name} …\n`);
    return measure(present, plan);
  };
  const memory = await part('memory', measureMemory);
  const startup = await part('startup', measureStartup);
  const compilation = await part('compilation', measureCompilation);
  const warmUp = await part('warmup', measureWarmUp);

  /** @type {import('./report/summary.mjs').Run} */
  const run = {
    started: started.toISOString(),
    finished: new Date().toISOString(),
    quick: options.quick,
    plan,
    machine,
    benny: versionOf('benny'),
    runtimes,
    rows,
    curves,
    memory,
    startup,
    compilation: compilation ?? [],
    warmUp,
  };
  write(options, run);
}

/**
 * @param {ReturnType<typeof readOptions>} options
 * @param {import('./report/summary.mjs').Run} run
 */
function write({ out, save }, run) {
  const summary = summarize(run);
  const note = `Medians; ${run.machine.processors} × ${run.machine.processor}, ${run.started.slice(0, 10)}${run.quick ? '; a quick run: its times mean nothing' : ''}`;
  /** @type {Record<string, string>} */
  const files = {};
  if (run.rows.length > 0) files[FILES.times] = timesChart(summary, run.runtimes, note);
  if (run.curves.length + run.compilation.length > 0)
    files[FILES.growth] = growthChart(summary, run.runtimes, note);
  const report = renderReport(run, summary, Object.keys(files));
  files[FILES.report] = `# Benchmark results\n\n${report}`;
  files[FILES.numbers] =
    `${JSON.stringify({ ...run, plan: { ...run.plan, folder: undefined }, summary })}\n`;

  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(out, name), text);
    if (save) copyFileSync(path.join(out, name), path.join(BENCH, name));
  }
  process.stdout.write(report);
  const ours = summary.failures.filter(({ id }) => id === 'python3' || id.startsWith('pyg'));
  if (ours.length > 0) process.exitCode = 1;
}

/** @type {ReturnType<typeof readOptions> | undefined} */
let options;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
if (options?.help) process.stdout.write(USAGE);
else if (options !== undefined) await main(options);
