// Ways out: to the host's objects by attributes, by names that mean something to JavaScript, by code in
// places where nobody expects it to run.
import { each, type Attack } from './attack.js';

/** Every name that an object of JavaScript has. */
const NAMES = `names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'then',
         'isPrototypeOf', '__defineGetter__', '__lookupGetter__', 'toJSON', 'caller', 'callee', 'arguments']\n`;

/** Objects of every kind. */
const OBJECTS = `def f(): yield
class C: pass
def code(): pass
import sys, math, json, types
objects = [None, True, 1, 2**70, 1.5, 'a', b'a', bytearray(b'a'), [], (), {}, set(), frozenset(), f, f(), C, C(),
           len, [].append, str.join, range(3), slice(1), object(), type, ..., NotImplemented, sys, math, json,
           code.__code__, iter([]), iter({}), zip(), map(len, []), ValueError(), property(), staticmethod(len),
           super(C, C()), {}.keys(), memoryview if False else None, types.SimpleNamespace(), sys._getframe()]\n`;

export const escapes: readonly Attack[] = [
  {
    name: 'names of JavaScript are no attributes',
    script: `${NAMES}${OBJECTS}found = [(type(o).__name__, n) for o in objects for n in names if hasattr(o, n)]\nprint(found)`,
    ends: null,
    prints: '[]\n',
  },
  {
    name: 'names of JavaScript are no methods of classes',
    script: `${NAMES}${OBJECTS}print([n for o in objects for n in names if n in dir(o) or n in dir(type(o))])`,
    ends: null,
    prints: '[]\n',
  },
  {
    name: 'names of JavaScript as keys',
    script: `${NAMES}d = {}\nprint([n for n in names if n in d])\nfor n in names: d[n] = n.upper()\nprint(all(d[n] == n.upper() for n in names), len(d) == len(names))\nfor n in names: del d[n]\nprint(d)\ns = set(names)\nprint(len(s) == len(names), '__proto__' in s)`,
    ends: null,
    prints: '[]\nTrue True\n{}\nTrue True\n',
  },
  {
    name: 'names of JavaScript as attributes',
    script: `${NAMES}class A: pass\na = A()\nfor n in names: setattr(a, n, n)\nprint(all(getattr(a, n) == n for n in names), list(a.__dict__) == names)\nfor n in names: setattr(A, n, 1)\nfor n in names: delattr(a, n)\nprint(all(getattr(a, n) == 1 for n in names))\nfor n in names: delattr(A, n)\nprint(any(hasattr(a, n) for n in names))`,
    ends: null,
    prints: 'True True\nTrue\nFalse\n',
  },
  {
    name: 'names of JavaScript as variables, keywords and globals',
    script: `def f(__proto__, constructor=1, **toString): return __proto__, constructor, toString\nprint(f(1, valueOf=2, hasOwnProperty=3))\n__proto__ = 5\nprint(globals()['__proto__'], 'constructor' in globals(), 'toString' in vars())\nclass A:\n    __proto__ = 1\n    def constructor(self): return 2\nprint(A.__proto__, A().constructor(), type('B', (), {'__proto__': 3}).__proto__)`,
    ends: null,
    prints: "(1, 1, {'valueOf': 2, 'hasOwnProperty': 3})\n5 False False\n1 2 3\n",
  },
  {
    name: 'names of JavaScript in slots, tuples with names, enumerations and JSON',
    script: `import collections, json\nclass A: __slots__ = ('__proto__', 'constructor')\na = A()\na.__proto__ = 1\nprint(a.__proto__, hasattr(a, 'constructor'))\nP = collections.namedtuple('P', 'constructor prototype')\nprint(P(1, 2).constructor)\nprint(json.loads('{"__proto__": {"x": 1}, "constructor": 2}'), hasattr({}, 'x'))\nprint(json.dumps({'__proto__': 1, 'toJSON': 2}))`,
    ends: null,
    prints: `1 False\n1\n{'__proto__': {'x': 1}, 'constructor': 2} False\n{"__proto__": 1, "toJSON": 2}\n`,
  },
  ...each(
    [
      'globalThis',
      'process',
      'require',
      'window',
      'Function',
      'eval("process.exit()")',
      'exec("globalThis.x = 1")',
      'len.__self__.__dict__["globalThis"]',
    ].map(
      (script) => `try: ${script}\nexcept (NameError, KeyError, AttributeError): raise LookupError`,
    ),
    'LookupError',
  ),
  ...each(
    [
      'import fs',
      'import process',
      'import node',
      'import child_process',
      'import "fs"'.replace(/"/g, ''),
      '__import__("node:fs")',
      '__import__("../host/vm")',
      'import importlib\nimportlib.import_module("fs")',
      'import ctypes',
      'import socket',
      'import subprocess',
    ],
    'ModuleNotFoundError',
  ),
  ...each(
    [
      '"{0.constructor}".format(1)',
      '"{0.__proto__}".format([])',
      '(1).constructor',
      '[].__proto__',
    ],
    'AttributeError',
  ),
  ...each(['open("/etc/passwd")', 'input.__globals__'], 'AttributeError').map((attack) => ({
    ...attack,
    script: `try: ${attack.script}\nexcept (NameError, OSError, AttributeError): raise AttributeError`,
  })),
  {
    name: 'a walk over everything that attributes lead to',
    script: `import types\nseen, todo, n = set(), [len, type, [], 'a', (lambda: 0), types], 0\nwhile todo and n < 3000:\n    o = todo.pop()\n    if id(o) in seen: continue\n    seen.add(id(o))\n    n += 1\n    for name in dir(o):\n        try: v = getattr(o, name)\n        except Exception: continue\n        if type(v).__name__ in ('Object', 'Function', 'Map', 'Array', 'undefined'): print(name)\n        if not isinstance(v, (int, str, float)): todo.append(v)\nprint(n > 1000)`,
    limits: { steps: 5_000_000 },
    ends: null,
    prints: 'True\n',
  },
  ...each(
    [
      'int.x = 1',
      'list.append = 1',
      'type.__call__ = None',
      'object.__eq__ = 1',
      'del str.join',
      'setattr(dict, "__getitem__", 1)',
    ],
    'TypeError',
  ),
];

export const reentrancy: readonly Attack[] = [
  ...each(
    [
      'def g():\n    yield next(h)\nh = g()\nnext(h)',
      'def g():\n    yield h.send(1)\nh = g()\nnext(h)',
      'def g():\n    yield h.close()\nh = g()\nnext(h)',
      'def g():\n    yield h.throw(ValueError)\nh = g()\nnext(h)',
      'def g():\n    yield from h\nh = g()\nnext(h)',
      'def g():\n    yield from list(h)\nh = g()\nnext(h)',
      'l = list(range(100))\ndef f(x):\n    l.append(1)\n    return x\nl.sort(key=f)',
    ],
    'ValueError',
  ),
  ...each(
    [
      'd = {i: i for i in range(10)}\nfor x in d: d[x + 100] = 1',
      'd = {i: i for i in range(10)}\nfor x in d: del d[x]',
      's = {1, 2, 3}\nfor x in s: s.add(x + 10)',
      'from collections import deque\nd = deque([1, 2])\nfor x in d: d.append(1)',
    ],
    'RuntimeError',
  ),
  ...each(
    [
      'l = [1, 2, 3]\nclass A:\n    def __eq__(self, o):\n        l.clear()\n        return False\nA() in l\nl.remove(A())',
      'l = []\nclass A:\n    def __index__(self):\n        l.clear()\n        return 0\nl.pop(A())',
    ],
    null,
  ).map((attack) => ({
    ...attack,
    script: `try:\n${attack.script.replace(/^/gm, '    ')}\nexcept (ValueError, IndexError): pass`,
  })),
  {
    name: 'a list that changes while it is compared',
    script:
      'class A:\n    def __eq__(self, o):\n        a.clear()\n        b.clear()\n        return True\na, b = [A(), A()], [A(), A()]\nprint(a == b, a, b)',
    ends: null,
    prints: 'True [] []\n',
  },
  {
    name: 'a set that changes while it is asked',
    script:
      'class A:\n    def __hash__(self): return 1\n    def __eq__(self, o):\n        s.clear()\n        return False\ns = {A()}\ns.add(A())\nprint(len(s) < 3)',
    ends: null,
    prints: 'True\n',
  },
  {
    name: 'a class that changes while it is asked',
    script:
      'class A:\n    def __getattr__(self, n):\n        del A.__getattr__\n        return 1\na = A()\nprint(a.x)\ntry: a.x\nexcept AttributeError: print("gone")',
    ends: null,
    prints: '1\ngone\n',
  },
  {
    name: 'an object that changes its class in its own method',
    script:
      'class B:\n    def f(self): return "B"\nclass A:\n    def f(self):\n        self.__class__ = B\n        return self.f()\nprint(A().f())',
    ends: null,
    prints: 'B\n',
  },
];

/** An exception of every callback comes out as itself. */
const callbacks = [
  'sorted([1, 2], key=boom)',
  '[2, 1].sort(key=boom)',
  'max([1, 2], key=boom)',
  'list(map(boom, [1]))',
  'list(filter(boom, [1]))',
  'import functools\nfunctools.reduce(boom, [1, 2])',
  'import functools\nsorted([1, 2], key=functools.cmp_to_key(boom))',
  'import functools\nfunctools.partial(boom)()',
  'import itertools\nlist(itertools.takewhile(boom, [1]))',
  'import itertools\nlist(itertools.groupby([1], boom))',
  'import itertools\nlist(itertools.starmap(boom, [(1,)]))',
  'import itertools\nlist(itertools.accumulate([1, 2], boom))',
  'list(iter(boom, 1))',
  'import collections\ncollections.defaultdict(boom)[1]',
  'import json\njson.dumps(object(), default=boom)',
  'import json\njson.loads("{}", object_hook=boom)',
  'class A: __hash__ = boom\n{A()}',
  'class A:\n    __eq__ = boom\n    __hash__ = lambda s: 1\n{A(), A()}',
  'class A: __lt__ = boom\nsorted([A(), A()])',
  'class A: __bool__ = boom\nany([A()])',
  'class A: __len__ = boom\nlen(A())',
  'class A: __iter__ = boom\n[*A()]',
  'class A:\n    __iter__ = lambda s: s\n    __next__ = boom\ndict(A())',
  'class A: __getitem__ = boom\nlist(A())',
  'class A: __repr__ = boom\nrepr([A()])',
  'class A: __str__ = boom\n"%s" % A()',
  'class A: __format__ = boom\nf"{A()}"',
  'class A: __index__ = boom\n[1][A()]',
  'class A: __contains__ = boom\n1 in A()',
  'class A: __getattr__ = boom\nA().x',
  'class A: __init_subclass__ = boom\nclass B(A): pass',
  'class M(type): __instancecheck__ = boom\nclass A(metaclass=M): pass\nisinstance(1, A)',
  'class M(type): __prepare__ = boom\nclass A(metaclass=M): pass',
  'class A: __enter__ = boom; __exit__ = boom\nwith A(): pass',
  'class A: __missing__ = boom\nclass D(dict): __missing__ = boom\nD()[1]',
  '@boom\ndef f(): pass',
  'import sys\nclass S: write = boom\nsys.stdout = S()\nprint(1)',
];

export const callbackExceptions: readonly Attack[] = callbacks.map((script) => ({
  name: script,
  script: `def boom(*args, **keywords): raise ZeroDivisionError\n${script}`,
  ends: 'ZeroDivisionError',
}));
