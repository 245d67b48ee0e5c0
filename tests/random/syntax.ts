// What a random program is made of, before it has names, indentation or legality.
//
// Nothing here refers to anything by name: a variable, function, generator or exception is a number,
// which the renderer (render.ts) takes modulo what exists at that place. A `yield` outside a
// generator, a `break` outside a loop are rendered as something legal. So any part of a program may
// be replaced by any other part of the same type, as shrinking does, and it is still a program.

/** Classes a program raises. The renderer knows how they are spelled. */
export const RAISED = [
  'ValueError',
  'KeyError',
  'Odd',
  'Late',
  'StopIteration',
  'GeneratorExit',
  'RuntimeError',
  'StopAsyncIteration',
] as const;

/** Classes an `except` clause or a context manager names; the first is the bare `except:`. */
export const CAUGHT = [
  '',
  'Exception',
  'ValueError',
  'LookupError',
  'Odd',
  'GeneratorExit',
  'StopIteration',
  'RuntimeError',
  'TypeError',
  'StopAsyncIteration',
  'BaseException',
  // No exception at all.
  '1',
] as const;

export const OPERATORS = ['', 'and', 'or', 'if', '+', '-', '*', '%', 'is', 'in'] as const;
export const COMPARISONS = ['==', '!=', 'not in', '<', 'in'] as const;
export const BRACKETS = ['', '[', '(', '{', ':', 'f', 's'] as const;
export const COMPREHENSIONS = ['[', '{', ':', '('] as const;
export const RESUMPTIONS = ['next', 'send', 'throw', 'close', 'default'] as const;
/** Ways to use up an iterable, which stands for `$`. */
export const CONSUMERS = [
  'list($)',
  'tuple($)',
  'sum($)',
  'sum($, 1)',
  'sorted($)',
  'sorted($, key=lambda item: 0)',
  'any($)',
  'all($)',
  'max($)',
  'max($, key=first)',
  'min($, default=3)',
  'dict($)',
  'dict.fromkeys($)',
  'dict(zip($, [1, 2]))',
  'next(iter($), None)',
  '[*$]',
  '(*$, 0)',
  'len({*$})',
  'first(*$)',
  'first(0, *$)',
  "'-'.join($)",
  '(0 in $)',
  '[0].extend($)',
] as const;
/** Iterators over another. */
export const ADAPTERS = [
  'iter($)',
  'enumerate($)',
  'enumerate($, 1)',
  "zip($, 'abc')",
  'zip([1, 2], $)',
  'map(first, $)',
  'map(first, $, [1, 2])',
  'filter(None, $)',
  'filter(first, $)',
  'reversed(list($))',
] as const;
/** Iterators over what a generator gives to the calls of one of its methods. */
export const CALLERS = [
  'iter(#.__next__, 1)',
  'map(#.send, [None, 1])',
  'map(next, [#, #])',
] as const;
export const OBSERVATIONS = ['handled', 'state', 'error', 'closure'] as const;
/** Patterns of `case`. Those from `IRREFUTABLE` on match everything. */
export const PATTERNS = [
  '0',
  '1 | 2',
  "'s' | None",
  'int()',
  'str() as x',
  '[x, *_]',
  '(x, y)',
  '{0: x}',
  '_',
  'y',
] as const;
export const IRREFUTABLE = 8;
/** Targets of an assignment that unpacks. */
export const UNPACKINGS = [
  'x, y',
  'x, *y',
  '*x, y',
  '[x, y]',
  'x, (y, *z)',
  '(x, box[0]), *y',
  'box[1], box.at',
] as const;
export const ASSIGNMENTS = ['=', '+=', '-=', '*=', '//='] as const;
/** Where the end of a `while` loop is decided. */
export const WHILES = ['test', 'and', 'bound', 'endless'] as const;
/** Ways a class-based iterator takes part in a delegation. */
export const ITERATORS = [
  'Steps',
  'SendSteps',
  'ThrowSteps',
  'CloseSteps',
  'Relay',
  'Shy',
] as const;

/** What an expression does with a hub, `#`, and a value, `$`. */
export const HUB_USES = [
  '#',
  '(# + $)',
  '($ + #)',
  '(# == $)',
  '($ < #)',
  '(not #)',
  'len(#)',
  '#[$]',
  '($ in #)',
  '#($)',
  '#.value',
  'first(*#)',
  "f'{#}'",
  '-#',
] as const;

