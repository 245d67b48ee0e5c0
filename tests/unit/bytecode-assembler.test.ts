import { assemble } from '#pyg/bytecode/assembler.js';
import type { CodeObject, Constant } from '#pyg/bytecode/code.js';
import { CodeDataError } from '#pyg/errors.js';
import { deserialize, serialize } from '#pyg/bytecode/serialize.js';
import { AssemblyError } from '#pyg/bytecode/line-scanner.js';
import { disassemble } from '#pyg/bytecode/disassembler.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCode, codeObject, words } from '../support/code-objects.js';

const CONSTANTS: [string, Constant][] = [
  ['None', null],
  ['True', true],
  ['False', false],
  ['0', 0],
  ['-7', -7],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740992n', 9007199254740992n],
  ['-5n', -5n],
  ['1.0', { kind: 'float', value: 1 }],
  ['-0.0', { kind: 'float', value: -0 }],
  ['nan', { kind: 'float', value: NaN }],
  ['inf', { kind: 'float', value: Infinity }],
  ['-inf', { kind: 'float', value: -Infinity }],
  ['1e+300', { kind: 'float', value: 1e300 }],
  ['5e-324', { kind: 'float', value: 5e-324 }],
  ['2.5j', { kind: 'complex', value: 2.5 }],
  ['-infj', { kind: 'complex', value: -Infinity }],
  ['nanj', { kind: 'complex', value: NaN }],
  ['""', ''],
  ['"a \\"b\\" \\\\ ; \\n"', 'a "b" \\ ; \n'],
  ['"\\ud800"', '\ud800'],
  ['"\\u2028\\u00a0"', '\u2028\u00a0'],
  ['"π 𝒳 é"', 'π 𝒳 é'],
  ['b""', { kind: 'bytes', value: new Uint8Array() }],
  ['b"a\\"\\\\\\x00\\xff;"', { kind: 'bytes', value: Uint8Array.of(97, 34, 92, 0, 255, 59) }],
  ['...', { kind: 'ellipsis' }],
  ['()', { kind: 'tuple', items: [] }],
  ['(1,)', { kind: 'tuple', items: [1] }],
  ['(1, ("a", None))', { kind: 'tuple', items: [1, { kind: 'tuple', items: ['a', null] }] }],
  ['{}', { kind: 'frozenset', items: [] }],
  ['{1, 2.0}', { kind: 'frozenset', items: [1, { kind: 'float', value: 2 }] }],
];

/** A code object that uses every part there is. */
const FULL = codeObject({
  name: '<lambda>',
  qualname: 'outer.<locals>.<lambda>',
  filename: 'a "quoted"\\name.pyg',
  firstLine: 12,
  docstring: 'Says\nsomething; else.',
  flags: 1 | 8 | 16 | 256,
  argCount: 2,
  posOnlyCount: 1,
  kwOnlyCount: 1,
  registerCount: 12,
  variableNames: ['a', 'b', 'key', 'args', 'kwargs', '.0'],
  cellNames: ['total', 'inf'],
  freeNames: ['outside', 'from'],
  captures: [3, 0],
  constants: [
    ...CONSTANTS.map(([, constant]) => constant),
    { kind: 'code', code: codeObject({ name: 'inner', filename: 'a "quoted"\\name.pyg' }) },
    {
      kind: 'tuple',
      items: [{ kind: 'code', code: codeObject({ filename: 'elsewhere', firstLine: -3 }) }],
    },
  ],
  names: ['print', 'not a name', ''],
  instructions: words(
    ['LOAD_GLOBAL', 6, 0],
    ['BUILD_SLICE', 7, 0, -1, 1],
    ['ADD_INT', 0, 0, -5],
    ['JUMP_IF_FALSE', 6, 2],
    ['YIELD', 6, 6],
    ['END_FINALLY', 8],
    ['RETURN', 6],
  ),
  exceptionTable: [
    { start: 3, end: 8, handler: 18, kind: 0, register: 8 },
    { start: 8, end: 20, handler: -1, kind: 2, register: 9 },
    { start: 0, end: 22, handler: 18, kind: 1, register: 8 },
  ],
  positions: Int32Array.of(0, 12, 12, 4, 9, 3, 0, 0, 0, 0, 8, 13, 14, 0, 1, 15, 0, 5, 0, 0),
});

test('the comparison tells apart what it must', () => {
  expect(codeObject({ constants: [{ kind: 'float', value: 0 }] })).not.toStrictEqual(
    codeObject({ constants: [{ kind: 'float', value: -0 }] }),
  );
  expect(codeObject({ instructions: words(['NOP']) })).not.toStrictEqual(codeObject());
  expect(codeObject({ constants: [1] })).not.toStrictEqual(codeObject({ constants: [1n] }));
});

describe.each([
  [
    'assemble(disassemble(code))',
    (code: CodeObject) => assemble(disassemble(code, { positions: true })),
  ],
  ['deserialize(serialize(code))', (code: CodeObject) => deserialize(serialize(code))],
])('%s equals code', (_name, roundTrip) => {
  test('for code that uses every part', () => {
    expect(roundTrip(FULL)).toStrictEqual(FULL);
  });

  test('for arbitrary code', () => {
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(roundTrip(code)).toStrictEqual(code);
      }),
      { numRuns: 300 },
    );
  });
});

