// Bundles the command line into dist/bin: one file to find and read instead of some two hundred,
// which more than halves the time before a script's first line.
//
//   pyg.js   the command: src/cli/start.ts, which runs main.js with V8's own cache
//   main.js  all the rest, as a function of `require` and its folder; parser and compiler are in it, but
//            run only when something has to be compiled
//   *.v8     what V8 made of main.js
//
// The bundles are CommonJS: in Node 20 only `require` can load at once what was not needed before.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const OUT = resolve(ROOT, 'dist/bin');

/** Bundles what tsc built, so that the interpreter loop keeps its literal case labels. */
export async function bundle() {
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT, { recursive: true });
  const main = await bundleMain();
  await writeFile(join(OUT, 'main.js'), main);
  const hash = createHash('sha256').update(main).digest('hex').slice(0, 12);
  await bundleStart(hash);
  // The package is one of ES modules; this folder is not.
  await writeFile(join(OUT, 'package.json'), '{ "type": "commonjs" }\n');
  await warmUp();
}

const COMMON = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  write: false,
  logLevel: 'warning',
};

async function bundleMain() {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [resolve(ROOT, 'dist/cli/main.js')],
    // Every folder of dist is one level deep, and only the library looks for a file beside it.
    define: { 'import.meta.url': 'bundle.url' },
    banner: {
      js:
        '(function (require, folder) { const module = { exports: {} }; ' +
        'const bundle = { get url() {' +
        "return require('url').pathToFileURL(folder + '/../lib/library.js').href; } };",
    },
    footer: { js: '})' },
    plugins: [
      { name: 'on demand', setup: loadOnDemand },
      { name: 'library', setup: leaveLibrary },
    ],
  });
  return outputFiles[0].text.replace(/^#!.*\n/, '');
}

/** Writes src/host/on-demand.ts so that what it loads runs when it is asked for. */
function loadOnDemand({ onLoad }) {
  onLoad({ filter: /[\\/]dist[\\/]host[\\/]on-demand\.js$/ }, () => ({
    contents: `export function loadCompiler() {
      const { compileSource } = require('./compiler.js');
      const { findAnchors } = require('./anchors.js');
      return { compileSource, findAnchors };
    }`,
  }));
}

/** The modules of the library stay where they are, to be read when they are imported. */
function leaveLibrary({ onResolve }) {
  onResolve({ filter: /./ }, ({ kind, path, importer }) =>
    kind === 'dynamic-import' && /[\\/]lib[\\/]frozen\.js$/.test(importer)
      ? { path, external: true }
      : undefined,
  );
}

async function bundleStart(hash) {
  const { outputFiles } = await build({
    ...COMMON,
    entryPoints: [resolve(ROOT, 'dist/cli/start.js')],
    define: { BUNDLE: JSON.stringify(hash) },
    banner: { js: '#!/usr/bin/env node' },
  });
  await writeFile(join(OUT, 'pyg.js'), outputFiles[0].text);
}

/**
 * Lets a process leave V8's cache for the processes of this Node. It is one whose script is compiled
 * already, so that the cache holds what every run needs, and not the parser.
 */
async function warmUp() {
  const folder = await mkdtemp(join(tmpdir(), 'pyg-warm-up-'));
  try {
    const script = join(folder, 'script.pyg');
    await writeFile(script, "print('hello')\n");
    const run = () =>
      promisify(execFile)(process.execPath, [join(OUT, 'pyg.js'), script], {
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '' },
      });
    await run();
    for (const name of await readdir(OUT)) if (name.endsWith('.v8')) await rm(join(OUT, name));
    await run();
  } finally {
    await rm(folder, { recursive: true });
  }
}
