// What an uncaught exception looks like, compared with python3 program by program: which frames,
// which lines, which carets, the chain of exceptions, notes and suggestions.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '#pyg/cli/run.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from './support/corpus.mjs';

const folder = join(projectFolder, 'tests', 'tracebacks');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trimEnd();

/** Every operator of an X fails, in a function of its own. */
const FAILING = `class X:
    def fail(self, *args):
        raise KeyError
    __add__ = __radd__ = __sub__ = __mul__ = __pow__ = __floordiv__ = __matmul__ = fail
    __getitem__ = __lshift__ = __bool__ = _ = fail
a = X(); b = 1; é = a; l = [a]; x = {}; y = 'z'
`;

const programs = read('programs.txt').split('\n----\n');
const lines = read('lines.txt').split('\n');
const all = [...programs, ...lines.map((line) => FAILING + line)].map((text) => `${text}\n`);

const scratch = mkdtempSync(join(tmpdir(), 'pyg-tracebacks-'));
const paths = all.map((_, i) => join(scratch, `program${i}.pyg`));
let expected: string[] = [];

beforeAll(() => {
  all.forEach((text, i) => writeFileSync(paths[i] as string, text));
  const output = execFileSync('python3', [join(folder, 'python.py')], {
    input: paths.join('\n'),
    encoding: 'utf8',
    cwd: scratch,
  });
  expected = JSON.parse(output) as string[];
});

afterAll(() => rmSync(scratch, { recursive: true }));

/** What pyg writes to stderr for a program. */
async function report(path: string): Promise<string> {
  let stderr = '';
  await runScript({
    path,
    cwd: scratch,
    args: [],
    stdin: null,
    stdout: () => undefined,
    stderr: (text) => {
      stderr += text;
    },
  });
  return stderr;
}

test('python3 reports something for every program', () => {
  expect(expected).toHaveLength(all.length);
  expect(all.filter((_, i) => !expected[i]?.includes('\n'))).toEqual([]);
});

describe('as python3 reports it', () => {
  test.each(programs.map((text, i) => [i, text] as const))('program %i: %s', async (i) => {
    expect(await report(paths[i] as string)).toBe(expected[i]);
  });

  test.each(lines.map((text, i) => [text, programs.length + i] as const))('%s', async (_, i) => {
    expect(await report(paths[i] as string)).toBe(expected[i]);
  });
});
