// displays.ts: what list, set and dict displays, argument spreading and unpacking do with iterables.
// Native ones are drained here, all others by the prelude.
import { spendOnItems } from '../objects/meter.js';
import { PyDict } from '../objects/dict.js';
import { PyList, PyTuple } from '../objects/collections.js';
import { typeError, valueError } from '../objects/exceptions.js';
import { PyIterator } from '../objects/iterators.js';
import type { Frame } from '../objects/frame.js';
import { PySet } from '../objects/set.js';
import { typeOf } from '../objects/type-of.js';
import { dictType, PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from './calls.js';
import { nativeItems } from './iterate.js';
import { strSync } from './text.js';
import type { VM } from './vm.js';

export function buildSet(vm: VM, regs: readonly Value[], base: number, n: number): PySet {
  const set = new PySet();
  for (let i = 0; i < n; i++) set.add(vm.keys, regs[base + i]);
  return set;
}

export function buildMap(vm: VM, regs: readonly Value[], base: number, pairs: number): PyDict {
  const dict = new PyDict();
  for (let i = base; i < base + 2 * pairs; i += 2) dict.set(vm.keys, regs[i], regs[i + 1]);
  return dict;
}

/**
 * Starred items of a display or of arguments: null, or PUSHED.
 * @param callee what is called with these items alone, or undefined
 */
export function extendList(vm: VM, list: PyList, iterable: Value, callee: Value): Value {
  const items = nativeItems(vm, iterable);
  if (items === null) {
    const type = typeOf(iterable);
    if (type.lookup('__iter__') === undefined && type.lookup('__getitem__') === undefined) {
      throw typeError(
        callee === undefined
          ? `Value after * must be an iterable, not ${type.name}`
          : `${calleeName(vm, callee)} argument after * must be an iterable, not ${type.name}`,
      );
    }
    return enterPrelude(vm, 'list_extend', list, iterable);
  }
  for (const item of items) list.push(item);
  return null;
}

export function updateSet(vm: VM, set: PySet, iterable: Value): Value {
  if (iterable instanceof PySet) {
    set.merge(vm.keys, iterable);
    return null;
  }
  const items = nativeItems(vm, iterable);
  if (items === null) return enterPrelude(vm, 'set_update', set, iterable);
  for (const item of items) set.add(vm.keys, item);
  return null;
}

/** `{**mapping}` */
export function updateMap(vm: VM, dict: PyDict, mapping: Value): Value {
  if (!(mapping instanceof PyDict) || mapping.cls !== dictType) {
    if (typeOf(mapping).lookup('keys') === undefined) {
      throw typeError(`'${typeOf(mapping).name}' object is not a mapping`);
    }
    return enterPrelude(vm, 'dict_update', dict, mapping);
  }
  spendOnItems(mapping.keys.length);
  for (let at = 0; at < mapping.keys.length; at++) {
    const key = mapping.keys[at];
    if (key !== undefined) dict.set(vm.keys, key, mapping.values[at]);
  }
  return null;
}

/** `f(**mapping)` */
export function mergeKeywords(vm: VM, dict: PyDict, mapping: Value, fn: Value): Value {
  if (!(mapping instanceof PyDict) || mapping.cls !== dictType) {
    if (typeOf(mapping).lookup('keys') === undefined) {
      throw typeError(
        `${calleeName(vm, fn)} argument after ** must be a mapping, not ${typeOf(mapping).name}`,
      );
    }
    return enterPrelude(vm, 'dict_merge', dict, mapping, fn);
  }
  spendOnItems(mapping.keys.length);
  for (let at = 0; at < mapping.keys.length; at++) {
    const key = mapping.keys[at];
    if (key !== undefined) mergeKeyword(vm, dict, key, mapping.values[at], fn);
  }
  return null;
}

/**
 * Add one keyword argument.
 * @throws Raised TypeError for a name that is no str or was given before
 */
export function mergeKeyword(vm: VM, dict: PyDict, key: Value, value: Value, fn: Value): void {
  if (typeOf(key).layout !== 'str') throw typeError('keywords must be strings');
  if (dict.has(vm.keys, key)) {
    const name = calleeName(vm, fn);
    throw typeError(`${name} got multiple values for keyword argument '${String(key)}'`);
  }
  dict.set(vm.keys, key, value);
}

/** How messages about its arguments name what is called: `__main__.f()`. */
export function calleeName(vm: VM, fn: Value): string {
  const named = fn as { qualname?: string; module?: Value; fn?: Value };
  if (named.fn !== undefined) return calleeName(vm, named.fn);
  if (named.qualname === undefined) return strSync(vm, fn);
  const module = fn instanceof PyType ? fn.lookup('__module__') : named.module;
  return typeof module === 'string' && module !== 'builtins'
    ? `${module}.${named.qualname}()`
    : `${named.qualname}()`;
}

/** TO_SEQUENCE: a list or tuple whose length fits the targets. */
export function toSequence(vm: VM, value: Value, n: number, after: number): Value {
  // An iterator loses no more items than it takes to see that there are too many.
  const items = value instanceof PyIterator ? null : nativeItems(vm, value);
  if (items === null) {
    const type = typeOf(value);
    if (type.lookup('__iter__') === undefined && type.lookup('__getitem__') === undefined) {
      throw typeError(`cannot unpack non-iterable ${type.name} object`);
    }
    return enterPrelude(vm, 'to_sequence', value, n, after);
  }
  checkUnpack(items.length, n, after);
  return value instanceof PyTuple || value instanceof PyList ? value : new PyTuple(items);
}

/** @throws Raised ValueError when `count` items do not fit n targets, or n + after with a star */
export function checkUnpack(count: number, n: number, after: number): void {
  if (after < 0) {
    if (count < n) {
      throw valueError(`not enough values to unpack (expected ${n}, got ${count})`);
    }
    if (count > n) throw valueError(`too many values to unpack (expected ${n})`);
  } else if (count < n + after) {
    throw valueError(`not enough values to unpack (expected at least ${n + after}, got ${count})`);
  }
}

export function unpackInto(frame: Frame, into: number, n: number, source: PyTuple): void {
  for (let i = 0; i < n; i++) frame.store(into + i, source.items[i]);
}

export function unpackStarInto(
  frame: Frame,
  into: number,
  n: number,
  after: number,
  source: PyTuple,
): void {
  const { items } = source;
  for (let i = 0; i < n; i++) frame.store(into + i, items[i]);
  frame.store(into + n, new PyList(items.slice(n, items.length - after)));
  for (let i = 0; i < after; i++) {
    frame.store(into + n + 1 + i, items[items.length - after + i]);
  }
}
