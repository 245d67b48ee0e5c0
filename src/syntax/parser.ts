/**
 * Source text to abstract syntax tree.
 *
 * The lexer turns the text into tokens; statement by statement these are matched against the
 * grammar, and the tree of each match becomes part of the AST. A text that is rejected anywhere on
 * the way goes to `diagnosis/`, which finds the error that Python would report.
 */
import { PygSyntaxError } from '../errors.js';
import type { Source } from '../source.js';
import type * as ast from './ast.js';
import { diagnose } from './diagnosis/diagnose.js';
import { matchUnit } from './elements.js';
import { ExpressionBuilder } from './expressions.js';
import { faultAt, faultInRange } from './faults.js';
import { tokenize } from './lexer.js';
import { Rejected, TooDeep } from './rejected.js';
import { StatementBuilder } from './statements.js';
import type { TokenStream } from './token-stream.js';
import { Token } from './tokens.js';
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
  if (mode !== 'exec' && source.text === '') throw nothingToParse(source);
  const stream = tokenize(source);
  const builder = new Parser(source, stream);
  try {
    const tree = builder.parse(mode);
    if (stream.fault === null) return tree;
  } catch (reason) {
    if (reason instanceof TooDeep || isStackOverflow(reason)) throw tooDeep(source, reason);
    if (!(reason instanceof Rejected)) throw reason;
    throw diagnoseFrom(source, stream, builder.statement, mode, reason.offset);
  }
  throw diagnoseFrom(source, stream, builder.statement, mode, 0);
}

/** One pass over a text; `statement` says how far it has come. */
class Parser {
  private readonly source: Source;
  private readonly stream: TokenStream;
  private readonly expressions: ExpressionBuilder;
  private readonly statements: StatementBuilder;
  /** The number of the token that begins the outermost statement being parsed. */
  statement: number;

  constructor(source: Source, stream: TokenStream) {
    this.source = source;
    this.stream = stream;
    this.expressions = new ExpressionBuilder(source);
    this.statements = new StatementBuilder(stream, this.expressions);
    this.statement = 0;
  }

  parse(mode: ParseMode): ast.Mod {
    if (mode === 'eval') return { kind: 'Expression', body: this.expression() };
    if (mode === 'exec') return { kind: 'Module', body: this.body() };
    return { kind: 'Interactive', body: this.stream.fault === null ? this.single() : this.body() };
  }

  /** One statement, or one line of simple statements. */
  private single(): ast.Stmt[] {
    const { source, stream } = this;
    if (stream.kind(0) === Token.END) throw new Rejected(0);
    const body: ast.Stmt[] = [];
    const next = this.statements.addStatementAt(0, body);
    const lineEnd = next - 1;
    const compound = isCompound(body[0] as ast.Stmt);
    if (stream.kind(next) !== Token.END) {
      const msg = 'multiple statements found while compiling a single statement';
      if (compound)
        throw faultInRange(source, 'invalid syntax', stream.start(next), stream.end(next));
      throw faultInRange(source, msg, stream.start(lineEnd), stream.end(lineEnd));
    }
    // A prompt ends a statement with a block on its own line by an empty line.
    const unfinished = compound && stream.kind(lineEnd) === Token.NEWLINE;
    if (unfinished && stream.start(lineEnd) === source.text.length) {
      throw faultAt(source, 'invalid syntax', source.lineCount, 0);
    }
    return body;
  }

  private expression(): ast.Expr {
    const { stream, expressions } = this;
    if (stream.fault !== null) throw new Rejected(0);
    const unit = unitOf(stream, 0, stream.length - 1);
    const tree = matchUnit('expressionInput', unit).children[0];
    if (tree === undefined) throw new Rejected(0);
    return expressions.expression(tree, unit);
  }

  /** The statements; before a fault of the lexer, only those that are complete. */
  private body(): ast.Stmt[] {
    const { stream } = this;
    const end = stream.fault === null ? stream.length - 1 : lastStatement(stream);
    const body: ast.Stmt[] = [];
    while (this.statement < end) {
      this.statement = this.statements.addStatementAt(this.statement, body);
    }
    return body;
  }
}

/** Whether a statement has blocks. */
function isCompound(statement: ast.Stmt): boolean {
  return 'body' in statement || statement.kind === 'Match';
}

/** The number of the token that begins the last of the outermost statements. */
function lastStatement(stream: TokenStream): number {
  let depth = 0;
  let statement = 0;
  let line = 0;
  for (let i = 0; i < stream.length; i += 1) {
    const kind = stream.kind(i);
    if (kind === Token.INDENT) depth += 1;
    else if (kind === Token.DEDENT) depth -= 1;
    else if (depth === 0 && i > 0 && endsLine(stream.kind(i - 1))) {
      const decorated = stream.kind(line) === Token.AT;
      line = i;
      if (!decorated && !(kind >= Token.ELIF && kind <= Token.FINALLY)) statement = i;
    }
  }
  return statement;
}

function endsLine(kind: Token): boolean {
  return kind === Token.NEWLINE || kind === Token.DEDENT;
}

function diagnoseFrom(
  source: Source,
  stream: TokenStream,
  from: number,
  mode: ParseMode,
  offset: number,
): PygSyntaxError {
  try {
    const error = diagnose(source, stream, from, mode);
    return error ?? faultInRange(source, 'invalid syntax', offset, offset);
  } catch (reason) {
    // Brackets in brackets to the limit; what is wrong with them then goes without its words.
    if (!isStackOverflow(reason)) throw reason;
    return stream.fault?.error ?? faultInRange(source, 'invalid syntax', offset, offset);
  }
}

/** Ohm matches by recursion; only a deep chain of `lambda` gets it so far. */
function isStackOverflow(reason: unknown): boolean {
  return reason instanceof RangeError && reason.message.includes('call stack');
}

/** Without any text there is no line either. */
function nothingToParse(source: Source): PygSyntaxError {
  return new PygSyntaxError('SyntaxError', 'invalid syntax', {
    filename: source.filename,
    lineno: 0,
    offset: 0,
    endLineno: 0,
    endOffset: 0,
    text: '',
  });
}

function tooDeep(source: Source, reason: unknown): PygSyntaxError {
  const offset = reason instanceof TooDeep ? reason.offset : 0;
  return faultInRange(source, 'too many nested expressions', offset, offset);
}
