/** `str.encode` and `bytes.decode` for UTF-8, ASCII and Latin-1, with Python's error handlers. */
import { reserve, reserveText, spendOnEach } from './meter.js';
import { PyError } from './py-error.js';

/** An encoding that `normaliseEncoding` knows. */
export type Encoding = 'utf-8' | 'ascii' | 'latin-1';

/**
 * A character that cannot be encoded or bytes that cannot be decoded. The exception has these five
 * as its arguments; `message` is what `str()` makes of them.
 */
export class CodecError extends PyError {
  constructor(
    typeName: 'UnicodeEncodeError' | 'UnicodeDecodeError',
    readonly encoding: string,
    readonly object: string | Uint8Array,
    /** Positions in code points of a str, or in bytes; `end` is exclusive. */
    readonly start: number,
    readonly end: number,
    readonly reason: string,
    what: string,
  ) {
    const verb = typeName === 'UnicodeEncodeError' ? 'encode' : 'decode';
    const place = end - start === 1 ? `position ${start}` : `position ${start}-${end - 1}`;
    super(typeName, `'${encoding}' codec can't ${verb} ${what} in ${place}: ${reason}`);
  }
}

/** The names that stand for an encoding, once case and punctuation are evened out. */
const ALIASES: Record<string, Encoding> = {
  utf_8: 'utf-8',
  utf8: 'utf-8',
  utf: 'utf-8',
  u8: 'utf-8',
  cp65001: 'utf-8',
  ascii: 'ascii',
  us_ascii: 'ascii',
  us: 'ascii',
  '646': 'ascii',
  iso646_us: 'ascii',
  latin_1: 'latin-1',
  latin1: 'latin-1',
  latin: 'latin-1',
  l1: 'latin-1',
  iso_8859_1: 'latin-1',
  iso8859_1: 'latin-1',
  iso8859: 'latin-1',
  '8859': 'latin-1',
  cp819: 'latin-1',
};

/** The encoding that a name stands for; LookupError where pyg has none of that name. */
export function normaliseEncoding(name: string): Encoding {
  if (name.includes('\0')) throw new PyError('ValueError', 'embedded null character');
  const key = name.toLowerCase().replace(/[^a-z0-9.]+/g, '_');
  const encoding = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
  if (encoding === undefined) throw new PyError('LookupError', `unknown encoding: ${name}`);
  return encoding;
}

const LIMITS: Record<Encoding, number> = { 'utf-8': 0x110000, ascii: 0x80, 'latin-1': 0x100 };
const REPLACEMENT = '\ufffd';

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}

/** Collects bytes; grows by doubling. */
class ByteBuilder {
  private bytes: Uint8Array;
  private length = 0;

  /** @param expected how many bytes there will be, if nothing is out of the ordinary */
  constructor(expected: number) {
    reserve(expected);
    this.bytes = new Uint8Array(Math.max(expected, 16));
  }

  push(byte: number): void {
    if (this.length === this.bytes.length) {
      reserve(this.length * 2);
      const wider = new Uint8Array(this.length * 2);
      wider.set(this.bytes);
      this.bytes = wider;
    }
    this.bytes[this.length++] = byte;
  }

  /** The code point in UTF-8; surrogates as if they were characters. */
  pushUtf8(codePoint: number): void {
    if (codePoint < 0x80) {
      this.push(codePoint);
    } else if (codePoint < 0x800) {
      this.push(0xc0 | (codePoint >> 6));
      this.push(0x80 | (codePoint & 0x3f));
    } else {
      if (codePoint < 0x10000) {
        this.push(0xe0 | (codePoint >> 12));
      } else {
        this.push(0xf0 | (codePoint >> 18));
        this.push(0x80 | ((codePoint >> 12) & 0x3f));
      }
      this.push(0x80 | ((codePoint >> 6) & 0x3f));
      this.push(0x80 | (codePoint & 0x3f));
    }
  }

