/**
 * The format specification mini-language of `format()`, f-strings and `str.format` (Python's
 * library reference, "Format Specification Mini-Language"), for str and int. Floats are in
 * `format-float.ts`.
 */
import { formatFloatWith } from './format-float.js';
import { intToFloat } from './float-arithmetic.js';
import { intToString } from './number-text.js';
import { normalise, type Int } from './numbers.js';
import { PyError } from './py-error.js';
import { padNumber, padText, signFor, type Padding } from './format-padding.js';
import { parseFormatSpec, showType, type FormatSpec } from './format-spec-parser.js';
import { strLength, strPrefix } from './text.js';

/** The presentation types that an int shares with float. */
const FLOAT_TYPES = 'eEfFgG%';

/** The error for a presentation type that values of the type do not have. */
function unknownFormatCode(type: string, typeName: string): PyError {
  return new PyError(
    'ValueError',
    `Unknown format code ${showType(type)} for object of type '${typeName}'`,
  );
}

/** The padding that a specification asks of a number, or of text. */
function paddingOf(spec: FormatSpec, defaultAlign: '<' | '>'): Padding {
  return {
    fill: spec.fill ?? (spec.zeroPad ? '0' : ' '),
    align: spec.align ?? (spec.zeroPad && defaultAlign === '>' ? '=' : defaultAlign),
    width: spec.width ?? 0,
  };
}

/** `format(text, spec)`; `typeName` is the type that messages name. */
export function formatStr(text: string, spec: string, typeName = 'str'): string {
  if (spec === '') return text;
  const parsed = parseFormatSpec(spec, typeName, 's');
  if (parsed.type !== '' && parsed.type !== 's') throw unknownFormatCode(parsed.type, typeName);
  if (parsed.sign === ' ') {
    throw new PyError('ValueError', 'Space not allowed in string format specifier');
  }
  if (parsed.sign !== '') {
    throw new PyError('ValueError', 'Sign not allowed in string format specifier');
  }
  if (parsed.coerceNegativeZero) {
    throw new PyError(
      'ValueError',
      'Negative zero coercion (z) not allowed in string format specifier',
    );
  }
  if (parsed.alternate) {
    throw new PyError('ValueError', 'Alternate form (#) not allowed in string format specifier');
  }
  if (parsed.align === '=') {
    throw new PyError('ValueError', "'=' alignment not allowed in string format specifier");
  }
  const shown = parsed.precision === null ? text : strPrefix(text, parsed.precision);
  return padText(shown, strLength(shown), paddingOf(parsed, '<'));
}

/**
 * `format(value, spec)` of an int; `typeName` is the type that messages name (`bool` too formats as
 * an int once the specification is not empty), `maxDigits` the limit of `str`.
 */
export function formatInt(value: Int, spec: string, typeName = 'int', maxDigits?: number): string {
  if (spec === '') return intToString(value, maxDigits);
  const parsed = parseFormatSpec(spec, typeName, 'd');
  const type = parsed.type || 'd';
  if (FLOAT_TYPES.includes(type)) {
    return formatFloatWith(intToFloat(value), parsed, paddingOf(parsed, '>'));
  }
  if (!'bcdnoxX'.includes(type)) throw unknownFormatCode(type, typeName);
  return formatIntWith(value, type, parsed, maxDigits);
}

const BASES: Record<string, 2 | 8 | 16> = { b: 2, o: 8, x: 16, X: 16 };

function formatIntWith(value: Int, type: string, spec: FormatSpec, maxDigits?: number): string {
  if (spec.precision !== null) {
    throw new PyError('ValueError', 'Precision not allowed in integer format specifier');
  }
  if (spec.coerceNegativeZero) {
    throw new PyError(
      'ValueError',
      'Negative zero coercion (z) not allowed in integer format specifier',
    );
  }
  const padding = paddingOf(spec, '>');
  if (type === 'c') {
    if (spec.sign !== '') {
      throw new PyError('ValueError', "Sign not allowed with integer format specifier 'c'");
    }
    if (spec.alternate) {
      throw new PyError(
        'ValueError',
        "Alternate form (#) not allowed with integer format specifier 'c'",
      );
    }
    return padNumber(
      { sign: '', prefix: '', digits: '', rest: characterOf(value) },
      padding,
      '',
      3,
    );
  }
  const size = value < 0 ? normalise(-BigInt(value)) : value;
  const base = BASES[type];
  let digits = base === undefined ? intToString(size, maxDigits) : size.toString(base);
  let prefix = base !== undefined && spec.alternate ? `0${type}` : '';
  if (type === 'X') {
    digits = digits.toUpperCase();
    prefix = prefix.toUpperCase();
  }
  const parts = { sign: signFor(value < 0, spec.sign), prefix, digits, rest: '' };
  return padNumber(parts, padding, spec.grouping, base === undefined ? 3 : 4);
}

function characterOf(value: Int): string {
  if (value >= 2n ** 63n || value < -(2n ** 63n)) {
    throw new PyError('OverflowError', 'Python int too large to convert to C long');
  }
  if (value < 0 || value > 0x10ffff) {
    throw new PyError('OverflowError', '%c arg not in range(0x110000)');
  }
  return String.fromCodePoint(Number(value));
}

/** `format(x, spec)` of a float; `typeName` is the type that messages name. */
export function formatFloat(x: number, spec: string, typeName = 'float'): string {
  const parsed = parseFormatSpec(spec, typeName);
  if (parsed.type !== '' && parsed.type !== 'n' && !FLOAT_TYPES.includes(parsed.type)) {
    throw unknownFormatCode(parsed.type, typeName);
  }
  return formatFloatWith(x, parsed, paddingOf(parsed, '>'));
}
