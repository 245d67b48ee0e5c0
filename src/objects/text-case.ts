/**
 * Casing by Unicode 14's full mappings, which for most characters are the host's. A host with a
 * newer Unicode maps to and from characters that version 14 does not have: those stay as they are.
 */
import { spend } from './meter.js';
import { isAscii, isAssigned, isLower, isTitle, isUpper } from './text-classes.js';

/** The two-letter characters that have a title form of their own. */
const DIGRAPHS: Record<string, string> = { Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' };

/** Georgian letters are upper case only where everything is, never at the start of a word. */
const GEORGIAN = /^[\u10d0-\u10fa\u10fd-\u10ff]$/;
const CHEROKEE = /^[\u13a0-\u13fd\uab70-\uabbf]$/;
/** Greek letters with an iota below: their upper case has an iota beside. */
const GREEK_WITH_IOTA = /^[\u1f80-\u1ffc]$/;

const CAPITAL_IOTA = '\u0399';
const IOTA_BELOW = '\u0345';
const CASE_IGNORABLE = /^\p{Case_Ignorable}$/u;

/** One character mapped, unless Unicode 14 lacks it or its image. */
function mapped(character: string, image: string): string {
  return isAscii(character) || (isAssigned(character) && isAssigned(image)) ? image : character;
}

function upperOf(character: string): string {
  return mapped(character, character.toUpperCase());
}

function lowerOf(character: string): string {
  return mapped(character, character.toLowerCase());
}

function titleOf(character: string): string {
  if (GEORGIAN.test(character)) return character;
  const upper = upperOf(character);
  const digraph = DIGRAPHS[upper];
  if (digraph !== undefined) return digraph;
  const first = String.fromCodePoint(upper.codePointAt(0) as number);
  if (upper.length === first.length && !GREEK_WITH_IOTA.test(character)) return upper;
  if (GREEK_WITH_IOTA.test(character) && upper.length > 1 && upper.endsWith(CAPITAL_IOTA)) {
    const title = upper.slice(0, -1) + IOTA_BELOW;
    // Only a letter without another mark between has a form with the iota.
    return title.length === 2 ? title.normalize('NFC') : title;
  }
  // A ligature begins with a capital; the apostrophe of `ŉ` is no letter to begin with.
  return isCased(first) ? first + upper.slice(first.length).toLowerCase() : upper;
}

function isCased(character: string): boolean {
  return isUpper(character) || isLower(character) || isTitle(character);
}

/** The lower case of the character at `at`: that of sigma depends on whether it ends a word. */
function lowerInContext(characters: readonly string[], at: number): string {
  const character = characters[at] as string;
  if (character !== 'Σ') return lowerOf(character);
  let before = at - 1;
  while (before >= 0 && isCaseIgnorable(characters[before] as string)) before--;
  if (before < 0 || !isCased(characters[before] as string)) return 'σ';
  let after = at + 1;
  while (after < characters.length && isCaseIgnorable(characters[after] as string)) after++;
  return after < characters.length && isCased(characters[after] as string) ? 'σ' : 'ς';
}

function isCaseIgnorable(character: string): boolean {
  return CASE_IGNORABLE.test(character) && isAssigned(character);
}

/** Whether the host's mapping of the whole text is that of Unicode 14. */
function hostAgrees(text: string, image: string): boolean {
  return isAscii(text) || (isAssigned(text) && isAssigned(image));
}

/** `text.upper()` */
export function strUpper(text: string): string {
  const image = text.toUpperCase();
  return hostAgrees(text, image) ? image : Array.from(text, upperOf).join('');
}

/** `text.lower()` */
export function strLower(text: string): string {
  const image = text.toLowerCase();
  if (hostAgrees(text, image)) return image;
  const characters = Array.from(text);
  let result = '';
  for (let i = 0; i < characters.length; i++) result += lowerInContext(characters, i);
  return result;
}

/** `text.casefold()`: for comparison without regard to case. */
export function strCasefold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  spend(text.length);
  return Array.from(text, casefoldOf).join('');
}

function casefoldOf(character: string): string {
  // Cherokee folds to its capitals, which are older than its small letters.
  if (CHEROKEE.test(character)) return upperOf(character);
  if (character === 'ẞ') return 'ss';
  // The dotless i is no i.
  if (character === 'ı') return character;
  return Array.from(upperOf(character), lowerOf).join('');
}

/** `text.capitalize()`: the first character in title case, the others in lower case. */
export function strCapitalize(text: string): string {
  const characters = Array.from(text);
  let result = '';
  for (let i = 0; i < characters.length; i++) {
    result += i === 0 ? titleOf(characters[i] as string) : lowerInContext(characters, i);
  }
  return result;
}

/** `text.title()`: letters after something else than a letter in title case, others in lower. */
export function strTitle(text: string): string {
  const characters = Array.from(text);
  let result = '';
  let inWord = false;
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    result += inWord ? lowerInContext(characters, i) : titleOf(character);
    inWord = isCased(character);
  }
  return result;
}

/** `text.swapcase()` */
export function strSwapcase(text: string): string {
  const characters = Array.from(text);
  let result = '';
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string;
    if (isUpper(character)) result += lowerInContext(characters, i);
    else result += isLower(character) ? upperOf(character) : character;
  }
  return result;
}
