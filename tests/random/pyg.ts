// Runs a program on pyg, in a machine of its own, inside this process.

import { verify } from '#pyg/bytecode/verifier.js';
import type { CodeObject } from '#pyg/bytecode/code.js';
import { compileSource, findAnchors, makeMachine, PygSyntaxError } from '#pyg/index.js';
import type { Frame } from '#pyg/objects/frame.js';
import type { PyModule } from '#pyg/objects/module.js';
import { makeBaseFrame } from '#pyg/vm/base.js';
import { makeFrame, runFrame } from '#pyg/vm/calls.js';
import { finalizeAtExit } from '#pyg/vm/finalize.js';
import { makeMainModule, moduleBody } from '#pyg/vm/imports.js';
import { linkCode } from '#pyg/vm/link.js';
import type { VM } from '#pyg/vm/vm.js';
import { ALL_HELPERS } from './helpers.js';
import { TO_THE_END } from './render.js';

/**
 * As for the test programs (tests/support/programs.ts), but that `stress` does not verify: here that
 * would take longer than all the rest.
 */
export type Mode = 'plain' | 'verified' | 'compiled' | 'stress';

const FILE = 'program.pyg';
/** Safepoints after which a program is taken not to end: they need some thousands. */
const LIMIT = 2_000_000;
/** Outcomes of a run of the loop, as in vm/vm.ts. */
const RETURNED = 0;
const RAISED = 1;
const SLICE = { plain: LIMIT, verified: LIMIT, compiled: LIMIT, stress: 1 };
/** How often code is entered until it is compiled to JavaScript. */
const HOT = { plain: Infinity, verified: Infinity, compiled: 1, stress: 2 };

/** What was compiled last: the next mode mostly runs the same program. */
let compiled: { readonly source: string; readonly code: CodeObject } | null = null;
let helpers: CodeObject | null = null;

/** The code of a program, in the parts that run one after the other. */
function partsOf(source: string): CodeObject[] {
  const helped = source.startsWith(ALL_HELPERS);
  if (compiled?.source !== source) {
    const rest = source.slice(ALL_HELPERS.length);
    const text = helped ? '\n'.repeat(ALL_HELPERS.split('\n').length - 1) + rest : source;
    compiled = { source, code: compileSource(text, FILE) };
  }
  return helped ? [(helpers ??= compileSource(ALL_HELPERS, FILE)), compiled.code] : [compiled.code];
}

/** What the program prints on both streams, and that it failed if it did. */
export function runOnPyg(source: string, mode: Mode): string {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  try {
    const parts = partsOf(source);
    if (mode === 'verified') parts.forEach(verify);
    const vm = makeMachine(
      {
        stdout: write,
        stderr: write,
        stdin: () => '',
        monotonic: () => 0,
        now: () => 0,
        sleep: () => undefined,
        loader: null,
        sourceOf: () => null,
        compile: compileSource,
        anchors: findAnchors,
        argv: [FILE],
        path: [],
      },
      HOT[mode],
    );
    const main = makeMainModule(vm, null);
    for (const part of parts) {
      const end = run(vm, main, part, SLICE[mode]);
      if (end !== '') return output + end;
    }
    const printed = output;
    finalizeAtExit(vm, null);
    return source.endsWith(`${TO_THE_END}\n`) ? output : printed;
  } catch (error) {
    if (error instanceof PygSyntaxError) {
      return `${error.type}: ${error.msg}, line ${error.lineno}\n`;
    }
    return `${output}pyg: internal error: ${error instanceof Error ? error.stack : String(error)}\n`;
  }
}

/** Runs code as a part of the main module; '' when it has come to its end. */
function run(vm: VM, main: PyModule, source: CodeObject, slice: number): string {
  const code = linkCode(source);
  let frame = makeFrame(moduleBody(main, code), code.emptyRegisters.slice());
  frame.caller = makeBaseFrame(vm);
  frame.depth = 1;
  for (let used = 0; used < LIMIT; used += slice) {
    const outcome = runFrame(vm, frame, slice);
    if (outcome === RETURNED) return '';
    if (outcome === RAISED) return 'uncaught\n';
    frame = vm.result as Frame;
  }
  return 'pyg: the program does not end\n';
}
