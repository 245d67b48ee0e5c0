// While a VM counts references, no count is ever lower than the number of references there are: what
// is counted too low ends while it is in use. Programs run in slices, counting from the start, and are
// looked at in between. Counting may stop and begin again at any safepoint, and does when it is needed.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findAnchors } from '#pyg/host/anchors.js';
import { compileSource } from '#pyg/host/compiler.js';
import { makeMachine } from '#pyg/host/machine.js';
import { Program } from '#pyg/host/program.js';
import type { Frame } from '#pyg/objects/frame.js';
import type { HostHooks, VM } from '#pyg/vm/vm.js';
import { withoutMachine } from '../support/corpus.mjs';
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

function makeTestMachine(
  { file, folder, stdin, args }: TestProgram,
  stdout: (text: string) => void = () => undefined,
  hot?: number,
): VM {
  let now = 0;
  let input = stdin ?? '';
  const hooks: HostHooks = {
    stdout,
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
  };
  return makeMachine(hooks, hot);
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

function load(vm: VM, { folder, file }: TestProgram): Program {
  return new Program(vm, readFileSync(join(folder, file), 'utf8'), file, true);
}

describe.each([
  ['interpreted', Infinity],
  ['compiled', 1],
])('no count is too low in, %s:', (_engine, hot) => {
  for (const program of programs) {
    test(program.id, () => {
      const vm = makeTestMachine(program, undefined, hot);
      const script = load(vm, program);
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

describe('counting that stops and begins again changes nothing in', () => {
  /** What a program prints; with `again`, counting begins anew at each pause. */
  function outputOf(program: TestProgram, again: boolean): string {
    let output = '';
    const vm = makeTestMachine(program, (text) => {
      output += text;
    });
    const script = load(vm, program);
    vm.wantCounting();
    for (const safepoints of SLICES) {
      script.run(safepoints);
      if (script.ended) break;
      // What has lost its last reference would be forgotten.
      if (!again || vm.ledger.dying.length > 0) continue;
      vm.stopCounting();
      vm.wantCounting();
    }
    if (!script.ended) script.run(THE_REST);
    script.finish();
    return withoutMachine(output, program.folder);
  }

  for (const program of programs.filter(({ area }) => area === 'drops')) {
    test(program.id, () => {
      expect(outputOf(program, true)).toBe(outputOf(program, false));
    });
  }
});

describe('whether references are counted', () => {
  const [anything] = programs;

  /** Run a program that calls `loop` to look at the VM, in slices as small as can be or in one. */
  function sessionsOf(source: string, slice: number): string {
    let seen = '';
    const vm = makeTestMachine(anything!, (text) => {
      seen += `${text.trim()}:${vm.counting ? 'counting' : 'plain'} `;
    });
    const script = new Program(vm, source, 'main.pyg', true);
    while (!script.ended) script.run(slice);
    return seen.trim();
  }

  const GENERATOR = `
def protected():
    try:
        yield
    finally:
        pass
def work(turns):
    for i in range(turns): pass
`;
  const AGAIN = `
g = protected(); next(g); work(1); print('b'); g.close(); work(60000)
print('c')
g = protected(); next(g); work(1); print('d'); g.close(); work(60000)
print('e')
work(200000)
print('f')
`;

  test.each([7, THE_REST])('until nothing needs it any more, in slices of %d', (slice) => {
    const seen = sessionsOf(`${GENERATOR}print('a')${AGAIN}`, slice);
    expect(seen).toBe('a:plain b:counting c:plain d:counting e:plain f:plain');
  });

  test('as long as there is an object with __del__, a weak reference, a suspended generator', () => {
    const alive = `${GENERATOR}
from weakref import ref
class A:
    def __del__(self): print('del')
class B: pass
work(100000)
print('a')
a = A(); print('b'); work(100000); print('c'); del a; work(100000)
print('d')
b = B(); r = ref(b); print('e'); work(400000); print('f'); del b; work(400000)
print('g')
h = protected(); next(h); work(900000); print('h')
`;
    const expected =
      'a:plain b:counting c:counting del:counting d:plain e:counting f:counting g:plain h:counting';
    expect(sessionsOf(alive, THE_REST)).toBe(expected);
  });

  test('ever more stubbornly, when it is needed again and again', () => {
    const vm = makeTestMachine(anything!);
    const text = `${GENERATOR}
for _ in range(100):
    g = protected(); next(g); g.close(); work(20000)
`;
    const script = new Program(vm, text, 'main.pyg', true);
    script.run(THE_REST);
    expect(script.ended).toBe(true);
    expect(vm.ledger.sessions).toBeGreaterThan(1);
    expect(vm.ledger.sessions).toBeLessThan(5);
  });
});

describe('an object is counted before anything can happen to it', () => {
  const CLASSES = `
from weakref import ref
class A:
    def __del__(self): print('del')
class L(list):
    def __del__(self): print('del')
class B: pass
def deleted(self): print('del')
`;

  test.each([
    'a = A(); a = None',
    'a = object.__new__(A); a = None',
    'a = A.__new__(A); a = None',
    'l = L(); l = None',
    'l = L.__new__(L); l = None',
    "b = B(); r = ref(b, lambda r: print('del')); b = None",
    'b = B(); b.__class__ = A; b = None',
    'b = B(); B.__del__ = deleted; b = None',
    "a = type('C', (), {'__del__': deleted})(); a = None",
  ])('%s', (statements) => {
    let seen = '';
    const vm = makeTestMachine(programs[0]!, (text) => {
      seen += text;
    });
    new Program(vm, `${CLASSES}${statements}; print('next')`, 'main.pyg', true).run(THE_REST);
    expect(seen).toBe('del\nnext\n');
  });
});
