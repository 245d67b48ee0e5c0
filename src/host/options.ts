// What an embedder gives a VM, and what stands in for what it does not give.
import type { Limits } from '../vm/budget.js';
import { library } from '../vm/imports.js';
import type { FoundModule, HostHooks, ModuleLoader } from '../vm/vm.js';
import type { PyHostPromise } from '../vm/waiting.js';
import { raised } from '../objects/exceptions.js';
import type { Value } from '../objects/value.js';
import { codeOf, CompiledProgram } from './compiled.js';
import { PygError } from './errors.js';
import { isPromise } from './host-functions.js';
import type { LanguageTools } from './on-demand.js';

/** The clocks of a VM. What is left out is the host's own. */
export interface Clock {
  /** Seconds since the epoch: `time.time()`. */
  readonly now?: () => number;
  /** Seconds of a clock that never goes back: `time.monotonic()`, `time.perf_counter()`. */
  readonly monotonic?: () => number;
  /** Blocks for that many seconds: `time.sleep()` in `run()` and `call()`. */
  readonly sleep?: (seconds: number) => void;
  /**
   * Calls `ring` after that many seconds, unless the function that it returns is called before:
   * `time.sleep()` and `asyncio.sleep()` in `runAsync()` and `callAsync()`.
   */
  readonly timer?: (seconds: number, ring: () => void) => () => void;
}

/** The source of a module that a loader has found. */
export interface ModuleSource {
  readonly source: string | CompiledProgram;
  /** What tracebacks call it; by default the name as a path: `pack/mod.pyg`. */
  readonly filename?: string;
  /** Whether modules may be in it; false by default. */
  readonly isPackage?: boolean;
}

/** What a loader may find: a text, a compiled program, either with more about the module, or nothing. */
export type FoundSource = string | CompiledProgram | ModuleSource | null | undefined;

/**
 * What a script can import from its host under one name: functions become Python functions, other
 * values are converted as arguments are.
 */
export type HostModule = Readonly<Record<string, unknown>>;

/**
 * Everything a script can reach of its host. What is left out does not exist for the script: there
 * are no modules but the built-in ones, nothing to read, and what is printed is dropped.
 */
export interface VMOptions {
  /** Gets what the script prints, in pieces of any length. */
  readonly stdout?: (text: string) => void;
  /** Gets what the script writes to `sys.stderr`, and reports of errors in cleanup code. */
  readonly stderr?: (text: string) => void;
  /**
   * Gives the next line of the input, with or without its line end; null at the end. Or promises it: then
   * `input()` and `sys.stdin.readline()` wait for it where a script can wait.
   */
  readonly stdin?: () => string | null | PromiseLike<string | null>;
  /** Modules that scripts can import, by name. They come before modules of the library. */
  readonly modules?: Readonly<Record<string, HostModule>>;
  /**
   * Finds the source of modules that are neither handed in nor built in; null for none. Or promises it:
   * then the import waits for it where a script can wait.
   */
  readonly loader?: (name: string) => FoundSource | PromiseLike<FoundSource>;
  /** `sys.argv`; `['']` when left out. */
  readonly argv?: readonly string[];
  /** `os.environ`; there is no module `os` when left out. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the time is; the host's clocks when left out. */
  readonly clock?: Clock;
  /**
   * What `random` begins with: with the same seed, and clocks that give the same times, a run repeats
   * exactly. The time when left out.
   */
  readonly seed?: number | bigint | string;
  /**
   * What a float of the script is for the host: a `number`, which is the default, or a `Float`, which
   * comes back as the same float: as a number `1.0` comes back as `1`.
   */
  readonly floats?: 'number' | 'object';
  /**
   * Whether code that is run often may be compiled to JavaScript; it may when left out. Where the host
   * forbids to make functions of text, as a browser's content security policy does, everything is
   * interpreted, and a script does not notice.
   */
  readonly jit?: boolean;
  /** Whether it is counted what the engines do, for `vm.statistics()`; it is not when left out. */
  readonly statistics?: boolean;
  /** What each run may use: what exceeds it ends with a LimitError. */
  readonly limits?: Limits;
}

type Guard = <T>(call: () => T) => T;

/** Makes of what the host has promised what scripts can wait for, and of that a value for them. */
type PromiseMaker = (
  name: string,
  promise: PromiseLike<unknown>,
  convert: (value: unknown) => Value,
) => PyHostPromise;

/** Source texts by the names that tracebacks show. */
export type SourceTexts = Map<string, string>;

/**
 * The hooks for a machine.
 * @param texts gets the source of every module that is loaded
 * @param language what knows the language's text; null where there is only the machine
 * @param guard does a call of the host's own code; what that throws is raised in the script
 * @param promiseFor makes of what the host has promised what scripts can wait for
 */
