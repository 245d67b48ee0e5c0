// The Python that random programs call. A program carries the pieces it uses, so that it can be read
// and run on its own; or all of them, so that they have to be compiled only once for many programs.

interface Piece {
  readonly source: string;
  /** Whether a program has it only if it uses it. */
  readonly dear?: boolean;
  readonly needs?: readonly string[];
}

const PIECES: Readonly<Record<string, Piece>> = {
  sys: { source: 'import sys' },

  Odd: { source: `class Odd(Exception):\n    pass` },

  Late: { source: `class Late(ValueError):\n    pass` },

  stored: {
    needs: ['Odd'],
    source: `stored = [ValueError("first"), Odd("second"), StopIteration("third")]`,
  },

  budget: { source: `budget = [16]` },

  more: {
    needs: ['budget'],
    source: `
def more(test=True):
    budget[0] -= 1
    return budget[0] > 0 and test`,
  },

  box: {
    source: `
class Box:
    def __init__(self):
        self.items = {0: 0}

    def __getitem__(self, key):
        return self.items[key]

    def __setitem__(self, key, value):
        print("set", key, value)
        self.items[key] = value

    def __delitem__(self, key):
        print("delete", key)
        del self.items[key]

    @property
    def at(self):
        return self.items.get("at", 0)

    @at.setter
    def at(self, value):
        self["at"] = value


box = Box()`,
  },

  // Makes a decorator.
  traced: {
    source: `
def traced(value=None):
    def decorate(function):
        def call(*args, **named):
            print("call", function.__name__, value)
            try:
                return function(*args, **named)
            finally:
                print("called", function.__name__)
        return call
    return decorate`,
  },

  // The base of a class, whatever the value is.
  Base: {
    source: `
class Base:
    def __init_subclass__(cls, **named):
        print("subclass", cls.__name__, named)`,
  },

  managed: {
    dear: true,
    needs: ['keep'],
    source: `
from contextlib import contextmanager
managed = contextmanager(keep)`,
  },

  // The same, but that it keeps nothing.
  managing: {
    dear: true,
    needs: ['first'],
    source: `
from contextlib import contextmanager
managing = contextmanager(first)`,
  },

  ExitStack: { dear: true, source: `from contextlib import ExitStack` },

  pushed: {
    needs: ['explain', 'handled'],
    source: `
def pushed(swallows, function):
    def exit(kind, value, trace):
        print("pushed", kind, explain(value), trace is None, handled())
        print("pushed", function())
        return swallows
    return exit`,
  },

  first: { source: `def first(value=None, *rest, **named):\n    return value` },

  gens: { source: `gens = []` },

  keep: {
    needs: ['gens'],
    source: `
def keep(generator):
    gens.append(generator)
    return generator`,
  },

  pick: {
    needs: ['gens'],
    source: `def pick(n):\n    return gens[n % len(gens)]`,
  },

  agens: { source: `agens = []` },

  akeep: {
    needs: ['agens'],
    source: `
def akeep(generator):
    agens.append(generator)
    return generator`,
  },

  apick: {
    needs: ['agens'],
    source: `def apick(n):\n    return agens[n % len(agens)]`,
  },

  state: {
    source: `
def state(generator):
    kind = type(generator).__name__
    prefix = {"generator": "gi_", "coroutine": "cr_", "async_generator": "ag_"}.get(kind)
    if prefix is None:
        return kind
    frame = getattr(generator, prefix + "frame")
    line = None if frame is None else frame.f_lineno
    inner = getattr(generator, prefix + ("yieldfrom" if prefix == "gi_" else "await"))
    suspended = getattr(generator, prefix + "suspended", None)
    return (line, getattr(generator, prefix + "running"), suspended, type(inner).__name__)`,
  },

  // What an exception shows of itself: class, arguments, the lines it passed, where it came from.
  explain: {
    source: `
def explain(error, depth=0):
    if error is None or depth > 5:
        return "-"
    lines = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == explain.__code__.co_filename:
            lines.append(code.co_name + ":" + str(trace.tb_lineno))
        trace = trace.tb_next
    text = type(error).__name__ + repr(error.args) + "<" + " ".join(lines) + ">"
    if error.__cause__ is not None:
        text += " from " + explain(error.__cause__, depth + 1)
    if error.__suppress_context__:
        text += " suppressing"
    if error.__context__ is not None:
        text += " in " + explain(error.__context__, depth + 1)
    return text`,
  },

  report: {
    needs: ['explain'],
    source: `def report(where, error):\n    print(where, "raised", explain(error))`,
  },

  handled: {
    needs: ['sys', 'explain'],
    source: `def handled():\n    return explain(sys.exc_info()[1])`,
  },

  finish: {
    needs: ['gens', 'report', 'state'],
    source: `
def finish():
    for n, generator in enumerate(gens):
        print("finish", n, state(generator))
        for _ in range(6):
            try:
                print(generator.close())
                break
            except BaseException as error:
                report(n, error)`,
  },

  // The same for asynchronous generators.
  afinish: {
    needs: ['agens', 'report', 'state'],
    source: `
def afinish():
    for n, generator in enumerate(agens):
        print("finish", n, state(generator))
        for _ in range(6):
            step = generator.aclose()
            try:
                while True:
                    print(step.send(None))
            except StopIteration as end:
                print(end.value)
                break
            except BaseException as error:
                report(n, error)`,
  },

  // What can be thrown into a generator. What is no exception is not thrown into one that runs or
  // delegates: that confuses CPython about its state (docs/differences.md).
  throwable: {
    source: `
def throwable(generator, value):
    if isinstance(value, BaseException):
        return value
    kind = type(generator).__name__
    prefix = {"generator": "gi_", "coroutine": "cr_", "async_generator": "ag_"}.get(kind)
    if prefix is None:
        return value
    if getattr(generator, prefix + "running"):
        return ValueError("running")
    inner = getattr(generator, prefix + ("yieldfrom" if prefix == "gi_" else "await"))
    return value if inner is None else ValueError("delegating")`,
  },

  // What can be thrown into. What delegates while it runs would be confused (docs/differences.md).
  steady: {
    source: `
def steady(generator):
    kind = type(generator).__name__
    prefix = {"generator": "gi_", "coroutine": "cr_"}.get(kind)
    if prefix is not None and getattr(generator, prefix + "running"):
        inner = getattr(generator, prefix + ("yieldfrom" if prefix == "gi_" else "await"))
        if inner is not None:
            raise ValueError("delegating")
    return generator`,
  },

  named: { source: `def named(value):\n    return type(value).__name__` },

  bag: { source: `bag = []` },

  shelf: { source: `shelf = {}` },

  // Once: what is found later is in an order that the collector has left (docs/differences.md).
  collect: {
    source: `
import gc
collections = []
def collect():
    if not collections:
        collections.append("begun")
        gc.collect()`,
  },

  started: {
    source: `
def started(generator):
    try:
        if hasattr(generator, "__anext__"):
            generator.__anext__().send(None)
        else:
            generator.send(None)
    except BaseException as error:
        print("start", type(error).__name__)
    return generator`,
  },

  Thing: {
    needs: ['bag'],
    source: `
class Thing:
    def __init__(self, manner, name, held=None):
        self.manner = manner
        self.name = name
        self.held = held

    def __repr__(self):
        return "<thing " + str(self.name) + ">"

    def __del__(self):
        print("end of", self, type(self.held).__name__)
        if self.manner == 1:
            bag.append(self)
        elif self.manner == 2:
            raise KeyError(self.name)
        elif self.manner == 3:
            print(self, next(self.held))
        elif self.manner == 4:
            self.held = None
            print(self, "holds nothing")`,
  },

  Node: {
    source: `
class Node:
    def __init__(self, held):
        self.held = held

    def __repr__(self):
        return "<node>"

    def get(self):
        return self.held`,
  },

  spot: { needs: ['Node'], source: `spot = Node(None)` },

  enclosed: {
    source: `
def enclosed(value):
    def inner():
        return value
    return inner`,
  },

  cycle: {
    needs: ['Node'],
    source: `
def cycle(value):
    node = Node(value)
    node.me = node
    return node`,
  },

  watched: {
    dear: true,
    source: `
import weakref
watches = []
def watched(value, name):
    watches.append(weakref.ref(value, lambda reference: print("gone", name, reference())))
    return value`,
  },

  entered: {
    dear: true,
    needs: ['managing'],
    source: `
def entered(generator):
    manager = managing(generator)
    print("entered", manager.__enter__())
    return manager`,
  },

  let_go: {
    needs: ['gens', 'agens', 'bag', 'shelf', 'spot', 'collect'],
    source: `
def let_go():
    print("let go of gens")
    gens.clear()
    print("let go of agens")
    agens.clear()
    print("let go of shelf")
    shelf.clear()
    print("let go of spot")
    spot.at = None
    print("let go of bag")
    bag.clear()
    print("collect")
    collect()
    print("done")`,
  },

  wait: {
    source: `
class wait:
    def __init__(self, value=None):
        self.value = value

    def __repr__(self):
        return "<wait>"

    def __await__(self):
        return (yield self.value)`,
  },

  // Awaits an iterator that is no generator.
  Awaitable: {
    source: `
class Awaitable:
    def __init__(self, iterator):
        self.iterator = iterator

    def __await__(self):
        return self.iterator`,
  },

  Manager: {
    needs: ['handled', 'explain'],
    source: `
class Manager:
    def __init__(self, name, swallows=(), enter=None, exit=None, then=None):
        self.name = name
        self.swallows = swallows
        self.enter = enter
        self.exit = exit
        self.then = then

    def __repr__(self):
        return "<" + self.name + ">"

    def __enter__(self):
        print("enter", self.name)
        if self.enter is not None:
            raise self.enter
        return self

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind, explain(value), trace is None, handled())
        if self.then is not None:
            print("then", self.then())
        if self.exit is not None:
            raise self.exit
        return isinstance(value, self.swallows)`,
  },

  AsyncManager: {
    needs: ['Manager', 'wait'],
    source: `
class AsyncManager(Manager):
    async def __aenter__(self):
        print("waited", await wait(self.name + " enters"))
        return self.__enter__()

    async def __aexit__(self, *args):
        print("waited", await wait(self.name + " exits"))
        return self.__exit__(*args)`,
  },

  // Iterators that are no generators, with less or more of a generator's methods.
  Steps: {
    source: `
class Steps:
    def __init__(self, count, manner=0, inner=()):
        self.left = count
        self.manner = manner
        self.inner = iter(inner)

    def __repr__(self):
        return "<steps>"

    def __iter__(self):
        if self.manner == 7:
            raise ValueError("iter")
        return self

    def __next__(self):
        if self.left == 0:
            if self.manner == 6:
                raise KeyError("end")
            raise StopIteration(self.manner)
        self.left -= 1
        return self.left`,
  },

  SendSteps: {
    needs: ['Steps'],
    source: `
class SendSteps(Steps):
    def send(self, value):
        print("sent", value)
        return self.__next__()`,
  },

  ThrowSteps: {
    needs: ['SendSteps', 'handled'],
    source: `
class ThrowSteps(SendSteps):
    def throw(self, *args):
        print("thrown", [repr(arg) for arg in args], handled())
        if self.manner == 1:
            return self.__next__()
        if self.manner == 2:
            raise StopIteration("thrown")
        if self.manner == 3:
            raise KeyError("thrown")
        raise args[0]`,
  },

  CloseSteps: {
    needs: ['ThrowSteps', 'handled'],
    source: `
class CloseSteps(ThrowSteps):
    def close(self):
        print("closing", handled())
        if self.manner == 4:
            raise KeyError("closing")
        if self.manner == 5:
            raise GeneratorExit("closing")`,
  },

  Rows: {
    source: `
class Rows:
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        try:
            for n in range(self.count):
                yield n
        finally:
            print("end of rows", self.count)`,
  },

  // An object of which everything one does resumes a generator.
  Hub: {
    needs: ['pick'],
    source: `
class Hub:
    def __init__(self, n):
        self.n = n

    def next(self, default=None):
        return next(pick(self.n), default)

    def __repr__(self):
        return "<hub>"

    def __add__(self, other):
        return self.next()

    def __radd__(self, other):
        return self.next()

    def __neg__(self):
        return next(pick(self.n))

    def __eq__(self, other):
        return self.next()

    def __gt__(self, other):
        return self.next()

    def __bool__(self):
        return self.next(True) is not None

    def __len__(self):
        return self.next(2)

    def __format__(self, spec):
        return str(self.next("formatted"))

    def __getitem__(self, key):
        return pick(self.n).send(key)

    def __contains__(self, item):
        return self.next(item)

    def __iter__(self):
        return pick(self.n)

    def __call__(self, value):
        return pick(self.n).send(value)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return next(pick(self.n))`,
  },

  // The lookup of its methods fails, in one way or another.
  Shy: {
    needs: ['Steps'],
    source: `
class Shy(Steps):
    def __getattr__(self, name):
        print("looking for", name)
        if self.manner % 2 == 0:
            raise AttributeError(name)
        raise KeyError(name)`,
  },

  // Passes everything on to another iterator.
  Relay: {
    needs: ['Steps'],
    source: `
class Relay(Steps):
    def __next__(self):
        return next(self.inner)

    def send(self, value):
        return self.inner.send(value)

    def throw(self, *args):
        return self.inner.throw(*args)

    def close(self):
        return self.inner.close()`,
  },
};

