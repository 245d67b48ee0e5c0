/**
 * Finds what CPython 3.11 says about a text that is not a program.
 *
 * It says it in two passes, and so does this: the first only finds out how far one can read, the
 * second reads again with rules for common mistakes. If none of these applies, the last token of
 * the first pass is "invalid syntax". This runs only for texts that the grammar has rejected.
 */
import { PygSyntaxError } from '../../errors.js';
import { Source } from '../../source.js';
import { columnOnLine, faultAt, faultInRange } from '../faults.js';
import { LiteralFault } from '../escapes.js';
import { tokenize } from '../lexer.js';
import { numberValue } from '../numbers.js';
import { joinLiterals, openLiteral } from '../strings.js';
import type { TokenStream } from '../token-stream.js';
import { Token } from '../tokens.js';
import { Objection, type Place } from './cursor.js';
import { shape, type Shape } from './shapes.js';
import { StatementRules } from './statements.js';

/** What the text is to be. */
export type Input = 'exec' | 'eval' | 'single' | 'f-string';

/**
 * The error in a text that has one at or behind token number `from`, where a statement begins.
 * Null if the text is a program as far as the rules here can tell.
 */
export function diagnose(
  source: Source,
  stream: TokenStream,
  from: number,
  input: Input,
): PygSyntaxError | null {
  const rules = new Diagnosis(source, stream, from, input);
  try {
    if (recognize(rules, input)) return null;
    const last = rules.farthest;
    rules.restart(from);
    recognize(rules, input);
    return genericError(rules, last);
  } catch (objection) {
    if (!(objection instanceof Objection)) throw objection;
    if (objection.lexical) return objection.error;
    return preferLexical(rules, objection.error);
  }
}

function recognize(rules: Diagnosis, input: Input): boolean {
  switch (input) {
    case 'exec':
      return rules.file();
    case 'single':
      return rules.peek() !== Token.END && rules.file();
    case 'eval':
      return rules.expressionInput();
    case 'f-string':
      return rules.starExpressions() !== null;
  }
}

function genericError(rules: Diagnosis, last: number): PygSyntaxError {
  const kind = rules.stream.kind(last);
  if (kind === Token.INDENT) {
    return rules.errorAtToken(rules.farthest, 'unexpected indent', 'IndentationError');
  }
  if (kind === Token.DEDENT) {
    return rules.errorAtToken(rules.farthest, 'unexpected unindent', 'IndentationError');
  }
  return preferLexical(rules, rules.invalidAt(last));
}

/** A fault of the lexer further on may count for more than the parser's objection. */
function preferLexical(rules: Diagnosis, error: PygSyntaxError): PygSyntaxError {
  const { fault } = rules.stream;
  if (fault === null) return error;
  if (fault.raised) return fault.error;
  const { unclosed } = fault;
  const line = rules.source.lineOf(rules.stream.start(rules.farthest));
  return unclosed !== null && line > unclosed.lineno ? unclosed : error;
}

class Diagnosis extends StatementRules {
  private readonly input: Input;

  constructor(source: Source, stream: TokenStream, from: number, input: Input) {
    super(source, stream, from, input === 'f-string' ? 'f-string: ' : '');
    this.input = input;
  }

  /** "invalid syntax" at a token. */
  invalidAt(index: number): PygSyntaxError {
    return this.errorIn(index, 'invalid syntax');
  }

  override strings(): Shape | null {
    const { text } = this.source;
    const start = this.here();
    const first = this.mark;
    while (this.accept(Token.STRING));
    const literals = [];
    for (let i = first; i < this.mark; i += 1) {
      literals.push(openLiteral(text, this.stream.start(i), this.stream.end(i)));
    }
    let formatted = false;
    for (const literal of literals) formatted ||= literal.formatted;
    try {
      joinLiterals(text, literals, (from, to) => {
        this.checkFormatted(from, to);
      });
    } catch (fault) {
      if (!(fault instanceof LiteralFault)) throw fault;
      if (fault.literal !== null) this.raiseAt(this.token(first + fault.literal), fault.msg);
      this.raiseLast(fault.msg);
    }
    return shape(formatted ? 'f-string expression' : 'literal', start, this.behind());
  }

  /** The expression of an f-string is a text of its own: that in parentheses. */
  private checkFormatted(start: number, end: number): void {
    const inner = Source.fromText(`(${this.source.text.slice(start, end)})`, this.source.filename);
    const stream = tokenize(inner);
    const error = diagnose(inner, stream, 0, 'f-string');
    if (error === null) return;
    const lines = this.source.lineOf(start - 1) - 1;
    // There CPython gives the parser's columns in bytes.
    const inBytes = error !== stream.fault?.error;
    const column = (line: number, offset: number): number =>
      inBytes && offset > 0 ? inner.utf8ColumnOf(offsetIn(inner, line, offset - 1)) + 1 : offset;
    const moved = new PygSyntaxError(error.type, error.msg, {
      filename: error.filename,
      lineno: error.lineno + lines,
      offset: column(error.lineno, error.offset),
      endLineno: error.endLineno + lines,
      endOffset: column(error.endLineno, error.endOffset),
      text: error.text,
    });
    throw new Objection(moved, false);
  }

  override checkNumber(index: number): void {
    const value = numberValue(this.text(index));
    if (typeof value !== 'string') return;
    const line = this.source.lineOf(this.stream.start(index));
    throw new Objection(faultAt(this.source, value, line, 0), false);
  }

  override raiseMissingColon(key: Place): never {
    const { source } = this;
    // CPython puts the caret at the last column of the key, but on its first line.
    const line = source.lineOf(key.start);
    const msg = this.prefixed("':' expected after dictionary key");
    const error = new PygSyntaxError('SyntaxError', msg, {
      filename: source.filename,
      lineno: line,
      offset: columnOnLine(source, key.end - 1, line) + 1,
      endLineno: source.lineOf(key.end),
      endOffset: 0,
      text: source.lineText(line),
    });
    throw new Objection(error, false);
  }

  private errorIn(index: number, msg: string): PygSyntaxError {
    const { source } = this;
    const { start, end } = this.token(index);
    // Only a file gets a line end of its own at the end, with a column.
    const atEnd = start === source.text.length && this.input !== 'exec';
    if (this.stream.kind(index) === Token.END || (atEnd && this.input !== 'f-string')) {
      return faultAt(source, this.prefixed(msg), this.lastLine(), 0);
    }
    return faultInRange(source, this.prefixed(msg), start, end);
  }
}

/** The offset of a 0-based column of a line. */
function offsetIn(source: Source, line: number, column: number): number {
  const characters = [...source.lineText(line)].slice(0, column);
  return source.lineStart(line) + characters.join('').length;
}
