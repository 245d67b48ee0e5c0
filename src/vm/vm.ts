// The VM: what all frames of one run share. Two VMs share nothing a script can change.
import type { PygSyntaxError } from '../errors.js';
import { PyDict, type KeyOps } from '../objects/dict.js';
import { PyException } from '../objects/exceptions.js';
import type { Frame } from '../objects/frame.js';
import type { CompiledCode, PyCode, PyFunction } from '../objects/functions.js';
import { PyGenerator, WatchList } from '../objects/generator.js';
import type { PyModule } from '../objects/module.js';
import { Ledger, release, retain, useLedger } from '../objects/references.js';
import type { PyObject, Value } from '../objects/value.js';
import { FULL_ROOM, LastText, Room, useMeter, type Meter } from '../objects/meter.js';
import type { CodeObject } from '../bytecode/code.js';
import { Budget, Terminated, type LimitName, type Limits, type Termination } from './budget.js';
import { census } from './census.js';
import { Addresses } from './address.js';
import { HeldObjects } from './held.js';
import { makeKeyOps } from './keys.js';
import type { Execution } from './execution.js';
import { ImportLocks } from './import-locks.js';
import { Thread, ThreadLocals } from './thread.js';
import type { PyHostPromise } from './waiting.js';
import type { Statistics } from './jit/statistics.js';

/** What a loader has found of a module. */
export interface FoundModule {
  readonly source: string;
  readonly filename: string;
  readonly isPackage: boolean;
}

/** Where a module's source comes from. The host supplies it; without one only built-in modules exist. */
export interface ModuleLoader {
  /**
   * Find a module.
   * @param name full dotted name
   * @param path the parent package's `__path__`, or null for a top-level module (`sys.path` applies)
   * @param open what the promise of a module has to make of it, once it is there
   */
  find(
    name: string,
    path: readonly string[] | null,
    open: (found: FoundModule | null) => Value,
  ): FoundModule | null | PyHostPromise;
}

/** How a text for exec, eval or compile is meant. */
export interface CompileRequest {
  /** Statements, one expression, or one statement of a prompt. */
  readonly mode: 'exec' | 'eval' | 'single';
  /** Whether annotations stay text without a future import in the text itself. */
  readonly futureAnnotations: boolean;
}

/** What the VM takes from its host. Nothing else of the host is reachable from a script. */
export interface HostHooks {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** One line with its newline, '' at the end of input; or the promise of one. */
  stdin: () => string | PyHostPromise;
  /** Monotonic clock in seconds. */
  monotonic: () => number;
  /** Wall clock, seconds since the epoch. */
  now: () => number;
  /** What a random number generator begins with that nobody has given a seed; the time if absent. */
  entropy?: () => bigint;
  /** Block for that many seconds. */
  sleep: (seconds: number) => void;
  /**
   * Call `ring` after that many seconds, unless the function that is returned is called before. Absent
   * where nothing can be suspended.
   */
  timer?: (seconds: number, ring: () => void) => () => void;
  loader: ModuleLoader | null;
  /** Source text by file name, for traceback lines; null when unknown. */
  sourceOf: (filename: string) => string | null;
  /**
   * Compile a module, or what the request says; bytes are decoded as those of a source file. Throws
   * PygSyntaxError. What is to be warned of goes to `warn`, which throws it if it is to be an error.
   * Handed in because the VM does not know the compiler.
   */
  compile: (
    source: string | Uint8Array,
    filename: string,
    request?: CompileRequest,
    warn?: (fault: PygSyntaxError) => void,
  ) => CodeObject;
  /**
   * Columns of the operator or the brackets in the text of an expression, for the carets of a
   * traceback; null for other texts. Handed in because the VM does not know the parser.
   */
  anchors: (segment: string) => { readonly left: number; readonly right: number } | null;
  argv: readonly string[];
  path: readonly string[];
  /** Whether `compile` keeps what it makes, until `sys.dont_write_bytecode` forbids it; not if absent. */
  writesBytecode?: boolean;
}

