// The embedding API: what a host gives a VM, what it gets back, and how errors and generators cross.
import { PygError, PygGenerator, PygSyntaxError, toJS, VM, withParameters } from '#pyg/index.js';
import type { HostValue, Module, VMOptions } from '#pyg/index.js';
import { describe, expect, test } from 'vitest';

/** A VM whose output is collected. */
function makeVM(options: VMOptions = {}): { vm: VM; output: () => string } {
  let text = '';
  const write = (piece: string): void => {
    text += piece;
  };
  return { vm: new VM({ stdout: write, stderr: write, ...options }), output: () => text };
}

function runProgram(source: string, options?: VMOptions): { module: Module; output: () => string } {
  const { vm, output } = makeVM(options);
  return { module: vm.run(source), output };
}

/** What `action` throws, which must be a PygError. */
function errorOf(action: () => unknown): PygError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(PygError);
    return error as PygError;
  }
  throw new Error('nothing was thrown');
}

describe('modules', () => {
  test('names', () => {
    const { module } = runProgram('a = 1\ndef b(): pass\ndel a\na = 2\n');
    expect(module.names().slice(-2)).toEqual(['b', 'a']);
    expect(module.get('missing')).toBeUndefined();
    expect(errorOf(() => module.call('missing')).message).toBe("name 'missing' is not defined");
  });

  test('a VM runs one program after the other; two VMs share nothing', () => {
    const { vm } = makeVM();
    const first = vm.run('import sys\nsys.mark = 1\nx = 1\n');
    const second = vm.run('import sys\nm = sys.mark\n');
    expect(second.get('m')).toBe(1);
    expect(second.get('x')).toBeUndefined();
    expect(first.get('x')).toBe(1);
    expect(errorOf(() => makeVM().vm.run('import sys\nsys.mark\n')).type).toBe('AttributeError');
  });

  test('the loader finds modules', () => {
    const asked: string[] = [];
    const loader: VMOptions['loader'] = (name) => {
      asked.push(name);
      if (name === 'pack') return { source: '', isPackage: true };
      return name === 'pack.mod' ? 'def f(): 1 / 0\n' : null;
    };
    const { module } = runProgram('import pack.mod\ndef call(): pack.mod.f()\n', { loader });
    expect(asked).toEqual(['pack', 'pack.mod']);
    const error = errorOf(() => module.call('call'));
    expect(error.frames.map(({ file, line }) => [file, line])).toEqual([
      ['<script>', 2],
      ['pack/mod.pyg', 1],
    ]);
    expect(error.traceback).toContain('    def f(): 1 / 0\n             ~~^~~\n');
  });

  test('without hooks a program has no input, no output and no modules', () => {
    const vm = new VM();
    vm.run('print("nobody hears")\nimport sys\nassert sys.stdin.read() == ""\n');
    expect(errorOf(() => vm.run('input()\n')).type).toBe('EOFError');
    expect(errorOf(() => vm.run('import os_\n')).type).toBe('ModuleNotFoundError');
  });

  test('hooks', () => {
    const slept: number[] = [];
    const input = ['one\n', 'two'];
    const { module, output } = runProgram(
      'import sys, time\nargv = sys.argv\nlines = [input(), input()]\ntime.sleep(1.5)\n' +
        'now = time.time()\nclock = time.perf_counter()\nprint("out")\nprint("err", file=sys.stderr)\n' +
        'limit = sys.getrecursionlimit()\n',
      {
        argv: ['a', 'b'],
        stdin: () => input.shift() ?? null,
        clock: { sleep: (seconds) => slept.push(seconds), now: () => 12.5, monotonic: () => 99 },
        limits: { recursion: 200 },
      },
    );
    expect(toJS(module.get('argv'))).toEqual(['a', 'b']);
    expect(toJS(module.get('lines'))).toEqual(['one', 'two']);
    expect(slept).toEqual([1.5]);
    expect([module.get('now'), module.get('clock')]).toEqual([12.5, 99]);
    expect(output()).toBe('out\nerr\n');
    expect(module.get('limit')).toBe(200);
  });
});

