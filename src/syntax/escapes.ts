/** What the characters between the quotes of a literal stand for: escapes and line ends. */

/** A fault inside a literal. Thrown; whoever knows the tokens around it makes the error. */
export class LiteralFault {
  readonly msg: string;
  /** Which of the adjacent literals it is shown at; null: at the token after them. */
  readonly literal: number | null;

  constructor(msg: string, literal: number | null = null) {
    this.msg = msg;
    this.literal = literal;
  }
}

/** Line ends in a literal are `\n`, however the file writes them. */
export function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** The text that the characters between the quotes stand for. */
export function decodeText(written: string, raw: boolean): string {
  const body = normalizeLineEnds(written);
  if (raw || !body.includes('\\')) return body;
  return new TextDecoder(body).decode();
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** How many hexadecimal digits an escape has. */
const HEX_WIDTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Resolves the escapes of a text literal. */
class TextDecoder {
  private readonly body: string;
  private decoded: string;
  private position: number;

  constructor(body: string) {
    this.body = body;
    this.decoded = '';
    this.position = 0;
  }

  decode(): string {
    const { body } = this;
    while (this.position < body.length) {
      const backslash = body.indexOf('\\', this.position);
      if (backslash < 0) {
        this.decoded += body.slice(this.position);
        break;
      }
      this.decoded += body.slice(this.position, backslash);
      this.escape(backslash);
    }
    return this.decoded;
  }

  private escape(backslash: number): void {
    const { body } = this;
    const letter = body.charAt(backslash + 1);
    const simple = SIMPLE_ESCAPES[letter];
    const width = HEX_WIDTH[letter];
    if (simple !== undefined) {
      this.decoded += simple;
      this.position = backslash + 2;
    } else if (width !== undefined) {
      this.hexEscape(backslash, letter, width);
    } else if (letter >= '0' && letter <= '7') {
      const octal = (/^[0-7]{1,3}/.exec(body.slice(backslash + 1, backslash + 4)) as string[])[0];
      this.decoded += String.fromCharCode(parseInt(octal as string, 8));
      this.position = backslash + 1 + (octal as string).length;
    } else if (letter === 'N') {
      this.namedEscape(backslash);
    } else {
      // What is no escape stands for itself, also a backslash before a brace of an f-string.
      this.decoded += '\\';
      this.position = backslash + 1;
    }
  }

  private hexEscape(backslash: number, letter: string, width: number): void {
    const { body } = this;
    const start = backslash + 2;
    let end = start;
    while (end < start + width && /^[0-9a-fA-F]$/.test(body.charAt(end))) end += 1;
    if (end < start + width) {
      this.fail(backslash, end, `truncated \\${letter}${'X'.repeat(width)} escape`);
    }
    const code = parseInt(body.slice(start, end), 16);
    if (code > 0x10ffff) this.fail(backslash, end, 'illegal Unicode character');
    this.decoded += String.fromCodePoint(code);
    this.position = end;
  }

  /** `\N{name}` would need the names of all characters, which JavaScript does not have. */
  private namedEscape(backslash: number): void {
    const { body } = this;
    const close = body.indexOf('}', backslash);
    if (body.charAt(backslash + 2) !== '{' || close === backslash + 3 || close < 0) {
      const end =
        body.charAt(backslash + 2) !== '{' ? backslash + 2 : close < 0 ? body.length : close;
      this.fail(backslash, end, 'malformed \\N character escape');
    }
    throw new LiteralFault("pyg does not support '\\N{...}' escapes");
  }

  private fail(start: number, end: number, reason: string): never {
    const first = this.codecPosition(start);
    const last = first + (end - start) - 1;
    const where =
      first === last
        ? `can't decode byte 0x5c in position ${first}`
        : `can't decode bytes in position ${first}-${last}`;
    throw new LiteralFault(`(unicode error) 'unicodeescape' codec ${where}: ${reason}`);
  }

  /** CPython counts in a text where each character beyond ASCII is written as `\UXXXXXXXX`. */
  private codecPosition(index: number): number {
    let position = 0;
    for (const character of this.body.slice(0, index)) position += character < '\x80' ? 1 : 10;
    return position;
  }
}

/** The bytes that the characters between the quotes of a literal stand for, of that number. */
export function decodeBytes(written: string, raw: boolean, index: number): Uint8Array {
  const body = normalizeLineEnds(written);
  const decoded: number[] = [];
  for (let i = 0; i < body.length; i += 1) {
    if (body.charCodeAt(i) > 0x7f) {
      throw new LiteralFault('bytes can only contain ASCII literal characters', index);
    }
  }
  for (let i = 0; i < body.length;) {
    const letter = body.charAt(i + 1);
    if (raw || body.charAt(i) !== '\\') {
      decoded.push(body.charCodeAt(i));
      i += 1;
    } else if (letter === 'x') {
      const hex = body.slice(i + 2, i + 4);
      if (!/^[0-9a-fA-F]{2}$/.test(hex)) {
        throw new LiteralFault(`(value error) invalid \\x escape at position ${i}`);
      }
      decoded.push(parseInt(hex, 16));
      i += 4;
    } else if (letter >= '0' && letter <= '7') {
      const octal = (/^[0-7]{1,3}/.exec(body.slice(i + 1, i + 4)) as string[])[0] as string;
      decoded.push(parseInt(octal, 8) & 0xff);
      i += 1 + octal.length;
    } else {
      const simple = SIMPLE_ESCAPES[letter];
      if (simple === undefined) decoded.push(0x5c);
      else if (simple !== '') decoded.push(simple.charCodeAt(0));
      i += simple === undefined ? 1 : 2;
    }
  }
  return Uint8Array.from(decoded);
}
