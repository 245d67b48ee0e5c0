import { assemble } from '#pyg/bytecode/assembler.js';
import { verify } from '#pyg/bytecode/verifier.js';
import { InternalError } from '#pyg/errors.js';
import { describe, expect, test } from 'vitest';
import { codeObject } from '../support/code-objects.js';

/** What the verifier says of the code. */
function verdict(text: string): string {
  try {
    verify(assemble(text));
  } catch (fault) {
    if (fault instanceof InternalError) return fault.message;
    throw fault;
  }
  return 'accepted';
}

/** Code with a header that suits most tests: two parameters, eight registers, one of everything. */
function withHeader(rest: string, flags = 'GENERATOR'): string {
  return `code @0 f
    flags ${flags}
    parameters 2
    registers 8
    variables r0 a, r1 b, r2 local
    cells c0 cell
    names n0 name
    constants
      k0 "text"
      k1 ("a", "b")
      k2 code @1
      k3 (1, 2)
      k4 None
    ${rest}
    code @1 inner
    registers 1
    free c0 cell from c0
    instructions
      LOAD_NONE r0
      RETURN r0`;
}

const inCode = (instructions: string, flags?: string): string =>
  withHeader(`instructions\n${instructions}`, flags);

describe('accepted', () => {
  test.each([
    [
      'a branch that writes on both sides',
      'JUMP_IF_TRUE r0, L\nLOAD_NONE r3\nJUMP M\nL: LOAD_TRUE r3\nM: RETURN r3',
    ],
    ['parameters are written at entry', 'ADD r3, r0, r1\nRETURN r3'],
    ['CHECK_LOCAL of an unwritten variable', 'CHECK_LOCAL r2\nRETURN r2'],
    ['DELETE_LOCAL of an unwritten variable', 'DELETE_LOCAL r2\nRETURN r0'],
    ['RELEASE of an unwritten register', 'RELEASE r7\nRETURN r0'],
    ['a register after UNBIND', 'UNBIND r2\nCHECK_LOCAL r2\nRETURN r2'],
    ['the item of a loop in its body', 'L: FOR_NEXT r2, r0, M\nRETURN r0\nM: MOVE r3, r2\nJUMP L'],
    ['a block', 'LOAD_NONE r3\nLOAD_NONE r4\nBUILD_LIST r3, r3, 2\nRETURN r3'],
    ['an empty block behind the last register', 'BUILD_LIST r3, r8, 0\nRETURN r3'],
    ['a pair that LOAD_METHOD writes', 'LOAD_METHOD r3, r0, n0\nCALL_METHOD r3, r3, 0\nRETURN r3'],
    [
      'four registers of BEFORE_WITH',
      'BEFORE_WITH r3, r0\nCALL_METHOD r3, r3, 0\nCALL_METHOD r3, r5, 0\nRETURN r3',
    ],
    [
      'UNPACK_STAR writes n + 1 + after',
      'UNPACK_STAR r3, 1, 2, r0\nBUILD_LIST r3, r3, 4\nRETURN r3',
    ],
    ['a completion record as a whole', 'ENTER_FINALLY r3, 0\nRETURN r4'],
    ['reads where no path leads', 'RETURN r0\nRETURN r7'],
    [
      'constants of the right kinds',
      'MAKE_FUNCTION r3, k2, -, -, -\nBUILD_CLASS r3, r3, k0, r0, -\nIMPORT r3, n0, k1, 0\nIMPORT r3, n0, k4, 0\nCALL_KEYWORDS r3, r0, r0, 2, k1\nRETURN r3',
    ],
  ])('%s', (_name, instructions) => {
    expect(verdict(inCode(instructions))).toBe('accepted');
  });

  test.each(['GENERATOR', 'COROUTINE', 'ASYNC_GENERATOR'])('suspending in %s code', (flags) => {
    expect(verdict(inCode('YIELD r3, r0\nRETURN r3', flags))).toBe('accepted');
  });

  test('what a handler finds', () => {
    const body = `
      instructions
        A: NOP
        B: RETURN r0
        C: END_HANDLER r3
        D: RETURN r3
      exceptions
        C to D RESTORE r4
        A to B -> C CATCH r3`;
    expect(verdict(withHeader(body))).toBe('accepted');
  });

  test('what a cleanup finds', () => {
    const body = `
      instructions
        A: NOP
        B: ENTER_FINALLY r3, 0
        C: END_FINALLY r3
           RETURN r0
      exceptions
        A to B -> C CLEANUP r3`;
    expect(verdict(withHeader(body))).toBe('accepted');
  });
});