  pushAscii(text: string): void {
    for (let i = 0; i < text.length; i++) this.push(text.charCodeAt(i));
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }
}

/** Collects code points, many of which become a part of the text together. */
class TextBuilder {
  private readonly waiting: Uint16Array;
  private count = 0;
  private text = '';

  /** @param expected how long the text will be, if nothing is out of the ordinary */
  constructor(expected: number) {
    reserveText(expected);
    this.waiting = new Uint16Array(Math.min(expected, 4096) + 2);
  }

  push(codePoint: number): void {
    if (this.count + 2 > this.waiting.length) this.flush();
    if (codePoint > 0xffff) {
      this.waiting[this.count++] = 0xd7c0 + (codePoint >> 10);
      this.waiting[this.count++] = 0xdc00 + (codePoint & 0x3ff);
    } else {
      this.waiting[this.count++] = codePoint;
    }
  }

  append(text: string): void {
    reserveText(text.length);
    this.flush();
    this.text += text;
  }

  private flush(): void {
    this.text += String.fromCharCode(...this.waiting.subarray(0, this.count));
    this.count = 0;
  }

  finish(): string {
    this.flush();
    return this.text;
  }
}

/**
 * `text.encode(encoding, errors)`. UnicodeEncodeError as a `CodecError`; LookupError for an unknown
 * encoding, or an unknown handler once it is needed.
 */
export function strEncode(text: string, encoding = 'utf-8', errors = 'strict'): Uint8Array {
  const known = normaliseEncoding(encoding);
  const limit = LIMITS[known];
  spendOnEach(text.length);
  const result = new ByteBuilder(text.length);
  const fails = (codePoint: number): boolean =>
    codePoint >= limit || (known === 'utf-8' && isSurrogate(codePoint));
  // Where a character stands, in code points: behind so many units, less one for each pair.
  let pairs = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at) as number;
    if (fails(codePoint)) {
      if (!encodeFailing(result, codePoint, known, errors)) {
        throw encodeError(text, at, at - pairs, known, fails);
      }
    } else if (known === 'utf-8') result.pushUtf8(codePoint);
    else result.push(codePoint);
    if (codePoint > 0xffff) {
      at++;
      pairs++;
    }
  }
  return result.finish();
}

/** Applies the error handler to one character; false where it gives up. */
function encodeFailing(
  result: ByteBuilder,
  codePoint: number,
  encoding: Encoding,
  errors: string,
): boolean {
  switch (errors) {
    case 'strict':
      return false;
    case 'ignore':
      return true;
    case 'replace':
      result.pushAscii('?');
      return true;
    case 'xmlcharrefreplace':
      result.pushAscii(`&#${codePoint};`);
      return true;
    case 'backslashreplace':
      result.pushAscii(escapeOf(codePoint));
      return true;
    case 'surrogateescape':
      if (codePoint < 0xdc80 || codePoint > 0xdcff) return false;
      result.push(codePoint - 0xdc00);
      return true;
    case 'surrogatepass':
      if (encoding !== 'utf-8') return false;
      result.pushUtf8(codePoint);
      return true;
    default:
      throw unknownHandler(errors);
  }
}

function unknownHandler(errors: string): PyError {
  return new PyError('LookupError', `unknown error handler name '${errors}'`);
}

function escapeOf(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint < 0x100) return `\\x${hex.padStart(2, '0')}`;
  return codePoint < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** The error of a run of characters that cannot be encoded; the handler has given up at the one at `at`. */
function encodeError(
  text: string,
  at: number,
  start: number,
  encoding: Encoding,
  fails: (codePoint: number) => boolean,
): CodecError {
  let end = start;
  for (const character of text.slice(at)) {
    if (!fails(character.codePointAt(0) as number)) break;
    end++;
  }
  const reason =
    encoding === 'utf-8' ? 'surrogates not allowed' : `ordinal not in range(${LIMITS[encoding]})`;
  const one = end - start === 1;
  const what = one ? `character '${escapeOf(text.codePointAt(at) as number)}'` : 'characters';
  return new CodecError('UnicodeEncodeError', encoding, text, start, end, reason, what);
}

