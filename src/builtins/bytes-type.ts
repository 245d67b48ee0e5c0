// bytes: the constructor, operators, indexing, searching, and the way to and from text. The methods
// that make other bytes are in bytes-type-methods.ts.
import {
  binaryText,
  compareBytes,
  fromBinaryText,
  PyByteArray,
  PyBytes,
} from '../objects/bytes.js';
import { PySlice, PyTuple, tuple, type PyList } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { reserve } from '../objects/meter.js';
import { hashString } from '../objects/number-hash.js';
import { strCount, strEndswith, strFind, strRfind, strStartswith } from '../objects/text.js';
import { BytesIterator, bytesIteratorType } from '../objects/text-iterators.js';
import { bytesRepr } from '../objects/text-repr.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import { bytesType, type PyType } from '../objects/type.js';
import { asBytes } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { lookupSpecial } from '../vm/access.js';
import { enterPrelude } from '../vm/calls.js';
import { asIndex, asSize, indexOf, optionalBound, sliceRange } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';
import { codecArguments, encode } from './codec.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { fixed, method, preludeFn, staticMethod, variadic } from './define.js';
import { defineIterator, defineLengthHint } from './iterator-types.js';
import { percentFormatBytes } from './percent-format.js';
import { repeatFactor } from './sequences.js';

staticMethod(bytesType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(bytesType, args);
  const names = ['source', 'encoding', 'errors'];
  const [source, encoding, errors] = namedArguments(bytesType, names, 0, args, keywords);
  const [codec, handler] = codecArguments('bytes', encoding, errors);
  const text = asStr(source);
  if (encoding !== undefined || errors !== undefined) {
    if (text !== undefined && encoding !== undefined) {
      return new PyBytes(encode(text, codec, handler).value, cls);
    }
    if (text !== undefined) throw typeError('string argument without an encoding');
    const which = encoding === undefined ? 'errors' : 'encoding';
    throw typeError(`${which} without a string argument`);
  }
  return source === undefined ? new PyBytes(new Uint8Array(), cls) : bytesOf(vm, cls, source);
});

/** bytes(source) without an encoding, or PUSHED. */
function bytesOf(vm: VM, cls: PyType, source: Value): Value {
  if (source instanceof PyBytes && source.cls === bytesType) {
    return cls === bytesType ? source : new PyBytes(source.value, cls);
  }
  const type = typeOf(source);
  if (!type.builtin && type.lookup('__bytes__') !== undefined) {
    return enterPrelude(vm, 'bytes_from', cls, lookupSpecial(vm, source, '__bytes__'));
  }
  if (asStr(source) !== undefined) throw typeError('string argument without an encoding');
  const count = indexOf(vm, source);
  if (count !== undefined) return new PyBytes(zeros(asSize(vm, count)), cls);
  const items = nativeItems(vm, source);
  if (items !== null) return new PyBytes(bytesOfItems(vm, items), cls);
  if (type.lookup('__iter__') === undefined && type.lookup('__getitem__') === undefined) {
    throw typeError(`cannot convert '${type.name}' object to bytes`);
  }
  return enterPrelude(vm, 'bytes_of_iterable', cls, source);
}

export function zeros(count: number): Uint8Array {
  if (count < 0) throw valueError('negative count');
  reserve(count);
  return new Uint8Array(count);
}

export function bytesOfItems(
  vm: VM,
  items: readonly Value[],
  what: 'byte' | 'bytes' = 'bytes',
): Uint8Array {
  return Uint8Array.from(items, (item) => {
    const index = asIndex(vm, item);
    if (index < 0 || index > 255) throw valueError(`${what} must be in range(0, 256)`);
    return Number(index);
  });
}

preludeFn(
  'bytes_of_list',
  fixed(2),
  (vm, cls: PyType, list: PyList) => new PyBytes(bytesOfItems(vm, list.items), cls),
);

preludeFn('checked_bytes', fixed(2), (_vm, cls: PyType, result: Value) => {
  const bytes = asBytes(result);
  if (bytes !== undefined && !(result instanceof PyByteArray)) {
    return cls === bytesType ? result : new PyBytes(bytes, cls);
  }
  throw typeError(`__bytes__ returned non-bytes (type ${typeOf(result).name})`);
});

/**
 * The bytes of an argument.
 * @throws Raised TypeError when it has none
 */
export function bytesArgument(value: Value): Uint8Array {
  const bytes = asBytes(value);
  if (bytes !== undefined) return bytes;
  throw typeError(`a bytes-like object is required, not '${typeOf(value).name}'`);
}

method(bytesType, '__repr__', fixed(1), (_vm, self: PyBytes) => bytesRepr(self.value));
method(bytesType, '__str__', fixed(1), (_vm, self: PyBytes) => bytesRepr(self.value));
method(bytesType, '__bytes__', fixed(1), (_vm, self: PyBytes) =>
  self.cls === bytesType ? self : new PyBytes(self.value),
);
method(bytesType, '__len__', fixed(1), (_vm, self: PyBytes) => self.value.length);
method(bytesType, '__iter__', fixed(1), (_vm, self: PyBytes) => new BytesIterator(self));
defineIterator(bytesIteratorType);
defineLengthHint(bytesIteratorType);
method(bytesType, '__hash__', fixed(1), (_vm, self: PyBytes) => hashString(binaryText(self.value)));
method(bytesType, '__getnewargs__', fixed(1), (_vm, self: PyBytes) =>
  tuple([new PyBytes(self.value)]),
);

