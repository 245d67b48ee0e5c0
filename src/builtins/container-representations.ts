// The reprs of containers. Items are written in nested runs where they have a `__repr__` in Python;
// a container inside itself is cut short.
import type { PyList, PyMappingProxy, PyRange, PySlice, PyTuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
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
} from '../objects/type.js';
import type { PyObject } from '../objects/value.js';
import { enterRepr, leaveRepr, reprSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { fixed, method } from './define.js';

/** What `write` makes of the container, or `cycle` when that is being made already. */
function guarded(vm: VM, container: PyObject, cycle: string, write: () => string): string {
  if (!enterRepr(vm, container)) return cycle;
  try {
    return write();
  } finally {
    leaveRepr(vm, container);
  }
}

method(listType, '__repr__', fixed(1), (vm, self: PyList) => {
  if (self.items.length === 0) return '[]';
  return guarded(vm, self, '[...]', () => {
    let text = '[';
    // The list may change while its items are written.
    for (let i = 0; i < self.items.length; i++) {
      text += (i === 0 ? '' : ', ') + reprSync(vm, self.items[i]);
    }
    return text + ']';
  });
});

method(tupleType, '__repr__', fixed(1), (vm, self: PyTuple) => {
  if (self.items.length === 0) return '()';
  return guarded(vm, self, '(...)', () => {
    const texts = self.items.map((item) => reprSync(vm, item));
    return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(', ')})`;
  });
});

method(dictType, '__repr__', fixed(1), (vm, self: PyDict) => {
  if (self.size === 0) return '{}';
  return guarded(vm, self, '{...}', () => {
    let text = '{';
    for (let at = 0; at < self.keys.length; at++) {
      const key = self.keys[at];
      if (key === undefined) continue;
      const value = self.values[at];
      const written = `${reprSync(vm, key)}: ${reprSync(vm, value)}`;
      text += (text === '{' ? '' : ', ') + written;
    }
    return text + '}';
  });
});

/** A plain set shows as a display; frozensets and subclasses with the name of their class. */
function setRepr(vm: VM, self: PySet): string {
  const name = self.cls.name;
  if (self.size === 0) return `${name}()`;
  return guarded(vm, self, `${name}(...)`, () => {
    const items = self.toArray().map((item) => reprSync(vm, item));
    const display = `{${items.join(', ')}}`;
    return self.cls === setType ? display : `${name}(${display})`;
  });
}

method(setType, '__repr__', fixed(1), setRepr);
method(frozensetType, '__repr__', fixed(1), setRepr);

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
