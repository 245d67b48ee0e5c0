// Many VMs of one process take turns in the middle of their programs: none sees anything of another.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VM, type Execution, type Module } from '#pyg/index.js';
import { findPrograms } from '../support/corpus.mjs';

/** Areas whose programs ask nothing of the command line. */
const AREAS = ['classes', 'exceptions', 'generators', 'with'];

/** What is about the process that a program has for itself. */
const OWN_PROCESS = /\b(?:sys\.(?:exit|argv)|__file__|setrecursionlimit|helper_|input\()/;

/** Steps that a program takes before it is another's turn. */
const TURN = 7;

interface Run {
  readonly id: string;
  readonly vm: VM;
  readonly execution: Execution<Module>;
  readonly expected: string;
  printed: string;
}

function begin(id: string, stem: string, file: string): Run {
  const vm = new VM({
    stdout: (text) => {
      run.printed += text;
    },
  });
  const execution = vm.start(readFileSync(`${stem}.pyg`, 'utf8'), { filename: file });
  const expected = readFileSync(`${stem}.out`, 'utf8');
  const run: Run = { id, vm, execution, expected, printed: '' };
  return run;
}

test('programs that take turns, each in a VM of its own, print what they print alone', () => {
  const runs: Run[] = [];
  for (const { id, folder, name, file, stdin } of findPrograms(AREAS)) {
    const stem = join(folder, name);
    const text = readFileSync(`${stem}.pyg`, 'utf8');
    if (stdin === null && !OWN_PROCESS.test(text) && !name.startsWith('syntax_error')) {
      runs.push(begin(id, stem, file));
    }
  }
  expect(runs.length).toBeGreaterThan(40);
  for (let open = runs; open.length > 0;) {
    open = open.filter(({ execution }) => execution.run({ steps: TURN }) === 'paused');
  }
  for (const { vm } of runs) vm.dispose();
  const different = runs.filter(({ printed, expected }) => printed !== expected);
  expect(different.map(({ id }) => id)).toEqual([]);
});
