// budget.ts: what one run may use, and what it has used so far. A run is whatever the host asks for:
// a program, a call, the resumption of a generator. vm/terminate.ts ends one that exceeds it.
import { PyException, exceptionType } from '../objects/exceptions.js';
import { tuple } from '../objects/collections.js';
import { defineType } from '../objects/type.js';

/** What a run may use. What is left out is not limited. */
export interface Limits {
  /** Steps: turns of loops, calls and resumptions, and the work of natives (docs/embedding.md). */
  readonly steps?: number;
  /** Bytes that objects which are still reachable take, by estimate. */
  readonly memory?: number;
  /** Calls that may be active at once; `sys.setrecursionlimit` goes no further. */
  readonly recursion?: number;
  /** Milliseconds of the host's clock; what a run waits for the host does not count. */
  readonly time?: number;
  /** Characters on standard output and standard error together. */
  readonly output?: number;
}

export type LimitName = keyof Limits;

/** What a run that has exceeded a limit may still use to clean up: so much more of everything. */
export const GRACE = { steps: 10_000, memory: 2 ** 20, time: 100, output: 1_000 } as const;

/** How many steps pass from one look at the clock to the next. */
const STEPS_PER_LOOK = 1024;

/** A step of a native takes longer than that, in milliseconds. */
const SHORTEST_STEP = 2e-6;

/** Steps for a run that nobody limits: the largest count that V8 keeps as a small integer. */
const FULL_TANK = 2 ** 30;

/** What unwinds the frames of a run that ends before its time. Scripts have no name for it. */
const terminatedType = defineType('Terminated', 'exception', {
  base: exceptionType('BaseException'),
});

/**
 * The end of a run before its time: what unwinds the frames. A script sees it in `__exit__` and
 * `sys.exc_info()`; nothing catches it. Its traceback says where the run was.
 */
export class Termination extends PyException {
  /** Whether it has still to be raised where the run is. */
  pending = true;
  /** Whether what was left for cleaning up is used up, too. */
  dead = false;

  /**
   * @param limit what the run has exceeded; null when the host ends it
   * @param reason the host's reason to end it
   */
  constructor(
    readonly limit: LimitName | null,
    message: string,
    readonly reason: unknown,
  ) {
    super(terminatedType, tuple([message]));
  }

  /**
   * What a manager that is told of it throws into its generator: an exception like any other, which the
   * generator may look at. When the manager is done, the termination goes on.
   */
  asException(): PyException {
    return new PyException(terminatedType, this.args);
  }
}

/** Carries a termination through TypeScript code, where nothing that catches Raised takes it. */
export class Terminated {
  constructor(readonly termination: Termination) {}
}

export class Budget {
  /** Steps taken, as far as they have been settled. */
  steps = 0;
  /** Characters written. */
  output = 0;
  termination: Termination | null = null;
  /** How many steps there may be before the driver of the run gets a turn. */
  private pauseAt = Infinity;
  private stepsAllowed: number;
  private timeAllowed: number;
  private outputAllowed: number;
  /** Bytes that may be alive. */
  memoryAllowed: number;
  /** Milliseconds used up to `since`. */
  private time = 0;
  /** When the run last went on; null while it waits. */
  private since: number | null = null;

  /** @param clock milliseconds */
  constructor(
    private readonly limits: Limits,
    private readonly clock: () => number,
  ) {
    this.stepsAllowed = limits.steps ?? Infinity;
    this.timeAllowed = limits.time ?? Infinity;
    this.outputAllowed = limits.output ?? Infinity;
    this.memoryAllowed = limits.memory ?? Infinity;
  }

  /** The run goes on. */
  start(): void {
    if (this.timeAllowed !== Infinity) this.since = this.clock();
  }

  /** The run waits, or is over. */
  stop(): void {
    this.time = this.elapsed();
    this.since = null;
  }

  /** Milliseconds that the run has taken, if anybody wants to know. */
  elapsed(): number {
    return this.since === null ? this.time : this.time + this.clock() - this.since;
  }

  /** Milliseconds that are left. */
  timeLeft(): number {
    if (this.timeAllowed === Infinity) return Infinity;
    return Math.max(0, this.timeAllowed - this.elapsed());
  }

  /** Let the run be paused after so many steps. */
  pauseAfter(steps: number): void {
    this.pauseAt = this.steps + steps;
  }

  get pauseIsDue(): boolean {
    return this.steps >= this.pauseAt;
  }

  /** How many steps may be taken without another look, so that the next one is seen. */
  grant(): number {
    const left = Math.min(this.stepsAllowed - this.steps, FULL_TANK);
    const turn = this.timeAllowed === Infinity ? left : Math.min(left, STEPS_PER_LOOK);
    const pause = this.pauseAt - this.steps - 1;
    return Math.max(0, pause >= 0 ? Math.min(turn, pause) : turn);
  }

  /** Which of the limits that are looked at from time to time is exceeded. */
  exceeded(): LimitName | null {
    if (this.steps > this.stepsAllowed) return 'steps';
    return this.timeLeft() === 0 ? 'time' : null;
  }

  /** Whether work that is going to take so many steps cannot be done in time. */
  isTooLong(steps: number): boolean {
    return steps * SHORTEST_STEP > this.timeLeft();
  }

  /** How many of so many characters may be written; they count as written. */
  takeOutput(characters: number): number {
    const taken = Math.min(characters, Math.max(0, this.outputAllowed - this.output));
    this.output += taken;
    return taken;
  }

  /** A limit is exceeded: the run is to clean up, and if that exceeds one, it is just to end. */
  exceed(limit: LimitName): Termination {
    if (this.termination === null) return this.end(limit, messageFor(limit, this.limits[limit]!));
    this.termination.dead = true;
    this.termination.pending = true;
    return this.termination;
  }

  /**
   * The run is to end. What it has for cleaning up begins now.
   * @param reason why the host wants that
   */
  end(limit: LimitName | null, message: string, reason?: unknown): Termination {
    if (this.termination !== null) return this.termination;
    this.stepsAllowed = this.steps + GRACE.steps;
    if (this.timeAllowed !== Infinity) this.timeAllowed = this.elapsed() + GRACE.time;
    if (this.outputAllowed !== Infinity) this.outputAllowed = this.output + GRACE.output;
    if (this.memoryAllowed !== Infinity) this.memoryAllowed += GRACE.memory;
    return (this.termination = new Termination(limit, message, reason));
  }
}

function messageFor(limit: LimitName, allowed: number): string {
  switch (limit) {
    case 'steps':
      return `the run has taken more than ${allowed} steps`;
    case 'memory':
      return `the run holds more than ${allowed} bytes`;
    case 'recursion':
      return `the run has more than ${allowed} calls active`;
    case 'time':
      return `the run has taken more than ${allowed} milliseconds`;
    case 'output':
      return `the run has written more than ${allowed} characters`;
  }
}
