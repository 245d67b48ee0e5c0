// The hashes of tuples and frozensets, the same numbers as CPython's: the order in which a set of
// tuples iterates depends on them. Computed in 64 bits, as two halves of 32.
import { spendOnItems } from './meter.js';
import type { Hash, PySet } from './set.js';

/** A 64-bit number: two signed or unsigned 32-bit halves. */
class Word {
  constructor(
    public high: number,
    public low: number,
  ) {}

  /** Become the product with another word, modulo 2 ** 64. */
  multiply(high: number, low: number): void {
    const a0 = this.low & 0xffff;
    const a1 = this.low >>> 16;
    const b0 = low & 0xffff;
    const b1 = low >>> 16;
    const bottom = a0 * b0;
    const middle = a0 * b1 + a1 * b0 + Math.floor(bottom / 0x10000);
    const top = a1 * b1 + Math.floor(middle / 0x10000);
    this.high = ((top % 0x100000000) + Math.imul(this.high, low) + Math.imul(this.low, high)) | 0;
    this.low = ((middle & 0xffff) << 16) | (bottom & 0xffff);
  }

  add(high: number, low: number): void {
    const sum = (this.low >>> 0) + (low >>> 0);
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
    this.low = sum | 0;
  }

  xor(high: number, low: number): void {
    this.high ^= high;
    this.low ^= low;
  }

  /** As a signed number. */
  toHash(): Hash {
    const value = (this.high | 0) * 0x100000000 + (this.low >>> 0);
    if (Number.isSafeInteger(value)) return value;
    return (BigInt(this.high | 0) << 32n) | BigInt(this.low >>> 0);
  }
}

function low(hash: Hash): number {
  return typeof hash === 'number' ? hash | 0 : Number(BigInt.asIntN(32, hash));
}

function high(hash: Hash): number {
  return typeof hash === 'number'
    ? Math.floor(hash / 0x100000000) | 0
    : Number(BigInt.asIntN(32, hash >> 32n));
}

/** hash() of a tuple whose items have these hashes: a round of xxHash for each item. */
export function hashOfTuple(hashes: readonly Hash[]): Hash {
  const word = new Word(0x27d4eb2f, 0x165667c5);
  const lane = new Word(0, 0);
  for (const hash of hashes) {
    lane.high = high(hash);
    lane.low = low(hash);
    lane.multiply(0xc2b2ae3d, 0x27d4eb4f);
    word.add(lane.high, lane.low);
    const carried = word.high;
    // Rotated left by 31 bits: by 32, which swaps the halves, and back by one.
    word.high = (word.low >>> 1) | (carried << 31);
    word.low = (carried >>> 1) | (word.low << 31);
    word.multiply(0x9e3779b1, 0x85ebca87);
  }
  word.add(0x27d4eb2f, hashes.length ^ 0x165667c5 ^ 3527539);
  return word.high === -1 && word.low === -1 ? 1546275796 : word.toHash();
}

/** hash() of a frozenset: the same for every order of its keys. */
export function hashOfSet(set: PySet): Hash {
  spendOnItems(set.size);
  const hashes = set.hashesOfKeys();
  const word = new Word(0, 0);
  for (const hash of hashes) mixIn(word, high(hash), low(hash));
  const size = new Word(0, hashes.length + 1);
  size.multiply(0, 1927868237);
  word.xor(size.high, size.low);
  const by11 = [word.high >>> 11, (word.low >>> 11) | (word.high << 21)] as const;
  const by25 = [word.high >>> 25, (word.low >>> 25) | (word.high << 7)] as const;
  word.xor(by11[0] ^ by25[0], by11[1] ^ by25[1]);
  word.multiply(0, 69069);
  word.add(0, 907133923);
  return word.high === -1 && word.low === -1 ? 590923713 : word.toHash();
}

/** Spread the bits of one key's hash, so that hashes close to each other do not cancel out. */
function mixIn(word: Word, hashHigh: number, hashLow: number): void {
  const mixed = new Word(
    hashHigh ^ ((hashHigh << 16) | (hashLow >>> 16)),
    hashLow ^ 89869747 ^ (hashLow << 16),
  );
  mixed.multiply(0, 3644798167);
  word.xor(mixed.high, mixed.low);
}
