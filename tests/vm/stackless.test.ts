// Built-ins and operators that call Python code do so in the loop that is running: it is entered once
// and never from inside itself, so that anything can be suspended anywhere. The constructs for which
// that does not hold are listed here as well.
import { describe, expect, test } from 'vitest';
import { Machine, type Options } from '../support/machine.js';
import { pythonOutputs } from './live-python.js';

/** What all the programs share. `tick` is called by the Python code that a construct runs. */
const COMMON = `
def numbers(n):
    for i in range(n):
        tick()
        yield i
def pairs(n):
    for i in range(n):
        tick()
        yield str(i), i
class Items:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        tick()
        return Steps(self.n)
class Steps:
    def __init__(self, n):
        self.n = n
        self.i = 0
    def __iter__(self):
        tick()
        return self
    def __next__(self):
        tick()
        if self.i >= self.n:
            raise StopIteration
        self.i += 1
        return self.i
class Indexed:
    def __len__(self):
        tick()
        return 3
    def __getitem__(self, i):
        tick()
        if i >= 3:
            raise IndexError
        return i * 10
class Number:
    def __init__(self, value):
        self.value = value
    def __lt__(self, other):
        tick()
        return self.value < other.value
    def __gt__(self, other):
        tick()
        return self.value > other.value
    def __add__(self, other):
        tick()
        return Number(self.value + (other.value if isinstance(other, Number) else other))
    def __radd__(self, other):
        tick()
        return Number(self.value + other)
    def __bool__(self):
        tick()
        return self.value != 0
    def __str__(self):
        tick()
        return f'<{self.value}>'
    def __repr__(self):
        tick()
        return f'Number({self.value})'
    def __format__(self, spec):
        tick()
        return f'{self.value:{spec}}'
class Mapping:
    def __init__(self, n):
        self.n = n
    def keys(self):
        tick()
        return (key for key, _ in pairs(self.n))
    def __getitem__(self, key):
        tick()
        return int(key) + 100
def called(*args, **kwargs):
    tick()
    return args, kwargs
def negative(x):
    tick()
    return -x
def odd(x):
    tick()
    return x % 2 == 1
class Manager:
    def __enter__(self):
        tick()
        return 'entered'
    def __exit__(self, kind, value, traceback):
        tick()
        return kind is KeyError
`;

