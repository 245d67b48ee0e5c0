// _random: the Mersenne Twister (MT19937, Matsumoto and Nishimura 1998), with CPython's way to seed
// it and to make numbers of its words, so that a seed gives the same numbers.
import { PyTuple, tuple } from '../../objects/collections.js';
import { raised, typeError, valueError } from '../../objects/exceptions.js';
import { PyBytes } from '../../objects/bytes.js';
import { giveInstancesDict } from '../../objects/attributes.js';
import { reserveText, spend, spendOnItems } from '../../objects/meter.js';
import { intFromBytes, normalise } from '../../objects/numbers.js';
import { float } from '../../objects/type-of.js';
import type { PyType } from '../../objects/type.js';
import { asInt } from '../../objects/unwrap.js';
import { PyObject, type Value } from '../../objects/value.js';
import { dictDescriptor } from '../../vm/classes.js';
import { asIndex } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { hashOf } from '../../vm/keys.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { fixed, method, staticMethod, unpack, variadic } from '../define.js';
import { defineModuleType, internalFunction } from './module-members.js';
import { sha512 } from './sha512.js';

/** Words of state, and the distance between the two words that make a new one. */
const SIZE = 624;
const SHIFT = 397;
const TWIST = 0x9908b0df;

export const randomType = defineModuleType('_random', 'Random', 'native');
giveInstancesDict(randomType);
randomType.members.set('__dict__', dictDescriptor(randomType));

class PyRandom extends PyObject {
  readonly words = new Uint32Array(SIZE);
  /** The word that comes next; SIZE: all have been used. */
  index = SIZE;

  constructor(cls: PyType) {
    super(cls);
  }

  seedWord(seed: number): void {
    const { words } = this;
    words[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const before = words[i - 1]! ^ (words[i - 1]! >>> 30);
      words[i] = Math.imul(1812433253, before) + i;
    }
    this.index = SIZE;
  }

  seedWords(key: readonly number[]): void {
    const { words } = this;
    this.seedWord(19650218);
    let i = 1;
    let j = 0;
    const next = (): void => {
      if (++i < SIZE) return;
      words[0] = words[SIZE - 1]!;
      i = 1;
    };
    for (let n = Math.max(SIZE, key.length); n > 0; n--) {
      const before = words[i - 1]! ^ (words[i - 1]! >>> 30);
      words[i] = (words[i]! ^ Math.imul(before, 1664525)) + key[j]! + j;
      next();
      j = (j + 1) % key.length;
    }
    for (let n = SIZE - 1; n > 0; n--) {
      const before = words[i - 1]! ^ (words[i - 1]! >>> 30);
      words[i] = (words[i]! ^ Math.imul(before, 1566083941)) - i;
      next();
    }
    words[0] = 0x80000000;
  }

  /** 32 random bits. */
  next(): number {
    if (this.index >= SIZE) this.renew();
    let y = this.words[this.index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private renew(): void {
    const { words } = this;
    for (let i = 0; i < SIZE; i++) {
      const y = (words[i]! & 0x80000000) | (words[(i + 1) % SIZE]! & 0x7fffffff);
      words[i] = words[(i + SHIFT) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? TWIST : 0);
    }
    this.index = 0;
  }

  /** 53 random bits as a float below 1. */
  float(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }
}

/** The 32-bit words of a number, least significant first; at least one. */
function wordsOf(value: bigint): number[] {
  const words: number[] = [];
  const digits = value.toString(16);
  for (let end = digits.length; end > 0; end -= 8) {
    spend(1);
    words.push(parseInt(digits.slice(Math.max(0, end - 8), end), 16));
  }
  if (value === 0n) return [0];
  return words.length === 0 ? [0] : words;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** What a generator begins with that nobody has given a seed. */
function entropy({ host }: VM): bigint {
  return host.entropy === undefined ? BigInt(Math.floor(host.now() * 1e6)) : host.entropy();
}

staticMethod(randomType, '__new__', variadic(), (vm, args: Value[]) => {
  const made = new PyRandom(requestedClass(randomType, args));
  made.seedWords(wordsOf(entropy(vm)));
  return made;
});

method(randomType, 'seed', unpack(1, 2), (vm, self: PyRandom, seed: Value = null) => {
  const int = asInt(seed);
  if (seed === null) self.seedWords(wordsOf(entropy(vm)));
  else if (int !== undefined) self.seedWords(wordsOf(absolute(BigInt(int))));
  else self.seedWords(wordsOf(BigInt.asUintN(64, BigInt(hashOf(vm, seed)))));
  return null;
});

method(randomType, 'random', fixed(1), (_vm, self: PyRandom) => float(self.float()));

method(randomType, 'getrandbits', fixed(2), (vm, self: PyRandom, bits: Value) => {
  const count = Number(asIndex(vm, bits));
  if (count < 0) throw valueError('number of bits must be non-negative');
  if (count === 0) return 0;
  if (count <= 32) return self.next() >>> (32 - count);
  reserveText(count / 4);
  let digits = '';
  for (let at = 0; at < count; at += 32) {
    spend(1);
    const left = count - at;
    const word = left < 32 ? self.next() >>> (32 - left) : self.next();
    digits = word.toString(16).padStart(8, '0') + digits;
  }
  return normalise(BigInt(`0x${digits}`));
});

method(randomType, 'getstate', fixed(1), (_vm, self: PyRandom) => {
  spendOnItems(SIZE);
  return tuple([...self.words, self.index]);
});
method(randomType, 'setstate', fixed(2), (vm, self: PyRandom, state: Value) => {
  if (!(state instanceof PyTuple)) throw typeError('state vector must be a tuple');
  if (state.items.length !== SIZE + 1) throw valueError('state vector is the wrong size');
  spendOnItems(SIZE);
  const numbers = state.items.map((item) => Number(asIndex(vm, item)));
  const index = numbers[SIZE]!;
  if (index < 0 || index > SIZE) throw valueError('invalid state');
  if (numbers.some((each) => each < 0)) {
    throw raised('OverflowError', "can't convert negative value to unsigned int");
  }
  self.words.set(numbers.slice(0, SIZE));
  self.index = index;
  return null;
});

/** The number that a text or bytes seed: its bytes, followed by their digest. */
const spread = internalFunction('_random', '_spread', [PyBytes], (_vm, bytes: PyBytes) => {
  const { value } = bytes;
  const all = new Uint8Array(value.length + 64);
  all.set(value);
  all.set(sha512(value), value.length);
  return intFromBytes(all, 'big', false);
});

nativeModules.set('_random', () => makeNativeModule('_random', [['Random', randomType], spread]));
