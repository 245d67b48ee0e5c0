// The matrix at the head of vm/resume.ts, cell by cell: four states, four ways in. Each cell is
// driven by Python code, by CPython running the same code, and by `resumeGenerator` itself.
import { describe, expect, test } from 'vitest';
import type { PyGenerator } from '#pyg/objects/generator.js';
import type { Value } from '#pyg/objects/value.js';
import {
  CLOSE,
  CREATED,
  FINISHED,
  Machine,
  NEXT,
  RUNNING,
  SEND,
  SUSPENDED,
  THROW,
  type Options,
  type Resumed,
} from '../support/machine.js';
import { pythonOutputs } from './live-python.js';

const STATES = ['CREATED', 'SUSPENDED', 'RUNNING', 'FINISHED'] as const;
const KINDS = ['NEXT', 'SEND', 'THROW', 'CLOSE'] as const;
type State = (typeof STATES)[number];

/** What is done to the generator: a kind, and what is sent or the exception that is thrown. */
type Action =
  | readonly ['NEXT']
  | readonly ['SEND', string | null]
  | readonly ['THROW', string]
  | readonly ['CLOSE'];

interface Cell {
  readonly state: State;
  readonly action: Action;
  /** What tells this cell from others of the same state and kind. */
  readonly variant?: string;
  /** A program that leaves the generator `g` in that state. */
  readonly setup: string;
  /** What the body prints meanwhile, and how the resumption ends. */
  readonly outcome: string;
  readonly after: State;
}

/** Two plain yields; the values sent are printed. */
const PLAIN = `
def body():
    print('begins')
    print('got', (yield 'first'))
    print('got', (yield 'second'))
    return 'result'
g = body()
`;

/** One yield inside `try`; `rest` is what follows the try's body. */
const guarded = (rest: string) => `
def body():
    try:
        yield 'first'
    ${rest.trim().replaceAll('\n', '\n    ')}
g = body()
next(g)
`;

const delegating = (inner: string, outer = 'print("inner result", (yield from inner()))') => `
def inner():
    ${inner.trim().replaceAll('\n', '\n    ')}
def body():
    ${outer.trim().replaceAll('\n', '\n    ')}
g = body()
next(g)
`;

const RUNNING_SETUP = `
def body():
    probe()
    yield 'first'
g = body()
`;

