import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as ohm from 'ohm-js';
import { Source } from '#pyg/source.js';
import { match } from '#pyg/syntax/matcher.js';
import { tokenize } from '#pyg/syntax/lexer.js';
import { parse } from '#pyg/syntax/parser.js';
import { statementUnit } from '#pyg/syntax/units.js';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);

test('the compiled grammar is that of grammar/', () => {
  const script = fileURLToPath(new URL('scripts/grammar.mjs', root));
  expect(execFileSync('node', [script, '--check'], { encoding: 'utf8' })).toBe('');
});

test('every start rule that the parser names is in the grammar', () => {
  const grammar = readFileSync(new URL('grammar/python.ohm', root), 'utf8');
  const rules = [
    'statement',
    'caseClause',
    'expressionInput',
    'inImport',
    'inParameters',
    'inWith',
  ];
  rules.push('inSequencePattern', 'inClassPattern', 'inMappingPattern', 'inParentheses', 'inCall');
  rules.push('inBrackets', 'inBraces', 'inSubscript', 'argument', 'subscript', 'braceItem');
  for (const rule of rules) expect(grammar).toMatch(new RegExp(`^  ${rule} +=`, 'm'));
});

// The matcher reads Ohm's own tree, which is not part of its public interface.
test("the nodes of Ohm's tree have the fields that the matcher reads", () => {
  const grammar = ohm.grammar('G { start = "(" word ("," word)* word?\n word = letter+ }');
  const result = grammar.match('(a,bc,d') as unknown as { _cst: Record<string, unknown> };
  const root = result._cst as { [field: string]: unknown; children: Record<string, unknown>[] };
  expect(root).toMatchObject({ ctorName: 'start', matchLength: 7, childOffsets: [0, 1, 2, 2, 7] });
  const [bracket, word, commas, words] = root.children as unknown as {
    ctorName: string;
    matchLength: number;
    childOffsets: number[];
    isTerminal(): boolean;
    isIteration(): boolean;
  }[];
  expect(bracket?.isTerminal()).toBe(true);
  expect(word).toMatchObject({ ctorName: 'word', matchLength: 1 });
  expect(word?.isTerminal()).toBe(false);
  expect(words?.isIteration()).toBe(true);
  // The offsets of a repetition's items count from the start of the rule around it.
  expect(words?.childOffsets).toEqual([3, 6]);
  expect(commas?.childOffsets).toEqual([2, 5]);
});

test('statements of one shape share one tree', () => {
  const shapeOf = (text: string): string =>
    statementUnit(tokenize(Source.fromText(text, 'test.py')), 0).unit.shape;
  const one = shapeOf('for x in f(1, [2]): g = x + 1\n');
  const other = shapeOf('for name in names(): total = total - name\n');
  expect(one).toHaveLength(other.length);
  expect(match('statement', shapeOf('a = b.c(1)\n'))).not.toBeNull();
  const first = match('statement', shapeOf('d = e.f(g, h)\n'));
  expect(match('statement', shapeOf('a = b.c(1)\n'))).toBe(first);
  expect(match('statement', shapeOf('a = b.c 1\n'))).toBeNull();
});

function milliseconds(text: string): number {
  const source = Source.fromText(text, 'test.py');
  const start = performance.now();
  parse(source);
  return performance.now() - start;
}

test('time grows with the number of lines, and no faster', () => {
  const line = (i: number): string =>
    `def f${i}(a, b=${i}, *c):\n    x = [a${'.b'.repeat(i % 40)} + ${i} * b for a in c if a]\n` +
    `    return {'k': x, **d}[${i}:${'-'.repeat(i % 30)}1]\n`;
  const program = (count: number): string =>
    Array.from({ length: count }, (_, i) => line(i)).join('');
  milliseconds(program(1000));
  const small = Math.min(...[1, 2, 3].map(() => milliseconds(program(1000))));
  const large = Math.min(...[1, 2].map(() => milliseconds(program(10_000))));
  expect(large / small).toBeLessThan(30);
  expect(large).toBeLessThan(8000);
});

test('one display of many elements is no worse', () => {
  const values = Array.from({ length: 50_000 }, (_, i) => `${i}, 'a${i}'`).join(',\n');
  const before = process.memoryUsage().heapUsed;
  expect(milliseconds(`x = [${values}]`)).toBeLessThan(5000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(300e6);
});
