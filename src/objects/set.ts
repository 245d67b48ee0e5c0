// set and frozenset: an open-addressing hash table with CPython's probing and growth, because both
// show: a set of ints iterates in the same order here and there. Each slot is a key and its hash.
import { frozensetType, objectType, setType, type PyType } from './type.js';
import type { KeyOps } from './dict.js';
import { Bytes, reserve, reserveItems, spend, spendOnItems } from './meter.js';
import { Holding, isCounted, release, releaseInTurn, retain } from './references.js';
import { PyObject, PySingleton, type Value, type Visit } from './value.js';

export type Hash = number | bigint;

const MIN_SIZE = 8;
/** Slots looked at one after the other before the probe jumps. */
const LINEAR_PROBES = 9;
/** Bits of the hash that each jump uses up. */
const PERTURB_SHIFT = 5;

/** Stands in the slot of a key that was removed, so that probes go on past it. */
const REMOVED = new PySingleton(objectType, '<removed>');

export class PySet extends PyObject {
  /** By slot: a key, undefined where there never was one, or REMOVED. The length is a power of two. */
  private keys: Value[];
  private hashes: Hash[];
  private mask = MIN_SIZE - 1;
  /** Slots that are not undefined. */
  private fill = 0;
  /** Number of keys. */
  size = 0;
  /** Where `pop` looks first. */
  private finger = 0;
  /** A frozenset's hash once it is known. */
  hash: Hash | undefined = undefined;

  constructor(cls: PyType = setType) {
    super(cls);
    this.keys = emptySlots(MIN_SIZE);
    this.hashes = new Array<Hash>(MIN_SIZE).fill(0);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    for (const key of this.keys) if (isKey(key)) visit(key);
    visit(this.attributes);
  }

  get frozen(): boolean {
    return this.cls === frozensetType || this.cls.isSubclassOf(frozensetType);
  }

  /**
   * Whether the key is there.
   * @throws Raised when hashing or comparing raises
   */
  has(ops: KeyOps, key: Value): boolean {
    return this.find(ops, key, hashKey(ops, key)) >= 0;
  }

  hasHashed(ops: KeyOps, key: Value, hash: Hash): boolean {
    return this.find(ops, key, hash) >= 0;
  }

  /** Add a key; of two equal keys the first stays. */
  add(ops: KeyOps, key: Value): void {
    this.addHashed(ops, key, hashKey(ops, key));
  }

  addHashed(ops: KeyOps, key: Value, hash: Hash): void {
    const slot = this.find(ops, key, hash);
    if (slot >= 0) return;
    const reused = this.keys[~slot] === REMOVED;
    this.keys[~slot] = key;
    this.hashes[~slot] = hash;
    this.size++;
    if (isCounted(this)) retain(key);
    if (reused) return;
    this.fill++;
    if (this.fill * 5 >= this.mask * 3) this.resize(this.grown());
  }

  /** Remove a key; false when it is not there. */
  delete(ops: KeyOps, key: Value): boolean {
    return this.deleteHashed(ops, key, hashKey(ops, key));
  }

  deleteHashed(ops: KeyOps, key: Value, hash: Hash): boolean {
    const slot = this.find(ops, key, hash);
    if (slot < 0) return false;
    this.empty(slot);
    return true;
  }

  /** Remove and return some key, or undefined when there is none. Successive pops go round the table. */
  pop(): Value {
    if (this.size === 0) return undefined;
    let slot = this.finger & this.mask;
    while (!isKey(this.keys[slot])) slot = slot === this.mask ? 0 : slot + 1;
    const key = this.keys[slot];
    this.empty(slot);
    this.finger = slot + 1;
    return key;
  }

  clear(): void {
    const held = isCounted(this) ? this.toArray() : [];
    this.keys = emptySlots(MIN_SIZE);
    this.hashes = new Array<Hash>(MIN_SIZE).fill(0);
    this.mask = MIN_SIZE - 1;
    this.fill = this.size = this.finger = 0;
    for (const key of held) releaseInTurn(key);
  }

  /** The first slot at or after `slot` that holds a key, or -1. */
  nextSlot(slot: number): number {
    for (; slot <= this.mask; slot++) if (isKey(this.keys[slot])) return slot;
    return -1;
  }

  keyAt(slot: number): Value {
    return this.keys[slot];
  }

  hashAt(slot: number): Hash {
    return this.hashes[slot]!;
  }

  /** All keys in iteration order, in a fresh array. */
  toArray(): Value[] {
    reserveItems(this.size);
    return this.size === 0 ? [] : this.keys.filter(isKey);
  }

  hashesOfKeys(): Hash[] {
    return this.hashes.filter((_, slot) => isKey(this.keys[slot]));
  }

  /** Make room for that many keys more with one resize, as CPython does before a bulk insertion. */
  reserve(more: number): void {
    if ((this.fill + more) * 5 >= this.mask * 3) this.resize((this.size + more) * 2);
  }

  /** Add all keys of another set, without hashing them again. */
  merge(ops: KeyOps, other: PySet): void {
    if (other === this || other.size === 0) return;
    spendOnItems(other.size);
    this.reserve(other.size);
    const wasEmpty = this.fill === 0;
    if (!wasEmpty) {
      for (let slot = 0; slot <= other.mask; slot++) {
        const key = other.keys[slot];
        if (isKey(key)) this.addHashed(ops, key, other.hashes[slot]!);
      }
    } else if (this.mask === other.mask && other.fill === other.size) {
      this.keys = other.keys.slice();
      this.hashes = other.hashes.slice();
      this.fill = this.size = other.size;
    } else {
      this.insertAll(other.keys, other.hashes);
      this.fill = this.size = other.size;
    }
    if (wasEmpty && isCounted(this)) for (const key of this.toArray()) retain(key);
  }

