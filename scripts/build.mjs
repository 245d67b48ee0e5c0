// Builds dist from a clean clone: the generated sources, TypeScript, the frozen library.
//
//   node scripts/build.mjs
//
// Repeated builds are quick: nothing is written that has not changed, and tsc is incremental.
import { existsSync } from 'node:fs';
import { chmod, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { freeze } from './freeze.mjs';
import { generate } from './generate.mjs';
import { runNode } from './run-node.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

for (const path of await generate()) console.log(`wrote ${path}`);
await grammar();
await removeOrphans();
const types = await runNode('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
process.stdout.write(types.output);
// tsc has written what it could even if a type is wrong: the rest of the build is still useful to
// whoever is in the middle of a change, but it has failed.
process.exitCode = types.code;
const frozen = await freeze();
if (frozen !== null) console.log(`froze ${frozen.length} library modules`);
await bundle();
await chmod(resolve(ROOT, 'dist/bin/pyg.js'), 0o755);

/** Compiles the grammar when a source of it is newer than what was made of it. */
async function grammar() {
  const script = 'scripts/grammar.mjs';
  if (!existsSync(resolve(ROOT, script))) return;
  const sources = [script, 'grammar/python.ohm', 'grammar/tokens.txt', 'package-lock.json'];
  const made = ['src/syntax/grammar.ts', 'src/syntax/tokens.ts'];
  if (Math.max(...(await times(sources, 0))) < Math.min(...(await times(made, -1)))) return;
  const { code, output } = await runNode(script, []);
  process.stdout.write(output);
  if (code !== 0) process.exit(code);
}

/** Modification times; `missing` stands for a file that is not there. */
function times(paths, missing) {
  return Promise.all(
    paths.map((path) =>
      stat(resolve(ROOT, path)).then(
        ({ mtimeMs }) => mtimeMs,
        () => missing,
      ),
    ),
  );
}

/** Removes from dist what was made of sources that are gone, so that it holds what ships. */
async function removeOrphans() {
  const dist = resolve(ROOT, 'dist');
  if (!existsSync(dist)) return;
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const stem = /^(.*?)(\.d\.ts|\.js\.map|\.js)$/.exec(relative(dist, path))?.[1];
    if (!entry.isFile() || stem === undefined || stem.startsWith('bin/')) continue;
    const sources = ['.ts', '.pyg'].map((suffix) => resolve(ROOT, 'src', stem + suffix));
    if (!sources.some((source) => existsSync(source))) await rm(path);
  }
}
