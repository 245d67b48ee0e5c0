def f(): pass
def f(a): return
def f(a, b=1, *args, c, d=2, **kw): return a, b
def f(a, /): return *a, b
def f(a, /, b): pass
def f(a=1, /, b=2, *, c): pass
def f(a, b=1, /, c=2, *d, e, f=3, **g): pass
def f(*, a): pass
def f(*, a, b=1, c): pass
def f(*args): pass
def f(**kw): pass
def f(a, *, b, **kw,): pass
def f(a: int, b: str = 'x', *c: float, d: bytes = b'', **e: dict) -> list[int]: ...
def f(*args: *Ts): pass
def f(
    a,  # first
    b = lambda: 0,
    *,
    c = {1: 2},
):
    '''docstring'''
    def g(x):
        nonlocal a
        global h
        return x
    return g

def outer():
    yield
    yield 1
    yield 1, 2
    yield *a, b
    x = yield from y
    return (yield)

async def coro(a, *b):
    await a
    x = await b.c(d)[e]
    y = -await f ** 2
    async for i in a: pass
    async for i, j in a:
        break
    else:
        continue_ = 1
    async with a as b, c: pass
    async with (a as b, c):
        pass
    return [i async for i in a if await i], {i: j async for i, j in b}
    yield (await a)

class A: pass
class A(): x = 1
class A(B, C): y: int = 2; z = 3
class A(B, *C, metaclass=M, **kw):
    """doc"""
    x = 1

    def method(self): return super().method()

    @property
    def p(self): pass

    @p.setter
    def p(self, v): pass

    class Inner:
        pass

@a
def f(): pass
@a.b.c(1, x=2)
@d
class C: pass
@(lambda f: f)
@x[0]
@y := z
async def f(): pass
@a if b else c
@a @ b
def f(): pass

if 1:
    def f(): pass

    # a comment between
    class B:

        x = 1

        def g(self):
            if 1:
                pass
            # at another depth
        # and another

        y = 2
# done
lambda: 0
lambda a: a
lambda a, b=1, *c, d, e=2, **f: (a, b)
lambda a, /, b: a
lambda *, a: a
lambda *a, b: a
lambda a=lambda b: b, *, c=lambda: 1: a
lambda: (yield)
lambda: lambda: lambda x: x if x else lambda: y
lambda **k,: k
