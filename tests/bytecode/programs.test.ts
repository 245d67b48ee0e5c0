// Every program of the test suite through all the bytecode tools: what the compiler makes of it is
// accepted by the verifier and survives the way through text and through the serialised form.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '#pyg/bytecode/assembler.js';
import type { CodeObject } from '#pyg/bytecode/code.js';
import { disassemble } from '#pyg/bytecode/disassembler.js';
import { deserialize, serialize } from '#pyg/bytecode/serialize.js';
import { verify } from '#pyg/bytecode/verifier.js';
import { compile } from '#pyg/compiler/compile.js';
import { PygSyntaxError } from '#pyg/errors.js';
import { Source } from '#pyg/source.js';
import { describe, expect, test } from 'vitest';
import { findPrograms, readRecorded } from '../support/corpus.mjs';
import type { Program } from '../support/corpus.mjs';

/** The program's code, or null when it has none: CPython must have refused it as well. */
function compileProgram(program: Program): CodeObject | null {
  const text = readFileSync(join(program.folder, program.file), 'utf8');
  try {
    return compile(Source.fromText(text, program.file));
  } catch (fault) {
    if (!(fault instanceof PygSyntaxError)) throw fault;
    expect(readRecorded(program, 'err'), fault.message).toMatch(
      /^(\w*Syntax|Indentation|Tab)Error/m,
    );
    return null;
  }
}

describe.each(findPrograms())('$id', (program) => {
  test('verifies and survives', () => {
    const code = compileProgram(program);
    if (code === null) return;
    verify(code);
    expect(assemble(disassemble(code, { positions: true }))).toStrictEqual(code);
    expect(deserialize(serialize(code))).toStrictEqual(code);
  });
});