const CELLS: readonly Cell[] = [
  {
    state: 'CREATED',
    action: ['NEXT'],
    setup: PLAIN,
    outcome: "begins | value 'first'",
    after: 'SUSPENDED',
  },
  {
    state: 'CREATED',
    action: ['SEND', null],
    variant: 'None',
    setup: PLAIN,
    outcome: "begins | value 'first'",
    after: 'SUSPENDED',
  },
  {
    state: 'CREATED',
    action: ['SEND', 'text'],
    variant: 'a value',
    setup: PLAIN,
    outcome: "raised TypeError: can't send non-None value to a just-started generator",
    after: 'CREATED',
  },
  {
    state: 'CREATED',
    action: ['THROW', 'ValueError'],
    setup: PLAIN,
    outcome: 'raised ValueError: thrown',
    after: 'FINISHED',
  },
  {
    state: 'CREATED',
    action: ['THROW', 'StopIteration'],
    variant: 'StopIteration',
    setup: PLAIN,
    outcome: 'raised RuntimeError: generator raised StopIteration',
    after: 'FINISHED',
  },
  {
    state: 'CREATED',
    action: ['CLOSE'],
    setup: PLAIN,
    outcome: 'value None',
    after: 'FINISHED',
  },

  {
    state: 'SUSPENDED',
    action: ['NEXT'],
    setup: `${PLAIN}next(g)`,
    outcome: "got None | value 'second'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['NEXT'],
    variant: 'to the end',
    setup: `${PLAIN}next(g)\nnext(g)`,
    outcome: 'got None | raised StopIteration: result',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['NEXT'],
    variant: 'delegating',
    setup: delegating("print('got', (yield 1))\nyield 2"),
    outcome: 'got None | value 2',
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['SEND', 'text'],
    setup: `${PLAIN}next(g)`,
    outcome: "got text | value 'second'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['SEND', 'text'],
    variant: 'delegating',
    setup: delegating("print('got', (yield 1))\nyield 2"),
    outcome: 'got text | value 2',
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['SEND', 'text'],
    variant: 'delegating, to the end of both',
    setup: delegating("print('got', (yield 1))\nreturn 'answer'"),
    outcome: 'got text | inner result answer | raised StopIteration',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'not caught',
    setup: `${PLAIN}next(g)`,
    outcome: 'raised ValueError: thrown',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'caught, goes on to a yield',
    setup: guarded("except ValueError as e:\n    print('caught', e)\nyield 'next'"),
    outcome: "caught thrown | value 'next'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'caught, returns',
    setup: guarded("except ValueError:\n    return 'caught'"),
    outcome: 'raised StopIteration: caught',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'cleanup only',
    setup: guarded("finally:\n    print('cleanup')"),
    outcome: 'cleanup | raised ValueError: thrown',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'a yield in the cleanup',
    setup: guarded("finally:\n    yield 'in cleanup'"),
    outcome: "value 'in cleanup'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'StopIteration'],
    variant: 'StopIteration',
    setup: `${PLAIN}next(g)`,
    outcome: 'raised RuntimeError: generator raised StopIteration',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'GeneratorExit'],
    variant: 'GeneratorExit, which is not close',
    setup: guarded("finally:\n    yield 'in cleanup'"),
    outcome: "value 'in cleanup'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'delegating, caught by the inner',
    setup: delegating("try:\n    yield 1\nexcept ValueError:\n    yield 'caught'"),
    outcome: "value 'caught'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'ValueError'],
    variant: 'delegating, caught by the outer',
    setup: delegating(
      "try:\n    yield 1\nfinally:\n    print('inner')",
      "try:\n    yield from inner()\nexcept ValueError:\n    yield 'caught'",
    ),
    outcome: "inner | value 'caught'",
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['THROW', 'GeneratorExit'],
    variant: 'delegating, GeneratorExit closes the inner',
    setup: delegating(
      "try:\n    yield 1\nexcept GeneratorExit:\n    print('inner closed')",
      "try:\n    yield from inner()\nexcept GeneratorExit:\n    print('outer sees it')\nyield 'on'",
    ),
    outcome: "inner closed | outer sees it | value 'on'",
    after: 'SUSPENDED',
  },

  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'uncovered',
    setup: `${PLAIN}next(g)`,
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'a try that does not cover the yield',
    setup: `
def body():
    try:
        print('tried')
    finally:
        print('done')
    yield 'first'
g = body()
next(g)
`,
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'except clauses that do not match',
    setup: guarded("except Exception:\n    print('not for this')"),
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'cleanup only',
    setup: guarded("finally:\n    print('cleanup')"),
    outcome: 'cleanup | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'cleanups inside each other',
    setup: `
def body():
    try:
        try:
            yield 'first'
        finally:
            print('inner')
    finally:
        print('outer')
g = body()
next(g)
`,
    outcome: 'inner | outer | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'with',
    setup: `
class Manager:
    def __enter__(self):
        return self
    def __exit__(self, kind, value, traceback):
        print(kind.__name__, type(value).__name__, traceback is not None)
def body():
    with Manager():
        yield 'first'
g = body()
next(g)
`,
    outcome: 'GeneratorExit GeneratorExit True | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'caught',
    setup: guarded("except GeneratorExit as e:\n    print('caught', repr(e))"),
    outcome: 'caught GeneratorExit() | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'caught and raised again',
    setup: guarded("except BaseException:\n    print('caught')\n    raise"),
    outcome: 'caught | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'caught, returns a value',
    setup: guarded("except GeneratorExit:\n    return 'ignored'"),
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'caught, another StopIteration',
    setup: guarded('except GeneratorExit:\n    raise StopIteration'),
    outcome: 'raised RuntimeError: generator raised StopIteration',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'refuses in an except clause',
    setup: guarded("except GeneratorExit:\n    yield 'refused'"),
    outcome: 'raised RuntimeError: generator ignored GeneratorExit',
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'refuses in a cleanup',
    setup: guarded("finally:\n    yield 'refused'"),
    outcome: 'raised RuntimeError: generator ignored GeneratorExit',
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'raises',
    setup: guarded("finally:\n    raise KeyError('other')"),
    outcome: "raised KeyError: 'other'",
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'returns in the cleanup',
    setup: guarded("finally:\n    return 'ignored'"),
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, uncovered',
    setup: delegating('yield 1'),
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, innermost first',
    setup: delegating(
      "try:\n    yield 1\nfinally:\n    print('inner')",
      "try:\n    yield from inner()\nfinally:\n    print('outer')",
    ),
    outcome: 'inner | outer | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, the inner returns and the outer is closed all the same',
    setup: delegating(
      "try:\n    yield 1\nexcept GeneratorExit:\n    return 'answer'",
      "try:\n    print('not reached', (yield from inner()))\nexcept GeneratorExit:\n    print('outer')",
    ),
    outcome: 'outer | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, the inner refuses',
    setup: delegating('try:\n    yield 1\nfinally:\n    yield 2'),
    outcome: 'raised RuntimeError: generator ignored GeneratorExit',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, the inner refuses and the outer catches that',
    setup: delegating(
      'try:\n    yield 1\nfinally:\n    yield 2',
      "try:\n    yield from inner()\nexcept RuntimeError as e:\n    print('outer', e)",
    ),
    outcome: 'outer generator ignored GeneratorExit | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, both refuse',
    setup: delegating(
      'try:\n    yield 1\nfinally:\n    yield 2',
      "try:\n    yield from inner()\nfinally:\n    yield 'refused too'",
    ),
    outcome: 'raised RuntimeError: generator ignored GeneratorExit',
    after: 'SUSPENDED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating, the inner raises',
    setup: delegating(
      "try:\n    yield 1\nfinally:\n    raise KeyError('inner')",
      "try:\n    yield from inner()\nexcept KeyError as e:\n    print('outer', e)",
    ),
    outcome: "outer 'inner' | value None",
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating to an iterator with close',
    setup: `
class Numbers:
    def __iter__(self):
        return self
    def __next__(self):
        return 1
    def close(self):
        print('closed')
def body():
    yield from Numbers()
g = body()
next(g)
`,
    outcome: 'closed | value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'delegating to an iterator without close',
    setup: `
def body():
    yield from [1, 2]
g = body()
next(g)
`,
    outcome: 'value None',
    after: 'FINISHED',
  },
  {
    state: 'SUSPENDED',
    action: ['CLOSE'],
    variant: 'a for loop over a generator inside',
    setup: `
def inner():
    try:
        yield 1
    finally:
        print('inner')
def body():
    for x in inner():
        yield x
g = body()
next(g)
`,
    outcome: 'inner | value None',
    after: 'FINISHED',
  },

  {
    state: 'RUNNING',
    action: ['NEXT'],
    setup: RUNNING_SETUP,
    outcome: 'raised ValueError: generator already executing',
    after: 'RUNNING',
  },
  {
    state: 'RUNNING',
    action: ['SEND', 'text'],
    setup: RUNNING_SETUP,
    outcome: 'raised ValueError: generator already executing',
    after: 'RUNNING',
  },
  {
    state: 'RUNNING',
    action: ['THROW', 'KeyError'],
    setup: RUNNING_SETUP,
    outcome: 'raised ValueError: generator already executing',
    after: 'RUNNING',
  },
  {
    state: 'RUNNING',
    action: ['CLOSE'],
    setup: RUNNING_SETUP,
    outcome: 'raised ValueError: generator already executing',
    after: 'RUNNING',
  },

  {
    state: 'FINISHED',
    action: ['NEXT'],
    setup: `${PLAIN}g.close()`,
    outcome: 'raised StopIteration',
    after: 'FINISHED',
  },
  {
    state: 'FINISHED',
    action: ['SEND', 'text'],
    setup: `${PLAIN}g.close()`,
    outcome: 'raised StopIteration',
    after: 'FINISHED',
  },
  {
    state: 'FINISHED',
    action: ['THROW', 'ValueError'],
    setup: `${PLAIN}g.close()`,
    outcome: 'raised ValueError: thrown',
    after: 'FINISHED',
  },
  {
    state: 'FINISHED',
    action: ['THROW', 'StopIteration'],
    variant: 'StopIteration',
    setup: `${PLAIN}g.close()`,
    outcome: 'raised StopIteration: thrown',
    after: 'FINISHED',
  },
  {
    state: 'FINISHED',
    action: ['CLOSE'],
    setup: `${PLAIN}g.close()`,
    outcome: 'value None',
    after: 'FINISHED',
  },
];

