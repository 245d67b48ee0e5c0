// Scripts that wait for their host: where they can, how several take turns, what happens to the rest.
import { compile, PygError, toJS, VM } from '#pyg/index.js';
import type { FoundSource, PygAsyncGenerator, VMOptions } from '#pyg/index.js';
import { describe, expect, test } from 'vitest';

interface Host {
  readonly vm: VM;
  readonly output: () => string;
}

/** A VM whose host has promises of all kinds, and whose output is collected. */
function makeHost(options: VMOptions = {}): Host {
  let text = '';
  const write = (piece: string): void => {
    text += piece;
  };
  let openGate: (value: unknown) => void;
  const gate = new Promise((resolve) => (openGate = resolve));
  const host = {
    gate: () => gate,
    open_gate: () => {
      openGate('open');
    },
    later: (value: unknown) => Promise.resolve(value),
    slow: (value: unknown, milliseconds: number) =>
      new Promise((resolve) => setTimeout(resolve, milliseconds, value)),
    fail: (message: string) => Promise.reject(new RangeError(message)),
    refuse: () => Promise.reject(new PygError('ValueError', 'refused')),
    never: () => new Promise(() => undefined),
  };
  const vm = new VM({ stdout: write, stderr: write, modules: { host }, ...options });
  return { vm, output: () => text };
}

/** What a script prints that is run as one that can wait. */
async function printed(source: string, options?: VMOptions): Promise<string> {
  const { vm, output } = makeHost(options);
  await vm.runAsync(`from host import *\n${source}`);
  vm.dispose();
  return output();
}

describe('a script waits', () => {
  test.each([
    ['in the module', 'print(later(1) + later(2))', '3\n'],
    [
      'many calls deep',
      `
def down(n):
    return later(0) if n == 0 else down(n - 1) + 1
print(down(500))`,
      '500\n',
    ],
    [
      'in a generator and what it delegates to',
      `
def inner():
    yield later(1)
    return later(2)
def outer():
    got = yield from inner()
    yield got + later(10)
print(list(outer()), sum(later(x) for x in range(4)))`,
      '[1, 12] 6\n',
    ],
    [
      'in what built-ins call',
      `
print(sorted([1, 2, 3], key=lambda x: -later(x)), list(map(later, 'ab')))
print(max([1, 2], key=later), any(later(x) for x in (0, 1)), dict((later(k), 1) for k in 'xy'))
print([x for x in range(4) if later(x % 2)], ''.join(later(c) for c in 'pyg'))`,
      "[3, 2, 1] ['a', 'b']\n2 True {'x': 1, 'y': 1}\n[1, 3] pyg\n",
    ],
    [
      'in functions of the library',
      `
import functools, itertools, contextlib, collections, heapq
print(functools.reduce(lambda a, b: a + later(b), range(5)))
print(list(itertools.takewhile(lambda x: later(x < 3), itertools.count())))
print(heapq.nlargest(2, [1, 5, 3], key=later))
@contextlib.contextmanager
def managed():
    print(later('in'))
    try:
        yield later('body')
    finally:
        print(later('out'))
with managed() as m:
    print(m)`,
      '10\n[0, 1, 2]\n[5, 3]\nin\nbody\nout\n',
    ],
    [
      'in finally, with, and the cleanup of a loop that is left',
      `
class Manager:
    def __enter__(self): return later('enter')
    def __exit__(self, *exc):
        print(later('exit'), exc[0].__name__ if exc[0] else None)
        return True
def items():
    try:
        yield 1
        yield 2
    finally:
        print(later('closed'))
with Manager() as m:
    print(m)
    try:
        1 / 0
    finally:
        print(later('finally'))
for x in items():
    break
print('end')`,
      'enter\nfinally\nexit ZeroDivisionError\nclosed\nend\n',
    ],
    [
      'in special methods that instructions call',
      `
class V:
    def __init__(self, n): self.n = later(n)
    def __add__(self, other): return V(later(self.n + other.n))
    def __eq__(self, other): return later(self.n == other.n)
    def __lt__(self, other): return later(self.n < other.n)
    def __bool__(self): return later(self.n > 0)
    def __len__(self): return later(self.n)
    def __getitem__(self, i): return later(i)
    def __contains__(self, x): return later(x == self.n)
    def __call__(self): return later('called')
    def __iter__(self): return iter([later(self.n)])
    def __repr__(self): return later(f'V({self.n})')
    @property
    def p(self): return later('p')
    def __getattr__(self, name): return later(name.upper())
v = V(1) + V(2)
print(v, v == V(3), v < V(4), not v, len(v), v[7], 3 in v, v(), [*v], v.p, v.other, [v], f'{v}')
print(sorted([V(2), V(1)]), min(V(2), V(1)))`,
      'V(3) True True False 3 7 True called [3] p OTHER [V(3)] V(3)\n[V(1), V(2)] V(1)\n',
    ],
    [
      'in classes, decorators, imports of its own and exec',
      `
def decorate(f): return later(f)
class Meta(type):
    def __call__(cls, *args): return later(super().__call__(*args))
class C(metaclass=Meta):
    x = later(5)
    @decorate
    def m(self): return later(self.x)
print(C().m())
exec("y = later(6)")
print(y, eval("later(7)"))
import other
print(other.value)`,
      '5\n6 7\n8\n',
    ],
    [
      'with the exception that is handled',
      `
import sys
try:
    1 / 0
except ZeroDivisionError:
    later(1)
    print(repr(sys.exc_info()[1]))
    try:
        raise later(KeyError('k'))
    except KeyError as e:
        print(repr(e.__context__))`,
      "ZeroDivisionError('division by zero')\nZeroDivisionError('division by zero')\n",
    ],
  ])('%s', async (_where, source, expected) => {
    const loader = (name: string): string | null =>
      name === 'other' ? 'from host import later\nvalue = later(8)\n' : null;
    expect(await printed(source, { loader })).toBe(expected);
  });

  test('and gets the error of a promise that is rejected as an exception', async () => {
    const text = await printed(`
def risky():
    return fail('boo')
try:
    risky()
except Exception as e:
    print(type(e).__name__, e)
try:
    refuse()
except ValueError as e:
    print(repr(e), e.__traceback__.tb_lineno)
g = (fail(str(x)) for x in range(3))
try:
    next(g)
except Exception as e:
    print(e, list(g))
`);
    expect(text).toBe("HostError RangeError: boo\nValueError('refused') 10\nRangeError: 0 []\n");
  });

  test('and an error that nobody handles comes out as it went in', async () => {
    const { vm } = makeHost();
    const error = new Error('mine');
    const own = new VM({ modules: { host: { fail: () => Promise.reject(error) } } });
    await expect(own.runAsync('import host\nhost.fail()\n')).rejects.toBe(error);
    const wrapped = vm.runAsync(
      'import host\ntry: host.fail("x")\nexcept Exception as e: raise ValueError("y") from e\n',
    );
    const thrown = await wrapped.catch((reason: unknown) => reason as PygError);
    expect(thrown).toMatchObject({ type: 'ValueError', message: 'y', cause: new RangeError('x') });
  });

  test('for a value that has no counterpart, which is an error there', async () => {
    const vm = new VM({ modules: { host: { get: () => Promise.resolve(Symbol('s')) } } });
    const caught = vm.runAsync('import host\ntry: host.get()\nexcept Exception as e: x = str(e)\n');
    expect((await caught).get('x')).toContain('symbol');
  });
});