describe('a cleanup body', () => {
  /** A cleanup that exceptions enter, and others if `others` lead to C; `rest` follows its end. */
  const cleanup = (others: string, rest: string): string =>
    withHeader(`
      instructions
        A: LOAD_NONE r6
        B: ${others}
        C: NOP
        D: END_FINALLY r3
        ${rest}
      exceptions
        C to D RESTORE r5
        A to B -> C CLEANUP r3`);
  const ENTER = 'ENTER_FINALLY r3, 0';

  test('that exceptions alone enter may be the end of the code', () => {
    expect(verdict(cleanup('RETURN r0', ''))).toBe('accepted');
  });

  test('that exceptions alone enter leads nowhere else', () => {
    expect(verdict(cleanup('RETURN r0', 'RETURN r7'))).toBe('accepted');
  });

  test('that is entered otherwise goes on', () => {
    expect(verdict(cleanup(ENTER, ''))).toBe('f+6: control runs off the end after END_FINALLY');
    expect(verdict(cleanup(ENTER, 'RETURN r0'))).toBe('accepted');
    expect(verdict(cleanup(ENTER, 'RETURN r7'))).toBe(
      'f+8: RETURN reads r7, which is not written on every path',
    );
  });

  test('whose exception is discarded goes on', () => {
    const text = cleanup('RETURN r0', '').replace('C: NOP', 'C: DISCARD_COMPLETION r3');
    expect(verdict(text)).toBe('f+6: control runs off the end after END_FINALLY');
  });

  test('knows of nothing that was written after the exception', () => {
    expect(verdict(cleanup(ENTER, 'RETURN r6'))).toBe(
      'f+8: RETURN reads r6, which is not written on every path',
    );
  });
});

describe('refused: operands', () => {
  test.each([
    ['MOVE r8, r0', 'MOVE: the operand dst is out of range: 8'],
    ['MOVE r0, r8', 'MOVE: the operand a is out of range: 8'],
    ['BUILD_SLICE r3, r8, -, -', 'BUILD_SLICE: the operand start is out of range: 8'],
    ['BUILD_LIST r3, r9, 0', 'BUILD_LIST: the operand base is out of range: 9'],
    ['BUILD_LIST r3, r0, -1', 'BUILD_LIST: the operand n is out of range: -1'],
    ['BUILD_LIST r3, r6, 3', 'BUILD_LIST: r8 does not exist'],
    ['BUILD_MAP r3, r4, 3', 'BUILD_MAP: r9 does not exist'],
    ['LOAD_METHOD r7, r0, n0', 'LOAD_METHOD: r8 does not exist'],
    ['CALL_METHOD r3, r6, 1', 'CALL_METHOD: r8 does not exist'],
    ['UNPACK r7, 2, r0', 'UNPACK: r8 does not exist'],
    ['UNPACK_STAR r5, 1, 2, r0', 'UNPACK_STAR: r8 does not exist'],
    ['BEFORE_WITH r5, r0', 'BEFORE_WITH: r8 does not exist'],
    ['WITH_EXIT r0, r7, r0', 'WITH_EXIT: r8 does not exist'],
    ['ENTER_FINALLY r6, 0', 'ENTER_FINALLY: r8 does not exist'],
    ['END_HANDLER r7', 'END_HANDLER: r8 does not exist'],
    ['LOAD_CONST r3, k5', 'LOAD_CONST: the operand k is out of range: 5'],
    ['LOAD_GLOBAL r3, n1', 'LOAD_GLOBAL: the operand name is out of range: 1'],
    ['LOAD_CELL r3, c1', 'LOAD_CELL: the operand cell is out of range: 1'],
    ['BINARY r3, r0, r1, 13', 'BINARY: the operand imm is out of range: 13'],
    ['INPLACE r3, r0, r1, -1', 'INPLACE: the operand imm is out of range: -1'],
    ['FORMAT r3, r0, 4, -', 'FORMAT: the operand imm is out of range: 4'],
    ['MAKE_EXCEPTION r3, r0, 2', 'MAKE_EXCEPTION: the operand imm is out of range: 2'],
    ['TO_SEQUENCE r3, r0, 1, -2', 'TO_SEQUENCE: the operand after is out of range: -2'],
    ['JUMP 1', 'JUMP: the operand to is out of range: 1'],
    ['JUMP 4', 'JUMP: the operand to is out of range: 4'],
    ['MAKE_FUNCTION r3, k0, -, -, -', 'MAKE_FUNCTION wants code, k0 is none'],
    ['BUILD_CLASS r3, r0, k1, r0, -', 'BUILD_CLASS wants a string, k1 is none'],
    ['CALL_KEYWORDS r3, r0, r0, 2, k3', 'CALL_KEYWORDS wants a tuple of names, k3 is none'],
    ['IMPORT r3, n0, k0, 0', 'IMPORT wants None or a tuple of names, k0 is none'],
  ])('%s', (instruction, rule) => {
    expect(verdict(inCode(`${instruction}\nRETURN r0`))).toBe(`f+0: ${rule}`);
  });
});

