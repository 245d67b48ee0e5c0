// What CPython keeps for each thread of control. Executions (execution.ts) take turns in one VM: each
// is a thread of its own, so that none sees what another one is in the middle of. What a host runs
// synchronously belongs to the thread that runs, or to the main one.
import type { PyException } from '../objects/exceptions.js';
import type { PyInstance } from '../objects/shape.js';
import type { PyObject, Value } from '../objects/value.js';

/** A throw() on its way. */
export interface Thrown {
  readonly exception: PyException;
  /** What throw() was called with. */
  readonly args: readonly Value[];
  /** Whether that is an exception; if not, `exception` says so. */
  readonly valid: boolean;
}

export class Thread {
  /** The last throw(), which a foreign iterator may get. */
  thrown: Thrown | null = null;
  /** What async generators call at their first step, and when they are dropped; null for nothing. */
  asyncFirstIteration: Value = null;
  asyncFinalizer: Value = null;
  /** While another thread runs: what the objects that each thread has hold for this one. */
  kept: (Value[] | null)[] = NOTHING_KEPT;
  /** Whether it can be gone on with when others have had their turn: an execution that has not ended. */
  canGoOn = false;
  private guard: Set<PyObject> | null = null;

  /** Objects whose repr is being made, to cut cycles. */
  get reprGuard(): Set<PyObject> {
    return (this.guard ??= new Set());
  }

  /** Everything that it holds while another one runs. */
  *roots(): IterableIterator<Value> {
    yield this.asyncFirstIteration;
    yield this.asyncFinalizer;
    for (const values of this.kept) if (values !== null) yield* values;
  }
}

const NOTHING_KEPT: (Value[] | null)[] = [];

/** An object of the library of which every thread has its own state, though there is one object. */
interface PerThread {
  readonly object: PyInstance;
  /** What its attributes are in a thread that has not changed them: no objects. */
  readonly initial: readonly Value[];
}

/** The objects whose attributes are others in each thread. */
export class ThreadLocals {
  private readonly all: PerThread[] = [];

  /** From now on every thread begins with the attributes that `object` has now. */
  add(object: PyInstance): void {
    this.all.push({ object, initial: object.slots.slice() });
  }

  /** Let the objects have the attributes of `to` instead of those of `from`. */
  exchange(from: Thread, to: Thread): void {
    if (this.all.length === 0) return;
    const kept = to.kept;
    from.kept = this.all.map(({ object, initial }) =>
      object.slots.every((value, slot) => value === initial[slot]) ? null : object.slots,
    );
    this.all.forEach(({ object, initial }, at) => {
      object.slots = kept[at] ?? initial.slice();
    });
    if (from.kept.every((values) => values === null)) from.kept = NOTHING_KEPT;
    to.kept = NOTHING_KEPT;
  }
}
