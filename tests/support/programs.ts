// Runs the test programs on the built pyg, inside this process: hundreds of them take seconds.

import { findPrograms, readRecorded, withoutMachine, type Program } from './corpus.mjs';

export type { Program };

/**
 * How a program is run. `plain` is what a user gets; `verified` has the verifier accept every code
 * object first, and interprets it; `compiled` compiles all code to JavaScript when it is first
 * entered; `stress` does both, and leaves what runs at every safepoint, so that frames go from one
 * engine to the other all the time. What a program prints is the same in all of them.
 */
export const MODES = ['plain', 'verified', 'compiled', 'stress'] as const;
export type Mode = (typeof MODES)[number];

/** How often code is entered until it is compiled. */
const HOT = { verified: Infinity, compiled: 1, stress: 1 };

/** Everything of a run that can be seen from outside. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The part of the embedding entry point that the programs need. */
interface Runner {
  runScript(options: {
    path: string;
    cwd: string;
    args: string[];
    stdin: string | null;
    stdout: (text: string) => void;
    stderr: (text: string) => void;
    /** Runs the verifier on every code object before it is executed. */
    verify?: boolean;
    /** Steps per slice; 1 leaves and re-enters the loop at every safepoint. */
    stressSlice?: number;
    /** How often code is entered until it is compiled. */
    hot?: number;
  }): Promise<number>;
}

/** Every program there is, in the order of their ids. */
export function collectPrograms(): Program[] {
  return findPrograms();
}

/** What CPython did with the program. */
export function recordedOutcome(program: Program): Outcome {
  const stdout = readRecorded(program, 'out');
  if (stdout === null) {
    throw new Error(`${program.id} is not recorded; run: node scripts/record.mjs ${program.area}`);
  }
  return {
    stdout,
    stderr: readRecorded(program, 'err') ?? '',
    exitCode: Number(readRecorded(program, 'exit') ?? '0'),
  };
}

/** What pyg does with the program. */
export async function runProgram(program: Program, mode: Mode): Promise<Outcome> {
  const { runScript } = await loadRunner();
  let stdout = '';
  let stderr = '';
  const exitCode = await runScript({
    path: program.file,
    cwd: program.folder,
    args: [...program.args],
    stdin: program.stdin,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    ...(mode === 'plain' ? {} : { verify: mode !== 'compiled', hot: HOT[mode] }),
    ...(mode === 'stress' ? { stressSlice: 1 } : {}),
  });
  return {
    stdout: withoutMachine(stdout, program.folder),
    stderr: withoutMachine(stderr, program.folder),
    exitCode,
  };
}

let runner: Promise<Runner> | undefined;

/** Loads the build on first use, so that the programs can be listed without one. */
function loadRunner(): Promise<Runner> {
  runner ??= import('#pyg/cli/run.js');
  return runner;
}