/** By construct: what uses it. */
const FLAT: Readonly<Record<string, string>> = {
  'for over a generator': 'for x in numbers(3):\n    print(x)',
  'for over an iterator in Python': 'for x in Items(3):\n    print(x)',
  'for over __getitem__': 'for x in Indexed():\n    print(x)',
  list: 'print(list(numbers(3)), list(Items(3)), list(Indexed()))',
  'list.extend and +=': 'a = []\na.extend(numbers(2))\na += Items(2)\nprint(a)',
  'assignment to a slice': 'a = [1, 2, 3]\na[1:2] = numbers(3)\nprint(a)',
  tuple: 'print(tuple(numbers(3)), tuple(Items(3)))',
  set: 'print(set(numbers(3)), frozenset(Items(3)))',
  'set methods': `
s = {1, 2, 3}
s.update(numbers(2))
print(s, s.union(numbers(5)), s.intersection(Items(2)), s.difference(numbers(2)))
print(s.issubset(numbers(5)), s.issuperset(numbers(2)), s.isdisjoint(Items(1)))
print(s.symmetric_difference(numbers(2)))`,
  'dict of pairs': 'print(dict(pairs(3)), dict(Mapping(2)))',
  'dict.update': 'd = {}\nd.update(pairs(2), x=1)\nd.update(Mapping(3))\nd |= pairs(1)\nprint(d)',
  'dict.fromkeys': 'print(dict.fromkeys(numbers(3), 0))',
  'bytes and bytes.join': "print(bytes(numbers(3)), b'-'.join(bytes([i]) for i in numbers(2)))",
  'displays with unpacking':
    "print([*numbers(2), *Items(2)], {*numbers(2)}, {**Mapping(2)}, (*numbers(2), 'x'))",
  comprehensions: `
print([x for x in numbers(3) if odd(x)], {x: negative(x) for x in Items(2)}, {x for x in numbers(2)})
print(list(x + y for x in numbers(2) for y in Items(2)))`,
  sum: 'print(sum(numbers(4)), sum(Items(3), 10), sum([Number(1), Number(2)], Number(0)))',
  'min and max': `
print(min(numbers(3)), max(Items(3)), min(numbers(3), key=negative), max(3, 1, 2, key=negative))
print(min([Number(2), Number(1)]), max(iter([]), default='none'), max(Number(1), Number(5)))`,
  sorted: `
print(sorted(numbers(3), key=negative), *sorted([Number(3), Number(1), Number(2)]))
print(sorted(Items(3), key=negative, reverse=True))`,
  'list.sort':
    'a = [1, 3, 2]\na.sort(key=negative)\nprint(a)\nb = [Number(2), Number(1)]\nb.sort()\nprint(*b)',
  map: 'print(list(map(negative, numbers(3))), list(map(called, Items(2), numbers(3))))',
  filter: 'print(list(filter(odd, numbers(4))), *filter(None, [Number(0), Number(1)]))',
  zip: `
print(list(zip(numbers(3), Items(2))), list(zip(numbers(2), Items(2), Indexed(), strict=False)))
try:
    list(zip(numbers(3), numbers(2), strict=True))
except ValueError as e:
    print(e)`,
  enumerate: 'print(list(enumerate(numbers(3))), list(enumerate(Items(2), 5)))',
  'any and all': `
print(any(numbers(3)), all(numbers(3)), any(odd(x) for x in Items(3)), all([Number(1), Number(0)]))`,
  'str.join': "print(', '.join(str(x) for x in numbers(3)), ''.join(map(str, Items(2))))",
  unpacking:
    'a, b, c = numbers(3)\nd, (e, f) = Items(2), numbers(2)\nprint(a, b, c, e, f)\ng, h = Items(2)\nprint(g, h)',
  'starred unpacking':
    'a, *b = numbers(4)\n*c, d = Items(3)\ne, *f, g = Indexed()\nprint(a, b, c, d, e, f, g)',
  next: "it = numbers(2)\nprint(next(it), next(it), next(it, 'end'), next(Steps(1)))",
  'next with a default':
    "it = Steps(1)\nprint(next(it, 'no'), next(it, 'end'), next(numbers(0), None))",
  'iter with a sentinel':
    'def step():\n    tick()\n    return next(source)\nsource = numbers(5)\nprint(list(iter(step, 3)))',
  in: 'print(2 in numbers(4), 9 in Items(3), 10 in Indexed(), 5 not in numbers(2))',
  '*args': 'print(called(*numbers(3)), called(0, *Items(2), *numbers(1)))',
  '**kwargs': 'print(called(**Mapping(2)), called(*numbers(1), x=1, **Mapping(1)))',
  reversed: 'print(list(reversed(Indexed())))',
  __reversed__: `
class Both:
    def __reversed__(self):
        tick()
        return numbers(2)
print(list(reversed(Both())))`,
  'f-strings': "n = Number(7)\nprint(f'{n} {n!r} {n:>4} {n!s:>6} {n!a} {n=}')",
  'str, repr, format, ascii': 'n = Number(7)\nprint(str(n), repr(n), format(n, ">3"), ascii(n))',
  'str.format and %': "n = Number(7)\nprint('{} {!r} {:>4}'.format(n, n, n), '%s %r' % (n, n))",
  print: "print(Number(1), Number(2), sep=' - ')",
  'print to an object': `
class Out:
    def write(self, text):
        tick()
        written.append(text)
written = []
print(Number(1), 'x', file=Out())
print(written)`,
  with: `
with Manager() as m:
    print(m)
with Manager():
    raise KeyError
try:
    with Manager(), Manager():
        raise ValueError('escapes')
except ValueError as e:
    print(e)`,
  'with in a generator': `
def managed():
    with Manager():
        yield 1
g = managed()
next(g)
g.close()
print(list(managed()))`,
  properties: `
class C:
    @property
    def x(self):
        tick()
        return 'got'
    @x.setter
    def x(self, value):
        tick()
        print('set', value)
    @x.deleter
    def x(self):
        tick()
        print('deleted')
c = C()
print(c.x)
c.x = 1
del c.x`,
  descriptors: `
class Descriptor:
    def __get__(self, obj, cls):
        tick()
        return 'got'
    def __set__(self, obj, value):
        tick()
        print('set', value)
class C:
    x = Descriptor()
c = C()
c.x = 2
print(c.x, C.x, c.x)`,
  __getattr__: `
class C:
    def __getattr__(self, name):
        tick()
        if name == 'missing':
            raise AttributeError(name)
        return name.upper()
c = C()
print(c.abc, c.x.lower(), getattr(c, 'q'), getattr(c, 'missing', 'default'), hasattr(c, 'y'), hasattr(c, 'missing'))`,
  '__getattribute__, __setattr__, __delattr__': `
class C:
    def __getattribute__(self, name):
        tick()
        return super().__getattribute__(name)
    def __setattr__(self, name, value):
        tick()
        super().__setattr__(name, value)
    def __delattr__(self, name):
        tick()
        super().__delattr__(name)
c = C()
c.x = 1
c.x += 1
setattr(c, 'y', 3)
print(c.x, c.y)
del c.x
delattr(c, 'y')`,
  'binary operators': `
class V:
    def __init__(self, n):
        self.n = n
    def __add__(self, o):
        tick()
        return 'add'
    def __sub__(self, o):
        tick()
        return NotImplemented
    def __mul__(self, o):
        tick()
        return 'mul'
    def __matmul__(self, o):
        tick()
        return 'matmul'
    def __truediv__(self, o):
        tick()
        return 'div'
    def __floordiv__(self, o):
        tick()
        return 'floordiv'
    def __mod__(self, o):
        tick()
        return 'mod'
    def __pow__(self, o):
        tick()
        return 'pow'
    def __lshift__(self, o):
        tick()
        return 'lshift'
    def __rshift__(self, o):
        tick()
        return 'rshift'
    def __and__(self, o):
        tick()
        return 'and'
    def __or__(self, o):
        tick()
        return 'or'
    def __xor__(self, o):
        tick()
        return 'xor'
    def __divmod__(self, o):
        tick()
        return 'divmod'
    def __neg__(self):
        tick()
        return 'neg'
    def __pos__(self):
        tick()
        return 'pos'
    def __invert__(self):
        tick()
        return 'invert'
    def __abs__(self):
        tick()
        return 'abs'
    def __round__(self, digits=None):
        tick()
        return f'round {digits}'
a = V(1)
print(a + 1, a * 1, a @ 1, a / 1, a // 1, a % 1, a ** 1, a << 1, a >> 1, a & 1, a | 1, a ^ 1)
print(divmod(a, 1), pow(a, 2), -a, +a, ~a, abs(a), round(a), round(a, 2))
try:
    a - 1
except TypeError as e:
    print(e)`,
  'reflected operators': `
class R:
    def __radd__(self, o):
        tick()
        return f'{o} radd'
    def __rsub__(self, o):
        tick()
        return f'{o} rsub'
    def __rmul__(self, o):
        tick()
        return f'{o} rmul'
    def __rpow__(self, o):
        tick()
        return f'{o} rpow'
class S(R):
    def __radd__(self, o):
        tick()
        return 'subclass first'
    def __add__(self, o):
        tick()
        return 'add'
class B(R):
    def __add__(self, o):
        tick()
        return NotImplemented
print(1 + R(), 'x' + R(), [] + R(), 2 - R(), 3 * R(), 2 ** R(), (B() + R()).startswith('<'))
class T:
    def __add__(self, o):
        tick()
        return 'T.add'
class U(T):
    def __radd__(self, o):
        tick()
        return 'U.radd'
print(T() + U(), U() + T())`,
  'in-place operators': `
class I:
    def __iadd__(self, o):
        tick()
        return self
    def __add__(self, o):
        tick()
        return 'add'
    def __mul__(self, o):
        tick()
        return 'mul'
    def __isub__(self, o):
        tick()
        return NotImplemented
    def __sub__(self, o):
        tick()
        return 'sub'
i = j = k = I()
i += 1
j *= 2
k -= 3
print(type(i).__name__, j, k)`,
  comparisons: `
class C:
    def __eq__(self, o):
        tick()
        return 'eq'
    def __ne__(self, o):
        tick()
        return 'ne'
    def __lt__(self, o):
        tick()
        return NotImplemented
    def __le__(self, o):
        tick()
        return []
    def __gt__(self, o):
        tick()
        return 'gt'
c, d = C(), C()
print(c == d, c != d, c <= d, c > d, 1 == c, 1 != c, c < d, 1 <= c if False else '')
print(c == d == c, c <= d <= c, 'yes' if c == d else 'no', not c == d)`,
  'equality of instances without __eq__': `
class A:
    def __eq__(self, other):
        tick()
        return NotImplemented
print(A() == 1, A() == A())`,
  truth: `
class L:
    def __init__(self, n):
        self.n = n
    def __len__(self):
        tick()
        return self.n
print(bool(Number(0)), not Number(1), Number(0) or 'or', Number(1) and 'and', bool(L(0)), not L(2))
if Number(1):
    print('if')
while Number(0):
    pass
print('a' if L(1) else 'b', [x for x in [Number(0), L(1)] if x] != [])`,
  len: 'print(len(Indexed()))',
  items: `
class D:
    def __getitem__(self, key):
        tick()
        return key
    def __setitem__(self, key, value):
        tick()
        print('set', key, value)
    def __delitem__(self, key):
        tick()
        print('del', key)
    def __contains__(self, key):
        tick()
        return key == 1
d = D()
print(d[1], d[1:2], d[1, 2], 1 in d, 2 not in d)
d[1] = 2
d[1] += 5
del d[1]`,
  __missing__: `
class D(dict):
    def __missing__(self, key):
        tick()
        return key * 2
d = D(a=1)
print(d['a'], d['b'])`,
  __call__: `
class F:
    def __call__(self, *args, **kwargs):
        tick()
        return args, kwargs
f = F()
print(f(1, x=2), list(map(f, [1])), sorted([1, 2], key=lambda x: f(x)[0]))`,
  'making instances': `
class N:
    def __new__(cls, *args):
        tick()
        return super().__new__(cls)
    def __init__(self, *args):
        tick()
        self.args = args
class M(type):
    def __call__(cls, *args):
        tick()
        return super().__call__(*args)
class P(N, metaclass=M):
    pass
print(N(1, 2).args, P(3).args)`,
  'subclasses of containers': `
class L(list):
    def __init__(self, source):
        tick()
        super().__init__(source)
class D(dict):
    def __setitem__(self, key, value):
        tick()
        super().__setitem__(key, value)
d = D()
d['x'] = 1
print(L(numbers(3)), L(Items(2)), d)`,
  classes: `
class Meta(type):
    def __new__(meta, name, bases, namespace, **keywords):
        tick()
        return super().__new__(meta, name, bases, namespace)
    def __init__(cls, name, bases, namespace, **keywords):
        tick()
        super().__init__(name, bases, namespace)
    @classmethod
    def __prepare__(meta, name, bases, **keywords):
        tick()
        return {}
class Base:
    def __init_subclass__(cls, **keywords):
        tick()
        print('subclass', cls.__name__, keywords)
class Named:
    def __set_name__(self, owner, name):
        tick()
        print('named', name)
def decorate(cls):
    tick()
    return cls
@decorate
class A(Base, flag=1):
    x = Named()
    tick()
class B(metaclass=Meta, flag=2):
    y = [i for i in numbers(2)]
print(B.y, type('C', (Base,), {'z': Named()}).__name__)`,
  'isinstance and issubclass': `
class Meta(type):
    def __instancecheck__(cls, value):
        tick()
        return value == 1
    def __subclasscheck__(cls, other):
        tick()
        return other is int
class A(metaclass=Meta):
    pass
print(isinstance(1, A), isinstance(2, (str, A)), issubclass(int, A), issubclass(str, A))`,
  imports: `
import noisy
from noisy import value, squares
from noisy import *
print(noisy.value, value, squares)`,
  'raising and catching': `
class E(Exception):
    def __init__(self, *args):
        tick()
        super().__init__(*args)
    def __str__(self):
        tick()
        return 'text'
try:
    raise E
except E as e:
    print(e, str(e), f'{e}')
try:
    raise E(1) from E(2)
except E as e:
    print(e.args, e.__cause__.args)`,
  'generator.throw with a class': `
class E(Exception):
    def __init__(self, *args):
        tick()
        super().__init__(*args)
def body():
    try:
        yield 1
    except E as e:
        yield e.args
g = body()
next(g)
print(g.throw(E, 'x'))`,
  'yield from an iterator in Python': `
class Inner:
    def __iter__(self):
        tick()
        return self
    def __next__(self):
        tick()
        return 'next'
    def send(self, value):
        tick()
        return f'sent {value}'
    def throw(self, error):
        tick()
        return f'thrown {type(error).__name__}'
    def close(self):
        tick()
        print('closed')
def body():
    yield from Inner()
g = body()
print(next(g), g.send(1), g.throw(KeyError()))
g.close()
def other():
    yield from Items(2)
print(list(other()))`,
  'a chain of everything': `
def key(pair):
    tick()
    return sum(numbers(pair[0])) % 3
class Row:
    def __init__(self, cells):
        self.cells = cells
    def __iter__(self):
        tick()
        for cell in self.cells:
            yield cell
    def __str__(self):
        tick()
        return '|'.join(str(c) for c in self)
for row in map(lambda p: Row(sorted(zip(p, numbers(3)), key=key)), zip(numbers(4), Items(4))):
    print(row)`,
  'a generator resumed by a sort key inside a for over a map': `
source = numbers(100)
def key(x):
    tick()
    return -next(source) * (x % 3)
def order(n):
    tick()
    return sorted(numbers(n), key=key)
def consume():
    for group in map(order, Items(4)):
        yield group
for group in consume():
    print(group)
print(next(source))`,
  'int, float and others from an object': `
class C:
    def __index__(self):
        tick()
        return 2
    def __int__(self):
        tick()
        return 3
    def __float__(self):
        tick()
        return 1.5
    def __hash__(self):
        tick()
        return 5
    def __bytes__(self):
        tick()
        return b'ok'
    def __dir__(self):
        tick()
        return ['b', 'a']
c = C()
print(bytes(c), dir(c))`,
  'str of an exception': 'print(ValueError(Number(1)))',
  'order of tuples': 'print((1, Number(1)) < (1, Number(2)), [Number(2)] > [Number(1)])',
  'sorting tuples':
    'print([x for x, _ in sorted([(2, Number(2)), (2, Number(1)), (1, Number(2))])])',
  'lookup on a class with a metaclass': `
class Meta(type):
    def __getattr__(cls, name):
        tick()
        return name
class C(metaclass=Meta):
    pass
print(C.abc)`,
  '__mro_entries__ and __class_getitem__': `
class G:
    def __mro_entries__(self, bases):
        tick()
        return (int,)
    def __class_getitem__(cls, key):
        tick()
        return key
class C(G()):
    pass
print(C.__mro__[1], G[1])`,
  '__set_name__ that fails': `
class N:
    def __set_name__(self, owner, name):
        tick()
        raise KeyError(name)
try:
    class C:
        x = N()
except RuntimeError as e:
    print(e, repr(e.__cause__))`,
  'sum, min, max of containers of objects':
    'print(len(sum([[Number(1)]], [])), max([(1, Number(1)), (1, Number(2))])[0])',
  'repr of a list': 'print([Number(1), [Number(2)]], (Number(3),))',
  'repr of dict, set': 'print({1: Number(1)}, {Number(3): 1}, {Number(4)})',
  'repr of an exception': 'print(repr(ValueError(Number(1))), ValueError(Number(1), 2))',
  'equality of lists': `
class E:
    def __eq__(self, other):
        tick()
        return True
print([1, E()] == [1, 2], (E(),) != (1,), {1: E()} == {1: 2})`,
  'in a list': `
class E:
    def __eq__(self, other):
        tick()
        return other == 3
print(E() in [1, 2, 3], 3 in [E()], E() in (1, 2), [E(), 1].index(3), [E(), 3].count(3))
a = [1, E()]
a.remove(3)
print(len(a))`,
  '__ne__ from __eq__': `
class A:
    def __eq__(self, other):
        tick()
        return other == 1
print(A() != 1, A() != 2, A().__ne__(1))`,
  'exceptions with a message in Python': `
class A:
    def __repr__(self):
        tick()
        return 'A()'
try:
    [].index(A())
except ValueError as e:
    print(e)
try:
    [].remove(A())
except ValueError as e:
    print(e)
try:
    {}[A()]
except KeyError as e:
    print(repr(e))
    print(e)`,
  'repr of containers in each other': `
a = [Number(1)]
a.append({'self': a, 'more': ({Number(2)}, [], (), (Number(3),))})
print(a, str(a), f'{a}', [a], {1: a})
deep = Number(4)
for _ in range(20):
    deep = [deep]
print(deep)`,
  'a repr that fails in a list': `
class Bad:
    def __repr__(self):
        tick()
        raise ValueError('no')
bad = [Number(1), Bad()]
for _ in range(2):
    try:
        print(bad)
    except ValueError as e:
        print(e)
bad.pop()
print(bad)`,
  'hash of an object': `
class Key:
    def __hash__(self):
        tick()
        return 7
class Wrong:
    def __hash__(self):
        tick()
        return 'x'
print(hash(Key()))
try:
    hash(Wrong())
except TypeError as e:
    print(e)`,
  'comparison of containers in each other': `
class E:
    def __init__(self, n):
        self.n = n
    def __eq__(self, other):
        tick()
        return self.n == other.n
    def __lt__(self, other):
        tick()
        return self.n < other.n
print([[E(1), (E(2),)]] == [[E(1), (E(2),)]], {'a': [E(1)]} == {'a': [E(2)]}, (E(1), E(2)) < (E(1), E(3)))
print([E(1)] != [E(1)], (E(1),) in [(E(1),)], [[E(1)], [E(2)]].index([E(2)]), sorted([[E(2)], [E(1)]])[0][0].n)
print(iter([E(1), E(2)]).__next__().n, E(2) in iter([E(1), E(2)]), E(3) in iter([E(1)]))`,
};

