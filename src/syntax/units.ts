/**
 * Units: the pieces of a program that are matched against the grammar one at a time.
 *
 * A unit is a statement with all its clauses, or what stands between two brackets. In its token
 * string (its *shape*) every inner pair of brackets and every inner block is a single character, so
 * shapes are short, recur all over a program, and never nest.
 */
import type { TokenStream } from './token-stream.js';
import { Token, TokenCode } from './tokens.js';

/** A token string and the way back from its characters to the source text. */
export class Unit {
  readonly stream: TokenStream;
  /** One character per token, U+E000 + kind. */
  readonly shape: string;
  /** The number of the token behind each character; of the opening one for brackets. */
  private readonly numbers: readonly number[];
  /** Where in `numbers` this unit begins: units made by `part` share their numbers. */
  private readonly base: number;

  constructor(stream: TokenStream, shape: string, numbers: readonly number[], base: number) {
    this.stream = stream;
    this.shape = shape;
    this.numbers = numbers;
    this.base = base;
  }

  get length(): number {
    return this.shape.length;
  }

  /** The kind of the token at `index` of the shape. */
  kind(index: number): Token {
    return this.shape.charCodeAt(index) - TokenCode.FIRST;
  }

  /** The number of the token at `index`. */
  token(index: number): number {
    return this.numbers[this.base + index] as number;
  }

  /** Offset of the first character of the text that the token at `index` covers. */
  start(index: number): number {
    return this.stream.start(this.token(index));
  }

  /** Offset behind the last character of the text that the token at `index` covers. */
  end(index: number): number {
    const number = this.token(index);
    const kind = this.kind(index);
    if (kind >= Token.PARENTHESES && kind <= Token.BRACES) {
      return this.stream.end(this.stream.partner(number));
    }
    // `is not` and `not in` are two tokens behind one character.
    return this.stream.end(kind === Token.IS_NOT || kind === Token.NOT_IN ? number + 1 : number);
  }

  /** The characters from `from` to `to` as a unit. */
  part(from: number, to: number): Unit {
    return new Unit(this.stream, this.shape.slice(from, to), this.numbers, this.base + from);
  }

  /** What stands between the brackets at `index`. */
  inside(index: number): Unit {
    const opener = this.token(index);
    return unitOf(this.stream, opener + 1, this.stream.partner(opener));
  }
}

/** Single-character strings by token kind. */
const CHARACTERS: string[] = [];

function characterOf(kind: Token): string {
  return (CHARACTERS[kind] ??= String.fromCharCode(TokenCode.FIRST + kind));
}

/** The tokens from number `from` to `to` as a unit. */
export function unitOf(stream: TokenStream, from: number, to: number): Unit {
  const builder = new UnitBuilder(stream);
  for (let i = from; i < to;) i = builder.add(i);
  return builder.finish();
}

/** A statement with its clauses, and the number of the token behind it. */
export interface StatementUnit {
  readonly unit: Unit;
  readonly next: number;
}

/** The statement that begins with token number `from`. */
export function statementUnit(stream: TokenStream, from: number): StatementUnit {
  const builder = new UnitBuilder(stream);
  const { length } = stream;
  let i = from;
  for (;;) {
    const decorator = stream.kind(i) === Token.AT;
    let atEnd = false;
    while (!atEnd && i < length) {
      atEnd = stream.kind(i) === Token.NEWLINE || stream.kind(i) === Token.END;
      i = builder.add(i);
    }
    if (i >= length) break;
    const kind = stream.kind(i);
    const continues = kind >= Token.ELIF && kind <= Token.FINALLY;
    if (!continues && !(decorator && kind !== Token.END)) break;
  }
  return { unit: builder.finish(), next: i };
}

class UnitBuilder {
  private readonly stream: TokenStream;
  private shape: string;
  private readonly numbers: number[];

  constructor(stream: TokenStream) {
    this.stream = stream;
    this.shape = '';
    this.numbers = [];
  }

  /** Adds the token with number `i`, or the group that it opens; the number of what follows. */
  add(i: number): number {
    const { stream } = this;
    const kind = stream.kind(i);
    this.numbers.push(i);
    switch (kind) {
      case Token.LEFT_PARENTHESIS:
        return this.addGroup(Token.PARENTHESES, i);
      case Token.LEFT_BRACKET:
        return this.addGroup(Token.BRACKETS, i);
      case Token.LEFT_BRACE:
        return this.addGroup(Token.BRACES, i);
      case Token.NEWLINE:
        if (stream.kinds[i + 1] !== Token.INDENT) break;
        this.shape += characterOf(Token.BLOCK);
        return stream.partner(i + 1) + 1;
      case Token.IS:
        if (stream.kinds[i + 1] !== Token.NOT) break;
        this.shape += characterOf(Token.IS_NOT);
        return i + 2;
      case Token.NOT:
        if (stream.kinds[i + 1] !== Token.IN) break;
        this.shape += characterOf(Token.NOT_IN);
        return i + 2;
    }
    this.shape += characterOf(kind);
    return i + 1;
  }

  finish(): Unit {
    return new Unit(this.stream, this.shape, this.numbers, 0);
  }

  private addGroup(kind: Token, opener: number): number {
    this.shape += characterOf(kind);
    return this.stream.partner(opener) + 1;
  }
}
