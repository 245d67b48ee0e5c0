// The algebra of sets, in CPython's choice of which operand is copied and which is walked, because
// the order of the result depends on it. A function that takes any iterable returns PUSHED where
// iterating it runs Python code, after handing over to the prelude.
import { hashOfSet } from '../objects/container-hash.js';
import { PyDict } from '../objects/dict.js';
import { spendOnItem, spendOnItems } from '../objects/meter.js';
import { hashKey, PySet, type Hash } from '../objects/set.js';
import { dictType, frozensetType, setType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { nativeItems } from '../vm/iterate.js';
import type { VM } from '../vm/vm.js';

/** The class of what an operation makes: set or frozenset, never a subclass. */
export function plainClass(set: PySet): PyType {
  return set.frozen ? frozensetType : setType;
}

function isExactDict(value: Value): value is PyDict {
  return value instanceof PyDict && value.cls === dictType;
}

/** The hash to look a key up with: a set stands for the frozenset of its elements. */
export function lookupHash(vm: VM, key: Value): Hash {
  if (key instanceof PySet && key.cls.lookup('__hash__') === null) return hashOfSet(key);
  return hashKey(vm.keys, key);
}

/** Add everything to `set`: the set, or PUSHED. */
export function updateSet(vm: VM, set: PySet, other: Value): Value {
  if (other instanceof PySet) {
    set.merge(vm.keys, other);
    return set;
  }
  if (isExactDict(other)) set.reserve(other.size);
  const items = nativeItems(vm, other);
  if (items === null) return enterPrelude(vm, 'set_update_with', set, other);
  for (const item of items) set.add(vm.keys, item);
  return set;
}

/** A new set with what is in both. */
export function intersection(vm: VM, set: PySet, other: Value): Value {
  if (other === set) return set.copy(vm.keys, plainClass(set));
  const result = new PySet(plainClass(set));
  if (other instanceof PySet) {
    const [asked, walked] = other.size > set.size ? [other, set] : [set, other];
    forEachKey(walked, (key, hash) => {
      if (asked.hasHashed(vm.keys, key, hash)) result.addHashed(vm.keys, key, hash);
    });
    return result;
  }
  const items = nativeItems(vm, other);
  if (items === null) return enterPrelude(vm, 'set_intersection', set, other, result);
  for (const item of items) {
    const hash = hashKey(vm.keys, item);
    if (set.hasHashed(vm.keys, item, hash)) result.addHashed(vm.keys, item, hash);
    // When all of the set is found, the rest of the iterable is not looked at.
    if (result.size >= set.size) break;
  }
  return result;
}

/** Walk a set that may change meanwhile. */
function forEachKey(set: PySet, visit: (key: Value, hash: Hash) => void): void {
  spendOnItems(set.size);
  for (let slot = set.nextSlot(0); slot >= 0; slot = set.nextSlot(slot + 1)) {
    visit(set.keyAt(slot), set.hashAt(slot));
  }
}

/** A new set with what is not in the other. */
export function difference(vm: VM, set: PySet, other: Value): Value {
  const size = other instanceof PySet ? other.size : isExactDict(other) ? other.size : -1;
  if (size < 0 || set.size >> 2 > size) {
    return differenceUpdate(vm, set.copy(vm.keys, plainClass(set)), other);
  }
  const result = new PySet(plainClass(set));
  forEachKey(set, (key, hash) => {
    const there =
      other instanceof PySet
        ? other.hasHashed(vm.keys, key, hash)
        : (other as PyDict).has(vm.keys, key);
    if (!there) result.addHashed(vm.keys, key, hash);
  });
  return result;
}

/** Remove everything that is in the other: the set, or PUSHED. */
export function differenceUpdate(vm: VM, set: PySet, other: Value): Value {
  if (other === set) {
    set.clear();
    return set;
  }
  if (other instanceof PySet) {
    // Where the other set is far larger, only what both have is worth walking.
    const walked = other.size >> 3 > set.size ? (intersection(vm, set, other) as PySet) : other;
    forEachKey(walked, (key, hash) => set.deleteHashed(vm.keys, key, hash));
  } else {
    const items = nativeItems(vm, other);
    if (items === null) return enterPrelude(vm, 'set_difference_update', set, other);
    for (const item of items) set.delete(vm.keys, item);
  }
  set.tidy();
  return set;
}

/** Keep what is in exactly one: the set, or PUSHED. */
export function symmetricDifferenceUpdate(vm: VM, set: PySet, other: Value): Value {
  if (other === set) {
    set.clear();
    return set;
  }
  if (isExactDict(other)) {
    for (const key of [...other.keys])
      if (key !== undefined) toggle(vm, set, key, hashKey(vm.keys, key));
    return set;
  }
  if (other instanceof PySet) {
    forEachKey(other, (key, hash) => toggle(vm, set, key, hash));
    return set;
  }
  const items = nativeItems(vm, other);
  if (items === null) return enterPrelude(vm, 'set_symmetric_update', set, other);
  return symmetricDifferenceUpdate(vm, set, setOf(vm, items, plainClass(set)));
}

function toggle(vm: VM, set: PySet, key: Value, hash: Hash): void {
  if (!set.deleteHashed(vm.keys, key, hash)) set.addHashed(vm.keys, key, hash);
}

/** A new set of what is in exactly one: a set of the other operand, changed by this one. */
export function symmetricDifference(vm: VM, set: PySet, other: Value): Value {
  const result = new PySet(plainClass(set));
  if (other instanceof PySet)
    return symmetricDifferenceUpdate(vm, other.copy(vm.keys, result.cls), set);
  const items = nativeItems(vm, other);
  if (items === null) return enterPrelude(vm, 'set_symmetric_difference', set, other, result);
  if (isExactDict(other)) result.reserve(other.size);
  for (const item of items) result.add(vm.keys, item);
  return symmetricDifferenceUpdate(vm, result, set);
}

/** A set of those items. */
export function setOf(vm: VM, items: readonly Value[], cls: PyType = setType): PySet {
  const set = new PySet(cls);
  for (const item of items) set.add(vm.keys, item);
  return set;
}

export function isSubset(vm: VM, a: PySet, b: PySet): boolean {
  if (a.size > b.size) return false;
  for (let slot = a.nextSlot(0); slot >= 0; slot = a.nextSlot(slot + 1)) {
    spendOnItem(slot);
    if (!b.hasHashed(vm.keys, a.keyAt(slot), a.hashAt(slot))) return false;
  }
  return true;
}

export function equalSets(vm: VM, a: PySet, b: PySet): boolean {
  if (a.size !== b.size) return false;
  if (a.hash !== undefined && b.hash !== undefined && a.hash !== b.hash) return false;
  return isSubset(vm, a, b);
}

export function areDisjoint(vm: VM, a: PySet, b: PySet): boolean {
  if (a === b) return a.size === 0;
  const [asked, walked] = b.size > a.size ? [b, a] : [a, b];
  for (let slot = walked.nextSlot(0); slot >= 0; slot = walked.nextSlot(slot + 1)) {
    if (asked.hasHashed(vm.keys, walked.keyAt(slot), walked.hashAt(slot))) return false;
  }
  return true;
}