describe('refused: flow', () => {
  test.each([
    ['running off the end', 'NOP', 'f+0: control runs off the end after NOP'],
    [
      'a conditional jump at the end',
      'L: JUMP_IF_TRUE r0, L',
      'f+0: control runs off the end after JUMP_IF_TRUE',
    ],
    [
      'reading what nothing wrote',
      'RETURN r3',
      'f+0: RETURN reads r3, which is not written on every path',
    ],
    [
      'reading an unwritten variable',
      'RETURN r2',
      'f+0: RETURN reads r2, which is not written on every path',
    ],
    [
      'CHECK_LOCAL of an unwritten temporary',
      'CHECK_LOCAL r3\nRETURN r0',
      'f+0: CHECK_LOCAL reads r3, which is not written on every path',
    ],
    [
      'writing on one side of a branch',
      'JUMP_IF_TRUE r0, L\nLOAD_NONE r3\nL: RETURN r3',
      'f+5: RETURN reads r3, which is not written on every path',
    ],
    [
      'the item of a loop after it',
      'L: FOR_NEXT r3, r0, L\nRETURN r3',
      'f+4: RETURN reads r3, which is not written on every path',
    ],
    [
      'a hole in a block',
      'LOAD_NONE r3\nLOAD_NONE r5\nBUILD_LIST r3, r3, 3\nRETURN r3',
      'f+4: BUILD_LIST reads r4, which is not written on every path',
    ],
    [
      'the second register of a pair',
      'LOAD_NONE r3\nCALL_METHOD r3, r3, 0\nRETURN r3',
      'f+2: CALL_METHOD reads r4, which is not written on every path',
    ],
    [
      'an optional register',
      'BUILD_SLICE r3, -, -, r4\nRETURN r3',
      'f+0: BUILD_SLICE reads r4, which is not written on every path',
    ],
    [
      'an unwritten record',
      'END_FINALLY r3\nRETURN r0',
      'f+0: END_FINALLY reads r3, which is not written on every path',
    ],
    [
      'what YIELD_FROM hands out',
      'YIELD_FROM r3, r0\nRETURN r0',
      'f+0: YIELD_FROM reads r3, which is not written on every path',
    ],
    [
      'a loop that undoes nothing but may be left at once',
      'JUMP M\nL: LOAD_NONE r3\nM: FOR_NEXT r2, r0, L\nRETURN r3',
      'f+8: RETURN reads r3, which is not written on every path',
    ],
  ])('%s', (_name, instructions, rule) => {
    expect(verdict(inCode(instructions))).toBe(rule);
  });

  test('suspending outside a generator', () => {
    expect(verdict(inCode('YIELD r3, r0\nRETURN r3', 'NESTED'))).toBe(
      'f+0: YIELD outside a generator',
    );
  });

  test('a handler that relies on what the covered code writes', () => {
    const body = `
      instructions
        A: LOAD_NONE r3
           NOP
        B: RETURN r0
        C: RETURN r3
      exceptions
        A to B -> C CATCH r4`;
    expect(verdict(withHeader(body))).toBe(
      'f+5: RETURN reads r3, which is not written on every path',
    );
  });

  test('restoring what was never saved', () => {
    const body = `
      instructions
        A: NOP
        B: RETURN r0
      exceptions
        A to B RESTORE r3`;
    expect(verdict(withHeader(body))).toBe('f+0: r3, to be restored, is not written on every path');
  });
});

