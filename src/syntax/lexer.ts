/**
 * Text to tokens: names, numbers, strings, operators. Lines and indentation are `layout.ts`.
 *
 * A lexer never throws: a fault ends the stream and is stored in it, because what comes before may
 * hold an error that Python reports first.
 */
import type { PygSyntaxError } from '../errors.js';
import { Source } from '../source.js';
import { characterFault, isIdentifierStart, scanIdentifier } from './characters.js';
import { faultAt } from './faults.js';
import { Layout } from './layout.js';
import { scanNumber } from './numbers.js';
import { operatorAt, operatorWidth } from './operators.js';
import { TokenStream } from './token-stream.js';
import { Token } from './tokens.js';

/** CPython's limit on brackets inside brackets. */
const MAX_NESTING = 200;

/** The tokens of a whole text, ending in END unless there is a fault. */
export function tokenize(source: Source): TokenStream {
  const lexer = new Lexer(source, 0, source.text.length);
  const nul = source.text.indexOf('\0');
  if (nul < 0) lexer.readLines();
  else lexer.failAtNul(nul);
  return lexer.tokens;
}

/**
 * The tokens from `start` to `end`, read as if they stood in brackets: line ends and indentation
 * mean nothing. For the expressions inside f-strings.
 */
export function tokenizeInside(source: Source, start: number, end: number): TokenStream {
  const lexer = new Lexer(source, start, end);
  lexer.readInside();
  return lexer.tokens;
}

const KEYWORDS: ReadonlyMap<string, Token> = new Map([
  ['False', Token.FALSE],
  ['None', Token.NONE],
  ['True', Token.TRUE],
  ['and', Token.AND],
  ['as', Token.AS],
  ['assert', Token.ASSERT],
  ['async', Token.ASYNC],
  ['await', Token.AWAIT],
  ['break', Token.BREAK],
  ['class', Token.CLASS],
  ['continue', Token.CONTINUE],
  ['def', Token.DEF],
  ['del', Token.DEL],
  ['elif', Token.ELIF],
  ['else', Token.ELSE],
  ['except', Token.EXCEPT],
  ['finally', Token.FINALLY],
  ['for', Token.FOR],
  ['from', Token.FROM],
  ['global', Token.GLOBAL],
  ['if', Token.IF],
  ['import', Token.IMPORT],
  ['in', Token.IN],
  ['is', Token.IS],
  ['lambda', Token.LAMBDA],
  ['nonlocal', Token.NONLOCAL],
  ['not', Token.NOT],
  ['or', Token.OR],
  ['pass', Token.PASS],
  ['raise', Token.RAISE],
  ['return', Token.RETURN],
  ['try', Token.TRY],
  ['while', Token.WHILE],
  ['with', Token.WITH],
  ['yield', Token.YIELD],
  ['match', Token.NAME_MATCH],
  ['case', Token.NAME_CASE],
  ['_', Token.NAME_WILDCARD],
]);

/** What stands directly before a quote and belongs to the string. */
const STRING_PREFIX = /^(?:[rbuf]|br|rb|fr|rf)$/i;

/** State of one pass over a text. `position` is the next character to read. */
export class Lexer {
  readonly source: Source;
  readonly text: string;
  readonly end: number;
  readonly tokens: TokenStream;
  position: number;
  /** Numbers of the opening brackets that are not closed yet. */
  private readonly open: number[];
  private readonly layout: Layout;
  /** Where the comment before the next token begins, or -1. */
  private comment: number;

  constructor(source: Source, start: number, end: number) {
    this.source = source;
    this.text = source.text;
    this.end = end;
    this.tokens = new TokenStream();
    this.position = start;
    this.open = [];
    this.layout = new Layout(this);
    this.comment = -1;
  }

  /** Reads all lines of a file. */
  readLines(): void {
    const { tokens } = this;
    while (this.layout.startLine()) {
      if (!this.readLogicalLine()) return;
    }
    if (tokens.fault === null) this.layout.finish();
  }

  /** Reads to the end with line ends as blanks. */
  readInside(): void {
    while (this.skipBlanks(true)) {
      if (!this.readToken()) return;
    }
    if (this.tokens.fault !== null) return;
    if (this.open.length > 0) this.failUnclosed();
    else this.tokens.push(Token.END, this.end, this.end);
  }

  /** Where there is a NUL, nothing else counts. */
  failAtNul(position: number): void {
    const before = Source.fromText(this.text.slice(0, position), this.source.filename);
    const msg = 'source code cannot contain null bytes';
    this.fail(faultAt(before, msg, before.lineCount, 0));
  }

  /** Ends the stream. */
  fail(error: PygSyntaxError, raised = true): false {
    this.tokens.fault = { error, raised, unclosed: this.unclosed() };
    return false;
  }

