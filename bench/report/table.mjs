/** The report in Markdown: for the terminal and for a file. */

import { formatRatio, formatTime } from '../statistics.mjs';
import { COMPARISONS } from './summary.mjs';

const NOTHING = '–';

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} body
 * @param {number} textColumns How many columns, from the left, hold text; the others are numbers.
 */
function markdownTable(head, body, textColumns) {
  const widths = head.map((title, i) =>
    Math.max(3, title.length, ...body.map((row) => row[i].length)),
  );
  /** @param {readonly string[]} cells */
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i < textColumns ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${i < textColumns ? '-' : ':'}`).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

/** @param {import('./summary.mjs').Times | undefined} times */
function bestAndMedian(times) {
  return times === undefined
    ? NOTHING
    : `**${formatTime(times.best)}** / ${formatTime(times.median)}`;
}

/**
 * @param {import('./summary.mjs').Run} run
 * @param {import('./summary.mjs').Summary} summary
 */
export function renderTable(run, summary) {
  const comparisons = COMPARISONS.filter(
    ({ over, under }) =>
      run.runtimes.some(({ id }) => id === over) && run.runtimes.some(({ id }) => id === under),
  );
  const body = summary.rows.map(({ name, times, ratios }, i) => [
    name,
    ...run.runtimes.map(({ id }) =>
      run.rows[i].measurements[id]?.failure === undefined ? bestAndMedian(times[id]) : 'fails',
    ),
    ...comparisons.map(({ id }) => (id in ratios ? formatRatio(ratios[id]) : NOTHING)),
  ]);
  const means = comparisons.map(({ id }) => summary.means[id]);
  body.push([
    'geometric mean',
    ...run.runtimes.map(() => ''),
    ...means.map((mean) => (mean === undefined ? NOTHING : formatRatio(mean.mean))),
  ]);
  const times = markdownTable(
    ['row', ...run.runtimes.map(({ title }) => title), ...comparisons.map(({ title }) => title)],
    body,
    1,
  );
  const startup = markdownTable(
    ['start-up', ...run.runtimes.map(({ title }) => title)],
    [['hello, whole process', ...run.runtimes.map(({ id }) => bestAndMedian(summary.startup[id]))]],
    1,
  );

  const { machine, plan } = run;
  const complete = run.rows.filter(({ group }) => group === 'generators').length;
  const notes = [
    ...(run.quick ? ['A quick run: it shows that everything works, its times mean nothing.'] : []),
    ...run.runtimes.map(({ title, version, missing }) =>
      missing === undefined ? `${title}: ${version}.` : `${title} was skipped: ${missing}.`,
    ),
    ...comparisons.flatMap(({ title }, i) =>
      means[i] === undefined || means[i].rows === complete
        ? []
        : [`The mean of ${title} is over ${means[i].rows} of the ${complete} generator rows.`],
    ),
    ...summary.failures.map((failure) => `Failed: ${failure}.`),
    `${machine.processors} × ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}, load ${machine.load.toFixed(2)} at the start; ${run.started}.`,
    `${plan.rounds} × ${plan.samples} rounds of about ${plan.targetMs} ms, each group of ${plan.samples} in a fresh process.`,
  ];
  const operations = run.rows.map(({ name, operation }) => `- \`${name}\`: ${operation}`);
  return `Nanoseconds per operation, **best** / median. A ratio below 1 means that pyg is faster; ratios
compare best times, and their geometric mean is over the generator rows (all but fib and loop).

${times}

Milliseconds, **best** / median:

${startup}

${notes.map((note) => `- ${note}`).join('\n')}

One operation:

${operations.join('\n')}
`;
}
