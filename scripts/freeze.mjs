// Compiles the library modules written in Pyg with the compiler in dist. The prelude's code goes to
// dist/lib/frozen.js, in place of the empty module that tsc made of src/lib/frozen.ts; every other
// module gets a file of its own in dist/lib, which is read when it is imported.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const LIBRARY = resolve(ROOT, 'src/lib');
const COMPILER = resolve(ROOT, 'dist/compiler/compile.js');
const TARGET = resolve(ROOT, 'dist/lib/frozen.js');
/** The module that is part of every machine, and the folder of the parts that native modules add. */
const PRELUDE = 'prelude';
const PARTS = 'preludes/';
/** What decides what the compiler makes of a module. */
const COMPILER_PARTS = ['dist/compiler', 'dist/syntax', 'dist/bytecode', 'dist/source.js'];

/**
 * Writes dist/lib/frozen.js and a file for each module, and returns the names of the modules; null
 * when there is nothing to do, because there is no compiler yet, no module, or neither has changed.
 */
export async function freeze() {
  if (!existsSync(COMPILER)) return null;
  const modules = await libraryModules();
  if (modules.length === 0) return null;
  const compiler = await compilerIdentity();
  const stamp = `// ${await fingerprint(modules, compiler)}\n`;
  const present = await readFile(TARGET, 'utf8').catch(() => '');
  if (present.startsWith(stamp)) return null;
  const codes = await compileAll(modules);
  const files = modules.filter(({ name }) => name !== PRELUDE);
  for (const { name, path } of files) {
    const target = join(dirname(TARGET), path);
    await mkdir(dirname(target), { recursive: true });
    // src/lib/library.ts reads this form without running it.
    await writeFile(target, `export const code = ${JSON.stringify(codes[name])};\n`);
  }
  await writeFile(TARGET, stamp + frozenModule(codes[PRELUDE], files, compiler));
  return modules.map(({ name }) => name);
}

/** The text of dist/lib/frozen.js (src/lib/frozen.ts says what it holds). */
function frozenModule(prelude, files, compiler) {
  const rows = files.map(({ name, path, isPackage }) => {
    const file = JSON.stringify(path);
    const load = `() => import(${JSON.stringify(`./${path}`)})`;
    return `  ${JSON.stringify(name)}: { path: ${file}, isPackage: ${isPackage}, load: ${load} },\n`;
  });
  return (
    `export const COMPILER = ${JSON.stringify(compiler)};\n` +
    `export const FROZEN = { ${PRELUDE}: ${JSON.stringify(prelude)} };\n` +
    `export const LIBRARY_FILES = {\n${rows.join('')}};\n`
  );
}

/** The `.pyg` files of the library by module name, in the order of their names. */
async function libraryModules() {
  const files = (await filesUnder(LIBRARY)).filter((path) => path.endsWith('.pyg')).sort();
  return Promise.all(
    files.map(async (path) => ({
      name: moduleName(path),
      path: relative(LIBRARY, path)
        .split(sep)
        .join('/')
        .replace(/\.pyg$/, '.js'),
      isPackage: path.endsWith(`${sep}__init__.pyg`),
      text: await readFile(path, 'utf8'),
    })),
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
  for (const { name, path, text } of modules) {
    // What stands for C code of CPython shows no frames: the prelude, its parts, and modules whose
    // names begin with an underscore.
    const hidden = name === PRELUDE || path.startsWith(PARTS) || /^_[^_]/.test(name);
    const code = compile(Source.fromText(text, `<frozen ${name}>`), { hidden });
    verify(code);
    entries[name] = serialize(code);
  }
  return entries;
}

function load(path) {
  return import(pathToFileURL(resolve(ROOT, 'dist', path)).href);
}

/**
 * What the compiled code of scripts is kept under: made from all of the compiler's files, so that no
 * change of it can be forgotten.
 */
async function compilerIdentity() {
  const { version } = JSON.parse(await readFile(resolve(ROOT, 'package.json'), 'utf8'));
  const [major, minor] = version.split('.');
  const hash = await hashFiles(createHash('sha256'), COMPILER_PARTS);
  return { tag: `pyg-${major}${minor}`, fingerprint: hash.digest('hex').slice(0, 16) };
}

async function fingerprint(modules, compiler) {
  const hash = createHash('sha256').update(JSON.stringify([modules, compiler]));
  return (await hashFiles(hash, ['scripts/freeze.mjs'])).digest('hex');
}

async function hashFiles(hash, parts) {
  for (const part of parts) {
    const path = resolve(ROOT, part);
    const files = part.includes('.') ? [path] : await filesUnder(path);
    for (const file of files.filter((each) => /\.m?js$/.test(each)).sort()) {
      hash.update(await readFile(file));
    }
  }
  return hash;
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
