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

/** A text that is not a program: the attributes are those of Python's `SyntaxError`. */
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
