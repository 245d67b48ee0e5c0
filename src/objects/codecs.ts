// Text to bytes and back: UTF-8, UTF-16, UTF-32, Latin-1 and ASCII, with CPython's error handlers.
// A lone surrogate in a JavaScript string is the surrogate code point of a Python string.
import { PyBytes } from './bytes.js';
import { raised } from './exceptions.js';

/** How one encoding writes a code point and where it cannot. */
interface Codec {
  /** As errors name it. */
  readonly name: string;
  readonly mark: readonly number[];
  /** Append the bytes of a code point, or return false when there are none. */
  write(codePoint: number, bytes: number[]): boolean;
  /** Why `write` fails. */
  readonly reason: string;
  decode(bytes: Uint8Array, errors: string): string;
}

const SURROGATES_NOT_ALLOWED = 'surrogates not allowed';

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}

/** A single-byte encoding whose bytes are the first `limit` code points. */
function singleByte(name: string, limit: number): Codec {
  const reason = `ordinal not in range(${limit})`;
  return {
    name,
    mark: [],
    reason,
    write(codePoint, bytes) {
      if (codePoint >= limit) return false;
      bytes.push(codePoint);
      return true;
    },
    decode(bytes, errors) {
      let text = '';
      for (let i = 0; i < bytes.length; i++) {
        text +=
          bytes[i]! < limit
            ? String.fromCharCode(bytes[i]!)
            : undecodable(name, bytes, i, i + 1, reason, errors);
      }
      return text;
    },
  };
}

function writeUtf8(codePoint: number, bytes: number[]): void {
  if (codePoint < 0x80) bytes.push(codePoint);
  else if (codePoint < 0x800) bytes.push(0xc0 | (codePoint >> 6), continuation(codePoint));
  else if (codePoint < 0x10000) {
    bytes.push(0xe0 | (codePoint >> 12), continuation(codePoint >> 6), continuation(codePoint));
  } else {
    bytes.push(0xf0 | (codePoint >> 18), continuation(codePoint >> 12));
    bytes.push(continuation(codePoint >> 6), continuation(codePoint));
  }
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

function utf8(name: string, mark: readonly number[]): Codec {
  return {
    name,
    mark,
    reason: SURROGATES_NOT_ALLOWED,
    write(codePoint, bytes) {
      if (isSurrogate(codePoint)) return false;
      writeUtf8(codePoint, bytes);
      return true;
    },
    decode(bytes, errors) {
      const marked = mark.length > 0 && mark.every((byte, i) => bytes[i] === byte);
      return decodeUtf8(marked ? bytes.subarray(mark.length) : bytes, errors);
    },
  };
}

/** The number of continuation bytes after a first byte; -1 when it cannot be first. */
function continuationCount(first: number): number {
  if (first < 0x80) return 0;
  if (first < 0xc2 || first > 0xf4) return -1;
  return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

/** Whether a byte may be the second of a sequence: some first bytes allow fewer than the rest. */
function isSecond(first: number, byte: number): boolean {
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  return byte >= low && byte <= high;
}

function decodeUtf8(bytes: Uint8Array, errors: string): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at]!;
    const count = continuationCount(first);
    if (count === 0) {
      text += String.fromCharCode(first);
      at++;
      continue;
    }
    if (errors === 'surrogatepass' && first === 0xed && isEncodedSurrogate(bytes, at)) {
      text += String.fromCharCode(0xd000 | ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f));
      at += 3;
      continue;
    }
    let reason = count < 0 ? 'invalid start byte' : '';
    let codePoint = first & (0x3f >> Math.max(count, 1));
    let end = at + 1;
    for (; reason === '' && end <= at + count; end++) {
      const byte = bytes[end];
      const valid = byte !== undefined && (end === at + 1 ? isSecond(first, byte) : byte >> 6 === 2);
      if (!valid) {
        reason = byte === undefined ? 'unexpected end of data' : 'invalid continuation byte';
        break;
      }
      codePoint = (codePoint << 6) | (byte & 0x3f);
    }
    text +=
      reason === ''
        ? String.fromCodePoint(codePoint)
        : undecodable('utf-8', bytes, at, end, reason, errors);
    at = end;
  }
  return text;
}

function isEncodedSurrogate(bytes: Uint8Array, at: number): boolean {
  return (bytes[at + 1] ?? 0) >> 5 === 5 && (bytes[at + 2] ?? 0) >> 6 === 2;
}

/** Append `size` bytes of a number in the given order. */
function writeUnit(unit: number, size: number, little: boolean, bytes: number[]): void {
  for (let i = 0; i < size; i++) {
    bytes.push((unit >>> (8 * (little ? i : size - 1 - i))) & 0xff);
  }
}

function readUnit(bytes: Uint8Array, at: number, size: number, little: boolean): number {
  let unit = 0;
  for (let i = 0; i < size; i++) unit = unit * 256 + bytes[little ? at + size - 1 - i : at + i]!;
  return unit;
}

