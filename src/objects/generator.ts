// Generators: state and frame, nothing else. Every change of state is made in vm/resume.ts.
import type { Frame } from './frame.js';
import type { PyCode } from './functions.js';
import type { PyException } from './exceptions.js';
import { generatorType } from './type.js';
import { PyObject } from './value.js';

export const enum GeneratorState {
  /** Never resumed: `frame.pc` is 0 and nothing has run. */
  CREATED = 0,
  /** At a YIELD or YIELD_FROM, or at a SEND while a delegate is suspended or running. */
  SUSPENDED = 1,
  RUNNING = 2,
  FINISHED = 3,
}

/** The four ways into a generator; with a value, a resumption: two arguments, never allocated. */
export const enum ResumeKind {
  NEXT = 0,
  SEND = 1,
  THROW = 2,
  CLOSE = 3,
}

export const enum Closing {
  NO = 0,
  /** From a CLOSE resumption of this generator until it yields or finishes. */
  SELF = 1,
  /** Started as the delegate of a generator that is closing. */
  DELEGATOR = 2,
}

export class PyGenerator extends PyObject {
  state: GeneratorState = GeneratorState.CREATED;
  /** Whether a yield of this generator would break a promise to finish. */
  closing: Closing = Closing.NO;
  /**
   * True when a for statement made this generator and holds the only reference: leaving the loop
   * closes it.
   */
  owned = false;
  /**
   * The generator whose resumption runs this one: itself, or the outermost of a delegation chain.
   * A yield goes to the resumer of the root, whatever the depth (I5).
   */
  root: PyGenerator = this;
  /** The innermost generator of the chain below this one, as of its last yield; a cached answer. */
  leaf: PyGenerator = this;
  /** An exception to raise here once the delegate has closed: `throw(GeneratorExit)`. */
  pending: PyException | null = null;

  constructor(
    /** Null exactly when FINISHED, so that a finished generator keeps nothing alive. */
    public frame: Frame | null,
    readonly code: PyCode,
    public name: string,
    public qualname: string,
  ) {
    super(generatorType);
  }
}
