/** The parser of the format specification mini-language: text to parts, no values. */
import type { Alignment } from './format-padding.js';
import { PyError } from './py-error.js';
import { decimalDigitValue, isDecimalDigit } from './text-classes.js';

/** A parsed specification; what it does not say is null, or false, or the empty string. */
export interface FormatSpec {
  readonly fill: string | null;
  readonly align: Alignment | null;
  readonly sign: '' | '+' | '-' | ' ';
  /** `z`: a result that is rounded to zero has no minus sign. */
  readonly coerceNegativeZero: boolean;
  /** `#` */
  readonly alternate: boolean;
  /** A `0` before the width. */
  readonly zeroPad: boolean;
  readonly width: number | null;
  readonly grouping: '' | ',' | '_';
  readonly precision: number | null;
  /** The presentation type, one character. */
  readonly type: string;
}

/** Integers in a specification must fit a signed 64-bit word. */
const MAX_SIZE = 2n ** 63n - 1n;

function isAlignment(character: string | undefined): character is Alignment {
  return character === '<' || character === '>' || character === '=' || character === '^';
}

/**
 * Parses `spec`. ValueError where it is malformed; `typeName` is the type that the message names,
 * `defaultType` the presentation type that an empty one stands for.
 */
export function parseFormatSpec(spec: string, typeName: string, defaultType = ''): FormatSpec {
  const characters = Array.from(spec);
  let at = 0;
  let fill: string | null = null;
  let align: Alignment | null = null;
  if (isAlignment(characters[1])) {
    fill = characters[0] as string;
    align = characters[1];
    at = 2;
  } else if (isAlignment(characters[0])) {
    align = characters[0];
    at = 1;
  }
  let sign: FormatSpec['sign'] = '';
  const signCharacter = characters[at];
  if (signCharacter === '+' || signCharacter === '-' || signCharacter === ' ') {
    sign = signCharacter;
    at++;
  }
  const coerceNegativeZero = characters[at] === 'z';
  if (coerceNegativeZero) at++;
  const alternate = characters[at] === '#';
  if (alternate) at++;
  const zeroPad = fill === null && characters[at] === '0';
  if (zeroPad) at++;
  const width = readSize(characters, at);
  at += width.length;
  let grouping: FormatSpec['grouping'] = '';
  if (characters[at] === ',') {
    grouping = ',';
    at++;
  }
  if (characters[at] === '_') {
    if (grouping !== '') throw new PyError('ValueError', "Cannot specify both ',' and '_'.");
    grouping = '_';
    at++;
  }
  if (characters[at] === ',' && grouping === '_') {
    throw new PyError('ValueError', "Cannot specify both ',' and '_'.");
  }
  let precision: number | null = null;
  if (characters[at] === '.') {
    const digits = readSize(characters, at + 1);
    if (digits.value === null) {
      throw new PyError('ValueError', 'Format specifier missing precision');
    }
    precision = digits.value;
    at += 1 + digits.length;
  }
  if (characters.length - at > 1) {
    throw new PyError(
      'ValueError',
      `Invalid format specifier '${spec}' for object of type '${typeName}'`,
    );
  }
  const type = characters[at] ?? '';
  const known = type || defaultType;
  if (
    grouping !== '' &&
    known !== '' &&
    !`deEfFgG%${grouping === '_' ? 'boxX' : ''}`.includes(known)
  ) {
    throw new PyError('ValueError', `Cannot specify '${grouping}' with ${showType(known)}.`);
  }
  return {
    fill,
    align,
    sign,
    coerceNegativeZero,
    alternate,
    zeroPad,
    width: width.value,
    grouping,
    precision,
    type,
  };
}

/** The decimal number at `at`: null, of length zero, where there is none. */
function readSize(characters: string[], at: number): { value: number | null; length: number } {
  let end = at;
  let digits = '';
  while (end < characters.length && isDecimalDigit(characters[end] as string)) {
    digits += decimalDigitValue(characters[end] as string);
    end++;
  }
  if (digits === '') return { value: null, length: 0 };
  if (digits.length > 15 && BigInt(digits) > MAX_SIZE) {
    throw new PyError('ValueError', 'Too many decimal digits in format string');
  }
  return { value: Number(digits), length: end - at };
}

/** A presentation type in quotes, as messages show it. */
export function showType(type: string): string {
  return `'${showCharacter(type)}'`;
}

/** A character as CPython's messages show it: by its number where it is not printable ASCII. */
export function showCharacter(character: string): string {
  const codePoint = character.codePointAt(0) as number;
  return codePoint > 32 && codePoint < 128 ? character : `\\x${codePoint.toString(16)}`;
}