/**
 * By construct: what uses it. The Python code in these runs in a loop of its own, which cannot be
 * paused: whoever asks is TypeScript code in the middle of a data structure.
 */
const NESTED: Readonly<Record<string, string>> = {
  'keys of dicts': `
class Key:
    def __init__(self, n):
        self.n = n
    def __eq__(self, other):
        tick()
        return self.n == other.n
    def __hash__(self):
        tick()
        return 1
d = {Key(1): 'a', Key(2): 'b'}
print(d[Key(2)], Key(1) in d, d.get(Key(3)), len({Key(1), Key(1)}))`,
  hash: `
class Key:
    def __hash__(self):
        tick()
        return 1
print(hash(Key()), hash((1, Key())) == hash((1, 1)))`,
  __index__: `
class I:
    def __index__(self):
        tick()
        return 1
i = I()
print([1, 2, 3][i], (1, 2)[i:], 'abc'[i], list(range(i, 3)), 'x' * i, hex(i), chr(i), bytes([i]))
a = [1, 2]
a[i] = 5
a.insert(i, 6)
print(a, round(1.55, i), '%d' % i, int(i))`,
  'int and float': `
class C:
    def __int__(self):
        tick()
        return 1
    def __float__(self):
        tick()
        return 2.5
print(int(C()), float(C()))`,
  '__class__ as a property': `
class C:
    @property
    def __class__(self):
        tick()
        return int
print(isinstance(C(), int), isinstance(C(), str))`,
  'mro of a metaclass': `
class Meta(type):
    def mro(cls):
        tick()
        return super().mro()
class C(metaclass=Meta):
    pass
print(len(C.__mro__))`,
  'delegating to an object with __getattr__': `
class D:
    def __iter__(self):
        return self
    def __next__(self):
        return 1
    def __getattr__(self, name):
        tick()
        if name != 'send':
            raise AttributeError(name)
        return lambda value: ('sent', value)
def g():
    yield from D()
it = g()
print(next(it), it.send(2))
it.close()`,
  'setdefault, pop, del by key': `
class Key:
    def __init__(self, n):
        self.n = n
    def __eq__(self, other):
        tick()
        return self.n == other.n
    def __hash__(self):
        tick()
        return 1
d = {Key(1): 'a', Key(2): 'b'}
print(d.setdefault(Key(2), 'c'), d.pop(Key(1)))
del d[Key(2)]
print(d)
s = {Key(1)}
s.discard(Key(1))
print(s, {Key(1)} == {Key(1)}, {Key(1)} <= {Key(1), Key(2)})`,
  slices: `
class I:
    def __init__(self, n):
        self.n = n
    def __index__(self):
        tick()
        return self.n
a = [0, 1, 2, 3]
print(a[I(1):I(3)], a[::I(2)])
a[I(0):I(2)] = [9]
del a[I(0):]
print(a)`,
  'str methods': `
class I:
    def __index__(self):
        tick()
        return 1
print('ab'.center(I()), 'a,b,c'.split(',', I()), 'abc'.find('c', I()), 'x'.ljust(I()))`,
  'repr of views and partials': `
print({1: Number(1)}.values(), {1: Number(2)}.items(), slice(Number(1)), Number(3).__add__ is None)`,
};

