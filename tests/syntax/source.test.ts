import { Source } from '#pyg/source.js';
import { expect, test } from 'vitest';

test('lines end in LF, CR LF or CR, and keep their offsets', () => {
  const source = Source.fromText('a\nbc\r\nd\re', 'x');
  expect([0, 1, 2, 4, 5, 6, 7, 8].map((offset) => source.lineOf(offset))).toEqual([
    1, 1, 2, 2, 2, 3, 3, 4,
  ]);
  expect([1, 2, 3, 4, 5].map((line) => source.lineText(line))).toEqual(['a', 'bc', 'd', 'e', '']);
  expect(source.lineCount).toBe(4);
  expect([1, 2, 3, 4, 5].map((line) => source.lineStart(line))).toEqual([0, 2, 6, 8, 9]);
});

test('columns count code points, or bytes of UTF-8', () => {
  const source = Source.fromText('x\n\u00e9\u65e5\u{1f600}z', 'x');
  expect([2, 3, 4, 6].map((offset) => source.columnOf(offset))).toEqual([0, 1, 2, 3]);
  expect([2, 3, 4, 6].map((offset) => source.utf8ColumnOf(offset))).toEqual([0, 2, 5, 9]);
});

test('a byte order mark is not part of the text', () => {
  expect(Source.fromText('\ufeffx', 'x').text).toBe('x');
  expect(Source.fromText('x\ufeff', 'x').text).toBe('x\ufeff');
});

test('an empty text has one empty line', () => {
  const source = Source.fromText('', 'x');
  expect([source.lineCount, source.lineOf(0), source.lineText(1)]).toEqual([1, 1, '']);
});
