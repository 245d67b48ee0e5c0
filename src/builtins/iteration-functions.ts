// The built-in functions that iterate. Each is a loop in TypeScript over native data of built-in
// classes and a prelude function for everything else.
import { PyList, tuple } from '../objects/collections.js';
import { asStr, type PyDict } from '../objects/dict.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import { PyBoundMethod, PyBuiltin, PyFunction } from '../objects/functions.js';
import { PyIterator } from '../objects/iterators.js';
import { spend } from '../objects/meter.js';
import { intAdd } from '../objects/numbers.js';
import { float, typeOf } from '../objects/type-of.js';
import { floatType, PyType, strType } from '../objects/type.js';
import { PyFloat, type Value } from '../objects/value.js';
import { enterPrelude } from '../vm/calls.js';
import { getIterator, nativeItems, nativeIterator } from '../vm/iterate.js';
import { enterNext, nextOf } from '../vm/operations.js';
import { length, truth } from '../vm/operators.js';
import type { VM } from '../vm/vm.js';
import { fixed, fn, keywords, preludeFn, resumption, unpack, variadic } from './define.js';
import { CallableIterator } from './iterator-types.js';

function isCallable(value: Value): boolean {
  if (value instanceof PyFunction || value instanceof PyBuiltin || value instanceof PyBoundMethod) {
    return true;
  }
  return value instanceof PyType || typeOf(value).lookup('__call__') !== undefined;
}

fn('iter', unpack(1, 2), (vm, value: Value, sentinel: Value) => {
  if (sentinel === undefined) return getIterator(vm, value);
  if (!isCallable(value)) throw typeError('iter(v, w): v must be callable');
  return new CallableIterator(value, sentinel);
});

const next = fn('next', unpack(1, 2), (vm, iterator: Value, missing: Value) => {
  if (missing === undefined) return nextOf(vm, iterator);
  if (iterator instanceof PyIterator && iterator.native) {
    const item = iterator.next(vm);
    return item === undefined ? missing : item;
  }
  if (typeOf(iterator).lookup('__next__') === undefined) return enterNext(vm, iterator);
  return enterPrelude(vm, 'next_or', iterator, missing);
});
resumption(next);

fn('len', fixed(1), length);

// --- any and all

/** Look for an item whose truth is `wanted`. */
function search(vm: VM, iterable: Value, wanted: boolean, name: string): Value {
  const iterator = nativeIterator(vm, iterable);
  if (iterator === null) return enterPrelude(vm, `${name}_of`, iterable);
  for (let item = iterator.next(vm); item !== undefined; item = iterator.next(vm)) {
    spend(1);
    if (!typeOf(item).builtin) return enterPrelude(vm, `${name}_from`, item, iterator);
    if (truth(vm, item) === wanted) return wanted;
  }
  return !wanted;
}

fn('any', fixed(1), (vm, iterable: Value) => search(vm, iterable, true, 'any'));
fn('all', fixed(1), (vm, iterable: Value) => search(vm, iterable, false, 'all'));

// --- sum

/** a + b for ints and floats of the built-in classes; undefined for anything else. */
function addNumbers(a: Value, b: Value): Value {
  const [x, y] = [plainInt(a), plainInt(b)];
  if (x !== undefined && y !== undefined) return intAdd(x, y);
  const left = typeof x === 'number' ? x : plainFloat(a);
  const right = typeof y === 'number' ? y : plainFloat(b);
  return left === undefined || right === undefined ? undefined : float(left + right);
}

function plainInt(value: Value): number | bigint | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

function plainFloat(value: Value): number | undefined {
  return value instanceof PyFloat && value.cls === floatType ? value.value : undefined;
}

fn('sum', keywords('iterable, /, start='), (vm, iterable: Value, start: Value = 0) => {
  const name = typeOf(start).name;
  if (typeOf(start).isSubclassOf(strType)) {
    throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  }
  if (name === 'bytes' || name === 'bytearray') {
    throw typeError(`sum() can't sum ${name} [use b''.join(seq) instead]`);
  }
  const iterator = nativeIterator(vm, iterable);
  if (iterator === null) return enterPrelude(vm, 'sum_of', iterable, start);
  let total = start;
  for (let item = iterator.next(vm); item !== undefined; item = iterator.next(vm)) {
    spend(1);
    const next = addNumbers(total, item);
    if (next === undefined) return enterPrelude(vm, 'sum_from', iterator, total, item);
    total = next;
  }
  return total;
});

// --- min and max

/** The least or greatest of items that are all small ints; undefined for others. */
function extremeOfPlain(items: readonly Value[], greatest: boolean): Value {
  let best = items[0];

  if (typeof best !== 'number') return undefined;
  for (let i = 1; i < items.length; i++) {
    const item = items[i];
    if (typeof item !== 'number') return undefined;
    if (greatest ? item > (best as number) : item < (best as number)) best = item;
  }
  return best;
}

function extreme(name: 'min' | 'max'): void {
  fn(name, variadic(), (vm, args: Value[], given: PyDict | null) => {
    if (args.length === 0) throw typeError(`${name} expected at least 1 argument, got 0`);
    let key: Value = null;
    let missing: Value = undefined;
    given?.keys.forEach((keyword, at) => {
      if (keyword === undefined) return;
      if (asStr(keyword) === 'key') key = given.values[at];
      else if (asStr(keyword) === 'default') missing = given.values[at];
      else throw typeError(`'${asStr(keyword)}' is an invalid keyword argument for ${name}()`);
    });
    if (args.length > 1 && missing !== undefined) {
      throw typeError(`Cannot specify a default for ${name}() with multiple positional arguments`);
    }
    const iterable = args.length > 1 ? tuple(args) : args[0];
    if (key === null && (args.length > 1 || iterable instanceof PyList)) {
      const items = nativeItems(vm, iterable);
      const best = items === null ? undefined : extremeOfPlain(items, name === 'max');
      if (best !== undefined) return best;
    }
    const defaults = missing === undefined ? null : tuple([missing]);
    return enterPrelude(vm, `${name}_of`, iterable, key, defaults);
  });
}
extreme('min');
extreme('max');

preludeFn('empty_sequence', fixed(1), (_vm, name: string) => {
  throw valueError(`${name}() arg is an empty sequence`);
});

// --- what prelude functions ask

/** Whether making a list asks for the length first, because a script defined it. */
preludeFn('tells_length', fixed(1), (_vm, iterable: Value) => {
  const type = typeOf(iterable);
  if (type.builtin) return false;
  return type.lookup('__len__') !== undefined || type.lookup('__length_hint__') !== undefined;
});

preludeFn('checked_hint', fixed(1), (_vm, hint: Value) => {
  const type = typeOf(hint);
  if (typeof hint !== 'number' && typeof hint !== 'bigint' && typeof hint !== 'boolean') {
    throw typeError(`__length_hint__ must be an integer, not ${type.name}`);
  }
  if (Number(hint) < 0) throw valueError('__length_hint__() should return >= 0');
  return null;
});

preludeFn('type_method', fixed(2), (_vm, value: Value, name: string) => {
  return typeOf(value).lookup(name) ?? null;
});

/** Raise the StopIteration that ends an iterator whose step is a prelude function. */
preludeFn('stop', fixed(0), () => {
  throw raised('StopIteration');
});
