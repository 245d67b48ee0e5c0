/** The methods of str that cut, join, strip, pad and replace. */
import { repeatFill } from './format-padding.js';
import { allocated, Bytes, reserveText } from './meter.js';
import { PyError } from './py-error.js';
import { lastAt, nextAt, strLength } from './text.js';
import { WHITESPACE } from './text-classes.js';

const LEADING_SPACE = new RegExp(`^[${WHITESPACE}]+`);
const SPACE = new RegExp(`[${WHITESPACE}]`);
const WORDS = new RegExp(`[^${WHITESPACE}]+`, 'g');
/** The line boundaries of one character, as the inside of a character class. */
const LINE_BOUNDARIES = '\\n-\\r\\x1c-\\x1e\\x85\\u2028\\u2029';
const LINE_END = new RegExp(`\\r\\n|[${LINE_BOUNDARIES}]`, 'g');

/** Where trailing whitespace begins. A pattern anchored at the end would try at every space. */
function endOfContent(text: string): number {
  let end = text.length;
  while (end > 0 && SPACE.test(text.charAt(end - 1))) end--;
  return end;
}

/** `text.lstrip(characters)`; null strips whitespace. */
export function strLstrip(text: string, characters: string | null = null): string {
  if (characters === null) return text.replace(LEADING_SPACE, '');
  const stripped = new Set(characters);
  let start = 0;
  for (const character of text) {
    if (!stripped.has(character)) break;
    start += character.length;
  }
  return text.slice(start);
}

/** `text.rstrip(characters)`; null strips whitespace. */
export function strRstrip(text: string, characters: string | null = null): string {
  if (characters === null) return text.slice(0, endOfContent(text));
  const stripped = new Set(characters);
  let end = text.length;
  while (end > 0) {
    const pair = text.codePointAt(end - 2);
    const size = end > 1 && pair !== undefined && pair > 0xffff ? 2 : 1;
    if (!stripped.has(text.slice(end - size, end))) break;
    end -= size;
  }
  return text.slice(0, end);
}

/** `text.strip(characters)`; null strips whitespace. */
export function strStrip(text: string, characters: string | null = null): string {
  return strRstrip(strLstrip(text, characters), characters);
}

/** `text.removeprefix(prefix)` */
export function strRemoveprefix(text: string, prefix: string): string {
  return prefix !== '' && nextAt(text, prefix, 0) === 0 ? text.slice(prefix.length) : text;
}

/** `text.removesuffix(suffix)` */
export function strRemovesuffix(text: string, suffix: string): string {
  const at = text.length - suffix.length;
  return suffix !== '' && lastAt(text, suffix, text.length) === at && at >= 0
    ? text.slice(0, at)
    : text;
}

/** The limit on the number of cuts, where a negative one is none. */
function limitOf(count: number): number {
  return count < 0 ? Infinity : count;
}

function requireSeparator(separator: string): void {
  if (separator === '') throw new PyError('ValueError', 'empty separator');
}

