// dict: its methods, except those that fill it from something else (dict-update.ts).
import { spendOnItem } from '../objects/meter.js';
import { tuple } from '../objects/collections.js';
import { PyDict } from '../objects/dict.js';
import { raised, typeError } from '../objects/exceptions.js';
import { DictIterator, PyDictView, type DictPart } from '../objects/table-iterators.js';
import { NotImplemented } from '../objects/type-of.js';
import { dictType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { lookupSpecial } from '../vm/access.js';
import { enterCall, enterCounted, enterPrelude } from '../vm/calls.js';
import { nativeItems } from '../vm/iterate.js';
import { knownEqual } from '../vm/operators.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { classMethod, fixed, method, preludeFn, staticMethod, unpack, variadic } from './define.js';
import { mergeDict, updateFrom } from './dict-update.js';
import { checkNoKeywords } from './list-type.js';

staticMethod(dictType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyDict(requestedClass(dictType, args));
});

method(dictType, '__init__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  if (args.length > 2) {
    throw typeError(`dict expected at most 1 argument, got ${args.length - 1}`);
  }
  return updateFrom(vm, args[0] as PyDict, args[1], keywords);
});

method(dictType, 'update', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  if (args.length > 2) {
    throw typeError(`update expected at most 1 argument, got ${args.length - 1}`);
  }
  return updateFrom(vm, args[0] as PyDict, args[1], keywords);
});

classMethod(dictType, 'fromkeys', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  checkNoKeywords('dict.fromkeys', keywords);
  const given = args.length - 1;
  if (given === 0) throw typeError('fromkeys expected at least 1 argument, got 0');
  if (given > 2) throw typeError(`fromkeys expected at most 2 arguments, got ${given}`);
  const [cls, keys, value = null] = args;
  const items = cls === dictType ? nativeItems(vm, keys) : null;
  if (items === null) return enterPrelude(vm, 'dict_fromkeys', cls, keys, value);
  const dict = new PyDict();
  for (const key of items) dict.set(vm.keys, key, value);
  return dict;
});

method(dictType, 'get', unpack(2, 3), (vm, self: PyDict, key: Value, missing: Value = null) => {
  const value = self.get(vm.keys, key);
  return value === undefined ? missing : value;
});

method(
  dictType,
  'setdefault',
  unpack(2, 3),
  (vm, self: PyDict, key: Value, missing: Value = null) => self.setDefault(vm.keys, key, missing),
);

method(dictType, 'pop', unpack(2, 3), (vm, self: PyDict, key: Value, missing: Value) => {
  // An empty dict does not even hash the key.
  const at = self.size === 0 ? -1 : self.position(vm.keys, key);
  if (at >= 0) {
    const value = self.values[at];
    self.deleteAt(vm.keys, at);
    return value;
  }
  if (missing === undefined) throw raised('KeyError', key);
  return missing;
});

method(dictType, 'popitem', fixed(1), (vm, self: PyDict) => {
  if (self.size === 0) throw raised('KeyError', 'popitem(): dictionary is empty');
  let at = self.keys.length - 1;
  while (self.keys[at] === undefined) at--;
  const item = tuple([self.keys[at], self.values[at]]);
  self.deleteAt(vm.keys, at);
  return item;
});

method(dictType, 'clear', fixed(1), (_vm, self: PyDict) => {
  self.clear();
  return null;
});

method(dictType, 'copy', fixed(1), (_vm, self: PyDict) => self.copy());

function view(name: string, part: DictPart): void {
  method(dictType, name, fixed(1), (_vm, self: PyDict) => new PyDictView(self, part));
}
view('keys', 'key');
view('values', 'value');
view('items', 'item');

method(dictType, '__getitem__', fixed(2), (vm, self: PyDict, key: Value) => {
  const value = self.get(vm.keys, key);
  if (value !== undefined) return value;
  if (self.cls !== dictType) {
    const missing = lookupSpecial(vm, self, '__missing__');
    if (missing !== undefined) return enterCall(vm, missing, [key]);
  }
  throw raised('KeyError', key);
});

