/**
 * Errors about a program's text. They are made before anything runs, so they are JavaScript
 * exceptions; the VM turns one into a Python exception where a script compiles code itself.
 */

/** The Python class that a fault in a source text is reported as. */
export type SyntaxErrorType = 'SyntaxError' | 'IndentationError' | 'TabError';

/** Where a fault lies, in the numbers that Python's `SyntaxError` carries. */
export interface SyntaxErrorPlace {
  readonly filename: string;
  /** 1-based line. */
  readonly lineno: number;
  /** 1-based column in code points; 0 when the fault concerns the line as a whole. */
  readonly offset: number;
  readonly endLineno: number;
  /** 1-based column behind the last character; equal to `offset` or less: a place, not a range. */
  readonly endOffset: number;
  /** The source line, with its line end if it has one; null when there is none to show. */
  readonly text: string | null;
}

/** Part of a source text as editors count: lines from 1, columns in UTF-16 units from 0. */
export interface SourceRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character; never the same place as the beginning. */
  readonly endColumn: number;
}

/**
 * A text that is not a program: the attributes are those of Python's `SyntaxError`.
 *
 * @example
 * try {
 *   new VM().run('x = (1 +* 2)');
 * } catch (error) {
 *   if (!(error instanceof PygSyntaxError)) throw error;
 *   assert.equal(error.msg, 'invalid syntax');
 *   assert.deepEqual(error.range, { line: 1, column: 8, endLine: 1, endColumn: 9 });
 * }
 */
export class PygSyntaxError extends Error {
  readonly type: SyntaxErrorType;
  readonly msg: string;
  readonly filename: string;
  readonly lineno: number;
  readonly offset: number;
  readonly endLineno: number;
  readonly endOffset: number;
  readonly text: string | null;

  constructor(type: SyntaxErrorType, msg: string, place: SyntaxErrorPlace) {
    super(`${msg} (${place.filename}, line ${place.lineno})`);
    this.name = 'PygSyntaxError';
    this.type = type;
    this.msg = msg;
    this.filename = place.filename;
    this.lineno = place.lineno;
    this.offset = place.offset;
    this.endLineno = place.endLineno;
    this.endOffset = place.endOffset;
    this.text = place.text;
  }

  /** What an editor can underline: at least one character, or one place behind the end of the line. */
  get range(): SourceRange {
    const { lineno, offset, endLineno, endOffset, text } = this;
    const line = Math.max(lineno, 1);
    if (offset <= 0) {
      const length = text?.replace(/\r?\n?$/, '').length ?? 0;
      return { line, column: 0, endLine: line, endColumn: Math.max(length, 1) };
    }
    const units = (column: number): number =>
      text === null ? column : Array.from(text).slice(0, column).join('').length;
    const column = units(offset - 1);
    const isRange = endLineno > lineno || (endLineno === lineno && endOffset > offset);
    if (!isRange) return { line, column, endLine: line, endColumn: column + 1 };
    const endColumn = endLineno === lineno ? units(endOffset - 1) : endOffset - 1;
    return { line, column, endLine: endLineno, endColumn: Math.max(endColumn, 1) };
  }
}

/** A fault of pyg itself, never of the program it runs: an invariant does not hold. */
export class InternalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InternalError';
  }
}

/** Serialised code that cannot be loaded: damaged, or made by another version of pyg. */
export class CodeDataError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CodeDataError';
  }
}
