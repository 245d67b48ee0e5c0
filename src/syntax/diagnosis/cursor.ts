/**
 * The place in the tokens that a diagnosis has come to, and how it raises errors.
 *
 * The positions of Python's messages follow from how far its parser has read ahead, so the cursor
 * remembers the last token that anything has looked at.
 */
import type { PygSyntaxError, SyntaxErrorType } from '../../errors.js';
import type { Source } from '../../source.js';
import { faultAt, faultInRange } from '../faults.js';
import type { LexicalError, TokenStream } from '../token-stream.js';
import { Token } from '../tokens.js';

/** Thrown when the error is found. */
export class Objection {
  readonly error: PygSyntaxError;
  /** Whether it comes from the lexer: that is final. */
  readonly lexical: boolean;

  constructor(error: PygSyntaxError, lexical: boolean) {
    this.error = error;
    this.lexical = lexical;
  }
}

/** A range of the text: an expression, or a token. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

interface Remembered {
  readonly value: unknown;
  readonly mark: number;
}

/** Rules whose results are kept, so that trying alternatives takes linear time. */
export const enum Memo {
  EXPRESSION,
  NAMED_EXPRESSION,
  STAR_EXPRESSIONS,
  STAR_NAMED_EXPRESSION,
  DISJUNCTION,
  CONJUNCTION,
  INVERSION,
  COMPARISON,
  BITWISE_OR,
  PRIMARY,
  ARGUMENTS,
  STAR_TARGETS,
  TARGET_PRIMARY,
  LAMBDA,
  COUNT,
}

export class Cursor {
  readonly source: Source;
  readonly stream: TokenStream;
  /** What messages begin with inside an f-string. */
  private readonly prefix: string;
  /** The next token. */
  mark: number;
  /** The last token that was looked at. */
  farthest: number;
  /** Whether the rules for mistakes apply: on the second pass. */
  mistakes: boolean;
  private memory: Map<number, Remembered>;
  /** How many brackets are open behind each token. */
  private levels: number[] | null;

  constructor(source: Source, stream: TokenStream, from: number, prefix: string) {
    this.source = source;
    this.stream = stream;
    this.prefix = prefix;
    this.mark = from;
    this.farthest = from;
    this.mistakes = false;
    this.memory = new Map();
    this.levels = null;
  }

  /** Goes back for the second pass. */
  restart(from: number): void {
    this.mark = from;
    this.mistakes = true;
    this.forget();
  }

  forget(): void {
    this.memory.clear();
  }

  // ---- Tokens

  /** The kind of the next token. */
  peek(): Token {
    return this.look(this.mark);
  }

  look(index: number): Token {
    if (index > this.farthest) this.farthest = index;
    const { stream } = this;
    if (index < stream.length) return stream.kind(index);
    const fault: LexicalError | null = stream.fault;
    if (fault === null) return Token.END;
    throw new Objection(fault.error, true);
  }

  accept(kind: Token): boolean {
    if (this.peek() !== kind) return false;
    this.mark += 1;
    return true;
  }

  /** The token with a number, as a place. */
  token(index: number): Place {
    const { stream } = this;
    return { start: stream.start(index), end: stream.end(index) };
  }

  /** The offset where the next token begins. */
  here(): number {
    this.peek();
    return this.stream.start(this.mark);
  }

  /** The offset behind the last token that was accepted. */
  behind(): number {
    return this.stream.end(this.mark - 1);
  }

  text(index: number): string {
    const { start, end } = this.token(index);
    return this.source.text.slice(start, end);
  }

  peekName(): boolean {
    const kind = this.peek();
    return kind <= Token.NAME_WILDCARD;
  }

  acceptName(): boolean {
    if (!this.peekName()) return false;
    this.mark += 1;
    return true;
  }

  /** Accepts the token that the grammar demands here whatever came before. */
  force(kind: Token, spelling: string): void {
    if (this.accept(kind)) return;
    this.raiseAt(this.token(this.mark), `expected '${spelling}'`);
  }

  /** How many brackets are open behind a token. */
  levelBehind(index: number): number {
    if (this.levels === null) {
      let level = 0;
      this.levels = this.stream.kinds.map((kind) => {
        if (isOpening(kind)) level += 1;
        else if (isClosing(kind)) level -= 1;
        return level;
      });
    }
    return this.levels[index] as number;
  }

  // ---- Trying rules

  /** Tries a rule: the position stays if it gives null. */
  attempt<T>(rule: () => T | null): T | null {
    const { mark } = this;
    const result = rule();
    if (result === null) this.mark = mark;
    return result;
  }

  /** Tries a rule that only says yes or no. */
  check(rule: () => boolean): boolean {
    const { mark } = this;
    const result = rule();
    if (!result) this.mark = mark;
    return result;
  }

  /** Whether a rule holds here, without moving. */
  ahead(rule: () => boolean): boolean {
    const { mark } = this;
    const result = rule();
    this.mark = mark;
    return result;
  }

  /** Tries a rule once per position. */
  remember<T>(memo: Memo, rule: () => T | null): T | null {
    const key = this.mark * Memo.COUNT + memo;
    const known = this.memory.get(key);
    if (known !== undefined) {
      this.mark = known.mark;
      return known.value as T | null;
    }
    const value = this.attempt(rule);
    this.memory.set(key, { value, mark: this.mark });
    return value;
  }

  // ---- Errors

  raiseAt(place: Place, msg: string): never {
    this.raiseRange(place.start, place.end, msg);
  }

  raiseRange(start: number, end: number, msg: string): never {
    throw new Objection(faultInRange(this.source, this.prefixed(msg), start, end), false);
  }

  /**
   * An error from an offset to the end of what has been read, which CPython counts one short.
   */
  raiseFrom(start: number, msg: string): never {
    const { source } = this;
    const end = this.stream.end(this.farthest);
    this.raiseRange(start, source.columnOf(end) > 0 ? end - 1 : end, msg);
  }

  /** An error at the last token that was looked at. */
  raiseLast(msg: string, type: SyntaxErrorType = 'SyntaxError'): never {
    throw new Objection(this.errorAtToken(this.farthest, msg, type), false);
  }

  /** An error at a token; tokens of layout have a line, and a column of their own making. */
  errorAtToken(index: number, msg: string, type: SyntaxErrorType): PygSyntaxError {
    const { source, stream } = this;
    const kind = stream.kind(index);
    const { start, end } = this.token(index);
    if (kind !== Token.INDENT && kind !== Token.DEDENT && kind !== Token.END) {
      return faultInRange(source, this.prefixed(msg), start, end, type);
    }
    if (start < source.text.length) {
      const line = source.lineOf(start);
      return faultAt(source, this.prefixed(msg), line, source.columnOf(start), -1, type);
    }
    return faultAt(source, this.prefixed(msg), this.lastLine(), 0, -1, type);
  }

  prefixed(msg: string): string {
    return this.prefix + msg;
  }

  /** The last line: what follows a line end at the end of the text is none. */
  lastLine(): number {
    const { source } = this;
    const { lineCount } = source;
    const empty = lineCount > 1 && source.lineStart(lineCount) === source.text.length;
    return empty ? lineCount - 1 : lineCount;
  }
}

function isOpening(kind: Token): boolean {
  return (
    kind === Token.LEFT_PARENTHESIS || kind === Token.LEFT_BRACKET || kind === Token.LEFT_BRACE
  );
}

function isClosing(kind: Token): boolean {
  return (
    kind === Token.RIGHT_PARENTHESIS || kind === Token.RIGHT_BRACKET || kind === Token.RIGHT_BRACE
  );
}
