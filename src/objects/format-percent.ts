/**
 * `%` formatting: the template taken apart, and each conversion of a value that is already of the
 * right kind. Fetching arguments, and what Python types a conversion accepts, is the caller's.
 */
import { floatText } from './format-float.js';
import { padNumber, padText, repeatFill, signFor, type Padding } from './format-padding.js';
import { intToString } from './number-text.js';
import { normalise, type Int } from './numbers.js';
import { PyError } from './py-error.js';
import { strLength, strPrefix } from './text.js';

/** A piece of a template: text, or a conversion. */
export type PercentSegment = { readonly kind: 'text'; readonly text: string } | PercentConversion;

/**
 * One `%…`. A caller goes through the fields in this order: look up `key` (the mapping is required
 * before `keyError` is raised), fetch a `*` width, raise `widthError`, fetch a `*` precision, raise
 * `error`, fetch the value, raise `unsupported`.
 */
export interface PercentConversion {
  readonly kind: 'conversion';
  /** The mapping key in parentheses, or null. */
  readonly key: string | null;
  /** The key never ends: raise it once the argument is known to be a mapping. */
  readonly keyError: PyError | null;
  readonly leftAdjust: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alternate: boolean;
  readonly zeroPad: boolean;
  readonly width: number | '*' | null;
  /** What is wrong before a precision could be fetched. */
  readonly widthError: PyError | null;
  readonly precision: number | '*' | null;
  /** What is wrong before the value could be fetched. */
  readonly error: PyError | null;
  /** The conversion character; empty where `error` is set. */
  readonly conversion: string;
  /** The character is no conversion: raise it once the value is fetched. */
  readonly unsupported: PyError | null;
}

/** The flags and the sizes of a conversion, once `*` has been replaced by numbers. */
export interface PercentFormat {
  readonly leftAdjust: boolean;
  readonly plus: boolean;
  readonly space: boolean;
  readonly alternate: boolean;
  readonly zeroPad: boolean;
  readonly width: number | null;
  readonly precision: number | null;
}

const CONVERSIONS = 'diuoxXeEfFgGcrsa';
const MAX_WIDTH = 2n ** 63n - 1n;
const MAX_PRECISION = 2n ** 31n - 1n;

/** Takes a template apart. What is wrong with it stands where a caller is to raise it. */
export function parsePercentFormat(template: string): PercentSegment[] {
  const segments: PercentSegment[] = [];
  const scanner = new PercentScanner(template);
  let text = '';
  while (!scanner.atEnd()) {
    const percent = template.indexOf('%', scanner.at);
    if (percent < 0) {
      text += template.slice(scanner.at);
      break;
    }
    text += template.slice(scanner.at, percent);
    scanner.at = percent + 1;
    if (scanner.accept('%')) {
      text += '%';
      continue;
    }
    if (text !== '') segments.push({ kind: 'text', text });
    text = '';
    segments.push(scanner.conversion());
  }
  if (text !== '') segments.push({ kind: 'text', text });
  return segments;
}

/** Reads conversions off a template; `at` is behind the percent sign when one begins. */
class PercentScanner {
  at = 0;

  constructor(private readonly template: string) {}

  atEnd(): boolean {
    return this.at >= this.template.length;
  }

  accept(character: string): boolean {
    if (this.template[this.at] !== character) return false;
    this.at++;
    return true;
  }

  conversion(): PercentConversion {
    let key: string | null = null;
    let keyError: PyError | null = null;
    if (this.accept('(')) {
      key = this.key();
      if (key === null) {
        keyError = new PyError('ValueError', 'incomplete format key');
        key = '';
      }
    }
    const flags = this.flags();
    let error: PyError | null = null;
    const width = this.size(MAX_WIDTH);
    if (width === 'too big') error = new PyError('ValueError', 'width too big');
    const widthError = error;
    let precision: number | '*' | null = null;
    if (error === null && this.accept('.')) {
      const size = this.size(MAX_PRECISION);
      if (size === 'too big') error = new PyError('ValueError', 'precision too big');
      else precision = size ?? 0;
    }
    if (this.accept('h') || this.accept('l') || this.accept('L')) {
      // A length modifier of C, which means nothing here.
    }
    if (error === null && this.atEnd()) error = new PyError('ValueError', 'incomplete format');
    let conversion = '';
    let unsupported: PyError | null = null;
    if (error === null) {
      const codePoint = this.template.codePointAt(this.at) as number;
      conversion = String.fromCodePoint(codePoint);
      if (!CONVERSIONS.includes(conversion)) {
        unsupported = unsupportedCharacter(codePoint, strLength(this.template.slice(0, this.at)));
      }
      this.at += conversion.length;
    }
    const sizes = {
      width: width === 'too big' ? null : width,
      widthError,
      precision,
      error,
      conversion,
      unsupported,
    };
    return { kind: 'conversion', key, keyError, ...flags, ...sizes };
  }

