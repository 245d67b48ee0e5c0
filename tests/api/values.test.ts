// Values that cross between a script and its host: what they become, and that they stay the same.
import {
  Float,
  keywords,
  PygClass,
  PygDict,
  PygError,
  PygException,
  PygFunction,
  PygIterator,
  PygList,
  PygObject,
  PygSet,
  PygTuple,
  toJS,
  VM,
  Module,
} from '#pyg/index.js';
import type { VMOptions } from '#pyg/index.js';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = (source: string, options?: VMOptions): Module => new VM(options).run(source);

/** The type of what `action` throws, and what it says. */
function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(PygError);
    return `${(error as PygError).type}: ${(error as PygError).message}`;
  }
  throw new Error('nothing was thrown');
}

describe('what comes out', () => {
  test.each([
    ['None', null],
    ['True', true],
    ['5', 5],
    ['2 ** 53 - 1', Number.MAX_SAFE_INTEGER],
    ['2 ** 53', 2n ** 53n],
    ['-10 ** 20', -(10n ** 20n)],
    ['1.5', 1.5],
    ['1.0', 1],
    ['float("inf")', Infinity],
    ['-0.0', -0],
    ['"text 😀"', 'text 😀'],
    ['b"\\x00\\xff"', new Uint8Array([0, 255])],
  ])('%s', (expression, expected) => {
    expect(run(`x = ${expression}\n`).get('x')).toEqual(expected);
  });

  test.each([
    ['[1, [2, (3,)]]', [1, [2, [3]]]],
    ['()', []],
    [
      '{"a": {1: None}, (1, 2): 3}',
      new Map<unknown, unknown>([
        ['a', new Map([[1, null]])],
        [[1, 2], 3],
      ]),
    ],
    ['{1, 2}', new Set([1, 2])],
    ['frozenset({b"x"})', new Set([new Uint8Array([120])])],
    ['type("S", (str,), {})("sub")', 'sub'],
    ['type("I", (int,), {})(7)', 7],
    ['type("F", (float,), {})(7)', 7],
    ['bytearray(b"ab")', new Uint8Array([97, 98])],
  ])('a copy of %s', (expression, expected) => {
    const x = run(`x = ${expression}\n`).get('x');
    expect(x).toBeInstanceOf(PygObject);
    expect(toJS(x)).toEqual(expected);
  });

  test('copies have what they share, and their cycles', () => {
    const module = run('x = [1]\nx.append(x)\ny = [x, x]\n');
    const x = toJS(module.get('x')) as unknown[];
    expect(x[1]).toBe(x);
    const y = toJS(module.get('y')) as unknown[];
    expect(y[0]).toBe(y[1]);
  });

  test('depth is no limit', () => {
    const module = run('x = []\nfor i in range(100000): x = [x]\n');
    let depth = 0;
    for (let at = toJS(module.get('x')) as unknown[]; at.length > 0; at = at[0] as unknown[]) {
      depth++;
    }
    expect(depth).toBe(100000);
  });

  test('dicts as objects', () => {
    const module = run('x = {"__proto__": 1, "constructor": {"a": 2}}\ny = {1: 2}\n');
    const copy = toJS(module.get('x'), { dicts: 'object' }) as Record<string, unknown>;
    expect(Object.entries(copy)).toEqual([
      ['__proto__', 1],
      ['constructor', { a: 2 }],
    ]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(() => toJS(module.get('y'), { dicts: 'object' })).toThrow(TypeError);
  });

  test('floats, when they are to stay floats', () => {
    const source = 'x, y = 1.0, [2.0]\ndef show(x): return repr(x)\n';
    const module = run(source, { floats: 'object' });
    const x = module.get<Float>('x');
    expect(x).toEqual(new Float(1));
    expect(module.call('show', x)).toBe('1.0');
    expect([Number(x) + 0.5, `${x}`, JSON.stringify(x)]).toEqual([1.5, '1.0', '1']);
    expect(toJS(module.get('y'))).toEqual([2]);
    expect(toJS(module.get('y'), { floats: 'object' })).toEqual([new Float(2)]);
    expect(run(source).call('show', run(source).get('x'))).toBe('1');
  });
});

describe('what goes in', () => {
  const module = run('def show(x): return repr(x)\ndef same(x, y): return x is y\n');
  test.each([
    [null, 'None'],
    [undefined, 'None'],
    [false, 'False'],
    [3, '3'],
    [-0, '-0.0'],
    [2.5, '2.5'],
    [1e300, '1e+300'],
    [2 ** 53, '9007199254740992.0'],
    [2n ** 53n, '9007199254740992'],
    [7n, '7'],
    [NaN, 'nan'],
    [new Float(1), '1.0'],
    ["it's", '"it\'s"'],
    [[1, [2]], '[1, [2]]'],
    [{ a: 1, b: [2] }, "{'a': 1, 'b': [2]}"],
    [new Map([[1, 'x']]), "{1: 'x'}"],
    [new Set(['x']), "{'x'}"],
    [new Uint8Array([65, 0]), "b'A\\x00'"],
    [new Uint8Array([66]).buffer, "b'B'"],
    [new Float64Array([1, 0.5]), '[1.0, 0.5]'],
    [new Int16Array([1, 2]), '[1, 2]'],
    [new BigInt64Array([3n]), '[3]'],
    [new PygError('ValueError', 'boo'), "ValueError('boo')"],
    [new RangeError('far'), "HostError('RangeError: far')"],
  ])('%s', (value, expected) => {
    expect(module.call('show', value as object)).toBe(expected);
  });

  test('cycles', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(module.call('show', list)).toBe('[[...]]');
  });

  test('handles are the objects they stand for', () => {
    const show = module.get<PygFunction>('show');
    expect(module.call('same', show, show)).toBe(true);
    expect(module.call('same', [show], show)).toBe(false);
  });

  test('what has no counterpart is refused', () => {
    expect(() => module.call('show', Symbol('x') as never)).toThrow(TypeError);
    expect(errorOf(() => module.call('show', new Set([[1]])))).toBe(
      "TypeError: unhashable type: 'list'",
    );
    const stranger = run('def f(): pass\n').get<PygFunction>('f');
    expect(() => module.call('show', stranger)).toThrow('an object of one VM');
  });

  test('keywords', () => {
    const f = run('def f(a, *args, b=2, **rest): return [a, args, b, rest]\n').get<PygFunction>(
      'f',
    );
    const result = f.call(1, 3, keywords({ b: 4, __proto__: 5, constructor: 6 }));
    expect(toJS(result)).toEqual([1, [3], 4, new Map([['constructor', 6]])]);
    const named = { ['__proto__']: 5 };
    expect(toJS(f.call(1, keywords(named)))).toEqual([1, [], 2, new Map([['__proto__', 5]])]);
  });
});