const OBSERVE = `
def state_of(g):
    if g.gi_running:
        return 'RUNNING'
    if g.gi_suspended:
        return 'SUSPENDED'
    return 'FINISHED' if g.gi_frame is None else 'CREATED'
def act():
    print('--', state_of(g))
    try:
        result = operation()
    except BaseException as e:
        text = str(e)
        print('raised ' + type(e).__name__ + (': ' + text if text else ''))
    else:
        print('value', repr(result))
    print('--', state_of(g))
`;

/** The action as Python code. */
function operation([kind, operand]: Action): string {
  switch (kind) {
    case 'NEXT':
      return 'next(g)';
    case 'SEND':
      return `g.send(${operand === null ? 'None' : `'${operand}'`})`;
    case 'THROW':
      return `g.throw(${operand}('thrown'))`;
    case 'CLOSE':
      return 'g.close()';
  }
}

/** The cell as a program that prints state, outcome, state. */
function program({ state, action, setup }: Cell): string {
  const drive = state === 'RUNNING' ? 'probe = act\nnext(g)' : 'act()';
  return `${OBSERVE}operation = lambda: ${operation(action)}\n${setup}\nprint('>>')\n${drive}\n`;
}

/** What of a program's output is about the action: before, what happens, after. */
function observed(output: string): [before: string, outcome: string, after: string] {
  const parts = output.slice(output.indexOf('>>') + 2).split(/^-- (\w+)$/m);
  return [parts[1]!, parts[2]!.trim().replaceAll('\n', ' | '), parts[3]!];
}

