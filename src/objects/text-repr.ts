/** `repr` and `ascii` of str and bytes: the literals that would make the value again. */
import { reserveText, spendOn, spendOnEach } from './meter.js';
import { isPrintable } from './text-classes.js';

/** Printable ASCII without a quote or a backslash needs no look at its characters. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

/** `repr(text)` */
export function strRepr(text: string): string {
  spendOn(text.length);
  return PLAIN.test(text) ? `'${text}'` : quoted(text, isPrintable);
}

/** `ascii(text)`: as `repr`, with everything beyond ASCII escaped. */
export function asciiRepr(text: string): string {
  spendOn(text.length);
  return PLAIN.test(text) ? `'${text}'` : quoted(text, isAsciiPrintable);
}

/** What `ascii(value)` is, given `repr(value)`: the repr with what is beyond ASCII escaped. */
export function escapeNonAscii(repr: string): string {
  reserveRepr(repr.length);
  let result = '';
  for (const character of repr) {
    result += character < '\x80' ? character : escaped(character);
  }
  return result;
}

function isAsciiPrintable(character: string): boolean {
  return character >= ' ' && character <= '~';
}

/** Double quotes serve only where the text has single ones and no double ones. */
function quoteFor(hasSingle: boolean, hasDouble: boolean): string {
  return hasSingle && !hasDouble ? '"' : "'";
}

/** Some characters become ten, most only one. */
function reserveRepr(length: number): void {
  spendOnEach(length);
  reserveText(length);
}

function quoted(text: string, shown: (character: string) => boolean): string {
  reserveRepr(text.length);
  const quote = quoteFor(text.includes("'"), text.includes('"'));
  let result = quote;
  for (const character of text) {
    if (character === quote || character === '\\') result += '\\' + character;
    else result += shown(character) ? character : escaped(character);
  }
  return result + quote;
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const codePoint = character.codePointAt(0) as number;
  const hex = codePoint.toString(16);
  if (codePoint < 0x100) return '\\x' + hex.padStart(2, '0');
  if (codePoint < 0x10000) return '\\u' + hex.padStart(4, '0');
  return '\\U' + hex.padStart(8, '0');
}

/** `repr(bytes)` */
export function bytesRepr(bytes: Uint8Array): string {
  reserveRepr(bytes.length);
  const quote = quoteFor(bytes.includes(39), bytes.includes(34));
  let result = 'b' + quote;
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === quote || character === '\\') result += '\\' + character;
    else result += isAsciiPrintable(character) ? character : escaped(character);
  }
  return result + quote;
}
