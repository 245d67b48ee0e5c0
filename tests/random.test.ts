// Random programs around suspension print on pyg what they print on CPython: the same in each
// run of the tests. More, and others: npm run diff -- --random 10000 --seed 1000

import { describe, expect, test } from 'vitest';
import { runCampaign, shrunk } from './random/campaign.js';
import { runOnPyg } from './random/pyg.js';
import { sourceOf } from './random/program.js';

const SEED = 20240607;
const COUNT = 2000;
/** The verifier takes longer than everything else. */
const VERIFIED = 150;
/** Some seconds do on a machine that has nothing else to do. */
const TIME_LIMIT_MS = 900_000;

describe('random programs', { timeout: TIME_LIMIT_MS }, () => {
  test.each([
    [COUNT, ['plain', 'compiled', 'stress']],
    [VERIFIED, ['verified']],
  ] as const)('%i: %j', async (count, modes) => {
    const result = await runCampaign({ seed: SEED, count, modes, enough: 1 });
    for (const difference of result.differences) {
      const { source, expected, actual } = await shrunk(difference);
      expect({ source, output: actual }).toEqual({ source, output: expected });
    }
    expect(result.done).toBe(count);
    expect(result.refused).toBe(0);
    // What takes CPython too long, or crashes it, is not compared.
    expect(result.skipped).toBeLessThan(count / 100);
  });

  test('the same seed is the same program', () => {
    expect(sourceOf(SEED)).toBe(sourceOf(SEED));
    expect(sourceOf(SEED)).not.toBe(sourceOf(SEED + 1));
  });

  test('a fault is found, and shrunk to little more than itself', async () => {
    // A pyg that calls one error by another name.
    const [right, wrong] = ['generator already executing', 'generator is busy'] as const;
    const broken = (source: string): string => runOnPyg(source, 'plain').replaceAll(right, wrong);
    const options = { seed: SEED, count: COUNT, modes: ['plain'], enough: 1, run: broken } as const;
    const { differences } = await runCampaign(options);
    const { source, expected, actual } = await shrunk(differences[0]!, broken);
    expect(expected).toContain(right);
    expect(actual).toBe(expected.replaceAll(right, wrong));
    expect(source.length).toBeLessThan(differences[0]!.source.length / 2);
  });
});
