// Where the compiled library comes from. Each module is a file of its own beside this one in `dist`
// and is read when a script imports it, so that a script pays for nothing else. `import` is answered at
// once, so the file is read at once, which Node can do; elsewhere a host calls `loadLibrary` first.
import { LIBRARY_FILES } from './frozen.js';

/** What a library file consists of beside its code as a JSON string (scripts/freeze.mjs). */
const BEFORE = 'export const code = ';
const AFTER = ';\n';

/** Serialised code by module name, of what was loaded ahead of time. */
const loaded = new Map<string, string>();

/**
 * Load library modules ahead of their import, for a host that cannot read a file at once: a
 * browser, or a bundle.
 * @param names the modules; all there are if not given
 *
 * @example
 * await loadLibrary(['json', 'json.decoder', 'json.encoder', 'preludes.json']);
 * assert.equal(new VM().run('import json\nx = json.dumps([1])\n').get('x'), '[1]');
 */
export async function loadLibrary(
  names: readonly string[] = Object.keys(LIBRARY_FILES),
): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const file = LIBRARY_FILES[name];
      if (file !== undefined) loaded.set(name, (await file.load()).code);
    }),
  );
}

/** The serialised code of a library module; null when there is none, or none that can be had. */
export function libraryCode(name: string): { code: string; isPackage: boolean } | null {
  const file = Object.hasOwn(LIBRARY_FILES, name) ? LIBRARY_FILES[name] : undefined;
  if (file === undefined) return null;
  const code = loaded.get(name) ?? readCode(file.path);
  return code === null ? null : { code, isPackage: file.isPackage };
}

interface FileSystem {
  readFileSync(path: URL, encoding: 'utf8'): string;
}

/** Node hands out its modules without an import statement, which no other host could resolve. */
interface NodeProcess {
  getBuiltinModule?: (name: string) => unknown;
}

function readCode(path: string): string | null {
  const { process } = globalThis as { process?: NodeProcess };
  const files = process?.getBuiltinModule?.('node:fs') as FileSystem | undefined;
  if (files === undefined) return null;
  let text: string;
  try {
    text = files.readFileSync(new URL(path, import.meta.url), 'utf8');
  } catch {
    return null;
  }
  return JSON.parse(text.slice(BEFORE.length, -AFTER.length)) as string;
}
