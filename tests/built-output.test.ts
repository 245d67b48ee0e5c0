// What V8 asks of the interpreter loop, asserted on the JavaScript that ships.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OP_NAMES } from '#pyg/bytecode/opcodes.js';
import { expect, test } from 'vitest';

/** V8 never optimises a function of more than 61,440 bytes: half of that is the alarm. */
const BYTECODE_ALARM = 30_000;

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

test('the loop switches over literals', () => {
  const text = readFileSync(path('dist/vm/interpreter.js'), 'utf8');
  const labels = [...text.matchAll(/^\s*case (.+?):/gm)].map(([, label]) => label);
  const opcodes = labels.filter((label) => label.includes('Op.'));
  // tsc writes the member's name behind the literal it puts in its place.
  expect(opcodes.filter((label) => !/^\d+ \/\* Op\.\w+ \*\/$/.test(label))).toEqual([]);
  expect(text.replace(/\/\*.*?\*\//g, '')).not.toMatch(/\bOp\./);
  const names = new Set(opcodes.map((label) => /Op\.(\w+)/.exec(label)?.[1]));
  expect(OP_NAMES.filter((name) => !names.has(name))).toEqual([]);
});

test(`the loop is less than ${BYTECODE_ALARM} bytes of V8 bytecode`, () => {
  const program = path('examples/seed/simple_coroutine.pyg');
  const { stdout } = spawnSync(
    process.execPath,
    ['--print-bytecode', '--print-bytecode-filter=execute', path('dist/cli/main.js'), program],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const lengths = [...stdout.matchAll(/^Bytecode length: (\d+)$/gm)].map(([, n]) => Number(n));
  // Other functions of that name may have run; the loop is by far the longest.
  expect(Math.max(...lengths)).toBeGreaterThan(2_000);
  expect(Math.max(...lengths)).toBeLessThan(BYTECODE_ALARM);
});