const ORDER = Object.keys(PIECES);

/** The source of the named pieces and of those they need, ready to stand before a program. */
export function helperSource(names: Iterable<string>): string {
  return `${sourceOf(needed(names))}\n\n\n`;
}

/** All pieces but those that are dear. */
export const ALL_HELPERS = helperSource(ORDER.filter((name) => PIECES[name]!.dear !== true));

/** The dear ones among the named pieces, to stand behind all the others. */
export function dearHelperSource(names: Iterable<string>): string {
  const dear = [...needed(names)].filter((name) => PIECES[name]!.dear === true);
  return dear.length === 0 ? '' : `${sourceOf(new Set(dear))}\n\n\n`;
}

function needed(names: Iterable<string>): Set<string> {
  const wanted = new Set<string>();
  const want = (name: string): void => {
    const piece = PIECES[name];
    if (piece === undefined) throw new Error(`there is no helper '${name}'`);
    for (const need of piece.needs ?? []) want(need);
    wanted.add(name);
  };
  for (const name of names) want(name);
  return wanted;
}

function sourceOf(wanted: ReadonlySet<string>): string {
  let text = '';
  for (const name of ORDER) {
    if (!wanted.has(name)) continue;
    const source = PIECES[name]!.source.trim();
    const isBlock = /^(class|def) /.test(source);
    text += isBlock ? `\n\n${source}\n\n` : `${source}\n`;
  }
  return text.replace(/\n{4,}/g, '\n\n\n').trim();
}
