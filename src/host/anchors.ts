// Where in the text of an expression its operator or its brackets are: a traceback marks them with
// `^` and the operands with `~`. Parses the text, which is done for uncaught exceptions only.
import { PygSyntaxError } from '../errors.js';
import { Source } from '../source.js';
import type * as ast from '../syntax/ast.js';
import { parse } from '../syntax/parser.js';

/** Columns in code points: `left` of the first marked character, `right` behind the last. */
export interface Anchors {
  readonly left: number;
  readonly right: number;
}

/**
 * The anchors of a text that is one binary operation or one subscript; null for any other text.
 * @param segment part of one line, as an instruction's position cuts it out
 */
export function findAnchors(segment: string): Anchors | null {
  let module: ast.Module;
  try {
    module = parse(Source.fromText(segment, '<segment>'));
  } catch (error) {
    if (error instanceof PygSyntaxError) return null;
    throw error;
  }
  const [statement] = module.body;
  if (module.body.length !== 1 || statement?.kind !== 'Expr') return null;
  const { value } = statement;
  if (value.kind === 'BinOp') return operatorAnchors(segment, value);
  return value.kind === 'Subscript' ? bracketAnchors(segment, value) : null;
}

/** An operator is taken for two characters long when the next is neither blank nor the operand. */
function operatorAnchors(segment: string, { left, right }: ast.BinOp): Anchors | null {
  let at = left.end;
  while (at < right.start && /[\s)]/.test(segment[at]!)) at++;
  if (at >= right.start) return null;
  const long = at + 1 < right.start && !/\s/.test(segment[at + 1]!);
  return columns(segment, at, at + (long ? 2 : 1));
}

function bracketAnchors(segment: string, { value, slice }: ast.Subscript): Anchors {
  return columns(segment, segment.indexOf('[', value.end), segment.indexOf(']', slice.end) + 1);
}

/** Offsets as columns. */
function columns(segment: string, left: number, right: number): Anchors {
  const column = (offset: number): number => Array.from(segment.slice(0, offset)).length;
  return { left: column(left), right: column(right) };
}
