/** The runtimes that can be compared, in the order of the table's columns. */

import { cpython } from './cpython.mjs';
import { pyg, pygInterpreter } from './pyg.mjs';
import { v8 } from './v8.mjs';

/**
 * @typedef {object} Presence What is known of a runtime on this machine.
 * @property {string} [version] Given when the runtime can run.
 * @property {string} [missing] Otherwise: why not.
 * @property {string} [executable] Where a start-up by name would time a wrapper: the real program.
 */

/**
 * @typedef {object} Runtime
 * @property {string} id What `--runtimes` and the results call it.
 * @property {string} title What the table and the chart call it.
 * @property {() => Promise<Presence>} detect
 * @property {(presence: Presence, request: string) => string[]} sample The command line of a process
 *   that serves one request (`measure.mjs` describes it).
 * @property {(presence: Presence) => string[] | null} hello The command line of a process that prints
 *   hello; null where that is not possible yet.
 */

/** @type {readonly Runtime[]} */
export const RUNTIMES = [cpython, v8, pyg, pygInterpreter];

/** Runtimes measured unless `--runtimes` names others. */
export const DEFAULT_RUNTIMES = 'python3,v8,pyg';

/**
 * @param {string} list Ids separated by commas.
 * @returns {Runtime[]} In the order of the columns.
 * @throws {RangeError} For an id that is no runtime.
 */
export function selectRuntimes(list) {
  const ids = new Set(list.split(',').map((id) => id.trim()));
  const chosen = RUNTIMES.filter((runtime) => ids.delete(runtime.id));
  if (ids.size > 0) {
    throw new RangeError(
      `no such runtime: ${[...ids].join(', ')}; there are ${RUNTIMES.map(({ id }) => id).join(', ')}`,
    );
  }
  return chosen;
}