export function hooksFrom(
  options: VMOptions,
  texts: SourceTexts,
  language: LanguageTools | null,
  guard: Guard,
  promiseFor: PromiseMaker,
): HostHooks {
  const { stdout, stderr, stdin, loader, clock = {} } = options;
  const drop = (): void => undefined;
  const compiled = new Map<string, CompiledProgram>();
  const reading = (read: () => number) => () => guard(() => Number(read()));
  const writer = (write: (text: string) => void) => (text: string) => {
    guard(() => {
      write(text);
    });
  };
  return {
    ...(options.seed === undefined ? {} : { entropy: entropyFrom(options.seed) }),
    stdout: stdout === undefined ? drop : writer(stdout),
    stderr: stderr === undefined ? drop : writer(stderr),
    stdin() {
      const given = stdin === undefined ? null : guard(stdin);
      return isPromise(given)
        ? promiseFor('stdin', given, (line) => lineOf(line as string | null))
        : lineOf(given);
    },
    now: reading(clock.now ?? (() => Date.now() / 1000)),
    monotonic: reading(clock.monotonic ?? (() => performance.now() / 1000)),
    sleep(seconds) {
      guard(() => {
        (clock.sleep ?? block)(seconds);
      });
    },
    timer: clock.timer ?? startTimer,
    loader: loader === undefined ? null : moduleLoader(loader, texts, compiled, guard, promiseFor),
    sourceOf: (filename) => texts.get(filename) ?? null,
    compile(source, filename, request, warn) {
      const ready = compiled.get(filename);
      if (ready !== undefined && request === undefined) return codeOf(ready);
      if (language !== null) return language.compileSource(source, filename, request, warn);
      throw raised('RuntimeError', 'there is no compiler here: this is pyg/runtime');
    },
    anchors: (segment) => language?.findAnchors(segment) ?? null,
    argv: options.argv ?? [''],
    path: [],
  };
}

/** A different number each time, and the same ones for the same seed. */
function entropyFrom(seed: number | bigint | string): () => bigint {
  const text = new TextEncoder().encode(`${typeof seed === 'string' ? 'text' : 'int'} ${seed}`);
  let count = 0n;
  return () => (intOf(text) << 64n) + count++;
}

function intOf(bytes: Uint8Array): bigint {
  return bytes.reduce((int, byte) => (int << 8n) + BigInt(byte), 0n);
}

/** A line as the machine wants it: with its end; empty at the end of the input. */
function lineOf(text: string | null): string {
  return text === null ? '' : text.endsWith('\n') ? text : `${text}\n`;
}

/** What a loader has found. */
function foundBy(found: unknown): ModuleSource | null {
  if (found === null || found === undefined) return null;
  const isBare = typeof found === 'string' || found instanceof CompiledProgram;
  const module = isBare ? { source: found } : (found as Partial<ModuleSource>);
  if (typeof module.source === 'string' || module.source instanceof CompiledProgram) {
    return module as ModuleSource;
  }
  throw new TypeError(
    'a loader gives a text, a compiled program, an object with a source, or null',
  );
}

/** A loader of the host for the machine. Compiled modules have no text: they go to `compiled`. */
function moduleLoader(
  loader: Exclude<VMOptions['loader'], undefined>,
  texts: SourceTexts,
  compiled: Map<string, CompiledProgram>,
  guard: Guard,
  promiseFor: PromiseMaker,
): ModuleLoader {
  const moduleOf = (name: string, given: unknown): FoundModule | null => {
    const found = foundBy(given);
    if (found === null) return null;
    const { source, isPackage = false } = found;
    const path = `${name.replaceAll('.', '/')}${isPackage ? '/__init__' : ''}.pyg`;
    const filename = found.filename ?? path;
    if (source instanceof CompiledProgram) compiled.set(filename, source);
    else texts.set(filename, source);
    return { source: source instanceof CompiledProgram ? '' : source, isPackage, filename };
  };
  return {
    find(name, _path, open) {
      if (library.find(name) !== null) return null;
      const given = guard(() => loader(name));
      return isPromise(given)
        ? promiseFor(`import ${name}`, given, (late) => open(moduleOf(name, late)))
        : guard(() => moduleOf(name, given));
    },
  };
}

function block(seconds: number): void {
  if (typeof SharedArrayBuffer === 'undefined') {
    throw new PygError('RuntimeError', 'this host cannot block: it has to hand in clock.sleep');
  }
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}

/** The longest time that a timer of the host can be set to, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

function startTimer(seconds: number, ring: () => void): () => void {
  let left = seconds * 1000;
  let timer: ReturnType<typeof setTimeout>;
  const start = (): void => {
    const turn = Math.min(left, LONGEST);
    left -= turn;
    timer = setTimeout(left > 0 ? start : ring, turn);
  };
  start();
  return () => {
    clearTimeout(timer);
  };
}
