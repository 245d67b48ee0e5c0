/**
 * Takes f-strings apart: literal text, expressions, conversions and format specifications.
 *
 * As in CPython 3.11 this reads the characters between the quotes: where an expression ends is
 * decided by counting brackets and skipping strings, before the expression itself is looked at.
 */
import { decodeText, LiteralFault, normalizeLineEnds } from './escapes.js';

/** `{expression!conversion:spec}`; the expression is a range of the source text. */
export interface FormattedPart {
  readonly type: 'expression';
  readonly start: number;
  readonly end: number;
  readonly conversion: 'r' | 's' | 'a' | null;
  readonly spec: StringPart[] | null;
}

/** A piece of an f-string, or of strings next to one. */
export type StringPart = { type: 'text'; text: string } | FormattedPart;

/** Called for each expression in an f-string as soon as its end is found, in the order of errors. */
export type ExpressionVisitor = (start: number, end: number) => void;

export function addPart(parts: StringPart[], part: StringPart): void {
  if (part.type === 'text') addText(parts, part.text);
  else parts.push(part);
}

/** Adds text to the parts, where neighbouring texts are one and empty ones none. */
export function addText(parts: StringPart[], text: string): void {
  if (text === '') return;
  const before = parts[parts.length - 1];
  if (before?.type === 'text') before.text += text;
  else parts.push({ type: 'text', text });
}

/** How deep format specifications may hold expressions with format specifications. */
const MAX_SPECS = 2;
/** CPython's limit on brackets inside brackets. */
const MAX_NESTING = 200;

/**
 * The parts of the f-string body from `start` to `end`.
 *
 * @throws LiteralFault
 */
export function scanFString(
  text: string,
  start: number,
  end: number,
  raw: boolean,
  visit: ExpressionVisitor,
): StringPart[] {
  return new FStringScanner(text, start, end, raw, visit).scan(0);
}

class FStringScanner {
  private readonly text: string;
  private readonly end: number;
  private readonly raw: boolean;
  private readonly visit: ExpressionVisitor;
  private position: number;

  constructor(text: string, start: number, end: number, raw: boolean, visit: ExpressionVisitor) {
    this.text = text;
    this.end = end;
    this.raw = raw;
    this.visit = visit;
    this.position = start;
  }

  /** Reads to the end, or in a format specification (`depth` > 0) to its closing brace. */
  scan(depth: number): StringPart[] {
    const parts: StringPart[] = [];
    while (this.position < this.end) {
      if (this.literal(parts, depth)) continue;
      if (this.position >= this.end || this.peek() === '}') break;
      this.field(parts, depth);
    }
    if (depth > 0 && this.peek() !== '}') throw new LiteralFault("f-string: expecting '}'");
    return parts;
  }

  /** The next character, empty at the end. */
  private peek(): string {
    return this.position < this.end ? this.text.charAt(this.position) : '';
  }

  /** Reads text up to a brace; true if that was a doubled brace, so that text may follow. */
  private literal(parts: StringPart[], depth: number): boolean {
    const start = this.position;
    let doubled = false;
    while (this.position < this.end) {
      const character = this.peek();
      if (character === '\\' && !this.raw) {
        this.skipEscape();
      } else if (character === '{' || character === '}') {
        if (depth === 0) {
          const next = this.position + 1 < this.end ? this.text.charAt(this.position + 1) : '';
          doubled = next === character;
          if (!doubled && character === '}') {
            throw new LiteralFault("f-string: single '}' is not allowed");
          }
        }
        break;
      } else {
        this.position += 1;
      }
    }
    // The first of two braces is text.
    const written = this.text.slice(start, this.position + (doubled ? 1 : 0));
    if (doubled) this.position += 2;
    addText(parts, decodeText(written, this.raw));
    return doubled;
  }

  /** Moves behind a backslash and what it protects: a brace it does not, but `\N{…}` it does. */
  private skipEscape(): void {
    this.position += 1;
    const escaped = this.peek();
    if (escaped === '{' || escaped === '}' || escaped === '') return;
    this.position += 1;
    if (escaped !== 'N' || this.peek() === '') return;
    if (this.peek() !== '{') {
      this.position += 1;
      return;
    }
    while (this.peek() !== '' && this.peek() !== '}') this.position += 1;
    if (this.peek() === '}') this.position += 1;
  }

