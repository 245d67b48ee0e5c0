// The VM: what all frames of one run share. Two VMs share nothing a script can change.
import { PyDict, type KeyOps } from '../objects/dict.js';
import { PyException } from '../objects/exceptions.js';
import type { Frame } from '../objects/frame.js';
import type { PyFunction } from '../objects/functions.js';
import { WatchList } from '../objects/generator.js';
import type { PyModule } from '../objects/module.js';
import { Ledger, release, retain, useLedger } from '../objects/references.js';
import type { PyObject, Value } from '../objects/value.js';
import type { CodeObject } from '../bytecode/code.js';
import { HeldObjects } from './held.js';
import { makeKeyOps } from './keys.js';
import type { Execution } from './execution.js';
import { Thread, ThreadLocals } from './thread.js';

/** Where a module's source comes from. The host supplies it; without one only built-in modules exist. */
export interface ModuleLoader {
  /**
   * Find a module.
   * @param name full dotted name
   * @param path the parent package's `__path__`, or null for a top-level module (`sys.path` applies)
   */
  find(
    name: string,
    path: readonly string[] | null,
  ): { source: string; filename: string; isPackage: boolean } | null;
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
  /** One line with its newline, '' at the end of input. */
  stdin: () => string;
  /** Monotonic clock in seconds. */
  monotonic: () => number;
  /** Wall clock, seconds since the epoch. */
  now: () => number;
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
   * PygSyntaxError. Handed in because the VM does not know the compiler.
   */
  compile: (source: string | Uint8Array, filename: string, request?: CompileRequest) => CodeObject;
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

/** Fuel for a run that nobody wants to pause: the largest count that V8 keeps as a small integer. */
export const FULL_TANK = 2 ** 30;

/** No fuel has been put aside. */
export const NO_FUEL = -1;

export const DEFAULT_RECURSION_LIMIT = 1000;

/**
 * Runs inside each other at most. A run takes about 3 KB of the JavaScript stack, which is 1 MB in
 * most places, and to overrun that would leave frames behind that nobody goes on with.
 */
export const MAX_NESTING = 200;

/** A throw() on its way. */
export interface Thrown {
  readonly exception: PyException;
  /** What throw() was called with. */
  readonly args: readonly Value[];
  /** Whether that is an exception; if not, `exception` says so. */
  readonly valid: boolean;
}

export class VM {
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

  /** The frame that is running, or whose native is. */
  frame: Frame | null = null;
  /** The frame to go on with after something returned PUSHED. */
  pushed: Frame | null = null;
  /** What `loadMethod` found: a function that wants the object as its first argument. */
  method: Value = undefined;
  /** The last throw(), which a foreign iterator may get. */
  thrown: Thrown | null = null;
  /** How a run ended: its result, its exception, or the frame that was paused. */
  result: Value = undefined;
  /** Safepoints (back edges, calls, resumes) until `execute` pauses. */
  fuel = FULL_TANK;
  /** What was left when counting was asked for, until it is given back. */
  fuelBefore = NO_FUEL;
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
  /** Objects of the library that have other attributes in each thread. */
  readonly threadLocals = new ThreadLocals();
  /** Runs of the loop that are active: 1, and more only inside the nested calls of docs/generators.md. */
  nesting = 0;
  /** Times the loop was entered, for tests that show it is not nested. */
  entries = 0;
  /** Frames of scripts that may stand on each other: sys.setrecursionlimit(). */
  recursionLimit = DEFAULT_RECURSION_LIMIT;
  /** Started generators with a protected yield that are not finished: closed at exit at the latest. */
  readonly watched = new WatchList();
  /** Whether the program has come to its end, and nothing of it runs any more. */
  finalizing = false;
  /** A function to call on Ctrl-C, which may raise an exception; null for KeyboardInterrupt. */
  interruptHandler: Value = null;
  /** A function to call when the program has ended, before anything is closed; null for none. */
  readonly atExit: Value[] = [];
  /** Objects that have weak references. */
  readonly weakTargets = new Set<WeakRef<PyObject>>();
  /** Source texts that only the program knows, by the names of files that there are not. */
  readonly texts = new Map<string, string>();
  /** Warnings that were given, each once for its place. */
  readonly warnings = new Set<string>();

  /** Whether something has begun that needs references to be counted, from the next pause on. */
  wantsCounting = false;
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

  /** The host gets a handle to an object: a root as long as the host has that. */
  holdFor(handle: object, object: PyObject): void {
    const outer = useLedger(this.ledger);
    this.held.add(handle, object, this.counting);
    useLedger(outer);
  }

  /** The host enters the VM: what it has let go since then is given up. */
  releaseAbandoned(): void {
    const outer = useLedger(this.ledger);
    this.held.releaseAbandoned(this.counting);
    useLedger(outer);
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
    const outer = useLedger(this.ledger);
    retain(value);
    release(before);
    useLedger(outer);
  }

  /** From here on nothing dies any more of a lost reference: the program ends. */
  stopCounting(): void {
    this.loop = this.plainLoop;
    this.wantsCounting = false;
  }

  /** Let references be counted from the next safepoint on. */
  wantCounting(): void {
    if (this.counting || this.wantsCounting) return;
    this.wantsCounting = true;
    this.fuelBefore = this.fuel;
    this.fuel = 0;
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    this.host[stream](text);
  }
}

/** A value that is known to be an exception. */
export function isException(value: Value): value is PyException {
  return value instanceof PyException;
}
