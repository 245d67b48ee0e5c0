// collections.deque.
import { PySlice, tuple } from '../../objects/collections.js';
import { PyDict } from '../../objects/dict.js';
import { PyDeque } from '../../objects/deque.js';
import { raised, typeError, valueError } from '../../objects/exceptions.js';
import { spendOnItem, spendOnItems } from '../../objects/meter.js';
import { PyIterator } from '../../objects/iterators.js';
import { instanceDict } from '../../objects/attributes.js';
import { NotImplemented, typeOf } from '../../objects/type-of.js';
import type { PyType } from '../../objects/type.js';
import { asInt } from '../../objects/unwrap.js';
import type { Value } from '../../objects/value.js';
import { bindBuiltinKeywords } from '../../vm/arguments.js';
import { enterPrelude } from '../../vm/calls.js';
import { asCount, asSize, indexOf } from '../../vm/conversions.js';
import { nativeItems } from '../../vm/iterate.js';
import { enterRepr, leaveRepr, reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import {
  fixed,
  getSet,
  keywords,
  method,
  moduleFn,
  preludeFn,
  staticMethod,
  unpack,
  variadic,
} from '../define.js';
import { defineIterator, defineLengthHint } from '../iterator-types.js';
import { COMPARISONS, compareSequences, multiplied, sameItem, searchBound } from '../sequences.js';
import { genericAliasClassMethod } from './generic-types.js';
import { defineModuleType } from './module-members.js';

export const dequeType = defineModuleType('collections', 'deque', 'native');
genericAliasClassMethod(dequeType);
dequeType.collection = 'sequence';

const final = { subclassable: false };
export const dequeIteratorType = defineModuleType(
  '_collections',
  '_deque_iterator',
  'native',
  final,
);
const reverseIteratorType = defineModuleType(
  '_collections',
  '_deque_reverse_iterator',
  'native',
  final,
);

class DequeIterator extends PyIterator {
  readonly native = true;
  private readonly version: number;
  private at = 0;

  constructor(
    private readonly deque: PyDeque,
    private readonly reversed: boolean,
  ) {
    super(reversed ? reverseIteratorType : dequeIteratorType);
    this.version = deque.version;
  }

  next(): Value {
    const { deque } = this;
    if (deque.version !== this.version) {
      throw raised('RuntimeError', 'deque mutated during iteration');
    }
    if (this.at >= deque.length) return undefined;
    const at = this.at++;
    return deque.at(this.reversed ? deque.length - 1 - at : at);
  }

  override lengthHint(): number {
    return this.deque.length - this.at;
  }
}
for (const type of [dequeIteratorType, reverseIteratorType]) {
  defineIterator(type);
  defineLengthHint(type);
}

staticMethod(dequeType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyDeque(requestedClass(dequeType, args));
});

const signature = moduleFn('collections', 'deque', keywords('iterable=, maxlen='), () => null);

method(dequeType, '__init__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const self = args[0] as PyDeque;
  const count = args.length - 1 + (given?.size ?? 0);
  if (count > 2) throw typeError(`deque() takes at most 2 arguments (${count} given)`);
  const [iterable, bound] = bindBuiltinKeywords(signature, args.slice(1), given ?? new PyDict());
  let limit = Infinity;
  if (bound !== undefined && bound !== null) {
    if (asInt(bound) === undefined) throw typeError('an integer is required');
    limit = asSize(vm, bound);
    if (limit < 0) throw valueError('maxlen must be non-negative');
  }
  self.maxLength = limit;
  if (self.length > 0) self.clear();
  return iterable === undefined ? null : extend(vm, self, iterable);
});

function extend(vm: VM, self: PyDeque, iterable: Value): Value {
  const items = iterable === self ? self.items : nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'deque_extend', self, iterable);
  for (const item of items) self.push(item);
  return null;
}

