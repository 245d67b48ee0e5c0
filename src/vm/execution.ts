// execution.ts: a run of Python code that can be left and gone on with. While it is suspended it is
// a chain of frames and nothing else; any number of executions take turns in a VM.
import type { PyException } from '../objects/exceptions.js';
import type { Frame } from '../objects/frame.js';
import { useMeter } from '../objects/meter.js';
import { release } from '../objects/references.js';
import { PUSHED } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { makeBaseFrame } from './base.js';
import { recursionError, runFrame } from './calls.js';
import type { Budget } from './budget.js';
import { enterFromHost } from './counting.js';
import { interruptiblePc } from './terminate.js';
import { Thread } from './thread.js';
import { toException } from './unwind.js';
import { MAX_NESTING, Outcome, Suspension, type VM } from './vm.js';
import { goOnWith, raisingFrame, type PyHostPromise } from './waiting.js';

export const enum Status {
  /** It can go on: it has not begun, or was paused, or has got what it waited for. */
  READY = 0,
  RUNNING = 1,
  /** For the host to do what `awaited` says. */
  WAITING = 2,
  /** It has ended with `result`. */
  RETURNED = 3,
  /** It has ended with the exception `result`. */
  RAISED = 4,
}

/** Begins a run for the frame that is running. @returns the result, or PUSHED */
export type Enter = (vm: VM) => Value;

export class Execution {
  readonly thread = new Thread();
  status: Status = Status.READY;
  /** The result or the exception it has ended with; whoever wants it takes it before anything else runs. */
  result: Value = undefined;
  /** What it may use, from its beginning on. */
  private budget: Budget | null = null;
  /** What it waits for. */
  awaited: PyHostPromise | null = null;
  /**
   * The frame to go on with. While it runs: null, or the frame that stands still because a native in
   * it lets another execution run. Null before the beginning and after the end.
   */
  top: Frame | null = null;

  /** Whoever drives it: called when it has been terminated while it did not run, so that it goes on. */
  onTerminate: (() => void) | null = null;

  /**
   * @param enter begins it for the frame that is running, which will be a base frame
   * @param suspension whether it can wait for its host
   */
  constructor(
    readonly vm: VM,
    private enter: Enter | null,
    private readonly suspension = Suspension.POSSIBLE,
  ) {}

  get ended(): boolean {
    return this.status >= Status.RETURNED;
  }

  /**
   * Go on until it ends, waits for its host, or has taken so many steps.
   * Only for one that is READY.
   * @throws only what is not a Python exception; then it has ended without result
   */
  run(steps: number): void {
    enterFromHost(this.vm, () => {
      this.runHere(steps);
    });
  }

  private runHere(steps: number): void {
    const { vm } = this;
    if (vm.nesting >= MAX_NESTING) throw recursionError();
    const { frame, suspension, execution, nestLimit } = vm;
    const waiting = frame === null ? 0 : 1;
    if (execution !== null) execution.top = frame;
    const thread = vm.enterThread(this.thread);
    vm.execution = this;
    vm.executions.add(this);
    this.thread.canGoOn = true;
    vm.suspension = this.suspension;
    const compiledWaits = vm.changeEngine(false);
    vm.nesting++;
    vm.sealed += waiting;
    this.budget ??= vm.newBudget();
    const budget = vm.useBudget(this.budget);
    const meter = useMeter(vm);
    this.status = Status.RUNNING;
    try {
      this.advance(steps);
    } finally {
      useMeter(meter);
      vm.useBudget(budget);
      if (this.status === Status.RUNNING) this.end(Status.RAISED, undefined);
      vm.sealed -= waiting;
      vm.nesting--;
      vm.suspension = suspension;
      vm.changeEngine(compiledWaits);
      vm.nestLimit = nestLimit;
      vm.execution = execution;
      vm.frame = frame;
      vm.enterThread(thread);
      if (execution !== null) execution.top = null;
      if (vm.wantsCounting) vm.trip();
      if (this.ended) this.dropThread();
    }
  }

  private advance(steps: number): void {
    const { vm, top } = this;
    this.top = null;
    const start = top ?? this.begin();
    if (start === null) return;
    switch (runFrame(vm, start, steps)) {
      case Outcome.PAUSED:
        this.top = vm.result as Frame;
        this.status = Status.READY;
        return;
      case Outcome.WAITING:
        this.top = vm.frame;
        this.awaited = vm.result as PyHostPromise;
        this.status = Status.WAITING;
        return;
      case Outcome.RETURNED: {
        // It may have come to its end before anybody looked.
        const { termination } = vm.budget;
        if (termination !== null) return this.end(Status.RAISED, termination);
        return this.end(Status.RETURNED, vm.result);
      }
      case Outcome.RAISED:
        return this.end(Status.RAISED, vm.result);
    }
  }

  /** The first frame; null when there was none to run, so that it has ended. */
  private begin(): Frame | null {
    const { vm } = this;
    const enter = this.enter!;
    this.enter = null;
    vm.frame = null;
    vm.frame = makeBaseFrame(vm);
    try {
      const result = enter(vm);
      if (result === PUSHED) return vm.pushed;
      this.end(Status.RETURNED, result);
    } catch (thrown) {
      this.end(Status.RAISED, toException(thrown));
    }
    return null;
  }

  private end(status: Status, result: Value): void {
    this.vm.executions.delete(this);
    this.thread.canGoOn = false;
    this.status = status;
    this.result = result;
    this.enter = null;
    this.awaited = null;
  }

  /**
   * End it before its time. From where it stands only what cleans up is run (vm/terminate.ts), at once
   * if it runs and by whoever drives it else; it has RAISED a termination then.
   * @param reason what the host gets for it
   */
  terminate(message: string, reason: unknown): void {
    if (this.ended) return;
    const { vm } = this;
    const budget = (this.budget ??= vm.newBudget());
    const termination = budget.end(null, message, reason);
    if (this.status === Status.RUNNING) {
      if (vm.budget === budget) vm.trip();
      return;
    }
    this.awaited?.forget();
    this.awaited = null;
    this.status = Status.READY;
    if (this.enter !== null) this.end(Status.RAISED, termination);
    this.onTerminate?.();
  }

  /** What it uses is counted anew from here on. Only for one that does not run. */
  renewBudget(): void {
    this.budget = null;
  }

  /** What its thread still held is given up. */
  private dropThread(): void {
    const { vm, thread } = this;
    if (!vm.counting) return;
    vm.withLedger(() => {
      for (const value of thread.roots()) release(value);
    });
  }

  /**
   * Let it go on, when it runs next, with what has become of the promise that it waits for. Only for
   * one that is WAITING.
   */
  resume(): void {
    const { vm, top, awaited } = this;
    vm.withLedger(() => {
      goOnWith(top!, awaited!);
    });
    this.awaited = null;
    this.status = Status.READY;
  }

  /**
   * Let an exception be raised, when it runs next, where it stands: at the call that waits, or where
   * it was paused. Only for one that is WAITING or READY.
   */
  raise(exception: PyException): void {
    const { top } = this;
    this.awaited?.forget();
    this.awaited = null;
    if (top === null) {
      this.end(Status.RAISED, exception);
      return;
    }
    top.pc = interruptiblePc(top);
    this.top = raisingFrame(top, exception);
    this.status = Status.READY;
  }
}
