// What resuming and closing cost, in instructions and exception objects: exact numbers, counted in
// an instrumented copy of the loop.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadInstrumented, type Counts } from '../support/instrumented.js';

let instrumented: Awaited<ReturnType<typeof loadInstrumented>>;

beforeAll(async () => {
  instrumented = await loadInstrumented();
});

afterAll(() => instrumented.dispose());

/** The counts of `action` after `setup`, which is not counted. */
function count(setup: string, action: string): Counts {
  return instrumented.count(`${setup}\nstart()\n${action}\nstop()\n`);
}

/** What one more of something costs, when it costs the same each time: between `from` and its next. */
function costOfOne(instructionsFor: (times: number) => number): number {
  const first = instructionsFor(3) - instructionsFor(2);
  for (const times of [3, 7, 40]) {
    expect(instructionsFor(times + 1) - instructionsFor(times)).toBe(first);
  }
  return first;
}

test('the counters count', () => {
  const counts = count('def f():\n    raise KeyError', 'try:\n    f()\nexcept KeyError:\n    pass');
  expect(counts.of('f')).toBeGreaterThan(0);
  expect(counts.of('<module>')).toBeGreaterThan(0);
  expect(counts.instructions).toBe(counts.of('f') + counts.of('<module>'));
  expect(counts.made).toEqual(['1 KeyError']);
});

/** `times` generators of a body, each at its first yield. */
const suspended = (body: string, times: number) => `
import sys
${body}
generators = [body() for _ in range(${times})]
for g in generators:
    next(g)
`;

const CLOSE_ALL = 'for g in generators:\n    g.close()';

describe('close() of a generator that has nothing to clean up', () => {
  const bodies = {
    'that no try covers': `
def body():
    yield 1
    print('not reached')
`,
    'after a try': `
def body():
    try:
        print
    finally:
        print
    yield 1
`,
    'in a loop': `
def body():
    for i in range(3):
        yield i
`,
    'that delegates': `
def items():
    yield 1
def body():
    yield from items()
`,
    'that delegates to a list': `
def body():
    yield from [1, 2]
`,
  };
  test.each(Object.entries(bodies))('%s', (_, body) => {
    const counts = count(suspended(body, 5), CLOSE_ALL);
    expect(counts.of('body')).toBe(0);
    expect(counts.of('items')).toBe(0);
    expect(counts.made).toEqual([]);
    // The same number of instructions, the caller's, as for those that are closed already.
    const closed = `${suspended(body, 5)}${CLOSE_ALL}`;
    expect(counts.instructions).toBe(count(closed, CLOSE_ALL).instructions);
  });

  test('costs the same for each', () => {
    const body = bodies['that no try covers'];
    expect(
      costOfOne((times) => count(suspended(body, times), CLOSE_ALL).instructions),
    ).toBeGreaterThan(0);
  });

  test('that loops over another executes nothing of the other', () => {
    const body = `
def items():
    yield 1
def body():
    for i in items():
        yield i
`;
    const counts = count(suspended(body, 5), CLOSE_ALL);
    expect(counts.of('items')).toBe(0);
    expect(counts.made).toEqual([]);
  });

  test('that has not begun', () => {
    const counts = count(
      'def body():\n    try:\n        yield\n    finally:\n        print\ng = body()',
      'g.close()',
    );
    expect(counts.of('body')).toBe(0);
    expect(counts.made).toEqual([]);
  });
});

describe('close() of a generator with cleanup', () => {
  const guarded = (rest: string) => `
def body():
    try:
        yield 1
    ${rest.replaceAll('\n', '\n    ')}
`;
  const unseen = {
    finally: guarded('finally:\n    done = True'),
    'finally inside finally': `
def body():
    try:
        try:
            yield 1
        finally:
            inner = True
    finally:
        outer = True
`,
    'a loop in finally': guarded('finally:\n    for i in [1, 2]:\n        print'),
    'return in finally': guarded('finally:\n    return'),
    'a delegation with finally on both sides': `
def inner():
    try:
        yield 1
    finally:
        inner = True
def body():
    try:
        yield from inner()
    finally:
        outer = True
`,
    'a loop over a generator with finally': `
def inner():
    try:
        yield 1
    finally:
        inner = True
def body():
    for x in inner():
        yield x
`,
  };
  test.each(Object.entries(unseen))('makes no GeneratorExit: %s', (_, body) => {
    const counts = count(suspended(body, 5), CLOSE_ALL);
    expect(counts.of('body')).toBeGreaterThan(0);
    expect(counts.made).toEqual([]);
  });

  const seen: Record<string, [body: string, made: string[]]> = {
    'sys.exc_info()': [guarded('finally:\n    sys.exc_info()'), ['1 GeneratorExit']],
    'sys.exc_info() in a function it calls': [
      `def look():\n    return sys.exc_info()\n${guarded('finally:\n    look()\n    look()')}`,
      ['1 GeneratorExit'],
    ],
    'except GeneratorExit': [guarded('except GeneratorExit:\n    pass'), ['1 GeneratorExit']],
    'a bare except': [guarded('except:\n    pass'), ['1 GeneratorExit']],
    'except with a class that does not match': [
      guarded('except KeyError:\n    pass'),
      ['1 GeneratorExit'],
    ],
    __exit__: [
      `
class Manager:
    def __enter__(self):
        return self
    def __exit__(self, *what):
        return False
def body():
    with Manager():
        yield 1
`,
      ['1 GeneratorExit'],
    ],
    'a raise, which takes it as context': [
      guarded('finally:\n    try:\n        raise KeyError\n    except KeyError:\n        pass'),
      ['1 KeyError', '1 GeneratorExit'],
    ],
    'raise without an exception': [
      guarded('finally:\n    try:\n        raise\n    except GeneratorExit:\n        pass'),
      ['1 GeneratorExit'],
    ],
  };
  test.each(Object.entries(seen))('makes one when code looks: %s', (_, [body, made]) => {
    expect(count(suspended(body, 1), CLOSE_ALL).made).toEqual(made);
  });
});

