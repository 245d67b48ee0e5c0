// A copy of the build with something different in it: for tests that count what the shipped build does
// not count, and for measuring what a part of it costs. What is different is text in the emitted
// JavaScript, so the shipped sources need no switches for it.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rewrite } from './rewrite.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * @typedef {object} Changes
 * @property {Readonly<Record<string, readonly import('./rewrite.mjs').Rule[]>>} rules By the path of a
 *   script below `dist/`.
 * @property {(path: string, text: string) => string} [everywhere] What else to do to every script.
 * @property {Readonly<Record<string, string>>} [additions] Scripts that the copy has besides.
 */

/**
 * @typedef {object} PatchedBuild
 * @property {(path: string) => Promise<Record<string, unknown>>} load Import a script of the copy.
 * @property {string} folder Where its scripts are.
 * @property {() => void} dispose Remove its files.
 */

/**
 * @param {Changes} changes
 * @returns {PatchedBuild}
 * @throws {Error} When a rule does not apply.
 */
export function patchBuild({ rules, everywhere = (_path, text) => text, additions = {} }) {
  const parent = mkdtempSync(join(tmpdir(), 'pyg-patched-'));
  const folder = join(parent, 'dist');
  const dispose = () => rmSync(parent, { recursive: true, force: true });
  /** @param {string} path @param {string} text */
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  try {
    const from = join(ROOT, 'dist');
    for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
      // The command is a bundle of the rest.
      if (!path.endsWith('.js') || path.startsWith('bin/')) continue;
      const text = readFileSync(join(from, path), 'utf8');
      // Source maps are not copied.
      const code = text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
      write(path, everywhere(path, rewrite(code, rules[path] ?? [], path)));
    }
    for (const [path, text] of Object.entries(additions)) write(path, text);
    writeFileSync(join(parent, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(ROOT, 'node_modules'), join(parent, 'node_modules'));
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    folder,
    load: (path) => import(/* @vite-ignore */ pathToFileURL(join(folder, path)).href),
    dispose,
  };
}