describe('modules of the host', () => {
  const run = (modules: NonNullable<VMOptions['modules']>, source: string): Module =>
    makeVM({ modules }).vm.run(source);

  test('functions and values', () => {
    const module = run(
      { host: { add: (a: number, b: number) => a + b, name: 'engine', sizes: [1, 2] } },
      'import host\nfrom host import add\nx = add(2, b) if (b := 3) else 0\n' +
        'y = host.name, host.sizes, host.__name__, repr(host.add)\n',
    );
    expect(module.get('x')).toBe(5);
    expect(toJS(module.get('y'))).toEqual(['engine', [1, 2], 'host', '<built-in function add>']);
  });

  test('in packages, and instead of a module of the library', () => {
    const module = run(
      { 'game.world': { size: 3 }, time: { time: () => 'now' } },
      'import game.world, time\nfrom game.world import size\nx = game.world.size, size, time.time()\n',
    );
    expect(toJS(module.get('x'))).toEqual([3, 3, 'now']);
  });

  test('names of JavaScript are names like any other', () => {
    const names = ['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'prototype'];
    const members = Object.fromEntries(names.map((name) => [name, () => name]));
    const module = run(
      { host: members, constructor: { x: 1 } },
      `import host, constructor\nx = [f() for f in (${names.map((n) => `host.${n}`).join(', ')})]\n` +
        'y = constructor.x, hasattr(constructor, "constructor"), hasattr(constructor, "__proto__")\n',
    );
    expect(toJS(module.get('x'))).toEqual(names);
    expect(toJS(module.get('y'))).toEqual([1, false, false]);
    expect(() => run({ host: {} }, 'import toString\n')).toThrow("No module named 'toString'");
  });

  test('parameters', () => {
    const seen: unknown[][] = [];
    const plain = (...args: unknown[]): void => void seen.push(args);
    const named = withParameters('url, /, timeout=, *, retries=', (...args: unknown[]) => {
      seen.push(args);
    });
    const module = run(
      { host: { plain, named } },
      'import host\nhost.plain(1, None)\nhost.named("u", retries=2)\nhost.named("u", timeout=1)\n' +
        'def wrong(n): (lambda: host.plain(x=1), lambda: host.named(), lambda: host.named("u", x=1))[n]()\n',
    );
    expect(seen).toEqual([
      [1, null],
      ['u', undefined, 2],
      ['u', 1, undefined],
    ]);
    const messages = [0, 1, 2].map((n) => errorOf(() => module.call('wrong', n)).message);
    expect(messages).toEqual([
      'plain() takes no keyword arguments',
      'named() takes at least 1 positional argument (0 given)',
      "'x' is an invalid keyword argument for named()",
    ]);
  });

  test('a function is the same one on both sides', () => {
    const fn = (): number => 1;
    const module = run({ host: { fn } }, 'import host\ndef same(x): return x\nf = host.fn\n');
    expect(module.call('same', fn)).toBe(fn);
    expect(module.get('f')).toBe(fn);
    const apply = run({}, 'def apply(f, x): return f(f(x))\n');
    expect(apply.call('apply', (x: number) => x * 2, 3)).toBe(12);
  });

  test('an error that nobody handles comes out as it went in', () => {
    const error = new Error('mine');
    const fail = (): never => {
      throw error;
    };
    const module = run(
      { host: { fail } },
      'import host, pyg\nlog = []\ndef f():\n  try: host.fail()\n  finally: log.append("finally")\n' +
        'def g():\n  try: f()\n  except pyg.HostError as e: return str(e)\n' +
        'def h():\n  try: f()\n  except Exception as e: raise ValueError("own") from e\n',
    );
    expect(() => module.call('f')).toThrow(error);
    expect(toJS(module.get('log'))).toEqual(['finally']);
    expect(module.call('g')).toBe('Error: mine');
    const chained = errorOf(() => module.call('h'));
    expect(chained.type).toBe('ValueError');
    expect(chained.cause).toBe(error);
  });

  test('a PygError is the exception that it names', () => {
    const made = new PygError('KeyError', 'k');
    const own = new PygError('Own', 'o', { cause: made });
    const module = run(
      {
        host: {
          fail: (which: number) => {
            throw which === 0 ? made : own;
          },
        },
      },
      'import host\nclass Own(Exception): pass\ndef f(n):\n  try: host.fail(n)\n' +
        '  except (KeyError, Own) as e: return [type(e).__name__, str(e), repr(e.__cause__)]\n' +
        'def g(n): host.fail(n)\n',
    );
    expect(toJS(module.call('f', 0))).toEqual(['KeyError', "'k'", 'None']);
    expect(toJS(module.call('f', 1))).toEqual(['Own', 'o', "KeyError('k')"]);
    expect(() => module.call('g', 1)).toThrow(own);
    expect(own.frames.map((frame) => frame.function)).toEqual(['g']);
    expect(own.traceback).toContain('Own: o\n');
  });

  test('an exception keeps its traceback through all layers', () => {
    const { vm } = makeVM({
      modules: { host: { again: (depth: number) => void module.call('f', depth) } },
    });
    const module: Module = vm.run(
      'import host\ndef f(n):\n  if n == 0: raise ValueError("deep")\n  host.again(n - 1)\n',
    );
    const error = errorOf(() => module.call('f', 2));
    expect(error.message).toBe('deep');
    expect(error.frames.map(({ line }) => line)).toEqual([4, 4, 3]);
  });
});

describe('errors', () => {
  test('a Python exception', () => {
    const { vm } = makeVM();
    const module = vm.run('def f(x):\n    raise ValueError(f"bad {x}")\n', {
      filename: 'errors.pyg',
    });
    const error = errorOf(() => module.call('f', 7));
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.type, error.message]).toEqual(['PygError', 'ValueError', 'bad 7']);
    expect(error.frames).toEqual([
      { file: 'errors.pyg', line: 2, column: 4, endLine: 2, endColumn: 32, function: 'f' },
    ]);
    expect(error.traceback).toBe(
      'Traceback (most recent call last):\n' +
        '  File "errors.pyg", line 2, in f\n    raise ValueError(f"bad {x}")\n' +
        'ValueError: bad 7\n',
    );
  });

  test('without a message, or with one that fails', () => {
    const { vm } = makeVM();
    expect(errorOf(() => vm.run('raise KeyError')).message).toBe('');
    const failing = 'class E(Exception):\n  def __str__(self): 1 / 0\nraise E';
    expect(errorOf(() => vm.run(failing)).message).toBe('<exception str() failed>');
  });

  test('SystemExit is an exception like any other', () => {
    const error = errorOf(() => makeVM().vm.run('import sys\nsys.exit(3)\n'));
    expect([error.type, error.message]).toEqual(['SystemExit', '3']);
  });

  test('a text that is no program', () => {
    const { vm } = makeVM();
    expect(() => vm.run('x = = 1\n', { filename: 'f.pyg' })).toThrow(PygSyntaxError);
    try {
      vm.run('x = = 1\n', { filename: 'f.pyg' });
    } catch (error) {
      const { filename, lineno, offset, msg } = error as PygSyntaxError;
      expect([filename, lineno, offset, msg]).toEqual(['f.pyg', 1, 5, 'invalid syntax']);
    }
    expect(errorOf(() => vm.run('raise SyntaxError("own")\n')).type).toBe('SyntaxError');
  });

  test('recursion ends in a Python exception and leaves the VM usable', () => {
    const { module } = runProgram('def f(): return f()\ndef g(): return 1\n');
    expect(errorOf(() => module.call('f')).type).toBe('RecursionError');
    expect(module.call('g')).toBe(1);
  });
});

