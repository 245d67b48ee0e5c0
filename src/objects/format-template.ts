/**
 * The templates of `str.format` taken apart (Python's library reference, "Format String Syntax").
 *
 * CPython finds a mistake only when it comes to it, so that an error of an earlier field wins.
 * Here too a mistake is a segment, or an access, that stands where it is to be raised.
 */
import { PyError } from './py-error.js';
import { showCharacter } from './format-spec-parser.js';
import { decimalDigitValue, isDecimalDigit } from './text-classes.js';

/** A mistake, to be raised when the walk over the template comes to it. */
export interface TemplateError {
  readonly kind: 'error';
  readonly error: PyError;
}

/** What follows a field's first name: `.name`, `[0]` or `[key]`. */
export type FieldAccess =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'item'; readonly key: number | string }
  | TemplateError;

/**
 * A replacement field: fetch `argument` (a number is a position, a string a keyword), follow
 * `accesses`, apply `conversion`, build the specification from `spec`, format.
 */
export interface TemplateField {
  readonly kind: 'field';
  readonly argument: number | string;
  readonly accesses: readonly FieldAccess[];
  readonly conversion: 'r' | 's' | 'a' | TemplateError | null;
  /** The specification is a template too: literal text and, one level deep, fields. */
  readonly spec: readonly TemplateSegment[];
}

/** A piece of a template. */
export type TemplateSegment =
  { readonly kind: 'text'; readonly text: string } | TemplateField | TemplateError;

const MAX_INDEX = 2n ** 63n - 1n;

/** Takes a template apart. `str.format` allows fields in a field's specification, not deeper. */
export function parseStrFormat(template: string): TemplateSegment[] {
  return new TemplateParser().template(template, 2);
}

/** A piece as `string.Formatter` sees it: text, and the parts of the field behind it. */
export interface TemplatePiece {
  readonly text: string;
  readonly field: RawField | null;
}

/** The pieces of a template, not looked into; a mistake is the last of them. */
export function cutTemplate(template: string): (TemplatePiece | PyError)[] {
  const pieces: (TemplatePiece | PyError)[] = [];
  let at = 0;
  while (at < template.length) {
    const brace = template.slice(at).search(/[{}]/);
    if (brace < 0) return [...pieces, { text: template.slice(at), field: null }];
    const start = at;
    at += brace + 1;
    const character = template.charAt(at - 1);
    if (template.charAt(at) === character) {
      pieces.push({ text: template.slice(start, at), field: null });
      at++;
      continue;
    }
    if (character === '}' || at >= template.length) {
      const message = `Single '${character}' encountered in format string`;
      return [...pieces, new PyError('ValueError', message)];
    }
    const field = cutField(template, at);
    if (field instanceof PyError) return [...pieces, field];
    pieces.push({ text: template.slice(start, at - 1), field });
    at = field.end;
  }
  return pieces;
}

