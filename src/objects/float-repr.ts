/** How a float is written where no format is asked for. */

/**
 * `repr(x)` of a float: the shortest digits that are read back as `x`, with an exponent from
 * `1e+16` upwards and below `1e-04`. JavaScript finds the same digits; only the form differs.
 */
export function floatRepr(x: number): string {
  if (Number.isInteger(x)) {
    if (x < 1e16 && x > -1e16) return Object.is(x, -0) ? '-0.0' : `${x}.0`;
  } else {
    if (Number.isNaN(x)) return 'nan';
    if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
    if (x >= 1e-4 || x <= -1e-4) return `${x}`;
  }
  // Always has an exponent; Python writes at least two digits of it.
  const text = x.toExponential();
  const sign = text.indexOf('e') + 1;
  return text.length - sign === 2 ? `${text.slice(0, sign + 1)}0${text.slice(sign + 1)}` : text;
}
