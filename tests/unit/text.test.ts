import { describe, expect, it } from 'vitest';
import * as text from '#pyg/objects/text.js';
import * as cases from '#pyg/objects/text-case.js';
import * as classes from '#pyg/objects/text-classes.js';
import * as codec from '#pyg/objects/text-codec.js';
import * as methods from '#pyg/objects/text-methods.js';
import { asciiRepr, bytesRepr, escapeNonAscii, strRepr } from '#pyg/objects/text-repr.js';
import { expectSameAsPython, randomSource, type Question, type Value } from './python-oracle.js';

const random = randomSource(161803);

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

const ALPHABET = [
  'a',
  'b',
  'A',
  'B',
  '1',
  ' ',
  '\t',
  '\n',
  '\r',
  '-',
  '+',
  "'",
  '"',
  '\\',
  'é',
  'ß',
  'İ',
  'ı',
  'Σ',
  'σ',
  'ς',
  'ǆ',
  'ǅ',
  'ﬁ',
  'ŉ',
  '\u0301',
  '\u0345',
  'ᾳ',
  'ᾼ',
  'ა',
  'Ა',
  'Ꭰ',
  'ꭰ',
  '\u2028',
  '\x85',
  '\x1c',
  '\x1f',
  '\xa0',
  '\u3000',
  '\u200b',
  '\0',
  '\x7f',
  '²',
  '½',
  '٣',
  '三',
  '😀',
  '𝐀',
  '𝟘',
  '\u{10400}',
  '\u{10428}',
  '\ud800',
  '\udc80',
  '\ue000',
  '\u{e0001}',
  '\u{10ffff}',
  '_',
  '.',
  ',',
  '\u1885',
];
const NARROW = ['a', 'b', 'ab', '😀', ' ', ',', '\n', 'é'];

function makeText(alphabet: readonly string[], longest: number): string {
  let result = '';
  const length = Math.floor(random() * (longest + 1));
  for (let i = 0; i < length; i++) {
    const next = pick(alphabet);
    // Two lone halves side by side would be one character here and two in Python.
    if (/[\ud800-\udbff]$/.test(result) && /^[\udc00-\udfff]/.test(next)) continue;
    result += next;
  }
  return result;
}

function makeTexts(count: number): string[] {
  const texts = ['', ...ALPHABET];
  while (texts.length < count) texts.push(makeText(ALPHABET, 8));
  return texts;
}

describe('str methods of the text alone', () => {
  const unary: [string, (text: string) => Value][] = [
    ['repr(a)', strRepr],
    ['ascii(a)', asciiRepr],
    ['len(a)', text.strLength],
    ['list(a)', text.strCharacters],
    ['a.upper()', cases.strUpper],
    ['a.lower()', cases.strLower],
    ['a.casefold()', cases.strCasefold],
    ['a.capitalize()', cases.strCapitalize],
    ['a.title()', cases.strTitle],
    ['a.swapcase()', cases.strSwapcase],
    ['a.isalpha()', classes.strIsalpha],
    ['a.isalnum()', classes.strIsalnum],
    ['a.isdigit()', classes.strIsdigit],
    ['a.isspace()', classes.strIsspace],
    ['a.isprintable()', classes.strIsprintable],
    ['a.isidentifier()', classes.strIsidentifier],
    ['a.islower()', classes.strIslower],
    ['a.isupper()', classes.strIsupper],
    ['a.istitle()', classes.strIstitle],
    ['a.strip()', methods.strStrip],
    ['a.lstrip()', methods.strLstrip],
    ['a.rstrip()', methods.strRstrip],
    ['a.split()', methods.strSplit],
    ['a.rsplit()', methods.strRsplit],
    ['a.splitlines()', methods.strSplitlines],
    ['a.splitlines(True)', (text) => methods.strSplitlines(text, true)],
    ['a.expandtabs()', methods.strExpandtabs],
    ['a.expandtabs(3)', (text) => methods.strExpandtabs(text, 3)],
    ['a.expandtabs(0)', (text) => methods.strExpandtabs(text, 0)],
  ];
  it('are those of Python', () => {
    const questions: Question[] = [];
    for (const subject of makeTexts(700)) {
      for (const [expression, ours] of unary) {
        questions.push({ expression, args: [subject], ours: () => ours(subject) });
      }
      questions.push({
        expression: 'ascii(a)',
        args: [subject],
        ours: () => escapeNonAscii(strRepr(subject)),
      });
    }
    expectSameAsPython(questions);
  });
});

