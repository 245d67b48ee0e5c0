// Many random programs on CPython and on pyg, and the smallest of those that differ.

import { checkProgram, sourceOf } from './program.js';
import { runOnPyg, type Mode } from './pyg.js';
import { PythonOracle } from './python.js';
import { renderProgram } from './render.js';
import type { Program } from './syntax.js';

/** Programs that go to CPython at once; it works on one batch while pyg runs the one before. */
const BATCH = 50;

/** A program and what it prints on both sides, which is not the same. */
export interface Difference {
  readonly seed: number;
  readonly mode: Mode;
  readonly source: string;
  readonly expected: string;
  readonly actual: string;
}

export interface CampaignOptions {
  /** The seed of the first program; the others follow it. */
  readonly seed: number;
  readonly count: number;
  readonly modes: readonly Mode[];
  /** Ends the campaign after the batch that has this many differences. */
  readonly enough: number;
  /** Called after each batch. */
  readonly progress?: (done: number, differences: number) => void;
}

export interface CampaignResult {
  /** How many programs were run. */
  readonly done: number;
  readonly differences: Difference[];
  /** How many programs CPython refused to compile: the generator is to make none. */
  readonly refused: number;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { seed, count, modes, enough, progress } = options;
  const oracle = new PythonOracle();
  const differences: Difference[] = [];
  let refused = 0;
  let done = 0;
  const batchAt = (start: number): { seeds: number[]; sources: string[] } => {
    const length = Math.max(0, Math.min(BATCH, count - start));
    const seeds = Array.from({ length }, (_, i) => seed + start + i);
    return { seeds, sources: seeds.map(sourceOf) };
  };
  try {
    let batch = batchAt(0);
    let answers = oracle.run(batch.sources);
    while (batch.seeds.length > 0 && differences.length < enough) {
      const expected = await answers;
      const { seeds, sources } = batch;
      batch = batchAt(done + seeds.length);
      if (batch.seeds.length > 0) answers = oracle.run(batch.sources);
      sources.forEach((source, i) => {
        const wanted = withoutAddresses(expected[i]!);
        if (wanted.startsWith('SyntaxError:')) refused += 1;
        for (const mode of modes) {
          const actual = withoutAddresses(runOnPyg(source, mode));
          if (actual === wanted) continue;
          differences.push({ seed: seeds[i]!, mode, source, expected: wanted, actual });
          break;
        }
      });
      done += seeds.length;
      progress?.(done, differences.length);
    }
    if (done < count) await answers;
  } finally {
    oracle.stop();
  }
  return { done, differences, refused };
}

/** The smallest program that fast-check finds below a difference and that still differs. */
export async function shrunk(difference: Difference): Promise<Difference> {
  const { seed, mode } = difference;
  const oracle = new PythonOracle();
  let smallest = difference;
  const agrees = async (program: Program): Promise<boolean> => {
    const source = renderProgram(program);
    const expected = withoutAddresses((await oracle.run([source]))[0]!);
    const actual = withoutAddresses(runOnPyg(source, mode));
    // A program that is wrong to CPython is a fault of the generator, not a smaller one of pyg.
    if (actual === expected || expected.startsWith('SyntaxError:')) return true;
    smallest = { seed, mode, source, expected, actual };
    return false;
  };
  try {
    await checkProgram(seed, agrees);
  } finally {
    oracle.stop();
  }
  return smallest;
}

function withoutAddresses(text: string): string {
  return text.replace(/ at 0x[0-9a-f]+/g, ' at 0x...');
}
