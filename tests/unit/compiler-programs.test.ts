// Programs for what a register compiler can get wrong: operands that are rebound before they are
// read, results that are written too early, every way out of every kind of block, and names that
// may be unbound. What they print is asked of python3.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runScript } from '#pyg/cli/run.js';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'pyg-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function outputOf(path: string): Promise<string> {
  let output = '';
  const write = (text: string): void => {
    output += text;
  };
  const options = { path, cwd: folder, args: [], stdin: null, stdout: write, stderr: write };
  await runScript({ ...options, verify: true });
  return output;
}

const PROGRAMS = {
  'registers and rebinding': `def f(*a, **k): return a, k
def t(x): print('t', x); return x
x = 5
def alias():
    x = 1
    r = x + (x := 5)
    s = f(x, x := 7, x)
    y = (x, (x := 9), x)
    z = x if (x := 0) else x
    d = {x: (x := 3), x: (x := 4)}
    l = [x, x := 5, *[x, x := 6], x]
    c = x < (x := 10) < x
    x += (x := 2)
    q = x and (x := 0) or x
    u = -x + (x := 4) * x
    o = [0] * 10
    o[x] = (x := 5)
    return r, s, y, z, d, l, c, x, q, u, o
print(alias())
def own():
    x = 3
    x = x if x > 2 else 0
    x = x and x + 1
    x = [x, x + 1]
    x = {1: x, **{2: x}}
    x = (*x, 4)
    x = x[0] or x[1]
    x, y = x, x
    x = y = y
    a, b = 1, 2
    a, b = b, a
    a, a = 1, 2
    (a, b), c = (a, b), a
    [p, *q, r] = range(5)
    x = not x
    x = x in [x]
    x = x is None
    x = f'{x}{x!r:>10}'
    return x, y, a, b, c, p, q, r
print(own())
def exc():
    x = 1
    try: x = x + None
    except TypeError: pass
    try: x = [1, 1/0]
    except ZeroDivisionError: pass
    try: x = (1/0) or x
    except ZeroDivisionError: pass
    try: x, y = 5, 1/0
    except ZeroDivisionError: pass
    try: x, y = 1, 2, 3
    except ValueError as e: print(e)
    try: x, y = [1]
    except ValueError as e: print(e)
    try: x, y = 1
    except TypeError as e: print(e)
    try: x, *y, z = [1]
    except ValueError as e: print(e)
    return x
print(exc())
`,
  'unbound names, closures, classes': `def clos():
    n = 0
    def inc(by=1, *, k=2):
        nonlocal n
        n += by * k
        return n
    return inc, lambda: n
i, g = clos(); i(); i(3); i(1, k=5); print(g())
x = 5
def loc():
    try: print(zz)
    except UnboundLocalError as e: print(e)
    zz = 1
    del zz
    try: zz
    except UnboundLocalError as e: print(e)
    try: del zz
    except UnboundLocalError as e: print(e)
    for zz in []: pass
    try: return zz
    except UnboundLocalError as e: print(e)
loc()
def cellu():
    def g(): return q
    try: g()
    except NameError as e: print(e)
    try: q
    except UnboundLocalError as e: print(e)
    q = 1
    print(g())
    del q
    try: g()
    except NameError as e: print(e)
cellu()
class A:
    x = 1
    y = [x for _ in range(2)] if False else [i for i in range(x)]
    def m(self): return __class__, super().__repr__
    z = x + 1
    __p = 3
    def q(self): return self.__p, self._A__p
    for i in range(2): pass
    class B:
        def __init_(self): pass
    del i
print(A.y, A.z, A().q(), A().m()[0] is A, A.__qualname__, A.B.__qualname__, sorted(k for k in vars(A) if not k.startswith('__')) if 'vars' in dir(__builtins__) else '')
`,
  'leaving blocks': `def f(n):
    for i in range(n):
        try:
            if i == 1: continue
            if i == 3: break
            try:
                if i == 2: raise ValueError(i)
            except ValueError as e:
                print('caught', e)
                continue
            finally:
                print('fin', i)
        finally:
            print('outer', i)
    else:
        print('else')
    return i
print(f(2), f(5))
def g():
    try:
        return 1
    finally:
        return 2
print(g())
def h():
    while True:
        try:
            return 1
        finally:
            break
    return 3
print(h())
def k():
    for i in range(3):
        try:
            1/0
        finally:
            continue
    return i
print(k())
def m():
    try:
        try:
            1/0
        except ZeroDivisionError as e:
            return e
        finally:
            print('f1')
    finally:
        print('f2')
print(repr(m()))
def n():
    try:
        raise KeyError(1)
    except KeyError as e:
        pass
    try:
        e
    except UnboundLocalError as u:
        print(u)
n()
class CM:
    def __init__(s, sw=False): s.sw = sw
    def __enter__(s): print('enter'); return s
    def __exit__(s, t, v, tb): print('exit', t, v); return s.sw
def w():
    for i in range(3):
        with CM(True) as c, CM() as d:
            if i == 0: continue
            if i == 1: raise ValueError(i)
            return i, c is not d
print(w())
def w2():
    with CM(True):
        return 1/0
print(w2())
def w3():
    with CM(True):
        x = 1
        1/0
    print(x)
w3()
def nested():
    try:
        try:
            1/0
        finally:
            try:
                raise KeyError(3)
            except KeyError as e:
                print('inner', repr(e), repr(e.__context__))
    except ZeroDivisionError as e:
        print('outer', repr(e))
nested()
def reraise():
    try:
        try:
            1/0
        except ValueError:
            print('no')
        except (KeyError, TypeError):
            print('no')
    except ZeroDivisionError:
        print('yes')
        raise
try: reraise()
except ZeroDivisionError as e: print('got', e, e.__traceback__.tb_lineno, e.__traceback__.tb_next.tb_lineno)
def elsefin():
    try:
        x = 1
    except ValueError:
        x = 2
    else:
        x = 3
        return x
    finally:
        print('x', x)
print(elsefin())
import sys
def exc():
    try:
        raise ValueError(1)
    except ValueError:
        for i in range(2):
            try:
                raise KeyError(i)
            except KeyError:
                if i: break
        print(sys.exc_info()[1])
        try:
            return sys.exc_info()[1]
        finally:
            print(sys.exc_info()[1])
print(exc(), sys.exc_info())
for x in range(3):
    try:
        if x == 1: raise ValueError
    except ValueError: break
    finally: print('mod', x)
else: print('never')
while x < 5:
    x += 1
    if x == 4: break
else: print('no')
while x < 6: x += 1
else: print('welse', x)
def deep():
    for a in range(2):
        for b in range(2):
            try:
                for c in range(2):
                    try:
                        if c: return a, b, c
                    finally:
                        if b == 0: break
            finally:
                if a == 0: continue
    return 'end'
print(deep())
`,
  generators: `def g():
    x = yield 1
    print('got', x)
    try:
        y = yield from h()
        print('y', y)
    finally:
        print('gfin')
    return 9
def h():
    try:
        a = yield 2
        b = yield a
    except ValueError as e:
        print('h caught', e)
        yield 'c'
    return 'hret'
i = g()
print(next(i), i.send('s'), i.throw(ValueError('v')), next(i, 'done'))
i = g(); next(i); next(i); i.close()
def loop():
    for x in gen():
        yield x
        if x == 2: return
def gen():
    try:
        for i in range(10): yield i
    finally: print('gen closed')
print(list(loop()))
def brk():
    for x in gen():
        if x == 1: break
    print('after break')
    for x in (y * 2 for y in [1, 2, 3]):
        if x == 4: break
    else: print('no')
    try:
        for x in gen(): raise KeyError(x)
    except KeyError as e: print(e)
    def ret():
        for x in gen(): return x
    print(ret())
brk()
print([x for x in gen() if x % 2], {x: y for x in range(2) for y in range(x + 1)}, sorted({x for x in 'aab'}))
print(sum(x * y for x in range(3) for y in range(3) if x != y))
def acc():
    total = 0
    while (v := (yield total)) is not None: total += v
    return total
a = acc(); next(a); print(a.send(1), a.send(2))
try: a.send(None)
except StopIteration as e: print(e.value)
def yf(*its):
    r = []
    for it in its: r.append((yield from it))
    return r
print(list(yf([1], (2, 3), 'ab')))
def y2():
    a, b = (yield), (yield 1)
    print(a, b)
    c = [(yield 2), (yield 3)]
    print(c)
y = y2(); next(y); y.send(1); y.send(2); y.send(3); 
try: y.send(4)
except StopIteration: print('stop')
w = [0, 0]
def order():
    w[(yield 'a')] = yield 'b'
o = order(); print(next(o), o.send(7)); 
try: o.send(1)
except StopIteration: print(w)
lam = lambda: (yield)
l = lam(); next(l)
try: l.send(3)
except StopIteration as e: print(e.value)
print(list((lambda: [(yield 1), (yield 2)])()))
`,
  'definitions and expressions': `def f(*a, **k): return a, k
def t(x): print('t', x); return x
x = 5
class A:
    x = 1
    y = [x for _ in range(2)] if False else [i for i in range(x)]
    def m(self): return __class__, super().__repr__
    z = x + 1
    __p = 3
    def q(self): return self.__p, self._A__p
    for i in range(2): pass
    class B:
        def __init_(self): pass
    del i
print(A.y, A.z, A().q(), A().m()[0] is A, A.__qualname__, A.B.__qualname__, sorted(k for k in vars(A) if not k.startswith('__')) if 'vars' in dir(__builtins__) else '')
print(t(1) < t(2) < t(0) < t(5), t(0) or t(''), t(1) and t(2), not t(0))
print(1 in [1, 2], 3 not in (1, 2), None is None, 'a' in 'abc' in ['abc'])
print(f(1, *[2, 3], 4, *(), a=1, **{'b': 2}, c=3, **{}))
print(f(t(1), *t([2]), k=t(3), **t({'z': 4})))
o = {}
o['a'] = o['b'] = 1
o['a'] += 5
print(o, {**o, 'c': 3}, [*o], (*o,))
class P: pass
p = P(); p.x = [1, 2, 3]; p.x[0] += 10; p.x[1:] = [7]; p.y = p
p.y.x += [5]; p.y.x[-1] *= 2
print(p.x, p.x[::2], p.x[1:], p.x[:-1], p.x[:], p.x[0:2:1])
del p.x[0], p.y; print(p.x, hasattr(p, 'y'))
def ann(a: int, b: 'str' = 1, *c: float, d: list = 2, **e: dict) -> tuple:
    "doc"
    v: int = 3
    w: undefined_name
    return v
print(ann.__annotations__, ann.__doc__, ann.__defaults__, ann.__kwdefaults__, ann.__name__, ann(1))
mm: int = 3
class C2:
    a: int
    b: str = 'x'
    __c: float = 1
print(__annotations__, C2.__annotations__)
def deco(*a):
    print('deco', a)
    def d(f): print('apply', a); return f
    return d
@deco(1)
@deco(2)
def dd(x=t('def')): return x
print(dd())
@deco('cls')
class DD(A, *[], **{}): "docstring"
print(DD.__doc__, DD.__bases__)
assert True, t('no')
try: assert 1 > 2, 'msg'
except AssertionError as e: print(repr(e))
try: assert []
except AssertionError as e: print(repr(e))
try: raise ValueError('a') from KeyError('b')
except ValueError as e: print(repr(e.__cause__), e.__suppress_context__)
try: raise ValueError from None
except ValueError as e: print(repr(e), e.__cause__, e.__suppress_context__)
try: raise 1
except TypeError as e: print(e)
try: raise ValueError from 1
except TypeError as e: print(e)
def gl():
    global newg
    newg = 1
    def inner():
        return newg
    return inner()
print(gl(), newg)
def shadow(print=print):
    for i in range(3): pass
    return i
print(shadow())
print((lambda a, b=2, *c, d=4, **e: (a, b, c, d, e))(1, 3, 5, d=6, z=7))
print([a if a else b for a, b in [(0, 1), (2, 3)]], [(lambda: i)() for i in range(3)], [[j for j in range(i)] for i in range(3)])
print(x if x else 0, (x, ), (), [], {}, {1}, ..., None, b'ab')
print(1 if 0 else 2, 0 or 3, 1 and 4, not 0, 3 if not 1 else 5)
if 0: print('no')
elif x: print('elif')
else: print('no')
while 0: print('no')
else: print('while else')
print(10 if x == 5 and not (x != 5 or x is None) else 20)
print([y for y in range(20) if y % 2 == 0 if y % 3 == 0 or y == 4])
print([n for n in range(3) if (sq := n * n) > 0], sq)
`,
};

test.each(Object.entries(PROGRAMS))('%s', async (name, program) => {
  const path = join(folder, `${name.replace(/\W/g, '_')}.pyg`);
  writeFileSync(path, program);
  const expected = execFileSync('python3', ['-W', 'ignore', path], { encoding: 'utf8' });
  expect(expected.length).toBeGreaterThan(0);
  expect(await outputOf(path)).toBe(expected);
});
