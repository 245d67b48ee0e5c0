// The expected outputs are what CPython 3.11 prints today: none was edited, none is out of date.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { collectPrograms } from './support/programs.js';
import { projectFolder } from './support/corpus.mjs';

test('every recorded output is what python3 does', async () => {
  const recorder = join(projectFolder, 'scripts', 'record.mjs');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    recorder,
    '--check',
  ]).catch((error: { stdout: string; stderr: string }) => error);
  expect(stdout + stderr).toBe(`record: ${collectPrograms().length} programs, 0 files differ\n`);
});