  /** Reads `{…}`. */
  private field(parts: StringPart[], depth: number): void {
    if (depth >= MAX_SPECS) throw new LiteralFault('f-string: expressions nested too deeply');
    this.position += 1;
    const start = this.position;
    this.skipExpression();
    const end = this.position;
    this.requireMore();
    this.checkNotEmpty(start, end);
    this.visit(start, end);
    let debug = false;
    if (this.peek() === '=') {
      debug = true;
      this.position += 1;
      while (/^[ \t\n\r\f\v]$/.test(this.peek())) this.position += 1;
      this.requireMore();
      addText(parts, normalizeLineEnds(this.text.slice(start, this.position)));
    }
    let conversion = this.conversion();
    let spec: StringPart[] | null = null;
    if (this.peek() === ':') {
      this.position += 1;
      spec = this.scan(depth + 1);
    }
    if (this.peek() !== '}') throw new LiteralFault("f-string: expecting '}'");
    this.position += 1;
    if (debug && spec === null && conversion === null) conversion = 'r';
    parts.push({ type: 'expression', start, end, conversion, spec });
  }

  private requireMore(): void {
    if (this.position >= this.end) throw new LiteralFault("f-string: expecting '}'");
  }

  private checkNotEmpty(start: number, end: number): void {
    if (/[^ \t\n\r\f]/.test(this.text.slice(start, end))) return;
    const next = this.peek();
    throw new LiteralFault(
      next === '!' || next === ':' || next === '='
        ? `f-string: expression required before '${next}'`
        : 'f-string: empty expression not allowed',
    );
  }

  private conversion(): 'r' | 's' | 'a' | null {
    if (this.peek() !== '!') return null;
    this.position += 1;
    this.requireMore();
    const conversion = this.peek();
    this.position += 1;
    if (conversion !== 'r' && conversion !== 's' && conversion !== 'a') {
      throw new LiteralFault("f-string: invalid conversion character: expected 's', 'r', or 'a'");
    }
    this.requireMore();
    return conversion;
  }

  /** Moves to the character that ends the expression. */
  private skipExpression(): void {
    const { text } = this;
    const open: string[] = [];
    for (; this.position < this.end; this.position += 1) {
      const character = this.peek();
      switch (character) {
        case '\\':
          throw new LiteralFault('f-string expression part cannot include a backslash');
        case "'":
        case '"':
          this.skipString(character);
          continue;
        case '(':
        case '[':
        case '{':
          if (open.length >= MAX_NESTING) {
            throw new LiteralFault('f-string: too many nested parenthesis');
          }
          open.push(character);
          continue;
        case '#':
          throw new LiteralFault("f-string expression part cannot include '#'");
      }
      if (open.length === 0) {
        if (/^[!=<>]$/.test(character) && text.charAt(this.position + 1) === '=') {
          if (this.position + 1 < this.end) {
            this.position += 1;
            continue;
          }
        }
        if (/^[!:}=]$/.test(character)) return;
      }
      if (/^[)\]}]$/.test(character)) this.close(open, character);
    }
    const unclosed = open[open.length - 1];
    if (unclosed !== undefined) throw new LiteralFault(`f-string: unmatched '${unclosed}'`);
  }

  private close(open: string[], character: string): void {
    const opener = open.pop();
    if (opener === undefined) throw new LiteralFault(`f-string: unmatched '${character}'`);
    if (opener + character === '()' || opener + character === '[]') return;
    if (opener + character === '{}') return;
    throw new LiteralFault(
      `f-string: closing parenthesis '${character}' does not match opening parenthesis '${opener}'`,
    );
  }

  /** Moves to the last quote of a string inside the expression. */
  private skipString(quote: string): void {
    const { text } = this;
    const triple = text.startsWith(quote.repeat(3), this.position) && this.position + 2 < this.end;
    const close = triple ? quote.repeat(3) : quote;
    this.position += close.length;
    while (this.position < this.end) {
      if (this.peek() === '\\') {
        throw new LiteralFault('f-string expression part cannot include a backslash');
      }
      if (text.startsWith(close, this.position)) {
        this.position += close.length - 1;
        return;
      }
      this.position += 1;
    }
    throw new LiteralFault('f-string: unterminated string');
  }
}