test('the text without positions stands for the code without them', () => {
  expect(assemble(disassemble(FULL, { source: ['one', 'two; "three'] }))).toStrictEqual({
    ...FULL,
    positions: new Int32Array(),
  });
});

describe('constants', () => {
  test.each(CONSTANTS)('%s', (spelling, constant) => {
    const code = codeObject({ constants: [constant] });
    expect(disassemble(code)).toContain(`    k0  ${spelling}\n`);
    expect(assemble(`code @0 f\nfile "test.pyg"\nconstants\nk0 ${spelling}`)).toStrictEqual(code);
  });
});

test('short code needs no more than a name and its instructions', () => {
  const code = assemble('code @0 f\ninstructions\nLOAD_NONE r0 ; nothing\n\nend: RETURN r0');
  expect(code).toStrictEqual(
    codeObject({ filename: '', instructions: words(['LOAD_NONE', 0], ['RETURN', 0]) }),
  );
});

/** The message that the text is refused with. */
function faultOf(text: string): string {
  try {
    assemble(text);
  } catch (fault) {
    if (fault instanceof AssemblyError) return fault.message;
    throw fault;
  }
  return 'it is read';
}

describe('text that cannot be read', () => {
  const inside = 'code @0 f\nregisters 3\ninstructions\n';
  test.each([
    ['', 'line 1: there is no code @0'],
    ['registers 3', "line 1: 'code' expected, found 'registers'"],
    ['code @0', 'line 1: a name expected, the line ends'],
    ['code @0 f f', "line 1: 'f' is too much"],
    ['code @0 f\ncode @0 g', 'line 2: code @0 stands twice'],
    ['code @0 f\nregister 3', "line 2: there is no field 'register'"],
    ['code @0 f\nflags GENERATOR NONSENSE', "line 2: there is no flag 'NONSENSE'"],
    ['code @0 f\nvariables r1 a', 'line 2: this is r0'],
    ['code @0 f\nvariables n0 a', "line 2: 'n0' is no index such as r0"],
    ['code @0 f\nconstants\nk0 code @7', 'line 3: there is no code @7'],
    ['code @0 f\nconstants\nk0 code @0', 'line 3: code @0 holds itself'],
    ['code @0 f\nconstants\nk0 (1', "line 3: ',' expected, the line ends"],
    ['code @0 f\nconstants\nk0 "a\\q"', 'line 3: "a\\q" has an escape that does not exist'],
    [
      'code @0 f\nconstants\nk0 9007199254740993',
      'line 3: 9007199254740993 is too big for an int: write 9007199254740993n',
    ],
    ['code @0 f\nconstants\nk0 "open', "line 3: cannot read '\"open'"],
    [`${inside}LOAD r0`, 'line 4: there is no opcode LOAD'],
    [`${inside}MOVE r0`, "line 4: ',' expected, the line ends"],
    [`${inside}MOVE r0, 1`, "line 4: an index such as r0 expected, found '1'"],
    [`${inside}MOVE r0, r1, r2`, "line 4: ',' is too much"],
    [`${inside}LOAD_INT r0, 5000000000`, 'line 4: 5000000000 does not fit a word'],
    [`${inside}7 NOP`, 'line 4: this instruction stands at offset 0'],
    [`${inside}JUMP L1`, 'line 4: there is no label L1'],
    [`${inside}L1: NOP\nL1: NOP`, 'line 5: the label L1 stands twice'],
    [`${inside}NOP\nexceptions\n0 to 1 -> 0 CAUGHT r0`, "line 6: there is no kind of row 'CAUGHT'"],
    [`${inside}NOP\nexceptions\n0 to L9 RESTORE r0`, 'line 6: there is no label L9'],
  ])('%j', (text, message) => {
    expect(faultOf(text)).toBe(message);
  });
});

describe('serialised code', () => {
  const text = serialize(FULL);

  test('that is damaged anywhere is refused', () => {
    for (let at = 0; at < text.length; at += 7) {
      const other = text[at] === '1' ? '2' : '1';
      const damaged = text.slice(0, at) + other + text.slice(at + 1);
      expect(() => deserialize(damaged)).toThrow(CodeDataError);
    }
    expect(() => deserialize(text.slice(0, -1))).toThrow('the code is damaged');
  });

  test('of another opcode table is refused', () => {
    expect(() => deserialize(text.replace(/ \w+ /, ' 0 '))).toThrow(
      'the code was compiled for another version of the machine',
    );
  });

  test('is read without the test for damage where that is asked for', () => {
    expect(deserialize(text, { trusted: true })).toStrictEqual(FULL);
    const [head, body] = text.split('\n');
    const altered = `${head}\n${body.replace('"print"', '"other"')}`;
    expect(deserialize(altered, { trusted: true }).names[0]).toBe('other');
    expect(() => deserialize(altered)).toThrow('the code is damaged');
  });

  test.each(['', 'nonsense', '{}\n', 'pyg-code-0 a b\n[]'])('%j is none', (other) => {
    expect(() => deserialize(other)).toThrow('this is no serialised code');
  });

  test('cannot be made of a number that is no int', () => {
    expect(() => serialize(codeObject({ constants: [0.5] }))).toThrow('the constant 0.5 is no int');
  });
});
