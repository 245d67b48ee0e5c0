/**
 * Lines and indentation: where logical lines begin, and INDENT and DEDENT tokens between them.
 *
 * Indentation is measured twice, with a tab as 8 columns and as 1: when the two measures disagree
 * about how two lines compare, their order would depend on the reader's tab width.
 */
import type { SyntaxErrorType } from '../errors.js';
import { faultAt } from './faults.js';
import type { Lexer } from './lexer.js';
import { Token } from './tokens.js';

const TAB_WIDTH = 8;
/** CPython's limit on blocks inside blocks. */
const MAX_INDENTS = 100;

/** The indentation of a line, by both measures. */
interface Indentation {
  readonly column: number;
  readonly alternative: number;
}

export class Layout {
  private readonly lexer: Lexer;
  /** The indentations of the open blocks, outermost first, by both measures. */
  private readonly columns: number[];
  private readonly alternatives: number[];
  /** The numbers of the INDENT tokens of the open blocks. */
  private readonly indents: number[];

  constructor(lexer: Lexer) {
    this.lexer = lexer;
    this.columns = [0];
    this.alternatives = [0];
    this.indents = [];
  }

  /**
   * Moves to the first token of the next logical line, past blank lines and comments, and emits
   * INDENT and DEDENTs. False at the end of the text or after a fault.
   */
  startLine(): boolean {
    const { lexer } = this;
    const { text } = lexer;
    for (;;) {
      const indentation = this.measure();
      if (indentation === null || lexer.position >= lexer.end) return false;
      const unit = text.charCodeAt(lexer.position);
      if (unit === 0x23) lexer.skipComment();
      else if (unit !== 0x0a && unit !== 0x0d) return this.compare(indentation);
      if (lexer.position >= lexer.end) return false;
      lexer.position = lexer.afterLineEnd(lexer.position);
    }
  }

  /** Closes the open blocks and ends the text. */
  finish(): void {
    const { tokens, end } = this.lexer;
    while (this.indents.length > 0) this.closeBlock(end);
    tokens.push(Token.END, end, end);
  }

  /** Reads the blanks at the start of a line. */
  private measure(): Indentation | null {
    const { lexer } = this;
    const { text, end } = lexer;
    let column = 0;
    let alternative = 0;
    // The column of a backslash among the blanks: the indentation of what follows it.
    let continued = 0;
    while (lexer.position < end) {
      const unit = text.charCodeAt(lexer.position);
      if (unit === 0x20) {
        column += 1;
        alternative += 1;
      } else if (unit === 0x09) {
        column = (Math.floor(column / TAB_WIDTH) + 1) * TAB_WIDTH;
        alternative += 1;
      } else if (unit === 0x0c) {
        column = 0;
        alternative = 0;
      } else if (unit === 0x5c) {
        if (continued === 0) continued = column;
        if (!lexer.continueLine(true)) return null;
        continue;
      } else {
        break;
      }
      lexer.position += 1;
    }
    if (continued !== 0) return { column: continued, alternative: continued };
    return { column, alternative };
  }

  private compare({ column, alternative }: Indentation): boolean {
    const { lexer, columns, alternatives, indents } = this;
    const { tokens, position } = lexer;
    if (column > last(columns)) {
      if (indents.length + 1 >= MAX_INDENTS) {
        return this.fail('IndentationError', 'too many levels of indentation', 1, 0);
      }
      if (alternative <= last(alternatives)) return this.failTabs();
      columns.push(column);
      alternatives.push(alternative);
      indents.push(tokens.length);
      tokens.push(Token.INDENT, position, position);
      return true;
    }
    // The blocks are closed only if the line fits: a fault comes before their DEDENTs.
    let depth = columns.length - 1;
    while (column < (columns[depth] as number)) depth -= 1;
    if (column !== columns[depth]) {
      const { source } = lexer;
      const length = [...source.lineText(source.lineOf(position))].length + 1;
      const msg = 'unindent does not match any outer indentation level';
      return this.fail('IndentationError', msg, length, -1);
    }
    if (alternative !== alternatives[depth]) return this.failTabs();
    while (columns.length > depth + 1) this.closeBlock(position);
    return true;
  }

  private closeBlock(position: number): void {
    const { tokens } = this.lexer;
    const indent = this.indents.pop() as number;
    tokens.partners[indent] = tokens.length;
    tokens.push(Token.DEDENT, position, position);
    this.columns.pop();
    this.alternatives.pop();
  }

  private failTabs(): false {
    return this.fail('TabError', 'inconsistent use of tabs and spaces in indentation', 1, 0);
  }

  private fail(type: SyntaxErrorType, msg: string, offset: number, endOffset: number): false {
    const { source, position } = this.lexer;
    const line = source.lineOf(position);
    return this.lexer.fail(faultAt(source, msg, line, offset, endOffset, type), false);
  }
}

function last(stack: readonly number[]): number {
  return stack[stack.length - 1] as number;
}
