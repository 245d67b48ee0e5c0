// The reprs of containers. Where an item's class has a `__repr__` in Python, the prelude asks it; a
// container inside itself is cut short.
import { PyList, type PyMappingProxy, type PyRange, type PySlice } from '../objects/collections.js';
import type { PySet } from '../objects/set.js';
import {
  dictType,
  frozensetType,
  listType,
  mappingProxyType,
  rangeType,
  setType,
  sliceType,
  tupleType,
  type PyType,
} from '../objects/type.js';
import type { PyObject } from '../objects/value.js';
import { enterCounted } from '../vm/calls.js';
import { enterRepr, knownRepr, leaveRepr, reprSync, setText, tupleText } from '../vm/text.js';
import { fixed, method, preludeFn } from './define.js';

/** A container's `__repr__`: here, or by the prelude where items have a say. */
function containerRepr(type: PyType, prelude: string): void {
  method(type, '__repr__', fixed(1), (vm, self: PyObject) => {
    const known = knownRepr(vm, self);
    if (known !== undefined) return known;
    return enterCounted(vm, ' while getting the repr of an object', prelude, self);
  });
}

containerRepr(listType, 'list_repr');
containerRepr(tupleType, 'tuple_repr');
containerRepr(dictType, 'dict_repr');
containerRepr(setType, 'set_repr');
containerRepr(frozensetType, 'set_repr');

preludeFn('repr_begin', fixed(1), (vm, container: PyObject) => enterRepr(vm, container));
preludeFn('repr_end', fixed(1), (vm, container: PyObject) => {
  leaveRepr(vm, container);
  return null;
});
preludeFn('tuple_text', fixed(1), (_vm, texts: PyList) => tupleText(texts.items as string[]));
preludeFn('set_items', fixed(1), (_vm, set: PySet) => new PyList(set.toArray()));
preludeFn('set_text', fixed(2), (_vm, set: PySet, texts: PyList) =>
  setText(set, texts.items as string[]),
);

method(rangeType, '__repr__', fixed(1), (_vm, self: PyRange) => {
  const step = self.step === 1 ? '' : `, ${self.step}`;
  return `range(${self.start}, ${self.stop}${step})`;
});

method(sliceType, '__repr__', fixed(1), (vm, self: PySlice) => {
  const parts = [self.start, self.stop, self.step].map((part) => reprSync(vm, part));
  return `slice(${parts.join(', ')})`;
});

method(
  mappingProxyType,
  '__repr__',
  fixed(1),
  (vm, self: PyMappingProxy) => `mappingproxy(${reprSync(vm, self.mapping)})`,
);
