// Scripts that do not let themselves be ended: everything that catches, everything that cleans up.
import type { Attack } from './attack.js';

const forever = 'while True: pass';

export const cleanups: readonly Attack[] = [
  {
    name: 'except BaseException',
    script: `while True:\n    try:\n        ${forever}\n    except BaseException: print("caught")\n    except: print("caught")`,
    ends: 'steps',
    prints: '',
  },
  {
    name: 'except of the exception it is seen as',
    script: `import sys\nT = None\nwhile True:\n    try:\n        try:\n            ${forever}\n        finally: T = sys.exc_info()[0]\n    except T: print("caught")`,
    ends: 'steps',
    prints: '',
  },
  {
    name: 'except *',
    script: `import contextlib\nwhile True:\n    with contextlib.suppress(BaseException):\n        ${forever}`,
    ends: 'steps',
  },
  {
    name: '__exit__ that returns True',
    script: `class M:\n    def __enter__(self): pass\n    def __exit__(self, *a):\n        print(a[0].__name__)\n        return True\nwhile True:\n    with M():\n        ${forever}`,
    ends: 'steps',
    prints: 'Terminated\n',
  },
  {
    name: '@contextmanager that catches',
    script: `from contextlib import contextmanager\n@contextmanager\ndef m():\n    try: yield\n    except BaseException: print("seen")\nwhile True:\n    with m():\n        ${forever}`,
    ends: 'steps',
    prints: 'seen\n',
  },
  {
    name: 'ExitStack',
    script: `from contextlib import ExitStack\nwhile True:\n    with ExitStack() as s:\n        s.callback(print, "callback")\n        s.push(lambda *a: True)\n        ${forever}`,
    ends: 'steps',
    prints: 'callback\n',
  },
  {
    name: 'return in finally',
    script: `def f():\n    try:\n        ${forever}\n    finally: return 1\nwhile True: f()`,
    ends: 'steps',
  },
  {
    name: 'break and continue in finally',
    script: `while True:\n    while True:\n        try:\n            ${forever}\n        finally: break\n    try:\n        ${forever}\n    finally: continue`,
    ends: 'steps',
  },
  {
    name: 'raise in finally',
    script: `try:\n    try:\n        ${forever}\n    finally: raise ValueError\nexcept ValueError: print("caught")\n${forever}`,
    ends: 'steps',
    prints: '',
  },
  {
    name: 'a cleanup that does not end',
    script: `try:\n    try:\n        ${forever}\n    finally:\n        print("begun")\n        ${forever}\nfinally: print("too late")`,
    ends: 'steps',
    prints: 'begun\n',
  },
  {
    name: 'cleanups inside each other',
    script: `def f(n):\n    try:\n        if n: f(n - 1)\n        ${forever}\n    finally:\n        print(n)\n        if n % 2: raise ValueError\nf(5)`,
    ends: 'steps',
    prints: '0\n1\n2\n3\n4\n5\n',
  },
  {
    name: 'many cleanups that do not end',
    script: `def f(n):\n    try:\n        if n: f(n - 1)\n        ${forever}\n    finally:\n        ${forever}\nf(100)`,
    ends: 'steps',
  },
  {
    name: 'a generator that goes on yielding',
    script: `def g():\n    while True:\n        try:\n            yield 1\n            ${forever}\n        except BaseException: yield 2\n        finally: yield 3\nfor x in g(): print(x)`,
    ends: 'steps',
    prints: '1\n',
  },
  {
    name: 'a generator that yields what another one yields while it cleans up',
    script: `def inner():\n    try: yield 1\n    finally: print("inner")\ndef g():\n    try:\n        yield 0\n        ${forever}\n    finally: yield from inner()\nfor x in g(): print(x)`,
    ends: 'steps',
    prints: '0\ninner\n',
  },
  {
    name: 'a delegation whose ends all clean up',
    script: `def a():\n    try:\n        yield 1\n        ${forever}\n    finally: print("a")\ndef b():\n    try: yield from a()\n    finally: print("b")\ndef c():\n    try: yield from b()\n    finally: print("c")\nfor x in c(): print(x)`,
    ends: 'steps',
    prints: '1\na\nb\nc\n',
  },
  {
    name: 'a close() that does not end',
    script: `def g():\n    try: yield 1\n    finally:\n        ${forever}\nh = g()\nnext(h)\ntry: h.close()\nexcept BaseException: print("caught")`,
    ends: 'steps',
    prints: '',
  },
  {
    name: 'a generator that ignores GeneratorExit',
    script: `def g():\n    while True:\n        try: yield 1\n        except GeneratorExit: pass\nh = g()\nnext(h)\nh.close()`,
    ends: 'RuntimeError',
  },
  {
    name: 'a loop left while its generator refuses',
    script: `def g():\n    while True:\n        try: yield 1\n        except GeneratorExit: pass\nfor x in g(): break\nprint("left")`,
    ends: null,
    prints: 'left\n',
  },
  {
    name: 'an async generator that cleans up without end',
    script: `import asyncio\nasync def g():\n    try:\n        yield 1\n        ${forever}\n    finally:\n        await asyncio.sleep(1)\n        print("not reached")\nasync def main():\n    async for x in g(): print(x)\nasyncio.run(main())`,
    ends: 'steps',
    prints: '1\n',
  },
  {
    name: 'an async with that waits when it exits',
    script: `import asyncio\nclass M:\n    async def __aenter__(self): pass\n    async def __aexit__(self, *a):\n        await asyncio.sleep(1)\n        return True\nasync def main():\n    async with M():\n        ${forever}\nasyncio.run(main())`,
    ends: 'steps',
  },
  {
    name: 'a task that suppresses its cancellation',
    script: `import asyncio\nasync def f():\n    while True:\n        try: await asyncio.sleep(0)\n        except asyncio.CancelledError: pass\nasync def main():\n    t = asyncio.create_task(f())\n    ${forever}\nasyncio.run(main())`,
    ends: 'steps',
  },
  {
    name: '__del__ that does not end',
    script: `class A:\n    def __del__(self):\n        ${forever}\na = A()\ndel a\nprint("after")`,
    ends: 'steps',
    prints: '',
  },
  {
    name: '__del__ that makes another one like it',
    script: `class A:\n    def __del__(self): A()\nA()\n${forever}`,
    ends: 'steps',
  },
  {
    name: 'a weak reference whose callback does not end',
    script: `import weakref\nclass A: pass\na = A()\ndef f(r):\n    ${forever}\nr = weakref.ref(a, f)\ndel a\n${forever}`,
    ends: 'steps',
  },
  {
    name: '__hash__ that does not end, inside of a native',
    script: `class A:\n    def __hash__(self):\n        try:\n            ${forever}\n        except BaseException: return 1\n        finally: print("cleaned up")\ntry: {A(): 1}\nexcept BaseException: print("caught")`,
    ends: 'steps',
    prints: 'cleaned up\n',
  },
  {
    name: '__eq__ that does not end, inside of a native',
    script: `class A:\n    def __eq__(self, other):\n        ${forever}\n    def __hash__(self): return 1\ntry: {A(), A()}\nexcept BaseException: print("caught")`,
    ends: 'steps',
    prints: '',
  },
  {
    name: '__getattr__ that does not end, behind hasattr and getattr with a default',
    script: `class A:\n    def __getattr__(self, name):\n        ${forever}\nhasattr(A(), "x")\ngetattr(A(), "x", 1)`,
    ends: 'steps',
  },
  {
    name: '__repr__ that does not end, in the report of an uncaught exception',
    script: `class EndlessError(Exception):\n    def __str__(self):\n        ${forever}\nraise EndlessError`,
    ends: 'EndlessError',
  },
  {
    name: 'sys.stderr that does not end, in a report',
    script: `import sys\nclass S:\n    def write(self, text):\n        ${forever}\nsys.stderr = S()\ndef g():\n    try: yield 1\n    finally: raise ValueError\nfor x in g(): break\nwhile True: pass`,
    ends: 'steps',
  },
  {
    name: 'sys.stdout that does not end',
    script: `import sys\nclass S:\n    def write(self, text):\n        ${forever}\nsys.stdout = S()\nprint(1)`,
    ends: 'steps',
  },
  {
    name: 'a key function that raises',
    script: 'def f(x): raise ValueError\nsorted([1, 2], key=f)',
    ends: 'ValueError',
  },
  {
    name: 'a trace of a run of cleanups says where it was',
    script: `def f():\n    try:\n        ${forever}\n    finally: raise ValueError\nf()`,
    ends: 'steps',
  },
  {
    name: 'a module that does not end, imported again',
    script: `import sys, types\nm = types.ModuleType("m")\nsys.modules["m"] = m\nexec("try:\\n    while True: pass\\nfinally: print('m')", m.__dict__)`,
    ends: 'steps',
    prints: 'm\n',
  },
  {
    name: 'time: every loop',
    script: `try:\n    ${forever}\nfinally: print("clean")`,
    limits: { time: 20 },
    ends: 'time',
    prints: 'clean\n',
  },
  { name: 'time: a native', script: 'sum(range(10**12))', limits: { time: 20 }, ends: 'time' },
  {
    name: 'time: sleep',
    script: 'import time\ntime.sleep(10**9)',
    limits: { time: 20 },
    ends: 'time',
  },
  {
    name: 'time: what is certainly too long is not begun',
    script: 'n = 7 ** 10**7\nm = n ** 10',
    limits: { time: 1000 },
    ends: 'time',
  },
  {
    name: 'output: a loop',
    script: 'try:\n    while True: print("x" * 9)\nfinally: print("bye")',
    limits: { output: 95 },
    ends: 'output',
    prints: `${'xxxxxxxxx\n'.repeat(9)}xxxxxbye\n`,
  },
  {
    name: 'output: at once',
    script: 'print("x" * 10**7)',
    limits: { output: 10 },
    ends: 'output',
    prints: 'x'.repeat(10),
  },
  {
    name: 'output: standard error counts',
    script: 'import sys\nwhile True: sys.stderr.write("xxxx")',
    limits: { output: 100, steps: 10_000 },
    ends: 'output',
  },
  {
    name: 'output: from cleanups',
    script: 'try:\n    while True: print("x")\nfinally:\n    while True: print("y" * 100)',
    limits: { output: 10, steps: 100_000 },
    ends: 'output',
  },
  {
    name: 'output: a traceback of everything',
    script:
      'def f(n):\n    if n: f(n - 1)\n    raise ValueError("x" * 10**6)\nimport traceback\nwhile True:\n    try: f(5)\n    except ValueError: traceback.print_exc()',
    limits: { output: 10_000, steps: 10_000_000 },
    ends: 'output',
  },
];
