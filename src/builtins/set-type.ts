// set and frozenset: constructors, methods, operators. The algebra itself is in set-algebra.ts.
import { tuple, type PyTuple } from '../objects/collections.js';
import { hashOfSet } from '../objects/container-hash.js';
import { raised, typeError } from '../objects/exceptions.js';
import { PySet } from '../objects/set.js';
import { SetIterator } from '../objects/table-iterators.js';
import { NotImplemented } from '../objects/type-of.js';
import { frozensetType, setType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { iteratesNatively } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';
import { positionalArgument, requestedClass } from './constructor-arguments.js';
import { fixed, method, preludeFn, preludeFunctions, staticMethod, variadic } from './define.js';
import { checkNoKeywords } from './list-type.js';
import {
  areDisjoint,
  difference,
  differenceUpdate,
  equalSets,
  intersection,
  isSubset,
  lookupHash,
  plainClass,
  symmetricDifference,
  symmetricDifferenceUpdate,
  updateSet,
} from './set-algebra.js';

staticMethod(setType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PySet(requestedClass(setType, args));
});

method(setType, '__init__', variadic(), (vm, args: Value[], keywords) => {
  const self = args[0] as PySet;
  checkNoKeywords('set', keywords);
  if (args.length > 2) throw typeError(`set expected at most 1 argument, got ${args.length - 1}`);
  self.clear();
  return inPlace(vm, 'update', self, args.slice(1));
});

staticMethod(frozensetType, '__new__', variadic(), (vm, args: Value[], keywords) => {
  const cls = requestedClass(frozensetType, args);
  const iterable = positionalArgument(frozensetType, cls, args, keywords);
  if (iterable === undefined) return new PySet(cls);
  const exact = iterable instanceof PySet && iterable.cls === frozensetType;
  if (exact && cls === frozensetType) return iterable;
  return updateSet(vm, new PySet(cls), iterable);
});

// --- changing a set

method(setType, 'add', fixed(2), (vm, self: PySet, key: Value) => {
  self.add(vm.keys, key);
  return null;
});

method(setType, 'discard', fixed(2), (vm, self: PySet, key: Value) => {
  self.deleteHashed(vm.keys, key, lookupHash(vm, key));
  return null;
});

method(setType, 'remove', fixed(2), (vm, self: PySet, key: Value) => {
  if (!self.deleteHashed(vm.keys, key, lookupHash(vm, key))) throw raised('KeyError', key);
  return null;
});

method(setType, 'pop', fixed(1), (_vm, self: PySet) => {
  const key = self.pop();
  if (key === undefined) throw raised('KeyError', 'pop from an empty set');
  return key;
});

method(setType, 'clear', fixed(1), (_vm, self: PySet) => {
  self.clear();
  return null;
});

/** What a method that takes any number of iterables does with one of them. */
const STEPS = {
  update: updateSet,
  intersection,
  difference,
  difference_update: differenceUpdate,
  symmetric_difference_update: symmetricDifferenceUpdate,
};
type Step = keyof typeof STEPS;
for (const name of Object.keys(STEPS) as Step[])
  preludeFn(`set_step_${name}`, fixed(2), STEPS[name]);

/** One step for each operand, the result of one the left operand of the next: a set, or PUSHED. */
function fold(vm: VM, name: Step, set: PySet, others: readonly Value[]): Value {
  if (!others.every((other) => iteratesNatively(vm, other))) {
    return enterPrelude(vm, 'fold', stepFunction(name), set, tuple(others));
  }
  let result: Value = set;
  for (const other of others) result = STEPS[name](vm, result as PySet, other);
  return result;
}

/** As fold, for steps that change the set: None. */
function inPlace(vm: VM, name: Step, set: PySet, others: readonly Value[]): Value {
  if (!others.every((other) => iteratesNatively(vm, other))) {
    return enterPrelude(vm, 'fold_in_place', stepFunction(name), set, tuple(others));
  }
  fold(vm, name, set, others);
  return null;
}

function stepFunction(name: Step): Value {
  return preludeFunctions.get(`set_step_${name}`);
}

/** A copy of the plain class; a frozenset is its own copy. */
function copy(vm: VM, self: PySet): PySet {
  return self.cls === frozensetType ? self : self.copy(vm.keys, plainClass(self));
}

/** `self.difference(*others)`: what the first leaves is a new set, from which the others take. */
function differenceOfAll(vm: VM, self: PySet, [first, ...others]: readonly Value[]): Value {
  if (others.length === 0) return difference(vm, self, first);
  if (!iteratesNatively(vm, first)) {
    return enterPrelude(vm, 'set_difference_all', self, first, tuple(others));
  }
  return fold(vm, 'difference_update', difference(vm, self, first) as PySet, others);
}

preludeFn('set_difference_rest', fixed(2), (vm, set: PySet, others: PyTuple) => {
  return fold(vm, 'difference_update', set, others.items);
});

/** A method with any number of iterables and no keywords. */
function manyOperands(
  type: PyType,
  name: string,
  native: (vm: VM, self: PySet, others: readonly Value[]) => Value,
): void {
  method(type, name, variadic(), (vm, [self, ...others]: Value[], keywords) => {
    checkNoKeywords(`${type.name}.${name}`, keywords);
    return native(vm, self as PySet, others);
  });
}