describe('several executions', () => {
  test('take turns, each with its own frames, handled exceptions and recursion depth', async () => {
    const { vm } = makeHost();
    const module = vm.run(`
from host import slow
import sys
log = []
def work(name, delays):
    try:
        raise ValueError(name)
    except ValueError:
        for delay in delays:
            slow(None, delay)
            log.append((name, str(sys.exc_info()[1]), sys._getframe().f_back is None))
    return name
def deep(n):
    if n > 0: return deep(n - 1)
    slow(None, 1)
    return 'deep'
`);
    const results = await Promise.all([
      module.callAsync('work', 'a', [1, 20]),
      module.callAsync('work', 'b', [10, 20]),
      ...Array.from({ length: 5 }, () => module.callAsync('deep', 900)),
    ]);
    expect(results).toEqual(['a', 'b', ...Array.from({ length: 5 }, () => 'deep')]);
    expect(toJS(module.get('log'))).toEqual([
      ['a', 'a', true],
      ['b', 'b', true],
      ['a', 'a', true],
      ['b', 'b', true],
    ]);
  });

  test('have their own context variables, event loops and guards of repr', async () => {
    const { vm } = makeHost();
    const module = vm.run(`
import asyncio, contextvars
from host import slow
var = contextvars.ContextVar('var', default='unset')
async def main(name, delay):
    var.set(name)
    await asyncio.gather(slow(1, delay), asyncio.sleep(0.005))
    return var.get(), asyncio.current_task().get_name() != ''
def run(name, delay):
    before = var.get()
    var.set('outer ' + name)
    result = asyncio.run(main(name, delay))
    return before, var.get(), result
class Slow:
    def __repr__(self):
        slow(1, 5)
        return 'Slow()'
shared = [Slow()]
def show(): return repr(shared)
`);
    const calls = [1, 2, 3].map((n) => module.callAsync('run', `n${n}`, n * 4));
    expect((await Promise.all(calls)).map((call) => toJS(call))).toEqual(
      [1, 2, 3].map((n) => ['unset', `outer n${n}`, [`n${n}`, true]]),
    );
    const shows = await Promise.all([module.callAsync('show'), module.callAsync('show')]);
    expect(shows).toEqual(['[Slow()]', '[Slow()]']);
  });

  test('wait for each other where one imports what another is importing', async () => {
    const sources: Record<string, string> = {
      slowly: 'from host import slow\nslow(1, 5)\nimport times\ntimes.n += 1\nvalue = times.n\n',
      times: 'n = 0\n',
      left: 'from host import slow\nslow(1, 5)\nimport right\ndone = 1\n',
      right: 'from host import slow\nslow(1, 5)\nimport left\ndone = 1\n',
      breaks: 'from host import slow\nslow(1, 5)\nimport times\ntimes.n += 1\n1 / 0\n',
    };
    const { vm } = makeHost({ loader: (name) => sources[name] ?? null });
    const module = vm.run(`
def get():
    import slowly
    return slowly.value
def go_left():
    import left
    return hasattr(left, 'done')
def go_right():
    import right
    return hasattr(right, 'done')
def fail():
    try:
        import breaks
    except ZeroDivisionError:
        import times
        return times.n
`);
    const twice = (name: string): Promise<unknown[]> =>
      Promise.all([module.callAsync(name), module.callAsync(name)]);
    expect(await twice('get')).toEqual([1, 1]);
    expect(await twice('fail')).toEqual([2, 3]);
    const circle = await Promise.all([module.callAsync('go_left'), module.callAsync('go_right')]);
    expect(circle).toEqual([true, true]);
  });

  test('by the ten thousand', async () => {
    const waiting: ((value: number) => void)[] = [];
    const next = (): Promise<number> => new Promise((resolve) => waiting.push(resolve));
    const vm = new VM({ modules: { host: { next } } });
    const module = vm.run('import host\ndef job(n):\n    return n + host.next()\n');
    const count = 10_000;
    const jobs = Array.from({ length: count }, (_, n) => module.callAsync('job', n));
    expect(waiting).toHaveLength(count);
    waiting.forEach((resolve) => {
      resolve(1);
    });
    const results = await Promise.all(jobs);
    expect(results.every((result, n) => result === n + 1)).toBe(true);
  });

  test('end their generators when the last reference goes, whichever runs', async () => {
    const text = await printed(`
import asyncio
def items(name):
    try:
        while True: yield name
    finally:
        print('closed', name)
def use(name):
    g = items(name)
    next(g)
    slow(1, 5)
    return name
async def main():
    return await asyncio.gather(*[job(n) for n in 'ab'])
async def job(n):
    g = items(n)
    next(g)
    await slow(1, 5)
    return n
print(asyncio.run(main()))
print(use('c'))
`);
    expect(text).toBe("closed a\nclosed b\n['a', 'b']\nclosed c\nc\n");
  });

  test('each have the arguments of their own throw()', () => {
    const source = `
class Items:
    def __iter__(self): return self
    def __next__(self): return 1
    def throw(self, *given):
        seen.append(len(given))
        return 2
seen = []
def delegate():
    yield from Items()
for turn in range(20):
    generator = delegate()
    next(generator)
    generator.throw(ValueError, 'text')
`;
    const { vm } = makeHost();
    const all = [vm.start(source), vm.start(source), vm.start(source)];
    for (let paused = true; paused;) {
      paused = false;
      for (const execution of all) if (execution.run({ steps: 1 }) === 'paused') paused = true;
    }
    for (const { result } of all) {
      expect(toJS(result!.get('seen'))).toEqual(Array.from({ length: 20 }, () => 2));
    }
  });

  test('wait for a module whose importer has got what it waited for, and has not gone on', () => {
    const sources = new Map([
      ['slow', 'from host import gate\ngate()\n'],
      ['user', 'import slow\nvalue = 1\n'],
    ]);
    const { vm } = makeHost({ loader: (name) => sources.get(name) ?? null });
    const [first, second, third] = [
      'import slow',
      'import user',
      'import user\nvalue = user.value',
    ].map((source) => vm.start(source));
    expect(first!.run()).toBe('waiting');
    expect(second!.run()).toBe('waiting');
    first!.resume('open');
    expect(first!.run()).toBe('finished');
    expect(third!.run()).toBe('waiting');
    second!.resume();
    expect(second!.run()).toBe('finished');
    third!.resume();
    expect(third!.run()).toBe('finished');
    expect(third!.result!.get('value')).toBe(1);
  });
});