method(dequeType, 'append', fixed(2), (_vm, self: PyDeque, value: Value) => {
  self.push(value);
  return null;
});
method(dequeType, 'appendleft', fixed(2), (_vm, self: PyDeque, value: Value) => {
  self.unshift(value);
  return null;
});
preludeFn('deque_push', fixed(2), (_vm, self: PyDeque, value: Value) => {
  self.push(value);
  return null;
});
preludeFn('deque_push_left', fixed(2), (_vm, self: PyDeque, value: Value) => {
  self.unshift(value);
  return null;
});
method(dequeType, 'extend', fixed(2), extend);
method(dequeType, 'extendleft', fixed(2), (vm, self: PyDeque, iterable: Value) => {
  const items = iterable === self ? self.items : nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'deque_extend_left', self, iterable);
  for (const item of items) self.unshift(item);
  return null;
});

function taken(value: Value): Value {
  if (value === undefined) throw raised('IndexError', 'pop from an empty deque');
  return value;
}
method(dequeType, 'pop', fixed(1), (_vm, self: PyDeque) => taken(self.pop()));
method(dequeType, 'popleft', fixed(1), (_vm, self: PyDeque) => taken(self.shift()));

method(dequeType, 'clear', fixed(1), (_vm, self: PyDeque) => {
  self.clear();
  return null;
});

/** A deque of the same class and bound. */
function alike(self: PyDeque, items: readonly Value[]): PyDeque {
  const made = new PyDeque(self.cls);
  made.maxLength = self.maxLength;
  for (const item of items) made.push(item);
  return made;
}
for (const name of ['copy', '__copy__']) {
  method(dequeType, name, fixed(1), (_vm, self: PyDeque) => alike(self, self.items));
}

method(dequeType, 'reverse', fixed(1), (_vm, self: PyDeque) => {
  self.replace(self.items.reverse());
  return null;
});

method(dequeType, 'rotate', unpack(1, 2), (vm, self: PyDeque, steps: Value) => {
  const by = steps === undefined ? 1 : asCount(vm, steps);
  const { length } = self;
  if (length < 2) return null;
  const turns = ((by % length) + length) % length;
  spendOnItems(Math.min(turns, length - turns));
  if (turns * 2 <= length) for (let i = 0; i < turns; i++) self.unshift(self.pop());
  else for (let i = turns; i < length; i++) self.push(self.shift());
  return null;
});

/** Where an equal item stands; the deque must not change meanwhile. */
function find(
  vm: VM,
  self: PyDeque,
  value: Value,
  from: number,
  to: number,
  error: string,
): number {
  const { version } = self;
  for (let at = from; at < to && at < self.length; at++) {
    spendOnItem(at);
    if (sameItem(vm, self.at(at), value)) return at;
    if (self.version !== version) throw raised(error, 'deque mutated during iteration');
  }
  return -1;
}

method(dequeType, 'remove', fixed(2), (vm, self: PyDeque, value: Value) => {
  const at = find(vm, self, value, 0, Infinity, 'IndexError');
  if (at < 0) throw valueError(`${reprSync(vm, value)} is not in deque`);
  self.replace(self.items.filter((_, index) => index !== at));
  return null;
});

method(dequeType, 'count', fixed(2), (vm, self: PyDeque, value: Value) => {
  const { version } = self;
  let count = 0;
  for (let at = 0; at < self.length; at++) {
    spendOnItem(at);
    if (sameItem(vm, self.at(at), value)) count++;
    if (self.version !== version) throw raised('RuntimeError', 'deque mutated during iteration');
  }
  return count;
});

method(
  dequeType,
  'index',
  unpack(2, 4),
  (vm, self: PyDeque, value: Value, start: Value, stop: Value) => {
    const from = searchBound(vm, start, self.length, 0);
    const to = searchBound(vm, stop, self.length, Infinity);
    const at = find(vm, self, value, from, to, 'RuntimeError');
    if (at < 0) throw valueError(`${reprSync(vm, value)} is not in deque`);
    return at;
  },
);

method(dequeType, 'insert', unpack(3, 3), (vm, self: PyDeque, index: Value, value: Value) => {
  if (self.length >= self.maxLength) {
    throw raised('IndexError', 'deque already at its maximum size');
  }
  const given = asCount(vm, index);
  const at = given < 0 ? Math.max(given + self.length, 0) : given;
  const { items } = self;
  items.splice(Math.min(at, items.length), 0, value);
  self.replace(items);
  return null;
});