function writeUtf16(codePoint: number, little: boolean, bytes: number[]): void {
  if (codePoint < 0x10000) writeUnit(codePoint, 2, little, bytes);
  else {
    writeUnit(0xd800 + ((codePoint - 0x10000) >> 10), 2, little, bytes);
    writeUnit(0xdc00 + ((codePoint - 0x10000) & 0x3ff), 2, little, bytes);
  }
}

/** UTF-16 or UTF-32; without a fixed order it writes a mark and goes by one. */
function wide(name: string, size: 2 | 4, order: 'little' | 'big' | null): Codec {
  const writesLittle = order !== 'big';
  const mark: number[] = [];
  if (order === null) writeUnit(0xfeff, size, true, mark);
  return {
    name,
    mark,
    reason: SURROGATES_NOT_ALLOWED,
    write(codePoint, bytes) {
      if (isSurrogate(codePoint)) return false;
      if (size === 2) writeUtf16(codePoint, writesLittle, bytes);
      else writeUnit(codePoint, 4, writesLittle, bytes);
      return true;
    },
    decode(bytes, errors) {
      let little = writesLittle;
      let start = 0;
      if (order === null && bytes.length >= size) {
        const marked = readUnit(bytes, 0, size, true) === 0xfeff;
        const swapped = readUnit(bytes, 0, size, false) === 0xfeff;
        little = !swapped;
        start = marked || swapped ? size : 0;
      }
      const full = order === null ? `${name}-${little ? 'le' : 'be'}` : name;
      return size === 2
        ? decodeUtf16(full, bytes, start, little, errors)
        : decodeUtf32(full, bytes, start, little, errors);
    },
  };
}

function decodeUtf16(
  name: string,
  bytes: Uint8Array,
  start: number,
  little: boolean,
  errors: string,
): string {
  let text = '';
  let at = start;
  const fail = (length: number, reason: string): void => {
    const end = Math.min(at + length, bytes.length);
    text += undecodable(name, bytes, at, end, reason, errors);
    at = end;
  };
  while (at < bytes.length) {
    if (at + 2 > bytes.length) {
      fail(1, 'truncated data');
      continue;
    }
    const unit = readUnit(bytes, at, 2, little);
    const passed = errors === 'surrogatepass' || !isSurrogate(unit);
    const lead = unit >= 0xd800 && unit < 0xdc00;
    const next = lead && at + 4 <= bytes.length ? readUnit(bytes, at + 2, 2, little) : 0;
    if (next >= 0xdc00 && next <= 0xdfff) {
      text += String.fromCharCode(unit, next);
      at += 4;
    } else if (passed) {
      text += String.fromCharCode(unit);
      at += 2;
    } else if (!lead) fail(2, 'illegal encoding');
    else if (at + 4 > bytes.length) fail(4, 'unexpected end of data');
    else fail(2, 'illegal UTF-16 surrogate');
  }
  return text;
}

function decodeUtf32(
  name: string,
  bytes: Uint8Array,
  start: number,
  little: boolean,
  errors: string,
): string {
  let text = '';
  for (let at = start; at < bytes.length; at += 4) {
    const end = Math.min(at + 4, bytes.length);
    const unit = end < at + 4 ? -1 : readUnit(bytes, at, 4, little);
    let reason = '';
    if (unit < 0) reason = 'truncated data';
    else if (unit > 0x10ffff) reason = 'code point not in range(0x110000)';
    else if (isSurrogate(unit) && errors !== 'surrogatepass') {
      reason = 'code point in surrogate code point range(0xd800, 0xe000)';
    }
    text +=
      reason === ''
        ? String.fromCodePoint(unit)
        : undecodable(name, bytes, at, end, reason, errors);
  }
  return text;
}

const ASCII = singleByte('ascii', 0x80);
const LATIN1 = singleByte('latin-1', 0x100);
const UTF8 = utf8('utf-8', []);

/** Encodings by normalised name. */
const CODECS = new Map<string, Codec>([
  ...['utf-8', 'utf8', 'u8', 'utf'].map((name) => [name, UTF8] as const),
  ...['ascii', 'us-ascii', '646'].map((name) => [name, ASCII] as const),
  ...['latin-1', 'latin1', 'latin', 'l1', 'iso-8859-1', 'iso8859-1', '8859', 'cp819'].map(
    (name) => [name, LATIN1] as const,
  ),
  ['utf-8-sig', utf8('utf-8', [0xef, 0xbb, 0xbf])],
  ...[
    wide('utf-16', 2, null),
    wide('utf-16-le', 2, 'little'),
    wide('utf-16-be', 2, 'big'),
    wide('utf-32', 4, null),
    wide('utf-32-le', 4, 'little'),
    wide('utf-32-be', 4, 'big'),
  ].flatMap((codec) => [
    [codec.name, codec] as const,
    // utf16, utf16-le … and utf-16le … are spellings too.
    [codec.name.replace('utf-', 'utf'), codec] as const,
    [codec.name.replace(/-(.e)$/, '$1'), codec] as const,
  ]),
]);

