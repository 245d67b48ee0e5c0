/** Numbers read from text and ints written as text. Floats are written by `float-repr.ts`. */
import { reserveText, spend, spendOnEach } from './meter.js';
import { leastDigits, normalise, type Int } from './numbers.js';
import { PyError } from './py-error.js';
import { decimalDigitValue, isAscii, isDecimalDigit, WHITESPACE } from './text-classes.js';
import { strRepr } from './text-repr.js';

/** The number of decimal digits `int` and `str` convert unless told otherwise. */
export const DEFAULT_MAX_STR_DIGITS = 4300;

/** Unlike `str.strip`, numbers do not take the separators U+001C to U+001F for whitespace. */
const SURROUNDING_SPACE = new RegExp(
  `^(?:(?![\\x1c-\\x1f])[${WHITESPACE}])+|(?:(?![\\x1c-\\x1f])[${WHITESPACE}])+$`,
  'g',
);
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const PREFIX_BASE: Record<string, number> = { b: 2, o: 8, x: 16 };

/** A float's text, once whitespace and underscores between digits are gone. */
const FLOAT = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?|nan)$/i;

/** The text without whitespace around it and with the digits of every script as ASCII digits. */
function prepared(text: string): string {
  const stripped = text.replace(SURROUNDING_SPACE, '');
  if (isAscii(stripped)) return stripped;
  let result = '';
  for (const character of stripped) {
    result += isDecimalDigit(character) ? String(decimalDigitValue(character)) : character;
  }
  return result;
}

/**
 * `int(text, base)`, for a base of 2 to 36, or 0 to go by the text's prefix. ValueError where the
 * text is no such number, or has more than `maxDigits` digits (0: no limit) in a base that is not
 * a power of two.
 */
export function parseIntText(
  text: string,
  base: Int = 10,
  maxDigits: number = DEFAULT_MAX_STR_DIGITS,
): Int {
  if (base !== 0 && (base < 2 || base > 36)) {
    throw new PyError('ValueError', 'int() base must be >= 2 and <= 36, or 0');
  }
  spend(text.length >> 3);
  const result = parseDigits(prepared(text), Number(base), maxDigits);
  if (result === null) {
    const shown = Array.from(strRepr(text)).slice(0, 200).join('');
    throw new PyError('ValueError', `invalid literal for int() with base ${base}: ${shown}`);
  }
  return result;
}

function parseDigits(text: string, wantedBase: number, maxDigits: number): Int | null {
  const negative = text.startsWith('-');
  let digits = (negative || text.startsWith('+') ? text.slice(1) : text).toLowerCase();
  let base = wantedBase;
  const prefixBase = digits.startsWith('0') ? PREFIX_BASE[digits.charAt(1)] : undefined;
  if (prefixBase !== undefined && (base === 0 || base === prefixBase)) {
    base = prefixBase;
    digits = digits.slice(2);
    // One underscore may follow the prefix.
    if (digits.startsWith('_')) digits = digits.slice(1);
  } else if (base === 0) {
    // Without a prefix a leading zero is an error, unless there is nothing but zeros.
    if (/^0[0_]*[^0_]/.test(digits)) return null;
    base = 10;
  }
  if (digits.includes('_')) {
    if (/^_|__|_$/.test(digits)) return null;
    digits = digits.replaceAll('_', '');
  }
  if (digits === '') return null;
  const limited = (base & (base - 1)) !== 0;
  const allowed = DIGITS.slice(0, base);
  for (const digit of digits) if (!allowed.includes(digit)) return null;
  if (limited && maxDigits > 0 && digits.length > maxDigits) {
    throw new PyError('ValueError', digitLimitMessage(maxDigits, digits.length));
  }
  // Ten digits are safe in any base.
  const value = digits.length <= 10 ? parseInt(digits, base) : normalise(parseBig(digits, base));
  return negative ? normalise(-BigInt(value)) : value;
}

function parseBig(digits: string, base: number): bigint {
  if (base === 10) return BigInt(digits);
  if (base === 16) return BigInt('0x' + digits);
  if (base === 8) return BigInt('0o' + digits);
  if (base === 2) return BigInt('0b' + digits);
  if (digits.length <= 10) return BigInt(parseInt(digits, base));
  // By halves, so that long numbers are multiplied by fast algorithms.
  const lowLength = digits.length >> 1;
  const high = parseBig(digits.slice(0, digits.length - lowLength), base);
  const low = parseBig(digits.slice(digits.length - lowLength), base);
  return high * BigInt(base) ** BigInt(lowLength) + low;
}

/** `float(text)`: ValueError where the text is no float. */
export function parseFloatText(text: string): number {
  spendOnEach(text.length);
  let candidate = prepared(text);
  if (candidate.includes('_')) {
    // An underscore stands between two digits, nowhere else.
    candidate = candidate.replace(/(?<=\d)_(?=\d)/g, '');
  }
  if (!FLOAT.test(candidate)) {
    throw new PyError('ValueError', `could not convert string to float: ${strRepr(text)}`);
  }
  const letter = candidate.replace(/^[+-]/, '').charAt(0).toLowerCase();
  if (letter === 'n') return NaN;
  if (letter === 'i') return candidate.startsWith('-') ? -Infinity : Infinity;
  return Number(candidate);
}

/**
 * `str(value)` of an int. ValueError where it has more than `maxDigits` digits (0: no limit).
 */
export function intToString(value: Int, maxDigits: number = DEFAULT_MAX_STR_DIGITS): string {
  if (typeof value === 'number') return String(value);
  // What is certainly too long is not converted first.
  if (maxDigits > 0 && leastDigits(value) > maxDigits) {
    throw new PyError('ValueError', digitLimitMessage(maxDigits, null));
  }
  spend(Math.ceil(leastDigits(value) ** 2 / 1000));
  const text = value.toString();
  if (maxDigits > 0 && text.length > maxDigits + (value < 0n ? 1 : 0)) {
    throw new PyError('ValueError', digitLimitMessage(maxDigits, null));
  }
  return text;
}

/** The message for too many digits; what is read has a known length, what is written has not. */
function digitLimitMessage(maxDigits: number, length: number | null): string {
  const found = length === null ? '' : `: value has ${length} digits`;
  return (
    `Exceeds the limit (${maxDigits} digits) for integer string conversion${found}; ` +
    'use sys.set_int_max_str_digits() to increase the limit'
  );
}

/** `value` in base 2, 8 or 16 with its prefix: `bin`, `oct` and `hex`. */
export function intToPrefixed(value: Int, base: 2 | 8 | 16): string {
  const prefix = base === 2 ? '0b' : base === 8 ? '0o' : '0x';
  reserveText(leastDigits(value) * 8);
  spendOnEach(leastDigits(value));
  const digits = value.toString(base);
  return value < 0 ? `-${prefix}${digits.slice(1)}` : prefix + digits;
}
