import { describe, expect, it } from 'vitest';
import * as numbers from '#pyg/objects/numbers.js';
import type { Int } from '#pyg/objects/numbers.js';
import { hashFloat, hashInt, hashString } from '#pyg/objects/number-hash.js';
import {
  intToPrefixed,
  intToString,
  parseFloatText,
  parseIntText,
} from '#pyg/objects/number-text.js';
import {
  compareIntFloat,
  intPowNegative,
  intToFloat,
  intTruediv,
} from '#pyg/objects/float-arithmetic.js';
import {
  expectSameAsPython,
  Float,
  randomDouble,
  randomSource,
  type Question,
} from './python-oracle.js';

const random = randomSource(20240611);

/** Ints of every size: near powers of two (the borders of int32 and of safe integers) and random. */
function makeInts(count: number, maxBits: number): Int[] {
  const ints: Int[] = [0, 1, -1, 2, -2, 3, 10, -10, 255, 256];
  for (const bits of [31, 32, 52, 53, 54, 63, 64]) {
    for (const offset of [-1n, 0n, 1n]) {
      ints.push(numbers.normalise((1n << BigInt(bits)) + offset));
      ints.push(numbers.normalise(-(1n << BigInt(bits)) + offset));
    }
  }
  while (ints.length < count) {
    const bits = 1 + Math.floor(random() * maxBits);
    let value = 0n;
    for (let i = 0; i < bits; i += 30)
      value = (value << 30n) | BigInt(Math.floor(random() * 2 ** 30));
    value >>= BigInt(Math.ceil(bits / 30) * 30 - bits);
    ints.push(numbers.normalise(random() < 0.5 ? value : -value));
  }
  return ints;
}

const INTS = makeInts(110, 300);
const BINARY: [string, (a: Int, b: Int) => Int][] = [
  ['a + b', numbers.intAdd],
  ['a - b', numbers.intSub],
  ['a * b', numbers.intMul],
  ['a // b', numbers.intFloordiv],
  ['a % b', numbers.intMod],
  ['a & b', numbers.intAnd],
  ['a | b', numbers.intOr],
  ['a ^ b', numbers.intXor],
  ['math.gcd(a, b)', numbers.intGcd],
  ['(a > b) - (a < b)', numbers.compareInts],
];
const UNARY: [string, (a: Int) => Int][] = [
  ['-a', numbers.intNeg],
  ['abs(a)', numbers.intAbs],
  ['~a', numbers.intInvert],
  ['a.bit_length()', numbers.bitLength],
  ['a.bit_count()', numbers.bitCount],
  ['hash(a)', hashInt],
];

