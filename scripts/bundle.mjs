// Bundles the command line into dist/bin: one file to find and read instead of some two hundred,
// which more than halves the time before a script's first line. Parts that only some runs need (the
// parser, the disassembler) stay files of their own.
import { rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Bundles what tsc built, so that the interpreter loop keeps its literal case labels. */
export async function bundle() {
  const outdir = resolve(ROOT, 'dist/bin');
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: { pyg: resolve(ROOT, 'dist/cli/main.js') },
    outdir,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    // The library stays where it is, a file for each module. Every folder of dist is one level deep,
    // so the paths are right from dist/bin as well.
    external: ['../lib/frozen.js', '../lib/library.js'],
    logLevel: 'warning',
  });
}
