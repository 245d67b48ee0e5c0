import { describe, it } from 'vitest';
import * as cases from '#pyg/objects/text-case.js';
import * as classes from '#pyg/objects/text-classes.js';
import { strRepr } from '#pyg/objects/text-repr.js';
import { expectSameAsPython, type Question, type Value } from './python-oracle.js';

/** The planes that have characters, a chunk at a time, and samples of those that have none. */
function* codePointChunks(): Generator<[first: number, last: number]> {
  for (let first = 0; first < 0x32000; first += 0x2000) yield [first, first + 0x2000];
  for (const first of [0x3ff00, 0xdff00, 0xe0000, 0xe0100, 0xeff00, 0x10ff00])
    yield [first, first + 0x100];
}

describe('every character of Unicode', () => {
  it('is of the same classes', () => {
    // One number of flags for each character, in the order of these functions.
    const predicates: [string, (character: string) => boolean][] = [
      ['isalpha', classes.strIsalpha],
      ['isalnum', classes.strIsalnum],
      ['isdecimal', classes.strIsdecimal],
      ['isdigit', classes.strIsdigit],
      ['isnumeric', classes.strIsnumeric],
      ['isspace', classes.strIsspace],
      ['isprintable', classes.strIsprintable],
      ['isidentifier', classes.strIsidentifier],
      ['islower', classes.strIslower],
      ['isupper', classes.strIsupper],
      ['istitle', classes.strIstitle],
      ['isascii', classes.strIsascii],
    ];
    const questions: Question[] = [];
    const sum = predicates.map(([name], i) => `(c.${name}() << ${i})`).join(' + ');
    const flags = (character: string): number =>
      predicates.reduce((bits, [, predicate], i) => bits + (predicate(character) ? 2 ** i : 0), 0);
    for (const [first, last] of codePointChunks()) {
      questions.push({
        expression: `[(chr(low), bits) for low, bits in changes(lambda c: ${sum}, a, b)]`,
        args: [first, last],
        ours: () => {
          const changes: Value[] = [];
          let before = -1;
          for (let i = first; i < last; i++) {
            const character = String.fromCodePoint(i);
            const bits = flags(character);
            if (bits !== before) changes.push([character, bits]);
            before = bits;
          }
          return changes;
        },
      });
    }
    expectSameAsPython(questions);
  });

  it('has the same cases', () => {
    const questions: Question[] = [];
    const mappings: [string, (character: string) => string][] = [
      ['upper', cases.strUpper],
      ['lower', cases.strLower],
      ['title', cases.strTitle],
      ['casefold', cases.strCasefold],
      ['swapcase', cases.strSwapcase],
    ];
    const expression = `'|'.join([${mappings.map(([name]) => `c.${name}()`).join(', ')}])`;
    const ours = (character: string): string => mappings.map(([, map]) => map(character)).join('|');
    for (const [first, last] of codePointChunks()) {
      questions.push({
        expression: `[(c, ${expression}) for c in map(chr, range(a, b)) if any(x != c for x in (c.upper(), c.lower(), c.title(), c.casefold()))]`,
        args: [first, last],
        ours: () => {
          const changed: Value[] = [];
          for (let i = first; i < last; i++) {
            const character = String.fromCodePoint(i);
            const images = ours(character);
            if (images !== Array(mappings.length).fill(character).join('|'))
              changed.push([character, images]);
          }
          return changed;
        },
      });
    }
    expectSameAsPython(questions);
  });

  it('has the same repr and digit value', () => {
    const questions: Question[] = [];
    for (const [first, last] of codePointChunks()) {
      questions.push({
        expression: "''.join(repr(chr(c)) for c in range(a, b))",
        args: [first, last],
        ours: () => {
          let result = '';
          for (let i = first; i < last; i++) result += strRepr(String.fromCodePoint(i));
          return result;
        },
      });
      questions.push({
        expression: '[int(c) for c in map(chr, range(a, b)) if c.isdecimal()]',
        args: [first, last],
        ours: () => {
          const values: number[] = [];
          for (let i = first; i < last; i++) {
            const character = String.fromCodePoint(i);
            if (classes.isDecimalDigit(character))
              values.push(classes.decimalDigitValue(character));
          }
          return values;
        },
      });
    }
    expectSameAsPython(questions);
  });
});