describe('str methods with arguments', () => {
  it('search, cut and replace like Python', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 1500; i++) {
      const a = makeText(NARROW, 12);
      const b = i % 5 === 0 ? '' : makeText(NARROW, 2);
      const ask = (expression: string, c: Value, d: Value, ours: () => Value): void => {
        questions.push({ expression, args: [a, b, c, d], ours });
      };
      const c = Math.floor(random() * 24 - 10);
      const d = Math.floor(random() * 24 - 10);
      ask('a.find(b)', 0, 0, () => text.strFind(a, b));
      ask('a.find(b, c)', c, 0, () => text.strFind(a, b, c));
      ask('a.find(b, c, d)', c, d, () => text.strFind(a, b, c, d));
      ask('a.rfind(b)', 0, 0, () => text.strRfind(a, b));
      ask('a.rfind(b, c, d)', c, d, () => text.strRfind(a, b, c, d));
      ask('a.index(b, c, d)', c, d, () => text.strIndex(a, b, c, d));
      ask('a.rindex(b, c, d)', c, d, () => text.strRindex(a, b, c, d));
      ask('a.count(b)', 0, 0, () => text.strCount(a, b));
      ask('a.count(b, c, d)', c, d, () => text.strCount(a, b, c, d));
      ask('a.startswith(b)', 0, 0, () => text.strStartswith(a, b));
      ask('a.startswith(b, c, d)', c, d, () => text.strStartswith(a, b, c, d));
      ask('a.endswith(b)', 0, 0, () => text.strEndswith(a, b));
      ask('a.endswith(b, c, d)', c, d, () => text.strEndswith(a, b, c, d));
      ask('a.split(b)', 0, 0, () => methods.strSplit(a, b));
      ask('a.split(b, c)', c, 0, () => methods.strSplit(a, b, c));
      ask('a.rsplit(b, c)', c, 0, () => methods.strRsplit(a, b, c));
      ask('a.split(None, c)', c, 0, () => methods.strSplit(a, null, c));
      ask('a.rsplit(None, c)', c, 0, () => methods.strRsplit(a, null, c));
      ask('a.partition(b)', 0, 0, () => methods.strPartition(a, b));
      ask('a.rpartition(b)', 0, 0, () => methods.strRpartition(a, b));
      ask("a.replace(b, '<>')", 0, 0, () => methods.strReplace(a, b, '<>'));
      ask("a.replace(b, '<>', c)", c, 0, () => methods.strReplace(a, b, '<>', c));
      ask('a.strip(b)', 0, 0, () => methods.strStrip(a, b));
      ask('a.lstrip(b)', 0, 0, () => methods.strLstrip(a, b));
      ask('a.rstrip(b)', 0, 0, () => methods.strRstrip(a, b));
      ask('a.removeprefix(b)', 0, 0, () => methods.strRemoveprefix(a, b));
      ask('a.removesuffix(b)', 0, 0, () => methods.strRemovesuffix(a, b));
      ask('a.ljust(c, "*")', c, 0, () => methods.strLjust(a, c, '*'));
      ask('a.rjust(c, b)', c, 0, () => methods.strRjust(a, c, b));
      ask('a.center(c, "😀")', c, 0, () => methods.strCenter(a, c, '😀'));
      ask('a.zfill(c)', c, 0, () => methods.strZfill(a, c));
      ask('("-" + a).zfill(c)', c, 0, () => methods.strZfill(`-${a}`, c));
      ask('(a > b) - (a < b)', 0, 0, () => text.compareStrs(a, b));
      ask('str.maketrans(a, b)', 0, 0, () => [...new Map(methods.strMaketrans(a, b)).keys()]);
    }
    expectSameAsPython(questions);
  });

  it('index and slice by character, in short strings and long ones', () => {
    const questions: Question[] = [];
    const long = [
      makeText(['a', 'b', '😀', 'é'], 900),
      'x'.repeat(500),
      `${'y'.repeat(200)}😀${'z'.repeat(200)}`,
    ];
    const subjects = [...makeTexts(150), ...long, long[0] as string];
    for (const a of subjects) {
      const length = text.strLength(a);
      questions.push({
        expression: '[a[i] for i in range(-len(a), len(a))]',
        args: [a],
        ours: () => {
          const characters: string[] = [];
          for (let i = -length; i < length; i++) characters.push(text.strAt(a, i) ?? 'missing');
          return characters;
        },
      });
      questions.push({
        expression: 'list(a)',
        args: [a],
        ours: () => {
          const characters: string[] = [];
          let offset = 0;
          for (
            let next = text.characterAtOffset(a, 0);
            next !== undefined;
            next = text.characterAtOffset(a, offset)
          ) {
            characters.push(next);
            offset += next.length;
          }
          return characters;
        },
      });
      expect(text.strAt(a, length)).toBe(undefined);
      expect(text.strAt(a, -length - 1)).toBe(undefined);
      for (const step of [1, 1, 1, 2, 3, -1, -2]) {
        const bound = (): number => Math.floor(random() * (length + 1));
        const [start, stop] = step > 0 ? [bound(), bound()] : [bound() - 1, bound() - 1];
        questions.push({
          expression: '"".join(a[i] for i in range(b, c, d))',
          args: [a, start, stop, step],
          ours: () => text.strSlice(a, start, stop, step),
        });
      }
      questions.push({ expression: 'a[:b]', args: [a, 3], ours: () => text.strPrefix(a, 3) });
      for (const part of ['a', 'z', '😀', 'é']) {
        questions.push({
          expression: 'a.find(b, c)',
          args: [a, part, 150],
          ours: () => text.strFind(a, part, 150),
        });
        questions.push({
          expression: 'a.rfind(b)',
          args: [a, part],
          ours: () => text.strRfind(a, part),
        });
      }
    }
    expectSameAsPython(questions);
  });

  it('do not find half a character', () => {
    const questions: Question[] = [];
    for (const a of ['😀', 'a😀b', '\ud83d', '\ude00', '\ud83d 😀', '😀\ude00']) {
      for (const b of ['\ud83d', '\ude00', '']) {
        questions.push({ expression: 'a.find(b)', args: [a, b], ours: () => text.strFind(a, b) });
        questions.push({ expression: 'a.rfind(b)', args: [a, b], ours: () => text.strRfind(a, b) });
        questions.push({ expression: 'a.count(b)', args: [a, b], ours: () => text.strCount(a, b) });
        questions.push({
          expression: 'a.startswith(b)',
          args: [a, b],
          ours: () => text.strStartswith(a, b),
        });
        questions.push({
          expression: 'a.endswith(b)',
          args: [a, b],
          ours: () => text.strEndswith(a, b),
        });
        questions.push({
          expression: 'a.removeprefix(b)',
          args: [a, b],
          ours: () => methods.strRemoveprefix(a, b),
        });
        questions.push({
          expression: 'a.removesuffix(b)',
          args: [a, b],
          ours: () => methods.strRemovesuffix(a, b),
        });
        questions.push({
          expression: "a.replace(b, '')",
          args: [a, b],
          ours: () => methods.strReplace(a, b, ''),
        });
        questions.push({
          expression: 'a.rstrip(b)',
          args: [a, b],
          ours: () => methods.strRstrip(a, b),
        });
      }
    }
    expectSameAsPython(questions);
  });

  it('order by code point, not by unit', () => {
    const questions: Question[] = [];
    const ends = [
      '',
      'a',
      '\ud800',
      '\udfff',
      '\ue000',
      '\uffff',
      '😀',
      '\u{10000}',
      '\u{10ffff}',
      '😀a',
      '😁',
    ];
    for (const a of ends) {
      for (const b of ends) {
        questions.push({
          expression: '(a > b) - (a < b)',
          args: [a, b],
          ours: () => text.compareStrs(a, b),
        });
      }
    }
    expectSameAsPython(questions);
  });

  it('translate', () => {
    const table = new Map<number, number | string | null>([
      [97, null],
      [98, 'xyz'],
      [233, 0x1f600],
      [0x1f600, 65],
      [44, 0x110000],
    ]);
    const questions: Question[] = [];
    for (let i = 0; i < 100; i++) {
      const a = makeText(NARROW, 8);
      const expression =
        "a.translate({97: None, 98: 'xyz', 233: 0x1f600, 0x1f600: 65, 44: 0x110000})";
      questions.push({
        expression,
        args: [a],
        ours: () => methods.strTranslate(a, (c) => table.get(c)),
      });
      const deleted = (): string =>
        methods.strTranslate(a, (c) => new Map(methods.strMaketrans('ab', '😀c', 'éa')).get(c));
      questions.push({
        expression: "a.translate(str.maketrans('ab', '😀c', 'éa'))",
        args: [a],
        ours: deleted,
      });
    }
    expectSameAsPython(questions);
  });
});