describe('int', () => {
  it('has the binary operators of Python', () => {
    const questions: Question[] = [];
    for (const [expression, operator] of BINARY) {
      for (const a of INTS) {
        for (let i = 0; i < 40; i++) {
          const b = INTS[Math.floor(random() * INTS.length)] as Int;
          questions.push({ expression, args: [a, b], ours: () => operator(a, b) });
        }
      }
    }
    expectSameAsPython(questions);
  });

  it('has the unary operators and methods of Python', () => {
    const questions: Question[] = [];
    for (const [expression, operator] of UNARY) {
      for (const a of INTS) questions.push({ expression, args: [a], ours: () => operator(a) });
    }
    for (const a of INTS) {
      const ask = (expression: string, ours: () => string): void => {
        questions.push({ expression, args: [a], ours });
      };
      ask('str(a)', () => intToString(a));
      ask('bin(a)', () => intToPrefixed(a, 2));
      ask('oct(a)', () => intToPrefixed(a, 8));
      ask('hex(a)', () => intToPrefixed(a, 16));
      for (const b of [-1, 0, 1, 31, 32, 52, 53, 54, 64, 100, 2n ** 70n]) {
        if (a === 0 || typeof b === 'number') {
          questions.push({
            expression: 'a << b',
            args: [a, b],
            ours: () => numbers.intLshift(a, b),
          });
        }
        questions.push({ expression: 'a >> b', args: [a, b], ours: () => numbers.intRshift(a, b) });
      }
      for (const b of [2, 0, -1, -2, -9, -10, -17, -40, -90]) {
        questions.push({
          expression: 'round(a, b)',
          args: [a, b],
          ours: () => numbers.intRound(a, b),
        });
      }
    }
    for (let n = -1005; n <= 1005; n += 5) {
      questions.push({
        expression: 'round(a, -1)',
        args: [n],
        ours: () => numbers.intRound(n, -1),
      });
    }
    questions.push({
      expression: 'a << b',
      args: [1, 2n ** 70n],
      ours: () => numbers.intLshift(1, 2n ** 70n),
    });
    expectSameAsPython(questions);
  });

  it('has powers, with and without a modulus', () => {
    const questions: Question[] = [];
    const exponents = [0, 1, 2, 3, 5, 7, 20, 31, 52, 53, 54, 64, 100];
    for (const a of INTS) {
      for (const b of exponents) {
        questions.push({ expression: 'a ** b', args: [a, b], ours: () => numbers.intPow(a, b) });
      }
      for (const b of [-1, -2, -5, -400]) {
        const ours = (): Float => new Float(intPowNegative(a, b));
        questions.push({ expression: 'a ** b', args: [a, b], ours });
      }
      for (let i = 0; i < 20; i++) {
        const b = INTS[Math.floor(random() * INTS.length)] as Int;
        const c = INTS[Math.floor(random() * INTS.length)] as Int;
        const ours = (): Int => numbers.intPowmod(a, b, c);
        questions.push({ expression: 'pow(a, b, c)', args: [a, b, c], ours });
      }
    }
    for (let a = -12; a <= 12; a++) {
      for (let b = -3; b <= 3; b++) {
        for (let c = -12; c <= 12; c++) {
          const ours = (): Int => numbers.intPowmod(a, b, c);
          questions.push({ expression: 'pow(a, b, c)', args: [a, b, c], ours });
        }
      }
    }
    expectSameAsPython(questions);
  });

  it('divides and compares exactly where floats come in', () => {
    const questions: Question[] = [];
    const wide = [...INTS, ...makeInts(120, 2400)];
    for (const a of wide) {
      questions.push({ expression: 'float(a)', args: [a], ours: () => new Float(intToFloat(a)) });
      for (let i = 0; i < 60; i++) {
        const b = wide[Math.floor(random() * wide.length)] as Int;
        questions.push({
          expression: 'a / b',
          args: [a, b],
          ours: () => new Float(intTruediv(a, b)),
        });
      }
      const near = Number(a);
      for (const x of [
        near,
        near * (1 + 2 ** -52),
        near + 0.5,
        randomDouble(random),
        Infinity,
        NaN,
      ]) {
        const ours = (): boolean[] => {
          const order = compareIntFloat(a, x);
          return [order < 0, order === 0, order > 0];
        };
        questions.push({ expression: '[a < b, a == b, a > b]', args: [a, new Float(x)], ours });
      }
    }
    expectSameAsPython(questions);
  });

  it('goes to and from bytes', () => {
    const questions: Question[] = [];
    for (const a of INTS) {
      for (const length of [-1, 0, 1, 2, 4, 8, 9, 40]) {
        for (const order of ['big', 'little', 'middle']) {
          for (const signed of [false, true]) {
            questions.push({
              expression: 'a.to_bytes(b, c, signed=d)',
              args: [a, length, order, signed],
              ours: () => numbers.intToBytes(a, length, order, signed),
            });
          }
        }
      }
    }
    for (let i = 0; i < 200; i++) {
      const bytes = Uint8Array.from({ length: i % 14 }, () => Math.floor(random() * 256));
      for (const order of ['big', 'little', 'middle']) {
        for (const signed of [false, true]) {
          questions.push({
            expression: 'int.from_bytes(a, b, signed=c)',
            args: [bytes, order, signed],
            ours: () => numbers.intFromBytes(bytes, order, signed),
          });
        }
      }
    }
    expectSameAsPython(questions);
  });

  it('reads text in every base', () => {
    const questions: Question[] = [];
    const texts = [
      '',
      ' ',
      '0',
      '00',
      '000_0',
      '012',
      '-0',
      '+7',
      '- 7',
      '--7',
      ' 12\n',
      '\u2003+1\x85',
      '1_000',
      '1__0',
      '_1',
      '1_',
      '0x1F',
      '0X_1f',
      '0x__1',
      '0x_',
      '0x',
      '-0xff',
      '0b101',
      '0B1',
      '0o17',
      '0b2',
      '0o8',
      'zz',
      'Zz_9',
      '1\0',
      '\ud800',
      "it's",
      '12\n3',
      '²',
      '٣٤',
      '\u{1d7d8}\u{1d7d9}',
      '１２',
      '1.5',
      '1e5',
      'é'.repeat(9),
      'x'.repeat(300),
      "'".repeat(300),
      '9'.repeat(4300),
      '9'.repeat(4301),
      '9_'.repeat(4300) + '9',
      '0'.repeat(5000),
      'f'.repeat(5000),
      '1'.repeat(5000),
      '123456789012345678901234567890',
      'İ',
      '1\x1c',
      '\x1f1',
      '\xa01\v',
      'ı',
      'K',
      'ﬁ',
    ];
    for (const text of texts) {
      for (const base of [10, 0, 2, 3, 8, 16, 36, 1, 37, -1, 2n ** 60n]) {
        const ours = (): Int => parseIntText(text, base);
        questions.push({ expression: 'int(a, b)', args: [text, base], ours });
      }
    }
    for (const a of INTS) {
      for (const base of [2, 8, 10, 16]) {
        const text = a.toString(base);
        questions.push({
          expression: 'int(a, b)',
          args: [text, base],
          ours: () => parseIntText(text, base),
        });
      }
      const text = a.toString(36);
      questions.push({
        expression: 'int(a, 36)',
        args: [text],
        ours: () => parseIntText(text, 36),
      });
    }
    for (const a of [10n ** 4299n, 10n ** 4300n, -(10n ** 4300n) + 1n, -(10n ** 4300n)]) {
      questions.push({ expression: 'str(a)', args: [a], ours: () => intToString(a) });
    }
    expectSameAsPython(questions);
  });
});

