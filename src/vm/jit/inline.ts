// The text of a generator's code in that of the code which resumes it: no call, and V8 sees both. It
// goes from a yield to the next one, or to the end. Whatever else happens in it, an exception above
// all, is taken up from the frame by the generator's own compiled code, as if it had never been here.
import type { PyCode } from '../../objects/functions.js';

/** What the text of one code names, apart from helpers: each name gets a number when it is inlined. */
const NAMES =
  /(?<![.\w'])(?:frame|regs|cells|gen|sent|tail|stored|inl|e|l|c|g|r\d+|k\d+|[bl]_?\d+)(?![\w'])/g;

/** Where the text of an inlined code speaks of the frame that resumes it, and of its depth. */
const OUTER = '\u0001';
const OUTER_DEPTH = '\u0002';

/**
 * The text of an inlined code with names of its own. As long as it only computes, nobody can tell that
 * its generator runs. Before it asks anybody for anything, the frame is linked to that which resumes it.
 * @param isNested whether it goes into the text of a code that is inlined itself
 */
export function intoText(text: string, number: number, isNested: boolean): string {
  const linked = `linked(gen, frame, ${OUTER})`;
  return text
    .replaceAll('frame.depth', `(${OUTER_DEPTH} + 1)`)
    .replace(/\(vm, frame(?=[,)])/g, `(vm, ${linked}`)
    .replaceAll('g.caller = frame;', `g.caller = ${linked};`)
    .replace(NAMES, (name) => renamed(name, number))
    .replaceAll(OUTER_DEPTH, isNested ? `(${OUTER_DEPTH} + 1)` : 'frame.depth')
    .replaceAll(OUTER, isNested ? linked : 'frame');
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
      length <= MAX_INLINED &&
      this.words + length <= MAX_TOGETHER &&
      !code.showsRegisters &&
      !this.open.includes(code)
    );
  }

  /** Write something with the code inlined. @returns what `write` does */
  with<T>(code: PyCode, write: (number: number) => T): T {
    this.words += code.instructions.length;
    this.open.push(code);
    const number = this.codes.push(code) - 1;
    const written = write(number);
    this.open.pop();
    return written;
  }
}
