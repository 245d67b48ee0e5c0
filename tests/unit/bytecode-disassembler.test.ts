import { assemble } from '#pyg/bytecode/assembler.js';
import { disassemble } from '#pyg/bytecode/disassembler.js';
import { InternalError } from '#pyg/errors.js';
import { expect, test } from 'vitest';
import { codeObject } from '../support/code-objects.js';

const SOURCE = ['def countdown(n):', '    while n:', '        yield n', '        n -= 1'];

const LISTING = `code @0 countdown
  file       "demo.pyg"
  line       1
  flags      GENERATOR
  parameters 1, 0 posonly, 0 kwonly
  registers  3
  variables  r0 n
  constants
    k0  "a long text, so long that the comment behind an instruction cannot hold it"
    k1  code @1  ; "<lambda>"
  instructions
    ; 2 |     while n:
    L1:  0  TRUTH                r1, r0 @ 2:10 to 2:11                 ; n
         3  JUMP_IF_FALSE        r1, L4
    ; 3 |         yield n
    L2:  6  YIELD                r1, r0 @ 3:8 to 3:15                  ; n
    ; 4 |         n -= 1
    L3:  9  BINARY               r0, r0, r1, 1 @ 4:8 to 4:14           ; n, n, -
        14  LOAD_CONST           r1, k0 @ none                         ; "a long text, so long that the comment …
        17  MAKE_FUNCTION        r1, k1, -, -, -                       ; code "<lambda>"
        23  JUMP                 L1
    L4: 25  RETURN               r0                                    ; n
    L5:
  exceptions
    L2 to L3 RESTORE r1
    L1 to L5 -> L4 CATCH r1

code @1 "<lambda>"
  qualname   "countdown.<locals>.<lambda>"
  line       3
  registers  1
  cells      c0 cell
  free       c1 outside from c4
  names      n0 print
  instructions
    0  LOAD_GLOBAL          r0, n0                                ; print
    3  LOAD_CELL            r0, c1                                ; outside
    6  RETURN               r0
`;

test('the form of a listing', () => {
  expect(disassemble(assemble(LISTING), { positions: true, source: SOURCE })).toBe(LISTING);
});

test('without the source its lines are numbered, without positions they are not repeated', () => {
  const lines = disassemble(assemble(LISTING)).split('\n');
  expect(lines[11]).toBe('    ; line 2');
  expect(lines[12]).toBe('    L1:  0  TRUTH                r1, r0                ; n');
});

test('a jump to where no instruction begins is shown as it is', () => {
  const code = codeObject({
    instructions: assemble('code @0 f\ninstructions\nJUMP 1').instructions,
  });
  expect(disassemble(code)).toContain('JUMP                 1\n');
});

test('what cannot be shown is refused', () => {
  expect(() => disassemble(codeObject({ instructions: Int32Array.of(9999) }))).toThrow(
    InternalError,
  );
  const code = codeObject({ positions: Int32Array.of(0, 1, 1, 0, 0) });
  expect(() => disassemble(code, { positions: true })).toThrow(InternalError);
});
