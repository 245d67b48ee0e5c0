// Runs programs on CPython 3.11 and on pyg, and shows where they differ:
//
//   npm run diff                             the test programs and the examples
//   npm run diff -- PATH…                    files, or all .pyg and .py files below folders
//   npm run diff -- --random N [--seed S]    N random programs around suspension, from seed S on
//
//   --mode MODE      plain, verified, compiled or stress, as in tests/support/programs.ts; several with commas.
//                    Files run in all of them; random programs run plain.
//   --jobs N         programs at a time (1)
//   --timeout S      seconds that a program may take (10)
//   -q               names of what differs only
//
// The exit code is 1 if anything differs, 2 if it could not be found out.

import { register } from 'node:module';
import { parseArgs } from 'node:util';
import { diffFiles } from './diff/files.mjs';

const MODES = ['plain', 'verified', 'compiled', 'stress'];

const { values, positionals } = parseArguments();
const number = (name, least) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least) fail(`--${name} takes a number from ${least} on`);
  return value;
};
const modes = (values.mode ?? (values.random === undefined ? MODES.join(',') : 'plain')).split(',');
for (const mode of modes) {
  if (!MODES.includes(mode)) fail(`there is no mode '${mode}': ${MODES.join(', ')}`);
}

let differing;
try {
  if (values.random === undefined) {
    differing = await diffFiles(positionals, {
      modes,
      jobs: number('jobs', 1),
      timeLimitMs: number('timeout', 1) * 1000,
      quiet: values.quiet,
    });
  } else {
    if (positionals.length > 0) fail('--random takes no paths');
    register('./diff/typescript-loader.mjs', import.meta.url);
    const { diffRandom } = await import('./diff/random.mjs');
    differing = await diffRandom({
      modes,
      seed: number('seed', 0),
      count: number('random', 1),
      quiet: values.quiet,
    });
  }
} catch (error) {
  fail(error.message);
}
// The pools may hold threads that were told to stop in the middle of a program.
process.exit(differing === 0 ? 0 : 1);

function parseArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        random: { type: 'string' },
        seed: { type: 'string', default: '1' },
        mode: { type: 'string' },
        jobs: { type: 'string', default: '1' },
        timeout: { type: 'string', default: '10' },
        quiet: { type: 'boolean', short: 'q', default: false },
      },
    });
  } catch (error) {
    return fail(error.message);
  }
}

function fail(message) {
  console.error(`diff: ${message}`);
  return process.exit(2);
}
