// Many random programs on CPython and on pyg, and the smallest of those that differ.

import { checkProgram, sourceOf } from './program.js';
import { runOnPyg, type Mode } from './pyg.js';
import { PythonOracle, type Manner } from './python.js';
import { renderProgram } from './render.js';
import type { Program } from './syntax.js';

/** When a coroutine is reported that nobody has awaited differs on purpose (docs/differences.md). */
const UNAWAITED =
  /^program\.pyg:-?\d+: RuntimeWarning: coroutine '.*' was never awaited\n(RuntimeWarning: Enable .*\n)?/gm;

/** Functions of the library in a traceback are each side's own (docs/differences.md). */
const LIBRARY = /^ {2}File "(?:\/.*\/|<frozen )contextlib\b.*\n(?: {4}.*\n)*/gm;

/** How CPython runs what differs again: without what it does as it does for its own sake only. */
const UNSPECIALISED: Manner = { traced: true, deep: false };
const AT_ONCE: Manner = { traced: true, deep: true };

/** Programs that go to CPython at once; it works on one batch while pyg runs the one before. */
const BATCH = 100;

/** A program and what it prints on both sides, which is not the same. */
export interface Difference {
  readonly seed: number;
  readonly mode: Mode;
  readonly source: string;
  readonly expected: string;
  readonly actual: string;
}

export type Run = (source: string, mode: Mode) => string;

export interface CampaignOptions {
  /** The seed of the first program; the others follow it. */
  readonly seed: number;
  readonly count: number;
  readonly modes: readonly Mode[];
  /** Ends the campaign after the batch that has this many differences. */
  readonly enough: number;
  /** What stands in for pyg, in tests of the campaign itself. */
  readonly run?: Run;
  /** Called with each difference when it is found. */
  readonly found?: (difference: Difference) => void;
  /** Called after each batch. */
  readonly progress?: (done: number, differences: number) => void;
}

export interface CampaignResult {
  /** How many programs were run. */
  readonly done: number;
  readonly differences: Difference[];
  /** How many are as on CPython only when that runs without specialised instructions. */
  readonly optimised: number;
  /** How many are as on CPython only when that puts off no end of an object, either. */
  readonly deferred: number;
  /** How many CPython did not finish: they took too long, or it crashed. */
  readonly skipped: number;
  /** How many programs CPython refused to compile: the generator is to make none. */
  readonly refused: number;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, count, modes, enough, run = runOnPyg, found, progress } = options;
  const oracle = new PythonOracle();
  const differences: Difference[] = [];
  let [done, optimised, deferred, skipped, refused] = [0, 0, 0, 0, 0];
  try {
    let batch = batchAt(seed, count);
    let answers = oracle.run(batch.sources);
    while (batch.seeds.length > 0 && differences.length < enough) {
      const expected = (await answers).map(comparable);
      const suspects: Difference[] = [];
      const { seeds, sources } = batch;
      batch = batchAt(seed + done + seeds.length, count - done - seeds.length);
      answers = oracle.run(batch.sources);
      for (const [i, source] of sources.entries()) {
        const wanted = expected[i]!;
        if (wanted === null) {
          skipped += 1;
          continue;
        }
        const difference = compare(seeds[i]!, source, wanted, modes, run);
        if (difference !== null) suspects.push(difference);
        if (isRefusal(wanted)) refused += 1;
        // Until then whatever weak references refer to stays, and that is most of a machine.
        await new Promise(setImmediate);
      }
      // One request at a time: the next batch is done before the suspects are looked at again.
      const ahead = await answers;
      answers = Promise.resolve(ahead);
      for (const suspect of suspects) {
        const { seed: each, source } = suspect;
        const agrees = (wanted: string | null): boolean =>
          wanted !== null && compare(each, source, wanted, modes, run) === null;
        if (agrees(await answerOf(oracle, source, UNSPECIALISED))) optimised += 1;
        else if (agrees(await answerOf(oracle, source, AT_ONCE))) deferred += 1;
        else {
          differences.push(suspect);
          found?.(suspect);
        }
      }
      done += seeds.length;
      progress?.(done, differences.length);
    }
  } finally {
    oracle.stop();
  }
  return { done, differences, optimised, deferred, skipped, refused };
}

/** The programs from a seed on, as many as are left of `count`. */
function batchAt(seed: number, count: number): { seeds: number[]; sources: string[] } {
  const length = Math.max(0, Math.min(BATCH, count));
  const seeds = Array.from({ length }, (_, i) => seed + i);
  return { seeds, sources: seeds.map(sourceOf) };
}

/** The first mode in which the program does not print what it does on CPython; null for none. */
function compare(
  seed: number,
  source: string,
  expected: string,
  modes: readonly Mode[],
  run: Run,
): Difference | null {
  for (const mode of modes) {
    const actual = comparable(run(source, mode));
    if (actual !== expected) return { seed, mode, source, expected, actual };
  }
  return null;
}

async function answerOf(
  oracle: PythonOracle,
  source: string,
  manner?: Manner,
): Promise<string | null> {
  return comparable((await oracle.run([source], manner))[0]!);
}

function isRefusal(output: string): boolean {
  return output.startsWith('SyntaxError:');
}

/** The smallest program that fast-check finds below a difference and that still differs. */
export async function shrunk(difference: Difference, run: Run = runOnPyg): Promise<Difference> {
  const { seed, mode } = difference;
  const oracle = new PythonOracle();
  let smallest = difference;
  const agrees = async (program: Program): Promise<boolean> => {
    const source = renderProgram(program);
    const expected = await answerOf(oracle, source);
    if (expected === null) return true;
    const smaller = compare(seed, source, expected, [mode], run);
    // A program that is wrong to CPython is a fault of the generator, not a smaller one of pyg.
    if (smaller === null || isRefusal(expected)) return true;
    for (const manner of [UNSPECIALISED, AT_ONCE]) {
      if (smaller.actual === (await answerOf(oracle, source, manner))) return true;
    }
    smallest = smaller;
    return false;
  };
  try {
    await checkProgram(seed, agrees);
  } finally {
    oracle.stop();
  }
  return smallest;
}

/**
 * An output without what is not to be compared: addresses; where a generator was given up that then
 * refused to close, which may be a place that is nowhere in the source, in a frame that has already
 * been left (docs/differences.md); functions of the library in a traceback; and that a coroutine was
 * never awaited, which pyg does not know at once while nothing makes it count references.
 */
function comparable<T extends string | null>(text: T): T;
function comparable(text: string | null): string | null {
  if (text === null) return null;
  return text
    .replace(/ at 0x[0-9a-f]+/g, ' at 0x...')
    .replace(UNAWAITED, '')
    .replace(LIBRARY, '')
    .replace(
      /^(Exception ignored in: .*\nTraceback .*\n {2}File "program.pyg", line ).*(\nRuntimeError: )/gm,
      '$1...$2',
    );
}