const GENERATORS = `
log = []
def count(n):
    try:
        for i in range(n):
            log.append((yield i))
        return 'result'
    finally:
        log.append('closed')
def catching():
    while True:
        try:
            yield 'ready'
        except Exception as e:
            log.append(repr(e))
def refusing():
    try: yield 1
    finally: yield 2
def failing():
    yield 1
    raise ValueError('broken')
def outer(n):
    result = yield from count(n)
    yield result
def handed_out(): return log
`;

describe('generators', () => {
  const start = (): { module: Module; log: () => unknown } => {
    const { module } = runProgram(GENERATORS);
    return { module, log: () => toJS(module.get('log')) };
  };
  const generator = (module: Module, name: string, ...args: HostValue[]): PygGenerator => {
    const made = module.call(name, ...args);
    expect(made).toBeInstanceOf(PygGenerator);
    return made as PygGenerator;
  };

  test('for … of', () => {
    const { module, log } = start();
    expect([...generator(module, 'count', 3)]).toEqual([0, 1, 2]);
    expect(log()).toEqual([null, null, null, 'closed']);
  });

  test('break closes', () => {
    const { module, log } = start();
    for (const i of generator(module, 'count', 3)) if (i === 1) break;
    expect(log()).toEqual([null, 'closed']);
  });

  test('an error in the loop body closes', () => {
    const { module, log } = start();
    expect(() => {
      for (const i of generator(module, 'count', 3)) throw new Error(String(i));
    }).toThrow('0');
    expect(log()).toEqual(['closed']);
  });

  test('next, send, return value', () => {
    const { module, log } = start();
    const g = generator(module, 'count', 2);
    expect(g.next()).toEqual({ done: false, value: 0 });
    expect(g.send('x')).toBe(1);
    expect(g.next('y')).toEqual({ done: true, value: 'result' });
    expect(g.next()).toEqual({ done: true, value: undefined });
    expect(log()).toEqual(['x', 'y', 'closed']);
  });

  test('the first send must be None', () => {
    const { module } = start();
    const g = generator(module, 'count', 1);
    expect(errorOf(() => g.send(1)).message).toBe(
      "can't send non-None value to a just-started generator",
    );
    expect(g.send(null)).toBe(0);
    expect(errorOf(() => g.send(null)).type).toBe('StopIteration');
    expect(errorOf(() => g.send(null)).type).toBe('StopIteration');
  });

  test('close and return', () => {
    const { module, log } = start();
    const g = generator(module, 'count', 2);
    g.next();
    g.close();
    g.close();
    expect(g.return('mine')).toEqual({ done: true, value: 'mine' });
    expect(log()).toEqual(['closed']);
    const fresh = generator(module, 'count', 2);
    fresh.close();
    expect(fresh.next().done).toBe(true);
    expect(log()).toEqual(['closed']);
  });

  test('a generator that refuses to close', () => {
    const { module } = start();
    const g = generator(module, 'refusing');
    g.next();
    expect(errorOf(() => g.close()).message).toBe('generator ignored GeneratorExit');
  });

  test('throw: an error of the host becomes an exception', () => {
    const { module, log } = start();
    const g = generator(module, 'catching');
    g.next();
    expect(g.throw(new Error('from outside'))).toEqual({ done: false, value: 'ready' });
    expect(log()).toEqual(["HostError('Error: from outside')"]);
  });

  test('throw: an error that passes comes out unchanged', () => {
    const { module, log } = start();
    const g = generator(module, 'count', 2);
    g.next();
    const error = new Error('mine');
    expect(() => g.throw(error)).toThrow(error);
    expect(log()).toEqual(['closed']);
    expect(g.next().done).toBe(true);
  });

  test('throw: a Python error is the same exception again', () => {
    const { module, log } = start();
    const failing = generator(module, 'failing');
    failing.next();
    const error = errorOf(() => failing.next());
    expect(error.message).toBe('broken');
    const g = generator(module, 'catching');
    g.next();
    g.throw(error);
    expect(log()).toEqual(["ValueError('broken')"]);
    const stranger = start();
    const other = generator(stranger.module, 'catching');
    other.next();
    other.throw(error);
    expect(stranger.log()).toEqual(["ValueError('broken')"]);
  });

  test('delegation', () => {
    const { module, log } = start();
    const g = generator(module, 'outer', 1);
    expect([g.next().value, g.next().value]).toEqual([0, 'result']);
    expect(log()).toEqual([null, 'closed']);
    g.close();
  });

  test('using', () => {
    const { module, log } = start();
    const g = generator(module, 'count', 2);
    g.next();
    g[Symbol.dispose]();
    expect(log()).toEqual(['closed']);
  });

  test('many items do not recurse', () => {
    const { module } = start();
    let sum = 0;
    for (const i of generator(module, 'count', 100_000)) sum += i as number;
    expect(sum).toBe(4999950000);
  });
});

