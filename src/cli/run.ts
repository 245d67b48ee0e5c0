// Running a script from a file.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  PygSyntaxError,
  compileSource,
  enterMain,
  execute,
  findAnchors,
  formatException,
  makeMachine,
  Outcome,
  type Frame,
  type PyException,
} from '../index.js';

export interface ScriptOptions {
  path: string;
  cwd: string;
  args: string[];
  stdin: string | null;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  verify?: boolean;
  stressSlice?: number;
}

export async function runScript(options: ScriptOptions): Promise<number> {
  const file = resolve(options.cwd, options.path);
  const source = readFileSync(file, 'utf8');
  let input = options.stdin ?? '';
  const vm = makeMachine({
    stdout: options.stdout,
    stderr: options.stderr,
    stdin: () => {
      const end = input.indexOf('\n') + 1 || input.length;
      const line = input.slice(0, end);
      input = input.slice(end);
      return line;
    },
    monotonic: () => performance.now() / 1000,
    now: () => Date.now() / 1000,
    sleep: () => undefined,
    loader: null,
    sourceOf: (name) => (name === file ? source : null),
    compile: compileSource,
    anchors: findAnchors,
    argv: [options.path, ...options.args],
    path: [options.cwd],
  });
  let frame: Frame;
  try {
    frame = enterMain(vm, source, file);
  } catch (error) {
    if (!(error instanceof PygSyntaxError)) throw error;
    options.stderr(`${error.type}: ${error.msg} (${error.filename}, line ${error.lineno})\n`);
    return 1;
  }
  for (;;) {
    vm.fuel = options.stressSlice ?? Infinity;
    const outcome = execute(vm, frame);
    if (outcome === Outcome.RETURNED) return 0;
    if (outcome === Outcome.RAISED) {
      options.stderr(formatException(vm, vm.result as PyException));
      return 1;
    }
    frame = vm.result as Frame;
  }
}