  /** What stands between the parentheses, which nest; null where they do not close. */
  private key(): string | null {
    const start = this.at;
    for (let depth = 1; !this.atEnd(); this.at++) {
      if (this.template[this.at] === '(') depth++;
      if (this.template[this.at] === ')') depth--;
      if (depth === 0) return this.template.slice(start, this.at++);
    }
    return null;
  }

  private flags(): Omit<PercentFormat, 'width' | 'precision'> {
    const start = this.at;
    while (!this.atEnd() && '-+ #0'.includes(this.template[this.at] as string)) this.at++;
    const flags = this.template.slice(start, this.at);
    return {
      leftAdjust: flags.includes('-'),
      plus: flags.includes('+'),
      space: flags.includes(' '),
      alternate: flags.includes('#'),
      zeroPad: flags.includes('0'),
    };
  }

  private size(max: bigint): number | '*' | 'too big' | null {
    if (this.accept('*')) return '*';
    const start = this.at;
    while (!this.atEnd() && /[0-9]/.test(this.template[this.at] as string)) this.at++;
    const digits = this.template.slice(start, this.at);
    if (digits === '') return null;
    return BigInt(digits) > max ? 'too big' : Number(digits);
  }
}

function unsupportedCharacter(codePoint: number, index: number): PyError {
  const shown = codePoint > 31 && codePoint < 128 ? String.fromCodePoint(codePoint) : '?';
  return new PyError(
    'ValueError',
    `unsupported format character '${shown}' (0x${codePoint.toString(16)}) at index ${index}`,
  );
}

/** The padding of a conversion; only numbers have zeros filled in. */
function paddingOf(format: PercentFormat, numeric: boolean): Padding {
  const width = format.width ?? 0;
  if (format.leftAdjust || width < 0) return { fill: ' ', align: '<', width: Math.abs(width) };
  if (numeric && format.zeroPad) return { fill: '0', align: '=', width };
  return { fill: ' ', align: '>', width };
}

function signOf(negative: boolean, format: PercentFormat): string {
  return signFor(negative, format.plus ? '+' : format.space ? ' ' : '-');
}

const BASES: Record<string, 8 | 16> = { o: 8, x: 16, X: 16 };

/** `%d %i %u %o %x %X`; `maxDigits` is the limit of `str`. */
export function formatPercentInt(
  value: Int,
  conversion: string,
  format: PercentFormat,
  maxDigits?: number,
): string {
  const base = BASES[conversion];
  const size = value < 0 ? normalise(-BigInt(value)) : value;
  let digits = base === undefined ? intToString(size, maxDigits) : size.toString(base);
  digits = repeatFill('0', (format.precision ?? 0) - digits.length) + digits;
  let prefix = base !== undefined && format.alternate ? `0${conversion}` : '';
  if (conversion === 'X') {
    digits = digits.toUpperCase();
    prefix = prefix.toUpperCase();
  }
  const parts = { sign: signOf(value < 0, format), prefix, digits, rest: '' };
  return padNumber(parts, paddingOf(format, true), '', 3);
}

/** `%e %E %f %F %g %G` */
export function formatPercentFloat(x: number, conversion: string, format: PercentFormat): string {
  // A negative precision, which only `*` can give, is zero.
  const precision = Math.max(format.precision ?? 6, 0);
  const text = floatText(x, conversion, precision, format.alternate);
  const negative = x < 0 || Object.is(x, -0);
  const parts = { sign: signOf(negative, format), prefix: '', ...text };
  return padNumber(parts, paddingOf(format, true), '', 3);
}

/** `%s %r %a` of the text that `str`, `repr` or `ascii` gave. */
export function formatPercentStr(text: string, format: PercentFormat): string {
  const shown = format.precision === null ? text : strPrefix(text, format.precision);
  return padText(shown, strLength(shown), paddingOf(format, false));
}

/** `%c` of an int, or of a str, which must have one character. */
export function formatPercentChar(value: Int | string, format: PercentFormat): string {
  let character = value;
  if (typeof character === 'string') {
    if (strLength(character) !== 1) throw new PyError('TypeError', '%c requires int or char');
  } else {
    if (character < 0 || character > 0x10ffff) {
      throw new PyError('OverflowError', '%c arg not in range(0x110000)');
    }
    character = String.fromCodePoint(Number(character));
  }
  return padText(character, 1, paddingOf(format, false));
}
