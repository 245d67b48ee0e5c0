/**
 * The build without prompt cleanup (docs/cleanup.md), to measure what that costs programs that do not
 * need it: nothing is counted, no loop owns a generator, nobody remembers which generators wait with
 * something to clean up, or what was made when. Such a build is not a correct one: a generator that is
 * dropped is forgotten.
 */

import { patchBuild } from '../scripts/patched-build.mjs';

/** Whether references are counted is known, and what would count them is nothing. */
const QUESTION = /\bis(?:Counted|Lost|Held)\([\w.]+\)/g;
const COUNTING =
  /^( *)(?:exchange|recount|retain|release|noteAge|vm\.watched\.(?:add|delete))\(.*\);$/gm;

/** An accessor that is there to see changes, over a field of its own. */
const ACCESSOR =
  /get (?<name>\w+)\(\) \{\s*return this\.(?<field>\w+);\s*\}\s*set \k<name>\(value\) \{\s*if \(isCounted\(this\)\)\s*exchange\(this, this\.\k<field>, value\);\s*this\.\k<field> = value;\s*\}/g;

/** Fields of objects that only say how many references there are, when they were made, who will end them. */
const REFERENCES = /\bthis\.refs = UNCOUNTED;/g;
const AGE = /** @type {const} */ (['this.age = nextAge();', '', 1]);
const LINKS = /this\.(?:next|previous)Watched = null;/;

/** @type {Readonly<Record<string, readonly import('../scripts/rewrite.mjs').Rule[]>>} */
const RULES = {
  'objects/collections.js': [AGE],
  'objects/dict.js': [AGE],
  'objects/generator.js': [AGE, [LINKS, '', 2]],
  'objects/exceptions.js': [[ACCESSOR, '$&', 6]],
  'compiler/loops.js': [[/export function mayOwn\(unit, node\) \{/, '$& return false;', 1]],
  'vm/interpreter.js': [['watchDelegator(vm, generator, from);', ';', 1]],
  'vm/resume.js': [[/if \(frame\.code\.cleansUp\)\s+watch\(vm, generator, caller\);/, '', 1]],
  'vm/calls.js': [
    ['expectAwait(vm, generator);', ';', 1],
    [
      'countedFirst(vm, makeInstance(vm, cls, args, keywords))',
      'makeInstance(vm, cls, args, keywords)',
      1,
    ],
    [/if \(cls\.hasFinalizer\(\)\) \{[^}]*\}/, '', 1],
  ],
  'vm/operations.js': [[/if \(isGeneratorManager\(enter\)\) \{[^}]*\}/, '', 1]],
};

/**
 * @param {string} path
 * @param {string} text
 */
function withoutCounting(path, text) {
  if (path === 'objects/references.js' || path === 'vm/reclaim.js') return text;
  const fields = [...text.matchAll(ACCESSOR)].map(({ groups }) => groups);
  let plain = text.replace(ACCESSOR, '');
  for (const { name = '', field = '' } of fields) {
    plain = plain.replaceAll(`this.${field}`, `this.${name}`);
  }
  return plain.replace(QUESTION, 'false').replace(COUNTING, '$1;').replace(REFERENCES, '');
}

/**
 * @returns {{ with: import('../scripts/patched-build.mjs').PatchedBuild, without: import('../scripts/patched-build.mjs').PatchedBuild }}
 *   The build as it is, and without. Both are copies, so that nothing else is different.
 */
export function buildBoth() {
  const whole = patchBuild({ rules: {} });
  try {
    return { with: whole, without: patchBuild({ rules: RULES, everywhere: withoutCounting }) };
  } catch (error) {
    whole.dispose();
    throw error;
  }
}
