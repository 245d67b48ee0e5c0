// bytearray: what changes it, and what it shares with bytes, whose methods it takes over: they make
// bytes, and these become bytearrays here.
import { PyByteArray, PyBytes } from '../objects/bytes.js';
import { PyList, PySlice, PyTuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { PyBuiltin, type Native } from '../objects/functions.js';
import { BytesIterator } from '../objects/text-iterators.js';
import { bytesRepr } from '../objects/text-repr.js';
import { typeOf } from '../objects/type-of.js';
import { bytearrayType, bytesType, defineType, type PyType } from '../objects/type.js';
import { asBytes } from '../objects/unwrap.js';
import type { Int, Value } from '../objects/value.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { asIndex, asSize, indexOf, sliceRange } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';
import { bytesOfItems, repeated, zeros } from './bytes-type.js';
import { codecArguments, encode } from './codec.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { classMethod, fixed, method, preludeFn, staticMethod, unpack, variadic } from './define.js';
import { defineIterator, defineLengthHint } from './iterator-types.js';
import { repeatFactor } from './sequences.js';

// --- what bytes can do

/** Methods of bytes that a bytearray has in a form of its own, or not at all. */
const OWN = new Set(['__new__', '__repr__', '__str__', '__bytes__', '__hash__', '__getnewargs__']);

/** A result of a method of bytes, as the method of bytearray gives it. */
function mutable(result: Value): Value {
  if (result instanceof PyByteArray) return new PyByteArray(result.value.slice());
  if (result instanceof PyBytes) return new PyByteArray(result.value.slice());
  if (result instanceof PyTuple) return new PyTuple(result.items.map(mutable));
  return result instanceof PyList ? new PyList(result.items.map(mutable)) : result;
}

for (const [name, member] of bytesType.members) {
  if (!(member instanceof PyBuiltin) || OWN.has(name)) continue;
  const shared = member.native as (vm: VM, ...args: Value[]) => Value;
  const native: Native = (vm: VM, ...args: Value[]) => mutable(shared(vm, ...args));
  method(bytearrayType, name, member, native);
}
bytearrayType.members.set('maketrans', bytesType.members.get('maketrans'));
bytearrayType.members.set('__hash__', null);

classMethod(bytearrayType, 'fromhex', fixed(2), (vm, cls: PyType, digits: Value) =>
  enterPrelude(vm, 'bytearray_fromhex', cls, digits),
);

method(bytearrayType, 'join', fixed(2), (vm, self: PyByteArray, iterable: Value) => {
  if (nativeItems(vm, iterable) === null) {
    return enterPrelude(vm, 'bytearray_join', self, iterable);
  }
  const join = bytesType.members.get('join') as PyBuiltin;
  return mutable(enterCall(vm, join, [new PyBytes(self.value), iterable]));
});

// --- making one

staticMethod(bytearrayType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyByteArray(new Uint8Array(), requestedClass(bytearrayType, args));
});

method(bytearrayType, '__init__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const self = args[0] as PyByteArray;
  const names = ['source', 'encoding', 'errors'];
  const [source, encoding, errors] = namedArguments(bytearrayType, names, 0, args, keywords);
  const [codec, handler] = codecArguments('bytearray', encoding, errors);
  const text = asStr(source);
  if (text !== undefined) {
    if (encoding === undefined) throw typeError('string argument without an encoding');
    self.become(encode(text, codec, handler).value.slice());
    return null;
  }
  if (encoding !== undefined || errors !== undefined) {
    const which = encoding === undefined ? 'errors' : 'encoding';
    throw typeError(`${which} without a string argument`);
  }
  return source === undefined ? become(self, new Uint8Array()) : fill(vm, self, source);
});

function become(self: PyByteArray, bytes: Uint8Array): null {
  self.become(bytes);
  return null;
}

/** bytearray(source) without an encoding: None, or PUSHED. */
function fill(vm: VM, self: PyByteArray, source: Value): Value {
  const bytes = asBytes(source);
  if (bytes !== undefined) return become(self, bytes.slice());
  const count = indexOf(vm, source);
  if (count !== undefined) return become(self, zeros(asSize(vm, count)));
  const items = nativeItems(vm, source);
  if (items !== null) return become(self, bytesOfItems(vm, items, 'byte'));
  if (!isIterable(source)) {
    throw typeError(`cannot convert '${typeOf(source).name}' object to bytearray`);
  }
  return enterPrelude(vm, 'bytearray_fill', self, source);
}

