// Every test program prints on pyg, in each mode, exactly what CPython 3.11 printed. Those that
// docs/differences.md names differ, or the page is out of date; but they end in the same way.

import { describe, expect, test } from 'vitest';
import { programsThatDiffer } from './support/documents.js';
import {
  collectPrograms,
  MODES,
  recordedOutcome,
  runProgram,
  type Outcome,
} from './support/programs.js';

const programs = collectPrograms();
const different = programsThatDiffer();

/** What is printed, whenever it is: the lines in alphabetical order. */
function sortedLines({ stdout, stderr, exitCode }: Outcome): Outcome {
  return { stdout: stdout.split('\n').sort().join('\n'), stderr, exitCode };
}

// What a user gets lies between the two engines; the examples and the command are tested with that.
for (const mode of MODES.filter((each) => each !== 'plain')) {
  describe(mode, () => {
    for (const program of programs) {
      const way = different.get(program.id);
      test(way === undefined ? program.id : `${program.id} (${way})`, async () => {
        const actual = await runProgram(program, mode);
        const expected = recordedOutcome(program);
        if (way === undefined) {
          expect(actual).toEqual(expected);
          return;
        }
        expect(actual).not.toEqual(expected);
        if (way === 'order') expect(sortedLines(actual)).toEqual(sortedLines(expected));
        else expect({ ...actual, stdout: '' }).toEqual({ ...expected, stdout: '' });
      });
    }
  });
}