describe('a script that cannot wait', () => {
  test('because its host does not, is told so where it stands, and can go on', () => {
    const { vm, output } = makeHost();
    vm.run(`
from host import later, fail
try:
    later(1)
except RuntimeError as e:
    print(e)
import asyncio
async def main():
    try:
        await asyncio.wait_for(later(1), 0.01)
    except asyncio.TimeoutError:
        print('timeout')
asyncio.run(main())
async def forever():
    await later(1)
try:
    asyncio.run(forever())
except RuntimeError as e:
    print(e)
`);
    expect(output()).toBe(
      "cannot wait for 'later' in a run that the host expects to end at once: it has to use " +
        "runAsync(), callAsync() or start()\ntimeout\ncannot wait for 'later' in a run that the host " +
        'expects to end at once: it has to use runAsync(), callAsync() or start()\n',
    );
    expect(() => vm.run('from host import *\nfail("x")\n')).toThrow(PygError);
    expect(vm.run('x = 1 + 1\n').get('x')).toBe(2);
  });

  // The places of docs/generators.md, and what each is called by in the error.
  test.each([
    ['K.__hash__()', 'class K:\n    def __hash__(self): return later(1)\n{K()}'],
    [
      'K.__eq__()',
      'class K:\n    def __hash__(self): return 1\n    def __eq__(self, o): return later(True)\n{K(), K()}',
    ],
    ['I.__index__()', 'class I:\n    def __index__(self): return later(1)\nrange(I())'],
    ['M.mro()', 'class M(type):\n    def mro(cls): return later(None)\nclass C(metaclass=M): pass'],
    [
      'P.send()',
      'class P:\n    @property\n    def send(self): return later(1)\n' +
        '    def __iter__(self): return self\n    def __next__(self): return 1\n' +
        'def g(): yield from P()\nx = g()\nnext(x)\nx.send(1)',
    ],
  ])('inside %s', async (place, source) => {
    const { vm } = makeHost();
    const run = vm.runAsync(`from host import later\n${source}\n`);
    await expect(run).rejects.toMatchObject({
      type: 'RuntimeError',
      message: `cannot wait for 'later' inside ${place}`,
    });
  });

  test('in __del__ and cleanup by a lost reference, where errors are reported', async () => {
    const text = await printed(`
class D:
    def __del__(self):
        later(1)
D()
print('on')
`);
    expect(text).toContain("RuntimeError: cannot wait for 'later' inside D.__del__()");
    expect(text).toMatch(/\non\n$/);
  });
});

