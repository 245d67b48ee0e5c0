// Compiled code keeps what the interpreter promises: the same steps, in the same places, with the same
// frames to see; limits, signals and hosts that call back.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LimitError, PygError, VM, type Execution, type VMOptions } from '#pyg/index.js';
import type { Budget } from '#pyg/vm/budget.js';
import { describe, expect, test } from 'vitest';
import { collectPrograms } from '../support/programs.js';

/** How often code is entered until it is compiled. */
type Hot = number;
const INTERPRETED: Hot = Infinity;
const COMPILED: Hot = 1;

const CLOCK = { now: () => 0, monotonic: () => 0, sleep: () => undefined };

function makeVM(hot: Hot, options: VMOptions = {}): VM {
  const vm = new VM(options);
  vm['machine'].hot = hot;
  return vm;
}

/** All that can be seen of a run with a limit: what it printed, its steps, and how it ended. */
function endOf(program: string, hot: Hot, options: VMOptions): unknown {
  let printed = '';
  const print = (text: string): void => {
    printed += text;
  };
  const vm = makeVM(hot, { seed: 1, clock: CLOCK, stdout: print, stderr: print, ...options });
  const machine = vm['machine'];
  const budgets: Budget[] = [];
  const newBudget = machine.newBudget.bind(machine);
  machine.newBudget = () => {
    const budget = newBudget();
    budgets.push(budget);
    return budget;
  };
  let error: unknown = null;
  try {
    vm.run(program);
  } catch (thrown) {
    if (!(thrown instanceof PygError)) throw thrown;
    error = [thrown instanceof LimitError ? thrown.limit : thrown.type, thrown.traceback];
  }
  return { printed, error, steps: budgets.map(({ steps }) => steps) };
}

function expectSame(program: string, options: VMOptions): void {
  expect(endOf(program, COMPILED, options)).toEqual(endOf(program, INTERPRETED, options));
}

const PROGRAMS = collectPrograms().filter(({ area }) =>
  ['close', 'throw', 'yield-from', 'finally', 'generators', 'with', 'recursion'].includes(area),
);

describe('a limit of steps ends both engines at the same place', () => {
  test.each(PROGRAMS.map(({ id, folder, file }) => [id, join(folder, file)] as const))(
    '%s',
    (_, file) => {
      const program = readFileSync(file, 'utf8');
      for (const steps of [61, 412]) expectSame(program, { limits: { steps } });
    },
  );

  test('whatever other machines have done before', () => {
    const program = 'for i in range(300):\n    "abc" * 100 + str(i)\n    len("abc" * 100)\n';
    const limits = { steps: 250 };
    const first = endOf(program, INTERPRETED, { limits });
    new VM().run('len("abc" * 100)');
    expect(endOf(program, INTERPRETED, { limits })).toEqual(first);
    expect(endOf(program, COMPILED, { limits })).toEqual(first);
  });
});

/** What can be seen of a paused execution. */
function seen(execution: Execution<unknown>): unknown {
  return execution.frames().map(({ function: name, line, locals }) => {
    const values = [...locals].map(([key, value]) => [key, spell(value)]);
    return [name, line, values.filter(([key]) => !key!.startsWith('__'))];
  });
}

function spell(value: unknown): string {
  return value !== null && typeof value === 'object' ? value.constructor.name : String(value);
}

const STEPPED = `
def numbers(n):
    total = 0
    try:
        for i in range(n):
            total += i
            got = yield total
            if got is not None:
                total = got
    finally:
        closed = total
        for _ in range(2):
            closed += 1
    return closed

def both(n):
    first = yield from numbers(n)
    second = yield from numbers(first % 5)
    return first, second

class Point:
    def __init__(self, x):
        self.x = x
    def __add__(self, other):
        y = other.x
        return Point(self.x + y)

def fib(n):
    if n < 2:
        return n
    a = fib(n - 1)
    b = fib(n - 2)
    return a + b

def main():
    seen = []
    for item in both(4):
        seen.append(item)
    g = numbers(10)
    next(g)
    x = g.send(100)
    g.close()
    for item in numbers(5):
        if item > 2:
            break
    try:
        for k in range(5):
            z = 10 // (3 - k)
    except ZeroDivisionError as error:
        text = str(error)
    p = Point(1)
    for k in range(3):
        p = p + p
    cell = 0
    def count():
        nonlocal cell
        cell += 1
        return cell
    while count() < 4:
        pass
    squares = {k: [k * j for j in range(k)] for k in range(4)}
    ordered = sorted([3, 1, 2], key=lambda v: -v)
    big = 2 ** 60
    for k in range(5):
        big += big
    return fib(6)
result = main()
`;

