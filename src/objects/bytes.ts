// bytes: an immutable row of numbers from 0 to 255. What its methods do is in src/builtins.
import { bytesType, type PyType } from './type.js';
import { PyObject } from './value.js';

export class PyBytes extends PyObject {
  constructor(
    /** Never changed once the object exists. */
    readonly value: Uint8Array,
    cls: PyType = bytesType,
  ) {
    super(cls);
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
