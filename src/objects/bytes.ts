// bytes: an immutable row of numbers from 0 to 255. What its methods do is in src/builtins.
import { allocated, reserve } from './meter.js';
import { bytearrayType, bytesType, type PyType } from './type.js';
import { PyObject } from './value.js';

export class PyBytes extends PyObject {
  constructor(
    /** Never changed once the object exists. */
    readonly value: Uint8Array,
    cls: PyType = bytesType,
  ) {
    super(cls);
    allocated(value.length);
  }
}

/** A bytearray: bytes in a buffer that may have room for more. */
export class PyByteArray extends PyBytes {
  /** A view of the buffer, made anew whenever the length changes. */
  override value: Uint8Array;
  private buffer: Uint8Array;

  constructor(value: Uint8Array, cls: PyType = bytearrayType) {
    super(value, cls);
    this.value = value;
    this.buffer = value;
  }

  /** Become these bytes, an array that nobody else changes. */
  become(value: Uint8Array): void {
    allocated(value.length);
    this.buffer = value;
    this.value = value;
  }

  /** Append one byte. */
  push(byte: number): void {
    const { length } = this.value;
    if (length >= this.buffer.length) this.grow(length + 1);
    this.buffer[length] = byte;
    this.value = this.buffer.subarray(0, length + 1);
  }

  private grow(needed: number): void {
    reserve(needed + (needed >> 1));
    const larger = new Uint8Array(Math.max(8, needed + (needed >> 1)));
    larger.set(this.value);
    this.buffer = larger;
  }
}

const CHUNK = 8192;

/**
 * The bytes as a string with one character from U+0000 to U+00FF for each, so that searching and
 * splitting bytes can be searching and splitting text.
 */
export function binaryText(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode(...bytes);
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The inverse of `binaryText`; every character must be below U+0100. */
export function fromBinaryText(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`, byte by byte. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