describe('encodings', () => {
  const handlers = [
    'strict',
    'ignore',
    'replace',
    'backslashreplace',
    'surrogateescape',
    'surrogatepass',
    'nonesuch',
  ];

  it('encode', () => {
    const questions: Question[] = [];
    for (const a of makeTexts(400)) {
      for (const encoding of ['utf-8', 'ascii', 'latin-1']) {
        for (const errors of [...handlers, 'xmlcharrefreplace']) {
          const ours = (): Uint8Array => codec.strEncode(a, encoding, errors);
          questions.push({ expression: 'a.encode(b, c)', args: [a, encoding, errors], ours });
        }
      }
    }
    for (const name of [
      'UTF8',
      'utf_8',
      'U8',
      'utf 8',
      'L1',
      'latin1',
      'iso-8859-1',
      'ISO8859-1',
      'us-ascii',
      '646',
      'foo',
      '',
      'a\0b',
      'constructor',
    ]) {
      questions.push({
        expression: 'a.encode(b)',
        args: ['aé', name],
        ours: () => codec.strEncode('aé', name),
      });
    }
    expectSameAsPython(questions);
  });

  it('decode', () => {
    const questions: Question[] = [];
    const pieces = [
      0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xc3, 0xa9, 0xdf, 0xe0, 0xa0, 0xe2, 0x82, 0xac, 0xed,
      0x9f, 0xef, 0xf0, 0x9f, 0x98, 0x90, 0xf4, 0x8f, 0xf5, 0xff,
    ];
    const ask = (bytes: Uint8Array): void => {
      for (const encoding of ['utf-8', 'ascii', 'latin-1']) {
        for (const errors of handlers) {
          const ours = (): string => codec.decodeBytes(bytes, encoding, errors);
          questions.push({ expression: 'a.decode(b, c)', args: [bytes, encoding, errors], ours });
        }
      }
    };
    for (let i = 0; i < 700; i++) {
      ask(Uint8Array.from({ length: i % 6 }, () => pick(pieces)));
    }
    for (const a of makeTexts(100)) ask(codec.strEncode(a, 'utf-8', 'surrogatepass'));
    expectSameAsPython(questions);
  });

  it('errors carry what the exception is made of', () => {
    try {
      codec.strEncode('aéß', 'ascii');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(codec.CodecError);
      const { encoding, object, start, end, reason } = error as codec.CodecError;
      const expression =
        "(lambda e: [e.encoding, e.object, e.start, e.end, e.reason])(UnicodeEncodeError('ascii', 'aéß', 1, 3, 'ordinal not in range(128)'))";
      expectSameAsPython([
        { expression, args: [], ours: () => [encoding, object as string, start, end, reason] },
      ]);
    }
  });

  it('show bytes', () => {
    const questions: Question[] = [];
    for (let i = 0; i < 256; i++) {
      for (const around of [[], [39], [34], [39, 34]]) {
        const bytes = Uint8Array.from([...around, i, 92]);
        questions.push({ expression: 'repr(a)', args: [bytes], ours: () => bytesRepr(bytes) });
      }
    }
    expectSameAsPython(questions);
  });
});
