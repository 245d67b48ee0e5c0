/**
 * The library modules written in Pyg, compiled: module name → serialised code object.
 *
 * The build compiles every `.pyg` file beside this one with the compiler it has just built and
 * replaces this module in `dist` (scripts/freeze.mjs). The source is empty because the compiler
 * itself must build without them.
 */
export const FROZEN: Readonly<Record<string, string>> = {};