/**
 * How a run of the loop ended; `vm.result` has the value, the exception, the paused frame, or what the
 * frame that runs, `vm.frame`, waits for.
 */
export const enum Outcome {
  RETURNED = 0,
  RAISED = 1,
  PAUSED = 2,
  WAITING = 3,
}

/** Whether what runs can wait for its host. */
export const enum Suspension {
  POSSIBLE = 0,
  /** A native waits for it in a nested run of the loop. */
  NESTED = 1,
  /** The host waits for it. */
  SYNCHRONOUS = 2,
}

/**
 * The interpreter loop, as the rest of the VM knows it: run `entry` and whatever it calls until the
 * base frame below it is reached or the fuel is spent.
 */
export type Loop = (vm: VM, entry: Frame) => Outcome;

/** As long as no more than so many objects wait with an end that runs code, cycles are no concern. */
export const WAITING_AT_LEAST = 1000;

export const DEFAULT_RECURSION_LIMIT = 1000;

/** What `sys.setrecursionlimit` may reach where the host says nothing: frames of that many calls fit. */
const MAX_RECURSION = 2 ** 20;

/**
 * Runs inside each other at most. A run takes about 3 KB of the JavaScript stack, which is 1 MB in
 * most places, and to overrun that would leave frames behind that nobody goes on with.
 */
export const MAX_NESTING = 200;

export class VM implements Meter {
  readonly builtins = new PyDict();
  /** sys.modules */
  readonly modules = new PyDict();
  /** Modules that the host hands in: how each is made. They come before all others. */
  readonly hostModules = new Map<string, (vm: VM) => PyModule>();
  /** The globals of the prelude; its functions are made when first needed. */
  readonly preludeGlobals = new PyDict();
  readonly prelude = new Map<string, PyFunction>();
  /** How dicts and sets hash and compare keys in this VM. */
  readonly keys: KeyOps = makeKeyOps(this);

  readonly addresses = new Addresses();

