// While a VM counts references, no count is ever lower than the number of references there are: what
// is counted too low ends while it is in use. Programs run in slices, counting from the start, and are
// looked at in between.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findAnchors } from '#pyg/host/anchors.js';
import { compileSource } from '#pyg/host/compiler.js';
import { makeMachine } from '#pyg/host/machine.js';
import { Program } from '#pyg/host/program.js';
import type { Frame } from '#pyg/objects/frame.js';
import type { VM } from '#pyg/vm/vm.js';
import { collectPrograms, type Program as TestProgram } from '../support/programs.js';
import { undercounted } from '../support/reference-walk.js';

/** How many safepoints a program runs between two looks: often at first, then ever less often. */
const SLICES: readonly number[] = Array.from({ length: 24 }, (_, at) => 3 + at * at);

/** Enough to bring every program to its end. */
const THE_REST = 1e9;

/** A tenth of the programs, always the same, and half of those about what is dropped. */
const programs = collectPrograms().filter(
  ({ area }, index) => index % (area === 'drops' ? 2 : 10) === 0,
);

function makeTestMachine({ file, folder, stdin, args }: TestProgram): VM {
  let now = 0;
  let input = stdin ?? '';
  return makeMachine({
    stdout: () => undefined,
    stderr: () => undefined,
    stdin: () => {
      const end = input.indexOf('\n') + 1 || input.length;
      const line = input.slice(0, end);
      input = input.slice(end);
      return line;
    },
    monotonic: () => (now += 0.001),
    now: () => (now += 0.001),
    sleep: (seconds) => {
      now += seconds;
    },
    loader: { find: (name) => findBeside(folder, name) },
    sourceOf: () => null,
    compile: compileSource,
    anchors: findAnchors,
    argv: [file, ...args],
    path: [folder],
  });
}

/** A module or a package in the folder of a program. */
function findBeside(
  folder: string,
  name: string,
): { source: string; filename: string; isPackage: boolean } | null {
  const path = join(folder, ...name.split('.'));
  for (const isPackage of [true, false]) {
    const filename = isPackage ? join(path, '__init__.pyg') : `${path}.pyg`;
    if (existsSync(filename)) {
      return { source: readFileSync(filename, 'utf8'), filename, isPackage };
    }
  }
  return null;
}

describe('no count is too low in', () => {
  for (const program of programs) {
    test(program.id, () => {
      const vm = makeTestMachine(program);
      const script = new Program(
        vm,
        readFileSync(join(program.folder, program.file), 'utf8'),
        program.file,
        true,
      );
      vm.wantCounting();
      for (const safepoints of SLICES) {
        script.run(safepoints);
        if (script.ended) break;
        if (vm.counting) expect(undercounted(vm, vm.result as Frame)).toEqual([]);
      }
      if (!script.ended) script.run(THE_REST);
      expect(script.ended).toBe(true);
      if (vm.counting) expect(undercounted(vm, null)).toEqual([]);
    });
  }
});

test('a count that is too low is found', () => {
  const [program] = programs;
  const vm = makeTestMachine(program!);
  const script = new Program(vm, 'for i in range(1000): pass', 'loop.pyg', true);
  vm.wantCounting();
  script.run(10);
  script.run(10);
  expect(vm.counting).toBe(true);
  expect(undercounted(vm, vm.result as Frame)).toEqual([]);
  vm.modules.refs--;
  expect(undercounted(vm, vm.result as Frame)).toEqual(['PyDict (dict): 1 counted, 2 found']);
});
