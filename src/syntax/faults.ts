/**
 * Makes `PygSyntaxError`s from offsets, and writes them the way the `python3` command does.
 */
import { PygSyntaxError, type SyntaxErrorType } from '../errors.js';
import type { Source } from '../source.js';

/** A fault in the characters from `start` to `end`. */
export function faultInRange(
  source: Source,
  msg: string,
  start: number,
  end: number,
  type: SyntaxErrorType = 'SyntaxError',
): PygSyntaxError {
  const lineno = source.lineOf(start);
  const endLineno = end > start ? lineOfEnd(source, end) : source.lineOf(end);
  return new PygSyntaxError(type, msg, {
    filename: source.filename,
    lineno,
    offset: source.columnOf(start) + 1,
    endLineno,
    endOffset: columnOnLine(source, end, lineno) + 1,
    text: source.lineText(lineno),
  });
}

/**
 * The 0-based column of an offset. On a later line than `line` it is what CPython makes of it: the
 * column in bytes of its own line, counted off on `line`.
 */
export function columnOnLine(source: Source, offset: number, line: number): number {
  if (source.lineOf(offset) === line) return source.columnOf(offset);
  let bytes = source.utf8ColumnOf(offset);
  let column = 0;
  for (const character of source.lineText(line)) {
    const code = character.codePointAt(0) as number;
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes < 0) return column;
    column += 1;
  }
  return column;
}

/**
 * A fault at one place. `endOffset` is what CPython leaves in the attribute of that name for this
 * kind of fault (0 or -1), or by default the column itself.
 */
export function faultAt(
  source: Source,
  msg: string,
  lineno: number,
  offset: number,
  endOffset: number = offset,
  type: SyntaxErrorType = 'SyntaxError',
): PygSyntaxError {
  return new PygSyntaxError(type, msg, {
    filename: source.filename,
    lineno,
    offset,
    endLineno: lineno,
    endOffset,
    text: source.lineText(lineno),
  });
}

/** The line that a range ending before `end` ends on, even if its last character is a line end. */
export function lineOfEnd(source: Source, end: number): number {
  return source.lineOf(end - 1);
}

/** What `python3` prints on stderr for a script with this error, ending in a line end. */
export function formatSyntaxError(error: PygSyntaxError): string {
  const lines = [`  File "${error.filename}", line ${error.lineno}`];
  if (error.text !== null) {
    const stripped = error.text.replace(/^[ \t\f]+/, '');
    lines.push(`    ${stripped}`);
    const caret = caretLine(error, error.text, error.text.length - stripped.length);
    if (caret !== null) lines.push(caret);
  }
  lines.push(`${error.type}: ${error.msg}`);
  return `${lines.join('\n')}\n`;
}

/** The line under the text; like CPython it counts columns in bytes of UTF-8. */
function caretLine(error: PygSyntaxError, text: string, indentation: number): string | null {
  const start = utf8Length(text, error.offset - 1) - indentation;
  if (error.offset < 1 || start < 0) return null;
  const end = utf8Length(text, error.endOffset - 1) - indentation;
  const range = error.type === 'SyntaxError' && error.endOffset > 0 && end > start;
  const width = range ? end - start : 1;
  return `    ${' '.repeat(start)}${'^'.repeat(width)}`;
}

/** How many bytes the first characters of a text take; their number if there are not so many. */
function utf8Length(text: string, characters: number): number {
  const source = [...text];
  if (characters > source.length) return characters;
  let length = 0;
  for (const character of source.slice(0, Math.max(0, characters))) {
    const code = character.codePointAt(0) as number;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
