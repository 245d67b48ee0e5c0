import { describe, it } from 'vitest';
import { formatInt, formatStr } from '#pyg/objects/format-spec.js';
import {
  formatPercentChar,
  formatPercentFloat,
  formatPercentInt,
  formatPercentStr,
  parsePercentFormat,
  type PercentConversion,
} from '#pyg/objects/format-percent.js';
import { parseStrFormat, type TemplateSegment } from '#pyg/objects/format-template.js';
import { floatRepr } from '#pyg/objects/float-repr.js';
import { floatToInt, intToFloat } from '#pyg/objects/float-arithmetic.js';
import { PyError } from '#pyg/objects/py-error.js';
import { asciiRepr, strRepr } from '#pyg/objects/text-repr.js';
import {
  expectSameAsPython,
  Float,
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

type Item = number | bigint | string | Float;

/** `template % values` for a tuple of ints, floats and strs, as a caller of the module does it. */
function percentFormat(template: string, values: readonly Item[]): string {
  let next = 0;
  const fetch = (): Item => {
    if (next >= values.length)
      throw new PyError('TypeError', 'not enough arguments for format string');
    return values[next++] as Item;
  };
  const fetchSize = (): number => {
    const value = fetch();
    if (typeof value !== 'number') throw new PyError('TypeError', '* wants int');
    return value;
  };
  let result = '';
  for (const segment of parsePercentFormat(template)) {
    if (segment.kind === 'text') {
      result += segment.text;
      continue;
    }
    if (segment.key !== null) throw new PyError('TypeError', 'format requires a mapping');
    const width = segment.width === '*' ? fetchSize() : segment.width;
    if (segment.widthError !== null) throw segment.widthError;
    const precision = segment.precision === '*' ? fetchSize() : segment.precision;
    if (segment.error !== null) throw segment.error;
    const value = fetch();
    if (segment.unsupported !== null) throw segment.unsupported;
    result += convert(segment, value, { ...segment, width, precision });
  }
  if (next < values.length) {
    throw new PyError('TypeError', 'not all arguments converted during string formatting');
  }
  return result;
}

function convert(
  { conversion }: PercentConversion,
  value: Item,
  format: Parameters<typeof formatPercentStr>[1],
): string {
  if ('sra'.includes(conversion)) {
    if (value instanceof Float) return formatPercentStr(floatRepr(value.value), format);
    if (typeof value !== 'string') return formatPercentStr(String(value), format);
    const show =
      conversion === 's' ? (text: string) => text : conversion === 'r' ? strRepr : asciiRepr;
    return formatPercentStr(show(value), format);
  }
  if (conversion === 'c') {
    if (value instanceof Float) throw new PyError('TypeError', '%c requires int or char');
    return formatPercentChar(value, format);
  }
  if ('diu'.includes(conversion) && typeof value !== 'string') {
    const integer = value instanceof Float ? floatToInt(value.value) : value;
    return formatPercentInt(integer, conversion, format);
  }
  if ('oxX'.includes(conversion) && typeof value !== 'string' && !(value instanceof Float)) {
    return formatPercentInt(value, conversion, format);
  }
  const typeName = value instanceof Float ? 'float' : typeof value === 'string' ? 'str' : 'int';
  if ('eEfFgG'.includes(conversion) && typeof value !== 'string') {
    const x = value instanceof Float ? value.value : intToFloat(value);
    return formatPercentFloat(x, conversion, format);
  }
  if ('eEfFgG'.includes(conversion))
    throw new PyError('TypeError', `must be real number, not ${typeName}`);
  const wanted = 'diu'.includes(conversion) ? 'a real number' : 'an integer';
  throw new PyError('TypeError', `%${conversion} format: ${wanted} is required, not ${typeName}`);
}

describe('% formatting', () => {
  it('gives what Python gives', () => {
    const questions: Question[] = [];
    const ask = (template: string, values: Item[]): void => {
      // One value alone is not a tuple, which makes no difference to what is tested here.
      const ours = (): string => percentFormat(template, values);
      questions.push({ expression: 'a % tuple(b)', args: [template, values], ours });
    };
    const values = (): Item => {
      const kind = random();
      if (kind < 0.4) return pick(INTS);
      return kind < 0.8 ? new Float(pick(FLOATS)) : pick(STRINGS);
    };
    for (let i = 0; i < 15_000; i++) {
      const flags = maybe('-') + maybe('0') + maybe('#') + maybe('+') + maybe(' ');
      const size =
        maybe('1', '5', '12', '30') +
        maybe('.', '.0', '.1', '.3', '.10', '.17') +
        maybe('h', 'l', 'L');
      ask(`<%${flags}${size}${pick(Array.from('diuoxXeEfFgGcrsa'))}>`, [values()]);
    }
    const templates = [
      '%',
      '%5',
      '%*',
      '%.',
      '%.*',
      '%y',
      '%5%',
      '%*%',
      '%lld',
      '%hs',
      '😀%y',
      '%\u1234',
      '%\x01',
      '%é',
      '%99999999999999999999d',
      '%.99999999999999999999d',
      '%.2147483648d',
      '%.2147483648f',
      '%*d',
      '%.*f',
      '%5.*d',
      '%*.*d',
      '%**d',
      '%٣d',
      '%%',
      'a%%b%d%%',
      '%s %s',
      'plain',
      '',
      '% %',
      '%(a)s',
      '%(a',
      '%.*s',
      '%d %y',
      '%y %d',
      '%😀',
      '%-*d|',
      '%*y',
      '%.-1f',
      '%#.*x',
      '%l',
      '%.3',
      '%+',
    ];
    for (const template of templates) {
      for (const list of [[], [1], [-5, 1], [3, 5], [-1, 1.5], ['a', 1], [2, 3, 4], ['abc']]) {
        ask(
          template,
          list.map((x) => (x === 1.5 ? new Float(x) : x)),
        );
      }
    }
    expectSameAsPython(questions);
  });

  it('finds keys and what is wrong with them', () => {
    const questions: Question[] = [];
    const templates = [
      '%(a)s',
      '%(a)5d|',
      '%(a(b)c)s',
      '%()s',
      '%(',
      '%(a',
      '%(a(b)',
      '%(a)',
      '%(a)%',
      '%(a)y',
      '%(zz)s',
      '%(zz)y',
      '%(a) d',
      '%%(a)s',
    ];
    const mapping: Record<string, number> = { a: 1, 'a(b)c': 2, '': 3 };
    for (const template of templates) {
      const ours = (): string => {
        let result = '';
        for (const segment of parsePercentFormat(template)) {
          if (segment.kind === 'text') {
            result += segment.text;
            continue;
          }
          if (segment.keyError !== null) throw segment.keyError;
          const value = mapping[segment.key ?? '?'];
          if (value === undefined) throw new PyError('KeyError', strRepr(segment.key ?? '?'));
          if (segment.error !== null) throw segment.error;
          if (segment.unsupported !== null) throw segment.unsupported;
          const { width, precision } = segment;
          if (width === '*' || precision === '*') throw new Error('no star here');
          result += convert(segment, value, { ...segment, width, precision });
        }
        return result;
      };
      questions.push({ expression: "a % {'a': 1, 'a(b)c': 2, '': 3}", args: [template], ours });
    }
    expectSameAsPython(questions);
  });
});

/** `template.format(7, 'xy', [3, 'é'], n=-5, s='word')`, as a caller of the module does it. */
function strFormat(segments: readonly TemplateSegment[]): string {
  const positional: Value[] = [7, 'xy', [3, 'é']];
  const keywords: Record<string, Value> = { n: -5, s: 'word' };
  let result = '';
  for (const segment of segments) {
    if (segment.kind === 'text') {
      result += segment.text;
      continue;
    }
    if (segment.kind === 'error') throw segment.error;
    let value: Value | undefined;
    if (typeof segment.argument === 'number') {
      value = positional[segment.argument];
      if (value === undefined) {
        const message = `Replacement index ${segment.argument} out of range for positional args tuple`;
        throw new PyError('IndexError', message);
      }
    } else {
      value = Object.hasOwn(keywords, segment.argument) ? keywords[segment.argument] : undefined;
      if (value === undefined) throw new PyError('KeyError', strRepr(segment.argument));
    }
    for (const access of segment.accesses) {
      if (access.kind === 'error') throw access.error;
      value = follow(value, access.kind === 'attribute' ? access.name : access.key, access.kind);
    }
    const { conversion } = segment;
    if (conversion !== null && typeof conversion !== 'string') throw conversion.error;
    if (conversion !== null) {
      value = typeof value === 'string' && conversion !== 's' ? strRepr(value) : plain(value);
      if (conversion === 'a') value = asciiOf(value);
    }
    const spec = strFormat(segment.spec);
    result += formatValue(value, spec);
  }
  return result;
}

function follow(value: Value, key: string | number, kind: 'attribute' | 'item'): Value {
  const typeName = typeof value === 'string' ? 'str' : Array.isArray(value) ? 'list' : 'int';
  if (kind === 'attribute') {
    if (typeName === 'int' && key === 'real') return value;
    throw new PyError('AttributeError', `'${typeName}' object has no attribute '${key}'`);
  }
  if (typeName === 'int') throw new PyError('TypeError', "'int' object is not subscriptable");
  if (typeof key === 'string') {
    const message =
      typeName === 'str'
        ? "string indices must be integers, not 'str'"
        : 'list indices must be integers or slices, not str';
    throw new PyError('TypeError', message);
  }
  const item = typeof value === 'string' ? value[key] : (value as Value[])[key];
  if (item !== undefined) return item;
  throw new PyError(
    'IndexError',
    typeName === 'str' ? 'string index out of range' : 'list index out of range',
  );
}

function plain(value: Value): string {
  if (!Array.isArray(value)) return String(value);
  return `[${value.map((item) => (typeof item === 'string' ? strRepr(item) : String(item))).join(', ')}]`;
}

function asciiOf(text: string): string {
  return text.replaceAll('é', '\\xe9');
}

function formatValue(value: Value, spec: string): string {
  if (typeof value === 'number') return formatInt(value, spec);
  if (typeof value === 'string') return formatStr(value, spec);
  if (spec === '') return plain(value);
  throw new PyError('TypeError', 'unsupported format string passed to list.__format__');
}

describe('str.format', () => {
  it('gives what Python gives', () => {
    const questions: Question[] = [];
    const ask = (template: string): void => {
      questions.push({
        expression: "a.format(7, 'xy', [3, 'é'], n=-5, s='word')",
        args: [template],
        ours: () => strFormat(parseStrFormat(template)),
      });
    };
    const pieces = [
      '{',
      '}',
      '{{',
      '}}',
      '{}',
      '{0}',
      '{1}',
      '{n}',
      '{s',
      '0',
      '1',
      '2',
      'n',
      's',
      '!',
      '!r',
      '!s',
      '!a',
      '!x',
      ':',
      ':5',
      ':>7',
      ':{',
      '{1!r:>9}',
      '.',
      '.real',
      '[',
      ']',
      '[0]',
      '[1]',
      '[x]',
      '[-1]',
      ' ',
      'text',
      '😀',
      '{:',
      '{n:',
      '{2[1]',
      '{n.real',
      '{:{}}',
      '٣',
      '{s:>{n}}',
      '{2[0]:03}',
      '{s!r:{0}}',
      '99999999999999999999',
      '{0:{1:{2}}}',
    ];
    for (const a of pieces) {
      ask(a);
      for (const b of pieces) ask(a + b);
    }
    for (let i = 0; i < 15_000; i++) {
      let template = '';
      const length = 3 + Math.floor(random() * 4);
      for (let j = 0; j < length; j++) template += pick(pieces);
      ask(template);
    }
    for (const name of [
      '0',
      'n',
      's',
      '',
      '2',
      '2[1]',
      '2[0]',
      'n.real',
      '0.real.real',
      '1[0]',
      '2[0',
      '2[]',
      '2.',
      '2..x',
      '2[0]x',
      '5',
      'zz',
    ]) {
      for (const conversion of ['', '!r', '!s', '!a', '!', '!x', '!é', '!\u1234', '!rr', '!r ']) {
        for (const spec of [
          '',
          ':',
          ':5',
          ':>{0}',
          ':{{',
          ':{}',
          ':{n}',
          ':{1}',
          ':{zz}',
          ':{0:{n}}',
          ':{:{}}',
          ':}',
          ':x{',
        ]) {
          ask(`<{${name}${conversion}${spec}}>`);
        }
      }
    }
    expectSameAsPython(questions);
  });
});