/** The name of a field taken apart: its first name or number, and what follows. */
export function splitFieldName(
  name: string,
): { readonly first: number | string; readonly accesses: readonly FieldAccess[] } | PyError {
  const end = name.search(/[.[]/);
  const first = end < 0 ? name : name.slice(0, end);
  const index = readIndex(first);
  if (index instanceof PyError) return index;
  return { first: index ?? first, accesses: end < 0 ? [] : readAccesses(name.slice(end)) };
}

/** A field's text, cut into its parts but not looked into. */
export interface RawField {
  readonly name: string;
  readonly conversion: string;
  readonly spec: string;
  readonly specHasFields: boolean;
  /** Where the template goes on. */
  readonly end: number;
}

/** Fields are numbered through a whole template, nested ones in the order they are come to. */
class TemplateParser {
  private nextNumber = 0;
  private numbering: 'automatic' | 'manual' | null = null;

  template(text: string, depth: number): TemplateSegment[] {
    if (depth === 0) return [mistake('Max string recursion exceeded')];
    const segments: TemplateSegment[] = [];
    let literal = '';
    let at = 0;
    while (at < text.length) {
      const character = text.charAt(at++);
      if (character !== '{' && character !== '}') {
        literal += character;
        continue;
      }
      if (text.charAt(at) === character) {
        literal += character;
        at++;
        continue;
      }
      if (literal !== '') segments.push({ kind: 'text', text: literal });
      literal = '';
      if (character === '}' || at >= text.length) {
        segments.push(mistake(`Single '${character}' encountered in format string`));
        return segments;
      }
      const raw = cutField(text, at);
      const segment = raw instanceof PyError ? errorOf(raw) : this.field(raw, depth);
      segments.push(segment);
      if (raw instanceof PyError || segment.kind === 'error') return segments;
      at = raw.end;
    }
    if (literal !== '') segments.push({ kind: 'text', text: literal });
    return segments;
  }

  private field(raw: RawField, depth: number): TemplateSegment {
    const nameEnd = raw.name.search(/[.[]/);
    const argument = this.argument(nameEnd < 0 ? raw.name : raw.name.slice(0, nameEnd));
    if (argument instanceof PyError) return errorOf(argument);
    let spec: TemplateSegment[] = [];
    if (raw.specHasFields) spec = this.template(raw.spec, depth - 1);
    else if (raw.spec !== '') spec = [{ kind: 'text', text: raw.spec }];
    return {
      kind: 'field',
      argument,
      accesses: nameEnd < 0 ? [] : readAccesses(raw.name.slice(nameEnd)),
      conversion: conversionOf(raw.conversion),
      spec,
    };
  }

  private argument(name: string): number | string | PyError {
    const index = readIndex(name);
    if (index instanceof PyError) return index;
    if (name !== '' && index === null) return name;
    const numbering = name === '' ? 'automatic' : 'manual';
    if (this.numbering !== null && this.numbering !== numbering) {
      return new PyError(
        'ValueError',
        numbering === 'manual'
          ? 'cannot switch from automatic field numbering to manual field specification'
          : 'cannot switch from manual field specification to automatic field numbering',
      );
    }
    this.numbering = numbering;
    return index ?? this.nextNumber++;
  }
}

function errorOf(error: PyError): TemplateError {
  return { kind: 'error', error };
}

function mistake(message: string): TemplateError {
  return errorOf(new PyError('ValueError', message));
}

function conversionOf(text: string): TemplateField['conversion'] {
  if (text === '') return null;
  if (text === 'r' || text === 's' || text === 'a') return text;
  return mistake(`Unknown conversion specifier ${showCharacter(text)}`);
}

/** Cuts the field whose text begins at `start`, behind its brace, into name, conversion and spec. */
function cutField(text: string, start: number): RawField | PyError {
  let at = start;
  let character = '';
  while (at < text.length) {
    character = text.charAt(at);
    if (character === '{') return new PyError('ValueError', "unexpected '{' in field name");
    if (character === '}' || character === ':' || character === '!') break;
    // Inside brackets every other character stands for itself.
    if (character === '[') {
      const close = text.indexOf(']', at);
      at = close < 0 ? text.length : close;
    } else {
      at++;
    }
  }
  if (at >= text.length) return new PyError('ValueError', "expected '}' before end of string");
  const name = text.slice(start, at++);
  const bare = { name, conversion: '', spec: '', specHasFields: false };
  if (character === '}') return { ...bare, end: at };
  let conversion = '';
  if (character === '!') {
    if (at >= text.length) {
      return new PyError('ValueError', 'end of string while looking for conversion specifier');
    }
    conversion = String.fromCodePoint(text.codePointAt(at) as number);
    at += conversion.length;
    const next = text.charAt(at++);
    if (next === '}') return { ...bare, conversion, end: at };
    if (next !== ':' && next !== '') {
      return new PyError('ValueError', "expected ':' after conversion specifier");
    }
  }
  const specStart = at;
  for (let depth = 1; at < text.length; at++) {
    if (text.charAt(at) === '{') depth++;
    if (text.charAt(at) === '}') depth--;
    if (depth === 0) {
      const spec = text.slice(specStart, at);
      return { name, conversion, spec, specHasFields: spec.includes('{'), end: at + 1 };
    }
  }
  return new PyError('ValueError', "unmatched '{' in format spec");
}

/** What follows the first name; the first mistake is the last access. */
function readAccesses(text: string): FieldAccess[] {
  const accesses: FieldAccess[] = [];
  let at = 0;
  while (at < text.length) {
    const opening = text.charAt(at++);
    let name: string;
    if (opening === '.') {
      const length = text.slice(at).search(/[.[]/);
      const end = length < 0 ? text.length : at + length;
      name = text.slice(at, end);
      at = end;
    } else if (opening === '[') {
      const close = text.indexOf(']', at);
      if (close < 0) return [...accesses, mistake("Missing ']' in format string")];
      name = text.slice(at, close);
      at = close + 1;
    } else {
      const message = "Only '.' or '[' may follow ']' in format field specifier";
      return [...accesses, mistake(message)];
    }
    if (name === '') return [...accesses, mistake('Empty attribute in format string')];
    if (opening === '.') {
      accesses.push({ kind: 'attribute', name });
    } else {
      const index = readIndex(name);
      if (index instanceof PyError) return [...accesses, errorOf(index)];
      accesses.push({ kind: 'item', key: index ?? name });
    }
  }
  return accesses;
}

/**
 * The number that `text` is, in the digits of any script; null where it is none. Digits that make
 * too large a number are an error whatever follows them.
 */
function readIndex(text: string): number | null | PyError {
  let digits = '';
  for (const character of text) {
    if (!isDecimalDigit(character)) return null;
    digits += decimalDigitValue(character);
    if (BigInt(digits) > MAX_INDEX) {
      return new PyError('ValueError', 'Too many decimal digits in format string');
    }
  }
  return digits === '' ? null : Number(digits);
}
