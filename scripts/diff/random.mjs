// Random programs on CPython and on pyg.

import { runCampaign, shrunk } from '../../tests/random/campaign.js';
import { sideBySide } from './side-by-side.mjs';

/** Differences that are shrunk and shown; the others are counted. */
const SHOWN = 3;
const PROGRESS_EVERY_MS = 5000;

/**
 * Runs the programs, tells which differ when it finds them, and at last shows the first of them.
 * @returns how many programs differ
 */
export async function diffRandom({ modes, seed, count, quiet }) {
  const start = performance.now();
  let told = start;
  const rate = (done) => `${Math.round((done / (performance.now() - start)) * 1000)} a second`;
  const result = await runCampaign({
    seed,
    count,
    modes,
    enough: Infinity,
    found: ({ seed: each, mode }) => console.log(`differs: ${each} (${mode})`),
    progress: (done, found) => {
      if (quiet || performance.now() - told < PROGRESS_EVERY_MS) return;
      told = performance.now();
      console.log(`${done} of ${count} programs, ${rate(done)}, ${found} differ`);
    },
  });
  const { done, differences, optimised, deferred, skipped, refused } = result;
  if (!quiet) for (const difference of differences.slice(0, SHOWN)) await show(difference);
  console.log(
    `diff: ${done} programs from seed ${seed} on, ${modes.join(' and ')}, ${rate(done)}; ` +
      `${differences.length} differ`,
  );
  if (optimised > 0) console.log(`diff: ${optimised} as CPython without its specialised code`);
  if (deferred > 0)
    console.log(`diff: ${deferred} as CPython when it puts off no end of an object`);
  if (skipped > 0) console.log(`diff: ${skipped} that CPython did not finish`);
  if (refused > 0) console.log(`diff: ${refused} programs of the generator are no Python`);
  return differences.length + refused;
}

async function show(difference) {
  const small = await shrunk(difference);
  console.log(`\ndiffers: seed ${small.seed} (${small.mode}), shrunk to\n`);
  console.log(small.source);
  console.log(sideBySide('output', small.expected, small.actual));
  console.log();
}
