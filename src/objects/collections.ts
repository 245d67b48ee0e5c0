// The sequence classes: data only. What their methods do is in src/builtins.
import { nextAge } from './age.js';
import {
  listType,
  mappingProxyType,
  rangeType,
  sliceType,
  tupleType,
  type PyType,
} from './type.js';
import type { PyDict } from './dict.js';
import { allocated, Bytes, spendOn } from './meter.js';
import {
  Holding,
  isCounted,
  put,
  release,
  releaseInTurn,
  retain,
  UNCOUNTED,
} from './references.js';
import { PyObject, type Int, type Value, type Visit } from './value.js';

export class PyList extends PyObject {
  /** When it was made (objects/age.ts). */
  readonly age = nextAge();

  constructor(
    public items: Value[],
    cls: PyType = listType,
  ) {
    super(null);
    this.cls = cls;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT + items.length * Bytes.REFERENCE);
  }

  push(value: Value): void {
    allocated(Bytes.REFERENCE);
    this.items.push(value);
    if (isCounted(this)) retain(value);
  }

  set(at: number, value: Value): void {
    if (isCounted(this)) put(this.items, at, value);
    else this.items[at] = value;
  }

  /** Insert before the item at `at`. */
  insert(at: number, value: Value): void {
    allocated(Bytes.REFERENCE);
    spendOn(this.items.length - at);
    this.items.splice(at, 0, value);
    if (isCounted(this)) retain(value);
  }

  /** Take out the item at `at`. */
  take(at: number): Value {
    const { items } = this;
    spendOn(items.length - at);
    const value =
      at === items.length - 1 ? items.pop() : at === 0 ? items.shift() : items.splice(at, 1)[0];
    if (isCounted(this)) release(value);
    return value;
  }

  /** These have been taken out of `items`. */
  letGoOf(values: readonly Value[]): void {
    if (isCounted(this)) for (const value of values) releaseInTurn(value);
  }

  /** Hold these items instead; the array is the list's own from now on. */
  become(items: Value[]): void {
    const before = this.items;
    allocated(items.length * Bytes.REFERENCE);
    this.items = items;
    if (!isCounted(this)) return;
    for (const item of items) retain(item);
    for (let i = before.length - 1; i >= 0; i--) releaseInTurn(before[i]);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    for (let i = this.items.length - 1; i >= 0; i--) visit(this.items[i]);
    visit(this.attributes);
  }
}

export class PyTuple extends PyObject {
  constructor(
    readonly items: readonly Value[],
    cls: PyType = tupleType,
  ) {
    super(null);
    this.cls = cls;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT + items.length * Bytes.REFERENCE);
  }

  override get holding(): Holding {
    return this === EMPTY_TUPLE ? Holding.NOTHING : Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    for (let i = this.items.length - 1; i >= 0; i--) visit(this.items[i]);
    visit(this.attributes);
  }
}

export const EMPTY_TUPLE = new PyTuple([]);

/** Make a tuple, the shared empty one where possible. */
export function tuple(items: readonly Value[]): PyTuple {
  return items.length === 0 ? EMPTY_TUPLE : new PyTuple(items);
}

export class PyRange extends PyObject {
  /** Number of items. */
  readonly length: Int;

  constructor(
    readonly start: Int,
    readonly stop: Int,
    readonly step: Int,
  ) {
    super(rangeType);
    this.length = rangeLength(start, stop, step);
  }
}

function rangeLength(start: Int, stop: Int, step: Int): Int {
  if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number') {
    const span = step > 0 ? stop - start : start - stop;
    if (Number.isSafeInteger(span))
      return span <= 0 ? 0 : Math.floor((span - 1) / Math.abs(step)) + 1;
  }
  const [from, to, by] = [BigInt(start), BigInt(stop), BigInt(step)];
  const span = by > 0n ? to - from : from - to;
  if (span <= 0n) return 0;
  const length = (span - 1n) / (by < 0n ? -by : by) + 1n;
  return length <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(length) : length;
}

export class PySlice extends PyObject {
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {
    super(sliceType);
  }

  override visitReferences(visit: Visit): void {
    for (const bound of [this.step, this.start, this.stop]) visit(bound);
  }
}

/** A read-only view of a dict: `type.__dict__`. */
export class PyMappingProxy extends PyObject {
  constructor(readonly mapping: PyDict) {
    super(mappingProxyType);
  }
}