/** Things that end with their last reference; `$` is what they hold, `~` a new generator, started. */
export const LIVING = [
  '~',
  '~.send',
  'Thing(#, $)',
  'Node($)',
  'Node($).get',
  '[$, ~]',
  '(lambda p=$: p)',
  'enclosed($)',
  'cycle($)',
  'watched(Node($), #)',
  'watched(~, #)',
  'entered(~)',
] as const;

/** What is left to the end of a process. */
export const LEFT = [
  'started(iter(Rows(2)))',
  'Thing(0, #, $)',
  'Node($)',
  '[$]',
  '{0: $}',
  '(lambda p=$: p)',
  'enclosed($)',
  'started(iter(Rows(3))).send',
] as const;

/** Statements that let go of something; `$` is a value, `#` a small number. */
export const DROPS = [
  'bag.append($)',
  'bag[#:] = [$]',
  'bag[:#] = []',
  'del bag[#:]',
  'if bag: bag.pop()',
  'if bag: bag.pop(0)',
  'if bag: bag[0] = $',
  'bag.clear()',
  'shelf[#] = $',
  'shelf.pop(#, None)',
  'if # in shelf: del shelf[#]',
  'if shelf: shelf.popitem()',
  'print(shelf.setdefault(#, $) is None)',
  'shelf.clear()',
  'spot.at = $',
  'spot.at = None',
  'if gens: gens.pop()',
  'del gens[#:]',
  'del gens[:#]',
  'collect()',
] as const;

export type Expr =
  | { kind: 'constant'; which: number }
  | { kind: 'name'; which: number }
  | { kind: 'yield'; value: Expr | null }
  | { kind: 'delegate'; source: Source }
  | { kind: 'observe'; what: (typeof OBSERVATIONS)[number]; which: number }
  /** Without an operator only the left side is there. */
  | { kind: 'operation'; operator: (typeof OPERATORS)[number]; left: Expr; right: Expr }
  | { kind: 'negation'; times: number; value: Expr }
  | { kind: 'comparison'; first: Expr; rest: Comparison[] }
  /** Without brackets only the first item is there; `s` is a slice of a list. */
  | { kind: 'display'; brackets: (typeof BRACKETS)[number]; items: Item[]; tall: boolean }
  | { kind: 'call'; which: number; arguments: Item[]; tall: boolean }
  | {
      kind: 'resume';
      how: (typeof RESUMPTIONS)[number];
      which: number;
      value: Expr;
      error: Raising;
    }
  | { kind: 'consume'; by: (typeof CONSUMERS)[number]; source: Source }
  | { kind: 'comprehension'; brackets: (typeof COMPREHENSIONS)[number]; loop: Comprehension }
  | { kind: 'binding'; which: number; value: Expr }
  /** A function with a default that is evaluated outside, called at once. */
  | { kind: 'lambda'; default: Expr; value: Expr }
  /** An object whose special methods resume a generator, and one way to make it do that. */
  | { kind: 'hub'; which: number; use: (typeof HUB_USES)[number]; value: Expr }
  /** Only its value, or nothing, in a program that drops nothing; so is the next. */
  | { kind: 'living'; form: (typeof LIVING)[number]; which: number; value: Expr }
  /** A source as a value. */
  | { kind: 'iterable'; source: Source };

export interface Comparison {
  operator: (typeof COMPARISONS)[number];
  operand: Expr;
}

export interface Item {
  value: Expr;
  starred: boolean;
  keyword: boolean;
}

export interface Comprehension {
  element: Expr;
  source: Source;
  condition: Expr | null;
  /** A second `for` inside the first. */
  inner: Source | null;
}

/** Whatever is iterated. */
export type Source =
  | { kind: 'items'; count: number }
  | { kind: 'range'; count: number }
  | { kind: 'fresh'; which: number; arguments: Item[]; kept: boolean }
  | { kind: 'old'; which: number }
  | {
      kind: 'object';
      class: (typeof ITERATORS)[number];
      count: number;
      /** How its `throw` and `close` behave. */
      manner: number;
      inner: Source;
    }
  | { kind: 'expression'; loop: Comprehension }
  | { kind: 'adapted'; by: (typeof ADAPTERS)[number]; source: Source }
  | { kind: 'called'; by: (typeof CALLERS)[number]; which: number }
  /** An object whose `__iter__` is a generator function. */
  | { kind: 'rows'; count: number }
  /** The generator function that this is in, once more. */
  | { kind: 'again' }
  /** A generator that a lambda is. */
  | { kind: 'lambda'; value: Expr; times: number }
  | { kind: 'value'; value: Expr };

