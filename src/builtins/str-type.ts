// str: the constructor, operators, indexing, and the methods that look and count. Those that make
// other strings are in str-type-methods.ts, formatting is in str-format.ts and percent-format.ts.
import { PySlice, PyTuple, tuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError } from '../objects/exceptions.js';
import { repeatFill } from '../objects/format-padding.js';
import { formatStr } from '../objects/format-spec.js';
import { hashString } from '../objects/number-hash.js';
import {
  compareStrs,
  nextAt,
  strAt,
  strCount,
  strEndswith,
  strFind,
  strIndex,
  strLength,
  strRfind,
  strRindex,
  strSlice,
  strStartswith,
} from '../objects/text.js';
import { StrIterator, strAsciiIteratorType, strIteratorType } from '../objects/text-iterators.js';
import { strRepr } from '../objects/text-repr.js';
import { NotImplemented, PUSHED, typeOf } from '../objects/type-of.js';
import { strType, type PyType } from '../objects/type.js';
import { asBytes } from '../objects/unwrap.js';
import { PyStrObject, type Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { asSize, indexOf, optionalBound, sliceRange, strArgument } from '../vm/conversions.js';
import { concatenated } from '../vm/operators.js';
import { str } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { codecArguments, decode } from './codec.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { fixed, method, preludeFn, staticMethod, variadic } from './define.js';
import { defineIterator, defineLengthHint } from './iterator-types.js';
import { percentFormatStr } from './percent-format.js';
import { repeatFactor } from './sequences.js';

staticMethod(strType, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  const cls = requestedClass(strType, args);
  const names = ['object', 'encoding', 'errors'];
  const [object, encoding, errors] = namedArguments(strType, names, 0, args, keywords);
  const [codec, handler] = codecArguments('str', encoding, errors);
  if (object === undefined) return makeStr(cls, '');
  if (encoding === undefined && errors === undefined) {
    const text = str(vm, object);
    if (cls === strType) return text;
    return text === PUSHED ? enterPrelude(vm, 'str_subclass', cls, object) : makeStr(cls, text);
  }
  if (asStr(object) !== undefined) throw typeError('decoding str is not supported');
  const bytes = asBytes(object);
  if (bytes !== undefined) return makeStr(cls, decode(bytes, codec, handler));
  const name = typeOf(object).name;
  throw typeError(`decoding to str: need a bytes-like object, ${name} found`);
});

function makeStr(cls: PyType, text: Value): Value {
  return cls === strType ? text : new PyStrObject(cls, asStr(text)!);
}

preludeFn('make_str', fixed(2), (_vm, cls: PyType, text: Value) => makeStr(cls, text));

/** The text of `self`, which is a str or an instance of a subclass. */
export function textOf(self: Value): string {
  return typeof self === 'string' ? self : asStr(self)!;
}

method(strType, '__repr__', fixed(1), (_vm, self: Value) => strRepr(textOf(self)));
method(strType, '__str__', fixed(1), (_vm, self: Value) => textOf(self));
method(strType, '__hash__', fixed(1), (_vm, self: Value) => hashString(textOf(self)));
method(strType, '__len__', fixed(1), (_vm, self: Value) => strLength(textOf(self)));
method(strType, '__iter__', fixed(1), (_vm, self: Value) => new StrIterator(textOf(self)));
for (const type of [strIteratorType, strAsciiIteratorType]) {
  defineIterator(type);
  defineLengthHint(type);
}
method(strType, '__getnewargs__', fixed(1), (_vm, self: Value) => tuple([textOf(self)]));

method(strType, '__format__', fixed(2), (vm, self: Value, spec: Value) => {
  const wanted = strArgument('__format__', null, spec);
  return wanted === '' ? str(vm, self) : formatStr(textOf(self), wanted, typeOf(self).name);
});

method(strType, '__add__', fixed(2), (_vm, self: Value, other: Value) => {
  const right = asStr(other);
  if (right !== undefined) return concatenated(textOf(self), right);
  throw typeError(`can only concatenate str (not "${typeOf(other).name}") to str`);
});

