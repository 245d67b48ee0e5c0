/**
 * String and bytes literals: prefixes, and adjacent literals as one.
 *
 * f-strings are taken apart in `fstrings.ts`; the expressions in them come back as ranges of the
 * source text, for the caller to parse.
 */
import { decodeBytes, decodeText, LiteralFault } from './escapes.js';
import {
  addPart,
  addText,
  scanFString,
  type ExpressionVisitor,
  type StringPart,
} from './fstrings.js';

/** A string literal in the text, without its meaning. */
export interface Literal {
  /** Offsets of the characters between the quotes. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly formatted: boolean;
  /** Written with the prefix `u`, in this case. */
  readonly unicode: boolean;
}

/** What adjacent literals mean together. */
export type StringValue =
  | { type: 'str'; value: string }
  | { type: 'bytes'; value: Uint8Array }
  | { type: 'formatted'; parts: StringPart[] };

/** Reads the prefix and the quotes of the literal from `start` to `end`. */
export function openLiteral(text: string, start: number, end: number): Literal {
  let quoteAt = start;
  let raw = false;
  let bytes = false;
  let formatted = false;
  for (; ; quoteAt += 1) {
    const prefix = text.charAt(quoteAt).toLowerCase();
    if (prefix === 'r') raw = true;
    else if (prefix === 'b') bytes = true;
    else if (prefix === 'f') formatted = true;
    else if (prefix !== 'u') break;
  }
  const quote = text.charAt(quoteAt);
  const triple = end - quoteAt >= 6 && text.startsWith(quote.repeat(3), quoteAt);
  const width = triple ? 3 : 1;
  return {
    bodyStart: quoteAt + width,
    bodyEnd: end - width,
    raw,
    bytes,
    formatted,
    unicode: text.charAt(start) === 'u',
  };
}

/**
 * The meaning of adjacent literals.
 *
 * @throws LiteralFault
 */
export function joinLiterals(
  text: string,
  literals: readonly Literal[],
  visit: ExpressionVisitor,
): StringValue {
  const bytes = (literals[0] as Literal).bytes;
  const parts: StringPart[] = [];
  const values: Uint8Array[] = [];
  let formatted = false;
  for (const [index, literal] of literals.entries()) {
    const { bodyStart, bodyEnd } = literal;
    let value: Uint8Array | string | null = null;
    const written = text.slice(bodyStart, bodyEnd);
    if (literal.bytes) value = decodeBytes(written, literal.raw, index);
    else if (!literal.formatted) value = decodeText(written, literal.raw);
    if (index > 0 && literal.bytes !== bytes) {
      throw new LiteralFault('cannot mix bytes and nonbytes literals');
    }
    if (value === null) {
      formatted = true;
      for (const part of scanFString(text, bodyStart, bodyEnd, literal.raw, visit)) {
        addPart(parts, part);
      }
    } else if (typeof value === 'string') {
      addText(parts, value);
    } else {
      values.push(value);
    }
  }
  if (bytes) return { type: 'bytes', value: concatenate(values) };
  if (formatted) return { type: 'formatted', parts };
  const only = parts[0];
  return { type: 'str', value: only?.type === 'text' ? only.text : '' };
}

function concatenate(values: readonly Uint8Array[]): Uint8Array {
  const length = values.reduce((sum, value) => sum + value.length, 0);
  const joined = new Uint8Array(length);
  let position = 0;
  for (const value of values) {
    joined.set(value, position);
    position += value.length;
  }
  return joined;
}