  /** A fault at the character before `position`, the last one that CPython has read there. */
  failBefore(msg: string, position: number): false {
    const { source } = this;
    return this.fail(faultAt(source, msg, source.lineOf(position), source.columnOf(position)));
  }

  /** Reads the rest of a logical line with its NEWLINE; false when there is a fault. */
  private readLogicalLine(): boolean {
    for (;;) {
      this.comment = -1;
      if (!this.skipBlanks(this.open.length > 0)) {
        if (this.tokens.fault !== null) return false;
        if (this.open.length > 0) return this.failUnclosed();
        // The last line has no line end: CPython supplies one.
        this.tokens.push(Token.NEWLINE, this.comment < 0 ? this.end : this.comment, this.end);
        return true;
      }
      const unit = this.text.charCodeAt(this.position);
      if (unit === 0x0a || unit === 0x0d) {
        const start = this.position;
        this.position = this.afterLineEnd(start);
        // As in CPython, a comment belongs to the line end.
        this.tokens.push(Token.NEWLINE, this.comment < 0 ? start : this.comment, start);
        return true;
      }
      if (!this.readToken()) return false;
    }
  }

  /** The position behind the line end at `position`. */
  afterLineEnd(position: number): number {
    const crlf =
      this.text.charCodeAt(position) === 0x0d && this.text.charCodeAt(position + 1) === 0x0a;
    return position + (crlf ? 2 : 1);
  }

  /**
   * Moves over blanks, a comment, continuation lines and, when `joining`, line ends. False at the
   * end of the text or after a fault.
   */
  private skipBlanks(joining: boolean): boolean {
    const { text, end } = this;
    while (this.position < end) {
      const unit = text.charCodeAt(this.position);
      if (unit === 0x20 || unit === 0x09 || unit === 0x0c) {
        this.position += 1;
      } else if (unit === 0x23) {
        this.comment = this.position;
        this.skipComment();
      } else if (unit === 0x5c) {
        if (!this.continueLine()) return false;
      } else if (joining && (unit === 0x0a || unit === 0x0d)) {
        this.position = this.afterLineEnd(this.position);
      } else {
        return true;
      }
    }
    return false;
  }

  skipComment(): void {
    const { text, end } = this;
    while (this.position < end) {
      const unit = text.charCodeAt(this.position);
      if (unit === 0x0a || unit === 0x0d) return;
      this.position += 1;
    }
  }

  /** Moves over a backslash and the line end behind it; `leading` at the start of a line. */
  continueLine(leading = false): boolean {
    const backslash = this.position;
    const unit = this.text.charCodeAt(backslash + 1);
    const { source } = this;
    const atLineEnd = unit === 0x0a || unit === 0x0d;
    const after = atLineEnd ? this.afterLineEnd(backslash + 1) : backslash + 1;
    if (after >= this.end) {
      if (this.open.length > 0) return this.failUnclosed();
      const line = source.lineOf(backslash);
      const offset = leading ? 0 : source.columnOf(backslash) + 2;
      return this.fail(faultAt(source, 'unexpected EOF while parsing', line, offset, -1), false);
    }
    if (!atLineEnd) {
      const msg = 'unexpected character after line continuation character';
      const offset = source.columnOf(backslash) + 2;
      return this.fail(faultAt(source, msg, source.lineOf(backslash), offset, 0), false);
    }
    this.position = after;
    return true;
  }

  /** Reads one token at `position`, where there is something to read. */
  private readToken(): boolean {
    const { text } = this;
    const start = this.position;
    const unit = text.charCodeAt(start);
    if (isIdentifierStart(unit)) return this.readName(start);
    if (unit >= 0x30 && unit <= 0x39) return this.readNumber(start);
    if (unit === 0x2e) {
      const next = text.charCodeAt(start + 1);
      if (next >= 0x30 && next <= 0x39) return this.readNumber(start);
    }
    if (unit === 0x22 || unit === 0x27) return this.readString(start, start);
    return this.readOperator(start);
  }

  private readName(start: number): boolean {
    const end = scanIdentifier(this.text, start, this.end);
    const quote = this.text.charCodeAt(end);
    if ((quote === 0x22 || quote === 0x27) && end - start <= 2 && end < this.end) {
      if (STRING_PREFIX.test(this.text.slice(start, end))) return this.readString(start, end);
    }
    const name = this.text.slice(start, end);
    const fault = characterFault(name);
    if (fault !== null) return this.failBefore(fault.msg, start + fault.index + 1);
    this.tokens.push(KEYWORDS.get(name) ?? Token.NAME, start, end);
    this.position = end;
    return true;
  }

