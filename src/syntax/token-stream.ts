/**
 * The tokens of a text, as parallel arrays: the lexer fills them, the parser and the diagnosis of
 * errors read them.
 */
import type { PygSyntaxError } from '../errors.js';
import type { Token } from './tokens.js';

/** Why a text has no further tokens. */
export interface LexicalError {
  readonly error: PygSyntaxError;
  /**
   * Whether it also wins over what the parser objects to further up: CPython's tokenizer reports
   * faults of two sorts.
   */
  readonly raised: boolean;
  /**
   * The error of the innermost bracket open there, which wins over what the parser objects to on a
   * later line than the bracket's, if the fault itself does not.
   */
  readonly unclosed: PygSyntaxError | null;
}

/** Tokens by number: what token `i` is, and which characters of the text it covers. */
export class TokenStream {
  readonly kinds: Token[] = [];
  /** Offsets into the source text; an INDENT or DEDENT is empty and stands before what follows. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** For an opening bracket or an INDENT, the number of its closing token; otherwise -1. */
  readonly partners: number[] = [];
  /** Set when the text ends before its time: the tokens are those before the fault. */
  fault: LexicalError | null = null;

  get length(): number {
    return this.kinds.length;
  }

  push(kind: Token, start: number, end: number): void {
    this.kinds.push(kind);
    this.starts.push(start);
    this.ends.push(end);
    this.partners.push(-1);
  }

  kind(index: number): Token {
    return this.kinds[index] as Token;
  }

  start(index: number): number {
    return this.starts[index] as number;
  }

  end(index: number): number {
    return this.ends[index] as number;
  }

  partner(index: number): number {
    return this.partners[index] as number;
  }
}