/** A binary operator: both operands have to be sets. */
function operator(type: PyType, name: string, native: (vm: VM, a: PySet, b: PySet) => Value): void {
  method(type, `__${name}__`, fixed(2), (vm, a: PySet, b: Value) =>
    b instanceof PySet ? native(vm, a, b) : NotImplemented,
  );
}

const or = (vm: VM, a: PySet, b: PySet) => updateSet(vm, a.copy(vm.keys, plainClass(a)), b);

for (const type of [setType, frozensetType]) {
  manyOperands(type, 'union', (vm, self, others) => {
    return fold(vm, 'update', self.copy(vm.keys, plainClass(self)), others);
  });
  manyOperands(type, 'intersection', (vm, self, others) => {
    return others.length === 0 ? copy(vm, self) : fold(vm, 'intersection', self, others);
  });
  manyOperands(type, 'difference', (vm, self, others) => {
    return others.length === 0 ? copy(vm, self) : differenceOfAll(vm, self, others);
  });
  method(type, 'symmetric_difference', fixed(2), symmetricDifference);
  method(type, 'copy', fixed(1), copy);
  method(type, 'issubset', fixed(2), (vm, self: PySet, other: Value) => {
    if (other instanceof PySet) return isSubset(vm, self, other);
    return enterPrelude(vm, 'set_issubset', self, other);
  });
  method(type, 'issuperset', fixed(2), (vm, self: PySet, other: Value) => {
    if (other instanceof PySet) return isSubset(vm, other, self);
    return enterPrelude(vm, 'set_issuperset', self, other);
  });
  method(type, 'isdisjoint', fixed(2), (vm, self: PySet, other: Value) => {
    if (other instanceof PySet) return areDisjoint(vm, self, other);
    return enterPrelude(vm, 'set_isdisjoint', self, other);
  });

  operator(type, 'or', or);
  operator(type, 'ror', (vm, a, b) => or(vm, b, a));
  operator(type, 'and', intersection);
  operator(type, 'rand', (vm, a, b) => intersection(vm, b, a));
  operator(type, 'sub', difference);
  operator(type, 'rsub', (vm, a, b) => difference(vm, b, a));
  operator(type, 'xor', symmetricDifference);
  operator(type, 'rxor', (vm, a, b) => symmetricDifference(vm, b, a));

  operator(type, 'eq', equalSets);
  operator(type, 'ne', (vm, a, b) => !equalSets(vm, a, b));
  operator(type, 'le', isSubset);
  operator(type, 'ge', (vm, a, b) => isSubset(vm, b, a));
  operator(type, 'lt', (vm, a, b) => a.size < b.size && isSubset(vm, a, b));
  operator(type, 'gt', (vm, a, b) => b.size < a.size && isSubset(vm, b, a));

  method(type, '__contains__', fixed(2), (vm, self: PySet, key: Value) => {
    return self.hasHashed(vm.keys, key, lookupHash(vm, key));
  });
  method(type, '__len__', fixed(1), (_vm, self: PySet) => self.size);
  method(type, '__iter__', fixed(1), (_vm, self: PySet) => new SetIterator(self));
}

// --- what only a set has

manyOperands(setType, 'update', (vm, self, others) => inPlace(vm, 'update', self, others));
manyOperands(setType, 'difference_update', (vm, self, others) => {
  return inPlace(vm, 'difference_update', self, others);
});
manyOperands(setType, 'intersection_update', (vm, self, others) => {
  if (others.length === 0) return null;
  if (!others.every((other) => iteratesNatively(vm, other))) {
    return enterPrelude(
      vm,
      'set_intersection_update',
      stepFunction('intersection'),
      self,
      tuple(others),
    );
  }
  self.swap(fold(vm, 'intersection', self, others) as PySet);
  return null;
});
method(setType, 'symmetric_difference_update', fixed(2), (vm, self: PySet, other: Value) => {
  return inPlace(vm, 'symmetric_difference_update', self, [other]);
});

operator(setType, 'ior', updateSet);
operator(setType, 'iand', (vm, a, b) => {
  a.swap(intersection(vm, a, b) as PySet);
  return a;
});
operator(setType, 'isub', differenceUpdate);
operator(setType, 'ixor', symmetricDifferenceUpdate);
setType.members.set('__hash__', null);

method(frozensetType, '__hash__', fixed(1), (_vm, self: PySet) => (self.hash ??= hashOfSet(self)));

// --- for the prelude

preludeFn('set_add', fixed(2), (vm, set: PySet, key: Value) => {
  set.add(vm.keys, key);
  return null;
});
preludeFn('set_discard', fixed(2), (vm, set: PySet, key: Value) => {
  set.delete(vm.keys, key);
  return null;
});
preludeFn('set_has', fixed(2), (vm, set: PySet, key: Value) => set.has(vm.keys, key));
preludeFn('set_tidy', fixed(1), (_vm, set: PySet) => {
  set.tidy();
  return null;
});
preludeFn('set_swap', fixed(2), (_vm, set: PySet, other: PySet) => {
  set.swap(other);
  return null;
});
