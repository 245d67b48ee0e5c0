import { OP_NAMES } from '#pyg/bytecode/opcodes.js';
import { expect, test } from 'vitest';
import { GENERATED, staleFiles } from '../scripts/generate.mjs';
import { languageFaults } from '../scripts/language.mjs';

test('the generated files are what the opcode table says', async () => {
  expect(await staleFiles()).toEqual([]);
});

test('docs/language.md is what pyg has, and a test program uses each name', async () => {
  expect(await languageFaults(false)).toEqual([]);
});

test('every opcode is in the enum, with its number, and in the reference', () => {
  const [enumeration, reference] = GENERATED.map(({ text }) => text);
  OP_NAMES.forEach((name, number) => {
    expect(enumeration).toContain(`\n  ${name} = ${number},\n`);
    expect(reference).toContain(`\n| ${number} | \`${name}\` |`);
  });
  expect(enumeration.match(/^ {2}[A-Z_]+ = \d+,$/gm)).toHaveLength(OP_NAMES.length);
});

test('the reference explains every effect and every kind of row', () => {
  const { text } = GENERATED[1];
  expect(text.match(/^- \*\*\w+\*\*: \S/gm)).toHaveLength(5);
  expect(text.match(/^\| \d \| `(CATCH|CLEANUP|RESTORE|DELEGATE)` \| \S/gm)).toHaveLength(4);
  expect(text).not.toContain('undefined');
});