function isIterable(value: Value): boolean {
  const type = typeOf(value);
  return type.lookup('__iter__') !== undefined || type.lookup('__getitem__') !== undefined;
}

preludeFn('bytearray_become', fixed(2), (vm, self: PyByteArray, items: PyList) =>
  become(self, bytesOfItems(vm, items.items, 'byte')),
);

// --- looking at it

for (const name of ['__repr__', '__str__']) {
  method(bytearrayType, name, fixed(1), (_vm, self: PyByteArray) => {
    return `${self.cls.name}(${bytesRepr(self.value)})`;
  });
}

const bytearrayIteratorType = defineType('bytearray_iterator', 'native', { subclassable: false });
defineIterator(bytearrayIteratorType);
defineLengthHint(bytearrayIteratorType);
method(
  bytearrayType,
  '__iter__',
  fixed(1),
  (_vm, self: PyByteArray) => new BytesIterator(self, bytearrayIteratorType),
);

method(bytearrayType, '__alloc__', fixed(1), (_vm, self: PyByteArray) => self.value.length + 1);

method(bytearrayType, 'copy', fixed(1), (_vm, self: PyByteArray) => {
  return new PyByteArray(self.value.slice());
});

// --- items

function byteFrom(vm: VM, value: Value): number {
  const index = asIndex(vm, value);
  if (index < 0 || index > 255) throw valueError('byte must be in range(0, 256)');
  return Number(index);
}

/** The place an index means. */
function placeOf(vm: VM, self: PyByteArray, key: Value): number {
  const index: Int | undefined = indexOf(vm, key);
  if (index === undefined) {
    throw typeError(`bytearray indices must be integers or slices, not ${typeOf(key).name}`);
  }
  const given = asSize(vm, index, 'IndexError');
  const { length } = self.value;
  const at = given < 0 ? given + length : given;
  if (at < 0 || at >= length) throw raised('IndexError', 'bytearray index out of range');
  return at;
}

const bytesGetItem = (bytesType.members.get('__getitem__') as PyBuiltin).native as (
  vm: VM,
  self: PyBytes,
  key: Value,
) => Value;

method(bytearrayType, '__getitem__', fixed(2), (vm, self: PyByteArray, key: Value) =>
  key instanceof PySlice
    ? mutable(bytesGetItem(vm, self, key))
    : self.value[placeOf(vm, self, key)],
);

/** Put `part` where `count` bytes from `start` on are. */
function splice(self: PyByteArray, start: number, count: number, part: Uint8Array): void {
  const { value } = self;
  if (part.length === count) {
    value.set(part, start);
    return;
  }
  const result = new Uint8Array(value.length - count + part.length);
  result.set(value.subarray(0, start));
  result.set(part, start);
  result.set(value.subarray(start + count), start + part.length);
  self.become(result);
}

const NOT_ASSIGNABLE = 'can assign only bytes, buffers, or iterables of ints in range(0, 256)';

method(
  bytearrayType,
  '__setitem__',
  fixed(3),
  (vm, self: PyByteArray, key: Value, value: Value) => {
    if (!(key instanceof PySlice)) {
      const at = placeOf(vm, self, key);
      const byte = byteFrom(vm, value);
      self.value[at] = byte;
      return null;
    }
    const bytes = asBytes(value);
    if (bytes !== undefined) return assignSlice(vm, self, key, bytes.slice());
    if (asStr(value) !== undefined || indexOf(vm, value) !== undefined || !isIterable(value)) {
      throw typeError(NOT_ASSIGNABLE);
    }
    const items = nativeItems(vm, value);
    return items === null
      ? enterPrelude(vm, 'bytearray_assign', self, key, value)
      : assignSlice(vm, self, key, bytesOfItems(vm, items, 'byte'));
  },
);