describe('float', () => {
  it('is read from text', () => {
    const questions: Question[] = [];
    const parts = [
      '',
      '1',
      '12',
      '0',
      '1_0',
      '_',
      '1__0',
      '٣',
      '1e5',
      '.',
      '.5',
      '5.',
      'e',
      'E+1_0',
      'inf',
      'nan',
    ];
    const texts = [
      ' 1.5\n',
      '\u20031\x1c',
      '+inf',
      '-INFINITY',
      'infinit',
      '-nan',
      'nan_',
      '1e400',
      '-1e-400',
      '0x10',
    ];
    texts.push(
      '1e' + '9'.repeat(400),
      'x'.repeat(300),
      '\ud800',
      "'",
      '1\0',
      '1 2',
      '--1',
      '+-1',
      '2.2250738585072011e-308',
      '1\x1c',
      '\x1f1',
      ' 1\x851',
      '\xa01\v',
    );
    for (const a of parts) for (const b of parts) for (const c of parts) texts.push(a + b + c);
    for (const text of texts) {
      const ours = (): Float => new Float(parseFloatText(text));
      questions.push({ expression: 'float(a)', args: [text], ours });
    }
    expectSameAsPython(questions);
  });

  it('hashes as the int of the same value does', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 3000; i++) {
      const x = i % 3 === 0 ? Math.floor(random() * 2000 - 1000) / 8 : randomDouble(random);
      questions.push({ expression: 'hash(a)', args: [new Float(x)], ours: () => hashFloat(x) });
    }
    for (const x of [0, -0, -1, 0.5, 5e-324, 2 ** 61 - 1, -(2 ** 61), 1e300, Infinity, -Infinity]) {
      questions.push({ expression: 'hash(a)', args: [new Float(x)], ours: () => hashFloat(x) });
    }
    expectSameAsPython(questions);
  });
});

describe('the hash of a str', () => {
  it('spreads over 53 bits', () => {
    const hashes = new Set<number>();
    const low = new Set<number>();
    for (let i = 0; i < 50_000; i++) {
      const hash = hashString(`key${i}`);
      hashes.add(hash);
      low.add(hash % 65536);
    }
    for (const hash of hashes) if (!Number.isSafeInteger(hash) || hash < 0) expect.fail(`${hash}`);
    expect(hashes.size).toBe(50_000);
    expect(low.size).toBeGreaterThan(30_000);
  });
});