/** `text.split(separator, maxsplit)`; null separates at runs of whitespace. */
export function strSplit(text: string, separator: string | null = null, maxsplit = -1): string[] {
  const limit = limitOf(maxsplit);
  if (separator === null) return splitWords(text, limit);
  requireSeparator(separator);
  const parts: string[] = [];
  let start = 0;
  while (parts.length < limit) {
    const at = nextAt(text, separator, start);
    if (at < 0) break;
    allocated(Bytes.PART);
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

function splitWords(text: string, limit: number): string[] {
  if (limit === Infinity) {
    const words = text.match(WORDS) ?? [];
    allocated(words.length * Bytes.PART);
    return words;
  }
  const words: string[] = [];
  for (const match of text.matchAll(WORDS)) {
    if (words.length >= limit) {
      words.push(text.slice(match.index));
      break;
    }
    allocated(Bytes.PART);
    words.push(match[0]);
  }
  return words;
}

/** `text.rsplit(separator, maxsplit)`: as `split`, but cutting from the end. */
export function strRsplit(text: string, separator: string | null = null, maxsplit = -1): string[] {
  const limit = limitOf(maxsplit);
  if (separator === null) return rsplitWords(text, limit);
  requireSeparator(separator);
  const parts: string[] = [];
  let end = text.length;
  while (parts.length < limit) {
    const at = lastAt(text, separator, end);
    if (at < 0) break;
    allocated(Bytes.PART);
    parts.push(text.slice(at + separator.length, end));
    end = at;
  }
  parts.push(text.slice(0, end));
  return parts.reverse();
}

function rsplitWords(text: string, limit: number): string[] {
  const words = Array.from(text.matchAll(WORDS), (match) => {
    allocated(Bytes.PART);
    return match;
  });
  if (words.length <= limit) return words.map((match) => match[0]);
  const cut = words.length - limit;
  const last = words[cut - 1] as RegExpMatchArray & { index: number };
  const head = text.slice(0, last.index + last[0].length);
  return [head, ...words.slice(cut).map((match) => match[0])];
}

/** `text.splitlines(keepends)`: at every line boundary of Unicode; no empty line at the end. */
export function strSplitlines(text: string, keepends = false): string[] {
  const lines: string[] = [];
  let start = 0;
  for (const match of text.matchAll(LINE_END)) {
    allocated(Bytes.PART);
    const end = match.index + match[0].length;
    lines.push(text.slice(start, keepends ? end : match.index));
    start = end;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** `text.partition(separator)` */
export function strPartition(text: string, separator: string): [string, string, string] {
  requireSeparator(separator);
  const at = nextAt(text, separator, 0);
  if (at < 0) return [text, '', ''];
  return [text.slice(0, at), separator, text.slice(at + separator.length)];
}

/** `text.rpartition(separator)` */
export function strRpartition(text: string, separator: string): [string, string, string] {
  requireSeparator(separator);
  const at = lastAt(text, separator, text.length);
  if (at < 0) return ['', '', text];
  return [text.slice(0, at), separator, text.slice(at + separator.length)];
}

/** `text.replace(old, replacement, count)`; a negative count replaces all. */
export function strReplace(text: string, old: string, replacement: string, count = -1): string {
  const limit = limitOf(count);
  if (limit === 0) return text;
  if (old !== '') {
    const parts = strSplit(text, old, count);
    const more = replacement.length - old.length;
    if (more > 0) reserveText(text.length + (parts.length - 1) * more);
    return parts.join(replacement);
  }
  reserveText(text.length + Math.min(limit, text.length + 1) * replacement.length);
  // The empty string stands before every character and at the end.
  let result = '';
  let replaced = 0;
  for (const character of text) {
    result += replaced++ < limit ? replacement + character : character;
  }
  return replaced < limit ? result + replacement : result;
}

function requireFill(fill: string): void {
  if (strLength(fill) !== 1) {
    throw new PyError('TypeError', 'The fill character must be exactly one character long');
  }
}

/** `text.ljust(width, fill)` */
export function strLjust(text: string, width: number, fill = ' '): string {
  requireFill(fill);
  return text + repeatFill(fill, width - strLength(text));
}

/** `text.rjust(width, fill)` */
export function strRjust(text: string, width: number, fill = ' '): string {
  requireFill(fill);
  return repeatFill(fill, width - strLength(text)) + text;
}

/** `text.center(width, fill)`: an odd one out goes left where the width is odd, else right. */
export function strCenter(text: string, width: number, fill = ' '): string {
  requireFill(fill);
  const missing = width - strLength(text);
  if (missing <= 0) return text;
  const left = Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0);
  return repeatFill(fill, left) + text + repeatFill(fill, missing - left);
}

/** `text.zfill(width)`: zeros go behind a sign. */
export function strZfill(text: string, width: number): string {
  const zeros = repeatFill('0', width - strLength(text));
  const signed = text.startsWith('+') || text.startsWith('-');
  return signed ? text.charAt(0) + zeros + text.slice(1) : zeros + text;
}

/** `text.expandtabs(size)`: columns are counted from the last line end. */
export function strExpandtabs(text: string, size = 8): string {
  let result = '';
  let column = 0;
  for (const character of text) {
    if (character === '\t') {
      const spaces = size > 0 ? size - (column % size) : 0;
      result += repeatFill(' ', spaces);
      column += spaces;
    } else {
      result += character;
      column = character === '\n' || character === '\r' ? 0 : column + 1;
    }
  }
  return result;
}

/** What `translate` makes of a code point: nothing, another one, a text, or itself (undefined). */
export type Translation = number | string | null | undefined;

/**
 * `str.maketrans(from, to, deleted)` as pairs of a code point and what becomes of it, later ones
 * overriding earlier ones.
 */
export function strMaketrans(from: string, to: string, deleted = ''): [number, Translation][] {
  const sources = Array.from(from);
  const targets = Array.from(to);
  if (sources.length !== targets.length) {
    throw new PyError('ValueError', 'the first two maketrans arguments must have equal length');
  }
  const pairs = sources.map((character, i): [number, Translation] => [
    character.codePointAt(0) as number,
    (targets[i] as string).codePointAt(0) as number,
  ]);
  for (const character of deleted) pairs.push([character.codePointAt(0) as number, null]);
  return pairs;
}

/** `text.translate(table)`, where `lookup` asks the table. */
export function strTranslate(text: string, lookup: (codePoint: number) => Translation): string {
  let result = '';
  let reserved = text.length;
  for (const character of text) {
    if (result.length > reserved) reserveText((reserved = 2 * result.length));
    const image = lookup(character.codePointAt(0) as number);
    if (image === undefined) result += character;
    else if (typeof image === 'string') {
      reserveText(image.length);
      result += image;
    } else if (image !== null) result += translatedCharacter(image);
  }
  return result;
}

function translatedCharacter(codePoint: number): string {
  if (codePoint < 0 || codePoint > 0x10ffff) {
    throw new PyError('ValueError', 'character mapping must be in range(0x110000)');
  }
  return String.fromCodePoint(codePoint);
}
