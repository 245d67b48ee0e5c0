// Filling a dict from something else: another mapping, pairs, keyword arguments.
import { PyList, PyTuple } from '../objects/collections.js';
import { PyDict } from '../objects/dict.js';
import { raised, valueError, type Raised } from '../objects/exceptions.js';
import { spendOnItems } from '../objects/meter.js';
import { dictType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { mergeKeyword } from '../vm/displays.js';
import type { VM } from '../vm/vm.js';
import { fixed, preludeFn } from './define.js';

/** Whether a mapping's entries can be read from its table: its class has not its own `__iter__`. */
export function isPlainDict(value: Value): value is PyDict {
  return (
    value instanceof PyDict &&
    (value.cls === dictType || value.cls.lookup('__iter__') === dictType.members.get('__iter__'))
  );
}

/**
 * Put all entries of one dict into another.
 * @throws Raised RuntimeError when comparing keys changes the source
 */
export function mergeDict(vm: VM, into: PyDict, from: PyDict): void {
  if (into === from || from.size === 0) return;
  if (into.size === 0 && into.keys.length === 0) {
    into.takeFrom(from);
    return;
  }
  const { keys, layoutVersion } = from;
  spendOnItems(keys.length);
  for (let at = 0; at < keys.length; at++) {
    if (keys[at] === undefined) continue;
    into.setFrom(vm.keys, from, at);
    if (from.layoutVersion !== layoutVersion) {
      throw raised('RuntimeError', 'dict mutated during update');
    }
  }
}

/** `dict.update(source, **keywords)`: None or PUSHED. */
export function updateFrom(vm: VM, dict: PyDict, source: Value, keywords: PyDict | null): Value {
  if (isPlainDict(source)) mergeDict(vm, dict, source);
  else if (source !== undefined && !updateFromPairs(vm, dict, source)) {
    return enterPrelude(vm, 'dict_update_from', dict, source, keywords);
  }
  if (keywords !== null) mergeDict(vm, dict, keywords);
  return null;
}

/** Take pairs from a list or tuple of lists and tuples; false, and nothing is done, for all else. */
function updateFromPairs(vm: VM, dict: PyDict, source: Value): boolean {
  if (!(source instanceof PyList || source instanceof PyTuple) || !source.cls.builtin) return false;
  const pairs = source.items;
  if (!pairs.every((pair) => isPlainSequence(pair))) return false;
  for (let at = 0; at < pairs.length; at++) {
    const { items } = pairs[at] as PyTuple;
    if (items.length !== 2) throw badPair(at, items.length);
    dict.set(vm.keys, items[0], items[1]);
  }
  return true;
}

function isPlainSequence(value: Value): value is PyList | PyTuple {
  return (value instanceof PyList || value instanceof PyTuple) && value.cls.builtin;
}

function badPair(number: number, length: number): Raised {
  return valueError(
    `dictionary update sequence element #${number} has length ${length}; 2 is required`,
  );
}

preludeFn('dict_set', fixed(3), (vm, dict: PyDict, key: Value, value: Value) => {
  dict.set(vm.keys, key, value);
  return null;
});

/** Put in a pair that is a list by now. */
preludeFn('dict_set_pair', fixed(3), (vm, dict: PyDict, pair: PyList, number: number) => {
  if (pair.items.length !== 2) throw badPair(number, pair.items.length);
  dict.set(vm.keys, pair.items[0], pair.items[1]);
  return null;
});

/** Put in the entries of a mapping that is a plain dict or None; False when it is neither. */
preludeFn('dict_take', fixed(2), (vm, dict: PyDict, mapping: Value) => {
  if (mapping === null) return true;
  if (!isPlainDict(mapping)) return false;
  mergeDict(vm, dict, mapping);
  return true;
});

preludeFn('keywords_add', fixed(4), (vm, dict: PyDict, key: Value, value: Value, fn: Value) => {
  mergeKeyword(vm, dict, key, value, fn);
  return null;
});

/** As dict_take, for keyword arguments of the function named. */
preludeFn('keywords_take', fixed(3), (vm, dict: PyDict, mapping: Value, fn: Value) => {
  if (!isPlainDict(mapping)) return false;
  for (let at = 0; at < mapping.keys.length; at++) {
    const key = mapping.keys[at];
    if (key !== undefined) mergeKeyword(vm, dict, key, mapping.values[at], fn);
  }
  return true;
});