describe('handles', () => {
  test('the same object is the same handle', () => {
    const module = run('x = []\ny = [x]\ndef f(): return x\n');
    const x = module.get<PygList>('x');
    expect(module.get('x')).toBe(x);
    expect(module.call('f')).toBe(x);
    expect(module.get<PygList>('y').get(0)).toBe(x);
    expect(x.class).toBe(module.get<PygList>('y').class);
  });

  test('a list', () => {
    const module = run('x = [1, 2]\ndef show(): return repr(x)\n');
    const x = module.get<PygList>('x');
    expect(x).toBeInstanceOf(PygList);
    expect([x.type, x.length, x.get(0), x.get(-1), x.has(2), x.has('2')]).toEqual([
      'list',
      2,
      1,
      2,
      true,
      false,
    ]);
    expect(x.push(3, [4])).toBe(4);
    x.set(0, 'one');
    x.insert(1, null);
    x.delete(2);
    expect(module.call('show')).toBe("['one', None, 3, [4]]");
    expect(errorOf(() => x.get(4))).toBe('IndexError: list index out of range');
    expect(errorOf(() => x.delete(9))).toBe('IndexError: list assignment index out of range');
    expect([...x].slice(0, 3)).toEqual(['one', null, 3]);
    expect(x.equals(['one', null, 3, [4]])).toBe(true);
    x.clear();
    expect(module.call('show')).toBe('[]');
    expect(`${x}`).toBe('[]');
  });

  test('a list that changes while the host iterates it', () => {
    const module = run('x = [1, 2, 3]\n');
    const x = module.get<PygList<number>>('x');
    const seen: number[] = [];
    for (const item of x) {
      seen.push(item);
      if (item === 1) x.push(4);
    }
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test('a list of a class of its own does what that says', () => {
    const module = run(
      'class L(list):\n  def __getitem__(self, at): return at * 10\nx = L([1, 2])\n',
    );
    expect(module.get<PygList>('x').get(7)).toBe(70);
    expect(module.get<PygList>('x').type).toBe('L');
  });

  test('a tuple, a named one', () => {
    const module = run(
      'from collections import namedtuple\nP = namedtuple("P", "x y")\np = P(1, 2)\n' +
        'def same(q): return q is p\n',
    );
    const p = module.get<PygTuple>('p');
    const [x, y] = p;
    expect([x, y, p.attributes.get('y'), p.length]).toEqual([1, 2, 2, 2]);
    expect(module.call('same', p)).toBe(true);
  });

  test('a dict', () => {
    const module = run('d = {"a": 1, (1, 2): None}\npair = (1, 2)\ndef show(): return repr(d)\n');
    const d = module.get<PygDict>('d');
    expect([
      d.size,
      d.get('a'),
      d.get('b'),
      d.has('a'),
      d.get(module.get<PygTuple>('pair')),
    ]).toEqual([2, 1, undefined, true, null]);
    d.set('__proto__', [3]);
    expect([d.delete('a'), d.delete('a'), d.has('constructor')]).toEqual([true, false, false]);
    expect(module.call('show')).toBe("{(1, 2): None, '__proto__': [3]}");
    expect([...d.keys()].map(String)).toEqual(['(1, 2)', '__proto__']);
    expect([...d.values()].map(String)).toEqual(['null', '[3]']);
    expect([...d].map(([key, value]) => `${key} ${value}`)).toEqual([
      '(1, 2) null',
      '__proto__ [3]',
    ]);
    expect(errorOf(() => d.get([1]))).toBe("TypeError: unhashable type: 'list'");
    expect(
      errorOf(() => {
        for (const key of d.keys()) d.set(`${key}!`, 1);
      }),
    ).toBe('RuntimeError: dictionary changed size during iteration');
    d.clear();
    expect(d.size).toBe(0);
  });

  test('a dict that makes what is missing', () => {
    const module = run('from collections import defaultdict\nd = defaultdict(list)\n');
    const d = module.get<PygDict>('d');
    expect(d.get('x')).toBeUndefined();
    expect(d.size).toBe(0);
  });

  test('a set', () => {
    const module = run('s = {1}\nf = frozenset({2})\n');
    const s = module.get<PygSet>('s');
    s.add('x');
    expect([s.size, s.has('x'), s.delete(1), s.delete(1)]).toEqual([2, true, true, false]);
    expect([...s]).toEqual(['x']);
    const f = module.get<PygSet>('f');
    expect(f).toBeInstanceOf(PygSet);
    expect(errorOf(() => f.add(3))).toBe(
      "AttributeError: 'frozenset' object has no attribute 'add'",
    );
  });

  const CLASSES = `
class Point:
    made = 0
    def __init__(self, x):
        self.x = x
        Point.made += 1
    def double(self, times=1): return self.x * 2 ** times
    def __repr__(self): return f'Point({self.x})'
    @property
    def broken(self): raise KeyError('k')
    def __iter__(self): return iter([self.x])
    def __eq__(self, other): return self.x == other
class Sub(Point): pass
class Called:
    def __call__(self, x): return x + 1
p = Point(4)
`;

  test('an instance', () => {
    const module = run(CLASSES);
    const p = module.get<PygObject>('p');
    expect([p.type, String(p), p.repr()]).toEqual(['Point', 'Point(4)', 'Point(4)']);
    expect(p.attributes.get('x')).toBe(4);
    expect(p.attributes.get('y')).toBeUndefined();
    expect([p.attributes.has('x'), p.attributes.has('__proto__')]).toEqual([true, false]);
    expect(errorOf(() => p.attributes.get('broken'))).toBe("KeyError: 'k'");
    expect(p.callMethod('double')).toBe(8);
    expect(p.callMethod('double', keywords({ times: 2 }))).toBe(16);
    expect(errorOf(() => p.callMethod('no'))).toBe(
      "AttributeError: 'Point' object has no attribute 'no'",
    );
    p.attributes.set('x', 5);
    p.attributes.set('constructor', 1);
    expect(p.callMethod('double')).toBe(10);
    p.attributes.delete('constructor');
    expect(p.attributes.names().slice(-4)).toEqual(['broken', 'double', 'made', 'x']);
    expect([...p.iterate()]).toEqual([5]);
    expect([p.equals(5), p.equals(6)]).toEqual([true, false]);
    expect(p.toJS()).toBe(p);
    expect(errorOf(() => module.get<PygObject>('Called').iterate())).toBe(
      "TypeError: 'type' object is not iterable",
    );
  });

  test('what Node shows', () => {
    const module = run(
      'x = [1]\nclass B:\n  def __repr__(self): raise ValueError\nb = B()\ndef f(): pass\n',
    );
    expect(inspect([module.get('x'), module.get('b')])).toBe('[ PygList [1], PygObject <B> ]');
    expect(inspect(module.get('f'))).toMatch(/^PygFunction <function f at 0x/);
  });

  test('classes and what can be called', () => {
    const module = run(CLASSES);
    const Point = module.get<PygClass>('Point');
    expect(Point).toBeInstanceOf(PygClass);
    expect(Point.name).toBe('Point');
    const made = Point.call(1);
    expect(Point.isInstance(made)).toBe(true);
    expect(Point.isInstance(1)).toBe(false);
    expect(module.get<PygClass>('Sub').isSubclassOf(Point)).toBe(true);
    expect(Point.attributes.get('made')).toBe(2);
    const called = module.get<PygClass>('Called').call() as unknown as PygFunction;
    expect(called).toBeInstanceOf(PygFunction);
    expect([called.call(1), called.name]).toEqual([2, 'Called']);
    const method = made.attributes.get<PygFunction>('double')!;
    expect([method.call(), method.name]).toEqual([2, 'double']);
  });

  test('a function of the script as one of JavaScript', () => {
    const module = run('def double(x): return x * 2\ndef same(f): return f is double\n');
    const double = module.get<PygFunction>('double');
    const fn = double.toJS();
    expect(double.toJS()).toBe(fn);
    expect(fn(3)).toBe(6);
    expect(module.call('same', fn)).toBe(true);
    expect(module.call('same', () => 1)).toBe(false);
  });

  test('an exception as a value', () => {
    const module = run('def f():\n  try: 1 / 0\n  except ZeroDivisionError as e: return e\n');
    const exception = module.call<PygException>('f');
    expect(exception).toBeInstanceOf(PygException);
    const error = exception.error as PygError;
    expect([error.type, error.frames.length]).toEqual(['ZeroDivisionError', 1]);
  });

  test('iterators', () => {
    const module = run(
      'class I:\n  def __init__(self): self.n = 0\n  def __iter__(self): return self\n' +
        '  def __next__(self):\n    self.n += 1\n    if self.n > 2: raise StopIteration("end")\n' +
        '    return self.n\ni = I()\nz = zip("ab", [1, 2])\nx = iter(range(2))\n',
    );
    for (const name of ['i', 'z', 'x']) expect(module.get(name)).toBeInstanceOf(PygIterator);
    const i = module.get<PygIterator>('i');
    expect([i.next(), i.next(), i.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: 'end' },
    ]);
    expect([...module.get<PygIterator>('z')].map(String)).toEqual(["('a', 1)", "('b', 2)"]);
    expect([...module.get<PygIterator>('x')]).toEqual([0, 1]);
  });

  test('a module', () => {
    const module = run('import math\n');
    const math = module.get<Module>('math');
    expect(math).toBeInstanceOf(Module);
    expect(math.call('sqrt', 16)).toBe(4);
    expect([math.has('pi'), math.has('__proto__'), math.get('constructor')]).toEqual([
      true,
      false,
      undefined,
    ]);
    module.set('given', [1]);
    expect(module.get<PygList>('given').length).toBe(1);
  });
});
