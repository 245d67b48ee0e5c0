// dict: insertion order, Python's equality. Entries stand in two parallel arrays in order of
// insertion, with holes where a key was deleted; a JavaScript Map finds a key's position. What
// JavaScript and Python compare alike (strings, None, numbers by value, objects without __eq__ by
// identity) is its own Map key; everything else (tuples, instances with __eq__) goes through its
// Python hash to a bucket of positions.
import { nextAge } from './age.js';
import { dictType, type PyType } from './type.js';
import type { PyFloat } from './value.js';
import { allocated, Bytes, reserve, spend } from './meter.js';
import { Holding, isCounted, put, releaseInTurn, retain, UNCOUNTED } from './references.js';
import { PyObject, PyStrObject, type Value, type Visit } from './value.js';

/** What a dict needs of the VM to hash and compare keys that are not their own Map key. */
export interface KeyOps {
  /**
   * The Map key that stands for `key`, when JavaScript's equality of such keys is Python's;
   * `undefined` when the key has to go through `hash` and `equals`.
   * @throws Raised TypeError for an unhashable key
   */
  directKey(key: Value): unknown;
  /** hash(key) as a JavaScript number or bigint. May run Python code. */
  hash(key: Value): number | bigint;
  /** a == b for keys of the same hash. May run Python code. */
  equals(a: Value, b: Value): boolean;
}

/** The Map key of a float: equal ints and floats share one. */
export function floatKey(key: PyFloat): unknown {
  const x = key.value;
  if (Number.isInteger(x)) return Number.isSafeInteger(x) ? x + 0 : BigInt(x);
  return Number.isNaN(x) ? key : x;
}

export class PyDict extends PyObject {
  /** Keys and values by position; a deleted entry leaves undefined in both. */
  keys: Value[] = [];
  values: Value[] = [];
  /** Number of live entries. */
  size = 0;
  /** Changes whenever a key is added or removed, not when a value is replaced. */
  layoutVersion = 0;
  private readonly index = new Map<unknown, number>();
  /** Positions by hash, for keys that are not their own Map key, and the hash at each position. */
  private buckets: Map<number | bigint, number[]> | null = null;
  private hashes: Map<number, number | bigint> | null = null;

  /** When it was made (objects/age.ts). */
  readonly age = nextAge();

  constructor(cls: PyType = dictType) {
    super(null);
    this.cls = cls;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    const { keys, values } = this;
    for (let at = 0; at < keys.length; at++) {
      visit(keys[at]);
      visit(values[at]);
    }
    visit(this.attributes);
  }

  /** Replace the value at a position that holds an entry. */
  private replaceAt(at: number, value: Value): void {
    if (isCounted(this)) put(this.values, at, value);
    else this.values[at] = value;
  }

  /** The value of a string key, or undefined. Never runs Python code. */
  getStr(key: string): Value {
    const at = this.index.get(key);
    return at === undefined ? undefined : this.values[at];
  }

  setStr(key: string, value: Value): void {
    const at = this.index.get(key);
    if (at !== undefined) this.replaceAt(at, value);
    else this.append(key, key, value);
  }

  deleteStr(key: string): boolean {
    const at = this.index.get(key);
    if (at === undefined) return false;
    this.index.delete(key);
    this.removeAt(at);
    return true;
  }

  /** Position of a string key for inline caches, or -1; valid while `layoutVersion` is the same. */
  positionOfStr(key: string): number {
    return this.index.get(key) ?? -1;
  }

  /**
   * Position of a key, or -1.
   * @throws Raised when hashing or comparing raises
   */
  position(ops: KeyOps, key: Value): number {
    if (typeof key === 'string' || typeof key === 'number') return this.index.get(key) ?? -1;
    const direct = ops.directKey(key);
    if (direct !== undefined) return this.index.get(direct) ?? -1;
    // The hash is asked for even when there are no buckets: an unhashable key is an error anyway.
    return this.hashedPosition(ops, key, ops.hash(key));
  }

  /** Position of the key that stands at a position of another dict, or -1; it is not hashed again. */
  positionOf(ops: KeyOps, other: PyDict, at: number): number {
    const hash = other.hashes?.get(at);
    const key = other.keys[at];
    return hash === undefined ? this.position(ops, key) : this.hashedPosition(ops, key, hash);
  }

  private hashedPosition(ops: KeyOps, key: Value, hash: number | bigint): number {
    const bucket = this.buckets?.get(hash);
    if (bucket === undefined) return -1;
    for (const at of bucket.slice()) {
      spend(1);
      const other = this.keys[at];
      if (other === key || (other !== undefined && ops.equals(other, key))) return at;
    }
    return -1;
  }

  get(ops: KeyOps, key: Value): Value {
    const at = this.position(ops, key);
    return at < 0 ? undefined : this.values[at];
  }

  has(ops: KeyOps, key: Value): boolean {
    return this.position(ops, key) >= 0;
  }

  /** Set a key; an equal key that is already there stays, only its value changes. */
  set(ops: KeyOps, key: Value, value: Value): void {
    const direct = typeof key === 'string' || typeof key === 'number' ? key : ops.directKey(key);
    if (direct === undefined) this.setHashed(ops, key, ops.hash(key), value);
    else {
      const at = this.index.get(direct);
      if (at === undefined) this.append(direct, key, value);
      else this.replaceAt(at, value);
    }
  }

