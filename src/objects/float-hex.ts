/** `float.hex` and `float.fromhex`: doubles in base 16, without rounding. */
import { spendOnEach } from './meter.js';
import { scaledToFloat } from './float-arithmetic.js';
import { PyError } from './py-error.js';

const HEX_FLOAT =
  /^([+-]?)(?:(inf(?:inity)?)|(nan)|(?:0x)?([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?[0-9]+))?)$/i;

/** `x.hex()` */
export function floatHex(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  let size = Math.abs(x);
  if (size === 0) return `${sign}0x0.0p+0`;
  let exponent = 0;
  // Scaling by two is exact as long as it stays in the normal range.
  while (size >= 2) {
    size /= 2;
    exponent++;
  }
  while (size < 1 && exponent > -1022) {
    size *= 2;
    exponent--;
  }
  const leading = Math.floor(size);
  const fraction = ((size - leading) * 2 ** 52).toString(16).padStart(13, '0');
  return `${sign}0x${leading}.${fraction}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** `float.fromhex(text)`: rounded once, to even. ValueError or OverflowError as CPython. */
export function floatFromHex(text: string): number {
  spendOnEach(text.length);
  const match = HEX_FLOAT.exec(text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, ''));
  if (match === null) throw invalid();
  const negative = match[1] === '-';
  if (match[3] !== undefined) return NaN;
  if (match[2] !== undefined) return negative ? -Infinity : Infinity;
  const whole = match[4] ?? '';
  const fraction = match[5] ?? '';
  const digits = whole + fraction;
  if (digits === '') throw invalid();
  const mantissa = BigInt('0x' + digits);
  const size =
    mantissa === 0n ? 0 : scaledToFloat(mantissa, Number(match[6] ?? 0) - 4 * fraction.length);
  if (size === Infinity) {
    throw new PyError('OverflowError', 'hexadecimal value too large to represent as a float');
  }
  return negative ? -size : size;
}

function invalid(): PyError {
  return new PyError('ValueError', 'invalid hexadecimal floating-point string');
}
