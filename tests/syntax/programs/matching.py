match x:
    case 1: pass
    case -1 | 2.5 | -3j | 1 + 2j | -1.5 - 2j: pass
    case 'a' | 'b' 'c' | b'd' | r'\e': pass
    case None | True | False: pass
    case _: pass
match x, y:
    case a, b: pass
    case a, *_: pass
    case *a, b: pass
    case *_, : pass
    case a,: pass
match *x, y:
    case (a, b) | [a, b]: pass
    case (): pass
    case []: pass
    case (a): pass
    case (a,): pass
    case [a]: pass
    case [a, *b, c]: pass
    case [*_]: pass
    case ((a, b), [c]): pass
    case (a | b): pass
match (x):
    case {}: pass
    case {'a': 1}: pass
    case {'a': a, -1: b, c.d: e, None: f, 1 + 2j: g}: pass
    case {'a': 1, **rest}: pass
    case {**rest}: pass
    case {**rest,}: pass
    case {'a': {'b': [c, *d]},}: pass
match x:
    case A(): pass
    case A(1): pass
    case A(a, b, c=1, d=e,): pass
    case a.b.C(d=[e, f]): pass
    case A(x=B(y=_)): pass
    case a.b: pass
    case a.b.c: pass
    case a as b: pass
    case (a as b) as c: pass
    case A(x) | B(x) as c: pass
    case [a as b, (c as d)]: pass
    case {'a': b as c}: pass
    case x if x > 1: pass
    case x, y if (z := x): pass
    case match: pass
    case case: pass
    case match(): pass
match = 1
match (x, y): 
    case _:
        match z:
            case _: pass
match match:
    case case: case
match -x:
    case _: pass
match [a, b]:
    case _: pass
match {a: b}:
    case _: pass
match not x:
    case _: pass
match lambda: x:
    case _: pass
match await_, *b:
    case _: pass
match x := y:
    case _: pass
match(x)
match[x]
match (x)
match (x).y
match.x
match -x
match * x
match, x = 1, 2
match: x
match = case
if match: match
for match in case: _