describe('asyncio', () => {
  test('runs other tasks while one awaits the host', async () => {
    const text = await printed(`
import asyncio
async def tick():
    for i in range(3):
        print('tick', i)
        await asyncio.sleep(0.001)
    open_gate()
async def main():
    task = asyncio.create_task(tick())
    print(await gate())
    await task
    a, b = later('a'), later('b')
    print(await b, await a)
    print(await asyncio.gather(*(later(i) for i in range(3)), *[later(i) for i in range(2)]))
    try:
        await asyncio.wait_for(never(), 0.01)
    except asyncio.TimeoutError:
        print('timeout')
    try:
        await fail('boo')
    except Exception as e:
        print(e)
    def blocking(): return slow('waits here', 1)
    print(blocking())
asyncio.run(main())
`);
    expect(text).toBe(
      'tick 0\ntick 1\ntick 2\nopen\nb a\n[0, 1, 2, 0, 1]\ntimeout\nRangeError: boo\nwaits here\n',
    );
  });

  test('runs the coroutines that the host calls as tasks of one loop', async () => {
    const { vm } = makeHost();
    const module = vm.run(`
import asyncio
queue = asyncio.Queue()
async def get(): return await queue.get()
async def put(x): await queue.put(x)
def put_now(x): queue.put_nowait(x)
async def fail(): raise KeyError('k')
async def leave(): raise SystemExit(3)
async def background():
    asyncio.get_running_loop().call_later(0.005, put_now, 'late')
`);
    const got = [module.callAsync('get'), module.callAsync('get'), module.callAsync('get')];
    await module.callAsync('put', 'first');
    expect(await got[0]).toBe('first');
    module.call('put_now', 'second');
    expect(await got[1]).toBe('second');
    await module.callAsync('background');
    expect(await got[2]).toBe('late');
    await expect(module.callAsync('fail')).rejects.toMatchObject({ type: 'KeyError' });
    const left = module.callAsync('get');
    await expect(module.callAsync('leave')).rejects.toMatchObject({ type: 'SystemExit' });
    await module.callAsync('put', 'on');
    expect(await left).toBe('on');
  });

  test('takes promises that are values, and async iterables', async () => {
    const { vm, output } = makeHost();
    const module = vm.run(`
import asyncio
async def both(p):
    print(await p, await p, await asyncio.gather(p, p))
def plain(ps):
    print([p.result() for p in ps])
async def each(items, stop):
    async for item in items:
        print(item)
        if item == stop: break
    await asyncio.sleep(0.001)
    print([x async for x in items])
def each_in_turn(items, stop):
    for item in items:
        if item == stop: break
    print(item)
async def fails(items):
    try:
        async for item in items: print(item)
    except Exception as e: print(e)
`);
    const log: string[] = [];
    const items = async function* (): AsyncGenerator<number> {
      try {
        for (let i = 0; i < 3; i++) yield await Promise.resolve(i);
      } finally {
        log.push('closed');
      }
    };
    await module.callAsync('both', Promise.resolve(7));
    await module.callAsync('plain', [Promise.resolve(1), Promise.resolve(2)]);
    await module.callAsync('each', items(), 1);
    await module.callAsync('each_in_turn', items(), 0);
    const broken = async function* (): AsyncGenerator<number> {
      yield await Promise.resolve(5);
      throw new Error('x');
    };
    await module.callAsync('fails', broken());
    expect(output()).toBe('7 7 [7, 7]\n[1, 2]\n0\n1\n[]\n0\n5\nError: x\n');
    expect(log).toEqual(['closed', 'closed']);
    await expect(module.callAsync('plain', [Promise.reject(new Error('y'))])).rejects.toThrow('y');
  });

  test('coroutines that nobody awaits are reported, and need no loop', async () => {
    const text = await printed(`
async def forgets():
    later(1)
async def waits():
    return await later(2)
try:
    forgets().send(None)
except StopIteration:
    pass
try:
    waits().send(None)
except StopIteration as stop:
    print(stop.value)
`);
    expect(text).toContain("RuntimeWarning: coroutine 'later' was never awaited");
    expect(text).toMatch(/\n2\n$/);
  });
});

