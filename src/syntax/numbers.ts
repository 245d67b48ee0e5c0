/** Numeric literals: how far they reach, what is wrong with them, and their values. */
import type { ConstantValue } from './ast.js';

/** A literal found in the text, or what is wrong with it. */
export interface ScannedNumber {
  /** The position behind the literal, or behind the last character read before the fault. */
  readonly end: number;
  readonly imaginary: boolean;
  readonly fault: NumberFault | null;
}

interface NumberFault {
  readonly msg: string;
  /** For zeros before a decimal number, the position of the first other digit. */
  readonly zerosEnd: number | null;
}

/** A keyword may follow a number without a blank, for example `1if x else 2`. */
const KEYWORD_BEHIND = /^(?:(?:and|else|for|not|or)(?![A-Za-z0-9_\u0080-\uffff])|i[fns])/;

/** Reads the literal at `start`, where there is a digit or a point with a digit behind it. */
export function scanNumber(text: string, start: number, end: number): ScannedNumber {
  return new NumberScanner(text, start, end).scan();
}

class NumberScanner {
  private readonly text: string;
  private readonly start: number;
  private readonly end: number;
  private position: number;

  constructor(text: string, start: number, end: number) {
    this.text = text;
    this.start = start;
    this.end = end;
    this.position = start;
  }

  scan(): ScannedNumber {
    if (this.peek() !== '0') return this.decimal(null);
    switch (this.text.charAt(this.start + 1).toLowerCase()) {
      case 'x':
        return this.prefixed('hexadecimal', /[0-9a-fA-F]/);
      case 'o':
        return this.prefixed('octal', /[0-7]/);
      case 'b':
        return this.prefixed('binary', /[01]/);
    }
    return this.zeros();
  }

  private peek(): string {
    return this.position < this.end ? this.text.charAt(this.position) : '';
  }

  private fault(msg: string, zerosEnd: number | null = null): ScannedNumber {
    return { end: this.position, imaginary: false, fault: { msg, zerosEnd } };
  }

  /** `0x…`, `0o…`, `0b…`: groups of digits, each optionally after an underscore. */
  private prefixed(kind: string, digit: RegExp): ScannedNumber {
    this.position += 2;
    do {
      if (this.peek() === '_') this.position += 1;
      if (!digit.test(this.peek())) return this.badDigit(kind);
      while (digit.test(this.peek())) this.position += 1;
    } while (this.peek() === '_');
    if (/[0-9]/.test(this.peek())) return this.badDigit(kind);
    return this.finish(kind, false);
  }

  private badDigit(kind: string): ScannedNumber {
    const next = this.peek();
    if (kind === 'hexadecimal' || !/[0-9]/.test(next)) return this.fault(`invalid ${kind} literal`);
    this.position += 1;
    return this.fault(`invalid digit '${next}' in ${kind} literal`);
  }

  /** A literal that begins with zeros: zero itself, or a float; other digits are an error. */
  private zeros(): ScannedNumber {
    for (;;) {
      if (this.peek() === '_') {
        this.position += 1;
        if (!/[0-9]/.test(this.peek())) return this.fault('invalid decimal literal');
      }
      if (this.peek() !== '0') break;
      this.position += 1;
    }
    return this.decimal(/[0-9]/.test(this.peek()) ? this.position : null);
  }

  private decimal(zerosEnd: number | null): ScannedNumber {
    if (!this.digits()) return this.fault('invalid decimal literal');
    let isFloat = false;
    if (this.peek() === '.') {
      isFloat = true;
      this.position += 1;
      if (/[0-9]/.test(this.peek()) && !this.digits()) return this.fault('invalid decimal literal');
    }
    if (/[eE]/.test(this.peek())) {
      const sign = /[+-]/.test(this.text.charAt(this.position + 1)) ? 1 : 0;
      if (/[0-9]/.test(this.text.charAt(this.position + 1 + sign))) {
        isFloat = true;
        this.position += 1 + sign;
        if (!this.digits()) return this.fault('invalid decimal literal');
      } else if (sign === 1) {
        this.position += 2;
        return this.fault('invalid decimal literal');
      } else {
        return this.finish('decimal', false);
      }
    }
    if (/[jJ]/.test(this.peek())) {
      this.position += 1;
      return this.finish('imaginary', true);
    }
    if (zerosEnd !== null && !isFloat) {
      return this.fault(
        'leading zeros in decimal integer literals are not permitted; ' +
          'use an 0o prefix for octal integers',
        zerosEnd,
      );
    }
    return this.finish('decimal', false);
  }

  /** Moves over digits with single underscores between them; false after a stray underscore. */
  private digits(): boolean {
    for (;;) {
      while (/[0-9]/.test(this.peek())) this.position += 1;
      if (this.peek() !== '_') return true;
      this.position += 1;
      if (!/[0-9]/.test(this.peek())) return false;
    }
  }

  /** A name cannot follow a number directly, except a keyword. */
  private finish(kind: string, imaginary: boolean): ScannedNumber {
    const next = this.peek();
    if (/[A-Za-z_0-9]/.test(next)) {
      const rest = this.text.slice(this.position, Math.min(this.end, this.position + 5));
      if (!KEYWORD_BEHIND.test(rest)) return this.fault(`invalid ${kind} literal`);
    }
    return { end: this.position, imaginary, fault: null };
  }
}

/** CPython's limit on the digits of a decimal literal, against quadratic conversion time. */
const MAX_DECIMAL_DIGITS = 4300;

/** The value of a well-formed literal; a string is the message of what is wrong with it. */
export function numberValue(literal: string): ConstantValue | string {
  const text = literal.includes('_') ? literal.replaceAll('_', '') : literal;
  if (/^0[xob]/i.test(text)) return integer(text);
  const last = text.charAt(text.length - 1);
  if (last === 'j' || last === 'J') return { type: 'complex', value: Number(text.slice(0, -1)) };
  if (/[.eE]/.test(text)) return { type: 'float', value: Number(text) };
  if (text.length > MAX_DECIMAL_DIGITS) {
    return (
      `Exceeds the limit (${MAX_DECIMAL_DIGITS} digits) for integer string conversion: ` +
      `value has ${text.length} digits; use sys.set_int_max_str_digits() to increase the limit ` +
      '- Consider hexadecimal for huge integer literals to avoid decimal conversion limits.'
    );
  }
  return integer(text);
}

function integer(text: string): ConstantValue {
  const value = Number(text);
  return { type: 'int', value: Number.isSafeInteger(value) ? value : BigInt(text) };
}