for (const name of ['__mul__', '__rmul__']) {
  method(strType, name, fixed(2), (vm, self: Value, factor: Value) => {
    const times = repeatFactor(vm, factor);
    if (times !== undefined) return repeatFill(textOf(self), times);
    throw typeError(`can't multiply sequence by non-int of type '${typeOf(factor).name}'`);
  });
}

method(strType, '__mod__', fixed(2), (vm, self: Value, values: Value) =>
  percentFormatStr(vm, textOf(self), values),
);
method(strType, '__rmod__', fixed(2), (vm, self: Value, template: Value) => {
  const text = asStr(template);
  return text === undefined ? NotImplemented : percentFormatStr(vm, text, self);
});

function comparison(name: string, holds: (sign: number) => boolean): void {
  method(strType, `__${name}__`, fixed(2), (_vm, self: Value, other: Value) => {
    const right = asStr(other);
    return right === undefined ? NotImplemented : holds(compareStrs(textOf(self), right));
  });
}

comparison('eq', (sign) => sign === 0);
comparison('ne', (sign) => sign !== 0);
comparison('lt', (sign) => sign < 0);
comparison('le', (sign) => sign <= 0);
comparison('gt', (sign) => sign > 0);
comparison('ge', (sign) => sign >= 0);

method(strType, '__contains__', fixed(2), (_vm, self: Value, part: Value) => {
  const text = asStr(part);
  if (text !== undefined) return nextAt(textOf(self), text, 0) >= 0;
  const name = typeOf(part).name;
  throw typeError(`'in <string>' requires string as left operand, not ${name}`);
});

method(strType, '__getitem__', fixed(2), (vm, self: Value, key: Value) => {
  const text = textOf(self);
  if (key instanceof PySlice) {
    const { start, stop, step } = sliceRange(vm, key, strLength(text));
    return strSlice(text, start, stop, step);
  }
  const index = indexOf(vm, key);
  if (index === undefined) {
    throw typeError(`string indices must be integers, not '${typeOf(key).name}'`);
  }
  const character = strAt(text, asSize(vm, index, 'IndexError'));
  if (character === undefined) throw raised('IndexError', 'string index out of range');
  return character;
});

/** A method that searches for a str between two bounds. */
function search(
  name: string,
  find: (text: string, part: string, start: number, end: number) => Value,
): void {
  method(
    strType,
    name,
    fixed(2, 4),
    (vm: VM, self: Value, part: Value, start: Value, end: Value) => {
      const wanted = asStr(part);
      if (wanted === undefined) throw typeError(`must be str, not ${typeOf(part).name}`);
      const from = optionalBound(vm, start, 0);
      return find(textOf(self), wanted, from, optionalBound(vm, end, Infinity));
    },
  );
}

search('find', strFind);
search('rfind', strRfind);
search('index', strIndex);
search('rindex', strRindex);
search('count', strCount);

/** startswith and endswith: one str, or a tuple of which one is enough. */
function affix(
  name: string,
  has: (text: string, part: string, start: number, end: number) => boolean,
): void {
  method(
    strType,
    name,
    fixed(2, 4),
    (vm: VM, self: Value, wanted: Value, start: Value, end: Value) => {
      const from = optionalBound(vm, start, 0);
      const to = optionalBound(vm, end, Infinity);
      const text = textOf(self);
      const one = asStr(wanted);
      if (one !== undefined) return has(text, one, from, to);
      if (!(wanted instanceof PyTuple)) {
        const got = typeOf(wanted).name;
        throw typeError(`${name} first arg must be str or a tuple of str, not ${got}`);
      }
      return wanted.items.some((item) => {
        const part = asStr(item);
        if (part !== undefined) return has(text, part, from, to);
        const got = typeOf(item).name;
        throw typeError(`tuple for ${name} must only contain str, not ${got}`);
      });
    },
  );
}

affix('startswith', strStartswith);
affix('endswith', strEndswith);