test('the end of a generator makes no exception object where nobody can see one', () => {
  const setup = `
def items():
    yield 1
    return 2
def body():
    result = yield from items()
    for x in items():
        yield x
`;
  const action = `
for x in body():
    pass
list(body())
[*body()]
a, b = body()
sum(body())
any(x > 5 for x in body())
`;
  expect(count(setup, action).made).toEqual([]);
});

/** A chain of delegations: `depth` generators above the one that yields. */
const chain = (depth: number) => `
import sys
sys.setrecursionlimit(5000)
def innermost():
    while True:
        try:
            yield 1
        except ValueError:
            pass
def level(n):
    yield from level(n - 1) if n > 1 else innermost()
g = level(${depth}) if ${depth} else innermost()
next(g)
`;

describe('a chain of delegations costs what the innermost generator costs alone', () => {
  const actions = {
    'next()': 'for _ in range(10):\n    next(g)',
    'send()': 'for i in range(10):\n    g.send(i)',
    for: 'n = 0\nfor x in g:\n    n += 1\n    if n == 10:\n        break',
    'throw()': 'for _ in range(10):\n    g.throw(ValueError)',
  };
  test.each(Object.entries(actions))('%s', (_, action) => {
    const alone = count(chain(0), action);
    expect(alone.of('innermost')).toBeGreaterThan(10);
    for (const depth of [1, 10, 100, 1000]) {
      const counts = count(chain(depth), action);
      expect(counts.of('level')).toBe(0);
      expect(counts.instructions).toBe(alone.instructions);
    }
  });

  test('and closing it executes nothing, whatever the depth', () => {
    const plain = (depth: number) => `
import sys
sys.setrecursionlimit(5000)
def level(n):
    if n:
        yield from level(n - 1)
    yield n
g = level(${depth})
next(g)
`;
    const alone = count(plain(0), 'g.close()');
    for (const depth of [1, 10, 100, 1000]) {
      const counts = count(plain(depth), 'g.close()');
      expect(counts.instructions).toBe(alone.instructions);
      expect(counts.made).toEqual([]);
    }
  });
});

test('walking a tree by recursive delegation is linear in its nodes', () => {
  const instructions = (height: number): number =>
    count(
      `
class Node:
    def __init__(self, left, right):
        self.left = left
        self.right = right
def tree(height):
    return Node(tree(height - 1), tree(height - 1)) if height else None
def walk(node):
    if node is not None:
        yield from walk(node.left)
        yield node
        yield from walk(node.right)
root = tree(${height})
`,
      'for node in walk(root):\n    pass',
    ).instructions;
  // A tree one higher has twice the nodes and one, so that each difference is twice the last.
  const counts = [8, 9, 10, 11, 12].map(instructions);
  const steps = counts.slice(1).map((total, i) => total - counts[i]!);
  for (let i = 1; i < steps.length; i++) expect(steps[i]).toBe(2 * steps[i - 1]!);
});

describe('a try that nothing is raised in costs nothing per item', () => {
  const consume = (times: number) => `for x in body(${times}):\n    pass`;
  const perItem = (body: string): number =>
    costOfOne((times) => count(body, consume(times)).instructions);
  const bare = `
def body(n):
    for i in range(n):
        yield i
`;
  test.each([
    ['finally', 'finally:\n        print'],
    ['except', 'except ValueError:\n        print'],
    ['except and finally', 'except:\n        print\n    finally:\n        print'],
  ])('%s around the loop of the generator', (_, rest) => {
    const covered = `
def body(n):
    try:
        for i in range(n):
            yield i
    ${rest}
`;
    expect(perItem(covered)).toBe(perItem(bare));
  });

  test('with around the loop of the generator', () => {
    const covered = `
class Manager:
    def __enter__(self):
        return self
    def __exit__(self, *what):
        return False
def body(n):
    with Manager():
        for i in range(n):
            yield i
`;
    expect(perItem(covered)).toBe(perItem(bare));
  });

  test('around the loop that consumes', () => {
    const outside = (times: number) =>
      count(bare, `try:\n    for x in body(${times}):\n        pass\nfinally:\n    print`)
        .instructions;
    expect(costOfOne(outside)).toBe(perItem(bare));
  });
});
