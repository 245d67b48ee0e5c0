import { describe, it } from 'vitest';
import * as floats from '#pyg/objects/float-arithmetic.js';
import { floatFromHex, floatHex } from '#pyg/objects/float-hex.js';
import { floatPow } from '#pyg/objects/float-pow.js';
import { floatRepr } from '#pyg/objects/float-repr.js';
import {
  expectSameAsPython,
  Float,
  randomDouble,
  randomSource,
  type Question,
} from './python-oracle.js';

const random = randomSource(31415);
const AWKWARD = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  -3,
  10,
  0.1,
  1 / 3,
  1e-5,
  1e-4,
  123456789.125,
  1e15,
  1e16,
  9999999999999998,
  1e17,
  2 ** 52 + 0.5,
  2 ** 53,
  2 ** 63,
  1e22,
  1e23,
  5e-324,
  2 ** -1022,
  1.7976931348623157e308,
  1e300,
  -1e300,
  1e-300,
  Infinity,
  -Infinity,
  NaN,
  2.675,
  1.005,
  0.15,
  1e-7,
];

/** Floats as programs have them: few digits, halves, thirds, and now and then any bits at all. */
function ordinaryFloat(): number {
  const kind = random();
  const sign = random() < 0.5 ? -1 : 1;
  if (kind < 0.25) return (sign * Math.floor(random() * 20000)) / 100;
  if (kind < 0.5) return (sign * Math.floor(random() * 4096)) / 2 ** Math.floor(random() * 12);
  if (kind < 0.75) return sign * random() * 10 ** Math.floor(random() * 40 - 20);
  return randomDouble(random);
}

