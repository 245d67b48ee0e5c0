// Where a script can wait: in whatever a built-in or the library calls. Each line is evaluated twice, with
// a function of the host that answers at once and with one that answers later, and gives the same.
import { VM, type Module } from '#pyg/index.js';
import { describe, expect, test } from 'vitest';

const PRELUDE = `
import bisect, collections, copy, dataclasses, functools, heapq, io, itertools, json, math, operator
import random, string
from host import later
def thing(**members): return type('Thing', (), members)()
def show(expression): return repr(eval(expression))
`;

const WAITS = String.raw`
list(map(later, [1])), list(filter(later, [1])), sum(later(x) for x in [1]), max([1,2], key=later)
list(zip((later(x) for x in [1]), [2])), list(enumerate(later(x) for x in [1])), tuple(later(x) for x in [1]), set(later(x) for x in [1]), frozenset(later(x) for x in [1])
bytes(later(x) for x in [1]), bytearray(later(x) for x in [1]), ''.join(later(x) for x in 'a'), dict((later(x), 1) for x in [1])
list(iter(lambda: later(1), 1)), next(later(x) for x in [1]), next(iter(()), later(1))
functools.reduce(lambda a, b: later(a), [1, 2])
functools.partial(later, 1)()
list(itertools.accumulate([1, 2], lambda a, b: later(a)))
list(itertools.groupby([1, 2], later)), list(itertools.starmap(later, [(1,)])), list(itertools.filterfalse(later, [1])), list(itertools.dropwhile(later, [1]))
list(itertools.product((later(x) for x in [1]), repeat=2)), list(itertools.chain.from_iterable([later(x)] for x in [1])), list(itertools.islice((later(x) for x in [1]), 1)), [list(t) for t in itertools.tee(later(x) for x in [1])]
list(itertools.zip_longest((later(x) for x in [1]), [1, 2])), list(itertools.combinations((later(x) for x in [1,2]), 2)), list(itertools.pairwise(later(x) for x in [1,2]))
sorted([2, 1], key=later), [2, 1].sort(key=later), min((later(x) for x in [1]), default=1)
heapq.merge([1], [2], key=later).__next__(), heapq.nsmallest(1, [2, 1], key=later)
bisect.bisect([1, 2], 1, key=later)
json.dumps(object(), default=lambda o: later(1)), json.loads('{"a": 1}', object_hook=later), json.loads('1.5', parse_float=later)
collections.Counter(later(x) for x in 'ab'), collections.deque(later(x) for x in 'ab'), collections.OrderedDict((later(x), 1) for x in 'ab')
collections.defaultdict(lambda: later(1))[0]
print(file=thing(write=lambda self, s: later(None)))
format(thing(__format__=lambda self, s: later('f'))), f"{thing(__str__=lambda self: later('f'))}", '%s' % thing(__str__=lambda self: later('f')), '{}'.format(thing(__str__=lambda self: later('f')))
'{0.a}'.format(thing(a=property(lambda self: later('f'))))
str(thing(__str__=lambda self: later('f'))), repr(thing(__repr__=lambda self: later('f'))), repr([thing(__repr__=lambda self: later('f'))]), repr({1: thing(__repr__=lambda self: later('f'))})
bool(thing(__bool__=lambda self: later(True))), len(thing(__len__=lambda self: later(1))), abs(thing(__abs__=lambda self: later(1)))
round(thing(__round__=lambda self: later(1))), divmod(thing(__divmod__=lambda self, o: later(1)), 1), pow(thing(__pow__=lambda self, o: later(1)), 1)
hash(thing(__hash__=lambda self: later(1)))
isinstance(1, type('M', (type,), {'__instancecheck__': lambda c, o: later(True)})('X', (), {})), issubclass(int, type('M', (type,), {'__subclasscheck__': lambda c, o: later(True)})('X', (), {}))
getattr(thing(a=property(lambda self: later(1))), 'a'), hasattr(thing(__getattr__=lambda self, n: later(1)), 'a'), setattr(thing(a=property(None, lambda self, v: later(v))), 'a', 1)
dir(thing(__dir__=lambda self: later(['a'])))
list(reversed(thing(__len__=lambda self: later(1), __getitem__=lambda self, i: later(1))))
1 in thing(__iter__=lambda self: (later(x) for x in [1])), list(thing(__getitem__=lambda self, i: [later(1)][i]))
[1, 2] == [1, thing(__eq__=lambda self, o: later(True))], [1, 2] < [1, thing(__gt__=lambda self, o: later(True))]
thing(__eq__=lambda self, o: later(True)) in [5], [5].index(thing(__eq__=lambda self, o: later(True))), [5].count(thing(__eq__=lambda self, o: later(True))), [5].remove(thing(__eq__=lambda self, o: later(True)))
type('F', (), {'__init_subclass__': classmethod(lambda cls, **k: later(None))}), type('G', (type('F', (), {'__init_subclass__': classmethod(lambda cls, **k: later(None))}),), {})
type('F', (), {'d': thing(__set_name__=lambda self, o, n: later(None))})
thing(__new__=lambda cls: later(object.__new__(cls)), __init__=lambda self: later(None))
copy.deepcopy([thing(__deepcopy__=lambda self, memo: later(1))])
functools.cached_property(lambda self: later(1)).func(1)
functools.lru_cache(later)(1)
functools.cmp_to_key(lambda a, b: later(0))(1) < functools.cmp_to_key(lambda a, b: later(0))(1)
sorted([2, 1], key=functools.cmp_to_key(lambda a, b: later(a - b)))
operator.methodcaller('f')(thing(f=lambda self: later(1))), operator.attrgetter('a.b')(thing(a=property(lambda self: later(self)), b=1))
exec('later(1)'), eval('later(1)'), dataclasses.make_dataclass('D', [('a', int, dataclasses.field(default_factory=lambda: later(1)))])()
math.floor(thing(__floor__=lambda self: later(1))), math.prod(later(x) for x in [1]), math.fsum(later(x) for x in [1.0])
random.Random(1).choices([1, 2], weights=(later(x) for x in [1, 2])), random.sample([later(x) for x in [1]], 1)
[*(later(x) for x in [1])], {**{later('a'): 1}}, print(*(later(x) for x in []), sep='', end='')
io.StringIO().writelines(later(x) for x in ['a'])
string.Template('$a').substitute(type('F', (dict,), {'__missing__': lambda self, k: later('x')})())
type('F', (dict,), {'__missing__': lambda self, k: later('x')})()['k']
[1, 2].extend(later(x) for x in [1]), {1}.update(later(x) for x in [1]), {}.update((later(x), 1) for x in [1]), {1} | {2}, {1}.union(later(x) for x in [1]), {1}.issubset(later(x) for x in [1])
(lambda a, *b: (a, b))(*(later(x) for x in [1, 2])), max(*(later(x) for x in [1, 2])), any(later(x) for x in [1]), all(later(x) for x in [1])
list(dict.fromkeys(later(x) for x in [1])), 'a'.join(map(later, 'bc')), 'abc'.translate(thing(__getitem__=lambda self, k: later('x')))
ExceptionGroup('x', [ValueError(1)]).split(lambda e: later(True))
ValueError(thing(__str__=lambda self: later('f'))).__str__()
compile('1', type('S', (str,), {})('x'), 'eval'), vars(thing(__dict__=property(lambda self: later({}))))
sum([[1]], thing(__add__=lambda self, o: later(1)))
`;

