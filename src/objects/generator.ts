// Generators, coroutines and async generators: state and frame, nothing else. They are one class of
// objects, which `cls` tells apart, because they are resumed in the same ways. Every change of state
// is made in vm/resume.ts.
import { nextAge } from './age.js';
import type { Frame } from './frame.js';
import type { PyCode } from './functions.js';
import type { PyException } from './exceptions.js';
import type { PyAsyncStep } from './awaiters.js';
import { generatorType, type PyType } from './type.js';
import { allocated, Bytes } from './meter.js';
import { exchange, Holding, isCounted, UNCOUNTED } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';

export const enum GeneratorState {
  /** Never resumed: `frame.pc` is 0 and nothing has run. */
  CREATED = 0,
  /** At a YIELD, ASYNC_YIELD or YIELD_FROM, or at a SEND while a delegate is suspended or running. */
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
  /** It cleans up because the whole run ends. */
  TERMINATED = 3,
}

/** What an async generator knows beyond its frame. */
export class AsyncState {
  /** The step whose result the next ASYNC_YIELD or the end is; null between steps. */
  step: PyAsyncStep | null = null;
  /** `ag_running`: a step has begun and is not done, or was given up. */
  running = false;
  /** Whether it was closed, or its end was seen: `athrow` and `aclose` do nothing more. */
  closed = false;
  /**
   * What is called with the generator when it is dropped before its end, or null to close it; set
   * with its first step (vm/async-hooks.ts), undefined before.
   */
  finalizer: Value = undefined;
}

/** What `PyGenerator.marks` consists of. */
const enum Mark {
  CLOSING = 3,
  OWNED = 4,
  NEEDS_COUNTING = 8,
  MANAGED = 16,
}

/** What only some generators have, and most of them for a short time. */
interface Extras {
  name: string | null;
  qualname: string | null;
  entered: PyGenerator | null;
  pending: PyException | null;
  async: AsyncState | null;
}

/**
 * There may be a million of them, so what is rare is no field of its own: it is among the marks or
 * the extras.
 */
export class PyGenerator extends PyObject {
  state: GeneratorState = GeneratorState.CREATED;
  private marks = 0;
  private extras: Extras | null = null;
  /**
   * The generator whose resumption runs this one: itself, or the outermost of a delegation chain.
   * A yield goes to the resumer of the root, whatever the depth (I5).
   */
  root: PyGenerator = this;
  /** The innermost generator of the chain below this one, as of its last yield; a cached answer. */
  leaf: PyGenerator = this;
  /** Links of the WatchList it is in; null when it is in none. */
  nextWatched: PyGenerator | null = null;
  previousWatched: PyGenerator | null = null;
  /** When it was made (objects/age.ts). */
  readonly age = nextAge();