describe('float', () => {
  it('is written as Python writes it', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 20_000; i++) {
      const x = AWKWARD[i] ?? (i % 2 === 0 ? ordinaryFloat() : randomDouble(random));
      questions.push({ expression: 'repr(a)', args: [new Float(x)], ours: () => floatRepr(x) });
    }
    expectSameAsPython(questions);
  });

  it('has the binary operators of Python', () => {
    const questions: Question[] = [];
    const ask = (a: number, b: number): void => {
      const args = [new Float(a), new Float(b)];
      const float = (expression: string, operator: (a: number, b: number) => number): void => {
        questions.push({ expression, args, ours: () => new Float(operator(a, b)) });
      };
      float('a / b', floats.floatTruediv);
      float('a // b', floats.floatFloordiv);
      float('a % b', floats.floatMod);
      float('math.copysign(a, b)', floats.copySign);
      const both = (): Float[] => floats.floatDivmod(a, b).map((x) => new Float(x));
      questions.push({ expression: 'divmod(a, b)', args, ours: both });
    };
    for (const a of AWKWARD) for (const b of AWKWARD) ask(a, b);
    for (let i = 0; i < 3000; i++) ask(ordinaryFloat(), ordinaryFloat());
    expectSameAsPython(questions);
  });

  it('is rounded as Python rounds it', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 20_000; i++) {
      const x = AWKWARD[i] ?? ordinaryFloat();
      const digits = [0, 1, 2, 3, 5, 10, 15, 22, -1, -2, -5, -20][i % 12] as number;
      const ours = (): Float => new Float(floats.floatRoundDigits(x, digits));
      questions.push({ expression: 'round(a, b)', args: [new Float(x), digits], ours });
    }
    for (const x of AWKWARD) {
      const args = [new Float(x)];
      questions.push({ expression: 'round(a)', args, ours: () => floats.floatRound(x) });
      questions.push({ expression: 'int(a)', args, ours: () => floats.floatToInt(x) });
      questions.push({ expression: 'a.is_integer()', args, ours: () => floats.floatIsInteger(x) });
      questions.push({
        expression: 'a.as_integer_ratio()',
        args,
        ours: () => floats.floatAsIntegerRatio(x),
      });
      for (const digits of [
        0,
        1,
        16,
        100,
        300,
        323,
        324,
        -15,
        -308,
        -309,
        2n ** 62n,
        -(2n ** 62n),
      ]) {
        const ours = (): Float => new Float(floats.floatRoundDigits(x, digits));
        questions.push({ expression: 'round(a, b)', args: [new Float(x), digits], ours });
      }
    }
    questions.push({
      expression: 'round(a, b)',
      args: [new Float(1.7e308), -308],
      ours: () => new Float(floats.floatRoundDigits(1.7e308, -308)),
    });
    expectSameAsPython(questions);
  });

  it('goes to and from hexadecimal', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 3000; i++) {
      const x = AWKWARD[i] ?? (i % 2 === 0 ? ordinaryFloat() : randomDouble(random));
      questions.push({ expression: 'a.hex()', args: [new Float(x)], ours: () => floatHex(x) });
      const hex = floatHex(x);
      const back = (): Float => new Float(floatFromHex(hex));
      questions.push({ expression: 'float.fromhex(a)', args: [hex], ours: back });
    }
    const texts = [
      '',
      'x',
      '.',
      '0x',
      '0x.',
      '1p',
      '1p+',
      ' 0x1.8p3 ',
      'abc',
      '1.2.3',
      '0x1_0',
      '-INF',
      ' nan',
      '1\0',
    ];
    texts.push(
      '0x1p5000',
      '-0x1p5000',
      '0p' + '9'.repeat(19),
      '1p' + '9'.repeat(15),
      '1p-' + '9'.repeat(15),
    );
    texts.push(
      '0x1.fffffffffffff8p1023',
      '0x1.fffffffffffff7p1023',
      '0x1p-1075',
      '0x1.8p-1075',
      '0x2.8p-1074',
    );
    texts.push(
      '0x1.8p-1074',
      '0x3.8p-1074',
      '0x' + 'f'.repeat(400),
      '\xa01',
      '\x1c1',
      '\v1\f',
      'infinit',
      'infinity',
      '١',
    );
    for (let i = 0; i < 1500; i++) {
      const digits =
        Math.floor(random() * 2 ** 52).toString(16) + Math.floor(random() * 2 ** 20).toString(16);
      const at = Math.floor(random() * digits.length);
      texts.push(
        `${digits.slice(0, at)}.${digits.slice(at)}p${Math.floor(random() * 2200 - 1120)}`,
      );
    }
    for (const text of texts) {
      const ours = (): Float => new Float(floatFromHex(text));
      questions.push({ expression: 'float.fromhex(a)', args: [text], ours });
    }
    expectSameAsPython(questions);
  });
});

describe('float power', () => {
  it('has the special cases of Python', () => {
    const questions: Question[] = [];
    const bases = [...AWKWARD, 2];
    const exponents = [...AWKWARD, 1e9, 1e15, 4e18, 1023, 1024, -1074, -1075];
    for (const a of bases) {
      for (const b of exponents) {
        // A complex result, which pyg does not have.
        if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) continue;
        const ours = (): Float => new Float(floatPow(a, b));
        questions.push({ expression: 'a ** b', args: [new Float(a), new Float(b)], ours });
      }
    }
    expectSameAsPython(questions);
  });

  it('is the C library result or the correctly rounded one', () => {
    const questions: Question[] = [];
    const ask = (a: number, b: number): void => {
      const power = floatPow(a, b);
      questions.push({
        expression: 'c in (a ** b, float(Decimal(a) ** Decimal(b)))',
        args: [a, b, power].map((x) => new Float(x)),
        ours: () => true,
      });
    };
    for (let i = 0; i < 10_000; i++) {
      const kind = i % 5;
      if (kind === 0) ask((1 + Math.floor(random() * 999)) / 10, Math.floor(random() * 60 - 30));
      if (kind === 1) ask(random() * 100, Math.floor(random() * 20) / 2 - 5);
      if (kind === 2) ask(random() * 10 ** (random() * 60 - 30), random() * 10 - 5);
      if (kind === 3) ask(1 + random() / 100, random() * 10000);
      if (kind === 4) ask(2 + Math.floor(random() * 30), -220 - random() * 130);
    }
    expectSameAsPython(questions);
  });
});
