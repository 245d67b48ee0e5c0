// Iterators over str and bytes.
import type { PyBytes } from './bytes.js';
import { PyIterator } from './iterators.js';
import { characterAtOffset, strLength } from './text.js';
import { isAscii } from './text-classes.js';
import { defineType } from './type.js';
import type { Value } from './value.js';

const final = { subclassable: false };
export const strIteratorType = defineType('str_iterator', 'native', final);
export const strAsciiIteratorType = defineType('str_ascii_iterator', 'native', final);
export const bytesIteratorType = defineType('bytes_iterator', 'native', final);

/** The characters of a str, by code points. */
export class StrIterator extends PyIterator {
  readonly native = true;
  /** In UTF-16 units. */
  private offset = 0;

  constructor(private readonly text: string) {
    super(isAscii(text) ? strAsciiIteratorType : strIteratorType);
  }

  next(): Value {
    const character = characterAtOffset(this.text, this.offset);
    if (character !== undefined) this.offset += character.length;
    return character;
  }

  override lengthHint(): number {
    return strLength(this.text.slice(this.offset));
  }
}

/** The numbers in a bytes object. */
export class BytesIterator extends PyIterator {
  readonly native = true;
  private at = 0;

  constructor(
    private readonly bytes: PyBytes,
    type = bytesIteratorType,
  ) {
    super(type);
  }

  next(): Value {
    return this.bytes.value[this.at++];
  }

  override lengthHint(): number {
    return Math.max(this.bytes.value.length - this.at, 0);
  }
}
