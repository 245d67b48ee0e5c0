// Compiles the library modules written in Pyg with the compiler in dist and writes their code to
// dist/lib/frozen.js, in place of the empty module that tsc made of src/lib/frozen.ts.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const LIBRARY = resolve(ROOT, 'src/lib');
const COMPILER = resolve(ROOT, 'dist/compiler/compile.js');
const TARGET = resolve(ROOT, 'dist/lib/frozen.js');
/** What decides what the compiler makes of a module. */
const COMPILER_PARTS = ['dist/compiler', 'dist/syntax', 'dist/bytecode', 'dist/source.js'];

/**
 * Writes dist/lib/frozen.js and returns the names of the modules in it; null when there is nothing
 * to do, because there is no compiler yet, no module, or neither has changed.
 */
export async function freeze() {
  if (!existsSync(COMPILER)) return null;
  const modules = await libraryModules();
  if (modules.length === 0) return null;
  const stamp = `// ${await fingerprint(modules)}\n`;
  const present = await readFile(TARGET, 'utf8').catch(() => '');
  if (present.startsWith(stamp)) return null;
  const entries = await compileAll(modules);
  await writeFile(TARGET, `${stamp}export const FROZEN = ${JSON.stringify(entries, null, 2)};\n`);
  return modules.map(({ name }) => name);
}

/** The `.pyg` files of the library by module name, in the order of their names. */
async function libraryModules() {
  const files = (await filesUnder(LIBRARY)).filter((path) => path.endsWith('.pyg')).sort();
  return Promise.all(
    files.map(async (path) => ({ name: moduleName(path), text: await readFile(path, 'utf8') })),
  );
}

/** `collections/abc.pyg` is the module collections.abc, `collections/__init__.pyg` collections. */
function moduleName(path) {
  const parts = relative(LIBRARY, path).slice(0, -'.pyg'.length).split(sep);
  if (parts.at(-1) === '__init__') parts.pop();
  return parts.join('.');
}

async function compileAll(modules) {
  const { compile } = await load('compiler/compile.js');
  const { serialize } = await load('bytecode/serialize.js');
  const { verify } = await load('bytecode/verifier.js');
  const { Source } = await load('source.js');
  const entries = {};
  for (const { name, text } of modules) {
    // The prelude is part of the built-ins, so its frames do not show; those of modules do.
    const hidden = name === 'prelude';
    const code = compile(Source.fromText(text, `<frozen ${name}>`), { hidden });
    verify(code);
    entries[name] = serialize(code);
  }
  return entries;
}

function load(path) {
  return import(pathToFileURL(resolve(ROOT, 'dist', path)).href);
}

async function fingerprint(modules) {
  const hash = createHash('sha256').update(JSON.stringify(modules));
  for (const part of [...COMPILER_PARTS, 'scripts/freeze.mjs']) {
    const path = resolve(ROOT, part);
    const files = part.includes('.') ? [path] : await filesUnder(path);
    for (const file of files.filter((each) => /\.m?js$/.test(each)).sort()) {
      hash.update(await readFile(file));
    }
  }
  return hash.digest('hex');
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
