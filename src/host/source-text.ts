// The bytes of a source file as text: UTF-8 unless a byte order mark or a comment in the first two
// lines says otherwise (PEP 263).
import { PygSyntaxError } from '../errors.js';
import { CodecError, decodeBytes } from '../objects/text-codec.js';
import { PyError } from '../objects/py-error.js';

const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
const BLANK_OR_COMMENT = /^[ \t\f]*(#.*)?$/;

/** Bytes that are no source text. Python words it one way for a script, another for a module. */
export class SourceEncodingError extends Error {
  constructor(
    private readonly asScript: (filename: string) => string,
    private readonly asModule: string,
  ) {
    super(asModule);
    this.name = 'SourceEncodingError';
  }

  /** What `python3` prints for a script like this, ending in a line end. */
  scriptMessage(filename: string): string {
    return `${this.asScript(filename)}\n`;
  }

  /** The error that importing a module like this raises. */
  moduleError(filename: string): PygSyntaxError {
    return new PygSyntaxError('SyntaxError', this.asModule, {
      filename,
      lineno: 0,
      offset: 0,
      endLineno: 0,
      endOffset: 0,
      text: null,
    });
  }
}

/**
 * Decode a source file. Line ends stay as they are; a byte order mark is taken away.
 * @throws SourceEncodingError
 */
export function decodeSource(bytes: Uint8Array): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  const declared = declaredEncoding(body);
  const encoding = declared === null ? null : normalName(declared);
  if (marked && encoding !== null && encoding !== 'utf-8') throw problem(`${encoding} with BOM`);
  if (encoding === null || encoding === 'utf-8') {
    return decodeUtf8(body, !marked && encoding === null);
  }
  try {
    return decodeBytes(body, encoding);
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    throw problem(encoding, error.message);
  }
}

function problem(what: string, asModule = `encoding problem: ${what}`): SourceEncodingError {
  return new SourceEncodingError(() => `SyntaxError: encoding problem: ${what}`, asModule);
}

/** The encoding that a comment in the first two lines names. */
function declaredEncoding(bytes: Uint8Array): string | null {
  const start = decodeBytes(bytes.subarray(0, endOfTwoLines(bytes)), 'latin-1');
  const [first = '', second = ''] = start.split(/\r\n|\r|\n/);
  const found = COOKIE.exec(first) ?? (BLANK_OR_COMMENT.test(first) ? COOKIE.exec(second) : null);
  return found?.[1] ?? null;
}

function endOfTwoLines(bytes: Uint8Array): number {
  const first = endOfLine(bytes, 0);
  return endOfLine(bytes, first);
}

/** Where the next line begins. */
function endOfLine(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === 0x0a) return at + 1;
    if (bytes[at] === 0x0d) return bytes[at + 1] === 0x0a ? at + 2 : at + 1;
  }
  return bytes.length;
}

/** The encoding as the rest of this file names it; other names stay as they are written. */
function normalName(name: string): string {
  const start = name.slice(0, 12).toLowerCase().replaceAll('_', '-');
  if (/^utf-8(-|$)/.test(start)) return 'utf-8';
  return /^(latin-1|iso-8859-1|iso-latin-1)(-|$)/.test(start) ? 'iso-8859-1' : name;
}

function decodeUtf8(bytes: Uint8Array, undeclared: boolean): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidUtf8(bytes, undeclared);
  }
}

function invalidUtf8(bytes: Uint8Array, undeclared: boolean): SourceEncodingError {
  let fault: CodecError;
  try {
    decodeBytes(bytes);
    throw new Error('two decoders disagree on what UTF-8 is');
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    fault = error;
  }
  const message = `(unicode error) ${fault.message}`;
  if (!undeclared) return new SourceEncodingError(() => `SyntaxError: ${message}`, message);
  const byte = bytes[fault.start]!.toString(16);
  let line = 1;
  for (let at = endOfLine(bytes, 0); at <= fault.start; at = endOfLine(bytes, at)) line++;
  return new SourceEncodingError(
    (filename) =>
      `SyntaxError: Non-UTF-8 code starting with '\\x${byte}' in file ${filename} on line ${line}, ` +
      'but no encoding declared; see https://peps.python.org/pep-0263/ for details',
    message,
  );
}