  /** The frame that is running, or whose native is. */
  frame: Frame | null = null;
  /** The frame to go on with after something returned PUSHED. */
  pushed: Frame | null = null;
  /** What `loadMethod` found: a function that wants the object as its first argument. */
  method: Value = undefined;
  /** How a run ended: its result, its exception, or the frame that was paused. */
  result: Value = undefined;
  /** Makes compiled code of hot code; null when everything is interpreted. */
  compile: ((code: PyCode) => CompiledCode | null) | null = null;
  /** How often code must be entered to be hot. */
  hot = 0;
  /** Steps from one look at what runs to the next. */
  sampleSteps = Infinity;
  /** What the engines have done; null when nobody wants to know. */
  statistics: Statistics | null = null;
  /** Whether compiled code is on the JavaScript stack of this run: it has registers in its own hands. */
  compiledWaits = false;
  /** An exception that is to be raised in the frame to go on with, while compiled code waits. */
  raising: PyException | null = null;
  /** How: the arguments of `unwind`. */
  raisingFresh = false;
  raisingTrace = false;
  /** What compiled code that has left its frame means by that (vm/jit/support.ts). */
  leaving = 0;
  /** How deep a frame may be that compiled code calls directly. */
  nestLimit = 0;
  /** Whether what runs can wait for its host. */
  suspension = Suspension.SYNCHRONOUS;
  /** The execution that runs; null for what the host runs to its end. */
  execution: Execution | null = null;
  /** The executions that have begun and not ended. */
  readonly executions = new Set<Execution>();
  /** What the host runs to its end from outside belongs to it. */
  readonly mainThread = new Thread();
  /** The thread that runs. */
  thread = this.mainThread;
  /** Which modules are being imported, and by whom. */
  readonly importLocks = new ImportLocks(this);
  /** Objects of the library that have other attributes in each thread. */
  readonly threadLocals = new ThreadLocals();
  /**
   * Steps until `execute` pauses: back edges, calls, resumes, and what natives spend. The only thing
   * that the loop tests; whatever wants its attention takes the fuel away (`trip`).
   */
  fuel = 0;
  /** What `fuel` was when it was last settled: the steps taken since then are the difference. */
  private granted = 0;
  /** What every run that the host asks for may use. */
  limits: Readonly<Limits> = {};
  /** Bytes that the machine takes before anything runs. */
  private ownBytes = 0;
  /** Values that natives have in their hands while they collect them. */
  readonly collecting: (readonly Value[])[] = [];
  /** What the host asks for when nothing is limited, and what goes on outside of any run. */
  private readonly unlimited = new Budget({}, () => 0);
  /** What the run that goes on may use. */
  budget = this.unlimited;
  /** Bytes that may be allocated before what is alive is counted. */
  readonly room = new Room(() => {
    this.trip();
  });
  readonly lastText = new LastText();
  /** Runs of the loop that are active: 1, and more only inside the nested calls of docs/generators.md. */
  nesting = 0;
  /** Times the loop was entered, for tests that show it is not nested. */
  entries = 0;
  /** Frames of scripts that may stand on each other. */
  recursionLimit = DEFAULT_RECURSION_LIMIT;
  /** Started generators with a protected yield that are not finished: closed at exit at the latest. */
  readonly watched = new WatchList();
  /** Whether the program has come to its end, and nothing of it runs any more. */
  finalizing = false;
  /** A function to call on Ctrl-C, which may raise an exception; null for KeyboardInterrupt. */
  interruptHandler: Value = null;
  /** A function to call when the program has ended, before anything is closed; null for none. */
  readonly atExit: Value[] = [];
  /** When the program has called gc.collect() last, as an age of objects (objects/age.ts). */
  collectedAt = 0;
  /** Objects that have weak references. */
  readonly weakTargets = new Set<WeakRef<PyObject>>();
  /** Source texts that only the program knows, by the names of files that there are not. */
  readonly texts = new Map<string, string>();
  /** Warnings that were given, each once for its place. */
  readonly warnings = new Set<string>();

  /** Whether something has begun that needs references to be counted, from the next pause on. */
  wantsCounting = false;
  /** Whether the VM looks by itself for what only refers to itself: gc.enable(). */
  collectsItself = true;
  /** How many objects may wait with an end that runs code before it does (vm/collect.ts). */
  waitingAtMost = WAITING_AT_LEAST;
  /** Whether it will be needed to the end. */
  keepsCounting = false;
  /** Steps from one look whether counting is needed any more to the next. */
  patience = 0;
  /** How many of them are left, as of when they were last settled. */
  quiet = 0;
  /** Whether something has begun since the last look that needs it. */
  hasWanted = false;
  /** What the host has handles to. */
  readonly held = new HeldObjects();
  /** What counting references has to say (vm/reclaim.ts). */
  readonly ledger = new Ledger();
  /** Cleanups that run because a last reference went away, one inside the other. */
  reclaiming = 0;
  /** Natives that wait for a nested run, and may hold what is not counted: nothing dies meanwhile. */
  sealed = 0;
  /** Objects whose `__del__` has been called. */
  readonly finalized = new WeakSet<PyObject>();
  /** The interpreter loop that runs: the plain one, or the one that counts references. */
  loop: Loop;

  constructor(
    readonly host: HostHooks,
    /** Handed in, because the loop imports everything that may need to run it. */
    private readonly plainLoop: Loop,
    /** The same for a VM that counts references. */
    readonly countingLoop: Loop,
  ) {
    this.loop = plainLoop;
  }

  get counting(): boolean {
    return this.loop === this.countingLoop;
  }

  /** Do something that may begin or end references: this VM hears of those that end. */
  withLedger<T>(action: () => T): T {
    const outer = useLedger(this.ledger);
    try {
      return action();
    } finally {
      useLedger(outer);
    }
  }

