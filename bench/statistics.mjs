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
 * A time with three significant digits: `3.42`, `78.6`, `324`, `48.5k`, `1.50M`.
 *
 * @param {number} value
 */
export function formatTime(value) {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)}M`;
  if (value >= 9_995) return `${(value / 1e3).toPrecision(3)}k`;
  return value >= 999.5 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {number} value */
export function formatRatio(value) {
  return `${value >= 999.5 ? value.toFixed(0) : value.toPrecision(3)}×`;
}