describe('async generators', () => {
  const source = `
from host import later, slow
log = []
async def items(n):
    try:
        for i in range(n):
            got = yield await later(i)
            log.append(got)
    except KeyError as e:
        yield repr(e)
    finally:
        await slow(1, 1)
        log.append('closed')
async def stubborn():
    while True:
        try: yield 1
        except GeneratorExit: pass
`;

  test('are those of the host', async () => {
    const module = makeHost().vm.run(source);
    const log = (): unknown => toJS(module.get('log'));
    const seen: unknown[] = [];
    for await (const item of module.call<PygAsyncGenerator>('items', 3)) seen.push(item);
    expect(seen).toEqual([0, 1, 2]);
    expect(log()).toEqual([null, null, null, 'closed']);
    for await (const item of module.call<PygAsyncGenerator>('items', 3)) {
      if (item === 1) break;
    }
    expect(log()).toEqual([null, null, null, 'closed', null, 'closed']);
    const generator = module.call<PygAsyncGenerator>('items', 2);
    const asked = [generator.next(), generator.next('sent'), generator.next('again')];
    expect(await Promise.all(asked)).toEqual([
      { done: false, value: 0 },
      { done: false, value: 1 },
      { done: true, value: undefined },
    ]);
    expect(await generator.next()).toEqual({ done: true, value: undefined });
    expect(log()).toEqual([
      ...Array<null>(3).fill(null),
      'closed',
      null,
      'closed',
      'sent',
      'again',
      'closed',
    ]);
  });

  test('get errors and give them', async () => {
    const module = makeHost().vm.run(source);
    const generator = module.call<PygAsyncGenerator>('items', 2);
    await generator.next();
    const thrown = await generator.throw(new PygError('KeyError', 'k'));
    expect(thrown).toEqual({ done: false, value: "KeyError('k')" });
    const error = new Error('mine');
    await expect(generator.throw(error)).rejects.toBe(error);
    const refuses = module.call<PygAsyncGenerator>('stubborn');
    await refuses.next();
    await expect(refuses.return()).rejects.toMatchObject({
      type: 'RuntimeError',
      message: 'async generator ignored GeneratorExit',
    });
  });
});

