// Runs a program on pyg, in a machine of its own, inside this process.

import { verify } from '#pyg/bytecode/verifier.js';
import { compileSource, findAnchors, makeMachine, Program, PygSyntaxError } from '#pyg/index.js';

/** As for the test programs: tests/support/programs.ts. */
export type Mode = 'plain' | 'verified' | 'stress';

const FILE = 'program.pyg';
/** Safepoints after which a program is taken not to end: they need some thousands. */
const LIMIT = 2_000_000;
const SLICE = { plain: LIMIT, verified: LIMIT, stress: 1 };

/** What the program prints on both streams, and that it failed if it did. */
export function runOnPyg(source: string, mode: Mode): string {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  try {
    const code = compileSource(source, FILE);
    if (mode !== 'plain') verify(code);
    const vm = makeMachine({
      stdout: write,
      stderr: write,
      stdin: () => '',
      monotonic: () => 0,
      now: () => 0,
      sleep: () => undefined,
      loader: null,
      sourceOf: () => null,
      compile: () => code,
      anchors: findAnchors,
      argv: [FILE],
      path: [],
    });
    const program = new Program(vm, source, FILE, false);
    for (let used = 0; !program.ended; used += SLICE[mode]) {
      if (used >= LIMIT) return `${output}pyg: the program does not end\n`;
      program.run(SLICE[mode]);
    }
    const printed = output;
    return program.finish() === 0 ? printed : `${printed}uncaught\n`;
  } catch (error) {
    if (error instanceof PygSyntaxError) {
      return `${error.type}: ${error.msg}, line ${error.lineno}\n`;
    }
    return `${output}pyg: internal error: ${error instanceof Error ? error.stack : String(error)}\n`;
  }
}
