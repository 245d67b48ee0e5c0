// Where things stand in the source: the lines and columns of code positions.
import type { Position } from '../bytecode/code.js';
import type { Source } from '../source.js';
import type { Positioned } from '../syntax/ast.js';

/** Turns the offsets of syntax tree nodes into lines and columns. */
export class PlaceFinder {
  private readonly source: Source;
  /** Without characters outside the basic plane a column is a difference of offsets. */
  private readonly simple: boolean;

  constructor(source: Source) {
    this.source = source;
    this.simple = !/[\ud800-\udfff]/.test(source.text);
  }

  positionOf(node: Positioned): Position {
    const line = this.source.lineOf(node.start);
    const endLine = this.source.lineOf(node.end);
    return {
      line,
      endLine,
      column: this.columnOf(node.start, line),
      endColumn: this.columnOf(node.end, endLine),
    };
  }

  private columnOf(offset: number, line: number): number {
    return this.simple ? offset - this.source.lineStart(line) : this.source.columnOf(offset);
  }

  lineOf(node: Positioned): number {
    return this.source.lineOf(node.start);
  }
}
