// Objects of the host in a script: what can be iterated, what a class was described as, what is opaque.
import { hostClass, PygClass, PygError, PygIterator, toJS, VM } from '#pyg/index.js';
import type { HostValue, VMOptions } from '#pyg/index.js';
import { describe, expect, test } from 'vitest';

function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(PygError);
    return `${(error as PygError).type}: ${(error as PygError).message}`;
  }
  throw new Error('nothing was thrown');
}

/** What can be iterated, and writes down what happens to its iterators. */
class Source implements Iterable<number> {
  readonly log: string[] = [];

  constructor(
    private readonly count: number,
    private readonly failAt = Infinity,
  ) {}

  [Symbol.iterator](): Iterator<number> {
    let n = 0;
    this.log.push('open');
    return {
      next: () => {
        if (n === this.failAt) throw new RangeError('broken');
        return n < this.count ? { done: false, value: n++ } : { done: true, value: undefined };
      },
      return: () => {
        this.log.push('return');
        return { done: true, value: undefined };
      },
    };
  }
}

const LOOPS = `
def all_of(source): return [x for x in source]
def until(source, last):
    seen = []
    for x in source:
        seen.append(x)
        if x == last: break
    note('left')
    return seen
def returning(source):
    for x in source: return x
def raising(source):
    for x in source: raise ValueError(x)
def inside(source):
    for x in source: yield x
def two(source):
    for x in source:
        for y in source:
            if y == 1: break
        else: continue
        break
def kept(source):
    it = iter(source)
    for x in it: break
    note('left')
    rest = list(it)
    return rest
def unpack(source):
    a, *b = source
    return a, b, sum(source), max(source), 2 in source, dict(zip(source, source)), [*source]
`;

describe('host iterables', () => {
  const start = (): { call: (name: string, ...args: HostValue[]) => unknown; log: string[] } => {
    const log: string[] = [];
    const vm = new VM();
    const module = vm.run(LOOPS);
    module.set('note', (text: string) => log.push(text));
    return { call: (name, ...args) => toJS(module.call(name, ...args)), log };
  };

  test('to the end', () => {
    const source = new Source(3);
    expect(start().call('all_of', source)).toEqual([0, 1, 2]);
    expect(source.log).toEqual(['open']);
  });

  test('a loop that is left', () => {
    const { call, log } = start();
    const source = new Source(10);
    Object.assign(source, { log });
    expect(call('until', source, 1)).toEqual([0, 1]);
    expect(log).toEqual(['open', 'return', 'left']);
    for (const name of ['returning', 'raising', 'two']) {
      const other = new Source(10);
      if (name === 'raising') expect(errorOf(() => call(name, other))).toBe('ValueError: 0');
      else call(name, other);
      const opened = name === 'two' ? 2 : 1;
      expect(other.log.filter((each) => each === 'open')).toHaveLength(opened);
      expect(other.log.filter((each) => each === 'return')).toHaveLength(opened);
    }
  });

  test('an iterator that the script keeps', () => {
    const { call, log } = start();
    const source = new Source(4);
    Object.assign(source, { log });
    expect(call('kept', source)).toEqual([1, 2, 3]);
    expect(log).toEqual(['open', 'left']);
  });

  test('a generator of the script that is closed by the host', () => {
    const vm = new VM();
    const module = vm.run(LOOPS);
    const source = new Source(10);
    for (const x of module.call<PygIterator>('inside', source)) if (x === 2) break;
    expect(source.log).toEqual(['open', 'return']);
  });

  test('built-in functions', () => {
    const pairs = new Map([0, 1, 2].map((n) => [n, n]));
    expect(start().call('unpack', new Source(3))).toEqual([
      0,
      [1, 2],
      3,
      2,
      true,
      pairs,
      [0, 1, 2],
    ]);
  });

  test('an iterator that fails is not closed', () => {
    const source = new Source(10, 1);
    const { call } = start();
    expect(() => call('all_of', source)).toThrow(RangeError);
    expect(source.log).toEqual(['open']);
  });

  test('a generator of JavaScript', () => {
    const log: string[] = [];
    function* numbers(): Generator<number> {
      try {
        yield 1;
        yield 2;
      } finally {
        log.push('closed');
      }
    }
    const module = new VM().run(
      'def first(it): return next(it), next(it), next(it, "end")\n' +
        'def broken(it):\n  for x in it: break\n',
    );
    expect(toJS(module.call('first', numbers()))).toEqual([1, 2, 'end']);
    expect(log).toEqual(['closed']);
    module.call('broken', numbers());
    expect(log).toEqual(['closed', 'closed']);
  });

  test('comes back as itself', () => {
    const source = new Source(1);
    const module = new VM().run('def same(x): return x\n');
    expect(module.call('same', source)).toBe(source);
  });
});

