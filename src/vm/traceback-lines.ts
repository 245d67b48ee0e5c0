// The lines of a traceback: one entry per frame, its source line, and the carets below it. What is
// shown and what is left out follows the C printer of CPython 3.11 (Python/traceback.c), which differs
// in places from the `traceback` module.
import { positionAt, type Position } from '../bytecode/code.js';
import type { PyTraceback } from '../objects/exceptions.js';
import { displayWidth } from './display-width.js';
import type { VM } from './vm.js';

/** Entries of the same place that are shown before the rest is only counted. */
const SHOWN_REPEATS = 3;

/** Of a longer traceback only the last entries are shown. */
const MAX_ENTRIES = 1000;

const INDENT = '    ';

/**
 * The header and the entries of a traceback, outermost frame first.
 * @param title what the header calls it
 */
export function tracebackText(vm: VM, traceback: PyTraceback, title = 'Traceback'): string {
  const lines = new SourceLines(vm);
  let entry: PyTraceback | null = traceback;
  for (let surplus = lengthOf(traceback) - MAX_ENTRIES; surplus > 0; surplus--) entry = entry!.next;
  const entries = new Map<string, string>();
  let text = `${title} (most recent call last):\n`;
  let place = '';
  let repeats = 0;
  for (; entry !== null; entry = entry.next) {
    const { source } = entry.frame.code;
    const position = entry.pc < 0 ? null : positionAt(source.positions, entry.pc);
    const line = position === null ? source.firstLine : position.line;
    const here = `  File "${source.filename}", line ${line}, in ${source.name}\n`;
    if (here !== place) {
      text += repeatedText(repeats);
      place = here;
      repeats = 0;
    }
    repeats++;
    if (repeats > SHOWN_REPEATS) continue;
    // Functions that call each other show the same few entries over and over.
    const key = `${here}${JSON.stringify(position)}`;
    let shown = entries.get(key);
    if (shown === undefined) {
      const sourceLine = lines.line(source.filename, line);
      shown = sourceLine === null ? here : here + sourceText(vm, sourceLine, position);
      entries.set(key, shown);
    }
    text += shown;
  }
  return text + repeatedText(repeats);
}

function lengthOf(traceback: PyTraceback): number {
  let length = 0;
  for (let entry: PyTraceback | null = traceback; entry !== null; entry = entry.next) length++;
  return length;
}

function repeatedText(repeats: number): string {
  const hidden = repeats - SHOWN_REPEATS;
  if (hidden <= 0) return '';
  return `  [Previous line repeated ${hidden} more time${hidden > 1 ? 's' : ''}]\n`;
}

/** The lines of source files, split once per traceback. */
export class SourceLines {
  private readonly files = new Map<string, readonly string[]>();

  constructor(private readonly vm: VM) {}

  /** A 1-based line without its line end, or null when it is unknown. */
  line(filename: string, line: number): string | null {
    return this.all(filename)[line - 1] ?? null;
  }

  /** All lines of a file without their ends; none if it is unknown. */
  all(filename: string): readonly string[] {
    // While the modules are being taken down CPython can open no files any more.
    if (this.vm.finalizing) return [];
    let lines = this.files.get(filename);
    if (lines === undefined) {
      lines = splitLines(this.vm.texts.get(filename) ?? this.vm.host.sourceOf(filename));
      this.files.set(filename, lines);
    }
    return lines;
  }
}

function splitLines(source: string | null): string[] {
  if (source === null) return [];
  const lines = source.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  // What follows the last line end is a line only if there is something in it.
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** A source line without its indentation and, where they say something, the carets. */
function sourceText(vm: VM, line: string, position: Position | null): string {
  const stripped = line.replace(/^[ \t\f]+/, '');
  const shown = `${INDENT}${stripped}\n`;
  if (position === null) return shown;
  const carets = caretText(vm, line, line.length - stripped.length, position);
  return carets === null ? shown : `${shown}${INDENT}${carets}\n`;
}

/**
 * The carets below a line whose first `indentation` characters are left out, or null when they
 * would mark the whole line.
 */
function caretText(vm: VM, line: string, indentation: number, position: Position): string | null {
  const characters = Array.from(line);
  const start = Math.min(position.column, characters.length);
  const oneLine = position.endLine === position.line;
  const end = oneLine
    ? Math.min(position.endColumn, characters.length)
    : endOfText(line, characters.length);
  const segment = characters.slice(start, end).join('');
  const anchors = oneLine ? vm.host.anchors(segment) : null;
  if (anchors === null && end - start === characters.length - indentation) return null;
  const widthTo = (column: number): number => displayWidth(characters.slice(0, column).join(''));
  const from = widthTo(start);
  const to = widthTo(end);
  const blank = ' '.repeat(Math.max(0, from - indentation));
  if (anchors === null) return blank + '^'.repeat(Math.max(0, to - from));
  const left = widthTo(start + anchors.left);
  const right = widthTo(start + anchors.right);
  return blank + '~'.repeat(left - from) + '^'.repeat(right - left) + '~'.repeat(to - right);
}

/**
 * The column behind the last character that is not blank. CPython looks for it in the UTF-8 bytes of
 * the line, beginning at the byte whose number is that of the last character.
 */
function endOfText(line: string, characterCount: number): number {
  const bytes = utf8Units(line);
  let end = characterCount;
  while (end > 0 && isBlank(bytes[end - 1]!)) end--;
  return end;
}

/** The first bytes of the UTF-8 form of a text; all bytes beyond ASCII look alike here. */
function utf8Units(text: string): number[] {
  const units: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (length === 1) units.push(code);
    else for (let i = 0; i < length; i++) units.push(0xff);
  }
  return units;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0c;
}