describe('stepping', () => {
  const source = `
from host import later
def inner():
    yield 1
    yield later(2)
def outer():
    x = 'local'
    yield from inner()
g = outer()
next(g)
other = (i for i in range(3))
for i in range(10):
    pass
print(next(g))
`;

  test('goes on by steps, the same ones every time, and shows where it stands', () => {
    const walk = (steps: number): unknown[] => {
      const { vm, output } = makeHost();
      const execution = vm.start(source, { filename: 'step.pyg' });
      const seen: unknown[] = [execution.state];
      while (execution.run({ steps }) !== 'finished') {
        const place = execution.frames().map((frame) => `${frame.function}:${frame.line}`);
        seen.push([execution.state, place.join(' ')]);
        if (execution.state === 'waiting') execution.resume('answer');
      }
      expect(output()).toBe('answer\n');
      expect(execution.result!.get('i')).toBe(9);
      return seen;
    };
    const one = walk(1);
    expect(walk(1)).toEqual(one);
    expect(one[0]).toBe('paused');
    expect(one).toContainEqual(['waiting', '<module>:14 outer:8 inner:5']);
    expect(one.length).toBeGreaterThan(12);
    expect(walk(1000)).toEqual(['paused', ['waiting', '<module>:14 outer:8 inner:5']]);
  });

  test('locals and suspended generators', () => {
    const { vm } = makeHost();
    const execution = vm.start(source, { filename: 'step.pyg' });
    let generators = execution.generators();
    while (execution.run({ steps: 1 }) === 'paused') {
      generators = execution.generators();
      if (generators.length === 3) break;
    }
    expect(generators.map(({ name, state, line, file }) => ({ name, state, line, file }))).toEqual(
      expect.arrayContaining([
        { name: 'outer', state: 'suspended', line: 8, file: 'step.pyg' },
        { name: 'inner', state: 'suspended', line: 4, file: 'step.pyg' },
        { name: '<genexpr>', state: 'created', line: 11, file: 'step.pyg' },
      ]),
    );
    const outer = generators.find(({ name }) => name === 'outer')!;
    expect(outer.delegate).toBe(generators.find(({ name }) => name === 'inner')!.generator);
    while (execution.run() !== 'waiting');
    const frame = execution.frames()[1]!;
    expect([...frame.locals]).toEqual([['x', 'local']]);
    expect(execution.frames()[0]!.locals.get('i')).toBe(9);
  });

  test('pause, throw, and what cannot be done', async () => {
    const pauses = vmThatPauses();
    expect(pauses).toEqual(['paused', 'finished']);
    const { vm, output } = makeHost();
    const execution = vm.start(`
from host import never
try:
    never()
except ValueError as e:
    print('caught', e)
while True: pass
`);
    expect(() => {
      execution.resume(1);
    }).toThrow('it is paused');
    expect(execution.run()).toBe('waiting');
    expect(execution.run()).toBe('waiting');
    expect(execution.promise).toBeInstanceOf(Promise);
    execution.throw(new PygError('ValueError', 'thrown'));
    expect(execution.run({ steps: 100 })).toBe('paused');
    expect(output()).toBe('caught thrown\n');
    const error = new Error('from outside');
    execution.throw(error);
    expect(execution.run()).toBe('raised');
    expect(execution.error).toBe(error);
    expect(execution.run()).toBe('raised');
    expect(execution.frames()).toEqual([]);
    expect(() => {
      execution.throw(error);
    }).toThrow('it is raised');
    const call = vm.run('def f(x): return x + 1\n').start('f', 1);
    expect(call.run()).toBe('finished');
    expect(call.result).toBe(2);
    await Promise.resolve();
  });

  test('close runs what cleans up, and nothing else', () => {
    const { vm, output } = makeHost();
    const execution = vm.start(`
from host import never, later
class Manager:
    def __enter__(self): pass
    def __exit__(self, *exc):
        print('exit', exc[0].__name__)
        return True
def items():
    try:
        yield from [1, 2]
    finally:
        print('generator')
def work():
    with Manager():
        for item in items():
            try:
                never()
            except BaseException:
                print('never')
            finally:
                try:
                    later(1)
                except RuntimeError as e:
                    print(e)
                return
try:
    work()
finally:
    print('finally')
print('never')
`);
    expect(execution.run()).toBe('waiting');
    execution.close();
    expect(execution.state).toBe('closed');
    expect(execution.error).toBe(undefined);
    expect(output()).toBe(
      "cannot wait for 'later' while the script is being ended\ngenerator\nexit Terminated\nfinally\n",
    );
    execution.close();
    expect(execution.run()).toBe('closed');
    const fresh = vm.start('print("never")\n');
    fresh.close();
    expect(fresh.state).toBe('closed');
    const refusing = vm.start(
      'while True:\n    try:\n        while True: pass\n    finally: continue\n',
    );
    expect(refusing.run({ steps: 10 })).toBe('paused');
    refusing.close();
    expect(refusing.state).toBe('closed');
    expect(output()).not.toContain('never');
    const self = vmThatCloses();
    expect(self).toEqual(['closed', 'cleanup\n']);
  });

  test('inside each other, not without end', () => {
    let deepest = 0;
    const host = {
      again: (depth: number): unknown => {
        deepest = Math.max(deepest, depth);
        const execution = module.start('f', depth + 1);
        while (execution.run({ steps: 5 }) === 'paused');
        if (execution.state === 'raised') throw execution.error;
        return execution.result;
      },
    };
    const module = new VM({ modules: { host } }).run(`
import host
def f(depth):
    for i in range(10): pass
    try:
        return host.again(depth)
    except RecursionError as e:
        return str(e)
`);
    expect(module.call('f', 0)).toBe('maximum recursion depth exceeded');
    expect(deepest).toBeGreaterThan(50);
  });

  test('a rejected promise that nobody looks at is no fault of the host', async () => {
    const { vm } = makeHost();
    const execution = vm.start('from host import fail\nx = fail("x")\n');
    expect(execution.run()).toBe('waiting');
    await new Promise((resolve) => setTimeout(resolve, 1));
    execution.resume('fine');
    expect(execution.run()).toBe('finished');
    expect(execution.result!.get('x')).toBe('fine');
  });

  function vmThatCloses(): string[] {
    let text = '';
    const host = {
      stop: (): void => {
        execution.close();
      },
    };
    const execution = new VM({ modules: { host }, stdout: (piece) => (text += piece) }).start(
      'import host\ntry:\n    host.stop()\n    while True: pass\nfinally: print("cleanup")\n',
    );
    return [execution.run(), text];
  }

  function vmThatPauses(): string[] {
    const host = {
      stop: (): void => {
        execution.pause();
      },
    };
    const execution = new VM({ modules: { host } }).start(
      'import host\nhost.stop()\nfor i in range(3): pass\n',
    );
    return [execution.run(), execution.run()];
  }
});

