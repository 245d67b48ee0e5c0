// What counting references costs: the references that end for one switch of a scheduler, whatever the
// number of tasks that wait with something to clean up; and drops of very many at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Machine } from '../support/machine.js';
import { loadInstrumented } from '../support/instrumented.js';

const TASK = `
def task():
    try:
        while True:
            yield
    finally:
        pass
`;

describe('a scheduler with tasks that wait in try/finally', () => {
  let instrumented: Awaited<ReturnType<typeof loadInstrumented>>;

  beforeAll(async () => {
    instrumented = await loadInstrumented();
  });

  afterAll(() => instrumented.dispose());

  function referencesFor(tasks: number, switches: number): number {
    const program = `${TASK}
queue = []
for _ in range(${tasks}):
    queue.append(task())
for waiting in queue:
    next(waiting)
start()
for _ in range(${switches}):
    current = queue.pop(0)
    next(current)
    queue.append(current)
stop()
`;
    return instrumented.count(program, { counting: true }).references;
  }

  test.each([10, 1000, 10000])('%d tasks: the same work for each switch', (tasks) => {
    const [few, many] = [referencesFor(tasks, 100), referencesFor(tasks, 300)];
    const [wanted, more] = [referencesFor(10, 100), referencesFor(10, 300)];
    expect(few).toBeGreaterThan(100);
    expect(many - few).toBe(more - wanted);
  });
});

describe('a hundred thousand at once', () => {
  const COUNT = 100_000;
  const BODY = `
closed = []
def wait(number, inner=None):
    try:
        yield
    finally:
        closed.append(number)
`;

  function closedBy(program: string): number[] {
    const machine = new Machine({ counting: true }).run(`${BODY}${program}`);
    expect(machine.stderr).toBe('');
    return (machine.global('closed') as unknown as { items: number[] }).items;
  }

  test('a list of generators, the last first', () => {
    const closed = closedBy(`
waiting = [wait(i) for i in range(${COUNT})]
for each in waiting:
    next(each)
each = None
waiting = None
`);
    expect(closed.length).toBe(COUNT);
    expect(closed.every((number, place) => number === COUNT - 1 - place)).toBe(true);
  });

  test('a chain of generators, the outermost first', () => {
    const closed = closedBy(`
waiting = None
for i in range(${COUNT}):
    waiting = wait(i, waiting)
    next(waiting)
waiting = None
`);
    expect(closed.length).toBe(COUNT);
    expect(closed.every((number, place) => number === COUNT - 1 - place)).toBe(true);
  });
});

describe('what is dropped does not stay in the lists of the VM', () => {
  const COUNT = 20_000;

  function waitingAfter(program: string, counting: boolean): number {
    const { vm, stderr } = new Machine({ counting }).run(program);
    expect(stderr).toBe('');
    return vm.waiting;
  }

  test('a generator whose close nobody would notice', () => {
    const generator = 'try: yield\n    except ValueError: pass';
    const text = `def wait():\n    ${generator}\nfor i in range(${COUNT}): next(wait())\n`;
    expect(waitingAfter(text, false)).toBe(0);
  });

  test('one that delegates to an iterator that cannot be closed', () => {
    const text = `
class Ones:
    def __iter__(self): return self
    def __next__(self): return 1
def wait(): yield from Ones()
for i in range(${COUNT}): next(wait())
`;
    expect(waitingAfter(text, false)).toBe(0);
  });

  const CYCLES = `${TASK}
for i in range(${COUNT}):
    cycle = [task()]
    next(cycle[0])
    cycle.append(cycle)
`;

  test('cycles, as long as they are looked for', () => {
    expect(waitingAfter(CYCLES, true)).toBeLessThan(COUNT / 5);
    expect(waitingAfter(`import gc; gc.disable()\n${CYCLES}`, true)).toBe(COUNT);
  });
});
