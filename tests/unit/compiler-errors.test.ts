// Faults that are found after parsing: by the scope builder and by the compiler itself. What they
// are called and where they lie is asked of python3, for programs with and without a fault.
import { describe, expect, test } from 'vitest';
import { expectSameVerdicts, ours, type Verdict } from '../support/verdicts.js';

const PROGRAMS = [
  `é = 1; return 1`,
  `f('é', é=1, é=2)`,
  `return 1`,
  `yield 1`,
  `class A:
    yield 1`,
  `class A:
    return 1`,
  `await x`,
  `def f():
    await x`,
  `class A:
    await x`,
  `lambda: await x`,
  `[await x for x in y]`,
  `break`,
  `if 1:
    break`,
  `def f():
    for i in x:
        def g():
            break`,
  `while 1:
    pass
else:
    break`,
  `for x in y:
    class A:
        break`,
  `continue`,
  `if x:
    pass
else:
    continue`,
  `def f():
    nonlocal x`,
  `def f():
    def g():
        nonlocal x
    y = 1`,
  `nonlocal x`,
  `class A:
    nonlocal x`,
  `def f(x):
    global x`,
  `def f(x):
    nonlocal x`,
  `def f():
    print(x)
    global x`,
  `def f():
    x = 1
    global x`,
  `def f():
    x = 1
    def g():
        x = 2
        nonlocal x`,
  `def f():
    x = 1
    def g():
        print(x)
        nonlocal x`,
  `x = 1
global x`,
  `print(x)
global x`,
  `def f():
    global x
    nonlocal x`,
  `def g():
    x = 1
    def f():
        global x
        nonlocal x`,
  `def f():
    x: int
    global x`,
  `def f():
    global x
    x: int`,
  `def f():
    y = 1
    def g():
        nonlocal y
        y: int = 3`,
  `global x
x: int = 1`,
  `def f(a, b, a): pass`,
  `def f(a, *, b, **a): pass`,
  `def f(a, *a): pass`,
  `lambda x, x: 1`,
  `class A:
    def f(__a, __a): pass`,
  `f(a=1, b=2, a=3)`,
  `f(a=1, **k, a=3)`,
  `class A(a=1, a=2): pass`,
  `[(yield) for x in y]`,
  `def f():
    return [(yield x) for x in y]`,
  `def f():
    return {(yield x) for x in y}`,
  `def f():
    return {(yield x): 1 for x in y}`,
  `def f():
    return ((yield x) for x in y)`,
  `def f():
    return ((yield from x) for x in y)`,
  `def f():
    return [x for x in (yield 1)]`,
  `def f():
    return [x for x in y for z in (yield 1)]`,
  `[x := 1 for x in y]`,
  `[[x := 1 for y in z] for x in z]`,
  `[x for x in (y := 1)]`,
  `[x for x in [z for z in (y := 1)]]`,
  `[x for x in (lambda: (y := 1))()]`,
  `class A:
    [y := 1 for x in z]`,
  `[(y := 1) for x in z for y in z]`,
  `[y for x in z if (y := 1) for y in z]`,
  `def f():
    [y for x in z if (y := 1) for y in z]`,
  `*a, *b = c`,
  `*a = c`,
  `*a`,
  `x = *a`,
  `def f():
    return *a`,
  `def f():
    return *a, b`,
  `a, (*b, *c) = d`,
  `for *a in b: pass`,
  `__debug__ = 1`,
  `def __debug__(): pass`,
  `def f(__debug__): pass`,
  `def f(*__debug__): pass`,
  `lambda __debug__: 1`,
  `class __debug__: pass`,
  `x.__debug__ = 1`,
  `x.__debug__ += 1`,
  `__debug__ += 1`,
  `del __debug__`,
  `del x.__debug__`,
  `for __debug__ in x: pass`,
  `with x as __debug__: pass`,
  `import __debug__`,
  `import a.b as __debug__`,
  `import __debug__.b`,
  `from a import b as __debug__`,
  `try: pass
except E as __debug__: pass`,
  `f(__debug__=1)`,
  `(__debug__ := 1)`,
  `__debug__: int = 1`,
  `__debug__: int`,
  `x.__debug__: int`,
  `[x for __debug__ in y]`,
  `class A(__debug__=1): pass`,
  `global __debug__`,
  `x = 1
from __future__ import annotations`,
  `from __future__ import nope`,
  `from __future__ import braces`,
  `"""doc"""
from __future__ import annotations
from __future__ import division, nope`,
  `"""doc"""
"""doc"""
from __future__ import annotations`,
  `def f():
    from __future__ import annotations`,
  `from __future__ import *`,
  `def f():
    from x import *`,
  `class A:
    from x import *`,
  `try: pass
except: pass
except E: pass`,
  `try: pass
except:
  pass
except E as e:
  pass
finally: pass`,
  `def f():
    break
    return`,
  `try:
    break
finally:
    pass`,
  `def f():
    if 0:
        yield 1
        break`,
  `if 0:
    return`,
  `while 0:
    return`,
  `def f():
    x = 1
    del x
    global x`,
  `import x
global x`,
  `def x(): pass
global x`,
  `class x: pass
global x`,
  `def f():
    for x in y: pass
    global x`,
  `def f():
    with y as x: pass
    global x`,
  `def f():
    try: pass
    except E as x: pass
    global x`,
  `def f():
    (x := 1)
    global x`,
  `def f():
    x += 1
    global x`,
  `def f():
    import a.b
    global a`,
  `def f():
    global x, y, x
    y = 1
    global y`,
  `def f(a=(yield)): pass`,
  `def f(a: (yield)): pass`,
  `@(yield)
def f(): pass`,
  `class A((yield)): pass`,
  `def f() -> (yield): pass`,
  `x: (yield) = 1`,
  `def f():
    x: (yield) = 1`,
  `from __future__ import annotations
def f(a: (yield)): pass`,
  `from __future__ import annotations
x: (y := 1) = 1`,
  `from __future__ import annotations
def f():
    x: (await x) = 1`,
  `def f():
    def g():
        nonlocal f`,
  `def f():
    class A:
        nonlocal x
        x = 1`,
  `def f():
    [x for x in y]
    def g():
        nonlocal x`,
  `lambda: (yield)`,
  `a = yield`,
  `lambda: (x := 1, [x := 2 for y in z])`,
  `def f(x):
    return [x := 1 for y in z]`,
  `def f():
    global x
    return [x := 1 for y in z]`,
  `a[*b]`,
  `class C:
    def f(self):
        nonlocal __class__
        __class__ = 1`,
  `def f():
    nonlocal __class__`,
  `print(a, *b, c=1, *d, **e, f=2)`,
  `with (yield) as x: pass`,
  `assert (yield)`,
  `try:
    pass
except (yield): pass`,
  `a.b: int
a[1]: int`,
  `while True:
    try:
        pass
    finally:
        continue`,
  `for x in range(3):
    def f():
        continue`,
  `[*a, *b, *(c or d)]`,
  `f(*a, *b)(**c)(**d, **e)`,
];