const CANNOT = String.raw`
repr(collections.deque([thing(__repr__=lambda self: later('f'))]))
repr({1: thing(__repr__=lambda self: later('f'))}.values())
int(thing(__int__=lambda self: later(1)))
float(thing(__float__=lambda self: later(1.5)))
range(thing(__index__=lambda self: later(1)))
[1, 2][thing(__index__=lambda self: later(1))]
'a' * thing(__index__=lambda self: later(1))
{thing(__hash__=lambda self: later(1)): 1}
math.sqrt(thing(__float__=lambda self: later(4.5)))
slice(1).indices(thing(__index__=lambda self: later(1)))
`;

function programWith(later: (value: unknown) => unknown): Module {
  return new VM({ modules: { host: { later } } }).run(PRELUDE);
}

const lines = (text: string): string[] => text.trim().split('\n');
const withoutAddresses = (text: unknown): string => String(text).replaceAll(/0x\w+/g, '0x');

describe('a script waits in', () => {
  const atOnce = programWith((value) => value);
  const later = programWith((value) => Promise.resolve(value));

  test.each(lines(WAITS))('%s', async (expression) => {
    const expected = atOnce.call('show', expression);
    const found = await later.callAsync('show', expression);
    expect(withoutAddresses(found)).toBe(withoutAddresses(expected));
  });

  test.each(lines(CANNOT))('but is told that it cannot in %s', async (expression) => {
    atOnce.call('show', expression);
    await expect(later.callAsync('show', expression)).rejects.toMatchObject({
      type: 'RuntimeError',
      message: "cannot wait for 'later' inside <lambda>()",
    });
  });
});
