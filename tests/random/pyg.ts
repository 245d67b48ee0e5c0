// Runs a program on pyg, in a machine of its own, inside this process.

import { verify } from '#pyg/bytecode/verifier.js';
import type { CodeObject } from '#pyg/bytecode/code.js';
import { compileSource, findAnchors, makeMachine, Program, PygSyntaxError } from '#pyg/index.js';

/**
 * As for the test programs (tests/support/programs.ts), but that `stress` does not verify: here that
 * would take longer than all the rest.
 */
export type Mode = 'plain' | 'verified' | 'stress';

const FILE = 'program.pyg';
/** Safepoints after which a program is taken not to end: they need some thousands. */
const LIMIT = 2_000_000;
const SLICE = { plain: LIMIT, verified: LIMIT, stress: 1 };

/** What was compiled last: the next mode mostly runs the same program. */
let compiled: { readonly source: string; readonly code: CodeObject } | null = null;

function codeOf(source: string): CodeObject {
  if (compiled?.source !== source) compiled = { source, code: compileSource(source, FILE) };
  return compiled.code;
}

/** What the program prints on both streams, and that it failed if it did. */
export function runOnPyg(source: string, mode: Mode): string {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  try {
    const code = codeOf(source);
    if (mode === 'verified') verify(code);
    const vm = makeMachine({
      stdout: write,
      stderr: write,
      stdin: () => '',
      monotonic: () => 0,
      now: () => 0,
      sleep: () => undefined,
      loader: null,
      sourceOf: () => null,
      compile: (text, filename) => (text === source ? code : compileSource(text, filename)),
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