/** An exception as `raise` and `throw` are given it. */
export interface Raising {
  /** `class`, an instance made there, one made at the start of the program, or a variable. */
  form: 'instance' | 'class' | 'stored' | 'variable' | 'untraced' | 'parts';
  which: number;
}

export interface Handler {
  classes: number[];
  named: boolean;
  /** Evaluated with the class, when the handler is tried. */
  extra: Expr | null;
  body: Stmt[];
}

export interface Manager {
  /** An object of a class of its own, or a generator that `contextmanager` makes one of. */
  form: 'class' | 'generator';
  /** Which generator function. */
  which: number;
  /** Index into CAUGHT of what its `__exit__` swallows; 0: nothing. */
  swallows: number;
  /** The method that raises, if one does. */
  fails: '' | 'enter' | 'exit' | 'neither';
  error: number;
  target: Target | null;
  /** An argument, and what `__exit__` evaluates. */
  argument: Expr | null;
  then: Expr | null;
}

/** What is assigned to: a variable, or, with an index or as an attribute, a part of the box. */
export interface Target {
  which: number;
  index: Expr | null;
  attribute: boolean;
}

export type Stmt =
  | { kind: 'pass' }
  | { kind: 'print'; values: Expr[] }
  | { kind: 'expression'; value: Expr }
  /** A print inside `try … except BaseException`, which reports. */
  | { kind: 'attempt'; value: Expr }
  | {
      kind: 'assign';
      target: Target;
      /** A second target, before the first. */
      also: Target | null;
      operator: (typeof ASSIGNMENTS)[number];
      value: Expr;
    }
  | { kind: 'unpack'; form: (typeof UNPACKINGS)[number]; source: Source }
  | { kind: 'delete'; which: number; index: Expr | null }
  /** Nothing, in a program that drops nothing. */
  | { kind: 'drop'; form: (typeof DROPS)[number]; which: number; value: Expr }
  | { kind: 'forget'; which: number }
  | { kind: 'assert'; value: Expr; message: Expr | null }
  /** Without a test, source, handler or manager, a compound statement is its body alone. */
  | { kind: 'if'; test: Expr | null; body: Stmt[]; otherwise: Stmt[] }
  | { kind: 'for'; target: Target; source: Source | null; body: Stmt[]; otherwise: Stmt[] }
  | {
      kind: 'while';
      form: (typeof WHILES)[number];
      test: Expr | null;
      body: Stmt[];
      otherwise: Stmt[];
    }
  | { kind: 'try'; body: Stmt[]; handlers: Handler[]; otherwise: Stmt[]; final: Stmt[] | null }
  /** With a stack, an ExitStack enters the managers. */
  | { kind: 'with'; managers: Manager[]; stack: Stack | null; body: Stmt[] }
  | { kind: 'raise'; error: Raising | null; cause: Raising | 'None' | null }
  | { kind: 'leave'; how: 'break' | 'continue' | 'return'; value: Expr | null }
  | { kind: 'match'; subject: Expr; cases: Case[] }
  | { kind: 'class'; base: Expr | null; decorator: Expr | null; body: Stmt[] }
  | {
      kind: 'define';
      generator: boolean;
      captures: number;
      default: Expr | null;
      decorator: Expr | null;
      body: Stmt[];
    };

/** What else an ExitStack is given: what a callback and an `__exit__` evaluate. */
export interface Stack {
  callback: Expr | null;
  exit: Expr | null;
  /** Whether the `__exit__` swallows. */
  swallows: boolean;
}

export interface Case {
  pattern: number;
  guard: Expr | null;
  body: Stmt[];
}

/** Something that is there at the end: `$` stands for what it holds. */
export interface Left {
  form: (typeof LEFT)[number];
  inner: Left[];
}

export interface FunctionNode {
  /** Which kind of function; the renderer knows how many there are. */
  kind: number;
  body: Stmt[];
}

export interface Program {
  /** Whether there are coroutines and asynchronous generators in it. */
  isAsync: boolean;
  /** Whether there are context managers of contextlib in it, which takes long to import. */
  imports: boolean;
  /**
   * Whether it drops what is suspended; else all generators are kept to the end, but those that a
   * `for` statement made.
   */
  drops: boolean;
  /** What a program that drops leaves to the end of the process; without any it is compared up to there. */
  left: Left[];
  functions: FunctionNode[];
  /** Whether the main part is a function; else it is the module's own code. */
  enclosed: boolean;
  /** The generators it makes first, by function. */
  made: number[];
  main: Stmt[];
}
