/** Floats in the presentation types `e f g n %` and none, shared by `format()` and `%`. */
import {
  roundedDecimal,
  shortestDecimal,
  significantDecimal,
  type Decimal,
} from './float-decimal.js';
import { padNumber, repeatFill, signFor, type Padding } from './format-padding.js';
import type { FormatSpec } from './format-spec-parser.js';
import { PyError } from './py-error.js';

const DEFAULT_PRECISION = 6;
const MAX_PRECISION = 2 ** 31 - 1;
/** A double has no more digits after the point; what follows is zeros. */
const EXACT_PLACES = 1074;

/** The exponents at which the shortest form changes to scientific notation. */
const SMALLEST_FIXED_POINT = -4;
const LARGEST_SHORTEST_POINT = 16;

/** A float's text without its sign: the digits before the point, and the rest. */
interface FloatText {
  readonly digits: string;
  readonly rest: string;
}

/** `x` by a specification whose type is one of a float's. */
export function formatFloatWith(x: number, spec: FormatSpec, padding: Padding): string {
  const percent = spec.type === '%';
  const scaled = percent ? x * 100 : x;
  const text = floatText(scaled, percent ? 'f' : spec.type, spec.precision, spec.alternate);
  let negative = scaled < 0 || Object.is(scaled, -0);
  if (negative && spec.coerceNegativeZero && isZero(text)) negative = false;
  const parts = {
    sign: signFor(negative, spec.sign),
    prefix: '',
    digits: text.digits,
    rest: percent ? text.rest + '%' : text.rest,
  };
  return padNumber(parts, padding, spec.grouping, 3);
}

/** Whether a finite float's text stands for zero, whatever its exponent. */
function isZero(text: FloatText): boolean {
  return text.digits !== '' && !/[1-9]/.test(text.digits + text.rest.replace(/e.*$/i, ''));
}

/**
 * The text of `x` without a sign, in presentation type `e`, `f`, `g`, `n`, one of their capitals or
 * none (the empty string). `alternate` keeps the point, and the zeros of `g`.
 */
export function floatText(
  x: number,
  type: string,
  precision: number | null,
  alternate: boolean,
): FloatText {
  if (precision !== null && precision > MAX_PRECISION) {
    throw new PyError('ValueError', 'precision too big');
  }
  const lower = type.toLowerCase();
  const text = Number.isFinite(x)
    ? finiteText(Math.abs(x), lower, precision, alternate)
    : { digits: '', rest: Number.isNaN(x) ? 'nan' : 'inf' };
  return type === lower ? text : { digits: text.digits, rest: text.rest.toUpperCase() };
}

function finiteText(
  x: number,
  type: string,
  precision: number | null,
  alternate: boolean,
): FloatText {
  if (type === 'f') return fixedText(x, precision ?? DEFAULT_PRECISION, alternate);
  if (type === 'e') {
    const places = precision ?? DEFAULT_PRECISION;
    return scientific(significant(x, places + 1), alternate);
  }
  if (type === '' && precision === null) {
    const decimal = shortestDecimal(x);
    if (decimal.point > SMALLEST_FIXED_POINT && decimal.point <= LARGEST_SHORTEST_POINT) {
      return positional(decimal, '.0');
    }
    return scientific(decimal, alternate);
  }
  // Type `g`. Without a type there is always a digit after the point, so one fewer before it.
  const count = Math.max(precision ?? DEFAULT_PRECISION, 1);
  const { digits, point } = significant(x, count);
  const kept = alternate ? digits : digits.replace(/(?<=.)0+$/, '');
  const limit = type === '' ? count - 1 : count;
  if (point <= SMALLEST_FIXED_POINT || point > limit)
    return scientific({ digits: kept, point }, alternate);
  return positional({ digits: kept, point }, type === '' ? '.0' : alternate ? '.' : '');
}

function fixedText(x: number, places: number, alternate: boolean): FloatText {
  const exact = Math.min(places, EXACT_PLACES);
  const text = roundedDecimal(x, exact);
  const point = text.indexOf('.');
  if (point < 0) return { digits: text, rest: alternate ? '.' : '' };
  const rest = text.slice(point) + repeatFill('0', places - exact);
  return { digits: text.slice(0, point), rest };
}

/** `x` to `count` significant digits, zeros beyond the exact ones included. */
function significant(x: number, count: number): Decimal {
  const exact = Math.min(count, EXACT_PLACES);
  const { digits, point } = significantDecimal(x, exact);
  return { digits: digits + repeatFill('0', count - exact), point };
}

function scientific(decimal: Decimal, keepPoint: boolean): FloatText {
  const { digits, point } = decimal;
  const fraction = digits.length > 1 || keepPoint ? '.' + digits.slice(1) : '';
  const exponent = point - 1;
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return { digits: digits.charAt(0), rest: `${fraction}e${exponent < 0 ? '-' : '+'}${size}` };
}

/** Without an exponent; `bare` stands for the fraction where there is none. */
function positional(decimal: Decimal, bare: string): FloatText {
  const { digits, point } = decimal;
  if (point <= 0) return { digits: '0', rest: '.' + '0'.repeat(-point) + digits };
  const whole = digits.slice(0, point).padEnd(point, '0');
  const fraction = digits.slice(point);
  return { digits: whole, rest: fraction === '' ? bare : '.' + fraction };
}
