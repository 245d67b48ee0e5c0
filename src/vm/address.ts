// Addresses: the number that `id()` gives and default reprs show. Nothing lies at it.
import { PyObject, type Int, type Value } from '../objects/value.js';

const FIRST_ADDRESS = 0x7f0000000000;
const STEP = 0x30;

const FIRST_STRING_ID = 0x7e0000000000;
const STRING_STEP = 16;
const MAX_STRING_IDS = 1 << 16;

/**
 * The addresses of one VM, in the order in which it asks: what another VM does in the meantime makes
 * no difference to a script, also where it is about objects that they share.
 */
export class Addresses {
  private readonly objects = new WeakMap<PyObject, number>();
  private next = FIRST_ADDRESS;
  private readonly strings = new Map<string, number>();
  private nextString = FIRST_STRING_ID;

  /** A number that no other object has, the same as long as the object lives. */
  of(object: PyObject): number {
    let address = this.objects.get(object);
    if (address === undefined) {
      address = this.next;
      this.next += STEP;
      this.objects.set(object, address);
    }
    return address;
  }

  /** The address as reprs show it: `0x7f0000000030`. */
  text(object: PyObject): string {
    return `0x${this.of(object).toString(16)}`;
  }

  /** The hash of an object that compares by identity. */
  hash(object: PyObject): number {
    return Math.floor(this.of(object) / 16);
  }

  /**
   * `id(value)`: a number that no other live value has. Equal ints and equal strings are one value
   * here; that of a string is forgotten when very many others were asked for.
   */
  identity(value: Value): Int {
    if (value instanceof PyObject) return this.of(value);
    if (typeof value === 'string') return this.ofString(value);
    if (value === null || value === undefined) return 8;
    if (typeof value === 'boolean') return value ? 40 : 24;
    const magnitude = BigInt(value < 0 ? -BigInt(value) : value) * 64n + (value < 0 ? 60n : 56n);
    return magnitude <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(magnitude) : magnitude;
  }

  private ofString(text: string): number {
    let id = this.strings.get(text);
    if (id === undefined) {
      if (this.strings.size >= MAX_STRING_IDS) this.strings.clear();
      id = this.nextString;
      this.nextString += STRING_STEP;
      this.strings.set(text, id);
    }
    return id;
  }
}
