// Constant folding: what is folded is what Python computes, and what would raise or grow is left
// alone. The expressions are made at random from small parts; python3 evaluates them.
import type { CodeObject, Constant } from '#pyg/bytecode/code.js';
import { decode } from '#pyg/bytecode/instruction.js';
import { compile } from '#pyg/compiler/compile.js';
import { Source } from '#pyg/source.js';
import { expect, test } from 'vitest';
import {
  expectSameAsPython,
  Float,
  randomSource,
  type Question,
  type Value,
} from './python-oracle.js';

const ATOMS = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '-7',
  '64',
  '100',
  '2**53',
  '9007199254740993',
  '0.5',
  '2.0',
];
const OPERATORS = ['+', '-', '*', '/', '//', '%', '**', '<<', '>>', '&', '|', '^'];
const TEXTS = ["'ab' + 'c'", "'ab' * 3", "3 * 'ab'", "'ab' * -1", "'é😀' * 2", "'' + ''"];

function compileExpression(text: string): CodeObject {
  return compile(Source.fromText(text, 'f.pyg'), { mode: 'eval' });
}

/** The value of an expression that has become one constant, or undefined. */
function foldedValue(text: string): Value | undefined {
  const code = compileExpression(text);
  const [load, end, ...more] = decode(code);
  if (end?.op !== 'RETURN' || more.length > 0) return undefined;
  const operands = [...load!.operands];
  switch (load!.op) {
    case 'LOAD_INT':
      return operands[1]!;
    case 'LOAD_TRUE':
      return true;
    case 'LOAD_FALSE':
      return false;
    case 'LOAD_CONST':
      return valueOf(code.constants[operands[1]!]!);
    default:
      return undefined;
  }
}

function valueOf(constant: Constant): Value {
  if (constant === null || typeof constant !== 'object') return constant;
  if (constant.kind === 'float') return new Float(constant.value);
  if (constant.kind === 'tuple') return constant.items.map(valueOf);
  throw new Error(`unexpected constant: ${constant.kind}`);
}

function randomExpression(random: () => number, depth: number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  if (depth === 0) return pick(ATOMS);
  if (random() < 0.15)
    return `${pick(['-', '+', '~', 'not '])}(${randomExpression(random, depth - 1)})`;
  const left = randomExpression(random, depth - 1);
  const right = randomExpression(random, random() < 0.5 ? 0 : depth - 1);
  return `(${left}) ${pick(OPERATORS)} (${right})`;
}

test('folded values are those of Python', () => {
  const random = randomSource(1);
  const questions: Question[] = [];
  const texts = [...TEXTS];
  for (let i = 0; i < 4000; i += 1) texts.push(randomExpression(random, 1 + (i % 3)));
  for (const text of texts) {
    const value = foldedValue(text);
    if (value !== undefined) questions.push({ expression: text, args: [], ours: () => value });
  }
  // Expressions that raise or whose operands are too far apart are not folded, most are.
  expect(questions.length).toBeGreaterThan(1500);
  expectSameAsPython(questions);
});

test.each([
  '1 / 0',
  '1 // 0',
  '1 % 0',
  '1 << -1',
  '2 ** 1000',
  '1 << 1000',
  "'a' * 5000",
  "'a' + 1",
])('%s is left to the machine', (text) => {
  expect(foldedValue(text)).toBeUndefined();
});