/**
 * `bytes.decode(encoding, errors)`. UnicodeDecodeError as a `CodecError`; LookupError as above.
 */
export function decodeBytes(bytes: Uint8Array, encoding = 'utf-8', errors = 'strict'): string {
  const known = normaliseEncoding(encoding);
  spendOnEach(bytes.length);
  const result = new TextBuilder(bytes.length);
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte < 0x80 || known === 'latin-1') {
      result.push(byte);
      at++;
      continue;
    }
    const sequence = known === 'utf-8' ? readUtf8(bytes, at) : ASCII_FAILURE;
    if (sequence.reason === null) {
      result.push(sequence.codePoint);
      at += sequence.length;
      continue;
    }
    const handled = decodeFailing(bytes, at, at + sequence.length, known, sequence.reason, errors);
    result.append(handled.text);
    at = handled.next;
  }
  return result.finish();
}

/** A sequence of bytes that is a character, or with a reason why it is not one. */
interface Utf8Sequence {
  readonly codePoint: number;
  readonly length: number;
  readonly reason: string | null;
}

const ASCII_FAILURE: Utf8Sequence = {
  codePoint: 0,
  length: 1,
  reason: 'ordinal not in range(128)',
};

/** Reads the sequence that begins at `at` with a byte beyond ASCII. */
function readUtf8(bytes: Uint8Array, at: number): Utf8Sequence {
  const first = bytes[at] as number;
  if (first < 0xc2 || first > 0xf4) return failure(1, 'invalid start byte');
  const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  let codePoint = first & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const next = bytes[at + i];
    if (next === undefined) return failure(i, 'unexpected end of data');
    if (next < 0x80 || next > 0xbf || (i === 1 && !secondByteAllowed(first, next))) {
      return failure(i, 'invalid continuation byte');
    }
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  return { codePoint, length: size, reason: null };
}

/** Excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
function secondByteAllowed(first: number, second: number): boolean {
  if (first === 0xe0) return second >= 0xa0;
  if (first === 0xed) return second < 0xa0;
  if (first === 0xf0) return second >= 0x90;
  return first !== 0xf4 || second < 0x90;
}

function failure(length: number, reason: string): Utf8Sequence {
  return { codePoint: 0, length, reason };
}

/** What the error handler makes of the bytes from `start` to `end`, and where decoding goes on. */
function decodeFailing(
  bytes: Uint8Array,
  start: number,
  end: number,
  encoding: Encoding,
  reason: string,
  errors: string,
): { text: string; next: number } {
  const failing = bytes.subarray(start, end);
  if (errors === 'ignore') return { text: '', next: end };
  if (errors === 'replace') return { text: REPLACEMENT, next: end };
  if (errors === 'backslashreplace') {
    return { text: Array.from(failing, escapeOf).join(''), next: end };
  }
  if (errors === 'surrogateescape') {
    return {
      text: String.fromCharCode(...Array.from(failing, (byte) => 0xdc00 + byte)),
      next: end,
    };
  }
  if (errors === 'surrogatepass') {
    const [first = 0, second = 0, third = 0] = bytes.subarray(start, start + 3);
    if (
      encoding === 'utf-8' &&
      first === 0xed &&
      second >= 0xa0 &&
      second <= 0xbf &&
      third >> 6 === 2
    ) {
      const unit = 0xd000 | ((second & 0x3f) << 6) | (third & 0x3f);
      return { text: String.fromCharCode(unit), next: start + 3 };
    }
  } else if (errors !== 'strict') {
    throw unknownHandler(errors);
  }
  const what =
    end - start === 1
      ? `byte 0x${(bytes[start] as number).toString(16).padStart(2, '0')}`
      : 'bytes';
  throw new CodecError('UnicodeDecodeError', encoding, bytes, start, end, reason, what);
}
