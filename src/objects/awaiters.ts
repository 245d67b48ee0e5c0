// Awaiters: native iterators that stand between an `await` and the coroutine or async generator it
// runs. A delegation looks through them (vm/resume.ts), so that they cost nothing per item.
import type { PyTuple } from './collections.js';
import type { PyGenerator } from './generator.js';
import { asendType, athrowType, type PyType } from './type.js';
import { PyObject, type Value } from './value.js';

/** Every resumption of it is one of `generator`: `coroutine_wrapper`, `anext_awaitable`. */
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

/** What asend, athrow and aclose return: one step of an async generator, from yield to yield. */
export class PyAsyncStep extends PyAwaiter {
  state: StepState = StepState.CREATED;

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
