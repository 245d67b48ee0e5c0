a; None; True; False; ...; _; match; case
a or b or c and d and not e
not not a
not a == b
a < b <= c == d != e > f >= g
a in b not in c is d is not e
a | b ^ c & d << e >> f + g - h * i / j // k % l @ m
-a ** -b ** c
--a; ~-+a; not -a
a ** b ** c
(a ** b) ** c
a - b - c
a - (b - c)
(a + b) * (c + d)
(a < b) < c
(a and b) and c
a and (b and c)
a if b else c
a if b else c if d else e
(a if b else c) if d else e
a if (b if c else d) else e
lambda: a if b else c
a or b if c and d else not e
f(); f(a); f(a,); f(a, b); f(*a); f(**a); f(a, *b, c, *d); f(a=1)
f(a, b, *c, d=1, *e, **f, g=2, **h)
f(x for x in y); f((x for x in y), 1); f(a, (x for x in y))
f(a := 1, b); f((a := 1)); f(a=b if c else d); f(lambda: 1, x=lambda y: z)
f(a)(b)[c].d(e)
f(await_=1)
a.b.c; a[b]; a[b, c]; a[b,]; a[:]; a[::]; a[1:]; a[:1]; a[1:2]; a[1:2:3]; a[::3]; a[:2:]
a[b:c, d]; a[...]; a[*b]; a[*b, c]; a[b, *c, d:e]; a[b := c]; a[lambda: x]; a[(b, c)]; a[b:c, d:e,]
a[-1]; a[b if c else d:e]; a[lambda: 1:2]
(); (a,); (a, b); (a, *b); (*a,); a,; a, b; (a); ((a)); ((a, b), c)
[]; [a]; [a,]; [a, b]; [*a]; [*a, b, *c]; [[a], [b]]
{}; {a: b}; {a: b,}; {a: b, c: d}; {**a}; {**a, b: c, **d}; {a}; {a,}; {a, b}; {*a}; {*a, b}
{a: b if c else d}; {a: lambda: b}; {(a): {b: c}}; {a := b}; {a: (b := c)}
[a for a in b]; [a for a in b if c]; [a for a in b if c if d]; [a for a in b for c in d if e]
[(a, b) for a, b in c]; [a for a, *b in c]; [a for a.b in c]; [a for a, in b]
[a if b else c for d in e]; [a := b for c in d]; [lambda: a for b in c]
[a for b in c or d if e and f]; [a for b in (lambda: c)]
{a for a in b}; {a: b for a, b in c}; {a: b for a in b for c in d}
(a for a in b); (a async for a in b)
((a for a in b) for c in (d for d in e))
(yield); (yield a); (yield a, b); (yield from a); [(yield)]
x = (yield)
(a := b); (a := b, c); [a := b, c]; (a := (b := c))
if a := b: pass
while (a := b) and c: pass
await_
print(a, file=b) ; print
(
    a
    +
    b  # comment

    , c
)
x = a + \
    b
y = \
  1
assert a, \
    b
f(
    a
)(
    b
)
a \
 .b
x = [
    1, 2,

    3,
    # nothing
]
f (a) [b] . c
a.match.case._
match.x = case[0] = _(1)
match = case = _ = 1
match, case = 1, 2
match(a); match[a]; match * a; match - a; match.a
match: int = 1
case(a, b); case: int
print_ = print
