/** The charts: SVG files that load nothing, drawn by ECharts without a browser. */

import * as echarts from 'echarts';
import { formatNumber } from '../statistics.mjs';

/** @typedef {import('./summary.mjs').Summary} Summary */
/** @typedef {import('./summary.mjs').Run['runtimes']} Runtimes */

const FONT = 'system-ui, sans-serif';
const TEXT = '#333';

/**
 * By runtime id, so that a mark keeps its meaning when a runtime is left out. pyg's are filled and
 * larger than the others.
 */
const MARKS = {
  python3: { color: '#4b79b8', symbol: 'circle' },
  pypy3: { color: '#8a5fb0', symbol: 'circle' },
  v8: { color: '#d9a520', symbol: 'rect' },
  machines: { color: '#8c6d46', symbol: 'triangle' },
  luajit: { color: '#58a6b8', symbol: 'circle' },
  lua: { color: '#a9cdd6', symbol: 'circle' },
  'pyg-interpreter': { color: '#9ad08f', symbol: 'diamond' },
  pyg: { color: '#1f7a3d', symbol: 'diamond' },
};

/** @param {string} id */
function markOf(id) {
  const { color, symbol } = MARKS[/** @type {keyof typeof MARKS} */ (id)];
  return { symbol, symbolSize: id.startsWith('pyg') ? 12 : 8, color };
}

/**
 * @param {number} width
 * @param {number} height
 * @param {echarts.EChartsOption} option
 */
function draw(width, height, option) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    textStyle: { fontFamily: FONT, color: TEXT },
    ...option,
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

/** @type {echarts.EChartsOption['xAxis']} */
const LOGARITHMIC = {
  type: 'log',
  nameLocation: 'middle',
  nameGap: 28,
  nameTextStyle: { color: TEXT },
  axisLabel: { color: TEXT, formatter: (value) => formatNumber(value).replace(/\.0+(?=\D|$)/, '') },
  splitLine: { show: true, lineStyle: { color: '#e4e4e4' } },
  minorSplitLine: { show: false },
};

/** @param {Runtimes} shown */
function legendOf(shown) {
  return {
    data: shown.map(({ title }) => title),
    top: 54,
    left: 10,
    itemWidth: 14,
    itemGap: 22,
    textStyle: { color: TEXT },
  };
}

/**
 * Times by row and runtime: a line for each row, a mark for each runtime. The scale is logarithmic, as
 * the rows span from a few to tens of thousands of nanoseconds and equal ratios are equal distances.
 *
 * @param {Summary} summary
 * @param {Runtimes} runtimes
 * @param {string} note
 */
export function timesChart({ rows }, runtimes, note) {
  const shown = runtimes.filter(({ id }) => rows.some(({ times }) => id in times));
  return draw(960, 150 + 26 * rows.length, {
    title: { text: 'Nanoseconds per operation', subtext: note, left: 10, top: 6 },
    legend: legendOf(shown),
    grid: { left: 160, right: 30, top: 90, bottom: 50 },
    xAxis: { ...LOGARITHMIC, name: 'ns, logarithmic' },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => name),
      axisLabel: { color: TEXT, interval: 0 },
      axisTick: { show: false },
      splitLine: { show: true, lineStyle: { color: '#efefef' } },
    },
    series: shown.map(({ id, title }) => ({
      type: 'scatter',
      name: title,
      ...markOf(id),
      data: rows.flatMap(({ name, times }) => (id in times ? [[times[id].median, name]] : [])),
    })),
  });
}

/** @param {Summary} summary */
function compilationCurve({ compilation }) {
  if (compilation.length === 0) return [];
  return [
    {
      title: 'Size of a program',
      size: 'lines',
      operation: 'compiling one line, once warm',
      points: compilation.map(({ lines, compiled }) => ({ x: lines, times: compiled })),
    },
  ];
}

/**
 * One panel for each curve, both scales logarithmic: a cost that does not depend on the size is a
 * level line.
 *
 * @param {Summary} summary
 * @param {Runtimes} runtimes
 * @param {string} note
 */
export function growthChart(summary, runtimes, note) {
  const curves = [...summary.curves, ...compilationCurve(summary)];
  const shown = runtimes.filter(({ id }) =>
    curves.some(({ points }) => points.some(({ times }) => id in times)),
  );
  const height = 90 + 330 * Math.ceil(curves.length / 2);
  const grids = curves.map((_, i) => ({
    left: 70 + 470 * (i % 2),
    top: 130 + 330 * Math.floor(i / 2),
    width: 380,
    height: 220,
  }));
  return draw(960, height, {
    title: [
      { text: 'What one operation costs as things grow', subtext: note, left: 10, top: 6 },
      ...curves.map(({ title }, i) => ({
        text: title,
        left: grids[i].left,
        top: grids[i].top - 30,
        textStyle: { fontSize: 13 },
      })),
    ],
    legend: legendOf(shown),
    grid: grids,
    xAxis: curves.map(({ size, points }, i) => ({
      ...LOGARITHMIC,
      gridIndex: i,
      name: size.replaceAll('`', ''),
      min: points[0].x,
      max: points.at(-1)?.x,
      splitLine: { show: false },
    })),
    yAxis: curves.map(({ operation }, i) => ({
      ...LOGARITHMIC,
      gridIndex: i,
      nameGap: 46,
      name: `ns for ${operation}`,
    })),
    series: curves.flatMap(({ points }, i) =>
      shown.map(({ id, title }) => ({
        type: 'line',
        name: title,
        xAxisIndex: i,
        yAxisIndex: i,
        ...markOf(id),
        symbolSize: 6,
        lineStyle: { width: id.startsWith('pyg') ? 2.5 : 1.5 },
        data: points.flatMap(({ x, times }) => (id in times ? [[x, times[id].median]] : [])),
      })),
    ),
  });
}
