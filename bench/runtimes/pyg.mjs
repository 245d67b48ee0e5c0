/**
 * pyg, as built in `dist/`: as it comes, with both engines, and with its interpreter alone. This file and
 * `js-sample.mjs` are all that the benchmark knows of pyg.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sampleInNode } from './javascript.mjs';

const HELLO = fileURLToPath(new URL('../programs/hello.pyg', import.meta.url));
const LIBRARY = new URL('../../dist/index.js', import.meta.url);
const CLI = fileURLToPath(new URL('../../dist/bin/pyg.js', import.meta.url));
const MANIFEST = new URL('../../package.json', import.meta.url);

/** @returns {Promise<import('./index.mjs').Presence>} */
async function detect() {
  if (!existsSync(LIBRARY)) return { missing: 'not built: there is no dist/index.js' };
  return { version: JSON.parse(readFileSync(MANIFEST, 'utf8')).version };
}

/**
 * Loads a program into a new virtual machine. `PYG_JIT=0` in the environment means the interpreter
 * alone.
 *
 * @param {string} path
 * @returns {Promise<{ call(name: string, ...args: number[]): unknown }>} The program's module.
 */
export async function loadPyg(path) {
  const { VM } = await import('#pyg/index.js');
  const machine = new VM({ jit: process.env.PYG_JIT !== '0' });
  return machine.run(readFileSync(path, 'utf8'), { filename: path });
}

/** @type {import('./index.mjs').Runtime} */
export const pygInterpreter = {
  id: 'pyg-interpreter',
  title: 'pyg, interpreter',
  suffix: '.pyg',
  optimises: true,
  compiles: false,
  env: { PYG_JIT: '0' },
  detect,
  sample: (_presence, request) => sampleInNode('pyg-interpreter', request),
  hello: () => (existsSync(CLI) ? [process.execPath, CLI, HELLO] : null),
};

/** @type {import('./index.mjs').Runtime} */
export const pyg = {
  id: 'pyg',
  title: 'pyg',
  suffix: '.pyg',
  optimises: true,
  compiles: true,
  env: { PYG_JIT: undefined },
  detect,
  sample: (_presence, request) => sampleInNode('pyg', request),
  hello: () => (existsSync(CLI) ? [process.execPath, CLI, HELLO] : null),
};
