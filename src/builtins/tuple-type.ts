// tuple: its methods.
import { PySlice, PyTuple, tuple } from '../objects/collections.js';
import { hashOfTuple } from '../objects/container-hash.js';
import { raised, typeError } from '../objects/exceptions.js';
import { TupleIterator } from '../objects/sequence-iterators.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import { tupleType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { sliceRange } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import { hashOf } from '../vm/keys.js';
import { positionalArgument, requestedClass } from './constructor-arguments.js';
import { fixed, method, preludeFn, staticMethod, unpack, variadic } from './define.js';
import {
  compareSequences,
  COMPARISONS,
  countItem,
  hasItem,
  indexOfItem,
  itemIndex,
  itemsOfSlice,
  multiplied,
} from './sequences.js';

staticMethod(tupleType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  const cls = requestedClass(tupleType, args);
  const iterable = positionalArgument(tupleType, cls, args, keywords);
  if (iterable === undefined) return makeTuple(cls, []);
  if (iterable instanceof PyTuple && iterable.cls === tupleType && cls === tupleType)
    return iterable;
  const items = nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'tuple_of', cls, iterable);
  return makeTuple(cls, items.slice());
});

function makeTuple(cls: PyType, items: readonly Value[]): PyTuple {
  return cls === tupleType ? tuple(items) : new PyTuple(items, cls);
}

preludeFn('make_tuple', fixed(2), (_vm, cls: PyType, list: { readonly items: readonly Value[] }) =>
  makeTuple(cls, list.items.slice()),
);

method(tupleType, 'count', fixed(2), countItem);
method(tupleType, 'index', unpack(2, 4), indexOfItem);

method(tupleType, '__getitem__', fixed(2), (vm, self: PyTuple, key: Value) => {
  if (key instanceof PySlice) {
    const range = sliceRange(vm, key, self.items.length);
    const whole = range.step === 1 && range.count === self.items.length;
    return whole && self.cls === tupleType ? self : tuple(itemsOfSlice(self.items, range));
  }
  const index = itemIndex(vm, 'tuple', key);
  const at = index < 0 ? index + self.items.length : index;
  if (at < 0 || at >= self.items.length) throw raised('IndexError', 'tuple index out of range');
  return self.items[at];
});

method(tupleType, '__add__', fixed(2), (_vm, self: PyTuple, other: Value) => {
  if (other instanceof PyTuple) return tuple(self.items.concat(other.items));
  throw typeError(`can only concatenate tuple (not "${typeOf(other).name}") to tuple`);
});

for (const name of ['__mul__', '__rmul__']) {
  method(tupleType, name, fixed(2), (vm, self: PyTuple, factor: Value) => {
    if (factor === 1 && self.cls === tupleType) return self;
    return tuple(multiplied(vm, self.items, factor));
  });
}

for (const op of COMPARISONS) {
  method(tupleType, `__${op}__`, fixed(2), (vm, self: PyTuple, other: Value) =>
    other instanceof PyTuple ? compareSequences(vm, self, other, op) : NotImplemented,
  );
}

method(tupleType, '__contains__', fixed(2), hasItem);

method(tupleType, '__len__', fixed(1), (_vm, self: PyTuple) => self.items.length);
method(tupleType, '__iter__', fixed(1), (_vm, self: PyTuple) => new TupleIterator(self));
method(tupleType, '__hash__', fixed(1), (vm, self: PyTuple) =>
  hashOfTuple(self.items.map((item) => hashOf(vm, item))),
);
method(tupleType, '__getnewargs__', fixed(1), (_vm, self: PyTuple) =>
  tuple([tuple(self.items.slice())]),
);
