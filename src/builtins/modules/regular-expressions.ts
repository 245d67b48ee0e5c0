// Python's regular expressions as the host's, as far as assertions of tests and the like need them:
// there is no module `re`. What the two write differently is translated; where the host means
// something else by the same text, its meaning counts.
import { valueError } from '../../objects/exceptions.js';

const FLAGS = /^\(\?([aims]+)\)/;
/** What may stand behind a backslash with the flag `u`, beside letters and digits. */
const SYNTAX = /[\^$\\.*+?()[\]{}|/A-Za-z0-9-]/;

/** @throws Raised ValueError where the pattern is none of the host's either */
export function hostExpression(pattern: string, ignoreCase = false): RegExp {
  const inline = FLAGS.exec(pattern);
  const body = inline === null ? pattern : pattern.slice(inline[0].length);
  let flags = (inline?.[1] ?? '').replace('a', '');
  if (ignoreCase && !flags.includes('i')) flags += 'i';
  const source = body.replace(
    /\\([\s\S])|\(\?P=(\w+)\)|\(\?P</g,
    (whole: string, escaped: string | undefined, group: string | undefined) => {
      if (escaped === 'A') return '(?<![\\s\\S])';
      if (escaped === 'Z') return '(?![\\s\\S])';
      if (escaped !== undefined) return SYNTAX.test(escaped) ? whole : escaped;
      return group === undefined ? '(?<' : `\\k<${group}>`;
    },
  );
  // Without the flag `u` more is taken literally, as in Python: a lone brace.
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(source, flags + unicode);
    } catch {
      continue;
    }
  }
  throw valueError(`no regular expression: ${pattern}`);
}
