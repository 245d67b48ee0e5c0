/**
 * pyg, as built in `dist/`. This file is all that the benchmark knows of pyg's API: `pyg` is the
 * virtual machine as it comes, `pyg-interpreter` the same without the compiler to JavaScript.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./js-sample.mjs', import.meta.url));
const HELLO = fileURLToPath(new URL('../programs/hello.pyg', import.meta.url));
const LIBRARY = new URL('../../dist/index.js', import.meta.url);
const CLI = fileURLToPath(new URL('../../dist/bin/pyg.js', import.meta.url));
const MANIFEST = new URL('../../package.json', import.meta.url);

/** Where `loadPyg` finds the options of the virtual machine. */
export const PYG_OPTIONS = { pyg: {}, 'pyg-interpreter': { jit: false } };

/** @returns {Promise<import('./index.mjs').Presence>} */
async function detect() {
  if (!existsSync(LIBRARY)) return { missing: 'not built: there is no dist/index.js' };
  const library = await import('#pyg/index.js');
  if (typeof library.VM !== 'function') return { missing: 'dist/index.js exports no VM yet' };
  return { version: JSON.parse(readFileSync(MANIFEST, 'utf8')).version };
}

/**
 * Loads a program into a new virtual machine.
 *
 * @param {keyof typeof PYG_OPTIONS} id
 * @param {string} path
 * @returns {Promise<(n: number, ...args: number[]) => unknown>} The program's `run`.
 */
export async function loadPyg(id, path) {
  const { VM } = await import('#pyg/index.js');
  const program = new VM(PYG_OPTIONS[id]).run(readFileSync(path, 'utf8'), { filename: path });
  return (n, ...args) => program.call('run', n, ...args);
}

/** @type {import('./index.mjs').Runtime} */
export const pyg = {
  id: 'pyg',
  title: 'pyg',
  detect,
  sample: (_presence, request) => [process.execPath, DRIVER, 'pyg', request],
  hello: () => (existsSync(CLI) ? [process.execPath, CLI, HELLO] : null),
};

/** @type {import('./index.mjs').Runtime} */
export const pygInterpreter = {
  id: 'pyg-interpreter',
  title: 'pyg, interpreter',
  detect,
  sample: (_presence, request) => [process.execPath, DRIVER, 'pyg-interpreter', request],
  hello: () => null,
};
