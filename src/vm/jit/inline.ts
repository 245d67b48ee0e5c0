// The text of a generator's code in that of the code which resumes it: no call, and V8 sees both. It
// goes from a yield to the next one, or to the end. Whatever else happens in it, an exception above
// all, is taken up from the frame by the generator's own compiled code, as if it had never been here.
import type { PyCode } from '../../objects/functions.js';

/** What the text of one code names, apart from helpers: each name gets a number when it is inlined. */
const NAMES =
  /(?<![.\w'])(?:frame|regs|cells|gen|sent|tail|stored|inl|e|l|c|g|r\d+|k\d+|[bl]_?\d+)(?![\w'])/g;

/** The same text with names of its own. */
export function rename(text: string, number: number): string {
  return text.replace(NAMES, (name) => `${name}_${number}`);
}

/** The name that the text of an inlined code has for something. */
export function renamed(name: string, number: number): string {
  return `${name}_${number}`;
}

/** Codes with more words than this are not inlined. */
const MAX_INLINED = 300;
/** Words that are inlined into one code at most, by all its places. */
const MAX_TOGETHER = 1500;

/** The codes that are inlined into one, and into those. */
export class Inlined {
  readonly codes: PyCode[] = [];
  private words = 0;
  /** Those that the text is in the middle of. */
  private readonly open: PyCode[] = [];

  /** Whether a code may be inlined where the text now is. */
  accepts(code: PyCode): boolean {
    const { length } = code.instructions;
    return (
      length <= MAX_INLINED && this.words + length <= MAX_TOGETHER && !this.open.includes(code)
    );
  }

  /** Write something with the code inlined. @returns what `write` does */
  with(code: PyCode, write: (number: number) => string): string {
    this.words += code.instructions.length;
    this.open.push(code);
    const number = this.codes.push(code) - 1;
    const text = write(number);
    this.open.pop();
    return text;
  }
}
