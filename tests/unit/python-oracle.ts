/**
 * Asks `python3` what many expressions evaluate to, in one process, so that unit tests of pure
 * functions need no recorded expectations.
 */
import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { PyError } from '#pyg/objects/py-error.js';

/** A float among the arguments or results; a plain number is a Python int. */
export class Float {
  constructor(readonly value: number) {}
}

export type Value = number | bigint | string | boolean | null | Float | Uint8Array | Value[];

/** One question: a Python expression over `a`, `b`, `c`, `d`, and our answer to it. */
export interface Question {
  readonly expression: string;
  readonly args: readonly Value[];
  readonly ours: () => Value;
}

const DRIVER = `
import json, sys, math, unicodedata
from decimal import Decimal, getcontext
getcontext().prec = 50
def decode(v):
    kind, value = v
    if kind == 'i': return int(value, 16)
    if kind == 'f': return float(value)
    if kind == 'b': return bytes(value)
    if kind == 'l': return [decode(item) for item in value]
    return value
def encode(v):
    if v is None or isinstance(v, (bool, str)): return ['v', v]
    if isinstance(v, int): return ['i', hex(v)]
    if isinstance(v, float): return ['f', repr(v)]
    if isinstance(v, (bytes, bytearray)): return ['b', list(v)]
    return ['l', [encode(item) for item in v]]
def changes(function, first, last):
    before = None
    for c in range(first, last):
        value = function(chr(c))
        if value != before: yield c, value
        before = value
def ask(function, args):
    try: return encode(function(*map(decode, args)))
    except Exception as error: return ['e', [type(error).__name__, str(error)]]
expressions, cases = json.load(sys.stdin)
functions = [eval('lambda a=None, b=None, c=None, d=None: ' + text) for text in expressions]
json.dump([ask(functions[which], args) for which, args in cases], sys.stdout)
`;

type Encoded = [kind: string, value: unknown];

function encode(value: Value): Encoded {
  if (value instanceof Float) {
    const x = value.value;
    if (Number.isNaN(x)) return ['f', 'nan'];
    return ['f', Object.is(x, -0) ? '-0' : String(x).replace('Infinity', 'inf')];
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (Object.is(value, -0) || (typeof value === 'number' && !Number.isSafeInteger(value))) {
      return ['malformed int', String(value)];
    }
    if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) {
      return ['unnormalised int', String(value)];
    }
    return ['i', value < 0 ? `-0x${value.toString(16).slice(1)}` : `0x${value.toString(16)}`];
  }
  if (value instanceof Uint8Array) return ['b', Array.from(value)];
  if (Array.isArray(value)) return ['l', value.map(encode)];
  return ['v', value];
}

/** Python's `repr` of a float is another text of the same number: compared as a number. */
function canonical(encoded: Encoded): Encoded {
  const [kind, value] = encoded;
  if (kind === 'f') return encode(new Float(Number(String(value).replace('inf', 'Infinity'))));
  if (kind === 'l') return ['l', (value as Encoded[]).map(canonical)];
  return encoded;
}

function ourAnswer(question: Question): Encoded {
  try {
    return encode(question.ours());
  } catch (error) {
    if (error instanceof PyError) return ['e', [error.typeName, error.message]];
    throw error;
  }
}

/** Expects our answer to be Python's for every question, and shows the first few that differ. */
export function expectSameAsPython(questions: readonly Question[]): void {
  expect(questions.length).toBeGreaterThan(0);
  const expressions = [...new Set(questions.map((question) => question.expression))];
  const index = new Map(expressions.map((expression, i) => [expression, i]));
  const cases = questions.map((question) => [
    index.get(question.expression),
    question.args.map(encode),
  ]);
  const output = execFileSync('python3', ['-c', DRIVER], {
    input: JSON.stringify([expressions, cases]),
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  const theirs = JSON.parse(output) as Encoded[];
  const differences: unknown[] = [];
  questions.forEach((question, i) => {
    const ours = JSON.stringify(ourAnswer(question));
    const python = JSON.stringify(canonical(theirs[i] as Encoded));
    if (ours === python) return;
    const args = question.args.map(encode).map((encoded) => JSON.stringify(encoded[1]));
    differences.push({ expression: question.expression, args, ours, python });
  });
  expect(differences.slice(0, 10)).toEqual([]);
}

/** A small seeded generator of pseudo-random numbers in [0, 1): the same cases in each run. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A double with random bits: every exponent is as likely as any other. */
export function randomDouble(random: () => number): number {
  const view = new DataView(new ArrayBuffer(8));
  do {
    view.setUint32(0, Math.floor(random() * 2 ** 32));
    view.setUint32(4, Math.floor(random() * 2 ** 32));
  } while (!Number.isFinite(view.getFloat64(0)));
  return view.getFloat64(0);
}