describe('a signal', () => {
  const source = `
from host import never
log = []
def wait():
    try:
        never()
    except BaseException:
        log.append('except')
    finally:
        log.append('finally')
def spin():
    try:
        while True: pass
    finally:
        log.append('spun')
async def sleep():
    import asyncio
    try:
        await asyncio.sleep(1000)
    finally:
        await asyncio.sleep(0)
        log.append('cancelled')
`;

  test('ends what waits, what runs and what is a coroutine', async () => {
    const { vm } = makeHost();
    const module = vm.run(source);
    const start = (name: string): { promise: Promise<unknown>; abort: () => void } => {
      const controller = new AbortController();
      const promise = module.callAsync({ name, signal: controller.signal });
      return {
        promise,
        abort: () => {
          controller.abort(new Error(`no ${name}`));
        },
      };
    };
    for (const name of ['wait', 'spin', 'sleep']) {
      const { promise, abort } = start(name);
      setTimeout(abort, 5);
      await expect(promise).rejects.toThrow(`no ${name}`);
    }
    expect(toJS(module.get('log'))).toEqual(['finally', 'spun', 'cancelled']);
    const late = start('wait');
    const aborted = module.callAsync({ name: 'wait', signal: AbortSignal.abort('early') });
    await expect(aborted).rejects.toBe('early');
    late.abort();
    await expect(late.promise).rejects.toThrow('no wait');
    expect(toJS(module.get('log'))).toEqual(['finally', 'spun', 'cancelled', 'finally']);
  });

  test('ends a program with the tasks of its event loop', async () => {
    const { vm, output } = makeHost();
    const controller = new AbortController();
    const run = vm.runAsync(
      `
import asyncio
from host import never
async def task(n):
    try:
        await never()
    finally:
        print('task', n)
async def main():
    await asyncio.gather(task(1), task(2))
try:
    asyncio.run(main())
finally:
    print('end')
print('never')
`,
      { signal: controller.signal },
    );
    controller.abort();
    await expect(run).rejects.toBe(controller.signal.reason);
    expect(output().split('\n').sort()).toEqual(['', 'end', 'task 1', 'task 2']);
  });

  test('is no longer listened to when all is done', async () => {
    const { vm } = makeHost();
    const controller = new AbortController();
    const module = await vm.runAsync('x = 1\n', { signal: controller.signal });
    controller.abort();
    expect(module.get('x')).toBe(1);
  });
});

test('disposing of a VM ends the scripts that wait', async () => {
  const { vm, output } = makeHost();
  const module = vm.run(`
import asyncio, time
from host import never
def wait():
    try: never()
    finally: print('wait')
def sleep():
    try: time.sleep(1000)
    finally: print('sleep')
async def task():
    try: await asyncio.sleep(1000)
    finally: print('task')
`);
  const calls = ['wait', 'sleep', 'task'].map((name) => module.callAsync(name));
  const settled = Promise.allSettled(calls);
  await Promise.resolve();
  vm.dispose();
  const reasons = (await settled).map((each) => (each as PromiseRejectedResult).reason as Error);
  expect(reasons.map(({ message }) => message)).toEqual(
    Array.from({ length: 3 }, () => 'the VM has been disposed'),
  );
  expect(output()).toContain('wait\nsleep\n');
});

describe('an input that is promised', () => {
  const promising = (...lines: (string | null)[]): VMOptions => ({
    stdin: () => Promise.resolve(lines.shift() ?? null),
  });

  test('is waited for by input() and readline(), at any depth, to its end', async () => {
    const source = `
import sys
def lines():
    while True:
        try: yield input('> ')
        except EOFError: return
print(repr(sys.stdin.readline()), repr(sys.stdin.readline(2)), repr(sys.stdin.readline()))
print(sorted(lines()), repr(sys.stdin.readline()))
`;
    expect(await printed(source, promising('one', 'two\n', 'b', 'a'))).toBe(
      "'one\\n' 'tw' 'o\\n'\n> > > ['a', 'b'] ''\n",
    );
  });

  test('is not lost where nobody can wait for it', async () => {
    const source = `
import sys
try: list(sys.stdin)
except RuntimeError as error: print(error)
print(input())
`;
    expect(await printed(source, promising('one'))).toMatch(/^cannot wait for 'stdin' .*\none\n$/);
  });

  test('raises in the script what it is rejected with', async () => {
    const options: VMOptions = { stdin: () => Promise.reject(new RangeError('gone')) };
    const source = 'for _ in range(2):\n    try: input()\n    except Exception as e: print(e)\n';
    expect(await printed(source, options)).toBe('RangeError: gone\nRangeError: gone\n');
  });

  test('is an error in a run that cannot wait', () => {
    const { vm } = makeHost(promising('one'));
    expect(() => vm.run('input()')).toThrow("cannot wait for 'stdin' in a run");
  });
});

