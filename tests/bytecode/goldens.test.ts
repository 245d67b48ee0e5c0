// What the compiler makes of small programs, as text. A golden is a program, a line of dashes and
// the disassembly expected of it; what a file called `prompt…` holds is a statement of a prompt.
// UPDATE_GOLDENS=1 writes what the compiler makes now: read the difference before it is committed.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { decode } from '#pyg/bytecode/instruction.js';
import { assemble } from '#pyg/bytecode/assembler.js';
import type { CodeObject } from '#pyg/bytecode/code.js';
import { disassemble } from '#pyg/bytecode/disassembler.js';
import { OP_NAMES } from '#pyg/bytecode/opcodes.js';
import { verify } from '#pyg/bytecode/verifier.js';
import { compile } from '#pyg/compiler/compile.js';
import { Source } from '#pyg/source.js';
import { describe, expect, test } from 'vitest';
import { nestedCodes } from '../support/code-objects.js';

const DASHES = '----\n';
const FOLDER = new URL('./', import.meta.url);

/** Opcodes that only code made by the machine itself (vm/base.ts) or by hand has. */
const NOT_COMPILED = ['NOP', 'LEAVE'];

const goldens = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.dis'))
  .map((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const at = text.indexOf(`\n${DASHES}`) + 1;
    return { name, source: text.slice(0, at), expected: text.slice(at + DASHES.length) };
  });

function compileText(name: string, text: string): CodeObject {
  const options = name.startsWith('prompt') ? ({ mode: 'single', namespace: true } as const) : {};
  return compile(Source.fromText(text, name.replace('.dis', '.pyg')), options);
}

describe.each(goldens)('$name', ({ name, source, expected }) => {
  test('compiles to the expected text', () => {
    const text = disassemble(compileText(name, source), { source: source.split('\n') });
    if (process.env.UPDATE_GOLDENS === '1') {
      writeFileSync(new URL(name, FOLDER), source + DASHES + text);
    } else {
      expect(text).toBe(expected);
    }
  });

  test('the expected text is code that the verifier accepts', () => {
    verify(assemble(expected));
  });
});

test('every opcode occurs in some golden', () => {
  const found = new Set(
    goldens.flatMap(({ expected }) =>
      nestedCodes(assemble(expected)).flatMap((code) => decode(code).map(({ op }) => op)),
    ),
  );
  expect(OP_NAMES.filter((name) => !found.has(name))).toEqual(NOT_COMPILED);
});
