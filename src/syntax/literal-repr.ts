/** Python's `repr` of the values that literals have, for showing trees. */
import { isPrintable } from './characters.js';

/** `repr` of a `str`. */
export function reprString(value: string): string {
  const quote = quoteFor(value);
  let text = '';
  for (const character of value) {
    const code = character.codePointAt(0) as number;
    if (character === quote || character === '\\') text += `\\${character}`;
    else if (character === '\n') text += '\\n';
    else if (character === '\r') text += '\\r';
    else if (character === '\t') text += '\\t';
    else if (isPrintable(character)) text += character;
    else if (code < 0x100) text += `\\x${hex(code, 2)}`;
    else text += code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  }
  return quote + text + quote;
}

/** `repr` of a `bytes`. */
export function reprBytes(value: Uint8Array): string {
  const quote = quoteFor(String.fromCharCode(...value.filter((byte) => byte < 0x80)));
  let text = '';
  for (const byte of value) {
    const character = String.fromCharCode(byte);
    if (character === quote || character === '\\') text += `\\${character}`;
    else if (character === '\n') text += '\\n';
    else if (character === '\r') text += '\\r';
    else if (character === '\t') text += '\\t';
    else text += byte < 0x20 || byte > 0x7e ? `\\x${hex(byte, 2)}` : character;
  }
  return `b${quote}${text}${quote}`;
}

/** `repr` of a `float`, which a literal makes only finite or infinite, and never negative. */
export function reprFloat(value: number): string {
  if (value === Infinity) return 'inf';
  const [digits, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = String(value).includes('e') ? value.toFixed(20).replace(/0+$/, '') : String(value);
  return text.includes('.') ? text : `${text}.0`;
}

function quoteFor(value: string): "'" | '"' {
  return value.includes("'") && !value.includes('"') ? '"' : "'";
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
