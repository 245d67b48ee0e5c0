// Text made of text by a list of replacements, each of which says how often it applies: when what it
// was written for has changed so that it does not, that is an error and not a silent difference.

/**
 * @typedef {readonly [from: string | RegExp, to: string, times: number | null]} Rule What is replaced,
 *   by what, how often; a count of null: as often as it is there, at least once.
 */

/**
 * @param {string} source
 * @param {readonly Rule[]} rules Applied one after the other.
 * @param {string} [name] What the text is called in errors.
 * @returns {string}
 * @throws {Error} When a rule does not apply as often as it says.
 */
export function rewrite(source, rules, name = 'the text') {
  let text = source;
  for (const [from, to, times] of rules) {
    const pattern = typeof from === 'string' ? new RegExp(escape(from), 'g') : global(from);
    const found = text.match(pattern)?.length ?? 0;
    if (times === null ? found === 0 : found !== times) {
      throw new Error(`in ${name} the rule for ${String(from)} applies ${found} times`);
    }
    text = text.replace(pattern, to);
  }
  return text;
}

/** @param {RegExp} pattern */
function global(pattern) {
  return new RegExp(pattern.source, [...new Set([...pattern.flags, 'g'])].join(''));
}

/** @param {string} text */
function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
