/** The tokens of one line of assembly text; comments and blanks are not among them. */

/** Assembly text that cannot be read; the message begins with the line. */
export class AssemblyError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'AssemblyError';
    this.line = line;
  }
}

type TokenKind = 'string' | 'bytes' | 'word' | 'number' | 'mark';

/** Reads the tokens of one line from left to right. */
export class LineScanner {
  private readonly tokens: { readonly kind: TokenKind; readonly text: string }[] = [];
  private next = 0;

  constructor(
    text: string,
    readonly line: number,
  ) {
    // Blanks and comments match without a group.
    const token =
      /\s+|;.*|(?<string>"(?:[^"\\]|\\.)*")|(?<bytes>b"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?[nj]?)|(?<mark>->|\.\.\.|-infj?|[-,:@(){}])|(?<word>[\p{L}_][\p{L}\p{N}_]*)/uy;
    while (token.lastIndex < text.length) {
      const at = token.lastIndex;
      const groups = token.exec(text)?.groups;
      if (groups === undefined) {
        throw new AssemblyError(line, `cannot read '${text.slice(at, at + 20)}'`);
      }
      for (const kind of ['string', 'bytes', 'number', 'word', 'mark'] as const) {
        const found = groups[kind];
        if (found !== undefined) this.tokens.push({ kind, text: found });
      }
    }
  }

  get atEnd(): boolean {
    return this.next === this.tokens.length;
  }

  /** What the next token is, without taking it: its text if it is a word or a mark. */
  peek(): string {
    const token = this.tokens[this.next];
    return token === undefined ? '' : token.text;
  }

  /** Whether the next token but one is `mark`. */
  isFollowedBy(mark: string): boolean {
    return this.tokens[this.next + 1]?.text === mark;
  }

  /** Takes the next token if its text is `text`. */
  accept(text: string): boolean {
    if (this.atEnd || this.peek() !== text) return false;
    this.next += 1;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(`'${text}' expected`);
  }

  /** Takes a token of one of the kinds, or fails saying what was expected. */
  take(expected: string, ...kinds: readonly TokenKind[]): string {
    const token = this.tokens[this.next];
    if (token === undefined || !kinds.includes(token.kind)) this.fail(`${expected} expected`);
    this.next += 1;
    return this.tokens[this.next - 1].text;
  }

  isNumber(): boolean {
    return this.tokens[this.next]?.kind === 'number';
  }

  isString(): boolean {
    return this.tokens[this.next]?.kind === 'string';
  }

  isBytes(): boolean {
    return this.tokens[this.next]?.kind === 'bytes';
  }

  /** Takes an integer that fits a word of code. */
  integer(expected = 'an integer'): number {
    return this.toInteger(this.take(expected, 'number'));
  }

  /** Takes an index written with its letter: `r3` for the prefix `r`. */
  index(prefix: string): number {
    const text = this.take(`an index such as ${prefix}0`, 'word');
    if (!text.startsWith(prefix) || !/^\d+$/.test(text.slice(prefix.length))) {
      this.fail(`'${text}' is no index such as ${prefix}0`);
    }
    return this.toInteger(text.slice(prefix.length));
  }

  string(): string {
    const text = this.take('a string', 'string');
    try {
      return JSON.parse(text) as string;
    } catch {
      return this.fail(`${text} has an escape that does not exist`);
    }
  }

  /** Takes a name: a word, or a string for a name that is no identifier. */
  name(): string {
    return this.isString() ? this.string() : this.take('a name', 'word');
  }

  /** Fails if the line goes on. */
  end(): void {
    if (!this.atEnd) this.fail(`'${this.peek()}' is too much`);
  }

  fail(message: string): never {
    const found = this.atEnd ? 'the line ends' : `found '${this.peek()}'`;
    throw new AssemblyError(
      this.line,
      message.endsWith('expected') ? `${message}, ${found}` : message,
    );
  }

  private toInteger(text: string): number {
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value !== (value | 0)) this.fail(`${text} does not fit a word`);
    return value;
  }
}
