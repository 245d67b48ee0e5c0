/** Which characters make names (PEP 3131), and which none at all. */

/** The first character of a name, in ASCII; beyond that, `characterFault` judges the whole. */
export function isIdentifierStart(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    unit === 0x5f ||
    unit >= 0x80
  );
}

/** The position behind the name that begins at `start`. */
export function scanIdentifier(text: string, start: number, end: number): number {
  let position = start;
  while (position < end) {
    const unit = text.charCodeAt(position);
    if (!isIdentifierStart(unit) && !(unit >= 0x30 && unit <= 0x39)) break;
    position += 1;
  }
  return position;
}

// eslint-disable-next-line no-control-regex
const ASCII_ONLY = /^[\x00-\x7f]*$/;

/** Whether a text is plain ASCII, the common case that needs neither checks nor normalising. */
export function isAscii(text: string): boolean {
  return ASCII_ONLY.test(text);
}

/** A name as Python compares it: names that look the same are the same. */
export function normalizeName(name: string): string {
  return isAscii(name) ? name : name.normalize('NFKC');
}

/** A character that cannot stand where it does; `index` is its last unit in the text given. */
export interface CharacterFault {
  readonly msg: string;
  readonly index: number;
}

/**
 * The first character of a would-be name that no name can hold there, with Python's words for it;
 * null for a proper name, and for ASCII signs, which are left to the parser.
 */
export function characterFault(name: string): CharacterFault | null {
  if (isAscii(name) && !isControl(name.charCodeAt(0))) return null;
  let index = 0;
  for (const character of name) {
    const allowed = index === 0 ? /^[\p{XIDS}_]$/u : /^\p{XIDC}$/u;
    index += character.length;
    if (allowed.test(character)) continue;
    const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return {
      msg: isPrintable(character)
        ? `invalid character '${character}' (U+${code})`
        : `invalid non-printable character U+${code}`,
      index: index - 1,
    };
  }
  return null;
}

/** Python's `str.isprintable` for one character. */
export function isPrintable(character: string): boolean {
  return character === ' ' || !/^[\p{C}\p{Z}]$/u.test(character);
}

function isControl(unit: number): boolean {
  return unit < 0x20 || unit === 0x7f;
}
