import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PygSyntaxError } from '#pyg/errors.js';
import { Source } from '#pyg/source.js';
import { formatSyntaxError } from '#pyg/syntax/faults.js';
import { parse } from '#pyg/syntax/parser.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MISTAKES } from './mistakes.js';
import { disagreements } from './python-syntax.js';

describe('message and place of each mistake are those of CPython', () => {
  for (const [group, texts] of Object.entries(MISTAKES)) {
    test(group, () => {
      expect(disagreements(texts.map((text) => ({ mode: 'exec', text })))).toEqual([]);
    });
  }
});

function errorOf(text: string, filename = 'test.py'): PygSyntaxError {
  try {
    parse(Source.fromText(text, filename));
  } catch (error) {
    if (error instanceof PygSyntaxError) return error;
    throw error;
  }
  throw new Error(`no error in ${JSON.stringify(text)}`);
}

describe('what the command prints', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'pyg-syntax-'));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  test.each([
    '\t\tif x = 1:\n\t\t\tpass\n',
    'x = (1\n\ny = 2\n',
    'if x:\nyes = 1\n',
    'if x:\n\n',
    'if x:\n    y\n  z\n',
    'if x:\n\ty\n        z\n',
    "x = '''abc\n",
    'x = (1,\n  a b\n  )\n',
    '\u00e9 = (a \u00e9)\n',
    'f(a for a in b, c)\n',
    "x = f'{a b}'\n",
    '\fx y',
    'x = \\',
    'x = \\ 1\n',
    'x = 1\n\0\n',
  ])('%j', (text) => {
    const file = join(directory, 'script.py');
    writeFileSync(file, text);
    let printed = '';
    try {
      execFileSync('python3', ['-W', 'ignore', file], { stdio: 'pipe' });
    } catch (error) {
      printed = String((error as { stderr: Buffer }).stderr);
    }
    expect(formatSyntaxError(errorOf(text, file))).toBe(printed);
  });
});

describe('input that would exhaust the stack is an error like any other', () => {
  const deep = 100_000;
  test.each([
    ['brackets', '('.repeat(deep), 'too many nested parentheses'],
    ['brackets to the limit, unclosed', '('.repeat(200), "'(' was never closed"],
    ['signs', `${'-'.repeat(deep)}1`, 'too many nested expressions'],
    ['not', `${'not '.repeat(deep)}1`, 'too many nested expressions'],
    ['powers', `1${'**1'.repeat(deep)}`, 'too many nested expressions'],
    ['sums', `1${'+1'.repeat(deep)}`, 'too many nested expressions'],
    ['attributes', `a${'.b'.repeat(deep)}`, 'too many nested expressions'],
    ['calls', `a${'()'.repeat(deep)}`, 'too many nested expressions'],
    ['lambdas', `${'lambda: '.repeat(deep)}1`, 'too many nested expressions'],
    ['conditions', `${'1 if 2 else '.repeat(deep)}1`, 'too many nested expressions'],
    ['elif', `if x: y\n${'elif x: y\n'.repeat(5000)}`, 'too many nested expressions'],
    ['await', `${'await '.repeat(deep)}x`, 'invalid syntax'],
    ['stars', `${'*'.repeat(deep)}x`, 'too many nested expressions'],
  ])('%s', (_, text, msg) => {
    expect(errorOf(text).msg).toBe(msg);
  });

  test('what is long but not deep is fine', () => {
    const body = [
      `1${' < 1'.repeat(5000)}`,
      `1${' and 1'.repeat(5000)}`,
      `${'x = '.repeat(5000)}1`,
      `1${'+1'.repeat(1000)}`,
      `${'('.repeat(200)}1${')'.repeat(200)}`,
      `${'['.repeat(150)}${']'.repeat(150)}`,
    ];
    const blocks = Array.from({ length: 99 }, (_, i) => `${' '.repeat(i)}if x:\n`).join('');
    body.push(`${blocks}${' '.repeat(99)}y`);
    expect(parse(Source.fromText(body.join('\n'), 'test.py')).body).toHaveLength(body.length);
  });

  test('a chain of left brackets in error stays quick', () => {
    const text = `x = ${'(['.repeat(90)}a b${'])'.repeat(90)}`;
    expect(errorOf(text).msg).toMatch(/invalid syntax/);
  });
});

test("escapes that need the names of characters are refused in pyg's own words", () => {
  expect(errorOf("x = '\\N{BULLET}'").msg).toBe("pyg does not support '\\N{...}' escapes");
});
