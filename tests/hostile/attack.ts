// What a hostile script is to a test: a text, what it may use, and how it has to end.
import type { LimitName, Limits } from '#pyg/index.js';

export interface Attack {
  /** What it tries. */
  readonly name: string;
  readonly script: string;
  /** What the run may use; those of its area when left out. */
  readonly limits?: Limits;
  /** The limit that ends it, or the class of the exception that does; null when it ends well. */
  readonly ends: LimitName | `${string}Error` | 'SystemExit' | 'KeyboardInterrupt' | null;
  /** What it prints, if that matters. */
  readonly prints?: string;
}

/** Attacks of one kind, which are alike but for the expression that hurts. */
export function each(
  expressions: readonly string[],
  ends: Attack['ends'],
  limits?: Limits,
): readonly Attack[] {
  return expressions.map((script) => ({
    name: script,
    script,
    ends,
    ...(limits === undefined ? {} : { limits }),
  }));
}
