// Code objects against those of CPython, for all test programs: the same functions with the same
// parameters and variables in cells, and every instruction that can raise stands at a place that
// some instruction of CPython's code has. Tracebacks are printed from these places.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { positionAt, type CodeObject } from '#pyg/bytecode/code.js';
import { decode } from '#pyg/bytecode/instruction.js';
import { OPCODES, type OpcodeSpec } from '#pyg/bytecode/opcodes.js';
import { compile } from '#pyg/compiler/compile.js';
import { PygSyntaxError } from '#pyg/errors.js';
import { Source } from '#pyg/source.js';
import { expect, test } from 'vitest';
import { nestedCodes } from '../support/code-objects.js';
import { findPrograms } from '../support/corpus.mjs';

const DRIVER = `
import json, sys, warnings
warnings.simplefilter('ignore')
def describe(code, lines):
    def column(line, offset): return len(lines[line - 1].encode()[:offset].decode())
    places = set()
    for line, end_line, start, end in code.co_positions():
        if line and start is not None:
            places.add((line, end_line, column(line, start), column(end_line, end)))
    yield {
        'key': [code.co_qualname, code.co_firstlineno],
        'cells': code.co_cellvars,
        'frees': code.co_freevars,
        'generator': bool(code.co_flags & 0x20),
        'counts': [code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount],
        'places': sorted(places),
    }
    for constant in code.co_consts:
        if hasattr(constant, 'co_code'): yield from describe(constant, lines)
def ask(text):
    try: code = compile(text, 'f.pyg', 'exec')
    except SyntaxError: return None
    return list(describe(code, text.split('\\n')))
json.dump([ask(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** CodeFlag.GENERATOR, which as a const enum is not there at run time. */
const GENERATOR = 1;

interface Description {
  readonly key: [qualname: string, line: number];
  readonly cells: string[];
  readonly frees: string[];
  readonly generator: boolean;
  readonly counts: [number, number, number];
  readonly places: [line: number, endLine: number, column: number, endColumn: number][];
}

/**
 * Instructions that belong to no one place: where a body or a name ends, what is raised once more, what
 * CPython has no instruction for because counting references does it.
 */
const PLACELESS = ['RETURN', 'RAISE_AGAIN', 'END_FINALLY', 'RELEASE', 'UNBIND_NAME'];

function placesOf(code: CodeObject): { op: string; place: number[] | null }[] {
  return decode(code)
    .filter(({ op }) => {
      const { may = [] }: OpcodeSpec = OPCODES[op];
      return may.includes('raise') && !PLACELESS.includes(op);
    })
    .map(({ op, offset }) => {
      const position = positionAt(code.positions, offset);
      if (position === null) return { op, place: null };
      const { line, endLine, column, endColumn } = position;
      return { op, place: [line, endLine, column, endColumn] };
    });
}

function compiled(text: string): CodeObject[] {
  try {
    return nestedCodes(compile(Source.fromText(text, 'f.pyg')));
  } catch (fault) {
    if (fault instanceof PygSyntaxError) return [];
    throw fault;
  }
}

test('code objects of the test programs are those of CPython', () => {
  const texts = findPrograms().map(({ folder, file }) => readFileSync(join(folder, file), 'utf8'));
  const input = JSON.stringify(texts);
  const options = { input, maxBuffer: 2 ** 28, encoding: 'utf8' } as const;
  const answers = JSON.parse(execFileSync('python3', ['-c', DRIVER], options)) as (
    Description[] | null
  )[];
  let checked = 0;
  texts.forEach((text, index) => {
    const theirs = answers[index];
    const mine = compiled(text);
    if (theirs === null || theirs === undefined || mine.length === 0) return;
    for (const code of mine) {
      const key = [code.qualname, code.firstLine];
      const candidates = theirs.filter((each) => String(each.key) === String(key));
      expect({ text, key, known: candidates.length > 0 }).toEqual({ text, key, known: true });
      const shape = {
        cells: code.cellNames,
        frees: code.freeNames,
        generator: (code.flags & GENERATOR) !== 0,
        counts: [code.argCount, code.posOnlyCount, code.kwOnlyCount],
      };
      expect(
        candidates.map(({ cells, frees, generator, counts }) => {
          return { cells, frees, generator, counts };
        }),
      ).toContainEqual(shape);
      const places = new Set(candidates.flatMap((each) => each.places.map(String)));
      for (const { op, place } of placesOf(code)) {
        // The first lines of a class body are not written by anyone.
        if (place === null && op === 'LOAD_GLOBAL') continue;
        if (!places.has(String(place))) expect({ text, key, op, place }).toBe('known to CPython');
        checked += 1;
      }
    }
  });
  expect(checked).toBeGreaterThan(1000);
});
