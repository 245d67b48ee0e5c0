// Errors that are found after parsing.
import { PygSyntaxError } from '../errors.js';
import type { Source } from '../source.js';
import type { Positioned } from '../syntax/ast.js';

/**
 * A fault of the program at a node. Its columns are those of the syntax tree, counted in bytes, as
 * CPython has them for what its compiler finds; the parser's are counted in characters.
 */
export function compileError(
  source: Source,
  msg: string,
  node: Positioned,
  isFile: boolean,
): PygSyntaxError {
  const lineno = source.lineOf(node.start);
  return new PygSyntaxError('SyntaxError', msg, {
    filename: source.filename,
    lineno,
    offset: source.utf8ColumnOf(node.start) + 1,
    endLineno: source.lineOf(node.end),
    endOffset: source.utf8ColumnOf(node.end) + 1,
    // CPython looks for the line in the file.
    text: isFile ? source.lineText(lineno) : null,
  });
}
