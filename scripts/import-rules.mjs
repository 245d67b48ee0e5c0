// Who may import whom. The layers point one way:
//
//   errors, source ← syntax, bytecode ← compiler
//                    bytecode ← objects ← vm ← builtins, host ← runtime ← index ← cli
//
// Compiler and VM never import each other: src/bytecode is their whole contract. The rules read the
// import lines and nothing else.
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * For each layer, the layers it may import; every layer may also import itself. `frozen` is the
 * compiled library, which is data and imports nothing.
 */
export const LAYERS = (() => {
  const below = ['errors', 'source'];
  const machine = [...below, 'bytecode', 'objects', 'vm', 'frozen', 'lib'];
  const all = [...machine, 'syntax', 'compiler', 'builtins', 'host'];
  return {
    errors: [],
    source: [],
    frozen: [],
    syntax: below,
    bytecode: below,
    compiler: [...below, 'syntax', 'bytecode'],
    objects: [...below, 'bytecode'],
    vm: [...below, 'bytecode', 'objects', 'frozen'],
    lib: machine,
    builtins: machine,
    host: all,
    runtime: [...machine, 'builtins', 'host'],
    index: [...all, 'runtime'],
    cli: ['index'],
  };
})();

/**
 * Layers whose types a lower layer may name, which leaves nothing in the built code: the signature
 * of a native function names the VM that is handed to it.
 */
const TYPES_FROM = { objects: ['vm'] };

/**
 * The imports and exports of one module that the rules look at.
 *
 * @typedef {{ specifier: string, typeOnly: boolean, reexport: boolean }} ImportLine
 */

/**
 * Reads every module under src.
 *
 * @returns {Promise<Map<string, string>>} text by path from src, with forward slashes
 */
export async function readSources() {
  const src = resolve(ROOT, 'src');
  const sources = new Map();
  for (const entry of await readdir(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    sources.set(relative(src, path).split(sep).join('/'), await readFile(path, 'utf8'));
  }
  return sources;
}

/**
 * The import lines of a module; dynamic imports of a literal included.
 *
 * @param {string} text
 * @returns {ImportLine[]}
 */
export function importLines(text) {
  const lines = [];
  const code = text.replace(/^\s*(\/\/.*|\/?\*.*)$/gm, '');
  const statement = /^(import|export)\s+(type\s+)?([^;'"]*?\bfrom\s+)?['"]([^'"]+)['"]/gm;
  for (const [, keyword, type, names, specifier] of code.matchAll(statement)) {
    if (keyword === 'export' && names === undefined) continue;
    const named = /^\{([^}]*)\}/.exec((names ?? '').trim())?.[1];
    const typeOnly =
      type !== undefined ||
      (named !== undefined &&
        named
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== '')
          .every((name) => name.startsWith('type ')));
    lines.push({ specifier, typeOnly, reexport: keyword === 'export' });
  }
  for (const [, specifier] of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) {
    lines.push({ specifier, typeOnly: false, reexport: false });
  }
  return lines;
}

/**
 * What breaks the rules, one sentence each.
 *
 * @param {Map<string, string>} [sources] text by path from src; read from disk if not given
 * @returns {Promise<string[]>}
 */
export async function importFaults(sources) {
  const texts = sources ?? (await readSources());
  const faults = [];
  /** @type {Map<string, string[]>} */
  const graph = new Map();
  for (const [path, text] of texts) {
    const layer = layerOf(path);
    if (!(layer in LAYERS)) faults.push(`${path}: '${layer}' is no layer`);
    if (/^export\s+default\b/m.test(text)) faults.push(`${path}: has a default export`);
    const edges = [];
    for (const { specifier, typeOnly, reexport } of importLines(text)) {
      if (reexport && !['index.ts', 'runtime.ts'].includes(path))
        faults.push(`${path}: re-exports '${specifier}'`);
      if (!specifier.startsWith('.')) {
        faults.push(...packageFaults(path, layer, specifier));
        continue;
      }
      const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
      if (!specifier.endsWith('.js')) faults.push(`${path}: '${specifier}' lacks its .js`);
      else if (!texts.has(target)) faults.push(`${path}: '${specifier}' does not exist`);
      const to = layerOf(target);
      const allowed = [...(LAYERS[layer] ?? []), ...(typeOnly ? (TYPES_FROM[layer] ?? []) : [])];
      if (to !== layer && !allowed.includes(to)) {
        faults.push(`${path}: ${layer} must not import ${to} ('${specifier}')`);
      }
      if (!typeOnly) edges.push(target);
    }
    graph.set(path, edges);
  }
  return [...faults, ...cycles(graph)];
}

function layerOf(path) {
  if (path === 'lib/frozen.ts') return 'frozen';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path.replace(/\.ts$/, '');
}

function packageFaults(path, layer, specifier) {
  if (specifier === 'ohm-js' || specifier.startsWith('ohm-js/')) {
    return layer === 'syntax' ? [] : [`${path}: only syntax may import ohm-js`];
  }
  if (specifier.startsWith('node:')) {
    return layer === 'cli' ? [] : [`${path}: only cli may import '${specifier}'`];
  }
  return [`${path}: imports the package '${specifier}'`];
}

/**
 * Whether a cycle stays inside the VM's core. Attributes need calls, calls need attributes, operators
 * and iteration both: in Python these are one recursive definition, whose files import each other's
 * functions and run nothing while they load. The interpreter loop stands above them, in no cycle.
 */
function isCore(cycle) {
  return cycle.every((path) => path.startsWith('vm/') && path !== 'vm/interpreter.ts');
}

/** The cycles of the import graph, each named once by the path that closes it. */
function cycles(graph) {
  const faults = [];
  const state = new Map();
  const trail = [];
  const visit = (path) => {
    state.set(path, 'open');
    trail.push(path);
    for (const next of graph.get(path) ?? []) {
      if (state.get(next) === 'open') {
        if (isCore(trail.slice(trail.indexOf(next)))) continue;
        faults.push(`import cycle: ${[...trail.slice(trail.indexOf(next)), next].join(' → ')}`);
      } else if (!state.has(next)) {
        visit(next);
      }
    }
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of graph.keys()) if (!state.has(path)) visit(path);
  return faults;
}
