// SHA-512 (FIPS 180-4), which random.seed() spreads a text with. Its constants are computed as the
// standard defines them: from the roots of the first primes.

import { reserve, spend } from '../../objects/meter.js';

const MASK = (1n << 64n) - 1n;
const ROUNDS = 80;
const BLOCK = 128;

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) {
    if (found.every((prime) => n % prime !== 0n)) found.push(n);
  }
  return found;
}

/** The first 64 bits of the fraction of the `degree`-th root. */
function rootFraction(value: bigint, degree: bigint): bigint {
  const scaled = value << (64n * degree);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return low & MASK;
}

let constants: { state: readonly bigint[]; rounds: readonly bigint[] } | null = null;

function tables() {
  constants ??= {
    state: primes(8).map((prime) => rootFraction(prime, 2n)),
    rounds: primes(ROUNDS).map((prime) => rootFraction(prime, 3n)),
  };
  return constants;
}

function rotate(x: bigint, by: bigint): bigint {
  return ((x >> by) | (x << (64n - by))) & MASK;
}

/** The digest of a message: 64 bytes. */
export function sha512(message: Uint8Array): Uint8Array {
  const { state, rounds } = tables();
  reserve(message.length);
  const padded = new Uint8Array(Math.ceil((message.length + 17) / BLOCK) * BLOCK);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  let hash = state.slice();
  for (let block = 0; block < padded.length; block += BLOCK) {
    spend(ROUNDS);
    const words: bigint[] = [];
    for (let t = 0; t < ROUNDS; t++) {
      if (t < 16) {
        words.push(view.getBigUint64(block + t * 8));
        continue;
      }
      const [near, far] = [words[t - 2]!, words[t - 15]!];
      const small0 = rotate(far, 1n) ^ rotate(far, 8n) ^ (far >> 7n);
      const small1 = rotate(near, 19n) ^ rotate(near, 61n) ^ (near >> 6n);
      words.push((small1 + words[t - 7]! + small0 + words[t - 16]!) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = hash as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    for (let t = 0; t < ROUNDS; t++) {
      const big1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
      const choice = (e & f) ^ (~e & MASK & g);
      const first = (h + big1 + choice + rounds[t]! + words[t]!) & MASK;
      const big0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const second = (big0 + majority) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & MASK, c, b, a, (first + second) & MASK];
    }
    hash = [a, b, c, d, e, f, g, h].map((value, at) => (value + hash[at]!) & MASK);
  }
  const digest = new Uint8Array(64);
  const out = new DataView(digest.buffer);
  hash.forEach((value, at) => out.setBigUint64(at * 8, value));
  return digest;
}