describe.each([
  ['the interpreter', { jit: false }],
  ['the engines', {}],
])('a module that is promised, on %s', (_engine, options: VMOptions) => {
  /** Gives the modules after a while, and counts how often it was asked. */
  const promising = (sources: Record<string, FoundSource>): VMOptions & { asked: string[] } => {
    const asked: string[] = [];
    const loader = (name: string): Promise<FoundSource> => {
      asked.push(name);
      return new Promise((resolve) => setTimeout(resolve, 1, sources[name]));
    };
    return { ...options, loader, asked };
  };

  test('is waited for by every kind of import, at any depth', async () => {
    const source = `
import sys
def names():
    import one
    yield one.__name__
    from pack import two, three
    yield two.__name__
    yield three
    yield __import__('pack.four').four.__file__
class Lazy:
    def __getattr__(self, name):
        return __import__(name)
print(sorted(names()), Lazy().five.value, 'one' in sys.modules)
async def main():
    import six
    return six.value
import asyncio
print(asyncio.run(main()))
for _ in range(3000):
    import one
`;
    const given = promising({
      one: 'for _ in range(3000): pass\n',
      pack: { source: 'three = __name__\n', isPackage: true },
      'pack.two': { source: '', filename: 'elsewhere.pyg' },
      'pack.four': '',
      five: compile('import one\nvalue = 5\n', { filename: 'five.pyg' }),
      six: 'value = 6\n',
    });
    expect(await printed(source, given)).toBe(
      "['one', 'pack', 'pack.two', 'pack/four.pyg'] 5 True\n6\n",
    );
    expect(given.asked).toEqual(['one', 'pack', 'pack.two', 'pack.four', 'five', 'six']);
  });

  test('fails where it is imported, and can be imported again', async () => {
    const faults: (() => unknown)[] = [
      () => null,
      () => 'x = (\n',
      () => 3,
      () => Promise.reject(new RangeError('gone')),
      () => '1 / 0\n',
      () => 'value = 1\n',
    ];
    const loader = (): Promise<FoundSource> => Promise.resolve(faults.shift()!() as FoundSource);
    const source = `
for _ in range(6):
    try:
        import late
        print(late.value)
    except Exception as e:
        print(type(e).__name__, e)
`;
    expect(await printed(source, { ...options, loader })).toBe(`\
ModuleNotFoundError No module named 'late'
SyntaxError '(' was never closed (late.pyg, line 1)
HostError TypeError: a loader gives a text, a compiled program, an object with a source, or null
HostError RangeError: gone
ZeroDivisionError division by zero
1
`);
  });

  test('is asked for once by scripts that import it at the same time, also in a circle', async () => {
    const given = promising({
      slowly: 'value = []\n',
      left: 'import right\ndone = 1\n',
      right: 'import left\ndone = 1\n',
    });
    const { vm } = makeHost(given);
    const module = vm.run(`
def get():
    import slowly
    slowly.value.append(0)
    return len(slowly.value)
def go_left():
    import left
    return left.done
def go_right():
    import right
    return right.done
`);
    const all = ['get', 'get', 'go_left', 'go_right'].map((name) => module.callAsync(name));
    expect(await Promise.all(all)).toEqual([1, 2, 1, 1]);
    expect(given.asked).toEqual(['slowly', 'left', 'right']);
  });

  test('is no longer waited for by an execution that is closed: others ask for it anew', async () => {
    const given = promising({ late: 'value = 1\n' });
    const { vm, output } = makeHost(given);
    const first = vm.start("try:\n    import late\nfinally:\n    print('left')\n");
    expect(first.run()).toBe('waiting');
    const second = vm.runAsync('import late\nvalue = late.value\n');
    first.close();
    expect((await second).get('value')).toBe(1);
    expect([given.asked, output()]).toEqual([['late', 'late'], 'left\n']);
  });

  test('can be given by the host that drives the execution', () => {
    const { vm } = makeHost(promising({}));
    const execution = vm.start('import late\nvalue = late.value\n');
    expect(execution.run()).toBe('waiting');
    execution.resume('value = 2\n');
    expect(execution.run()).toBe('finished');
    expect(execution.result!.get('value')).toBe(2);
  });

  test('is an error in a run that cannot wait, which does not disturb those that do', async () => {
    const given = promising({ late: 'value = 1\n' });
    const { vm } = makeHost(given);
    const waiting = vm.runAsync('import late\nvalue = late.value\n');
    expect(() => vm.run('import late')).toThrow("cannot wait for 'import late' in a run");
    const another = vm.runAsync('import late\nvalue = late.value\n');
    expect((await waiting).get('value')).toBe(1);
    expect((await another).get('value')).toBe(1);
    expect(given.asked).toEqual(['late', 'late']);
  });
});
