"""A module docstring."""
from __future__ import annotations
import os, sys as system, a.b.c, a.b as ab
from . import one
from .. import two as deux, three
from ... import *
from .... import four
from .pkg.mod import (five, six as sechs,)
from pkg import (
    seven,  # a comment
    eight
)

x = 1
x = y = z = 2
a, b = b, a
a, = [1]
(a, b), [c, *d] = (1, 2), [3, 4, 5]
*a, b = range(3)
[a, b] = 1, 2
() = ()
[] = []
(a) = 1
((a, b)) = 1, 2
obj.attr = obj.other.attr = value
seq[0] = seq[1:2] = seq[a, b:c, ...] = value
f().x, g()[0] = 1, 2
x = yield
x = y = yield z
x += 1; y -= 2; z *= 3
x /= 1; x //= 2; x %= 3; x @= m; x **= 4
x &= 1; x |= 2; x ^= 3; x <<= 4; x >>= 5;
(x) += 1
obj.attr += yield
seq[i] **= 1, 2
n: int
n: int = 3
(n): int = 3
obj.attr: str = 'a'
seq[0]: list[int] = 1, 2
v: tuple = yield
pass
del a
del a, b.c, d[0]
del (a, b), [c, (d)]
del (a), []
assert x
assert x, 'message'
global g1, g2
raise
raise ValueError
raise ValueError('x') from None
*a, b
print(*a)

if a: pass
if a:
    b
elif c:
    d
elif e: f; g
else:
    h

while a: break
while a:
    if b: continue
    break
else:
    c

for i in range(3): pass
for i, (j, *k) in seq: i; j; k;
for x.y in z:
    pass
else:
    pass
for a[0] in *b, c:
    pass
for (a) in b: pass
for [a, b] in c: pass
for x, in y: pass

try: pass
finally: pass
try:
    a
except:
    b
try:
    a
except A:
    b
except (B, C) as d:
    e
except f.g():
    h
else:
    i
finally:
    j
try:
    a
except* A:
    b
except* (B, C) as d:
    e

with a: pass
with a as b: pass
with a as b, c, d as (e, f), g as h.i, j as k[0]:
    pass
with (a): pass
with (a as b): pass
with (a as b, c as d,):
    pass
with (a, b): pass
with (a, b) as c: pass
with (a), (b): pass
with (yield a): pass
with (a for a in b) as c: pass
with (a := b): pass
with (a := b, c): pass
with (a).b as c: pass
with (a)(b), c: pass
with (): pass
with (
    open('a') as f,
    open('b') as g
):
    pass
