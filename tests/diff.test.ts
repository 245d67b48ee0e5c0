// `npm run diff` tells equal programs from different ones, and says so with its exit code.

import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from './support/corpus.mjs';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyg-diff-'));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('same.py', 'print([n * n for n in range(3)])\nraise SystemExit(3)\n');
  write('reads.pyg', 'import sys\nfor n in 1, 2:\n    print(input(), sys.argv[1:])\n');
  write('reads.in', 'first\nsecond\n');
  write('reads.args', 'one\ntwo\n');
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', 'helper_module.pyg'), 'no program, and no Python\n');
  // The only thing that is surely not the same is the name.
  const name = 'import sys\nprint("before")\nprint(sys.implementation.name)\n';
  writeFileSync(join(folder, 'more', 'name.py'), name);
  writeFileSync(
    join(folder, 'more', 'endless.py'),
    'import sys\nif sys.implementation.name == "pyg":\n    while True:\n        pass\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  readonly code: number;
  readonly output: string;
}

function diff(...args: string[]): Promise<Result> {
  const script = join(projectFolder, 'scripts', 'diff.mjs');
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, output: (stdout + stderr).replaceAll(folder, 'FOLDER') });
    });
  });
}

test('programs that do the same', async () => {
  const files = ['same.py', 'reads.pyg'].map((name) => join(folder, name));
  const { code, output } = await diff(...files);
  expect(output).toMatch(/^diff: 2 programs in 4 modes, [\d.]+ s; 0 differ\n$/);
  expect(code).toBe(0);
});

test('programs that do not, with the first difference', async () => {
  const { code, output } = await diff(folder, '--mode', 'plain', '--timeout', '3');
  const [name, endless] = output.split('differs: ').slice(1).sort().reverse();
  expect(name).toMatch(/more\/name \(plain\)\n/);
  expect(name).toMatch(/1 {2}before +\| before\n/);
  expect(name).toMatch(/2 {2}cpython +# pyg\n/);
  expect(endless).toMatch(/more\/endless \(plain\)\n/);
  expect(endless).toMatch(/pyg: the time is over/);
  expect(output).toMatch(/diff: 4 programs in 1 modes, .*; 2 differ/);
  expect(code).toBe(1);
});

test('names only', async () => {
  const { code, output } = await diff('-q', '--mode', 'stress', join(folder, 'more', 'name.py'));
  expect(output).toMatch(/^differs: .*more\/name \(stress\)\ndiff: 1 programs .*; 1 differ\n$/);
  expect(code).toBe(1);
});

test('random programs', async () => {
  const { code, output } = await diff('--random', '20', '--seed', '7');
  expect(output).toMatch(/^diff: 20 programs from seed 7 on, plain, \d+ a second; 0 differ\n/m);
  expect(code).toBe(0);
});

test('what it cannot do', async () => {
  expect((await diff('nowhere')).code).toBe(2);
  expect((await diff('--mode', 'slow')).output).toBe(
    "diff: there is no mode 'slow': plain, verified, compiled, stress\n",
  );
  expect((await diff('--random', 'many')).code).toBe(2);
  expect((await diff('--what')).code).toBe(2);
});
