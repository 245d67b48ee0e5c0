// Compiled code kept beside its source: used when it is right, passed over whenever it is not, and
// never heard of.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { CacheUse } from '#pyg/cli/run.js';
import { runScript } from '#pyg/cli/run.js';
import { COMPILER } from '#pyg/index.js';
import { projectFolder } from './support/corpus.mjs';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'pyg-cache-')));
let folder = root;
let folders = 0;

beforeEach(() => {
  folder = join(root, String(++folders));
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true }));

/** A program with a module, and with constants of every kind in it. */
const MODULE = `
"""What the program imports."""
VALUES = (1, -2.5, 10 ** 30, 'text', b'\\x00\\xff', None, ..., frozenset({1}), float('-inf'), -0.0)

def read(limit):
    try:
        for number in range(limit):
            yield f'{number:>3}'
    finally:
        print('closed')

def fail(value):
    return value.missing + 1
`;
const SCRIPT = `
import helper

for text in helper.read(5):
    print(text)
    if text == '  2':
        break
print(helper.VALUES, helper.__doc__, helper.VALUES[0] in {1, 2})
try:
    helper.fail(7)
except AttributeError as error:
    print(error)
helper.fail(helper.read(3))
`;

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** The files that were compiled, by their names. */
  readonly compiled: readonly string[];
}

async function run(cache: CacheUse | null = 'write', name = 'script.pyg'): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  const compiled: string[] = [];
  const code = await runScript({
    path: join(folder, name),
    cwd: folder,
    args: [],
    stdin: null,
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    onCompile: (filename) => compiled.push(basename(filename)),
    ...(cache === null ? {} : { cache }),
  });
  return { stdout, stderr, code, compiled };
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The name of the file that has the code of a module. */
const kept = (stem: string): string => `${stem}.${COMPILER.tag}.pygc`;
const cacheFolder = (): string => join(folder, '__pycache__');
const cacheFiles = (): string[] => readdirSync(cacheFolder()).sort();
const cacheFile = (stem: string): string =>
  join(
    cacheFolder(),
    cacheFiles().find((name) => name.startsWith(`${stem}.`))!,
  );

/** The program, run without a cache and then once with it. */
async function prepared(): Promise<Ended> {
  write('script.pyg', SCRIPT);
  write('helper.pyg', MODULE);
  const plain = await run(null);
  expect(existsSync(cacheFolder())).toBe(false);
  expect(await run()).toEqual(plain);
  return plain;
}

describe('a second run', () => {
  test('compiles nothing and prints the same, the traceback included', async () => {
    const plain = await prepared();
    expect(plain.compiled).toEqual(['script.pyg', 'helper.pyg']);
    expect(plain.stderr).toContain('    return value.missing + 1\n           ^^^^^^^^^^^^^\n');
    expect(plain.code).toBe(1);
    expect(cacheFiles()).toEqual([kept('helper'), kept('script')]);
    expect(await run()).toEqual({ ...plain, compiled: [] });
  });

  test('that may only read uses what is there and adds nothing', async () => {
    const plain = await prepared();
    rmSync(cacheFile('helper'));
    expect(await run('read')).toEqual({ ...plain, compiled: ['helper.pyg'] });
    expect(cacheFiles()).toEqual([kept('script')]);
  });

  test('from another place shows the place that it was run from', async () => {
    const plain = await prepared();
    const moved = join(root, `moved-${folders}`);
    renameSync(folder, moved);
    const before = folder;
    folder = moved;
    const stderr = plain.stderr.replaceAll(before, moved);
    expect(await run()).toEqual({ ...plain, stderr, compiled: [] });
  });

  test('through a link finds what is beside the file', async () => {
    write('script.pyg', 'print(__file__)');
    mkdirSync(join(folder, 'links'));
    symlinkSync('../script.pyg', join(folder, 'links/name.pyg'));
    await run();
    const linked = await run('write', 'links/name.pyg');
    expect(linked.compiled).toEqual([]);
    expect(linked.stdout).toBe(`${join(folder, 'links/name.pyg')}\n`);
    expect(existsSync(join(folder, 'links/__pycache__'))).toBe(false);
  });
});

describe('code is compiled again when', () => {
  test('the source has changed, though its size and times have not', async () => {
    const path = write('script.pyg', 'print(1)');
    const { atime, mtime } = statSync(path);
    await run();
    writeFileSync(path, 'print(2)');
    utimesSync(path, atime, mtime);
    expect(await run()).toMatchObject({ stdout: '2\n', compiled: ['script.pyg'] });
    expect(await run()).toMatchObject({ stdout: '2\n', compiled: [] });
  });

  test('only a comment has changed', async () => {
    const path = write('script.pyg', 'print(1)  # one');
    await run();
    writeFileSync(path, 'print(1)  # two');
    expect((await run()).compiled).toEqual(['script.pyg']);
  });

  test('another compiler made it', async () => {
    const plain = await prepared();
    const path = cacheFile('helper');
    const text = readFileSync(path, 'latin1');
    const foreign = text.replace(/^pyg-cache \w+/, 'pyg-cache 0123456789abcdef');
    expect(foreign).not.toBe(text);
    writeFileSync(path, foreign, 'latin1');
    expect(await run()).toEqual({ ...plain, compiled: ['helper.pyg'] });
    expect(readFileSync(path, 'latin1')).toBe(text);
  });

  test.skipIf(process.geteuid === undefined)('others could have written it', async () => {
    const plain = await prepared();
    chmodSync(cacheFile('script'), 0o666);
    expect(await run('read')).toEqual({ ...plain, compiled: ['script.pyg'] });
    chmodSync(cacheFile('script'), 0o644);
    expect(await run('read')).toEqual({ ...plain, compiled: [] });
  });
});