test('names, scopes, control flow, targets, future imports', () => {
  expectSameVerdicts(PROGRAMS);
});

/** `depth` blocks, one inside the other. */
function nested(head: string, depth: number): string {
  const lines = Array.from({ length: depth }, (_, level) => ' '.repeat(level) + head);
  return lines.join('\n') + '\n' + ' '.repeat(depth) + 'pass\n';
}

/** Blocks around a body, each with a tail behind it. */
function enclosed(tail: string, depth: number): string {
  const lines = [' '.repeat(depth) + 'pass'];
  for (let level = depth - 1; level >= 0; level--) {
    lines.unshift(' '.repeat(level) + 'try:');
    lines.push(' '.repeat(level) + tail);
  }
  return lines.join('\n') + '\n';
}

describe('the limit on nested blocks', () => {
  const depths = [9, 10, 11, 19, 20, 21];

  test.each(['while x:', 'for x in y:', 'with x:', 'if x:', 'with x, y:'])('%s', (head) => {
    expectSameVerdicts(depths.map((depth) => nested(head, depth)));
  });

  test.each(['finally: pass', 'except: pass', 'except E as e: pass'])('in try … %s', (tail) => {
    expectSameVerdicts(depths.map((depth) => enclosed(tail, depth)));
  });

  test.each(['finally:', 'except:', 'except E:', 'except E as e:'])('inside %s', (head) => {
    // CPython copies the body of a `finally`: its work doubles with every level.
    const tried = head === 'finally:' ? [10, 12] : depths;
    const programs = tried.map((depth) =>
      nested(head, depth).replace(/^( *)(?=[ef])/gm, '$1try: pass\n$1'),
    );
    expectSameVerdicts(programs);
  });

  test('functions and comprehensions begin anew', () => {
    const loops = Array.from({ length: 25 }, (_, i) => `for x${i} in y`).join(' ');
    const inFunction = nested('while x:', 20).replace(
      'pass',
      'def f():\n' + ' '.repeat(21) + 'while 1: pass',
    );
    expectSameVerdicts([`[x ${loops}]`, inFunction]);
  });
});

