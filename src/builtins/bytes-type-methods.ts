// bytes: the methods that make other bytes, test them, and cut and join. Most are those of str on
// text whose characters are bytes; only ASCII letters have case, and only ASCII has whitespace.
import { reserve, spendOnEach } from '../objects/meter.js';
import { binaryText, PyBytes } from '../objects/bytes.js';
import { PyList, PyTuple } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import { typeError, valueError } from '../objects/exceptions.js';
import {
  strCenter,
  strExpandtabs,
  strLjust,
  strLstrip,
  strPartition,
  strRemoveprefix,
  strRemovesuffix,
  strReplace,
  strRjust,
  strRpartition,
  strRsplit,
  strRstrip,
  strSplit,
  strStrip,
  strZfill,
} from '../objects/text-methods.js';
import { typeOf } from '../objects/type-of.js';
import { bytesType, type PyType } from '../objects/type.js';
import { asBytes } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { asCount, asIndex, strArgument } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import { bytesArgument, bytesOfText } from './bytes-type.js';
import { codecArguments, decode } from './codec.js';
import { classMethod, fixed, keywords, method, staticMethod, unpack } from './define.js';

/** What bytes methods take for whitespace. */
const WHITESPACE = ' \t\n\r\v\f';
const WORDS = /[^ \t-\r]+/g;

