// Awaiters: native iterators that stand between an `await` and the coroutine or async generator it
// runs. A delegation looks through them (vm/resume.ts), so that they cost nothing per item.
import type { PyTuple } from './collections.js';
import type { PyGenerator } from './generator.js';
import { anextAwaitableType, asendType, athrowType, type PyType } from './type.js';
import { PyObject, type Value } from './value.js';

/** Every resumption of it is one of `generator`, as of a `coroutine_wrapper`. */
export class PyAwaiter extends PyObject {
  constructor(
    cls: PyType,
    readonly generator: PyGenerator,
  ) {
    super(cls);
  }
}

export const enum StepKind {
  /** asend() and __anext__() */
  SEND = 0,
  /** athrow() */
  THROW = 1,
  /** aclose() */
  CLOSE = 2,
}

export const enum StepState {
  /** Not awaited yet. */
  CREATED = 0,
  /** It has resumed the generator, and is not done. */
  BEGUN = 1,
  DONE = 2,
}

/**
 * `anext(iterator, default)`: an iterator in front of what awaits `step`, which `__anext__` has
 * returned. No delegation looks through it, because it turns the end into the default.
 */
export class PyAnextAwaitable extends PyObject {
  constructor(
    readonly step: Value,
    readonly missing: Value,
  ) {
    super(anextAwaitableType);
  }
}

/** How a step was last resumed. */
export const enum StepEntry {
  BEGIN = 0,
  SEND = 1,
  THROW = 2,
}

/** What asend, athrow and aclose return: one step of an async generator, from yield to yield. */
export class PyAsyncStep extends PyAwaiter {
  state: StepState = StepState.CREATED;
  entry: StepEntry = StepEntry.BEGIN;

  constructor(
    generator: PyGenerator,
    readonly kind: StepKind,
    /** What asend sends, null for other steps. */
    readonly value: Value,
    /** The arguments of athrow, null for other steps. */
    readonly thrown: PyTuple | null,
  ) {
    super(kind === StepKind.SEND ? asendType : athrowType, generator);
  }
}
