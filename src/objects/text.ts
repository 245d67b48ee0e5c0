/**
 * A str as a sequence of code points.
 *
 * A str is a JavaScript string, whose units are UTF-16. Without surrogates the two views agree and
 * every operation here is the host's own; with them an index is found through a table of marks,
 * kept for the string last asked about, so that walking a long string by index stays linear.
 *
 * A lone high surrogate followed by a lone low one is one character here and two in CPython.
 */
import {
  lastText,
  reserveItems,
  reserveText,
  spend,
  spendOn,
  spendOnEach,
  type CodePointIndex,
} from './meter.js';
import { PyError } from './py-error.js';

/** Strings shorter than this are examined anew each time: that costs less than the bookkeeping. */
const REMEMBERED_LENGTH = 32;
/** The table has one entry for this many code points. */
const MARK_DISTANCE = 64;

const SURROGATE = /[\ud800-\udfff]/;
const SURROGATE_PAIR = /[\ud800-\udbff][\udc00-\udfff]/;

function hasPairs(text: string): boolean {
  return SURROGATE.test(text) && SURROGATE_PAIR.test(text);
}

function indexOf(text: string): CodePointIndex | null {
  if (text.length < REMEMBERED_LENGTH) return hasPairs(text) ? makeIndex(text) : null;
  if (text !== lastText.text) {
    spendOn(text.length);
    lastText.text = text;
    lastText.index = hasPairs(text) ? makeIndex(text) : null;
  }
  return lastText.index;
}

function makeIndex(text: string): CodePointIndex {
  const marks: number[] = [];
  let length = 0;
  for (let at = 0; at < text.length; at += unitsAt(text, at)) {
    if (length % MARK_DISTANCE === 0) marks.push(at);
    length++;
  }
  return { length, marks };
}