method(dictType, '__setitem__', fixed(3), (vm, self: PyDict, key: Value, value: Value) => {
  self.set(vm.keys, key, value);
  return null;
});

method(dictType, '__delitem__', fixed(2), (vm, self: PyDict, key: Value) => {
  if (!self.delete(vm.keys, key)) throw raised('KeyError', key);
  return null;
});

method(dictType, '__contains__', fixed(2), (vm, self: PyDict, key: Value) =>
  self.has(vm.keys, key),
);

method(dictType, '__len__', fixed(1), (_vm, self: PyDict) => self.size);
method(dictType, '__iter__', fixed(1), (_vm, self: PyDict) => new DictIterator(self, 'key'));
method(dictType, '__reversed__', fixed(1), (_vm, self: PyDict) => {
  return new DictIterator(self, 'key', true);
});
dictType.members.set('__hash__', null);

/**
 * `==` of two dicts: the same keys with equal values, in whatever order.
 * @returns `whenSame`, its opposite, or PUSHED
 */
function compareDicts(vm: VM, a: PyDict, b: PyDict, whenSame: boolean): Value {
  if (a.size !== b.size) return !whenSame;
  for (let at = nextPlace(a, 0); at >= 0; at = nextPlace(a, at + 1)) {
    spendOnItem(at);
    const place = b.positionOf(vm.keys, a, at);
    if (place < 0) return !whenSame;
    const same = knownEqual(vm, a.values[at], b.values[place]);
    if (same === undefined) {
      return enterCounted(vm, ' in comparison', 'dict_compare', a, b, at, whenSame);
    }
    if (!same) return !whenSame;
  }
  return whenSame;
}

/** The place of the first entry at or after `at`, or -1. */
function nextPlace(dict: PyDict, at: number): number {
  let place = at;
  while (place < dict.keys.length && dict.keys[place] === undefined) place++;
  return place < dict.keys.length ? place : -1;
}

preludeFn('dict_place', fixed(2), (_vm, dict: PyDict, at: number) => nextPlace(dict, at));
preludeFn('dict_key', fixed(2), (_vm, dict: PyDict, at: number) => dict.keys[at] ?? null);
preludeFn('dict_value', fixed(2), (_vm, dict: PyDict, at: number) => dict.values[at] ?? null);
preludeFn('dict_place_of', fixed(3), (vm, dict: PyDict, other: PyDict, at: number) =>
  dict.positionOf(vm.keys, other, at),
);

method(dictType, '__eq__', fixed(2), (vm, self: PyDict, other: Value) =>
  other instanceof PyDict ? compareDicts(vm, self, other, true) : NotImplemented,
);
method(dictType, '__ne__', fixed(2), (vm, self: PyDict, other: Value) =>
  other instanceof PyDict ? compareDicts(vm, self, other, false) : NotImplemented,
);
for (const name of ['__lt__', '__le__', '__gt__', '__ge__']) {
  method(dictType, name, fixed(2), () => NotImplemented);
}

/** `self | other`: a dict of self's own kind, then what other has. */
function union(vm: VM, left: Value, right: Value): Value {
  if (!(left instanceof PyDict) || !(right instanceof PyDict)) return NotImplemented;
  const result = left.copy();
  mergeDict(vm, result, right);
  return result;
}
method(dictType, '__or__', fixed(2), union);
method(dictType, '__ror__', fixed(2), (vm, self: Value, other: Value) => union(vm, other, self));

method(dictType, '__ior__', fixed(2), (vm, self: PyDict, other: Value) => {
  if (other instanceof PyDict) {
    mergeDict(vm, self, other);
    return self;
  }
  return enterPrelude(vm, 'dict_ior', self, other);
});
