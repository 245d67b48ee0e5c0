/**
 * Source text to abstract syntax tree.
 *
 * The lexer turns the text into tokens; statement by statement these are matched against the
 * grammar, and the tree of each match becomes part of the AST. A text that is rejected anywhere on
 * the way goes to `diagnosis.ts`, which finds the error that Python would report.
 */
import { PygSyntaxError } from '../errors.js';
import type { Source } from '../source.js';
import type * as ast from './ast.js';
import { ExpressionBuilder } from './expressions.js';
import { faultInRange } from './faults.js';
import { tokenize } from './lexer.js';
import { Rejected, TooDeep } from './rejected.js';
import { StatementBuilder } from './statements.js';
import type { TokenStream } from './token-stream.js';
import { unitOf } from './units.js';

/** What a text is to be: a file, an expression, or one statement of a prompt. */
export type ParseMode = 'exec' | 'eval' | 'single';

/**
 * Parses a text.
 *
 * @throws PygSyntaxError for any text that is not a program
 */
export function parse(source: Source, mode?: 'exec'): ast.Module;
export function parse(source: Source, mode: 'eval'): ast.Expression;
export function parse(source: Source, mode: 'single'): ast.Interactive;
export function parse(source: Source, mode: ParseMode): ast.Mod;
export function parse(source: Source, mode: ParseMode = 'exec'): ast.Mod {
  const stream = tokenize(source);
  let offset = 0;
  if (stream.fault === null) {
    try {
      return build(source, stream, mode);
    } catch (reason) {
      if (reason instanceof TooDeep || isStackOverflow(reason)) throw tooDeep(source, reason);
      if (!(reason instanceof Rejected)) throw reason;
      offset = reason.offset;
    }
  }
  throw faultInRange(source, 'invalid syntax', offset, offset);
}

function build(source: Source, stream: TokenStream, mode: ParseMode): ast.Mod {
  const expressions = new ExpressionBuilder(source);
  if (mode === 'eval') {
    const unit = unitOf(stream, 0, stream.length - 1);
    const tree = expressions.match('expressionInput', unit).children[0];
    if (tree === undefined) throw new Rejected(0);
    return { kind: 'Expression', body: expressions.expression(tree, unit) };
  }
  const statements = new StatementBuilder(stream, expressions);
  const body = statements.statements(0, stream.length - 1);
  return mode === 'exec' ? { kind: 'Module', body } : { kind: 'Interactive', body };
}

/** Ohm matches by recursion; only a deep chain of `lambda` gets it so far. */
function isStackOverflow(reason: unknown): boolean {
  return reason instanceof RangeError && reason.message.includes('call stack');
}

function tooDeep(source: Source, reason: unknown): PygSyntaxError {
  const offset = reason instanceof TooDeep ? reason.offset : 0;
  return faultInRange(source, 'too many nested expressions', offset, offset);
}
