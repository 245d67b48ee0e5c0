// Hostile scripts: each ends within its budget, with the right error, and leaves its VM and its
// process as they were. What the scripts are is in tests/hostile.
import { describe, expect, test } from 'vitest';
import { LimitError, PygError, PygSyntaxError, VM, type Limits } from '#pyg/index.js';
import type { Attack } from './hostile/attack.js';
import { cleanups } from './hostile/cleanup.js';
import { callbackExceptions, escapes, reentrancy } from './hostile/escapes.js';
import { loops } from './hostile/loops.js';
import { memoryBombs, withoutLimits } from './hostile/memory.js';
import { deepTexts, recursion, recursionWithoutLimits } from './hostile/recursion.js';

const NONE: Limits = {};
const BRIEF: Limits = { steps: 100_000 };
const AREAS: readonly (readonly [area: string, attacks: readonly Attack[], limits: Limits])[] = [
  ['endless loops', loops, BRIEF],
  ['memory bombs', memoryBombs, BRIEF],
  ['memory bombs without a limit', withoutLimits, NONE],
  ['recursion without end', recursion, BRIEF],
  ['recursion without end and without a limit', recursionWithoutLimits, NONE],
  ['texts too deep for a parser', deepTexts, NONE],
  ['refusing to end', cleanups, BRIEF],
  ['ways out', escapes, BRIEF],
  ['changing what is in use', reentrancy, BRIEF],
  ['exceptions in callbacks', callbackExceptions, BRIEF],
];

/** What has ended a run: the limit, or the class of the exception; null for its end. */
function endOf(run: () => void): string | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof LimitError) return error.limit;
    if (error instanceof PygError || error instanceof PygSyntaxError) return error.type;
    throw error;
  }
}

function isUsable(vm: VM): boolean {
  return vm.run('def f(n):\n    yield from range(n)\ntotal = sum(f(10))').get('total') === 45;
}

/** How often code is entered until it is compiled. */
const ENGINES = [
  ['interpreted', Infinity],
  ['compiled', 1],
] as const;

describe.each(ENGINES)('%s', (_engine, hot) => {
  describe.each(AREAS)('%s', (_, attacks, limits) => {
    test.each(attacks.map((attack) => [attack.name, attack] as const))('%s', (_name, attack) => {
      let printed = '';
      const vm = new VM({
        limits: attack.limits ?? limits,
        stdout: (text) => {
          printed += text;
        },
      });
      vm['machine'].hot = hot;
      expect(endOf(() => vm.run(attack.script))).toBe(attack.ends);
      if (attack.prints !== undefined) expect(printed).toBe(attack.prints);
      expect(isUsable(vm)).toBe(true);
      expect(isUsable(new VM())).toBe(true);
    });
  });
});

describe('the place of the end', () => {
  const script = `
def work(n):
    for i in range(n):
        pass

def g():
    try:
        while True:
            work(7)
            yield sum(range(100))
    finally:
        print("closed")

for x in g():
    [y for y in sorted([3, 1, 2])]
`;

  /** Where a run ends, told by everything that can be seen of it. */
  function placeOf(steps: number, prefix = ''): string {
    let printed = '';
    const vm = new VM({
      limits: { steps },
      stdout: (text) => {
        printed += text;
      },
    });
    try {
      vm.run(prefix + script);
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      return `${error.frames.map(({ line, function: name }) => `${name}:${line}`).join(' ')} ${printed}`;
    }
    throw new Error('it has come to its end');
  }

  test.each([100, 1000, 1001, 1002, 4096, 20_000])('is the same in each run: %i steps', (steps) => {
    const first = placeOf(steps);
    expect(first).toMatch(/^<module>:\d+( g:\d+( work:\d+)?)? (closed\n)?$/);
    expect(placeOf(steps)).toBe(first);
  });

  test('is the same whether references are counted or not', () => {
    // The class makes the machine count; it stands in one line, and takes as many steps as the other.
    const counting = 'class A: __del__ = lambda self: None\n';
    const plain = 'class A: __add__ = lambda self: None\n';
    for (const steps of [500, 1000, 5000])
      expect(placeOf(steps, counting)).toBe(placeOf(steps, plain));
  });
});

describe('a LimitError', () => {
  test('says which limit, and where the run was', () => {
    const vm = new VM({ limits: { steps: 1000 } });
    const error = ((): unknown => {
      try {
        vm.run('def f():\n    while True: pass\nf()', { filename: 'a.pyg' });
      } catch (thrown) {
        return thrown;
      }
      return null;
    })();
    expect(error).toBeInstanceOf(LimitError);
    const { limit, message, traceback } = error as LimitError;
    expect(limit).toBe('steps');
    expect(message).toBe('the run has taken more than 1000 steps');
    expect(traceback).toBe(
      [
        'Traceback (most recent call last):',
        '  File "a.pyg", line 3, in <module>',
        '    f()',
        '  File "a.pyg", line 2, in f',
        '    while True: pass',
        'Terminated: the run has taken more than 1000 steps',
        '',
      ].join('\n'),
    );
  });

  test('ends calls and resumptions, too, each with a budget of its own', () => {
    const vm = new VM({ limits: { steps: 1000 } });
    const program = vm.run(
      'def spin(n):\n    for i in range(n): pass\ndef g():\n    while True:\n        spin(400)\n        yield 1\n',
    );
    for (let i = 0; i < 5; i++) expect(program.call('spin', 900)).toBe(null);
    expect(endOf(() => program.call('spin', 1100))).toBe('steps');
    const generator = program.call('g') as Iterator<unknown>;
    for (let i = 0; i < 10; i++) expect(generator.next().value).toBe(1);
  });

  test('is not to be dropped by a function of the host', () => {
    const vm: VM = new VM({
      limits: { steps: 10_000 },
      modules: {
        host: {
          again: () => {
            try {
              program.call('spin');
            } catch {
              return 1;
            }
            return 0;
          },
        },
      },
    });
    const program = vm.run(
      'import host\ndef spin():\n    while True: pass\ndef f():\n    while True: host.again()\n',
    );
    expect(endOf(() => program.call('f'))).toBe('steps');
    expect(isUsable(vm)).toBe(true);
  });
});
