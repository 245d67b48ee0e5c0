import { describe, it } from 'vitest';
import { formatFloat, formatInt, formatStr } from '#pyg/objects/format-spec.js';
import {
  expectSameAsPython,
  Float,
  randomDouble,
  randomSource,
  type Question,
  type Value,
} from './python-oracle.js';

const random = randomSource(271828);

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

/** One of the choices, or more often nothing. */
function maybe(...choices: string[]): string {
  return random() < 0.55 ? '' : pick(choices);
}

function randomSpec(types: readonly string[]): string {
  const align = maybe('<', '>', '=', '^', '*<', '0>', ' =', '😀^', '0=', '{^', 'z>');
  const width = maybe('1', '5', '12', '20', '007', '٣', '33');
  const precision = maybe('.0', '.1', '.2', '.3', '.10', '.17', '.25', '.');
  const flags = maybe('+', '-', ' ') + maybe('z') + maybe('#') + maybe('0');
  return align + flags + width + maybe(',', '_') + precision + pick(types);
}

const INTS = [
  0,
  1,
  -1,
  7,
  42,
  -42,
  255,
  1234,
  -12345,
  1234567,
  65,
  0x1f600,
  0xd800,
  2 ** 53 - 1,
  2n ** 64n,
  -(10n ** 30n),
];
const FLOATS = [
  0,
  -0,
  1,
  -1,
  0.5,
  1.5,
  2.5,
  -2.5,
  0.1,
  123.456,
  1234567.891,
  1e-5,
  1e-4,
  9.9999e-5,
  0.00012345,
  99999.5,
  999999.5,
  1e15,
  1e16,
  1e17,
  123456789012345680,
  1e22,
  1e300,
  5e-324,
  -1e-10,
  2.675,
  1e5,
  0.125,
  0.375,
  1.7976931348623157e308,
  Infinity,
  -Infinity,
  NaN,
  -0.001,
  0.05,
  9.5,
  10.5,
  2 ** 0.5,
];
const STRINGS = ['', 'a', 'abc', 'é', '😀bc', 'hello world', '\ud800', "it's"];

describe('format()', () => {
  it('formats ints', () => {
    const questions: Question[] = [];
    const types = [
      '',
      'd',
      'b',
      'o',
      'x',
      'X',
      'n',
      'c',
      'e',
      'f',
      'g',
      '%',
      's',
      'y',
      'dd',
      '\x01',
      'é',
    ];
    for (let i = 0; i < 12_000; i++) {
      const value = pick(INTS);
      const spec = randomSpec(types);
      questions.push({
        expression: 'format(a, b)',
        args: [value, spec],
        ours: () => formatInt(value, spec),
      });
    }
    const big = [10n ** 400n, 10n ** 4300n, 10n ** 30n, -1, 0x110000];
    for (const value of big) {
      for (const spec of ['', 'd', ',', 'n', 'x', 'e', 'c', '%']) {
        questions.push({
          expression: 'format(a, b)',
          args: [value, spec],
          ours: () => formatInt(value, spec),
        });
      }
    }
    questions.push({
      expression: 'format(True, a)',
      args: ['s'],
      ours: () => formatInt(1, 's', 'bool'),
    });
    questions.push({
      expression: 'format(True, a)',
      args: ['xx'],
      ours: () => formatInt(1, 'xx', 'bool'),
    });
    expectSameAsPython(questions);
  });

  it('formats floats', () => {
    const questions: Question[] = [];
    const types = ['', 'e', 'E', 'f', 'F', 'g', 'G', 'n', '%', 'd', 's'];
    for (let i = 0; i < 20_000; i++) {
      const x =
        i % 3 === 0
          ? pick(FLOATS)
          : i % 3 === 1
            ? randomDouble(random)
            : (random() - 0.5) * 10 ** Math.floor(random() * 24 - 6);
      const spec =
        i % 2 === 0 ? randomSpec(types) : `.${Math.floor(random() * 20)}${pick(types.slice(0, 9))}`;
      questions.push({
        expression: 'format(a, b)',
        args: [new Float(x), spec],
        ours: () => formatFloat(x, spec),
      });
    }
    for (const x of FLOATS) {
      for (const type of ['e', 'f', 'g', '%', '']) {
        for (const precision of [50, 99, 100, 101, 150, 330, 800, 1074, 1100, 1500]) {
          for (const flag of ['', '#']) {
            const spec = `${flag}.${precision}${type}`;
            questions.push({
              expression: 'format(a, b)',
              args: [new Float(x), spec],
              ours: () => formatFloat(x, spec),
            });
          }
        }
      }
    }
    expectSameAsPython(questions);
  });

  it('formats text', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 4000; i++) {
      const text = pick(STRINGS);
      const spec = randomSpec(['', '', 's', 's', 'd', 'xx']);
      questions.push({
        expression: 'format(a, b)',
        args: [text, spec],
        ours: () => formatStr(text, spec),
      });
    }
    expectSameAsPython(questions);
  });

  it('refuses what Python refuses, in the same words', () => {
    const questions: Question[] = [];
    const specs = [
      '99999999999999999999',
      '.99999999999999999999f',
      '.2147483648f',
      ',,',
      ',_',
      '_,',
      '__',
      '_y',
      ',\x01',
    ];
    for (const spec of [
      ...specs,
      ',é',
      '.',
      '5.',
      '5 d',
      'zz',
      '##',
      '9223372036854775807.3q',
      '9223372036854775808',
    ]) {
      const args = { i: [1, spec] as Value[], f: [new Float(1), spec], s: ['a', spec] };
      questions.push({ expression: 'format(a, b)', args: args.i, ours: () => formatInt(1, spec) });
      questions.push({
        expression: 'format(a, b)',
        args: args.f,
        ours: () => formatFloat(1, spec),
      });
      questions.push({
        expression: 'format(a, b)',
        args: args.s,
        ours: () => formatStr('a', spec),
      });
    }
    expectSameAsPython(questions);
  });
});