  /** Set a key to a value unless it is there. Returns its value, in either case. */
  setDefault(ops: KeyOps, key: Value, value: Value): Value {
    const direct = typeof key === 'string' || typeof key === 'number' ? key : ops.directKey(key);
    const hash = direct === undefined ? ops.hash(key) : undefined;
    const at =
      hash === undefined ? (this.index.get(direct) ?? -1) : this.hashedPosition(ops, key, hash);
    if (at >= 0) return this.values[at];
    if (hash === undefined) this.append(direct, key, value);
    else this.append(hash, key, value, true);
    return value;
  }

  /** Take over the entry at a position of another dict; its key is not hashed again. */
  setFrom(ops: KeyOps, other: PyDict, at: number): void {
    const hash = other.hashes?.get(at);
    if (hash === undefined) this.set(ops, other.keys[at], other.values[at]);
    else this.setHashed(ops, other.keys[at], hash, other.values[at]);
  }

  private setHashed(ops: KeyOps, key: Value, hash: number | bigint, value: Value): void {
    const at = this.hashedPosition(ops, key, hash);
    if (at < 0) this.append(hash, key, value, true);
    else this.replaceAt(at, value);
  }

  /** Remove a key; false when it is not there. */
  delete(ops: KeyOps, key: Value): boolean {
    const at = this.position(ops, key);
    if (at < 0) return false;
    this.deleteAt(ops, at);
    return true;
  }

  /** Remove the entry at a position that holds one. */
  deleteAt(ops: KeyOps, at: number): void {
    const hash = this.hashes?.get(at);
    if (hash === undefined) {
      const key = this.keys[at];
      this.index.delete(typeof key === 'string' ? key : ops.directKey(key));
    } else {
      const bucket = this.buckets!.get(hash)!;
      bucket.splice(bucket.indexOf(at), 1);
      if (bucket.length === 0) this.buckets!.delete(hash);
      this.hashes!.delete(at);
    }
    this.removeAt(at);
  }

  clear(): void {
    const held = isCounted(this) ? this.keys.flatMap((key, at) => [key, this.values[at]]) : [];
    this.keys = [];
    this.values = [];
    this.index.clear();
    this.buckets = null;
    this.hashes = null;
    this.size = 0;
    this.layoutVersion++;
    for (const value of held) releaseInTurn(value);
  }

  /** A shallow copy with the given class. */
  copy(cls: PyType = dictType): PyDict {
    const copy = new PyDict(cls);
    copy.takeFrom(this);
    return copy;
  }

  /** Make this empty dict's entries those of `other`, without hashing anything again. */
  takeFrom(other: PyDict): void {
    other.compact();
    reserve(other.size * Bytes.ENTRY);
    spend(other.size);
    this.keys = other.keys.slice();
    this.values = other.values.slice();
    this.size = other.size;
    for (const [key, at] of other.index) this.index.set(key, at);
    if (other.buckets !== null) {
      this.buckets = new Map([...other.buckets].map(([hash, bucket]) => [hash, bucket.slice()]));
      this.hashes = new Map(other.hashes);
    }
    this.layoutVersion++;
    if (!isCounted(this)) return;
    for (const key of this.keys) retain(key);
    for (const value of this.values) retain(value);
  }

  private append(mapKey: unknown, key: Value, value: Value, hashed = false): void {
    const at = this.keys.length;
    allocated(Bytes.ENTRY);
    if (hashed) {
      this.buckets ??= new Map();
      const bucket = this.buckets.get(mapKey as number | bigint);
      if (bucket === undefined) this.buckets.set(mapKey as number | bigint, [at]);
      else bucket.push(at);
      this.hashes ??= new Map();
      this.hashes.set(at, mapKey as number | bigint);
    } else this.index.set(mapKey, at);
    this.keys.push(key);
    this.values.push(value);
    this.size++;
    this.layoutVersion++;
    if (!isCounted(this)) return;
    retain(key);
    retain(value);
  }

  private removeAt(at: number): void {
    if (isCounted(this)) {
      releaseInTurn(this.keys[at]);
      releaseInTurn(this.values[at]);
    }
    this.keys[at] = undefined;
    this.values[at] = undefined;
    this.size--;
    this.layoutVersion++;
    // Holes at the end can go at once, so that a dict used as a stack stays short.
    while (this.keys.length > 0 && this.keys[this.keys.length - 1] === undefined) {
      this.keys.pop();
      this.values.pop();
    }
    if (this.keys.length > 16 && this.size < this.keys.length >> 1) this.compact();
  }

  /** Close the holes. Positions change, so iterators count live entries, not positions (see `next`). */
  private compact(): void {
    if (this.size === this.keys.length) return;
    const moved = new Map<number, number>();
    const keys: Value[] = [];
    const values: Value[] = [];
    for (let at = 0; at < this.keys.length; at++) {
      if (this.keys[at] === undefined) continue;
      moved.set(at, keys.length);
      keys.push(this.keys[at]);
      values.push(this.values[at]);
    }
    this.keys = keys;
    this.values = values;
    for (const [key, at] of this.index) this.index.set(key, moved.get(at)!);
    for (const bucket of this.buckets?.values() ?? []) {
      bucket.forEach((at, i) => (bucket[i] = moved.get(at)!));
    }
    if (this.hashes !== null) {
      this.hashes = new Map([...this.hashes].map(([at, hash]) => [moved.get(at)!, hash]));
    }
    this.layoutVersion++;
  }
}

/** The string a value is, when it is a str or an instance of a subclass of str. */
export function asStr(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof PyStrObject ? value.value : undefined;
}