const MODULES = {
  noisy: `
def generate():
    for i in range(3):
        tick()
        yield i * i
value = sum(generate())
squares = list(generate())
`,
};

const PYTHON_MODULES = `
import sys, types
def tick():
    pass
def make(name, source):
    module = types.ModuleType(name)
    module.tick = tick
    exec(source, module.__dict__)
    sys.modules[name] = module
make('noisy', ${JSON.stringify(MODULES.noisy)})
`;

interface Run {
  machine: Machine;
  ticks: number;
  deepest: number;
}

function run(program: string, options: Options = {}): Run {
  const machine = new Machine({ modules: MODULES, ...options });
  const seen = { machine, ticks: 0, deepest: 0 };
  machine.define('tick', (vm) => {
    seen.ticks++;
    seen.deepest = Math.max(seen.deepest, vm.nesting);
    return null;
  });
  machine.run(`${COMMON}\n${program}`);
  return seen;
}

function expected(programs: Readonly<Record<string, string>>): Map<string, string> {
  const outputs = pythonOutputs(
    Object.values(programs).map((program) => `${PYTHON_MODULES}\n${COMMON}\n${program}`),
  );
  return new Map(Object.keys(programs).map((name, i) => [name, outputs[i]!]));
}

describe('the loop is entered once for', () => {
  const outputs = expected(FLAT);
  test.each(Object.entries(FLAT))('%s', (name, program) => {
    const plain = run(program);
    const compiled = run(program, { hot: 1 });
    expect(compiled.machine.stdout).toBe(outputs.get(name));
    expect(plain.machine.steps).toBeGreaterThan(0);
    expect(compiled.machine.steps).toBe(plain.machine.steps);
    expect(plain.machine.stdout).toBe(outputs.get(name));
    expect(plain.ticks).toBeGreaterThan(0);
    expect(plain.deepest).toBe(0);
    expect(plain.machine.nestedRuns).toBe(0);
  });
});

describe('it can be left at every safepoint during', () => {
  const outputs = expected(FLAT);
  test.each(Object.entries(FLAT))('%s', (name, program) => {
    const stressed = run(program, { stress: true });
    expect(stressed.machine.stdout).toBe(outputs.get(name));
    expect(stressed.machine.pauses).toBeGreaterThan(0);
    expect(run(program, { stress: true, hot: 1 }).machine.stdout).toBe(outputs.get(name));
    expect(stressed.machine.nestedRuns).toBe(0);
  });
});

describe('the loop is entered again for', () => {
  const outputs = expected(NESTED);
  test.each(Object.entries(NESTED))('%s', (name, program) => {
    const plain = run(program);
    const compiled = run(program, { hot: 1 });
    expect(compiled.machine.stdout).toBe(outputs.get(name));
    expect(plain.machine.steps).toBeGreaterThan(0);
    expect(compiled.machine.steps).toBe(plain.machine.steps);
    expect(plain.machine.stdout).toBe(outputs.get(name));
    expect(plain.deepest).toBeGreaterThan(0);
    const stressed = run(program, { stress: true });
    expect(stressed.machine.stdout).toBe(outputs.get(name));
  });
});
