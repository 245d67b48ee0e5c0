// Code objects for tests: short ones by hand, and arbitrary ones.
import type { CodeObject, Constant } from '#pyg/bytecode/code.js';
import { OPERANDS, OP_NAMES, OP_SPECS } from '#pyg/bytecode/opcodes.js';
import type { OpName } from '#pyg/bytecode/opcodes.js';
import fc from 'fast-check';

/** A code object of the given parts; all others are empty. */
export function codeObject(parts: Partial<CodeObject> = {}): CodeObject {
  return {
    name: 'f',
    qualname: 'f',
    filename: 'test.pyg',
    firstLine: 1,
    docstring: null,
    flags: 0,
    argCount: 0,
    posOnlyCount: 0,
    kwOnlyCount: 0,
    registerCount: 0,
    variableNames: [],
    cellNames: [],
    freeNames: [],
    captures: [],
    constants: [],
    names: [],
    instructions: new Int32Array(),
    exceptionTable: [],
    positions: new Int32Array(),
    ...parts,
  };
}

/** The words of instructions: `words(['MOVE', 0, 1], ['RETURN', 0])`. */
export function words(...instructions: [OpName, ...number[]][]): Int32Array {
  return Int32Array.from(
    instructions.flatMap(([op, ...operands]) => [OP_NAMES.indexOf(op), ...operands]),
  );
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('inf', 'nan', '-inf', 'None', '"', '\\', ';', '\n', '\ud800', ' ', '\u2028'),
);
const count = fc.nat({ max: 1000 });
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

const scalar: fc.Arbitrary<Constant> = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.maxSafeInteger(),
  fc.bigInt(),
  text,
  fc.double().map((value): Constant => ({ kind: 'float', value })),
  fc.double().map((value): Constant => ({ kind: 'complex', value })),
  fc.uint8Array().map((value): Constant => ({ kind: 'bytes', value: new Uint8Array(value) })),
  fc.constant<Constant>({ kind: 'ellipsis' }),
);

/** Any constant but code. */
export const anyConstant: fc.Arbitrary<Constant> = fc.letrec<{ constant: Constant }>((tie) => ({
  constant: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc
      .tuple(fc.constantFrom('tuple', 'frozenset'), fc.array(tie('constant'), { maxLength: 4 }))
      .map(([kind, items]): Constant => ({ kind, items })),
  ),
})).constant;

/** Instructions of any opcodes with any operands; jumps lead to instructions or to the end. */
const anyInstructions = fc
  .array(
    fc.record({
      number: fc.nat({ max: OP_NAMES.length - 1 }),
      operands: fc.array(fc.nat({ max: 99 }), { minLength: 6, maxLength: 6 }),
    }),
    { maxLength: 12 },
  )
  .map((list) => {
    const offsets: number[] = [];
    let length = 0;
    for (const { number } of list) {
      offsets.push(length);
      length += OP_SPECS[number].operands.length + 1;
    }
    const places = [...offsets, length];
    const instructions = list.flatMap(({ number, operands }) => [
      number,
      ...OP_SPECS[number].operands.map((name, i) => {
        const kind = OPERANDS[name];
        if (kind === 'target') return places[operands[i] % places.length];
        if (kind === 'optional') return operands[i] - 1;
        return kind === 'immediate' ? operands[i] - 50 : operands[i];
      }),
    ]);
    return { instructions: Int32Array.from(instructions), offsets, places };
  });

/** Any code object that can be spelled, sensible or not. */
export const anyCode: fc.Arbitrary<CodeObject> = fc.letrec<{ code: CodeObject }>((tie) => ({
  code: anyInstructions.chain(({ instructions, offsets, places }) => {
    const place = fc.constantFrom(...places);
    const captured = fc.array(fc.tuple(text, count), { maxLength: 3 });
    return fc
      .record({
        name: text,
        qualname: text,
        filename: text,
        firstLine: count,
        docstring: fc.option(text),
        flags: fc.nat({ max: 511 }),
        argCount: count,
        posOnlyCount: count,
        kwOnlyCount: count,
        registerCount: count,
        variableNames: fc.array(text, { maxLength: 4 }),
        cellNames: fc.array(text, { maxLength: 4 }),
        captured,
        constants: fc.array(
          fc.oneof(
            { maxDepth: 2, depthIdentifier: 'code' },
            anyConstant,
            tie('code').map((code): Constant => ({ kind: 'code', code })),
          ),
          { maxLength: 4 },
        ),
        names: fc.array(text, { maxLength: 4 }),
        exceptionTable: fc.array(
          fc.record(
            {
              start: place,
              end: place,
              handler: fc.oneof(place, fc.constant(-1)),
              kind: fc.nat({ max: 3 }),
              register: count,
            },
            { noNullPrototype: true },
          ),
          { maxLength: 4 },
        ),
        ranges: fc.subarray(offsets).chain((at) =>
          fc
            .array(fc.oneof(fc.constant([0, 0, 0, 0]), fc.tuple(word, word, word, word)), {
              minLength: at.length,
              maxLength: at.length,
            })
            .map((rows) => rows.flatMap((row, i) => [at[i], ...row])),
        ),
      })
      .map(({ captured: free, ranges, ...parts }) =>
        codeObject({
          ...parts,
          freeNames: free.map(([name]) => name),
          captures: free.map(([, from]) => from),
          instructions,
          positions: Int32Array.from(ranges),
        }),
      );
  }),
})).code;

/** A code object and all those among its constants. */
export function nestedCodes(code: CodeObject): CodeObject[] {
  const among = (constant: Constant): CodeObject[] => {
    if (typeof constant !== 'object' || constant === null) return [];
    if (constant.kind === 'code') return nestedCodes(constant.code);
    if (constant.kind === 'tuple' || constant.kind === 'frozenset') {
      return constant.items.flatMap(among);
    }
    return [];
  };
  return [code, ...code.constants.flatMap(among)];
}