  /** The host gets a handle to an object: a root as long as the host has that. */
  holdFor(handle: object, object: PyObject): void {
    this.withLedger(() => {
      this.held.add(handle, object, this.counting);
    });
  }

  /** The generators with something to clean up that the host has let go of, and nobody else has. */
  abandoned(): PyGenerator[] {
    return this.withLedger(() => this.held.lost()).filter(
      (object): object is PyGenerator => object instanceof PyGenerator && this.watched.has(object),
    );
  }

  /** Go on in another thread. @returns the one until now */
  enterThread(thread: Thread): Thread {
    const before = this.thread;
    if (before === thread) return before;
    this.threadLocals.exchange(before, thread);
    this.thread = thread;
    return before;
  }

  /** The frames that run or are suspended, from which all others follow: those that called them. */
  *innermostFrames(): IterableIterator<Frame> {
    if (this.frame !== null) yield this.frame;
    for (const { top } of this.executions) if (top !== null) yield top;
  }

  /** Something of the script's that the VM itself holds changes; it is a root. */
  exchangeRoot(before: Value, value: Value): void {
    if (!this.counting) return;
    this.withLedger(() => {
      retain(value);
      release(before);
    });
  }

  /** From here on nothing dies any more of a lost reference. */
  stopCounting(): void {
    this.loop = this.plainLoop;
    this.wantsCounting = false;
    this.ledger.stop();
  }

  /** Something begins that needs references to be counted, from the next safepoint on. */
  wantCounting(): void {
    this.hasWanted = true;
    if (this.counting ? !this.shouldCollect : this.wantsCounting) return;
    this.wantsCounting = !this.counting;
    this.trip();
  }

  /** How many objects wait with an end that runs code. */
  get waiting(): number {
    return this.watched.size + this.ledger.finalizable.size;
  }

  /** Whether there are so many of them that some may only refer to each other. */
  get shouldCollect(): boolean {
    return this.collectsItself && this.waiting > this.waitingAtMost;
  }

  /** Something has happened that needs references to be counted to the end of the program. */
  keepCounting(): void {
    this.keepsCounting = true;
    this.wantCounting();
  }

  /** Let every run that the host asks for from now on have limits. */
  limit(limits: Limits): void {
    this.limits = limits;
    this.recursionLimit = limits.recursion ?? this.recursionLimit;
    if (limits.memory === undefined) return;
    this.ownBytes = census(this, null).bytes;
    this.room.left = Math.min(limits.memory, FULL_ROOM);
  }

  /** sys.setrecursionlimit(), as far as the host lets it go. */
  limitRecursion(calls: number): void {
    this.recursionLimit = Math.min(calls, this.limits.recursion ?? MAX_RECURSION);
    this.nestLimit = Math.min(this.nestLimit, this.recursionLimit);
  }

  /** Write for the script, as long as it may. */
  write(stream: 'stdout' | 'stderr', text: string): void {
    const taken = this.budget.takeOutput(text.length);
    if (taken < text.length) this.exceed('output');
    if (taken > 0) this.host[stream](taken < text.length ? text.slice(0, taken) : text);
  }

  /** Block the host for the script, as long as its time lasts; one that is to end does not sleep. */
  sleep(seconds: number): void {
    const { budget } = this;
    if (budget.termination !== null) return;
    const left = budget.timeLeft() / 1000;
    this.host.sleep(Math.min(seconds, left));
    if (seconds > left) this.exceed('time');
  }

  // --- budgets

  /** Whether the host has asked for something that is going on. */
  get isRunning(): boolean {
    return this.budget !== this.unlimited;
  }

  /** Let the loop pause at the next safepoint. */
  trip(): void {
    this.granted -= this.fuel;
    this.fuel = 0;
  }

  /** The driver of the run wants a turn. */
  endSlice(): void {
    this.settle();
    this.budget.pauseAfter(0);
    this.trip();
  }

  /** Count the steps that have been taken. */
  settle(): void {
    const taken = this.granted - this.fuel;
    this.budget.steps += taken;
    this.statistics?.took(taken, this);
    this.quiet -= taken;
    this.granted = this.fuel;
  }

