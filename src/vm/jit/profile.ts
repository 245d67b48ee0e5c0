// What compiled code sees of the generators that it resumes. A place that resumes generators of the
// same code again and again gets the text of that code into its own (inline.ts).
import type { Frame } from '../../objects/frame.js';
import type { PyCode, Site } from '../../objects/functions.js';
import type { VM } from '../vm.js';

/** Resumptions of the same code, in a row, after which a place is settled. */
const SETTLED = 400;

/** How often code is compiled anew at most. */
const MAX_REVISIONS = 3;

/** How often a place may resume other code than before. */
const MAX_CHANGES = 4;

/** The place in some code that is at `pc`. */
export function siteAt(code: PyCode, pc: number): Site {
  code.profile ??= { sites: new Map(), revisions: 0 };
  let site = code.profile.sites.get(pc);
  if (site === undefined) code.profile.sites.set(pc, (site = { code: null, left: 0, changes: 0 }));
  return site;
}

/** Whether nothing more is to be learnt of a place. */
export function isSettled({ code, left, changes }: Site): boolean {
  return (code !== null && left <= 0) || changes > MAX_CHANGES;
}

/** The code whose generators a place resumes, if that is as good as always the same. */
export function targetOf({ code, left, changes }: Site): PyCode | null {
  return left <= SETTLED / 2 && changes <= MAX_CHANGES ? code : null;
}

/**
 * A place of the running `frame` has resumed a generator of this code: of another than before, or so
 * often of the same that the place is settled now, and the code is to be compiled anew.
 */
export function note(vm: VM, frame: Frame, site: Site, code: PyCode): void {
  if (site.code !== code) {
    site.code = code;
    site.left = Math.min(SETTLED, vm.hot);
    site.changes++;
    return;
  }
  const profile = frame.code.profile!;
  if (++profile.revisions > MAX_REVISIONS) return;
  frame.code.compiled = null;
  frame.code.heat = vm.hot - 1;
  // What runs leaves the old text at the next safepoint.
  vm.trip();
}