describe('an execution shows the same frames on both engines', () => {
  test.each([1, 2, 3, 7])('when it pauses after every %i steps', (steps) => {
    const [interpreted, compiled] = [INTERPRETED, COMPILED].map((hot) =>
      makeVM(hot).start(STEPPED),
    ) as [Execution<unknown>, Execution<unknown>];
    let pauses = 0;
    for (;;) {
      const state = interpreted.run({ steps });
      expect(compiled.run({ steps })).toBe(state);
      if (state !== 'paused') break;
      expect(seen(compiled)).toEqual(seen(interpreted));
      pauses++;
    }
    expect(pauses).toBeGreaterThan(100 / steps);
    expect(compiled.state).toBe('finished');
  });

  test('when it runs compiled for long before it pauses', () => {
    const program =
      'def g(n):\n    for i in range(n):\n        j = i * 2\n        yield j\n' +
      'def f():\n    total = 0\n    for x in g(10**9):\n        total += x\nf()\n';
    const states = [1, 100, 1000, Infinity].map((hot) => {
      const execution = makeVM(hot).start(program);
      execution.run({ steps: 50_001 });
      return seen(execution);
    });
    expect(JSON.stringify(states[0])).toMatch(/"f",7,.*"g",3,.*\["i","24999"\]/);
    for (const state of states) expect(state).toEqual(states[0]);
  });

  test('when an error is thrown into it there', () => {
    const program =
      'def f():\n    for i in range(1000):\n        try:\n            while True: i += 1\n' +
      '        except ValueError as e:\n            seen.append((i, str(e)))\nseen = []\nf()\n';
    const results = [COMPILED, INTERPRETED].map((hot) => {
      const execution = makeVM(hot).start(program);
      for (let i = 0; i < 20; i++) {
        execution.run({ steps: 13 });
        execution.throw(new PygError('ValueError', `${i}`));
      }
      execution.run({ steps: 5 });
      const { locals } = execution.frames()[0]!;
      return String(locals.get('seen'));
    });
    expect(results[0]).toContain("'19'");
    expect(results[0]).toBe(results[1]);
  });
});

describe('recursion ends at the same depth on both engines', () => {
  const programs = {
    functions: 'def f(n):\n    global deepest\n    deepest = n\n    f(n + 1)\n',
    methods:
      'class A:\n    def m(self, n):\n        global deepest\n        deepest = n\n        self.m(n + 1)\nf = A().m\n',
    generators:
      'def f(n):\n    for _ in g(n): pass\ndef g(n):\n    global deepest\n    deepest = n\n    yield from g(n + 1)\n',
    comprehensions:
      'def f(n):\n    global deepest\n    deepest = n\n    return [f(n + 1) for _ in "a"]\n',
    'native callbacks':
      'def f(n):\n    global deepest\n    deepest = n\n    sorted([n], key=lambda n: f(n + 1))\n',
    'nested runs':
      'class K:\n    def __init__(self, n): self.n = n\n    def __hash__(self): return f(self.n + 1)\n' +
      'def f(n):\n    global deepest\n    deepest = n\n    {K(n)}\n',
  };
  test.each(Object.entries(programs))('%s', (_, program) => {
    const attempt = `
import sys
deepest = 0
try:
    f(0)
except RecursionError as error:
    print(deepest, error)
sys.setrecursionlimit(150)
try:
    f(0)
except RecursionError as error:
    print(deepest, error)
f(0)
`;
    expectSame(program + attempt, {});
    expectSame(program + attempt, { limits: { recursion: 333 } });
  });
});

test('calls go deeper than the stack of JavaScript, again after they have come back', () => {
  const program = `
import sys
sys.setrecursionlimit(40000)
def f(n):
    if n == 0:
        raise KeyError
    return 1 + f(n - 1)
def g(n):
    return n and 1 + g(n - 1)
def h(n):
    if n:
        yield from h(n - 1)
    yield n
for i in range(3):
    try:
        f(30000)
    except KeyError:
        print(g(30000), sum(h(10000)))
`;
  expectSame(program, {});
  expect(endOf(program, COMPILED, {})).toMatchObject({ printed: '30000 50005000\n'.repeat(3) });
});