test('async and await only where they may stand', () => {
  expectSameVerdicts([
    'await x\n',
    'def f():\n  await x\n',
    'class C:\n  await x\n',
    'async def f():\n  class C:\n    await x\n',
    'async def f():\n  def g():\n    return await x\n',
    'async def f():\n  return lambda: await x\n',
    'async def f(a=await x): pass\n',
    'async def f():\n  def g(a=await x): pass\n',
    'async for x in y: pass\n',
    'def f():\n  async for x in y:\n    pass\n',
    'async with x: pass\n',
    'def f():\n  async with x as y, z:\n    pass\n',
    'async def f():\n  yield from x\n',
    'async def f():\n  yield 1\n  return 2\n',
    'async def f():\n  return 2\n  yield 1\n',
    'async def f():\n  yield 1\n  return\n',
    'async def f():\n  [(yield x) for x in y]\n',
    '[await x for x in y]\n',
    '(await x for x in y)\n',
    '[x async for x in y]\n',
    '(x async for x in y)\n',
    '(x for x in await y)\n',
    'def f():\n  return {await x: 1 for x in y}\n',
    'def f():\n  return {x async for x in y}\n',
    'def f():\n  return ([await x for x in y] for z in w)\n',
    'def f():\n  return [[await x for x in y] for z in w]\n',
    'async def f():\n  return [[await x for x in y] for z in w]\n',
    'async def f():\n  return (x for x in [await z for z in y])\n',
    'async def f(): x: (await y) = 1\n',
    'from __future__ import annotations\nasync def f():\n  x: (await y) = 1\n',
    'async def f():\n  for x in y: break\n  async for x in y: break\n  break\n',
    'async def f():\n  await x = 1\n',
    'async def f():\n  del await x\n',
    'async def f():\n  (await x)[0] += 1\n',
    'async def __debug__(): pass\n',
    'async def f(a, a): pass\n',
    'async x = 1\n',
    'async = 1\n',
    'await = 1\n',
    'async lambda: 1\n',
  ]);
});

test('what is not supported is refused at its place, by its name', () => {
  const refused = (text: string): Verdict => ours(text);
  expect(refused('def f():\n  x = 1j\n')).toEqual([
    'SyntaxError',
    'pyg does not support complex numbers yet',
    2,
    7,
    2,
    9,
  ]);
  const messages = ['x = 1j', 'try: pass\nexcept* E: pass'].map((text) => refused(text)?.[1]);
  expect(messages).toEqual([
    'pyg does not support complex numbers yet',
    "pyg does not support 'except*' yet",
  ]);
});
