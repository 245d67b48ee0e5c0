// What an embedder gives a VM, and what stands in for what it does not give.
import type { HostHooks, ModuleLoader } from '../vm/vm.js';
import { findAnchors } from './anchors.js';
import { compileSource } from './compiler.js';

/**
 * Everything a script can reach of its host. What is left out does not exist for the script: there
 * are no modules but the built-in ones, nothing to read, and what is printed is dropped.
 */
export interface VMOptions {
  /** Gets what the script prints, in pieces of any length. */
  readonly stdout?: (text: string) => void;
  /** Gets what the script writes to `sys.stderr`, and reports of errors in cleanup code. */
  readonly stderr?: (text: string) => void;
  /** The whole input, or a function that gives one line with its line end, '' at the end. */
  readonly stdin?: string | (() => string);
  /** `sys.argv`; `['']` when left out. */
  readonly argv?: readonly string[];
  /** `sys.path`, which means something to `loader` only. */
  readonly path?: readonly string[];
  /** Finds the source of modules that are not built in. */
  readonly loader?: ModuleLoader;
  /** Python calls that may be active at once; `sys.setrecursionlimit` changes it. 1000 by default. */
  readonly recursionLimit?: number;
  /** Seconds since the epoch, for `time.time()`; the host's clock by default. */
  readonly now?: () => number;
  /** Seconds of a clock that never goes back, for `time.perf_counter()`. */
  readonly monotonic?: () => number;
  /** Blocks for that many seconds, for `time.sleep()`. */
  readonly sleep?: (seconds: number) => void;
}

/** Source texts by the names that tracebacks show. */
export type SourceTexts = Map<string, string>;

/**
 * The hooks for a machine.
 * @param texts gets the source of every module that is loaded
 */
export function hooksFrom(options: VMOptions, texts: SourceTexts): HostHooks {
  const drop = (): void => undefined;
  return {
    stdout: options.stdout ?? drop,
    stderr: options.stderr ?? drop,
    stdin: inputFrom(options.stdin ?? ''),
    now: options.now ?? (() => Date.now() / 1000),
    monotonic: options.monotonic ?? (() => performance.now() / 1000),
    sleep: options.sleep ?? block,
    loader: options.loader === undefined ? null : remembering(options.loader, texts),
    sourceOf: (filename) => texts.get(filename) ?? null,
    compile: compileSource,
    anchors: findAnchors,
    argv: options.argv ?? [''],
    path: options.path ?? [],
  };
}

function inputFrom(input: string | (() => string)): () => string {
  if (typeof input === 'function') return input;
  const lines = input.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let next = 0;
  return () => lines[next++] ?? '';
}

function remembering(loader: ModuleLoader, texts: SourceTexts): ModuleLoader {
  return {
    find(name, path) {
      const found = loader.find(name, path);
      if (found !== null) texts.set(found.filename, found.source);
      return found;
    },
  };
}

function block(seconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1000);
}