/** How many units the code point at `at` takes. */
function unitsAt(text: string, at: number): 1 | 2 {
  return (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
}

/** The unit offset of the code point `position`, which is not negative; clipped to the end. */
function offsetOf(text: string, index: CodePointIndex | null, position: number): number {
  if (index === null) return Math.min(position, text.length);
  if (position >= index.length) return text.length;
  let at = index.marks[Math.floor(position / MARK_DISTANCE)] as number;
  for (let rest = position % MARK_DISTANCE; rest > 0; rest--) at += unitsAt(text, at);
  return at;
}

/** The position of the code point that begins at unit `offset`. */
function positionOf(text: string, index: CodePointIndex | null, offset: number): number {
  if (index === null) return offset;
  let low = 0;
  let high = index.marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((index.marks[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  let position = (low - 1) * MARK_DISTANCE;
  for (let at = index.marks[low - 1] as number; at < offset; at += unitsAt(text, at)) position++;
  return position;
}

/** `len(text)` */
export function strLength(text: string): number {
  return indexOf(text)?.length ?? text.length;
}

/**
 * The character at `position`, which may be negative and then counts from the end; undefined where
 * there is none.
 */
export function strAt(text: string, position: number): string | undefined {
  const index = indexOf(text);
  const length = index === null ? text.length : index.length;
  const from = position < 0 ? position + length : position;
  if (from < 0 || from >= length) return undefined;
  const offset = offsetOf(text, index, from);
  return index === null ? text[offset] : text.slice(offset, offset + unitsAt(text, offset));
}

/** The first `count` characters. */
export function strPrefix(text: string, count: number): string {
  if (count >= text.length) return text;
  return count <= 0 ? '' : text.slice(0, offsetOf(text, indexOf(text), count));
}

/**
 * `text[start:stop:step]`, for bounds that are already within the string (as `slice.indices` makes
 * them): `start` and `stop` are positions, -1 standing for "before the first" where `step` is
 * negative.
 */
export function strSlice(text: string, start: number, stop: number, step: number): string {
  const index = indexOf(text);
  if (step === 1) {
    if (stop <= start) return '';
    return text.slice(offsetOf(text, index, start), offsetOf(text, index, stop));
  }
  spendOn(text.length);
  spendOnEach(Math.ceil(Math.abs((stop - start) / step)));
  reserveText(Math.ceil(Math.abs((stop - start) / step)));
  const units = index === null ? text : Array.from(text);
  let result = '';
  if (step > 0) for (let i = start; i < stop; i += step) result += units[i] as string;
  else for (let i = start; i > stop; i += step) result += units[i] as string;
  return result;
}

/** The characters of `text` in order. */
export function strCharacters(text: string): string[] {
  spendOnEach(text.length);
  reserveItems(text.length);
  return Array.from(text);
}

/**
 * The character that begins at unit `offset`, for an iterator that keeps a unit offset and moves it
 * by the length of what it got; undefined at the end.
 */
export function characterAtOffset(text: string, offset: number): string | undefined {
  if (offset >= text.length) return undefined;
  const unit = text.charCodeAt(offset);
  if (unit < 0xd800 || unit > 0xdbff) return text[offset];
  return text.slice(offset, offset + unitsAt(text, offset));
}

/** A range of unit offsets, or null where the start lies beyond the end of the text. */
interface Bounds {
  readonly index: CodePointIndex | null;
  readonly from: number;
  readonly to: number;
}

/** The range that `start` and `end` of `find`, `count` … select; negative ones count from the end. */
function boundsOf(text: string, start: number, end: number): Bounds | null {
  const index = indexOf(text);
  const length = index === null ? text.length : index.length;
  const first = start < 0 ? Math.max(0, start + length) : start;
  const last = end < 0 ? Math.max(0, end + length) : Math.min(end, length);
  if (first > last) return null;
  return { index, from: offsetOf(text, index, first), to: offsetOf(text, index, last) };
}

/**
 * `text.find(part, start, end)`: the position of the first occurrence, or -1.
 */
export function strFind(text: string, part: string, start = 0, end = Infinity): number {
  const bounds = boundsOf(text, start, end);
  if (bounds === null) return -1;
  const found = nextAt(text, part, bounds.from);
  if (found < 0 || found + part.length > bounds.to) return -1;
  return positionOf(text, bounds.index, found);
}

/** `text.rfind(part, start, end)`: the position of the last occurrence, or -1. */
export function strRfind(text: string, part: string, start = 0, end = Infinity): number {
  const bounds = boundsOf(text, start, end);
  if (bounds === null || bounds.to - bounds.from < part.length) return -1;
  const found = lastAt(text, part, bounds.to);
  return found < bounds.from ? -1 : positionOf(text, bounds.index, found);
}

/** `text.index(part, start, end)`: as `find`, but ValueError where there is none. */
export function strIndex(text: string, part: string, start = 0, end = Infinity): number {
  return found(strFind(text, part, start, end));
}

/** `text.rindex(part, start, end)`: as `rfind`, but ValueError where there is none. */
export function strRindex(text: string, part: string, start = 0, end = Infinity): number {
  return found(strRfind(text, part, start, end));
}

function found(position: number): number {
  if (position < 0) throw new PyError('ValueError', 'substring not found');
  return position;
}

/** Whether unit `at` is the second half of a surrogate pair: no character begins there. */
function splitsPair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (!(unit >= 0xdc00 && unit <= 0xdfff) || at === 0) return false;
  const before = text.charCodeAt(at - 1);
  return before >= 0xd800 && before <= 0xdbff;
}

/** The offset at or after `from` where `part` stands as whole characters; -1 where it does not. */
export function nextAt(text: string, part: string, from: number): number {
  let at = text.indexOf(part, from);
  // A lone surrogate is found inside a pair only by the host, not by Python.
  while (at >= 0 && (splitsPair(text, at) || (part !== '' && splitsPair(text, at + part.length)))) {
    at = at + 1 > text.length ? -1 : text.indexOf(part, at + 1);
  }
  return at;
}

/** So many comparisons are done at once. */
const MANY = 1e7;

/** `text.lastIndexOf(part, from)`, which the host does in quadratic time. */
function lastIndexOf(text: string, part: string, from: number): number {
  if (part.length * from < MANY) return text.lastIndexOf(part, from);
  spend(from);
  const end = from + part.length;
  const found = reversed(text.slice(0, end)).indexOf(reversed(part));
  return found < 0 ? -1 : end - found - part.length;
}

const CHUNK = 8192;

/** The units of a text in reverse order. */
function reversed(text: string): string {
  let result = '';
  for (let end = text.length; end > 0; end -= CHUNK) {
    const units: number[] = [];
    for (let at = end - 1; at >= Math.max(0, end - CHUNK); at--) units.push(text.charCodeAt(at));
    result += String.fromCharCode(...units);
  }
  return result;
}

/** The offset of the last `part` that ends at or before `to`; -1 where there is none. */
export function lastAt(text: string, part: string, to: number): number {
  let at = to < part.length ? -1 : lastIndexOf(text, part, to - part.length);
  while (at >= 0 && (splitsPair(text, at) || (part !== '' && splitsPair(text, at + part.length)))) {
    at = at === 0 ? -1 : lastIndexOf(text, part, at - 1);
  }
  return at;
}

/** `text.count(part, start, end)`: occurrences that do not overlap. */
export function strCount(text: string, part: string, start = 0, end = Infinity): number {
  const bounds = boundsOf(text, start, end);
  if (bounds === null) return 0;
  if (part === '') return strLength(text.slice(bounds.from, bounds.to)) + 1;
  let count = 0;
  let at = nextAt(text, part, bounds.from);
  while (at >= 0 && at + part.length <= bounds.to) {
    count++;
    at = nextAt(text, part, at + part.length);
  }
  return count;
}

/** `text.startswith(prefix, start, end)` for one prefix. */
export function strStartswith(text: string, prefix: string, start = 0, end = Infinity): boolean {
  const bounds = boundsOf(text, start, end);
  if (bounds === null || bounds.from + prefix.length > bounds.to) return false;
  return text.startsWith(prefix, bounds.from) && !splitsPair(text, bounds.from + prefix.length);
}

/** `text.endswith(suffix, start, end)` for one suffix. */
export function strEndswith(text: string, suffix: string, start = 0, end = Infinity): boolean {
  const bounds = boundsOf(text, start, end);
  if (bounds === null || bounds.from + suffix.length > bounds.to) return false;
  return text.endsWith(suffix, bounds.to) && !splitsPair(text, bounds.to - suffix.length);
}

/** Minus one, zero or one as `a` sorts before, equals or sorts after `b`, by code points. */
export function compareStrs(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  spendOn(length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Pairs stand for code points above U+FFFF, yet their units lie below U+E000.
    if (x >= 0xd800 && y >= 0xd800) {
      return (wholeCodePoint(a, i) as number) < (wholeCodePoint(b, i) as number) ? -1 : 1;
    }
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** The code point that unit `i` is part of, as either half. */
function wholeCodePoint(text: string, i: number): number | undefined {
  return text.codePointAt(splitsPair(text, i) ? i - 1 : i);
}