class Account {
  secret = 'xyz';
  constructor(
    readonly owner: string,
    public balance = 0,
  ) {}
  deposit(amount: number): Account {
    if (amount < 0) throw new PygError('ValueError', 'less than nothing');
    this.balance += amount;
    return this;
  }
  rob(): void {
    this.balance = 0;
  }
}

class Savings extends Account {}

describe('described classes', () => {
  const described = hostClass(Account, {
    attributes: ['owner'],
    writable: ['balance'],
    methods: ['deposit'],
    construct: (owner: string, balance: number) => new Account(owner, balance),
  });
  const options: VMOptions = { modules: { bank: { Account: described } } };
  const program = `
from bank import Account
def use(a):
    a.deposit(5).balance += 1
    return a.owner, a.balance, isinstance(a, Account), type(a).__name__, a.deposit(0) is a
def make(*args): return Account(*args)
def get(a, name): return getattr(a, name)
def put(a, name, value): setattr(a, name, value)
def derive(): 
    class Mine(Account): pass
`;

  test('attributes and methods', () => {
    const module = new VM(options).run(program);
    const account = new Account('ann', 1);
    expect(toJS(module.call('use', account))).toEqual(['ann', 7, true, 'Account', true]);
    expect(account.balance).toBe(7);
    expect(toJS(module.call('use', new Savings('bob')))).toEqual(['bob', 6, true, 'Account', true]);
    expect(errorOf(() => module.call('get', account, 'secret'))).toBe(
      "AttributeError: 'Account' object has no attribute 'secret'",
    );
    for (const name of [
      'rob',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'target',
    ]) {
      expect(errorOf(() => module.call('get', account, name))).toContain('has no attribute');
      expect(errorOf(() => module.call('put', account, name, 1))).toContain('has no attribute');
    }
    expect(errorOf(() => module.call('put', account, 'owner', 'x'))).toContain('AttributeError');
    expect(errorOf(() => account.deposit(-1))).toBe('ValueError: less than nothing');
  });

  test('making instances', () => {
    const module = new VM(options).run(program);
    const made = module.call('make', 'cy', 3);
    expect(made).toEqual(new Account('cy', 3));
    expect(module.get('Account')).toBeInstanceOf(PygClass);
    expect(errorOf(() => module.call('derive'))).toBe(
      "TypeError: type 'Account' is not an acceptable base type",
    );
    const closed = new VM({ modules: { bank: { Account: hostClass(Account) } } }).run(program);
    expect(errorOf(() => closed.call('make'))).toBe("TypeError: cannot create 'Account' instances");
  });
});

test('other objects are opaque', () => {
  const module = new VM().run(
    'def same(x): return x\ndef show(x): return repr(x).split(" at ")[0], set(dir(x)) - set(dir(object()))\n' +
      'def get(x, name): return getattr(x, name)\ndef key(x): return {x: 1}[x]\n',
  );
  const date = new Date(0);
  expect(module.call('same', date)).toBe(date);
  expect(module.call('key', date)).toBe(1);
  expect(toJS(module.call('show', date))).toEqual([
    '<pyg.HostObject object',
    new Set(['__module__']),
  ]);
  for (const name of ['getTime', 'constructor', '__proto__', 'target', 'border']) {
    expect(errorOf(() => module.call('get', date, name))).toContain('AttributeError');
  }
});