function codecNamed(encoding: string): Codec {
  const codec = CODECS.get(encoding.toLowerCase().replace(/[ _-]+/g, '-'));
  if (codec === undefined) throw raised('LookupError', `unknown encoding: ${encoding}`);
  return codec;
}

/**
 * text.encode(encoding, errors)
 * @throws Raised UnicodeEncodeError, LookupError for an unknown encoding or error handler
 */
export function encodeText(text: string, encoding = 'utf-8', errors = 'strict'): Uint8Array {
  const codec = codecNamed(encoding);
  const bytes = [...codec.mark];
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at++) {
    if (codec.write(characters[at]!.codePointAt(0)!, bytes)) continue;
    let end = at + 1;
    while (end < characters.length && !codec.write(characters[end]!.codePointAt(0)!, [])) end++;
    writeUnencodable(codec, text, characters, at, end, errors, bytes);
    at = end - 1;
  }
  return Uint8Array.from(bytes);
}

/** Append what the error handler makes of the characters from `start` to `end`. */
function writeUnencodable(
  codec: Codec,
  text: string,
  characters: readonly string[],
  start: number,
  end: number,
  errors: string,
  bytes: number[],
): void {
  for (let at = start; at < end; at++) {
    const codePoint = characters[at]!.codePointAt(0)!;
    const raw = rawSurrogate(codec, codePoint, errors);
    if (raw !== null) bytes.push(...raw);
    else {
      const replacement = encodingReplacement(codePoint, errors);
      if (replacement === null) {
        throw raised('UnicodeEncodeError', codec.name, text, at, end, codec.reason);
      }
      for (const character of replacement) codec.write(character.codePointAt(0)!, bytes);
    }
  }
}

/** The bytes that the two handlers for surrogates give one; null where they do not apply. */
function rawSurrogate(codec: Codec, codePoint: number, errors: string): number[] | null {
  if (errors === 'surrogateescape') {
    return codePoint >= 0xdc80 && codePoint <= 0xdcff ? [codePoint - 0xdc00] : null;
  }
  if (errors !== 'surrogatepass' || !isSurrogate(codePoint)) return null;
  const bytes: number[] = [];
  if (codec.name.startsWith('utf-16')) writeUnit(codePoint, 2, !codec.name.endsWith('be'), bytes);
  else if (codec.name.startsWith('utf-32')) {
    writeUnit(codePoint, 4, !codec.name.endsWith('be'), bytes);
  } else if (codec.name === 'utf-8') writeUtf8(codePoint, bytes);
  else return null;
  return bytes;
}

/** What stands for a character that cannot be encoded; null to raise. */
function encodingReplacement(codePoint: number, errors: string): string | null {
  switch (errors) {
    case 'strict':
    case 'surrogateescape':
    case 'surrogatepass':
      return null;
    case 'ignore':
      return '';
    case 'replace':
      return '?';
    case 'xmlcharrefreplace':
      return `&#${codePoint};`;
    case 'backslashreplace':
      return escapeSequence(codePoint);
    default:
      throw raised('LookupError', `unknown error handler name '${errors}'`);
  }
}

function escapeSequence(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint < 0x100) return '\\x' + hex.padStart(2, '0');
  return codePoint < 0x10000 ? '\\u' + hex.padStart(4, '0') : '\\U' + hex.padStart(8, '0');
}

/**
 * bytes.decode(encoding, errors)
 * @throws Raised UnicodeDecodeError, LookupError for an unknown encoding or error handler
 */
export function decodeBytes(bytes: Uint8Array, encoding = 'utf-8', errors = 'strict'): string {
  return codecNamed(encoding).decode(bytes, errors);
}

/** What the error handler makes of the bytes from `start` to `end`. */
function undecodable(
  name: string,
  bytes: Uint8Array,
  start: number,
  end: number,
  reason: string,
  errors: string,
): string {
  const wrong = Array.from(bytes.subarray(start, end));
  switch (errors) {
    case 'ignore':
      return '';
    case 'replace':
      return '\ufffd';
    case 'backslashreplace':
      return wrong.map(escapeSequence).join('');
    case 'surrogateescape':
      if (wrong.every((byte) => byte >= 0x80)) {
        return wrong.map((byte) => String.fromCharCode(0xdc00 + byte)).join('');
      }
      break;
    case 'strict':
    case 'surrogatepass':
      break;
    default:
      throw raised('LookupError', `unknown error handler name '${errors}'`);
  }
  throw raised('UnicodeDecodeError', name, new PyBytes(bytes), start, end, reason);
}
