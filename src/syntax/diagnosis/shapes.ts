/** What the diagnosis remembers of an expression: its kind, its place, and what may be inside. */
import type { Token } from '../tokens.js';

/** An expression that was recognised. */
export interface Shape {
  /** Python's word for it in messages, for example "function call". */
  readonly name: string;
  /** Offsets into the source text. */
  readonly start: number;
  readonly end: number;
  /** Elements of a tuple or list, the operand of a star, the left side of a comparison. */
  readonly parts: readonly Shape[];
  /** The first operator of a comparison. */
  readonly operator: Token | null;
}

/** Arguments of a call, as far as messages tell them apart. */
export interface ArgumentsShape {
  readonly start: number;
  readonly end: number;
  readonly positional: readonly Shape[];
  readonly unpacksMapping: boolean;
  /** Whether there are keyword arguments, or nothing but what may stand among these. */
  readonly maybeKeywords: boolean;
}

export function shape(
  name: string,
  start: number,
  end: number,
  parts: readonly Shape[] = [],
  operator: Token | null = null,
): Shape {
  return { name, start, end, parts, operator };
}

/** What a target is for: it decides what counts as one. */
export type TargetUse = 'assignment' | 'deletion' | 'loop';
