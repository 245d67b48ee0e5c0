/**
 * The chart: one HTML file with an inline SVG, no script and nothing to load, so it opens anywhere.
 *
 * Horizontal bars, a group for each row, on a logarithmic scale: the rows span from a few to tens of
 * thousands of nanoseconds, and equal ratios are equal distances. A bar ends at the best time; the
 * line that continues it ends at the median.
 */

import { formatTime } from '../statistics.mjs';

const WIDTH = 960;
const LEFT = 150;
const RIGHT = 90;
const TOP = 40;
const BAR = 11;
const GROUP_GAP = 12;

/** By runtime id, so that a colour keeps its meaning when a runtime is left out. */
const COLORS = {
  python3: '#4b79b8',
  v8: '#d9a520',
  pyg: '#3a9d5d',
  'pyg-interpreter': '#9ccfaf',
};

/** @param {string} text */
function escapeXml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * @param {import('./summary.mjs').Run} run
 * @param {import('./summary.mjs').Summary} summary
 */
export function renderChart(run, summary) {
  const shown = run.runtimes.filter(({ missing }) => missing === undefined);
  const all = summary.rows.flatMap(({ times }) => Object.values(times));
  const low = Math.floor(Math.log10(Math.min(...all.map(({ best }) => best), 10)));
  const high = Math.ceil(Math.log10(Math.max(...all.map(({ median }) => median), 100)));
  /** @param {number} value */
  const x = (value) => LEFT + ((Math.log10(value) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const groupHeight = shown.length * BAR + GROUP_GAP;
  const bottom = TOP + summary.rows.length * groupHeight;
  /** @type {string[]} */
  const parts = [];

  for (let power = low; power <= high; power += 1) {
    const at = x(10 ** power).toFixed(1);
    parts.push(`<line class="grid" x1="${at}" x2="${at}" y1="${TOP}" y2="${bottom}"/>`);
    parts.push(`<text class="tick" x="${at}" y="${bottom + 16}">${formatTick(power)}</text>`);
  }
  shown.forEach(({ id, title }, i) => {
    const at = LEFT + i * 170;
    parts.push(`<rect x="${at}" y="12" width="12" height="12" fill="${colorOf(id)}"/>`);
    parts.push(`<text x="${at + 18}" y="22">${escapeXml(title)}</text>`);
  });
  summary.rows.forEach(({ name, times }, i) => {
    const top = TOP + i * groupHeight + GROUP_GAP / 2;
    const middle = top + (shown.length * BAR) / 2 + 4;
    parts.push(`<text class="row" x="${LEFT - 8}" y="${middle}">${escapeXml(name)}</text>`);
    shown.forEach(({ id, title }, j) => {
      const y = top + j * BAR;
      const time = times[id];
      if (time === undefined) {
        parts.push(`<text class="value" x="${LEFT + 4}" y="${y + BAR - 2}">fails</text>`);
        return;
      }
      const best = x(time.best);
      const median = x(time.median);
      const label = `${name}, ${title}: best ${formatTime(time.best)} ns, median ${formatTime(time.median)} ns`;
      parts.push(
        `<g><title>${escapeXml(label)}</title>` +
          `<rect x="${LEFT}" y="${y}" width="${(best - LEFT).toFixed(1)}" height="${BAR - 1}" fill="${colorOf(id)}"/>` +
          `<line class="spread" x1="${best.toFixed(1)}" x2="${median.toFixed(1)}" y1="${y + BAR / 2}" y2="${y + BAR / 2}"/>` +
          `<text class="value" x="${(median + 5).toFixed(1)}" y="${y + BAR - 2}">${formatTime(time.best)}</text></g>`,
      );
    });
  });

  const height = bottom + 40;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>pyg benchmark, ${run.started.slice(0, 10)}</title>
<style>
body { margin: 2rem auto; max-width: ${WIDTH}px; font: 14px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: currentColor; }
.grid { stroke: currentColor; stroke-opacity: 0.15; }
.spread { stroke: currentColor; stroke-opacity: 0.5; }
.tick { text-anchor: middle; opacity: 0.7; }
.row { text-anchor: end; }
.value { font-size: 9px; opacity: 0.8; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b; } }
</style>
</head>
<body>
<h1>Nanoseconds per operation</h1>
<p>Shorter is faster; the scale is logarithmic. A bar and its number are the best time, the thin line reaches to the median.${run.quick ? ' <strong>A quick run: its times mean nothing.</strong>' : ''}</p>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Nanoseconds per operation by row and runtime">
${parts.join('\n')}
<text class="tick" x="${(LEFT + WIDTH - RIGHT) / 2}" y="${bottom + 34}">ns per operation</text>
</svg>
<p>${escapeXml(describe(run))}</p>
</body>
</html>
`;
}

/** @param {number} power */
function formatTick(power) {
  return power < 3 ? String(10 ** power) : formatTime(10 ** power).replace(/\.0+(?=[kM])/, '');
}

/** @param {string} id */
function colorOf(id) {
  return id in COLORS ? COLORS[/** @type {keyof typeof COLORS} */ (id)] : '#888';
}

/** @param {import('./summary.mjs').Run} run */
function describe(run) {
  const runtimes = run.runtimes.map(({ title, version, missing }) =>
    missing === undefined ? `${title} ${version}` : `${title} skipped (${missing})`,
  );
  const { machine } = run;
  return `${runtimes.join('; ')}; ${machine.processors} × ${machine.processor}, ${machine.system}; ${run.started}.`;
}