// --- items

function place(vm: VM, self: PyDeque, key: Value): number {
  const index = key instanceof PySlice ? undefined : indexOf(vm, key);
  if (index === undefined) {
    throw typeError(`sequence index must be integer, not '${typeOf(key).name}'`);
  }
  const given = asSize(vm, index, 'IndexError');
  const at = given < 0 ? given + self.length : given;
  if (at < 0 || at >= self.length) throw raised('IndexError', 'deque index out of range');
  return at;
}

method(dequeType, '__getitem__', fixed(2), (vm, self: PyDeque, key: Value) =>
  self.at(place(vm, self, key)),
);
method(dequeType, '__setitem__', fixed(3), (vm, self: PyDeque, key: Value, value: Value) => {
  self.set(place(vm, self, key), value);
  return null;
});
method(dequeType, '__delitem__', fixed(2), (vm, self: PyDeque, key: Value) => {
  const at = place(vm, self, key);
  self.replace(self.items.filter((_, index) => index !== at));
  return null;
});
method(dequeType, '__contains__', fixed(2), (vm, self: PyDeque, value: Value) => {
  return find(vm, self, value, 0, Infinity, 'RuntimeError') >= 0;
});
method(dequeType, '__len__', fixed(1), (_vm, self: PyDeque) => self.length);
method(dequeType, '__bool__', fixed(1), (_vm, self: PyDeque) => self.length > 0);
method(dequeType, '__iter__', fixed(1), (_vm, self: PyDeque) => new DequeIterator(self, false));
method(dequeType, '__reversed__', fixed(1), (_vm, self: PyDeque) => new DequeIterator(self, true));
dequeType.members.set('__hash__', null);

// --- operators

method(dequeType, '__add__', fixed(2), (_vm, self: PyDeque, other: Value) => {
  if (other instanceof PyDeque) return alike(self, [...self.items, ...other.items]);
  throw typeError(`can only concatenate deque (not "${typeOf(other).name}") to deque`);
});
method(dequeType, '__iadd__', fixed(2), (vm, self: PyDeque, iterable: Value) => {
  const items = iterable === self ? self.items : nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'deque_iadd', self, iterable);
  for (const item of items) self.push(item);
  return self;
});
for (const name of ['__mul__', '__rmul__']) {
  method(dequeType, name, fixed(2), (vm, self: PyDeque, factor: Value) => {
    return alike(self, multiplied(vm, self.items, factor));
  });
}
method(dequeType, '__imul__', fixed(2), (vm, self: PyDeque, factor: Value) => {
  const items = multiplied(vm, self.items, factor);
  self.replace(items.slice(Math.max(0, items.length - self.maxLength)));
  return self;
});
for (const op of COMPARISONS) {
  method(dequeType, `__${op}__`, fixed(2), (vm, self: PyDeque, other: Value) => {
    if (!(other instanceof PyDeque)) return NotImplemented;
    if (op === 'eq' && self.length !== other.length) return false;
    if (op === 'ne' && self.length !== other.length) return true;
    return compareSequences(vm, tuple(self.items), tuple(other.items), op);
  });
}

method(dequeType, '__repr__', fixed(1), (vm, self: PyDeque) => {
  if (!enterRepr(vm, self)) return '[...]';
  try {
    const items = self.items.map((item) => reprSync(vm, item)).join(', ');
    const bound = self.maxLength === Infinity ? '' : `, maxlen=${self.maxLength}`;
    return `${(self.cls as PyType).qualname}([${items}]${bound})`;
  } finally {
    leaveRepr(vm, self);
  }
});

method(dequeType, '__reduce__', fixed(1), (_vm, self: PyDeque) => {
  const args = self.maxLength === Infinity ? [] : [tuple([]), self.maxLength];
  return tuple([self.cls, tuple(args), instanceDict(self), new DequeIterator(self, false)]);
});

getSet(dequeType, 'maxlen', (_vm, self: PyDeque) =>
  self.maxLength === Infinity ? null : self.maxLength,
);
