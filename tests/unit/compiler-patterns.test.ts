// Faults of patterns that the compiler finds: names bound twice, what can never be reached, keys and
// attributes that are repeated. What they are called and where they lie is asked of python3.
import { test } from 'vitest';
import { expectSameVerdicts } from '../support/verdicts.js';

/** A `match` statement with these clauses, each followed by `pass`. */
function clauses(...patterns: string[]): string {
  return ['match x:', ...patterns.map((pattern) => `  case ${pattern}: pass`), ''].join('\n');
}

test('patterns that the compiler refuses, and their neighbours that it takes', () => {
  expectSameVerdicts([
    // Names bound more than once.
    clauses('[a, a]'),
    clauses('[a, [b, (c, a)], d]'),
    clauses('[a, *a]'),
    clauses('[a, *_, _, *b]'),
    clauses('[*_, _, _]'),
    clauses('a as a'),
    clauses('(1 as a) as a'),
    clauses("{'k': a, 'l': a}"),
    clauses("{'k': a, **a}"),
    clauses('P(a, b=a)'),
    clauses('P(a=1, b=a, c=[a])'),
    clauses('[a, (1 as a) | (2 as a), 4]'),
    // Alternatives.
    clauses('(1 as a) | [b]'),
    clauses('[a, b] | [b, a]'),
    clauses('[a, b] | [b, c]'),
    clauses('[a] | [_]'),
    clauses('1 | [a]'),
    clauses("[a, 1] | {'a': a} | P(a=a)"),
    clauses('[[a | 1, 2]]'),
    clauses('[(a | b)]'),
    // What makes the rest unreachable.
    clauses('a', '1'),
    clauses('_', '1'),
    clauses('a if a', '1'),
    clauses('1', 'a', '_'),
    clauses('1', 'a'),
    clauses('1', '_'),
    clauses('1', '_', '2'),
    clauses('1', '_ if x', '2'),
    clauses('a | 1'),
    clauses('1 | _ | 2'),
    clauses('1 | _', '2'),
    clauses('1 | a', '2'),
    clauses('_ | 1 if x'),
    clauses('(a as b)', '1'),
    clauses('((a)) as b if a', '1'),
    clauses('(1 | _) as b', '1'),
    clauses('[_]', '[a]', '{}', 'P(a)', '1'),
    // Mappings.
    clauses("{'a': 1, 'a': 2}"),
    clauses("{'a': 1, 'b': 2, 'a' '': 3}"),
    clauses('{1: a, True: b}'),
    clauses('{1: a, 1.0: b}'),
    clauses('{0: a, -0: b, False: c}'),
    clauses('{-1: a, -1: b}'),
    clauses("{b'a': a, 'a': b, b'a': c}"),
    clauses('{None: a, None: b}'),
    clauses('{10000000000000000000000: a, 1e22: b}'),
    clauses('{a.b: 1, a.b: 2}'),
    clauses('{a: 1}'),
    clauses('{**a, 1: 2}'),
    clauses('{**_}'),
    clauses("{'a': 1, **rest,}"),
    // Classes.
    clauses('P(a=1, b=2, a=3)'),
    clauses('P(a=1, b=2, b=3, a=[4, 5])'),
    clauses('P(a=1, 2)'),
    clauses('P(1, a=2,)'),
    clauses('p.P()'),
    clauses('p().P()'),
    // __debug__
    clauses('__debug__'),
    clauses('[1, __debug__]'),
    clauses('[*__debug__]'),
    clauses('{**__debug__}'),
    clauses('P(__debug__=1)'),
    clauses('P(a=1, __debug__=1)'),
    clauses('1 as __debug__'),
    clauses('a.__debug__'),
    // Scopes.
    `def f():\n  match x:\n    case a: pass\n  global a`,
    `def f():\n  global a\n  match x:\n    case [a]: pass`,
    `def f(a):\n  match x:\n    case [a]: nonlocal a`,
    `def f():\n  match x:\n    case {'a': a.b, **c}: pass\n  nonlocal c`,
    `match x:\n  case a: return 1`,
    `match x:\n  case a if (yield): pass`,
    `for y in z:\n  match x:\n    case 1: break\n    case 2: continue`,
    `match x:\n  case 1: break`,
  ]);
});
