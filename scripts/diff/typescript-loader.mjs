// Lets a script import the TypeScript modules of the tests, which nothing compiles ahead:
//
//   register('./diff/typescript-loader.mjs', import.meta.url);
//   const { programOf } = await import('../tests/random/program.js');
//
// A `.js` file under tests/ that is not there is taken from the `.ts` file of the same name.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const TESTS = new URL('../../tests/', import.meta.url).href;

export async function resolve(specifier, context, next) {
  if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL !== undefined) {
    const { href } = new URL(specifier, context.parentURL);
    const typed = href.replace(/\.js$/, '.ts');
    if (href.startsWith(TESTS) && existsSync(fileURLToPath(typed))) {
      return { url: typed, format: 'module', shortCircuit: true };
    }
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.startsWith(TESTS) || !url.endsWith('.ts')) return next(url, context);
  const text = await readFile(fileURLToPath(url), 'utf8');
  const { outputText } = ts.transpileModule(text, {
    fileName: fileURLToPath(url),
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      inlineSourceMap: true,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}