  private readNumber(start: number): boolean {
    const number = scanNumber(this.text, start, this.end);
    if (number.fault !== null) {
      if (number.fault.zerosEnd === null) {
        return this.failBefore(number.fault.msg, number.end);
      }
      const { source } = this;
      // CPython gives these columns in bytes.
      const offset = source.utf8ColumnOf(start) + 1;
      const endOffset = source.utf8ColumnOf(number.fault.zerosEnd) + 1;
      const error = faultAt(source, number.fault.msg, source.lineOf(start), offset, endOffset);
      return this.fail(error);
    }
    this.tokens.push(number.imaginary ? Token.IMAGINARY : Token.NUMBER, start, number.end);
    this.position = number.end;
    return true;
  }

  /** Reads a string whose prefix begins at `start` and whose quote is at `quoteAt`. */
  private readString(start: number, quoteAt: number): boolean {
    const { text, end } = this;
    const quote = text.charCodeAt(quoteAt);
    const triple =
      text.charCodeAt(quoteAt + 1) === quote &&
      text.charCodeAt(quoteAt + 2) === quote &&
      quoteAt + 2 < end;
    let position = quoteAt + (triple ? 3 : 1);
    for (; position < end; position += 1) {
      const unit = text.charCodeAt(position);
      if (unit === quote) {
        if (!triple) break;
        if (text.charCodeAt(position + 1) === quote && text.charCodeAt(position + 2) === quote) {
          position += 2;
          break;
        }
      } else if (unit === 0x5c) {
        position += 1;
        if (text.charCodeAt(position) === 0x0d && text.charCodeAt(position + 1) === 0x0a) {
          position += 1;
        }
      } else if (!triple && (unit === 0x0a || unit === 0x0d)) {
        return this.failUnterminated(start, position, triple);
      }
    }
    if (position >= end) return this.failUnterminated(start, end, triple);
    this.tokens.push(Token.STRING, start, position + 1);
    this.position = position + 1;
    return true;
  }

  private failUnterminated(start: number, position: number, triple: boolean): false {
    // A line end at the very end of the text does not begin a line of its own.
    let line = this.source.lineOf(position);
    if (position > start && position === this.end && position === this.source.lineStart(line)) {
      line -= 1;
    }
    const what = triple ? 'triple-quoted string literal' : 'string literal';
    return this.failBefore(`unterminated ${what} (detected at line ${line})`, start + 1);
  }

  private readOperator(start: number): boolean {
    const { text, tokens } = this;
    const kind = operatorAt(text, start);
    const end = start + operatorWidth(kind);
    switch (kind) {
      case Token.LEFT_PARENTHESIS:
      case Token.LEFT_BRACKET:
      case Token.LEFT_BRACE:
        if (this.open.length >= MAX_NESTING) {
          return this.failBefore('too many nested parentheses', end);
        }
        this.open.push(tokens.length);
        break;
      case Token.RIGHT_PARENTHESIS:
      case Token.RIGHT_BRACKET:
      case Token.RIGHT_BRACE:
        if (!this.closeBracket(kind, start, end)) return false;
        break;
      case Token.UNKNOWN: {
        const fault = characterFault(String.fromCodePoint(text.codePointAt(start) as number));
        if (fault !== null) return this.failBefore(fault.msg, end);
        break;
      }
    }
    tokens.push(kind, start, end);
    this.position = end;
    return true;
  }

  private closeBracket(kind: Token, start: number, end: number): boolean {
    const { tokens, source } = this;
    const sign = this.text.charAt(start);
    const opener = this.open.pop();
    if (opener === undefined) return this.failBefore(`unmatched '${sign}'`, end);
    // Each closing bracket follows its opening bracket in the alphabet.
    if (tokens.kind(opener) + 1 !== kind) {
      const openerSign = this.text.charAt(tokens.start(opener));
      const line = source.lineOf(tokens.start(opener));
      const where = line === source.lineOf(start) ? '' : ` on line ${line}`;
      return this.failBefore(
        `closing parenthesis '${sign}' does not match opening parenthesis '${openerSign}'${where}`,
        end,
      );
    }
    tokens.partners[opener] = tokens.length;
    return true;
  }

  private failUnclosed(): false {
    return this.fail(this.unclosed() as PygSyntaxError, false);
  }

  /** What to say if the text ended here: the innermost open bracket is never closed. */
  private unclosed(): PygSyntaxError | null {
    const { source, tokens, open } = this;
    const innermost = open[open.length - 1];
    if (innermost === undefined) return null;
    const start = tokens.start(innermost);
    const msg = `'${this.text.charAt(start)}' was never closed`;
    return faultAt(source, msg, source.lineOf(start), source.columnOf(start) + 1, 0);
  }
}
