/**
 * What prompt cleanup (docs/cleanup.md) costs programs that do not need it: the rows of the benchmark on
 * the build as it is and on one without it, and the table of the ratios in docs/cleanup.md.
 *
 *   npm run build && node bench/cleanup.mjs [--rows a,b] [--processes N] [--save]
 *
 * Both builds run in the same process, in turn, a few milliseconds each; what is compared is processor
 * time. A process may be lucky or not with what V8 makes of one of them, so there are many, and as many
 * more until it is clear on which side of the limit a row is.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runProcess } from './processes.mjs';
import { markdownTable } from './report/table.mjs';
import { ROWS, selectNamed } from './rows.mjs';
import { formatNumber, median } from './statistics.mjs';
import { buildBoth } from './without-cleanup.mjs';

const BENCH = fileURLToPath(new URL('./', import.meta.url));
const PAGE = fileURLToPath(new URL('../docs/cleanup.md', import.meta.url));
const TABLE = /(<!-- measured by bench\/cleanup\.mjs -->\n\n)[^]*?(\n\n<!-- end -->)/;

/** What a program may lose that does not need it: 3 %. */
const LIMIT = 1.03;

/** Rows whose generators nobody but a count of their references would close. */
const COUNTED = new Set(['create_close', 'with_cm']);

/** @typedef {{ without: number, with: number, ratio: number }} Sample Nanoseconds per operation in one process. */

/**
 * Two of the numbers, between which the median of all processes that there might be lies with a
 * probability of 95 %: it takes no more than that each is as likely above it as below.
 *
 * @param {readonly number[]} values
 * @returns {[number, number]}
 */
function medianBetween(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let [outside, ways, at] = [0, 1, 0];
  // As long as one more on each side can be left out.
  for (; outside + ways / 2 ** count < 0.025; at += 1) {
    outside += ways / 2 ** count;
    ways = (ways * (count - at)) / (at + 1);
  }
  const left = Math.max(0, at - 1);
  return [sorted[left], sorted[count - 1 - left]];
}

/**
 * @param {import('./rows.mjs').Row} row
 * @param {readonly [string, string]} libraries With it, and without.
 * @param {boolean} withoutFirst Which is loaded first.
 * @returns {Promise<Sample>}
 */
async function sample({ case: { program, args, unit, checks } }, libraries, withoutFirst) {
  const request = {
    libraries: withoutFirst ? libraries.toReversed() : libraries,
    program: path.join(BENCH, 'programs', `${program}.pyg`),
    args,
    unit,
    checks,
    warmUpMs: 400,
    roundMs: 12,
    pairs: 31,
  };
  const script = path.join(BENCH, 'cleanup-sample.mjs');
  // What V8 does on other threads would be used by both and belong to neither.
  const command = [process.execPath, '--single-threaded', script, JSON.stringify(request)];
  const { output } = await runProcess(command, {}, 120_000);
  const times = JSON.parse(output);
  const [whole, less] = withoutFirst ? times.toReversed() : times;
  return { with: whole, without: less, ratio: whole / less };
}

/**
 * @param {import('./rows.mjs').Row} row
 * @param {readonly [string, string]} libraries
 * @param {number} processes How many at least.
 */
async function measure(row, libraries, processes) {
  /** @type {Sample[]} */
  const samples = [];
  for (;;) {
    samples.push(await sample(row, libraries, samples.length % 2 === 1));
    if (samples.length < processes) continue;
    const [from, to] = medianBetween(samples.map(({ ratio }) => ratio));
    const isClear = to <= LIMIT || from > LIMIT || COUNTED.has(row.name);
    if (isClear || samples.length >= 4 * processes) return { row, samples, from, to };
  }
}

/** @param {readonly Awaited<ReturnType<typeof measure>>[]} measurements */
function table(measurements) {
  const body = measurements.map(({ row, samples, from, to }) => [
    `\`${row.name}\`${COUNTED.has(row.name) ? ' (counted)' : ''}`,
    formatNumber(median(samples.map((each) => each.without))),
    formatNumber(median(samples.map((each) => each.with))),
    median(samples.map(({ ratio }) => ratio)).toFixed(3),
    `${from.toFixed(3)} to ${to.toFixed(3)}`,
    String(samples.length),
  ]);
  const head = ['row', 'without, ns', 'with, ns', 'ratio', '95 % of medians', 'processes'];
  return markdownTable(head, body, 1);
}

const { values } = parseArgs({
  options: {
    rows: { type: 'string' },
    processes: { type: 'string', default: '12' },
    save: { type: 'boolean', default: false },
  },
});
const rows = values.rows === undefined ? ROWS : selectNamed(values.rows, ROWS, 'row');
const both = buildBoth();
try {
  const libraries = /** @type {const} */ ([
    path.join(both.with.folder, 'index.js'),
    path.join(both.without.folder, 'index.js'),
  ]);
  const measurements = [];
  for (const row of rows) {
    const measurement = await measure(row, libraries, Number(values.processes));
    measurements.push(measurement);
    console.error(table([measurement]).split('\n').at(-1));
  }
  const text = table(measurements);
  console.log(text);
  if (values.save) {
    const page = readFileSync(PAGE, 'utf8');
    if (!TABLE.test(page)) throw new Error('docs/cleanup.md has no place for the table');
    writeFileSync(
      PAGE,
      page.replace(TABLE, (_, before, after) => before + text + after),
    );
  }
} finally {
  both.with.dispose();
  both.without.dispose();
}