method(bytesType, '__add__', fixed(2), (_vm, self: PyBytes, other: Value) => {
  const right = asBytes(other);
  if (right === undefined) throw typeError(`can't concat ${typeOf(other).name} to bytes`);
  reserve(self.value.length + right.length);
  const sum = new Uint8Array(self.value.length + right.length);
  sum.set(self.value);
  sum.set(right, self.value.length);
  return new PyBytes(sum);
});

for (const name of ['__mul__', '__rmul__']) {
  method(bytesType, name, fixed(2), (vm, self: PyBytes, factor: Value) => {
    const times = repeatFactor(vm, factor);
    if (times === undefined) {
      throw typeError(`can't multiply sequence by non-int of type '${typeOf(factor).name}'`);
    }
    return new PyBytes(repeated(self.value, times));
  });
}

export function repeated(bytes: Uint8Array, times: number): Uint8Array {
  const { length } = bytes;
  if (length === 0 || times <= 0) return new Uint8Array();
  const result = zeros(length * times);
  for (let at = 0; at < result.length; at += length) result.set(bytes, at);
  return result;
}

method(bytesType, '__mod__', fixed(2), (vm, self: PyBytes, values: Value) =>
  percentFormatBytes(vm, self, values),
);
method(bytesType, '__rmod__', fixed(2), (vm, self: PyBytes, template: Value) =>
  template instanceof PyBytes ? percentFormatBytes(vm, template, self) : NotImplemented,
);

function comparison(name: string, holds: (difference: number) => boolean): void {
  method(bytesType, `__${name}__`, fixed(2), (_vm, self: PyBytes, other: Value) => {
    const right = asBytes(other);
    return right === undefined ? NotImplemented : holds(compareBytes(self.value, right));
  });
}

comparison('eq', (difference) => difference === 0);
comparison('ne', (difference) => difference !== 0);
comparison('lt', (difference) => difference < 0);
comparison('le', (difference) => difference <= 0);
comparison('gt', (difference) => difference > 0);
comparison('ge', (difference) => difference >= 0);

method(bytesType, '__getitem__', fixed(2), (vm, self: PyBytes, key: Value) => {
  const { value } = self;
  if (key instanceof PySlice) {
    const { start, step, count } = sliceRange(vm, key, value.length);
    if (step === 1) return new PyBytes(value.slice(start, start + count));
    return new PyBytes(Uint8Array.from({ length: count }, (_, i) => value[start + i * step]!));
  }
  const index = indexOf(vm, key);
  if (index === undefined) {
    throw typeError(`byte indices must be integers or slices, not ${typeOf(key).name}`);
  }
  const at = asSize(vm, index, 'IndexError');
  const byte = value[at < 0 ? at + value.length : at];
  if (byte === undefined) throw raised('IndexError', 'index out of range');
  return byte;
});

method(bytesType, '__contains__', fixed(2), (vm, self: PyBytes, part: Value) => {
  const text = binaryText(self.value);
  const byte = byteOf(vm, part);
  return text.includes(byte ?? binaryText(bytesArgument(part)));
});

/** The byte that an int stands for, as text; undefined for a value that is no int. */
function byteOf(vm: VM, value: Value): string | undefined {
  const index = indexOf(vm, value);
  if (index === undefined) return undefined;
  if (index < 0 || index > 255) throw valueError('byte must be in range(0, 256)');
  return String.fromCharCode(Number(index));
}

/** A method that searches for bytes, or one byte, between two bounds. */
function search(
  name: string,
  find: (text: string, part: string, start: number, end: number) => Value,
): void {
  method(
    bytesType,
    name,
    fixed(2, 4),
    (vm, self: PyBytes, part: Value, start: Value, end: Value) => {
      const bytes = asBytes(part);
      const wanted = bytes === undefined ? byteOf(vm, part) : binaryText(bytes);
      if (wanted === undefined) {
        const got = typeOf(part).name;
        throw typeError(`argument should be integer or bytes-like object, not '${got}'`);
      }
      const from = optionalBound(vm, start, 0);
      return find(binaryText(self.value), wanted, from, optionalBound(vm, end, Infinity));
    },
  );
}

function found(position: number): number {
  if (position < 0) throw valueError('subsection not found');
  return position;
}

search('find', strFind);
search('rfind', strRfind);
search('index', (text, part, start, end) => found(strFind(text, part, start, end)));
search('rindex', (text, part, start, end) => found(strRfind(text, part, start, end)));
search('count', strCount);

/** startswith and endswith: one bytes object, or a tuple of which one is enough. */
function affix(
  name: string,
  has: (text: string, part: string, start: number, end: number) => boolean,
): void {
  method(
    bytesType,
    name,
    fixed(2, 4),
    (vm, self: PyBytes, wanted: Value, start: Value, end: Value) => {
      const from = optionalBound(vm, start, 0);
      const to = optionalBound(vm, end, Infinity);
      const text = binaryText(self.value);
      const one = asBytes(wanted);
      if (one !== undefined) return has(text, binaryText(one), from, to);
      if (wanted instanceof PyTuple) {
        return wanted.items.some((item) => has(text, binaryText(bytesArgument(item)), from, to));
      }
      const got = typeOf(wanted).name;
      throw typeError(`${name} first arg must be bytes or a tuple of bytes, not ${got}`);
    },
  );
}

affix('startswith', strStartswith);
affix('endswith', strEndswith);

/** A bytes object of text whose characters are bytes. */
export function bytesOfText(text: string): PyBytes {
  return new PyBytes(fromBinaryText(text));
}
