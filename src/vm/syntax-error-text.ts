// How a SyntaxError shows where it is: the place, the line and the carets before its message.
import { asStr } from '../objects/dict.js';
import { exceptionType, type PyException } from '../objects/exceptions.js';
import { asInt } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from './access.js';
import { attempt } from './attempt.js';
import { strSync } from './text.js';
import type { VM } from './vm.js';

const syntaxError = exceptionType('SyntaxError');

/** What is written of a SyntaxError in place of its str(). */
export interface SyntaxErrorParts {
  /** `  File "x.py", line 1` and, where they are known, the line and the carets. */
  readonly place: string;
  readonly message: Value;
}

/**
 * The parts of a SyntaxError, or null for every exception that is not one, or whose attributes do not
 * tell a place. One is whatever has the attribute `print_file_and_line`.
 */
export function syntaxErrorParts(vm: VM, exception: PyException): SyntaxErrorParts | null {
  const attribute = (name: string): Value =>
    attempt(() => getAttributeSync(vm, exception, name)) as Value;
  const isOne =
    exception.cls.isSubclassOf(syntaxError) || attribute('print_file_and_line') !== undefined;
  if (!isOne) return null;
  const message = attribute('msg');
  const filename = attribute('filename');
  const lineno = integer(attribute('lineno'));
  const offset = integer(attribute('offset'), -1);
  const text = attribute('text');
  if (message === undefined || filename === undefined || lineno === undefined) return null;
  if (offset === undefined || text === undefined) return null;
  // Only SyntaxError itself has an end; its subclasses mark one place.
  const hasEnd = exception.cls === syntaxError;
  const endLineno = hasEnd ? integer(attribute('end_lineno'), lineno) : lineno;
  const endOffset = hasEnd ? integer(attribute('end_offset'), -1) : -1;
  if (endLineno === undefined || endOffset === undefined) return null;
  const name = filename === null ? '<string>' : attempt(() => strSync(vm, filename));
  const head = name === undefined ? '' : `  File "${name}", line ${lineno}\n`;
  const line = asStr(text);
  if (line === undefined) return { place: head, message };
  const bytes = utf8Length(line);
  const end = Math.min(endLineno > lineno ? bytes : endOffset, bytes + 1);
  return { place: head + markedLine(line, offset, end), message };
}

/** An int, `instead` for None, undefined for everything else. */
function integer(value: Value, instead?: number): number | undefined {
  if (value === null) return instead;
  const int = asInt(value);
  return int === undefined ? undefined : Number(int);
}

/** The line with the characters from the 1-based `offset` up to `end` marked. */
function markedLine(line: string, offset: number, end: number): string {
  const carets = end > 0 && end > offset ? end - offset : 1;
  let text = line.replace(/^[ \t\f]+/, '');
  const bytes = utf8Length(text) - (text.endsWith('\n') ? 1 : 0);
  let start = Math.min(offset - 1 - (line.length - text.length), bytes);
  // Of several lines those before the marked one are left out.
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
    const length = utf8Length(text.slice(0, at));
    if (length >= start) break;
    text = text.slice(at + 1);
    start -= length + 1;
  }
  const shown = `    ${text}${text.endsWith('\n') ? '' : '\n'}`;
  return start < 0 ? shown : `${shown}    ${' '.repeat(start)}${'^'.repeat(carets)}\n`;
}

/** CPython measures the line in bytes of UTF-8, though its columns count characters. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
