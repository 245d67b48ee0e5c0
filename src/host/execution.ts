// Executions as an embedder drives them: a step at a time, looking at what is there in between.
import type { Value } from '../objects/value.js';
import { Execution as MachineExecution, Status, type Enter } from '../vm/execution.js';
import type { Border } from './border.js';
import {
  framesOf,
  generatorsOf,
  type ExecutionFrame,
  type SuspendedGenerator,
} from './inspection.js';

/**
 * How an execution stands: it can go on (`paused`: also before the beginning), waits for its host, or
 * has ended.
 */
export type ExecutionState = 'paused' | 'running' | 'waiting' | 'finished' | 'raised' | 'closed';

/** Why an execution has ended that `close()` has ended. */
const CLOSED = Symbol('closed');

const STATES: readonly ExecutionState[] = ['paused', 'running', 'waiting', 'finished', 'raised'];

/** How far an execution goes. */
export interface StepOptions {
  /** Turns of loops, calls, resumptions and the work of natives until it pauses; no limit when left out. */
  readonly steps?: number;
}

/**
 * A program, or a call, that its host drives: `run()` goes on until it is paused, waits for the host, or
 * ends. The same program with the same answers pauses at the same places.
 * @template T what it gives when it has finished
 *
 * @example
 * const game = { ask: () => new Promise(() => undefined) };
 * const vm = new VM({ modules: { game } });
 * const execution = vm.start('import game\nanswer = game.ask()\nwhile True: pass\n');
 * assert.equal(execution.run(), 'waiting');
 * execution.resume('yes');
 * assert.equal(execution.run({ steps: 50 }), 'paused');
 * assert.equal(execution.frames()[0]?.locals.get('answer'), 'yes');
 * execution.close();
 * assert.equal(execution.state, 'closed');
 *
 * @example
 * const execution = new VM().start('for i in range(1000): pass\ndone = True\n');
 * let turns = 1;
 * while (execution.run({ steps: 100 }) === 'paused') turns++;
 * assert.ok(turns > 9);
 * assert.equal(execution.result.get('done'), true);
 */
export class Execution<T> implements Disposable {
  private readonly execution: MachineExecution;
  private value: T | undefined;
  private failure: unknown;

  /** @internal */
  constructor(
    private readonly border: Border,
    enter: Enter,
    private readonly finish: (result: Value) => T,
  ) {
    this.execution = new MachineExecution(border.vm, enter);
  }

  get state(): ExecutionState {
    return this.failure === CLOSED ? 'closed' : STATES[this.execution.status]!;
  }

  /** What it has given; undefined until it is `finished`. */
  get result(): T | undefined {
    return this.value;
  }

  /** The PygError, or whatever else it was, that has ended it; undefined unless it has `raised`. */
  get error(): unknown {
    return this.failure === CLOSED ? undefined : this.failure;
  }

  /**
   * What a function of the host has returned, for which it is `waiting`; else null. The host waits for it
   * as it sees fit, and hands in what has become of it with `resume()` or `throw()`.
   */
  get promise(): PromiseLike<unknown> | null {
    return this.execution.awaited?.promise ?? null;
  }

  /**
   * Go on, until it has ended, waits for its host, or is paused.
   * @returns how it stands then; the same as before when it cannot go on
   * @throws Error when it is running
   */
  run({ steps = Infinity }: StepOptions = {}): ExecutionState {
    const { execution, border } = this;
    this.checkNotRunning();
    if (execution.status !== Status.READY || steps <= 0) return this.state;
    border.advance(execution, steps);
    this.takeOutcome();
    return this.state;
  }

  private takeOutcome(): void {
    const { execution } = this;
    // Whether anybody looks at the promise is the business of the host, even if it is rejected.
    this.promise?.then(undefined, () => undefined);
    if (execution.status === Status.RETURNED) this.value = this.finish(execution.result);
    else if (execution.status === Status.RAISED) this.failure = this.border.errorOf(execution);
  }

  /** Let it pause at its next safepoint: for functions of the host that it calls. */
  pause(): void {
    if (this.execution.status === Status.RUNNING) this.border.vm.endSlice();
  }

  /**
   * Give it what it waits for: the result of the function of the host that has returned a promise. It
   * goes on with the next `run()`.
   * @throws Error when it does not wait
   */
  resume(value?: unknown): void {
    const { awaited } = this.execution;
    if (awaited === null) throw new Error(`it is ${this.state}, and does not wait for anything`);
    awaited.fulfil(value);
    this.execution.resume();
  }

  /**
   * Raise an error where it stands: at the call that waits, or where it was paused. A PygError is the
   * exception it stands for, or names. It goes on with the next `run()`.
   * @throws Error when it is running or has ended
   */
  throw(error: unknown): void {
    const { execution, border } = this;
    this.checkNotRunning();
    if (execution.ended) throw new Error(`it is ${this.state}`);
    execution.raise(border.errors.exceptionFor(error));
  }

  /**
   * End it where it stands: all its frames are left, and all that cleans up is run: `finally` blocks,
   * `__exit__` methods, generators that loops give up. No `except` sees it. What that may use is limited,
   * and nothing is waited for. Called by a function of the host that the execution runs, it does so at its
   * next step. It does nothing when the execution has ended.
   */
  close(): void {
    const { execution } = this;
    execution.terminate('closed by the host', CLOSED);
    while (execution.status === Status.READY) this.border.advance(execution, Infinity);
    this.takeOutcome();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** The frames that it stands in, outermost first. */
  frames(): ExecutionFrame[] {
    return framesOf(this.border, this.execution);
  }

  /** The suspended generators and coroutines that its frames and the modules lead to. */
  generators(): SuspendedGenerator[] {
    return generatorsOf(this.border, this.execution);
  }

  private checkNotRunning(): void {
    if (this.execution.status === Status.RUNNING) throw new Error('it is running');
  }
}
