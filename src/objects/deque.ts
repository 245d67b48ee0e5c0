// collections.deque: items in a ring, so that both ends grow and shrink at once.
import type { PyType } from './type.js';
import { reserveItems, spendOnItems } from './meter.js';
import { exchange, Holding, isCounted, release, releaseInTurn, retain } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';

const FIRST_CAPACITY = 16;

export class PyDeque extends PyObject {
  /** Its length is a power of two. */
  private ring: Value[] = new Array<Value>(FIRST_CAPACITY).fill(undefined);
  private head = 0;
  length = 0;
  /** Changes with every change of what is where: iterators watch it. */
  version = 0;
  /** Infinity: no bound. */
  maxLength = Infinity;

  constructor(cls: PyType) {
    super(cls);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    for (let i = 0; i < this.length; i++) visit(this.at(i));
    visit(this.attributes);
  }

  at(index: number): Value {
    return this.ring[(this.head + index) & (this.ring.length - 1)];
  }

  /** Replace the item at `index`. */
  set(index: number, value: Value): void {
    exchange(this, this.at(index), value);
    this.write(index, value);
  }

  private write(index: number, value: Value): void {
    this.ring[(this.head + index) & (this.ring.length - 1)] = value;
  }

  /** All items, in a fresh array. */
  get items(): Value[] {
    reserveItems(this.length);
    spendOnItems(this.length);
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }

  /** Add at the right end; a full deque loses its leftmost item. */
  push(value: Value): void {
    if (this.maxLength === 0) return;
    if (this.length >= this.maxLength) this.shift();
    this.grow();
    this.write(this.length, value);
    this.length++;
    this.version++;
    if (isCounted(this)) retain(value);
  }

  /** Add at the left end; a full deque loses its rightmost item. */
  unshift(value: Value): void {
    if (this.maxLength === 0) return;
    if (this.length >= this.maxLength) this.pop();
    this.grow();
    this.head = (this.head - 1) & (this.ring.length - 1);
    this.write(0, value);
    this.length++;
    this.version++;
    if (isCounted(this)) retain(value);
  }

  /** Take from the right end; undefined when there is nothing. */
  pop(): Value {
    if (this.length === 0) return undefined;
    const value = this.at(this.length - 1);
    this.write(this.length - 1, undefined);
    this.length--;
    this.version++;
    if (isCounted(this)) release(value);
    return value;
  }

  /** Take from the left end; undefined when there is nothing. */
  shift(): Value {
    if (this.length === 0) return undefined;
    const value = this.at(0);
    this.write(0, undefined);
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.length--;
    this.version++;
    if (isCounted(this)) release(value);
    return value;
  }

  clear(): void {
    this.replace([]);
  }

  /** Hold these items instead. */
  replace(items: readonly Value[]): void {
    const before = isCounted(this) ? this.items : [];
    let capacity = FIRST_CAPACITY;
    while (capacity < items.length) capacity *= 2;
    reserveItems(capacity);
    this.ring = items.concat(new Array<Value>(capacity - items.length).fill(undefined));
    this.head = 0;
    this.length = items.length;
    this.version++;
    if (!isCounted(this)) return;
    for (const item of items) retain(item);
    for (const item of before) releaseInTurn(item);
  }

  private grow(): void {
    if (this.length < this.ring.length) return;
    const { items } = this;
    reserveItems(2 * items.length);
    this.ring = items.concat(new Array<Value>(items.length).fill(undefined));
    this.head = 0;
  }
}