function stateOf(generator: PyGenerator): State {
  // The promise of `frame`: what is finished keeps nothing alive, and nothing else lacks a frame.
  expect(generator.frame === null).toBe(generator.state === FINISHED);
  return STATES[generator.state]!;
}

function show(value: Value): string {
  if (value === null) return 'None';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** The action by `resumeGenerator`, in the words of the programs. */
function resume(machine: Machine, generator: PyGenerator, [kind, operand]: Action): string {
  let resumed: Resumed;
  switch (kind) {
    case 'NEXT':
      resumed = machine.resume(generator, NEXT);
      break;
    case 'SEND':
      resumed = machine.resume(generator, SEND, operand);
      break;
    case 'THROW':
      resumed = machine.resume(generator, THROW, machine.exception(operand, 'thrown'));
      break;
    case 'CLOSE':
      resumed = machine.resume(generator, CLOSE);
  }
  switch (resumed.how) {
    case 'nothing':
      return 'value None';
    case 'value':
      return `value ${show(resumed.value)}`;
    case 'raised':
      return `raised ${resumed.error}`;
  }
}

/** All code is JavaScript when it is first entered. */
const COMPILED = { hot: 1 };

/** The cell without any Python code around the generator. */
function resumeDirectly(cell: Cell, options: Options): [string, string, string] {
  const machine = new Machine(options);
  const seen: string[] = [];
  const act = (): null => {
    const generator = machine.generator('g');
    const before = stateOf(generator);
    const printed = machine.stdout.length;
    const outcome = resume(machine, generator, cell.action);
    const body = machine.stdout.slice(printed).replaceAll('\n', ' | ');
    seen.push(before, body + outcome, stateOf(generator));
    return null;
  };
  machine.define('probe', act);
  machine.run(cell.setup);
  if (cell.state === 'RUNNING') machine.resume(machine.generator('g'), NEXT);
  else act();
  expect(machine.nestedRuns).toBe(0);
  return seen as [string, string, string];
}

test('the numbers of the states and kinds are those of the matrix', () => {
  expect([CREATED, SUSPENDED, RUNNING, FINISHED]).toEqual(STATES.map((_, i) => i));
  expect([NEXT, SEND, THROW, CLOSE]).toEqual(KINDS.map((_, i) => i));
});

test('no cell is missing', () => {
  for (const state of STATES) {
    for (const kind of KINDS) {
      const cells = CELLS.filter((cell) => cell.state === state && cell.action[0] === kind);
      expect(cells.length, `${state} × ${kind}`).toBeGreaterThan(0);
    }
  }
});

const theirs = pythonOutputs(CELLS.map(program));

for (const [i, cell] of CELLS.entries()) {
  const { state, action, variant, outcome, after } = cell;
  describe(`${state} × ${action[0]}${variant === undefined ? '' : ` (${variant})`}`, () => {
    const expected = [state, outcome, after];
    test('is what CPython does', () => {
      expect(observed(theirs[i]!)).toEqual(expected);
    });
    test('from Python code', () => {
      const machine = new Machine().run(program(cell));
      expect(observed(machine.stdout)).toEqual(expected);
      expect(machine.nestedRuns).toBe(0);
    });
    test('from Python code, leaving the loop at every safepoint', () => {
      const machine = new Machine({ stress: true }).run(program(cell));
      expect(observed(machine.stdout)).toEqual(expected);
    });
    test('from compiled Python code', () => {
      const machine = new Machine(COMPILED).run(program(cell));
      expect(observed(machine.stdout)).toEqual(expected);
    });
    test('by resumeGenerator', () => {
      expect(resumeDirectly(cell, {})).toEqual(expected);
      expect(resumeDirectly(cell, { stress: true })).toEqual(expected);
      expect(resumeDirectly(cell, COMPILED)).toEqual(expected);
    });
  });
}
