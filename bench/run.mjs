/**
 * `npm run bench`: measures every row in every runtime and reports. `bench/README.md` tells how, and
 * how to read it.
 *
 * Ends with code 1 when a runtime that is present failed a row, with 2 for a wrong command line.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureRow, measureStartup } from './measure.mjs';
import { renderChart } from './report/chart.mjs';
import { summarize } from './report/summary.mjs';
import { renderTable } from './report/table.mjs';
import { ROWS, selectRows } from './rows.mjs';
import { DEFAULT_RUNTIMES, selectRuntimes } from './runtimes/index.mjs';

const USAGE = `node bench/run.mjs [options]

  --rows a,b        only these rows, or all
  --runtimes a,b    ${DEFAULT_RUNTIMES} unless named; there is also pyg-interpreter
  --rounds N        fresh processes per row and runtime (5)
  --quick           one short round: whether everything works, not how fast it is
  --out DIR         where latest.json, chart.html and benny's files go (bench/results)
  --save FILE       writes the report, in Markdown, to FILE as well
  --help
`;

/** @param {string} text */
function positiveInteger(text) {
  if (!/^[1-9]\d*$/.test(text))
    throw new RangeError(`--rounds takes a positive number, not ${text}`);
  return Number(text);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string' },
      runtimes: { type: 'string', default: DEFAULT_RUNTIMES },
      rounds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string', default: fileURLToPath(new URL('./results/', import.meta.url)) },
      save: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    rows: values.rows === undefined ? ROWS : selectRows(values.rows),
    runtimes: selectRuntimes(values.runtimes),
    rounds: values.rounds === undefined ? undefined : positiveInteger(values.rounds),
    quick: values.quick,
    out: values.out,
    save: values.save,
    help: values.help,
  };
}

function describeMachine() {
  const processors = os.cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    processors: processors.length,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    load: os.loadavg()[0],
  };
}

/** @param {string} name */
function versionOf(name) {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}

/** @param {ReturnType<typeof readOptions>} options */
async function main(options) {
  /** @type {import('./measure.mjs').Plan} */
  const plan = {
    rounds: options.rounds ?? (options.quick ? 1 : 5),
    samples: options.quick ? 1 : 3,
    targetMs: options.quick ? 5 : 70,
    timeoutMs: 60_000,
    folder: path.join(options.out, 'benny'),
  };

  /** @type {import('./measure.mjs').Present[]} */
  const present = [];
  /** @type {Record<string, import('./runtimes/index.mjs').Presence>} */
  const presences = {};
  for (const runtime of options.runtimes) {
    const presence = await runtime.detect();
    presences[runtime.id] = presence;
    if (presence.missing === undefined) present.push({ runtime, presence });
  }

  const started = new Date();
  const machine = describeMachine();
  const rows = [];
  for (const row of options.rows) {
    process.stderr.write(`${row.name} …\n`);
    rows.push({ ...row, measurements: await measureRow(row, present, plan) });
  }
  process.stderr.write('start-up …\n');
  const startup = await measureStartup(present, plan);

  const run = {
    started: started.toISOString(),
    finished: new Date().toISOString(),
    quick: options.quick,
    plan: { rounds: plan.rounds, samples: plan.samples, targetMs: plan.targetMs },
    machine,
    benny: versionOf('benny'),
    runtimes: options.runtimes.map(({ id, title }) => {
      const { version, missing } = presences[id];
      return { id, title, version, missing };
    }),
    rows,
    startup,
  };
  const summary = summarize(run);
  const report = renderTable(run, summary);

  mkdirSync(options.out, { recursive: true });
  writeFileSync(
    path.join(options.out, 'latest.json'),
    `${JSON.stringify({ ...run, summary }, null, 1)}\n`,
  );
  writeFileSync(path.join(options.out, 'chart.html'), renderChart(run, summary));
  if (options.save !== undefined) writeFileSync(options.save, `# Benchmark results\n\n${report}`);
  process.stdout.write(report);
  if (summary.failures.length > 0) process.exitCode = 1;
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
