/** The report in Markdown: for the terminal and for a file. */

import { formatNumber, formatRatio } from '../statistics.mjs';
import { judge } from './goals.mjs';

/** @typedef {import('./summary.mjs').Run} Run */
/** @typedef {import('./summary.mjs').Summary} Summary */
/** @typedef {import('./summary.mjs').Column} Column */

const NOTHING = '–';

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} body
 * @param {number} textColumns How many columns, from the left, hold text; the others are numbers.
 */
export function markdownTable(head, body, textColumns) {
  const widths = head.map((title, i) =>
    Math.max(3, title.length, ...body.map((row) => row[i].length)),
  );
  /** @param {readonly string[]} cells */
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i < textColumns ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${i < textColumns ? '-' : ':'}`).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

/**
 * @param {Run} run
 * @param {Summary} summary
 * @param {readonly string[]} charts File names of charts to show.
 */
export function renderReport(run, summary, charts) {
  const present = run.runtimes.filter(({ missing }) => missing === undefined);
  const parts = [
    ...(run.quick
      ? ['**A quick run: it shows that everything works, its times mean nothing.**']
      : []),
    ...(run.machine.load > run.machine.processors
      ? [
          `**The machine was busy with other things (load ${run.machine.load.toFixed(1)} on ${run.machine.processors} processors): the times are too long, and differ for no other reason.**`,
        ]
      : []),
    ...(summary.rows.length === 0
      ? []
      : [goals(summary), times(run, summary, present), ratios(run, summary, present)]),
    others(summary, present),
    compilation(summary.compilation, present),
    ...summary.curves.map((curve) => growth(curve, present)),
    ...charts.map((chart) => `![${chart.replace('.svg', '')}](${chart})`),
    measured(run, summary),
    ...(run.rows.length === 0
      ? []
      : [
          `One operation:\n\n${run.rows.map(({ name, operation }) => `- \`${name}\`: ${operation}`).join('\n')}`,
        ]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** @param {Summary} summary */
function goals(summary) {
  const body = judge(summary).map(({ what, limit, measured, note = '' }) => [
    what,
    measured === null ? NOTHING : formatRatio(measured),
    formatRatio(limit),
    measured === null ? NOTHING : measured <= limit ? 'yes' : 'no',
    measured === null ? '' : note,
  ]);
  const table = markdownTable(['goal', 'measured', 'at most', 'reached', ''], body, 1);
  return `## Goals\n\nOf pyg as it comes, unless another engine is named.\n\n${table}`;
}

/**
 * @param {Column} times
 * @param {string} id
 * @param {(value: number) => string} [format]
 */
function cell(times, id, format = formatNumber) {
  return id in times ? format(times[id].median) : NOTHING;
}

/**
 * @param {Run} run
 * @param {Summary} summary
 * @param {Run['runtimes']} present
 */
function times(run, summary, present) {
  const body = summary.rows.map(({ name, times }, i) => [
    name,
    ...present.map(({ id }) =>
      run.rows[i].measurements[id]?.failure === undefined ? cell(times, id) : 'fails',
    ),
  ]);
  const spreads = present.map(({ id }) =>
    summary.rows.flatMap(({ times }) => (id in times ? [times[id].spread] : [])),
  );
  body.push([
    'slowest process over fastest, worst row',
    ...spreads.map((values) => (values.length === 0 ? NOTHING : formatRatio(Math.max(...values)))),
  ]);
  const table = markdownTable(['row', ...present.map(({ title }) => title)], body, 1);
  return `## Time\n\nNanoseconds per operation, medians.\n\n${table}`;
}

/**
 * @param {Run} run
 * @param {Summary} summary
 * @param {Run['runtimes']} present
 */