describe('hooks that fail', () => {
  const broken = (): never => {
    throw new RangeError('broken');
  };
  test.each([
    ['stdout', { stdout: broken }, 'print(1)'],
    ['stdin', { stdin: broken }, 'input()'],
    ['loader', { loader: broken }, 'import other'],
    ['clock', { clock: { now: broken } }, 'import time; time.time()'],
    ['sleep', { clock: { sleep: broken } }, 'import time; time.sleep(1)'],
  ])('%s: a script can handle it, the host gets its error', (_name, options: VMOptions, line) => {
    const caught = new VM(options).run(
      `import pyg\ntry: ${line}\nexcept pyg.HostError as e: caught = str(e)\n`,
    );
    expect(caught.get('caught')).toBe('RangeError: broken');
    expect(() => new VM(options).run(`${line}\n`)).toThrow(RangeError);
  });

  test('a loader that gives what is no module', () => {
    const vm = new VM({ loader: () => 5 as never });
    expect(() => vm.run('import other\n')).toThrow(TypeError);
  });
});

test('the stack of an error begins with the frames of the script', () => {
  const error = errorOf(() =>
    makeVM().vm.run('def f():\n  raise ValueError("x\\ny")\nf()\n', { filename: 'a.pyg' }),
  );
  const stack = error.stack!.split('\n');
  expect(stack.slice(0, 4)).toEqual([
    'ValueError: x',
    'y',
    '    at f (a.pyg:2:3)',
    '    at <module> (a.pyg:3:1)',
  ]);
  expect(stack[4]).toMatch(/^ {4}at /);
  expect(new PygError('KeyError').stack!.split('\n')[0]).toBe('KeyError');
});

test('dispose ends what programs have left suspended', () => {
  const { vm, output } = makeVM();
  vm.run(
    'class D:\n  def __del__(self): print("del")\n' +
      'def g(name):\n  try: yield\n  finally: print(name)\n' +
      'a = g("a"); next(a)\nd = D()\nb = g("b"); next(b)\n',
  );
  expect(output()).toBe('');
  vm.dispose();
  expect(output()).toBe('a\ndel\nb\n');
  vm.dispose();
  expect(output()).toBe('a\ndel\nb\n');
  expect(() => vm.run('x = 1\n')).toThrow('the VM has been disposed of');
});