function assignSlice(vm: VM, self: PyByteArray, slice: PySlice, part: Uint8Array): null {
  const { start, step, count } = sliceRange(vm, slice, self.value.length);
  if (step === 1) splice(self, start, count, part);
  else if (part.length === count) part.forEach((byte, i) => (self.value[start + i * step] = byte));
  else {
    throw valueError(
      `attempt to assign bytes of size ${part.length} to extended slice of size ${count}`,
    );
  }
  return null;
}

method(bytearrayType, '__delitem__', fixed(2), (vm, self: PyByteArray, key: Value) => {
  if (!(key instanceof PySlice)) {
    splice(self, placeOf(vm, self, key), 1, new Uint8Array());
    return null;
  }
  const { start, step, count } = sliceRange(vm, key, self.value.length);
  const gone = new Set(Array.from({ length: count }, (_, i) => start + i * step));
  return become(
    self,
    self.value.filter((_, at) => !gone.has(at)),
  );
});

// --- growing and shrinking

method(bytearrayType, 'append', fixed(2), (vm, self: PyByteArray, value: Value) => {
  self.push(byteFrom(vm, value));
  return null;
});

function append(self: PyByteArray, part: Uint8Array): void {
  splice(self, self.value.length, 0, part);
}

method(bytearrayType, 'extend', fixed(2), (vm, self: PyByteArray, source: Value) => {
  const bytes = asBytes(source);
  if (bytes !== undefined) {
    append(self, bytes.slice());
    return null;
  }
  if (!isIterable(source)) throw typeError(`can't extend bytearray with ${typeOf(source).name}`);
  const items = nativeItems(vm, source);
  if (items === null) return enterPrelude(vm, 'bytearray_extend', self, source);
  append(self, bytesOfItems(vm, items, 'byte'));
  return null;
});

method(
  bytearrayType,
  'insert',
  unpack(3, 3),
  (vm, self: PyByteArray, index: Value, value: Value) => {
    const given = asSize(vm, index);
    const byte = byteFrom(vm, value);
    const { length } = self.value;
    const at = given < 0 ? Math.max(given + length, 0) : Math.min(given, length);
    splice(self, at, 0, Uint8Array.of(byte));
    return null;
  },
);

method(bytearrayType, 'pop', unpack(1, 2), (vm, self: PyByteArray, index: Value) => {
  const given = index === undefined ? -1 : asSize(vm, index);
  const { length } = self.value;
  if (length === 0) throw raised('IndexError', 'pop from empty bytearray');
  const at = given < 0 ? given + length : given;
  const byte = self.value[at];
  if (byte === undefined) throw raised('IndexError', 'pop index out of range');
  splice(self, at, 1, new Uint8Array());
  return byte;
});

method(bytearrayType, 'remove', fixed(2), (vm, self: PyByteArray, value: Value) => {
  const at = self.value.indexOf(byteFrom(vm, value));
  if (at < 0) throw valueError('value not found in bytearray');
  splice(self, at, 1, new Uint8Array());
  return null;
});

method(bytearrayType, 'clear', fixed(1), (_vm, self: PyByteArray) =>
  become(self, new Uint8Array()),
);

method(bytearrayType, 'reverse', fixed(1), (_vm, self: PyByteArray) => {
  self.value.reverse();
  return null;
});

// --- operators

/** @throws Raised TypeError when it is not bytes-like */
function concatenated(value: Value): Uint8Array {
  const bytes = asBytes(value);
  if (bytes !== undefined) return bytes.slice();
  throw typeError(`can't concat ${typeOf(value).name} to bytearray`);
}

method(bytearrayType, '__add__', fixed(2), (_vm, self: PyByteArray, other: Value) => {
  const sum = new PyByteArray(self.value.slice());
  append(sum, concatenated(other));
  return sum;
});

method(bytearrayType, '__iadd__', fixed(2), (_vm, self: PyByteArray, other: Value) => {
  append(self, concatenated(other));
  return self;
});

method(bytearrayType, '__imul__', fixed(2), (vm, self: PyByteArray, factor: Value) => {
  const times = repeatFactor(vm, factor);
  if (times === undefined) {
    throw typeError(`can't multiply sequence by non-int of type '${typeOf(factor).name}'`);
  }
  self.become(repeated(self.value, times));
  return self;
});
