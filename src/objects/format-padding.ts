/** Signs, thousands separators and padding: what every kind of formatting ends with. */
import { reserveText } from './meter.js';
import { PyError } from './py-error.js';

/** `=` pads between the sign and the digits. */
export type Alignment = '<' | '>' | '=' | '^';

/** How wide a result is at least, in code points, and what fills it up. */
export interface Padding {
  readonly fill: string;
  readonly align: Alignment;
  readonly width: number;
}

/** A number's text in the parts that padding and grouping tell apart. */
export interface NumberParts {
  readonly sign: string;
  /** Such as `0x`. */
  readonly prefix: string;
  /** The digits before the point: the ones that are grouped. */
  readonly digits: string;
  /** What follows them: point, fraction, exponent, percent sign; or `inf`, or a character. */
  readonly rest: string;
}

/** No string can be longer on the host, and CPython too runs out of memory near there. */
const MAX_LENGTH = 2 ** 29 - 32;

/** `fill` repeated; MemoryError where the host has no strings that long. */
export function repeatFill(fill: string, count: number): string {
  if (count <= 0) return '';
  reserveText(count * fill.length);
  if (count * fill.length > MAX_LENGTH) throw new PyError('MemoryError', '');
  return fill.repeat(count);
}

/** `text`, of `length` code points, padded; `=` is no alignment of text. */
export function padText(text: string, length: number, padding: Padding): string {
  const missing = padding.width - length;
  if (missing <= 0) return text;
  const { fill, align } = padding;
  const left = align === '<' ? 0 : align === '^' ? Math.floor(missing / 2) : missing;
  return repeatFill(fill, left) + text + repeatFill(fill, missing - left);
}

/**
 * A number grouped and padded. Where zeros are filled in after the sign they are digits like the
 * others, separators included, so the result can be one wider than asked for.
 */
export function padNumber(
  parts: NumberParts,
  padding: Padding,
  separator: string,
  groupSize: number,
): string {
  const before = parts.sign + parts.prefix;
  let digits = parts.digits;
  if (separator !== '' && digits !== '') {
    const fillsZeros = padding.fill === '0' && padding.align === '=';
    const wanted = fillsZeros ? padding.width - before.length - parts.rest.length : 0;
    digits = grouped(digits, wanted, separator, groupSize);
  }
  const body = digits + parts.rest;
  const length = codePoints(parts.rest) + digits.length;
  if (padding.align === '=') {
    return before + repeatFill(padding.fill, padding.width - before.length - length) + body;
  }
  return padText(before + body, before.length + length, padding);
}

/** The length of the rest is counted in code points only where it is a character of `c`. */
function codePoints(rest: string): number {
  return rest.length === 2 && (rest.codePointAt(0) as number) > 0xffff ? 1 : rest.length;
}

function grouped(digits: string, width: number, separator: string, size: number): string {
  let padded = digits;
  // n digits in groups take n + ⌊(n - 1) / size⌋ characters: the least n that fills the width.
  const needed = Math.ceil((width * size + 1) / (size + 1));
  if (needed > digits.length) padded = repeatFill('0', needed - digits.length) + digits;
  const first = ((padded.length - 1) % size) + 1;
  const groups = [padded.slice(0, first)];
  for (let at = first; at < padded.length; at += size) groups.push(padded.slice(at, at + size));
  return groups.join(separator);
}

/** The sign to write, where `wish` is what the format says about that of positive numbers. */
export function signFor(negative: boolean, wish: string): string {
  if (negative) return '-';
  return wish === '-' ? '' : wish;
}
