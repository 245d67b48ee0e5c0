/**
 * How the parser learns that a text is not a program: thrown where the fault is noticed, caught in
 * `parser.ts`, which then lets `diagnosis/` find Python's words for it.
 */
export class Rejected {
  /** An offset into the source text near which the fault was noticed. */
  readonly offset: number;

  constructor(offset: number) {
    this.offset = offset;
  }
}

/** Thrown for nesting that would exhaust the JavaScript stack here or in the compiler. */
export class TooDeep extends Rejected {}