describe('refused: the exception table', () => {
  test.each([
    [
      'A to C -> D CATCH r3\nA to B -> D CATCH r3',
      'f+0: the ranges 0 to 2 and 0 to 1 do not nest, innermost first',
    ],
    [
      'A to C -> D CATCH r3\nB to D -> D CATCH r3',
      'f+0: the ranges 0 to 2 and 1 to 3 do not nest, innermost first',
    ],
    ['A to A -> D CATCH r3', 'f+0: the range 0 to 0 is empty'],
    ['C to A -> D CATCH r3', 'f+2: the range 2 to 0 is empty'],
    ['A to 4 -> D CATCH r3', 'f+0: the range 0 to 4 does not begin and end at instructions'],
    ['4 to D -> D CATCH r3', 'f+4: the range 4 to 3 does not begin and end at instructions'],
    ['A to B -> 4 CATCH r3', 'f+0: no instruction begins at the handler 4'],
    ['A to B -> 99 CATCH r3', 'f+0: no instruction begins at the handler 99'],
    ['A to B CATCH r3', 'f+0: no instruction begins at the handler -1'],
    ['A to B -> D RESTORE r0', 'f+0: a RESTORE row has no handler'],
    ['A to B -> D DELEGATE r3', 'f+3: the handler of a DELEGATE row begins with RETURN'],
    ['A to B -> D CATCH r7', 'f+0: the registers of the row from r7 on do not exist'],
    ['A to B -> D CLEANUP r6', 'f+0: the registers of the row from r6 on do not exist'],
    ['A to B RESTORE r8', 'f+0: the registers of the row from r8 on do not exist'],
  ])('%s', (rows, rule) => {
    const body = `instructions\nA: NOP\nB: NOP\nC: NOP\nD: RETURN r0\nexceptions\n${rows}`;
    expect(verdict(withHeader(body))).toBe(rule);
  });
});

describe('refused: the code object', () => {
  const ends = 'instructions\nRETURN r0';
  test.each([
    ['no instruction', 'code @0 f\ninstructions', 'f+0: there is no instruction'],
    [
      'parameters without a name',
      `code @0 f\nparameters 1\nregisters 1\n${ends}`,
      'f+0: every parameter is a variable',
    ],
    [
      '*args without a name',
      `code @0 f\nflags VARARGS\nregisters 1\n${ends}`,
      'f+0: every parameter is a variable',
    ],
    [
      'too many positional-only parameters',
      `code @0 f\nparameters 0, 1 posonly\nregisters 1\n${ends}`,
      'f+0: more positional-only parameters than positional ones',
    ],
    [
      'variables without a register',
      `code @0 f\nvariables r0 a\n${ends}`,
      'f+0: every variable has a register',
    ],
    [
      'free variables that are not captured',
      `code @0 f\nfree c0 a\n${ends}`,
      'f+0: every free variable is captured from a cell',
    ],
    [
      'a fault in nested code',
      `code @0 f\nregisters 1\nconstants\nk0 (code @1,)\ninstructions\nLOAD_NONE r0\nRETURN r0\ncode @1 g\nregisters 1\n${ends}`,
      'g+0: RETURN reads r0, which is not written on every path',
    ],
    [
      'a capture from a cell that is not there',
      `code @0 f\nregisters 1\nconstants\nk0 code @1\ninstructions\nMAKE_FUNCTION r0, k0, -, -, -\nRETURN r0\ncode @1 g\nregisters 1\nfree c0 x from c0\ninstructions\nLOAD_NONE r0\nRETURN r0`,
      'f+0: MAKE_FUNCTION: g captures a cell that is not there',
    ],
  ])('%s', (_name, text, rule) => {
    expect(verdict(text)).toBe(rule);
  });

  test.each([
    ['an unknown opcode', { instructions: Int32Array.of(9999) }, 'f+0: no opcode 9999'],
    ['a negative opcode', { instructions: Int32Array.of(-1) }, 'f+0: no opcode -1'],
    [
      'an instruction that is cut short',
      { instructions: Int32Array.of(1, 0) },
      'f+0: MOVE is cut short',
    ],
    [
      'positions that are not sorted',
      { positions: Int32Array.of(1, 1, 1, 0, 0, 0, 1, 1, 0, 0) },
      'f+0: the positions are not sorted',
    ],
    [
      'a position within an instruction',
      { positions: Int32Array.of(2, 1, 1, 0, 0) },
      'f+2: a position belongs to no instruction',
    ],
    [
      'positions that are cut short',
      { positions: Int32Array.of(0, 1, 1) },
      'f+0: a row of positions is cut short',
    ],
    ['an int that is none', { constants: [0.5] }, 'f+0: the constant 0.5 is no int'],
    ['minus zero', { constants: [-0] }, 'f+0: the constant 0 is no int'],
    [
      'an unknown kind of row',
      { exceptionTable: [{ start: 0, end: 1, handler: 0, kind: 9, register: 0 }] },
      'f+0: there is no kind of row 9',
    ],
  ])('%s', (_name, parts, rule) => {
    const { instructions } = assemble('code @0 f\ninstructions\nNOP\nRETURN r0');
    const code = codeObject({
      registerCount: 3,
      flags: 0,
      argCount: 1,
      variableNames: ['a'],
      instructions,
      ...parts,
    });
    expect(() => verify(code)).toThrow(new RegExp(`^${rule.replace(/[+.]/g, '\\$&')}$`));
  });
});