function ratios(run, summary, present) {
  const titles = Object.fromEntries(present.map(({ id, title }) => [id, title]));
  const shown = summary.comparisons.filter(({ over, under }) => over in titles && under in titles);
  if (shown.length === 0) return '';
  const body = summary.rows.map(({ name }) => [
    name,
    ...shown.map(({ ratios }) => (name in ratios ? formatRatio(ratios[name]) : NOTHING)),
  ]);
  body.push([
    'geometric mean',
    ...shown.map(({ mean }) => (mean === null ? NOTHING : formatRatio(mean))),
  ]);
  const context = run.rows.filter(({ group }) => group === 'context').map(({ name }) => name);
  const head = ['row', ...shown.map(({ over, under }) => `${titles[over]} / ${titles[under]}`)];
  const without = context.length === 0 ? '' : `, which leaves out ${context.join(', ')}`;
  return `## Ratios

Below 1 the first is faster. The mean is over the generator rows${without}.

${markdownTable(head, body, 1)}`;
}

/**
 * @param {Summary} summary
 * @param {Run['runtimes']} present
 */
function others(summary, present) {
  /** @type {string[][]} */
  const body = [];
  /**
   * @param {string} what
   * @param {Column} times
   */
  const add = (what, times) => {
    if (Object.keys(times).length === 0) return;
    body.push([what, ...present.map(({ id }) => cell(times, id))]);
  };
  add('a suspended generator, bytes of resident memory', summary.memory);
  add('a process that prints hello, ms', summary.startup);
  add('a short script, ms', summary.warmUp);
  if (body.length === 0) return '';
  const table = markdownTable(['', ...present.map(({ title }) => title)], body, 1);
  return `## Memory and start\n\nMedians.\n\n${table}`;
}

/**
 * @param {Summary['compilation']} sizes
 * @param {Run['runtimes']} present
 */
function compilation(sizes, present) {
  const shown = present.filter(({ id }) => sizes.some(({ compiled }) => id in compiled));
  if (shown.length === 0) return '';
  /** @param {number} nanoseconds */
  const perSecond = (nanoseconds) => formatNumber(1e9 / nanoseconds);
  const steps = /** @type {const} */ ([
    ['first', 'first compiled'],
    ['compiled', 'compiled, warm'],
    ['parsed', 'parsed, warm'],
  ]);
  const head = shown.flatMap(({ title }) => steps.map(([, step]) => `${title}: ${step}`));
  const body = sizes.map((size) => [
    size.lines.toLocaleString('en'),
    ...shown.flatMap(({ id }) => steps.map(([step]) => cell(size[step], id, perSecond))),
  ]);
  const table = markdownTable(['lines', ...head], body, 0);
  return `## Compilation\n\nLines in a second, for programs of so many lines, medians.\n\n${table}`;
}

/**
 * @param {Summary['curves'][number]} curve
 * @param {Run['runtimes']} present
 */
function growth({ title, size, operation, points }, present) {
  const shown = present.filter(({ id }) => points.some(({ times }) => id in times));
  const body = points.map(({ x, times }) => [
    x.toLocaleString('en'),
    ...shown.map(({ id }) => cell(times, id)),
  ]);
  const table = markdownTable([size, ...shown.map(({ title }) => title)], body, 0);
  return `## ${title}\n\nNanoseconds for ${operation}, medians.\n\n${table}`;
}

/**
 * @param {Run} run
 * @param {Summary} summary
 */
function measured({ runtimes, machine, plan, started }, { failures }) {
  const titles = Object.fromEntries(runtimes.map(({ id, title }) => [id, title]));
  const notes = [
    ...runtimes.map(({ title, version, missing }) =>
      missing === undefined ? `${title}: ${version}.` : `${title} was left out: ${missing}.`,
    ),
    ...failures.map(({ id, message }) => `Failed: ${titles[id]}, ${message}.`),
    `${machine.processors} × ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}; load ${machine.load.toFixed(2)} at the start, ${started.slice(0, 16).replace('T', ' ')} UTC.`,
    `Processes for each row and runtime, in turn: ${plan.rounds}; for each point of a curve, and for memory and compilation: ${plan.curveRounds}. Timed rounds in each: ${plan.samples}, of about ${plan.targetMs} ms.`,
  ];
  return `## Measured on\n\n${notes.map((note) => `- ${note}`).join('\n')}`;
}