/** The error that ends a run. */
async function rejection(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('compiled code can be ended', () => {
  const loops = {
    'a loop': 'while True: pass',
    'a loop over numbers': 'for i in range(10**12): j = i',
    'a generator': 'def g():\n    while True: yield\nfor _ in g(): pass',
    delegation:
      'def g():\n    yield from g()\ndef h():\n    while True:\n        yield 1\n' +
      'def k(): yield from h()\nfor _ in k(): pass',
    'next()': 'def g():\n    while True: yield\nit = g()\nwhile True: next(it)',
    calls: 'def f(): return 1\nwhile True: f()',
    'raising and catching': 'while True:\n    try: raise KeyError\n    except KeyError: pass',
    'a cleanup': 'while True:\n    try: pass\n    finally: pass',
  };

  test.each(Object.entries(loops))('by a limit of time: %s', (_, program) => {
    // The clock of the test moves with each look at it: the machine is not what is measured.
    let now = 0;
    const clock = { ...CLOCK, monotonic: () => (now += 0.001) };
    const vm = makeVM(COMPILED, { limits: { time: 50 }, clock });
    const error = ((): unknown => {
      try {
        return vm.run(program);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(LimitError);
    expect((error as LimitError).limit).toBe('time');
    expect(now).toBeLessThan(1);
  });

  test('by a signal, which runs what cleans up', async () => {
    const printed: string[] = [];
    const controller = new AbortController();
    const vm = makeVM(COMPILED, {
      stdout: (text) => printed.push(text),
      modules: { host: { reached: () => controller.abort(new Error('enough')) } },
    });
    const program =
      'import host\ndef g():\n    try:\n        for i in range(10**9):\n' +
      '            if i == 5000: host.reached()\n            yield i\n' +
      '    finally:\n        print("closed", i)\nfor x in g(): pass\n';
    const error = await rejection(vm.runAsync(program, { signal: controller.signal }));
    expect((error as Error).message).toBe('enough');
    expect(printed.join('')).toBe('closed 5000\n');
  });

  test('by close() and dispose()', () => {
    for (const hot of [COMPILED, INTERPRETED]) {
      const printed: string[] = [];
      const vm = makeVM(hot, { stdout: (text) => printed.push(text) });
      const program =
        'def f(name):\n    i = 0\n    try:\n        while True: i += 1\n' +
        '    finally:\n        print(name, i)\n';
      const first = vm.start(`${program}f("first")`);
      first.run({ steps: 5000 });
      first.close();
      expect(first.state).toBe('closed');
      const second = vm.start(`${program}f("second")`);
      second.run({ steps: 3000 });
      vm.dispose();
      expect(second.state).toBe('raised');
      expect(printed.join('')).toBe('first 4999\nsecond 2999\n');
    }
  });

  test('by a limit of memory, which sees what only registers hold', () => {
    const program = 'def f():\n    a = []\n    while True: a = [a, a, 1]\nf()\n';
    const ends = [COMPILED, INTERPRETED].map((hot) =>
      endOf(program, hot, { limits: { memory: 2e6 } }),
    );
    expect(ends[0]).toMatchObject({ error: ['memory', expect.any(String)] });
    expect(ends[0]).toEqual(ends[1]);
    // What is dropped again does not count.
    const program2 = 'def f():\n    for i in range(20000): a = [i] * 100\nf()\n';
    expect(endOf(program2, COMPILED, { limits: { memory: 2e6 } })).toMatchObject({ error: null });
  });
});

describe('a function of the host that compiled code calls', () => {
  const program = `
import host
def square(n):
    return n * n
def fail(n):
    raise KeyError(n)
def gen(n):
    try:
        while True:
            n += 1
            yield n
    finally:
        log.append(('closed', n))
def work(n):
    total = 0
    g = gen(0)
    for i in range(n):
        total += host.call(square, i)
        total += host.next(g)
        try:
            host.call(fail, i)
        except KeyError as error:
            total += error.args[0]
        if i % 10 == 0:
            log.append((i, total, host.look()))
    host.close(g)
    return total
log = []
result = work(100)
`;

  function results(hot: Hot): unknown {
    const lines: number[] = [];
    const vm: VM = makeVM(hot, {
      limits: { steps: 1e6 },
      modules: {
        host: {
          call: (f: { call: (n: unknown) => unknown }, n: unknown) => f.call(n),
          next: (g: Iterator<unknown>) => g.next().value,
          close: (g: Iterator<unknown>) => void g.return!(),
          look: () => {
            const inner = vm.start('def f(n):\n    while n: n -= 1\nf(10)\nf(10)\n');
            while (inner.run({ steps: 7 }) === 'paused') lines.push(inner.frames().at(-1)!.line);
            return inner.state;
          },
        },
      },
    });
    const module = vm.run(program);
    return [module.get('result'), String(module.get('log')), lines];
  }

  test('may call back, resume generators, and drive other programs', () => {
    const compiled = results(COMPILED) as [number, string, number[]];
    expect(compiled).toEqual(results(INTERPRETED));
    expect(compiled[0]).toBe(328_350 + 5050 + 4950);
    expect(compiled[2].length).toBeGreaterThan(20);
  });
});
