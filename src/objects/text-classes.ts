/**
 * Classes of characters and the predicates of `str` (`isalpha`, `isidentifier`, …), by the rules of
 * Unicode 14, which is the version of Python 3.11.
 */
import { inSet, OTHER_DIGITS, OTHER_NUMERICS, UNASSIGNED } from './unicode-data.js';

/**
 * A regular expression that is made when it is first needed: to build the sets of characters behind
 * `\p{…}` takes a millisecond, and most programs ask for none of them.
 */
class LatePattern {
  private made: RegExp | null = null;

  constructor(private readonly source: string) {}

  test(text: string): boolean {
    this.made ??= new RegExp(this.source, 'u');
    return this.made.test(text);
  }
}

const LETTER = new LatePattern(String.raw`^\p{L}$`);
const DECIMAL = new LatePattern(String.raw`^\p{Nd}$`);
const UPPER = new LatePattern(String.raw`^\p{Uppercase}$`);
const LOWER = new LatePattern(String.raw`^\p{Lowercase}$`);
/** Letters that got the property Lowercase after Unicode 14, and the one that lost it. */
const LATER_LOWER = /^[\u10fc\ua7f2-\ua7f4\uab69]$/;
const NO_LONGER_LOWER = '\u0295';
const TITLE = new LatePattern(String.raw`^\p{Lt}$`);
const NOT_PRINTABLE = new LatePattern(String.raw`^[\p{C}\p{Z}]$`);
const IDENTIFIER = new LatePattern(String.raw`^[\p{XID_Start}_]\p{XID_Continue}*$`);
const ASCII = /^[\0-\x7f]*$/;

/** What Python strips and splits at, as the inside of a regular expression's character class. */
export const WHITESPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const ONLY_SPACE = new RegExp(`^[${WHITESPACE}]+$`);

/** Whether every character of `text` is ASCII. */
export function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** Whether Unicode 14 assigns every character of `text`. */
export function isAssigned(text: string): boolean {
  for (const character of text) {
    if (inSet(UNASSIGNED, character.codePointAt(0) as number)) return false;
  }
  return true;
}

function every(text: string, predicate: (character: string) => boolean): boolean {
  if (text === '') return false;
  for (const character of text) if (!predicate(character)) return false;
  return true;
}

function matches(pattern: LatePattern, character: string): boolean {
  return pattern.test(character) && (isAscii(character) || isAssigned(character));
}

/** Whether `character` is a letter. */
export function isLetter(character: string): boolean {
  return matches(LETTER, character);
}

/** Whether `character` is a decimal digit of some script. */
export function isDecimalDigit(character: string): boolean {
  return matches(DECIMAL, character);
}

function isAnyDigit(character: string): boolean {
  return isDecimalDigit(character) || inSet(OTHER_DIGITS, character.codePointAt(0) as number);
}

function isAnyNumeric(character: string): boolean {
  return isAnyDigit(character) || inSet(OTHER_NUMERICS, character.codePointAt(0) as number);
}

/** Whether `character` has Unicode's property Uppercase. */
export function isUpper(character: string): boolean {
  return matches(UPPER, character);
}

/** Whether `character` has Unicode's property Lowercase. */
export function isLower(character: string): boolean {
  if (character === NO_LONGER_LOWER) return true;
  return matches(LOWER, character) && !LATER_LOWER.test(character);
}

/** Whether `character` is a titlecase letter, such as `ǅ`. */
export function isTitle(character: string): boolean {
  return matches(TITLE, character);
}

/** Whether `repr` shows `character` as it is; `character` may be a lone surrogate. */
export function isPrintable(character: string): boolean {
  return character === ' ' || (!NOT_PRINTABLE.test(character) && isAssigned(character));
}

/**
 * The value of a decimal digit. Each script's digits are ten consecutive code points, zero first,
 * and where several such rows touch (the mathematical digits do) they start at the first.
 */
export function decimalDigitValue(character: string): number {
  const codePoint = character.codePointAt(0) as number;
  let zero = codePoint;
  while (isDecimalDigit(String.fromCodePoint(zero - 1))) zero--;
  return (codePoint - zero) % 10;
}

/** `text.isalpha()` */
export function strIsalpha(text: string): boolean {
  return every(text, isLetter);
}

/** `text.isalnum()` */
export function strIsalnum(text: string): boolean {
  return every(text, (character) => isLetter(character) || isAnyNumeric(character));
}

/** `text.isdecimal()` */
export function strIsdecimal(text: string): boolean {
  return every(text, isDecimalDigit);
}

/** `text.isdigit()` */
export function strIsdigit(text: string): boolean {
  return every(text, isAnyDigit);
}

/** `text.isnumeric()` */
export function strIsnumeric(text: string): boolean {
  return every(text, isAnyNumeric);
}

/** `text.isascii()` */
export function strIsascii(text: string): boolean {
  return isAscii(text);
}

/** `text.isspace()` */
export function strIsspace(text: string): boolean {
  return ONLY_SPACE.test(text);
}

/** `text.isprintable()` */
export function strIsprintable(text: string): boolean {
  return text === '' || every(text, isPrintable);
}

/** `text.isidentifier()`; a keyword is an identifier here. */
export function strIsidentifier(text: string): boolean {
  return IDENTIFIER.test(text) && (isAscii(text) || isAssigned(text));
}

/** `text.islower()`: some character is lower case and none is upper or title case. */
export function strIslower(text: string): boolean {
  let found = false;
  for (const character of text) {
    if (isUpper(character) || isTitle(character)) return false;
    if (!found && isLower(character)) found = true;
  }
  return found;
}

/** `text.isupper()`: some character is upper case and none is lower or title case. */
export function strIsupper(text: string): boolean {
  let found = false;
  for (const character of text) {
    if (isLower(character) || isTitle(character)) return false;
    if (!found && isUpper(character)) found = true;
  }
  return found;
}

/** `text.istitle()`: upper and title case only begin words, lower case never does. */
export function strIstitle(text: string): boolean {
  let found = false;
  let inWord = false;
  for (const character of text) {
    if (isUpper(character) || isTitle(character)) {
      if (inWord) return false;
      inWord = found = true;
    } else if (isLower(character)) {
      if (!inWord) return false;
      found = true;
    } else {
      inWord = false;
    }
  }
  return found;
}
