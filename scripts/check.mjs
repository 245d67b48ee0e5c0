// All that can be judged without running the machine. Every step runs, whatever became of the
// others; the exit code is 1 if one failed.
//
//   node scripts/check.mjs
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from './generate.mjs';
import { languageFaults } from './language.mjs';
import { importFaults } from './import-rules.mjs';
import { runNode } from './run-node.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const tool = (path, ...args) => ({ start: () => runNode(`node_modules/${path}`, args) });

const steps = [
  { name: 'types of src', ...tool('typescript/bin/tsc', '-p', 'tsconfig.json', '--noEmit') },
  { name: 'types of tests', ...tool('typescript/bin/tsc', '-p', 'tests/tsconfig.json') },
  // Not cached: the rules that ask the type checker depend on other files than the one they judge.
  { name: 'lint', ...tool('eslint/bin/eslint.js', '.', '--max-warnings=0') },
  {
    name: 'format',
    ...tool(
      'prettier/bin/prettier.cjs',
      '.',
      '--check',
      '--log-level=warn',
      '--cache',
      // Not the default place, which prettier clears when it runs without a cache.
      '--cache-location=node_modules/.cache/check-format',
    ),
  },
  { name: 'package', ...tool('publint/src/cli.js', '--strict', '--pack', 'false') },
  {
    name: 'types of the package',
    ...tool('@arethetypeswrong/cli/dist/index.js', '--pack', '.', '--profile', 'esm-only'),
  },
  { name: 'imports', start: async () => listing(await importFaults()) },
  { name: 'generated files', start: generatedFiles },
];

let failures = 0;
// Two at a time: enough to fill a small machine, and the results still come in order.
const running = [];
for (const [index, step] of steps.entries()) {
  running[index] = (async () => {
    if (index >= 2) await Promise.any([running[index - 1], running[index - 2]]);
    const start = performance.now();
    const result = await step.start();
    return { ...result, seconds: (performance.now() - start) / 1000 };
  })();
}
for (const [index, { name }] of steps.entries()) {
  const { code, output, seconds } = await running[index];
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
  if (code === 0) continue;
  failures += 1;
  console.log(output.trimEnd().replace(/^/gm, '        '));
}
process.exitCode = failures === 0 ? 0 : 1;

async function generatedFiles() {
  const stale = (await staleFiles()).map((path) => `${path} is stale: npm run generate`);
  const result = listing([...stale, ...(await languageFaults(false))]);
  if (!existsSync(resolve(ROOT, 'scripts/grammar.mjs'))) return result;
  const grammar = await runNode('scripts/grammar.mjs', ['--check']);
  return { code: result.code || grammar.code, output: `${result.output}\n${grammar.output}` };
}

function listing(faults) {
  return { code: faults.length === 0 ? 0 : 1, output: faults.join('\n') };
}