/** A method without arguments. */
function plain(name: string, compute: (text: string) => Value): void {
  method(bytesType, name, fixed(1), (_vm, self: PyBytes) => compute(binaryText(self.value)));
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function upper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

plain('lower', (text) => bytesOfText(lower(text)));
plain('upper', (text) => bytesOfText(upper(text)));
plain('capitalize', (text) => bytesOfText(upper(text.slice(0, 1)) + lower(text.slice(1))));
plain('title', (text) =>
  bytesOfText(text.replace(/[A-Za-z]+/g, (word) => upper(word.slice(0, 1)) + lower(word.slice(1)))),
);
plain('swapcase', (text) =>
  bytesOfText(text.replace(/[A-Za-z]/g, (letter) => (letter < 'a' ? lower : upper)(letter))),
);
plain('isalnum', (text) => /^[A-Za-z0-9]+$/.test(text));
plain('isalpha', (text) => /^[A-Za-z]+$/.test(text));
plain('isascii', (text) => /^[\0-\x7f]*$/.test(text));
plain('isdigit', (text) => /^[0-9]+$/.test(text));
plain('isspace', (text) => /^[ \t-\r]+$/.test(text));
plain('islower', (text) => /[a-z]/.test(text) && !/[A-Z]/.test(text));
plain('isupper', (text) => /[A-Z]/.test(text) && !/[a-z]/.test(text));
plain('istitle', (text) => {
  const words = text.match(/[A-Za-z]+/g);
  return words !== null && words.every((word) => /^[A-Z][a-z]*$/.test(word));
});

/** A method whose only argument is a bytes object. */
function withPart(name: string, compute: (text: string, part: string) => Value): void {
  method(bytesType, name, fixed(2), (_vm, self: PyBytes, part: Value) =>
    compute(binaryText(self.value), binaryText(bytesArgument(part))),
  );
}

function tupleOf(parts: readonly string[]): PyTuple {
  return new PyTuple(parts.map(bytesOfText));
}

withPart('partition', (text, part) => tupleOf(strPartition(text, part)));
withPart('rpartition', (text, part) => tupleOf(strRpartition(text, part)));
withPart('removeprefix', (text, part) => bytesOfText(strRemoveprefix(text, part)));
withPart('removesuffix', (text, part) => bytesOfText(strRemovesuffix(text, part)));

function strip(name: string, compute: (text: string, characters: string) => string): void {
  method(bytesType, name, unpack(1, 2), (_vm, self: PyBytes, removed: Value) => {
    const characters =
      removed === undefined || removed === null ? WHITESPACE : binaryText(bytesArgument(removed));
    return bytesOfText(compute(binaryText(self.value), characters));
  });
}

strip('strip', strStrip);
strip('lstrip', strLstrip);
strip('rstrip', strRstrip);

type Split = (text: string, separator: string, maxsplit: number) => string[];

function split(name: string, atSeparator: Split, atSpace: typeof splitWords): void {
  method(
    bytesType,
    name,
    keywords('self, /, sep=, maxsplit='),
    (vm, self: PyBytes, separator: Value, maxsplit: Value) => {
      const limit = maxsplit === undefined ? -1 : asCount(vm, maxsplit);
      const text = binaryText(self.value);
      const parts =
        separator === undefined || separator === null
          ? atSpace(text, limit)
          : atSeparator(text, binaryText(bytesArgument(separator)), limit);
      return new PyList(parts.map(bytesOfText));
    },
  );
}

/** The words of a text; after `limit` cuts the rest stays together. */
function splitWords(text: string, limit: number): string[] {
  const words = [...text.matchAll(WORDS)];
  if (limit < 0 || words.length <= limit) return words.map((word) => word[0]);
  const head = words.slice(0, limit).map((word) => word[0]);
  const rest = words[limit];
  return rest === undefined ? head : [...head, text.slice(rest.index)];
}

/** As `splitWords`, cutting from the end. */
function rsplitWords(text: string, limit: number): string[] {
  const words = [...text.matchAll(WORDS)];
  const kept = words.length - limit;
  if (limit < 0 || kept <= 0) return words.map((word) => word[0]);
  const last = words[kept - 1]!;
  const head = text.slice(0, last.index + last[0].length);
  return [head, ...words.slice(kept).map((word) => word[0])];
}

split('split', strSplit, splitWords);
split('rsplit', strRsplit, rsplitWords);

method(
  bytesType,
  'splitlines',
  keywords('self, /, keepends='),
  (vm, self: PyBytes, keep: Value) => {
    const keepends = keep !== undefined && asIndex(vm, keep) !== 0;
    const lines = binaryText(self.value).match(/[^\r\n]*(\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
    const shown = keepends ? lines : lines.map((line) => line.replace(/\r?\n$|\r$/, ''));
    return new PyList(shown.map(bytesOfText));
  },
);

method(
  bytesType,
  'replace',
  unpack(3, 4),
  (vm, self: PyBytes, old: Value, replacement: Value, count: Value) => {
    const from = binaryText(bytesArgument(old));
    const to = binaryText(bytesArgument(replacement));
    const limit = count === undefined ? -1 : asCount(vm, count);
    return bytesOfText(strReplace(binaryText(self.value), from, to, limit));
  },
);

function justify(
  name: string,
  compute: (text: string, width: number, fill: string) => string,
): void {
  method(bytesType, name, unpack(2, 3), (vm, self: PyBytes, width: Value, fill: Value) => {
    const size = asCount(vm, width);
    const byte = fill === undefined ? ' ' : binaryText(asBytes(fill) ?? new Uint8Array());
    if (byte.length !== 1) {
      const got = typeOf(fill).name;
      throw typeError(`${name}() argument 2 must be a byte string of length 1, not ${got}`);
    }
    return bytesOfText(compute(binaryText(self.value), size, byte));
  });
}

justify('center', strCenter);
justify('ljust', strLjust);
justify('rjust', strRjust);

method(bytesType, 'zfill', fixed(2), (vm, self: PyBytes, width: Value) =>
  bytesOfText(strZfill(binaryText(self.value), asCount(vm, width))),
);

method(bytesType, 'expandtabs', keywords('self, /, tabsize='), (vm, self: PyBytes, size: Value) =>
  bytesOfText(strExpandtabs(binaryText(self.value), size === undefined ? 8 : asCount(vm, size))),
);

method(bytesType, 'join', fixed(2), (vm, self: PyBytes, iterable: Value) => {
  const items = nativeItems(vm, iterable);
  if (items === null) {
    const type = typeOf(iterable);
    if (type.lookup('__iter__') === undefined && type.lookup('__getitem__') === undefined) {
      throw typeError('can only join an iterable');
    }
    return enterPrelude(vm, 'join_iterable', self, iterable);
  }
  const texts = items.map((item, at) => {
    const bytes = asBytes(item);
    if (bytes !== undefined) return binaryText(bytes);
    const got = typeOf(item).name;
    throw typeError(`sequence item ${at}: expected a bytes-like object, ${got} found`);
  });
  return bytesOfText(texts.join(binaryText(self.value)));
});

method(
  bytesType,
  'decode',
  keywords('self, /, encoding=, errors='),
  (_vm, self: PyBytes, encoding: Value, errors: Value) =>
    decode(self.value, ...codecArguments('decode', encoding, errors)),
);

staticMethod(bytesType, 'maketrans', fixed(2), (_vm, from: Value, to: Value) => {
  const sources = bytesArgument(from);
  const targets = bytesArgument(to);
  if (sources.length !== targets.length) {
    throw valueError('maketrans arguments must have same length');
  }
  const table = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  sources.forEach((byte, at) => (table[byte] = targets[at]!));
  return new PyBytes(table);
});

method(
  bytesType,
  'translate',
  keywords('self, table, /, delete='),
  (_vm, self: PyBytes, table: Value, deleted: Value) => {
    const images = table === null ? null : bytesArgument(table);
    if (images !== null && images.length !== 256) {
      throw valueError('translation table must be 256 characters long');
    }
    const removed = new Set(deleted === undefined ? [] : bytesArgument(deleted));
    const kept = self.value.filter((byte) => !removed.has(byte));
    return new PyBytes(images === null ? kept : kept.map((byte) => images[byte]!));
  },
);

classMethod(bytesType, 'fromhex', fixed(2), (vm, cls: PyType, digits: Value) => {
  const bytes = new PyBytes(parseHex(strArgument('fromhex', null, digits)));
  return cls === bytesType ? bytes : enterCall(vm, cls, [bytes]);
});

/** The bytes that pairs of hexadecimal digits spell; whitespace may stand between pairs. */
function parseHex(text: string): Uint8Array {
  spendOnEach(text.length);
  reserve(text.length);
  const bytes: number[] = [];
  let at = 0;
  while (at < text.length) {
    if (/[ \t-\r]/.test(text.charAt(at))) {
      at++;
      continue;
    }
    for (const place of [at, at + 1]) {
      if (/[0-9a-fA-F]/.test(text.charAt(place))) continue;
      throw valueError(`non-hexadecimal number found in fromhex() arg at position ${place}`);
    }
    bytes.push(parseInt(text.slice(at, at + 2), 16));
    at += 2;
  }
  return Uint8Array.from(bytes);
}

method(
  bytesType,
  'hex',
  keywords('self, /, sep=, bytes_per_sep='),
  (vm, self: PyBytes, separator: Value, groupSize: Value) => {
    const size = groupSize === undefined ? 1 : Number(asIndex(vm, groupSize));
    const digits = Array.from(self.value, (byte) => byte.toString(16).padStart(2, '0'));
    return separator === undefined
      ? digits.join('')
      : grouped(digits, hexSeparator(separator), size);
  },
);

function hexSeparator(value: Value): string {
  const bytes = asBytes(value);
  const separator = bytes === undefined ? asStr(value) : binaryText(bytes);
  if (separator === undefined) {
    const name = typeOf(value).name;
    throw typeOf(value).lookup('__len__') === undefined
      ? typeError(`object of type '${name}' has no len()`)
      : typeError('sep must be str or bytes.');
  }
  if (separator.length !== 1) throw valueError('sep must be length 1.');
  if (separator > '\x7f') throw valueError('sep must be ASCII.');
  return separator;
}

/** Groups of `size` counted from the right, of a negative size from the left; of zero, none. */
function grouped(digits: readonly string[], separator: string, size: number): string {
  if (size === 0) return digits.join('');
  const step = Math.abs(size);
  const first = size > 0 ? digits.length % step || step : step;
  const groups: string[] = [];
  for (let at = 0; at < digits.length; at = at === 0 ? first : at + step) {
    groups.push(digits.slice(at, at === 0 ? first : at + step).join(''));
  }
  return groups.join(separator);
}
