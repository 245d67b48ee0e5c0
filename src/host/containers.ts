// Lists, tuples, dicts and sets that the host holds: live, with the words of JavaScript's own.
import type { PyList, PyTuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
import { dictType, listType, tupleType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { deleteItem, getAttribute, getItem, setItem } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import { ask, behind, contentOf, holds, PygObject, sizeOf } from './handles.js';
import type { CopyOptions, HostValue, Into, PygValue } from './values.js';

/**
 * A tuple. Indices count from the end when they are negative.
 *
 * @example
 * const vm = new VM();
 * const [name, size] = vm.run('entry = ("a.txt", 12)\n').get<PygTuple>('entry');
 * assert.deepEqual([name, size], ['a.txt', 12]);
 */
export class PygTuple<T = PygValue> extends PygObject implements Iterable<T> {
  /** `len(object)` */
  get length(): number {
    return this.items?.length ?? sizeOf(this);
  }

  /**
   * `object[index]`
   * @throws PygError IndexError
   */
  get(index: number): T {
    const item = this.items?.[index];
    if (item !== undefined) return contentOf(this).border.toHost(item) as T;
    return ask(this, (vm, value) => getItem(vm, value, index)) as T;
  }

  /** `item in object` */
  has(item: HostValue): boolean {
    return holds(this, contentOf(this).border.toPython(item));
  }

  /** What it holds, if no class of a script has a say in that. */
  private get items(): readonly Value[] | null {
    const { value } = behind<PyList | PyTuple>(this);
    return value.cls === listType || value.cls === tupleType ? value.items : null;
  }

  /** The items by their index, as they are when their turn comes. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let at = 0; at < this.length; at++) yield this.get(at);
  }

  /** A copy as an array, as deep as lists, tuples, dicts and sets go. */
  override toJS(options?: CopyOptions): unknown[] {
    return super.toJS(options) as unknown[];
  }
}

/**
 * A list.
 *
 * @example
 * const vm = new VM();
 * const module = vm.run('numbers = [1, 2]\n');
 * const numbers = module.get<PygList<number>>('numbers');
 * numbers.push(3);
 * assert.equal(numbers.get(-1), 3);
 * assert.deepEqual(numbers.toJS(), [1, 2, 3]);
 */
export class PygList<T = PygValue> extends PygTuple<T> {
  /**
   * `object[index] = item`
   * @throws PygError IndexError
   */
  set(index: number, item: Into<T>): void {
    const { border, value } = contentOf(this);
    const converted = border.toPython(item);
    border.run((vm) => setItem(vm, value, index, converted));
  }

  /** `append`, for each item. @returns the new length */
  push(...items: Into<T>[]): number {
    for (const item of items) this.callMethod('append', item as HostValue);
    return this.length;
  }

  /** Insert an item before the one at an index. */
  insert(index: number, item: Into<T>): void {
    this.callMethod('insert', index, item as HostValue);
  }

  /**
   * `del object[index]`
   * @throws PygError IndexError
   */
  delete(index: number): void {
    const { border, value } = contentOf(this);
    border.run((vm) => deleteItem(vm, value, index) ?? null);
  }

  /** Take out all items. */
  clear(): void {
    this.callMethod('clear');
  }
}

/**
 * A dict. Keys are compared as Python does: `1`, `1.0` and `True` are one key, and equal tuples, too.
 *
 * @example
 * const vm = new VM();
 * const ages = vm.run('ages = {"ann": 31}\n').get<PygDict<string, number>>('ages');
 * ages.set('bob', 27);
 * assert.deepEqual([...ages], [['ann', 31], ['bob', 27]]);
 * assert.deepEqual(ages.toJS({ dicts: 'object' }), { ann: 31, bob: 27 });
 */
export class PygDict<K = PygValue, V = PygValue> extends PygObject implements Iterable<[K, V]> {
  /** `len(object)` */
  get size(): number {
    return sizeOf(this);
  }

  /**
   * `object[key]`, and `undefined` when there is no such key.
   * @throws PygError TypeError for a key that cannot be hashed
   */
  get(key: Into<K>): V | undefined {
    const { border, value } = behind<PyDict>(this);
    const converted = border.toPython(key);
    if (value.cls === dictType) {
      const found = border.run((vm) => value.get(vm.keys, converted));
      return found === undefined ? undefined : (border.toHost(found) as V);
    }
    return holds(this, converted)
      ? (border.toHost(border.run((vm) => getItem(vm, value, converted))) as V)
      : undefined;
  }

  /** `object[key] = value` */
  set(key: Into<K>, item: Into<V>): void {
    const { border, value } = contentOf(this);
    const [name, content] = [border.toPython(key), border.toPython(item)];
    border.run((vm) => setItem(vm, value, name, content));
  }

  /** `key in object` */
  has(key: Into<K>): boolean {
    return holds(this, contentOf(this).border.toPython(key));
  }

  /** Take out a key. @returns whether it was there */
  delete(key: Into<K>): boolean {
    const { border, value } = contentOf(this);
    const converted = border.toPython(key);
    if (!holds(this, converted)) return false;
    border.run((vm) => deleteItem(vm, value, converted) ?? null);
    return true;
  }

  /** Take out all keys. */
  clear(): void {
    this.callMethod('clear');
  }

  /**
   * The keys.
   * @throws PygError RuntimeError when the dict changes its size meanwhile
   */
  keys(): Iterable<K> {
    return this.iterate<K>();
  }

  /** The values, as `keys()`. */
  values(): Iterable<V> {
    return this.part<V>('values');
  }

  /** The keys with their values, as `keys()`. */
  *entries(): IterableIterator<[K, V]> {
    for (const pair of this.part<PygTuple>('items')) yield [pair.get(0) as K, pair.get(1) as V];
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.entries();
  }

  private part<T>(name: 'values' | 'items'): Iterable<T> {
    const { border, value } = contentOf(this);
    const method = border.run((vm) => getAttribute(vm, value, name));
    const view = border.run((vm) => enterCall(vm, method, []));
    return border.iterate(view) as Iterable<T>;
  }

  /** A copy as a `Map` or an object, as deep as lists, tuples, dicts and sets go. */
  override toJS(options: CopyOptions & { readonly dicts: 'object' }): Record<string, unknown>;
  override toJS(options?: CopyOptions): Map<unknown, unknown>;
  override toJS(options?: CopyOptions): unknown {
    return super.toJS(options);
  }
}

/**
 * A set or a frozenset, which refuses to be changed.
 *
 * @example
 * const vm = new VM();
 * const tags = vm.run('tags = {"red"}\n').get<PygSet<string>>('tags');
 * tags.add('blue');
 * assert.deepEqual(tags.toJS(), new Set(['red', 'blue']));
 */
export class PygSet<T = PygValue> extends PygObject implements Iterable<T> {
  /** `len(object)` */
  get size(): number {
    return sizeOf(this);
  }

  /** `item in object` */
  has(item: Into<T>): boolean {
    return holds(this, contentOf(this).border.toPython(item));
  }

  /**
   * Add an item.
   * @throws PygError TypeError for one that cannot be hashed, AttributeError for a frozenset
   */
  add(item: Into<T>): void {
    this.callMethod('add', item as HostValue);
  }

  /** Take out an item. @returns whether it was there */
  delete(item: Into<T>): boolean {
    if (!this.has(item)) return false;
    this.callMethod('remove', item as HostValue);
    return true;
  }

  /** Take out all items. */
  clear(): void {
    this.callMethod('clear');
  }

  /**
   * The items.
   * @throws PygError RuntimeError when the set changes its size meanwhile
   */
  [Symbol.iterator](): Iterator<T> {
    return this.iterate<T>();
  }

  /** A copy as a `Set`, as deep as lists, tuples, dicts and sets go. */
  override toJS(options?: CopyOptions): Set<unknown> {
    return super.toJS(options) as Set<unknown>;
  }
}