test('a file that cannot be compiled leaves nothing', async () => {
  write('script.pyg', 'print(1');
  const first = await run();
  expect(first.stderr).toContain("SyntaxError: '(' was never closed");
  expect(existsSync(cacheFolder())).toBe(false);
  expect(await run()).toEqual(first);
});

describe('a cache that cannot be written is not missed', () => {
  test('where a file has the name of the folder', async () => {
    write('script.pyg', 'print(1)');
    write('__pycache__', 'in the way');
    const ended = await run();
    expect(ended).toEqual({ stdout: '1\n', stderr: '', code: 0, compiled: ['script.pyg'] });
    expect(await run()).toEqual(ended);
  });

  test('where a folder has the name of the file', async () => {
    write('script.pyg', 'print(1)');
    mkdirSync(join(cacheFolder(), kept('script'), 'full'), { recursive: true });
    const ended = await run();
    expect(ended).toEqual({ stdout: '1\n', stderr: '', code: 0, compiled: ['script.pyg'] });
    expect(cacheFiles()).toEqual([kept('script')]);
  });

  // Root may write into any folder.
  test.skipIf(process.geteuid?.() === 0)('in a folder that is read-only', async () => {
    write('script.pyg', 'print(1)');
    chmodSync(folder, 0o555);
    const ended = await run();
    chmodSync(folder, 0o755);
    expect(ended).toEqual({ stdout: '1\n', stderr: '', code: 0, compiled: ['script.pyg'] });
    expect(existsSync(cacheFolder())).toBe(false);
  });
});

test('a program decides for the modules that it imports', async () => {
  write('script.pyg', 'import sys\nsys.dont_write_bytecode = True\nimport helper');
  write('helper.pyg', 'print(1)');
  await run();
  expect(cacheFiles()).toEqual([kept('script')]);
});

test('nobody may read the code who may not read the source', async () => {
  chmodSync(write('script.pyg', 'print(1)'), 0o600);
  await run();
  expect(statSync(cacheFile('script')).mode & 0o777).toBe(0o600);
});

describe('damage of any kind is noticed', () => {
  /** What is in the cache, and what has to come of a run. */
  async function original(): Promise<{ path: string; bytes: Buffer; plain: Ended }> {
    const plain = await prepared();
    const path = cacheFile('helper');
    return { path, bytes: readFileSync(path), plain };
  }

  test('bytes that are others', async () => {
    const { path, bytes, plain } = await original();
    const flips = fc.array(
      fc.record({ at: fc.nat(bytes.length - 1), mask: fc.integer({ min: 1, max: 255 }) }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(flips, async (all) => {
        const damaged = Buffer.from(bytes);
        for (const { at, mask } of all) damaged[at]! ^= mask;
        fc.pre(!damaged.equals(bytes));
        writeFileSync(path, damaged);
        expect(await run('read')).toEqual({ ...plain, compiled: ['helper.pyg'] });
      }),
      { numRuns: 60 },
    );
  });

  test('an end that is missing, and one that is too much', async () => {
    const { path, bytes, plain } = await original();
    const length = fc.nat(bytes.length - 1);
    await fc.assert(
      fc.asyncProperty(length, fc.uint8Array({ minLength: 1 }), async (cut, more) => {
        for (const damaged of [bytes.subarray(0, cut), Buffer.concat([bytes, more])]) {
          writeFileSync(path, damaged);
          expect(await run('read')).toEqual({ ...plain, compiled: ['helper.pyg'] });
        }
      }),
      { numRuns: 30 },
    );
  });

  test('something else altogether', async () => {
    const { path, plain } = await original();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        writeFileSync(path, bytes);
        expect(await run('read')).toEqual({ ...plain, compiled: ['helper.pyg'] });
      }),
      { numRuns: 30 },
    );
  });
});

describe('the command', () => {
  const command = join(projectFolder, 'dist/bin/pyg.js');

  function pyg(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [command, ...args], {
        cwd: folder,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '', ...env },
      });
      let output = '';
      child.stdout.on('data', (data: Buffer) => (output += data.toString()));
      child.stderr.on('data', (data: Buffer) => (output += data.toString()));
      child.on('error', reject);
      child.on('close', () => resolve(output));
    });
  }

  test('keeps code unless it is told not to', async () => {
    write('script.pyg', 'print(1)');
    expect(await pyg(['-B', 'script.pyg'])).toBe('1\n');
    expect(await pyg(['script.pyg'], { PYTHONDONTWRITEBYTECODE: '1' })).toBe('1\n');
    expect(await pyg(['-c', 'print(1)'])).toBe('1\n');
    expect(existsSync(cacheFolder())).toBe(false);
    expect(await pyg(['script.pyg'])).toBe('1\n');
    expect(cacheFiles()).toEqual([kept('script')]);
    expect(await pyg(['script.pyg'])).toBe('1\n');
  });

  test('run several times at once leaves one good file of each', async () => {
    const plain = await prepared();
    rmSync(cacheFolder(), { recursive: true });
    await Promise.all(Array.from({ length: 6 }, () => pyg(['script.pyg'])));
    expect(cacheFiles()).toEqual([kept('helper'), kept('script')]);
    expect(await run('read')).toEqual({ ...plain, compiled: [] });
  });
});