  constructor(
    /** Null exactly when FINISHED, so that a finished generator keeps nothing alive. */
    public frame: Frame | null,
    readonly code: PyCode,
    cls: PyType = generatorType,
  ) {
    super(null);
    this.cls = cls;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  private get allExtras(): Extras {
    return (this.extras ??= {
      name: null,
      qualname: null,
      entered: null,
      pending: null,
      async: null,
    });
  }

  private mark(mark: Mark, value: boolean): void {
    if (value) this.marks |= mark;
    else this.marks &= ~mark;
  }

  /** Whether a yield of this generator would break a promise to finish. */
  get closing(): Closing {
    return this.marks & Mark.CLOSING;
  }

  set closing(value: Closing) {
    this.marks = (this.marks & ~Mark.CLOSING) | value;
  }

  /**
   * True when a for statement made this generator and holds the only reference: leaving the loop
   * closes it.
   */
  get owned(): boolean {
    return (this.marks & Mark.OWNED) !== 0;
  }

  set owned(value: boolean) {
    this.mark(Mark.OWNED, value);
  }

  /** True once it is started, when somebody may notice when it is closed and no statement will do it. */
  get needsCounting(): boolean {
    return (this.marks & Mark.NEEDS_COUNTING) !== 0;
  }

  set needsCounting(value: boolean) {
    this.mark(Mark.NEEDS_COUNTING, value);
  }

  /** True when a with statement has the manager that runs this generator, and so ends it. */
  get managed(): boolean {
    return (this.marks & Mark.MANAGED) !== 0;
  }

  set managed(value: boolean) {
    this.mark(Mark.MANAGED, value);
  }

  /** Its `__name__`: that of its code, if nobody has changed it. */
  get name(): string {
    return this.extras?.name ?? this.code.source.name;
  }

  set name(value: string) {
    if (value !== this.name) this.allExtras.name = value;
  }

  get qualname(): string {
    return this.extras?.qualname ?? this.code.source.qualname;
  }

  set qualname(value: string) {
    if (value !== this.qualname) this.allExtras.qualname = value;
  }

  /**
   * While a throw() or close() of this generator, a root, runs: the generator below it that was
   * entered. What the delegators in between handle is out of sight there: none of them runs, as none
   * does in CPython. Null in other resumptions, and once the root itself runs.
   */
  get entered(): PyGenerator | null {
    return this.extras === null ? null : this.extras.entered;
  }

  set entered(value: PyGenerator | null) {
    if (this.extras !== null || value !== null) this.allExtras.entered = value;
  }

  /** An exception to raise here once the delegate has closed: `throw(GeneratorExit)`. */
  get pending(): PyException | null {
    return this.extras === null ? null : this.extras.pending;
  }

  set pending(value: PyException | null) {
    if (this.extras === null && value === null) return;
    if (isCounted(this)) exchange(this, this.pending, value);
    this.allExtras.pending = value;
  }

  /** Null in generators and coroutines. */
  get async(): AsyncState | null {
    return this.extras === null ? null : this.extras.async;
  }

  set async(value: AsyncState | null) {
    this.allExtras.async = value;
  }

  /** Those that wait with something to clean up are in the VM's WatchList. */
  override get endRunsCode(): boolean {
    return false;
  }

  override get holding(): Holding {
    return Holding.UNSETTLED;
  }

  /** While it waits its frame no longer has what it has handed out. */
  override settle(): void {
    const { frame } = this;
    if (this.state !== GeneratorState.SUSPENDED || frame === null) return;
    for (const register of frame.code.liveness.handedOver[frame.pc] ?? []) {
      frame.regs[register] = undefined;
    }
  }

  override visitReferences(visit: Visit): void {
    visit(this.frame);
    if (this.extras === null) return;
    visit(this.extras.pending);
    visit(this.extras.async?.finalizer);
  }
}

/**
 * The generators that must not be forgotten: started, not finished, and with something to clean up;
 * and the coroutines that nobody has awaited yet. In the order in which they became so. A ring through the generators themselves, so that going
 * in and out costs a few stores.
 */
export class WatchList {
  private first: PyGenerator | null = null;
  size = 0;

  has(generator: PyGenerator): boolean {
    return generator.nextWatched !== null;
  }

  add(generator: PyGenerator): void {
    if (generator.nextWatched !== null) return;
    this.size++;
    const { first } = this;
    if (first === null) {
      this.first = generator;
      generator.nextWatched = generator;
      generator.previousWatched = generator;
      return;
    }
    const last = first.previousWatched!;
    last.nextWatched = generator;
    generator.previousWatched = last;
    generator.nextWatched = first;
    first.previousWatched = generator;
  }

  delete(generator: PyGenerator): void {
    const next = generator.nextWatched;
    if (next === null) return;
    this.size--;
    const previous = generator.previousWatched!;
    previous.nextWatched = next;
    next.previousWatched = previous;
    if (this.first === generator) this.first = next === generator ? null : next;
    generator.nextWatched = null;
    generator.previousWatched = null;
  }

  /** Whether a condition holds for one of them. */
  some(condition: (generator: PyGenerator) => boolean): boolean {
    let at = this.first;
    for (let i = this.size; i > 0; i--) {
      if (condition(at!)) return true;
      at = at!.nextWatched;
    }
    return false;
  }

  /** The generators as they are now; safe while they go in and out. */
  *[Symbol.iterator](): IterableIterator<PyGenerator> {
    const all: PyGenerator[] = [];
    let at = this.first;
    for (let i = 0; i < this.size; i++) {
      all.push(at!);
      at = at!.nextWatched;
    }
    yield* all;
  }
}
