// Iterators over list, tuple and range: a position and the sequence. None of them runs Python code.
import { PyIterator } from './iterators.js';
import { normalise } from './numbers.js';
import { Holding, isCounted, release } from './references.js';
import { defineType, type PyType } from './type.js';
import type { PyList, PyRange, PyTuple } from './collections.js';
import type { Value, Visit } from './value.js';

const final = { subclassable: false };
export const listIteratorType = defineType('list_iterator', 'native', final);
export const listReverseIteratorType = defineType('list_reverseiterator', 'native', final);
export const tupleIteratorType = defineType('tuple_iterator', 'native', final);
export const rangeIteratorType = defineType('range_iterator', 'native', final);
export const longRangeIteratorType = defineType('longrange_iterator', 'native', final);

/** Sees items appended while it runs; once at the end it stays there, whatever is appended. */
export class ListIterator extends PyIterator {
  readonly native = true;
  private at = 0;

  constructor(private list: PyList | null) {
    super(listIteratorType);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.list);
  }

  next(): Value {
    const list = this.list;
    if (list === null) return undefined;
    if (this.at < list.items.length) return list.items[this.at++];
    this.list = null;
    if (isCounted(this)) release(list);
    return undefined;
  }

  override lengthHint(): number {
    return this.list === null ? 0 : Math.max(this.list.items.length - this.at, 0);
  }
}

export class ListReverseIterator extends PyIterator {
  readonly native = true;
  private at: number;

  constructor(private list: PyList | null) {
    super(listReverseIteratorType);
    this.at = list === null ? -1 : list.items.length - 1;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.list);
  }

  next(): Value {
    const list = this.list;
    if (list !== null && this.at >= 0 && this.at < list.items.length) return list.items[this.at--];
    this.list = null;
    if (isCounted(this)) release(list);
    this.at = -1;
    return undefined;
  }

  override lengthHint(): number {
    return this.list === null || this.at >= this.list.items.length ? 0 : this.at + 1;
  }
}

export class TupleIterator extends PyIterator {
  readonly native = true;
  private at = 0;

  constructor(private tuple: PyTuple | null) {
    super(tupleIteratorType);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.tuple);
  }

  next(): Value {
    const tuple = this.tuple;
    if (tuple === null) return undefined;
    if (this.at < tuple.items.length) return tuple.items[this.at++];
    this.tuple = null;
    if (isCounted(this)) release(tuple);
    return undefined;
  }

  override lengthHint(): number {
    return this.tuple === null ? 0 : this.tuple.items.length - this.at;
  }
}

/** Over a range whose items are all safe integers. */
export class RangeIterator extends PyIterator {
  readonly native = true;

  constructor(
    private value: number,
    private readonly step: number,
    private left: number,
  ) {
    super(rangeIteratorType);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(): void {
    // Numbers only.
  }

  next(): Value {
    if (this.left <= 0) return undefined;
    this.left--;
    const value = this.value;
    this.value = value + this.step;
    return value;
  }

  override lengthHint(): number {
    return this.left;
  }
}

/** Over any other range. */
export class LongRangeIterator extends PyIterator {
  readonly native = true;

  constructor(
    cls: PyType,
    private value: bigint,
    private readonly step: bigint,
    private left: bigint,
  ) {
    super(cls);
  }

  next(): Value {
    if (this.left <= 0n) return undefined;
    this.left--;
    const value = this.value;
    this.value += this.step;
    return normalise(value);
  }

  /** How many items are to come, which no JavaScript number may hold. */
  remaining(): Value {
    return normalise(this.left);
  }

  override lengthHint(): number {
    return Number(this.left);
  }
}

/** An iterator over a range, forwards or backwards. */
export function rangeIterator(range: PyRange, reversed = false): PyIterator {
  const { start, stop, step, length } = range;
  const allSafe =
    typeof start === 'number' &&
    typeof stop === 'number' &&
    typeof step === 'number' &&
    typeof length === 'number';
  if (allSafe && Number.isSafeInteger(start + length * step)) {
    if (!reversed) return new RangeIterator(start, step, length);
    return new RangeIterator(start + (length - 1) * step, 0 - step, length);
  }
  const [first, by, left] = [BigInt(start), BigInt(step), BigInt(length)];
  const fits = [start, stop, step].every(
    (bound) => BigInt.asIntN(64, BigInt(bound)) === BigInt(bound),
  );
  const cls = fits ? rangeIteratorType : longRangeIteratorType;
  if (!reversed) return new LongRangeIterator(cls, first, by, left);
  return new LongRangeIterator(cls, first + (left - 1n) * by, -by, left);
}
