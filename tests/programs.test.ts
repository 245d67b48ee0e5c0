// Every test program prints on pyg, in each mode, exactly what CPython 3.11 printed.

import { describe, expect, test } from 'vitest';
import { collectPrograms, MODES, recordedOutcome, runProgram } from './support/programs.js';

const programs = collectPrograms();

for (const mode of MODES) {
  describe(mode, () => {
    for (const program of programs) {
      test(program.id, async () => {
        expect(await runProgram(program, mode)).toEqual(recordedOutcome(program));
      });
    }
  });
}