  copy(ops: KeyOps, cls: PyType = setType): PySet {
    const copy = new PySet(cls);
    copy.merge(ops, this);
    return copy;
  }

  /** Become what the other set is, and it what this one was. */
  swap(other: PySet): void {
    [this.keys, other.keys] = [other.keys, this.keys];
    [this.hashes, other.hashes] = [other.hashes, this.hashes];
    [this.mask, other.mask] = [other.mask, this.mask];
    [this.fill, other.fill] = [other.fill, this.fill];
    [this.size, other.size] = [other.size, this.size];
    if (!isCounted(this) && !isCounted(other)) return;
    const [mine, others] = [this.toArray(), other.toArray()];
    if (isCounted(this)) {
      mine.forEach(retain);
      others.forEach(releaseInTurn);
    }
    if (isCounted(other)) {
      others.forEach(retain);
      mine.forEach(releaseInTurn);
    }
  }

  /** Rebuild the table when more than a quarter of it are removed keys. */
  tidy(): void {
    if (this.fill - this.size > this.mask / 4) this.resize(this.grown());
  }

  private grown(): number {
    return this.size > 50000 ? this.size * 2 : this.size * 4;
  }

  private empty(slot: number): void {
    if (isCounted(this)) release(this.keys[slot]);
    this.keys[slot] = REMOVED;
    // No key has this hash, so a probe never compares with REMOVED.
    this.hashes[slot] = -1;
    this.size--;
  }

  /** The slot of a key, or `~slot` of the one where it belongs: the last removed one passed, else unused. */
  private find(ops: KeyOps, key: Value, hash: Hash): number {
    const primitive = typeof key === 'number' || typeof key === 'string';
    // Comparing may run Python code that changes the table: then the search starts again.
    restart: for (;;) {
      const { keys, hashes, mask } = this;
      let slot = lowBits(hash) & mask;
      // The low half of the hash is enough for a start; the high half is needed only to jump.
      let low = 0;
      let high = 0;
      let jumped = false;
      let removed = -1;
      for (;;) {
        const last = slot + LINEAR_PROBES <= mask ? slot + LINEAR_PROBES : slot;
        for (let at = slot; at <= last; at++) {
          const other = keys[at];
          if (other === undefined) return ~(removed < 0 ? at : removed);
          if (hashes[at] !== hash) {
            if (other === REMOVED) removed = at;
            continue;
          }
          if (other === key) return at;
          if (primitive && typeof other === typeof key) continue;
          const equal = ops.equals(other, key);
          if (this.keys !== keys || keys[at] !== other) continue restart;
          if (equal) return at;
        }
        spend(1);
        if (!jumped) {
          low = lowBits(hash);
          high = highBits(hash);
          jumped = true;
        }
        low = (low >>> PERTURB_SHIFT) | (high << (32 - PERTURB_SHIFT));
        high >>>= PERTURB_SHIFT;
        slot = (Math.imul(slot, 5) + 1 + low) & mask;
      }
    }
  }

  private resize(atLeast: number): void {
    let length = MIN_SIZE;
    while (length <= atLeast) length *= 2;
    const { keys, hashes } = this;
    reserve(length * 2 * Bytes.REFERENCE);
    spend(Math.ceil(this.size / 8));
    this.keys = emptySlots(length);
    this.hashes = new Array<Hash>(length).fill(0);
    this.mask = length - 1;
    this.fill = this.size;
    this.insertAll(keys, hashes);
  }

  /** Put keys that are known to differ into a table without removed keys; counts nothing. */
  private insertAll(keys: readonly Value[], hashes: readonly Hash[]): void {
    for (let slot = 0; slot < keys.length; slot++) {
      const key = keys[slot];
      if (!isKey(key)) continue;
      const free = this.freeSlot(hashes[slot]!);
      this.keys[free] = key;
      this.hashes[free] = hashes[slot]!;
    }
  }

  private freeSlot(hash: Hash): number {
    const { keys, mask } = this;
    let low = lowBits(hash);
    let high = highBits(hash);
    let slot = low & mask;
    for (;;) {
      const last = slot + LINEAR_PROBES <= mask ? slot + LINEAR_PROBES : slot;
      for (let at = slot; at <= last; at++) if (keys[at] === undefined) return at;
      spend(1);
      low = (low >>> PERTURB_SHIFT) | (high << (32 - PERTURB_SHIFT));
      high >>>= PERTURB_SHIFT;
      slot = (Math.imul(slot, 5) + 1 + low) & mask;
    }
  }
}

function isKey(key: Value): boolean {
  return key !== undefined && key !== REMOVED;
}

function emptySlots(length: number): Value[] {
  return new Array<Value>(length).fill(undefined);
}

/** The hash of a key; of a small int it is the int itself, without asking. */
export function hashKey(ops: KeyOps, key: Value): Hash {
  return typeof key === 'number' && key >= 0 ? key : ops.hash(key);
}

/** Bits 0 to 31 of a hash in two's complement. */
function lowBits(hash: Hash): number {
  return typeof hash === 'number' ? hash | 0 : Number(BigInt.asIntN(32, hash));
}

/** Bits 32 to 63. */
function highBits(hash: Hash): number {
  return typeof hash === 'number'
    ? Math.floor(hash / 2 ** 32) | 0
    : Number(BigInt.asIntN(32, hash >> 32n));
}
