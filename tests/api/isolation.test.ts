// What a script can reach: what its host has handed in, and nothing of another VM.
import { PygError, toJS, VM } from '#pyg/index.js';
import type { Module, VMOptions } from '#pyg/index.js';
import { describe, expect, test } from 'vitest';

function typeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof PygError ? error.type : String(error);
  }
  return 'nothing';
}

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  '__defineGetter__',
  '__lookupGetter__',
  'isPrototypeOf',
  'caller',
  'arguments',
  'apply',
  'bind',
];

describe('no way to JavaScript', () => {
  const { call } = ((): { call: (name: string, ...args: (string | object)[]) => unknown } => {
    const module = new VM({ modules: { host: { fn: () => 1, list: [1], text: 'x' } } }).run(`
import host, sys, math
class C: pass
def gen(): yield 1
class Slotted:
    __slots__ = ('a',)
values = [host, host.fn, host.list, host.text, None, True, 1, 10 ** 30, 1.5, b'', bytearray(), (), {}, set(), C, C(), gen,
    gen(), Slotted(), len, [].append, sys, sys.stdout, math.sqrt, object, type, range(3), iter([]), ValueError('x'),
    property(), slice(1), ..., NotImplemented, gen.__code__, super, C.__dict__]
def reach(name):
    found = []
    for value in values:
        if hasattr(value, name): found.append(repr(value))
    return found
def put(name):
    C.probe = C()
    setattr(C.probe, name, 5)
    return getattr(C.probe, name), {name: 1}[name], {name}, vars(C.probe)[name], (lambda **k: k)(**{name: 2})[name]
def import_it(name): __import__(name)
def global_it(name):
    return eval(name)
def define(name):
    space = {}
    exec(f'{name} = 3\\ndef f({name}): return {name}\\nclass K:\\n  {name} = 4\\nx = f({name}), K.{name}, K().{name}', space)
    return space['x']
`);
    return { call: (name, ...args) => toJS(module.call(name, ...args)) };
  })();

  test.each(NAMES)('%s', (name) => {
    expect(call('reach', name)).toEqual([]);
    expect(call('put', name)).toEqual([5, 1, new Set([name]), 5, 2]);
    expect(typeOf(() => call('import_it', name))).toBe('ModuleNotFoundError');
    expect(typeOf(() => call('global_it', name))).toBe('NameError');
    expect(call('define', name)).toEqual([3, 4, 4]);
  });

  test('the global object of the host', () => {
    for (const name of ['globalThis', 'process', 'require', 'window', 'Function', 'console']) {
      expect(typeOf(() => call('global_it', name))).toBe('NameError');
    }
  });
});

describe('two VMs share nothing', () => {
  const ATTACK = `
import builtins
def attack():
    for name, value in list(vars(builtins).items()):
        targets = [value, *getattr(value, '__dict__', {}).values()] if isinstance(value, type) else [value]
        for target in targets:
            for attribute in ('mark', '__doc__', '__name__', '__qualname__', '__module__', '__dict__', '__class__'):
                try: setattr(target, attribute, attribute and {})
                except (TypeError, AttributeError, ValueError): pass
            for kind in type(target).__mro__:
                try: kind.__init__(target, print)
                except Exception: pass
                try: kind.__dict__['__dict__'].__set__(target, {'mark': 1})
                except Exception: pass
            try: target.__dict__['mark'] = 1
            except Exception: pass
`;
  const LOOK = `
import builtins
def look():
    seen = {}
    for name, value in vars(builtins).items():
        targets = [value, *getattr(value, '__dict__', {}).values()] if isinstance(value, type) else [value]
        for at, target in enumerate(targets):
            seen[f'{name} {at}'] = [type(target).__name__, hasattr(target, 'mark'), hasattr(target, '__dict__'),
                *[str(getattr(target, a, None)) for a in ('__doc__', '__name__', '__qualname__', '__module__')]]
    return seen
`;

  test('through what all VMs have', () => {
    const before = toJS(new VM().run(LOOK).call('look')) as Map<string, unknown>;
    expect(before.size).toBeGreaterThan(900);
    expect([...before.values()].flat().includes(true)).toBe(true);
    new VM().run(ATTACK).call('attack');
    const after = toJS(new VM().run(LOOK).call('look')) as Map<string, unknown>;
    for (const [key, value] of before) expect([key, after.get(key)]).toEqual([key, value]);
    expect(after.size).toBe(before.size);
  });

  test.each([
    ['sys.modules', 'import sys; sys.modules["ghost"] = 1', 'import ghost'],
    ['builtins', 'import builtins; builtins.ghost = 1', 'ghost'],
    ['a module of the library', 'import json; json.ghost = 1', 'import json; json.ghost'],
    ['a class of the library', 'import enum; enum.Enum.ghost = 1', 'import enum; enum.Enum.ghost'],
    ['a native module', 'import math; math.ghost = 1', 'import math; math.ghost'],
    [
      'a subclass',
      'class Ghost(int): pass',
      'assert not int.__subclasses__() or [c for c in int.__subclasses__() if c.__name__ == "Ghost"][0]',
    ],
    [
      'an abstract class',
      'import collections.abc as c; c.Sized.register(int)',
      'import collections.abc as c; assert issubclass(int, c.Sized)',
    ],
    [
      'the limit of recursion',
      'import sys; sys.setrecursionlimit(77)',
      'import sys; assert sys.getrecursionlimit() == 77',
    ],
    [
      'a pattern',
      'import _pyg; _pyg.set_pattern_flags(int, 32)',
      'match 5:\n  case [*_]: pass\n  case _: raise ValueError',
    ],
    ['a built-in function', 'object.__new__.mark = 1', 'object.__new__.mark'],
  ])('%s', (_what, change, look) => {
    const vm = new VM();
    try {
      vm.run(change);
    } catch (error) {
      expect(error).toBeInstanceOf(PygError);
    }
    expect(() => new VM().run(look)).toThrow(PygError);
  });
});

describe('a run repeats exactly', () => {
  const PROGRAM = `
import random, time, os
class C: pass
things = [C() for _ in range(20)]
result = [random.random(), random.randrange(10 ** 20), random.Random().random(), time.time(), time.monotonic(),
    repr(things[3]), id(things[4]), hash(things[5]), id(len), id('text'), str({things.index(x) for x in set(things)}),
    [things.index(x) for x in set(things)], os.getenv('HOME'), os.environ['A'], os.getenv('__proto__'), os.getenv('B', 2)]
`;
  const options = (seed: VMOptions['seed']): VMOptions => ({
    ...(seed === undefined ? {} : { seed }),
    clock: { now: () => 1000, monotonic: () => 5 },
    env: { HOME: '/home', A: 'a' },
  });
  const result = (module: Module): unknown => toJS(module.get('result'));

  test('with clocks and a seed', () => {
    const first = result(new VM(options(42)).run(PROGRAM));
    new VM().run('for i in range(100): id(object()), hash(print)\n');
    expect(result(new VM(options(42)).run(PROGRAM))).toEqual(first);
    expect(result(new VM(options('42')).run(PROGRAM))).not.toEqual(first);
    expect(result(new VM(options(42n)).run(PROGRAM))).toEqual(first);
    expect((first as unknown[]).slice(-4)).toEqual(['/home', 'a', null, 2]);
  });

  test('without an environment there is no os', () => {
    expect(typeOf(() => new VM().run('import os\n'))).toBe('ModuleNotFoundError');
  });
});
