// Running a program: the machine with this process, or with whatever a test hands in, as its host.
import { delimiter } from 'node:path';
import {
  Program,
  Statistics,
  loadCompiler,
  loadTools,
  makeMachine,
  mayWriteBytecode,
  modulePath,
  type CodeObject,
  type HostHooks,
} from '../index.js';
import { readCode, writeCode } from './cache.js';
import { SourceFiles } from './loader.js';
import { NoScript, readScript, type Script } from './script.js';
import { InputLines, pause } from './streams.js';

/** How long a program runs before signals and timers get their turn, in seconds. */
const TURN = 0.05;
type Warn = Parameters<HostHooks['compile']>[3];

/** Safepoints from one look at the clock to the next. */
const SLICE = 20_000;

export interface ScriptOptions {
  /** The file to run, absolute or from `cwd`. */
  path: string;
  cwd: string;
  /** `sys.argv[1:]` */
  args: string[];
  /** What the program reads; nothing if null. */
  stdin: string | null;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Runs the verifier on every code object before it is executed. */
  verify?: boolean;
  /** Safepoints per slice; 1 leaves and re-enters the loop at every safepoint. */
  stressSlice?: number;
  /** How often code is entered until it is compiled to JavaScript; Infinity for never. */
  hot?: number;
  /** What becomes of compiled code; it is not kept if absent. */
  cache?: CacheUse;
  /** Called with the name of each file that is compiled, and not read from the cache. */
  onCompile?: (filename: string) => void;
}

/** Whether code from earlier runs is used only, or code from this run is kept as well. */
export type CacheUse = 'read' | 'write';

/**
 * Run a file to its end with the given given.
 * @returns the exit code
 */
export async function runScript(options: ScriptOptions): Promise<number> {
  let script: Script;
  try {
    script = readScript({ kind: 'file', path: options.path }, options.cwd);
  } catch (error) {
    if (!(error instanceof NoScript)) throw error;
    options.stderr(error.message);
    return error.exitCode;
  }
  let input = options.stdin ?? '';
  const lines = new InputLines(() => {
    const all = input;
    input = '';
    return all;
  });
  const program = await makeProgram(script, [options.path, ...options.args], {
    stdout: options.stdout,
    stderr: options.stderr,
    stdin: () => lines.readLine(),
    verify: options.verify ?? false,
    ...(options.hot === undefined ? {} : { hot: options.hot }),
    ...(options.cache === undefined ? {} : { cache: options.cache }),
    ...(options.onCompile === undefined ? {} : { onCompile: options.onCompile }),
  });
  await runToEnd(program, options.stressSlice);
  return program.finish();
}

/** What a program gets of this process. */
export interface Surroundings {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  stdin: () => string;
  /** Called before the program sleeps. */
  idle?: () => void;
  verify?: boolean;
  hot?: number;
  /** Whether what the engines do is counted. */
  stats?: boolean;
  cache?: CacheUse;
  onCompile?: (filename: string) => void;
}

/** A program that is ready to run, with the modules beside it and in PYGPATH. */
export async function makeProgram(
  script: Script,
  argv: readonly string[],
  given: Surroundings,
): Promise<Program> {
  const files: SourceFiles = new SourceFiles(() => modulePath(vm));
  if (script.isFile) files.remember(script.filename, script.source);
  const tools = given.verify === true ? await loadTools() : null;
  // A safepoint costs next to nothing, unless the program waits: then the clock is looked at again.
  const endSlice = (): void => {
    vm.endSlice();
  };
  const codeOfFile = (source: string, filename: string, warn?: Warn): CodeObject => {
    const kept = given.cache === undefined ? null : readCode(source, filename);
    if (kept !== null) return kept;
    given.onCompile?.(filename);
    // What is to be warned of is compiled each time: who would warn of it else?
    let warned = false;
    const code = loadCompiler().compileSource(source, filename, undefined, (fault) => {
      warned = true;
      warn?.(fault);
    });
    const keeps = given.cache !== undefined && !warned && mayWriteBytecode(vm);
    if (keeps) writeCode(source, filename, code);
    return code;
  };
  const hooks: HostHooks = {
    stdout: given.stdout,
    stderr: given.stderr,
    stdin: () => {
      const line = given.stdin();
      endSlice();
      return line;
    },
    monotonic: () => performance.now() / 1000,
    now: () => Date.now() / 1000,
    sleep: (seconds) => {
      given.idle?.();
      pause(seconds * 1000);
      endSlice();
    },
    loader: files,
    sourceOf: (filename) => files.textOf(filename),
    compile: (source, filename, request, warn) => {
      files.check(filename);
      const isFile = request === undefined && files.textOf(filename) === source;
      const code = isFile
        ? codeOfFile(source as string, filename, warn)
        : loadCompiler().compileSource(source, filename, request, warn);
      tools?.verify(code);
      return code;
    },
    writesBytecode: given.cache === 'write',
    anchors: (segment) => loadCompiler().findAnchors(segment),
    argv,
    path: [script.folder, ...environmentPath()],
  };
  const vm = makeMachine(
    hooks,
    given.hot ?? (process.env['PYG_JIT'] === '0' ? Infinity : undefined),
  );
  if (given.stats === true) vm.statistics = new Statistics();
  return new Program(vm, script.source, script.filename, script.isFile);
}

function environmentPath(): string[] {
  const value = process.env['PYGPATH'] ?? '';
  return value === '' ? [] : value.split(delimiter);
}

/**
 * Run a program in slices, between which signals and timers get their turn.
 * @param slice safepoints from one look at the clock to the next
 * @param pausing called before each turn of the others
 */
export async function runToEnd(
  program: Program,
  slice: number = SLICE,
  pausing?: () => void,
): Promise<void> {
  let start = process.uptime();
  while (!program.ended) {
    program.run(slice);
    if (process.uptime() - start < TURN) continue;
    pausing?.();
    await new Promise((resolve) => setImmediate(resolve));
    start = process.uptime();
  }
}
