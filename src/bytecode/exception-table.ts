// The exception table: which handler covers which instructions. Rows stand innermost first, ranges
// are half open and nest; a `try` costs nothing until something is raised.

export const enum HandlerKind {
  /**
   * An `except` clause begins at `handler`. On entry R[register] = the exception,
   * R[register+1] = the handled exception until now, handled exception = the exception.
   */
  CATCH = 0,
  /**
   * A cleanup body (finally, with, the end of `except … as`, a for loop that owns its iterator)
   * begins at `handler`. On entry R[register] = the completion kind (RAISE or CLOSE),
   * R[register+1] = its value, R[register+2] = the handled exception until now.
   */
  CLEANUP = 1,
  /**
   * The body of a handler or of a cleanup. Nothing is entered (`handler` is -1): on the way out
   * the handled exception becomes R[register] again.
   */
  RESTORE = 2,
  /**
   * The YIELD_FROM of a delegation: what is thrown in goes on to the iterator. On entry
   * R[register] = the exception; `handler` starts with THROW_INTO.
   */
  DELEGATE = 3,
  /**
   * As CLEANUP, but the handled exception stays what it was, and R[register+2] is unbound: what
   * CPython does while it unwinds, not in a handler. A for loop gives up its iterator; the name of
   * `except … as` is unbound.
   */
  UNWIND = 4,
  /**
   * The step of an `async for`: StopAsyncIteration ends the loop, that is, goes on at `handler`.
   * Every other exception passes, and nothing is written.
   */
  ASYNC_END = 5,
}

export interface ExceptionRow {
  /** First covered instruction offset. */
  readonly start: number;
  /** Offset after the last covered instruction. */
  readonly end: number;
  /** Where the handler begins, or -1 for RESTORE. */
  readonly handler: number;
  readonly kind: HandlerKind;
  readonly register: number;
}

/**
 * The index of the innermost row at or after `from` that covers `pc`, or -1.
 * A suspended frame's pc is its YIELD, so the same question answers "would close() run any code?".
 */
export function findRow(rows: readonly ExceptionRow[], pc: number, from = 0): number {
  for (let i = from; i < rows.length; i++) {
    const row = rows[i]!;
    if (pc >= row.start && pc < row.end) return i;
  }
  return -1;
}

/**
 * The row by which control came to the handler or the cleanup whose body a RESTORE row covers; null for
 * a cleanup that is only entered when nothing was raised.
 */
export function rowEntering(
  rows: readonly ExceptionRow[],
  body: ExceptionRow,
): ExceptionRow | null {
  let found: ExceptionRow | null = null;
  for (const row of rows) {
    if (row.register + restoredIn(row.kind) !== body.register || row.handler > body.start) continue;
    if (found === null || row.handler > found.handler) found = row;
  }
  return found;
}

/** How far the register to restore is behind that of the row that has written it. */
function restoredIn(kind: HandlerKind): number {
  if (kind === HandlerKind.CATCH) return 1;
  return kind === HandlerKind.CLEANUP ? 2 : NaN;
}
