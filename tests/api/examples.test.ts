// The examples in the docstrings of the public API: there is one for everything it exports, and they run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pyg from '#pyg/index.js';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { projectFolder } from '../support/corpus.mjs';

interface Documented {
  readonly name: string;
  readonly comment: string;
}

/** The exported declarations of a file with the docstrings above them. */
function declarations(text: string): Documented[] {
  const pattern = /\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport (?:async )?(?:class|function) (\w+)/g;
  return [...text.matchAll(pattern)].map(([, comment = '', name = '']) => ({ name, comment }));
}

const host = join(projectFolder, 'src/host');
const files = [
  join(projectFolder, 'src/errors.ts'),
  join(projectFolder, 'src/lib/library.ts'),
  ...readdirSync(host).map((name) => join(host, name)),
];
const documented = files.flatMap((file) => declarations(readFileSync(file, 'utf8')));

/** What `export`s say of others, or is not promised to stay. */
const INTERNAL = readFileSync(join(projectFolder, 'src/index.ts'), 'utf8')
  .split('\n/** @internal */')
  .slice(1)
  .join('\n');
/** What only other exports make: the example is theirs. */
const PARTS = new Map([
  ['Keywords', 'keywords'],
  ['HostClass', 'hostClass'],
  ['PygAttributes', 'PygObject'],
  ['CompiledProgram', 'compile'],
  ['PygClass', 'PygObject'],
  ['PygException', 'PygError'],
  ['PygIterator', 'PygGenerator'],
  ['ExecutionFrame', 'Execution'],
]);

function examplesOf(comment: string): string[] {
  return comment
    .split('@example\n')
    .slice(1)
    .map((text) => text.replace(/^ \* ?/gm, '').replace(/\n@\w+[^]*/, ''));
}

const names = Object.keys(pyg).filter((name) => !new RegExp(`\\b${name}\\b`).test(INTERNAL));

test('everything has one', () => {
  expect(names.length).toBeGreaterThan(20);
  const shown = documented
    .filter(({ comment }) => comment.includes('@example\n'))
    .map(({ name }) => name);
  expect(
    names.map((name) => PARTS.get(name) ?? name).filter((name) => !shown.includes(name)),
  ).toEqual([]);
});

describe('they run', () => {
  const examples = documented.flatMap(({ name, comment }) =>
    examplesOf(comment).map((text) => ({ name, text })),
  );
  test.each(examples)('$name', async ({ text }) => {
    const { code } = transformSync(`async function example() {${text}}`, { loader: 'ts' });
    const parameters = ['assert', ...Object.keys(pyg)];

    const run = new Function(...parameters, `${code}\nreturn example();`) as (
      ...args: unknown[]
    ) => Promise<void>;
    await run(assert, ...Object.values(pyg));
  });
});

test('examples/embedding/plugin-system.mjs prints what is recorded', () => {
  const folder = join(projectFolder, 'examples/embedding');
  const printed = execFileSync(process.execPath, [join(folder, 'plugin-system.mjs')], {
    encoding: 'utf8',
  });
  expect(printed).toBe(readFileSync(join(folder, 'plugin-system.out'), 'utf8'));
});