  /** The engine is about to change. @returns whether compiled code has waited until now */
  changeEngine(compiledWaits: boolean): boolean {
    if (this.statistics !== null) this.settle();
    const before = this.compiledWaits;
    this.compiledWaits = compiledWaits;
    return before;
  }

  /** Give the loop what may be taken until the next look. */
  refill(): void {
    this.settle();
    const grant = Math.min(this.budget.grant(), this.sampleSteps);
    this.fuel = this.granted =
      this.counting && this.quiet > 0 ? Math.min(grant, this.quiet) : grant;
  }

  /** Let another budget be used up. @returns the one until now */
  useBudget(budget: Budget): Budget {
    const before = this.budget;
    this.settle();
    before.stop();
    this.budget = budget;
    budget.start();
    this.refill();
    return before;
  }

  /**
   * Do something that the host asks for, within a budget of its own; what the host asks for in the
   * middle of a run belongs to that.
   * @throws Terminated when it has exceeded a limit
   */
  within<T>(action: () => T): T {
    if (this.isRunning) return action();
    const budget = this.newBudget();
    const outer = this.useBudget(budget);
    const meter = useMeter(this);
    try {
      const result = action();
      if (budget.termination !== null) throw new Terminated(budget.termination);
      return result;
    } finally {
      useMeter(meter);
      this.useBudget(outer);
    }
  }

  /** For a run that the host asks for. */
  newBudget(): Budget {
    return new Budget(this.limits, () => this.host.monotonic() * 1000);
  }

  /** A limit is exceeded: the run ends at the next safepoint. */
  exceed(limit: LimitName): Termination {
    const termination = this.budget.exceed(limit);
    this.trip();
    return termination;
  }

  /** The run ends at the next safepoint, because the host wants that. */
  end(message: string, reason: unknown): void {
    this.budget.end(null, message, reason);
    this.trip();
  }

  /** A native has spent the fuel. */
  refuel(): void {
    const { budget } = this;
    const debt = -this.fuel;
    this.settle();
    const limit = this.exceeded(this.frame) ?? (budget.isTooLong(debt) ? 'time' : null);
    if (limit !== null) budget.exceed(limit);
    const { termination } = budget;
    if (termination?.pending === true) throw new Terminated(termination);
    this.refill();
    if (this.wantsCounting || this.shouldCollect || budget.pauseIsDue) this.trip();
  }

  /** The limit that is exceeded, of those that are looked at from time to time. */
  exceeded(frame: Frame | null): LimitName | null {
    const limit = this.budget.exceeded();
    if (limit !== null || this.room.left >= 0) return limit;
    return this.countLiving(frame) > this.budget.memoryAllowed ? 'memory' : null;
  }

  makeRoom(bytes: number): void {
    const alive = this.countLiving(this.frame);
    if (alive + bytes <= this.budget.memoryAllowed) {
      this.room.left = Math.max(this.room.left, Math.min(bytes, FULL_ROOM));
      return;
    }
    this.exceed('memory');
    throw new Terminated(this.budget.termination!);
  }

  /**
   * Count the bytes that are alive, unless nobody wants to know, and make room for what may be
   * allocated before they are counted again: an eighth of what is allowed at least.
   */
  private countLiving(frame: Frame | null): number {
    const { memoryAllowed } = this.budget;
    if (memoryAllowed === Infinity) {
      this.room.left = FULL_ROOM;
      return 0;
    }
    const { bytes, objects } = census(this, frame);
    const alive = bytes - this.ownBytes;
    // To count is work, too.
    this.fuel -= objects >> 2;
    this.room.left = Math.min(Math.max(memoryAllowed - alive, memoryAllowed / 8) | 0, FULL_ROOM);
    return alive;
  }
}

/** A value that is known to be an exception. */
export function isException(value: Value): value is PyException {
  return value instanceof PyException;
}
