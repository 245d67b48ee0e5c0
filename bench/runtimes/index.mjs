/** The runtimes that can be compared, in the order of the table's columns. */

import { stateMachines, v8 } from './javascript.mjs';
import { lua, luajit } from './lua.mjs';
import { pyg, pygInterpreter } from './pyg.mjs';
import { cpython, pypy } from './python.mjs';

/**
 * @typedef {object} Presence What is known of a runtime on this machine.
 * @property {string} [version] Given when the runtime can run.
 * @property {string} [missing] Otherwise: why not.
 * @property {string} [executable] Where a start-up by name would time a wrapper: the real program.
 */

/**
 * @typedef {object} Runtime
 * @property {string} id What `--runtimes` and the results call it.
 * @property {string} title What the tables and charts call it.
 * @property {string} suffix Of the files in `programs/` that are written for it.
 * @property {boolean} optimises Whether it has to run for a while before it shows what it can do.
 * @property {boolean} compiles Whether it compiles Python source, and is measured at that.
 * @property {import('../processes.mjs').Environment} [env] How the environment of its processes differs.
 * @property {() => Promise<Presence>} detect
 * @property {(presence: Presence, request: import('../processes.mjs').Request) => string[]} sample The
 *   command line of a process that serves one request.
 * @property {(presence: Presence) => string[] | null} hello The command line of a process that prints
 *   hello; null where there is none.
 */

/** The first of them is the oracle: its results are what the others have to get. */
/** @type {readonly Runtime[]} */
export const RUNTIMES = [cpython, pypy, v8, stateMachines, luajit, lua, pygInterpreter, pyg];

/** The runtimes whose growth is measured, too. */
export const CURVE_RUNTIMES = [cpython, pypy, v8, stateMachines, pygInterpreter, pyg].map(
  ({ id }) => id,
);
