/**
 * A source text and its line table.
 *
 * Owns the mapping between offsets (UTF-16 units into `text`, the only position the rest of the
 * system stores) and what people read: lines and columns. Knows nothing about tokens.
 */

/** A named source text. Offsets index `text`, which keeps the line ends as they were written. */
export class Source {
  readonly filename: string;
  readonly text: string;
  /** Offset of the first character of each line; built when first asked for. */
  private lineStarts: readonly number[] | null;

  private constructor(filename: string, text: string) {
    this.filename = filename;
    this.text = text;
    this.lineStarts = null;
  }

  /** Makes a source from its text; a byte order mark at the start is not part of the text. */
  static fromText(text: string, filename: string): Source {
    return new Source(filename, text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  }

  /** The 1-based line that holds `offset`; the end of the text belongs to the last line. */
  lineOf(offset: number): number {
    const starts = this.lines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The 0-based column of `offset` in its line, in code points. */
  columnOf(offset: number): number {
    const start = this.lineStart(this.lineOf(offset));
    let column = 0;
    for (let i = start; i < offset; i += 1) {
      if (!isTrailSurrogate(this.text, i)) column += 1;
    }
    return column;
  }

  /** The 0-based column of `offset` in its line, in bytes of UTF-8 (what Python's `ast` shows). */
  utf8ColumnOf(offset: number): number {
    const start = this.lineStart(this.lineOf(offset));
    let column = 0;
    for (let i = start; i < offset; i += 1) {
      const unit = this.text.charCodeAt(i);
      if (unit < 0x80) column += 1;
      else if (unit < 0x800) column += 2;
      else if (isTrailSurrogate(this.text, i)) column += 1;
      else column += 3;
    }
    return column;
  }

  /** The text of a 1-based line without its line end; empty for a line that does not exist. */
  lineText(line: number): string {
    const starts = this.lines();
    if (line < 1 || line > starts.length) return '';
    const start = starts[line - 1] as number;
    let end = line < starts.length ? (starts[line] as number) : this.text.length;
    while (end > start && isLineEnd(this.text.charCodeAt(end - 1))) end -= 1;
    return this.text.slice(start, end);
  }

  /** The offset of the first character of a 1-based line; the text's end beyond the last one. */
  lineStart(line: number): number {
    const starts = this.lines();
    return line <= starts.length ? (starts[line - 1] as number) : this.text.length;
  }

  /** How many lines there are: one more than there are line ends. */
  get lineCount(): number {
    return this.lines().length;
  }

  private lines(): readonly number[] {
    if (this.lineStarts !== null) return this.lineStarts;
    const starts = [0];
    const { text } = this;
    for (let i = 0; i < text.length; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit === 0x0a) starts.push(i + 1);
      else if (unit === 0x0d && text.charCodeAt(i + 1) !== 0x0a) starts.push(i + 1);
    }
    this.lineStarts = starts;
    return starts;
  }
}

function isLineEnd(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}

/** Whether the unit at `index` is the second half of a pair, so that the pair counts once. */
function isTrailSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (unit < 0xdc00 || unit > 0xdfff || index === 0) return false;
  const before = text.charCodeAt(index - 1);
  return before >= 0xd800 && before <= 0xdbff;
}
