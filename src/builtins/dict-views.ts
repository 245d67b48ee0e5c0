// The views that keys(), values() and items() give.
import { reserveItems, spendOnItem, spendOnItems } from '../objects/meter.js';
import { PyMappingProxy, PyTuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
import { PySet } from '../objects/set.js';
import {
  DictIterator,
  dictPart,
  dictViewTypes,
  PyDictView,
  type DictPart,
} from '../objects/table-iterators.js';
import { NotImplemented } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { nativeItems } from '../vm/iterate.js';
import { enterRepr, leaveRepr, reprSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { fixed, getSet, method, preludeFn } from './define.js';
import { sameItem } from './sequences.js';

const PARTS: readonly DictPart[] = ['key', 'value', 'item'];

/** What the view shows, in order, in a fresh array. */
export function itemsOfView(view: PyDictView): Value[] {
  const { dict, part } = view;
  reserveItems(dict.size);
  spendOnItems(dict.keys.length);
  const items: Value[] = [];
  for (let at = 0; at < dict.keys.length; at++) {
    if (dict.keys[at] !== undefined) items.push(dictPart(dict, part, at));
  }
  return items;
}

for (const part of PARTS) {
  const type = dictViewTypes[part];
  method(type, '__len__', fixed(1), (_vm, self: PyDictView) => self.dict.size);
  method(type, '__iter__', fixed(1), (_vm, self: PyDictView) => new DictIterator(self.dict, part));
  method(type, '__reversed__', fixed(1), (_vm, self: PyDictView) => {
    return new DictIterator(self.dict, part, true);
  });
  method(type, '__repr__', fixed(1), (vm, self: PyDictView) => {
    if (!enterRepr(vm, self)) return '...';
    try {
      const texts = itemsOfView(self).map((item) => reprSync(vm, item));
      return `${self.cls.name}([${texts.join(', ')}])`;
    } finally {
      leaveRepr(vm, self);
    }
  });
  getSet(type, 'mapping', (_vm, self: PyDictView) => new PyMappingProxy(self.dict));
}

/** Whether keys or items view has the value. */
function viewHas(vm: VM, { dict, part }: PyDictView, value: Value): boolean {
  if (part === 'key') return dict.has(vm.keys, value);
  if (!(value instanceof PyTuple) || value.items.length !== 2) return false;
  const found = dict.get(vm.keys, value.items[0]);
  return found !== undefined && sameItem(vm, found, value.items[1]);
}

function isSetLike(value: Value): value is PySet | PyDictView {
  return value instanceof PySet || (value instanceof PyDictView && value.part !== 'value');
}

function sizeOf(value: PySet | PyDictView): number {
  return value instanceof PySet ? value.size : value.dict.size;
}

function has(vm: VM, value: PySet | PyDictView, item: Value): boolean {
  return value instanceof PySet ? value.has(vm.keys, item) : viewHas(vm, value, item);
}

function itemsOf(value: PySet | PyDictView): Value[] {
  return value instanceof PySet ? value.toArray() : itemsOfView(value);
}

/** Whether every item of `a` is in `b`. */
function isSubset(vm: VM, a: PySet | PyDictView, b: PySet | PyDictView): boolean {
  return itemsOf(a).every((item, at) => {
    spendOnItem(at);
    return has(vm, b, item);
  });
}

type Comparison = (vm: VM, a: PySet | PyDictView, b: PySet | PyDictView) => boolean;

const VIEW_COMPARISONS: Record<string, Comparison> = {
  __eq__: (vm, a, b) => sizeOf(a) === sizeOf(b) && isSubset(vm, a, b),
  __ne__: (vm, a, b) => sizeOf(a) !== sizeOf(b) || !isSubset(vm, a, b),
  __lt__: (vm, a, b) => sizeOf(a) < sizeOf(b) && isSubset(vm, a, b),
  __le__: (vm, a, b) => sizeOf(a) <= sizeOf(b) && isSubset(vm, a, b),
  __gt__: (vm, a, b) => sizeOf(a) > sizeOf(b) && isSubset(vm, b, a),
  __ge__: (vm, a, b) => sizeOf(a) >= sizeOf(b) && isSubset(vm, b, a),
};

/** `view & other`: the smaller of two views is walked, and the order of the result is its order. */
function intersect(vm: VM, view: PyDictView, other: Value): Value {
  let walked = other;
  let asked: PySet | PyDictView = view;
  if (other instanceof PySet && view.dict.size <= other.size) [walked, asked] = [view, other];
  else if (other instanceof PyDictView && isSetLike(other) && other.dict.size > view.dict.size) {
    [walked, asked] = [view, other];
  }
  const items = nativeItems(vm, walked);
  if (items === null) return enterPrelude(vm, 'view_and', asked, walked, new PySet());
  const result = new PySet();
  for (const item of items) if (has(vm, asked, item)) result.add(vm.keys, item);
  return result;
}

/** `items ^ items` of two dicts: first what only the right one has, then what is left of the left one. */
function itemsInOne(vm: VM, left: PyDict, right: PyDict): PySet {
  const rest = left.copy();
  const result = new PySet();
  for (const item of itemsOfView(new PyDictView(right, 'item'))) {
    const [key, value] = (item as PyTuple).items;
    const found = rest.get(vm.keys, key);
    if (found !== undefined && sameItem(vm, found, value)) rest.delete(vm.keys, key);
    else result.add(vm.keys, item);
  }
  for (const item of itemsOfView(new PyDictView(rest, 'item'))) result.add(vm.keys, item);
  return result;
}

for (const type of [dictViewTypes.key, dictViewTypes.item]) {
  for (const [name, comparison] of Object.entries(VIEW_COMPARISONS)) {
    method(type, name, fixed(2), (vm, self: PyDictView, other: Value) =>
      isSetLike(other) ? comparison(vm, self, other) : NotImplemented,
    );
  }
  type.members.set('__hash__', null);

  method(type, '__contains__', fixed(2), viewHas);
  method(type, '__and__', fixed(2), intersect);
  method(type, '__rand__', fixed(2), intersect);
  // The other operators make a set of the left operand and change it, so any iterable may stand left.
  for (const name of ['or', 'sub', 'xor']) {
    method(type, `__${name}__`, fixed(2), (vm, self: PyDictView, other: Value) => {
      const twoItems = self.part === 'item' && other instanceof PyDictView && other.part === 'item';
      if (name === 'xor' && twoItems) return itemsInOne(vm, self.dict, other.dict);
      return enterPrelude(vm, `view_${name}`, self, other);
    });
    method(type, `__r${name}__`, fixed(2), (vm, self: PyDictView, other: Value) => {
      return enterPrelude(vm, `view_${name}`, other, self);
    });
  }

  method(type, 'isdisjoint', fixed(2), (vm, self: PyDictView, other: Value) => {
    if (!isSetLike(other)) return enterPrelude(vm, 'view_isdisjoint', self, other);
    const [walked, asked] = sizeOf(other) > self.dict.size ? [self, other] : [other, self];
    return !itemsOf(walked).some((item, at) => {
      spendOnItem(at);
      return has(vm, asked, item);
    });
  });
}

preludeFn('view_has', fixed(2), has);

/** What to make a set of for a view: the dict itself stands for its keys, and is faster. */
preludeFn('view_source', fixed(1), (_vm, view: Value) => {
  return view instanceof PyDictView && view.part === 'key' ? view.dict : view;
});
