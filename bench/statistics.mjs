/** The few numbers the report is made of. Every input is a list of at least one number. */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {readonly number[]} values */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * The exponent with which `y` grows with `x`, by least squares over the logarithms: 0 for a constant,
 * 1 for a proportion.
 *
 * @param {readonly { x: number, y: number }[]} points At least two, with different `x`.
 */
export function growthExponent(points) {
  const logs = points.map(({ x, y }) => ({ x: Math.log(x), y: Math.log(y) }));
  const meanX = logs.reduce((sum, { x }) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, { y }) => sum + y, 0) / logs.length;
  const above = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  return above / logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
}

/**
 * A number with three significant digits: `3.42`, `78.6`, `324`, `48.5k`, `1.50M`.
 *
 * @param {number} value
 */
export function formatNumber(value) {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)}M`;
  if (value >= 9_995) return `${(value / 1e3).toPrecision(3)}k`;
  return value >= 999.5 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {number} value */
export function formatRatio(value) {
  if (value >= 999.5) return value.toFixed(0);
  return value < 0.0995 ? value.toPrecision(2) : value.toPrecision(3);
}
