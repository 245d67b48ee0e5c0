// Random programs around suspension, as fast-check arbitraries: `programOf(seed)` is one of them, and
// fast-check shrinks it. What a program is made of is in syntax.ts, its source in render.ts.

import * as fc from 'fast-check';
import { renderProgram } from './render.js';
import {
  ADAPTERS,
  ASSIGNMENTS,
  BRACKETS,
  CALLERS,
  CAUGHT,
  COMPARISONS,
  COMPREHENSIONS,
  CONSUMERS,
  DROPS,
  HUB_USES,
  ITERATORS,
  LEFT,
  LIVING,
  OBSERVATIONS,
  OPERATORS,
  PATTERNS,
  RAISED,
  RESUMPTIONS,
  UNPACKINGS,
  WHILES,
  type Case,
  type Comprehension,
  type Expr,
  type FunctionNode,
  type Handler,
  type Item,
  type Left,
  type Manager,
  type Program,
  type Raising,
  type Source,
  type Stack,
  type Stmt,
  type Target,
} from './syntax.js';

/** How deep statements, and the expressions in one, are nested. */
const STATEMENT_DEPTH = 3;
const EXPRESSION_DEPTH = 2;

const small = fc.nat({ max: 7 });
const name = fc.nat({ max: 19 });

/** Chooses by weight; shrinks to the first. */
function choice<T>(first: Weighted<T>, ...rest: Weighted<T>[]): fc.Arbitrary<T> {
  return fc.oneof({ withCrossShrink: true }, ...[first, ...rest].map(weighted));
}

type Weighted<T> = readonly [weight: number, arbitrary: fc.Arbitrary<T>];

function weighted<T>([weight, arbitrary]: Weighted<T>): fc.WeightedArbitrary<T> {
  return { weight, arbitrary };
}

/** A node: `kind` and what else it consists of. */
function node<K extends string, T extends object>(
  kind: K,
  parts: { [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.Arbitrary<{ kind: K } & T> {
  return fc.record<{ kind: K } & T>({
    kind: fc.constant(kind),
    ...parts,
  } as { [P in keyof ({ kind: K } & T)]: fc.Arbitrary<({ kind: K } & T)[P]> });
}

/** Null in one of `odds` cases, and when shrunk. */
function seldomNull<T>(odds: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(arbitrary, { freq: odds });
}

/** Null but in one of `odds` cases. */
function mostlyNull<T>(odds: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return choice<T | null>([odds, fc.constant(null)], [1, arbitrary]);
}

/** Makes one arbitrary for each depth, on demand. */
function byDepth<T>(make: (depth: number) => fc.Arbitrary<T>): (depth: number) => fc.Arbitrary<T> {
  const made: fc.Arbitrary<T>[] = [];
  return (depth) => (made[depth] ??= make(depth));
}

function upTo<T>(most: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { maxLength: most, size: 'max' });
}

// Exceptions.

const raising: fc.Arbitrary<Raising> = fc.record({
  form: choice<Raising['form']>(
    [6, fc.constant('instance')],
    [2, fc.constant('class')],
    [2, fc.constant('stored')],
    [1, fc.constant('variable')],
    [1, fc.constant('untraced')],
    [1, fc.constant('parts')],
  ),
  which: fc.nat({ max: RAISED.length - 1 }),
});

const caught = fc.nat({ max: CAUGHT.length - 1 });

// Expressions.

/** Mostly what takes any operands. */
const operator = choice<(typeof OPERATORS)[number]>(
  [4, fc.constantFrom('', 'and', 'or', 'if', 'is')],
  [1, fc.constantFrom(...OPERATORS)],
);

const constant = node<'constant', { which: number }>('constant', { which: fc.nat({ max: 8 }) });

const leaf: fc.Arbitrary<Expr> = choice<Expr>(
  [4, constant],
  [4, node('name', { which: name })],
  [2, node('yield', { value: fc.constant(null) })],
  [2, node('yield', { value: constant })],
  [2, node('observe', { what: fc.constantFrom(...OBSERVATIONS), which: small })],
);

const item: (depth: number) => fc.Arbitrary<Item> = byDepth((depth) =>
  fc.record({
    value: expression(depth),
    starred: choice([3, fc.constant(false)], [1, fc.constant(true)]),
    keyword: choice([3, fc.constant(false)], [1, fc.constant(true)]),
  }),
);

const comprehension: (depth: number) => fc.Arbitrary<Comprehension> = byDepth((depth) =>
  fc.record({
    element: expression(depth),
    source: source(depth),
    condition: mostlyNull(2, expression(depth)),
    inner: mostlyNull(5, source(0)),
  }),
);

const expression: (depth: number) => fc.Arbitrary<Expr> = byDepth((depth) => {
  if (depth === 0) return leaf;
  const inner = expression(depth - 1);
  const tall = choice([5, fc.constant(false)], [1, fc.constant(true)]);
  return choice<Expr>(
    [9, leaf],
    [3, node('yield', { value: seldomNull(10, inner) })],
    [3, node('delegate', { source: source(depth - 1) })],
    [2, node('operation', { operator, left: inner, right: inner })],
    [1, node('negation', { times: fc.nat({ max: 1 }), value: inner })],
    [
      2,
      node('comparison', {
        first: inner,
        rest: upTo(2, fc.record({ operator: fc.constantFrom(...COMPARISONS), operand: inner })),
      }),
    ],
    [
      3,
      node('display', {
        brackets: fc.constantFrom(...BRACKETS),
        items: upTo(3, item(depth - 1)),
        tall,
      }),
    ],
    [3, node('call', { which: small, arguments: upTo(2, item(depth - 1)), tall })],
    [3, resume(depth - 1)],
    [1, node('consume', { by: fc.constantFrom(...CONSUMERS), source: source(depth - 1) })],
    [
      1,
      node('comprehension', {
        brackets: fc.constantFrom(...COMPREHENSIONS),
        loop: comprehension(depth - 1),
      }),
    ],
    [1, node('binding', { which: small, value: inner })],
    [1, node('lambda', { default: inner, value: inner })],
    [1, node('hub', { which: small, use: fc.constantFrom(...HUB_USES), value: inner })],
    [4, living(depth - 1)],
    [1, node('iterable', { source: source(depth - 1) })],
  );
});

const living: (depth: number) => fc.Arbitrary<Expr & { kind: 'living' }> = byDepth((depth) =>
  node('living', {
    form: choice<(typeof LIVING)[number]>([2, fc.constant('~')], [3, fc.constantFrom(...LIVING)]),
    which: small,
    value: expression(depth),
  }),
);

const resume: (depth: number) => fc.Arbitrary<Expr & { kind: 'resume' }> = byDepth((depth) =>
  node('resume', {
    how: choice<(typeof RESUMPTIONS)[number]>(
      [6, fc.constant('next')],
      [4, fc.constant('send')],
      [3, fc.constant('throw')],
      [1, fc.constant('default')],
      [1, fc.constant('close')],
    ),
    which: small,
    value: expression(depth),
    error: raising,
  }),
);

const source: (depth: number) => fc.Arbitrary<Source> = byDepth((depth) => {
  const count = fc.nat({ max: 3 });
  const fresh = node<'fresh', { which: number; arguments: Item[]; kept: boolean }>('fresh', {
    which: small,
    arguments: depth === 0 ? fc.constant([]) : upTo(2, item(depth - 1)),
    kept: choice([3, fc.constant(false)], [1, fc.constant(true)]),
  });
  const leaves: [Weighted<Source>, ...Weighted<Source>[]] = [
    [2, node('items', { count })],
    [2, node('range', { count })],
    [8, fresh],
    [3, node('old', { which: small })],
    [1, node('called', { by: fc.constantFrom(...CALLERS), which: small })],
    [1, node('rows', { count })],
    [1, fc.constant({ kind: 'again' })],
  ];
  const object = (inner: fc.Arbitrary<Source>): Weighted<Source> => [
    4,
    node('object', { class: fc.constantFrom(...ITERATORS), count, manner: small, inner }),
  ];
  if (depth === 0) return choice(...leaves, object(fresh));
  const inner = source(depth - 1);
  return choice(
    ...leaves,
    object(inner),
    [2, node('expression', { loop: comprehension(depth - 1) })],
    [1, node('adapted', { by: fc.constantFrom(...ADAPTERS), source: inner })],
    [1, node('value', { value: expression(depth - 1) })],
    [1, node('lambda', { value: expression(depth - 1), times: fc.integer({ min: 1, max: 2 }) })],
  );
});

// Statements.

const value = expression(EXPRESSION_DEPTH);

const target: fc.Arbitrary<Target> = fc.record({
  which: small,
  index: mostlyNull(5, expression(1)),
  attribute: choice([12, fc.constant(false)], [1, fc.constant(true)]),
});

const manager: fc.Arbitrary<Manager> = fc.record({
  form: choice<Manager['form']>([2, fc.constant('class')], [1, fc.constant('generator')]),
  which: small,
  swallows: choice([1, fc.constant(0)], [1, caught]),
  fails: choice<Manager['fails']>(
    [7, fc.constant('')],
    [1, fc.constant('enter')],
    [2, fc.constant('exit')],
    [1, fc.constant('neither')],
  ),
  error: fc.nat({ max: RAISED.length - 1 }),
  target: seldomNull(1, target),
  argument: mostlyNull(6, value),
  then: mostlyNull(6, choice<Expr>([1, resume(0)], [1, expression(1)])),
});

const stack: fc.Arbitrary<Stack> = fc.record({
  callback: mostlyNull(1, expression(1)),
  exit: mostlyNull(1, expression(1)),
  swallows: fc.boolean(),
});

const leave: fc.Arbitrary<Stmt> = node('leave', {
  how: fc.constantFrom('break', 'continue', 'return'),
  value: seldomNull(4, value),
});

const raise: fc.Arbitrary<Stmt> = node('raise', {
  error: seldomNull(5, raising),
  cause: choice<Raising | 'None' | null>(
    [6, fc.constant(null)],
    [1, fc.constant('None')],
    [2, raising],
  ),
});

const simple: Weighted<Stmt>[] = [
  [9, node('print', { values: upTo(2, value) })],
  [2, node('expression', { value })],
  [4, node('attempt', { value })],
  [
    4,
    node('assign', {
      target,
      also: mostlyNull(9, target),
      operator: choice<(typeof ASSIGNMENTS)[number]>(
        [4, fc.constant('=')],
        [1, fc.constantFrom(...ASSIGNMENTS)],
      ),
      value,
    }),
  ],
  [
    4,
    node('drop', {
      form: fc.constantFrom(...DROPS),
      which: small,
      value: choice<Expr>([1, living(1)], [1, value]),
    }),
  ],
  [1, node('forget', { which: small })],
  [1, node('unpack', { form: fc.constantFrom(...UNPACKINGS), source: source(1) })],
  [1, raise],
  [1, leave],
];

const statement: (depth: number) => fc.Arbitrary<Stmt> = byDepth((depth) => {
  const pass: Weighted<Stmt> = [0, fc.constant({ kind: 'pass' })];
  const rare: Weighted<Stmt>[] = [
    [1, node('delete', { which: small, index: mostlyNull(1, expression(1)) })],
    [1, node('assert', { value, message: mostlyNull(1, value) })],
  ];
  if (depth === 0) return choice(pass, ...simple, ...rare);
  const body = block(depth - 1);
  const most = depth === STATEMENT_DEPTH ? 3 : 2;
  const handler: fc.Arbitrary<Handler> = fc.record({
    classes: fc.array(caught, { maxLength: 2, minLength: 1 }),
    named: fc.boolean(),
    extra: mostlyNull(8, value),
    body,
  });
  const otherwise = choice([3, fc.constant<Stmt[]>([])], [1, body]);
  return choice(
    pass,
    ...simple,
    ...rare,
    [3, node('if', { test: seldomNull(20, value), body, otherwise })],
    [
      5,
      node('for', {
        target,
        source: seldomNull(20, source(EXPRESSION_DEPTH)),
        body,
        otherwise,
      }),
    ],
    [
      2,
      node('while', {
        form: fc.constantFrom(...WHILES),
        test: seldomNull(20, value),
        body,
        otherwise,
      }),
    ],
    [
      12,
      node('try', {
        body,
        handlers: upTo(most - 1, handler),
        otherwise,
        final: choice<Stmt[] | null>(
          [4, fc.constant(null)],
          [4, body],
          [1, fc.tuple(statement(depth - 1), leave)],
        ),
      }),
    ],
    [5, node('with', { managers: upTo(2, manager), stack: mostlyNull(3, stack), body })],
    [
      1,
      node('match', {
        subject: value,
        cases: fc.array(
          fc.record<Case>({
            pattern: fc.nat({ max: PATTERNS.length - 1 }),
            guard: mostlyNull(3, value),
            body,
          }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
    ],
    [1, node('class', { base: mostlyNull(3, value), decorator: mostlyNull(3, value), body })],
    [
      1,
      node('define', {
        generator: fc.boolean(),
        captures: fc.nat({ max: 2 }),
        default: mostlyNull(3, value),
        decorator: mostlyNull(3, value),
        body,
      }),
    ],
  );
});

const block: (depth: number) => fc.Arbitrary<Stmt[]> = byDepth((depth) =>
  choice<Stmt[]>(
    [1, fc.constant([])],
    [12, fc.array(statement(depth), { minLength: 1, maxLength: 3, size: 'max' })],
    // What leaves a block comes last in it, mostly, so that not everything there is dead.
    [2, fc.tuple(statement(depth), raise)],
    [2, fc.tuple(statement(depth), leave)],
  ),
);

/** The body of a function. */
const body: fc.Arbitrary<Stmt[]> = choice<Stmt[]>(
  [0, fc.array(statement(STATEMENT_DEPTH), { maxLength: 2, size: 'max' })],
  [1, fc.array(statement(STATEMENT_DEPTH), { minLength: 2, maxLength: 5, size: 'max' })],
);

const functionNode: fc.Arbitrary<FunctionNode> = fc.record({
  kind: fc.nat({ max: 4 }),
  body,
});

/** What the main part mostly does: resume a generator and print what happens. */
const drive: fc.Arbitrary<Stmt> = node('attempt', { value: resume(1) });

const left: (depth: number) => fc.Arbitrary<Left> = byDepth((depth) =>
  fc.record({
    form: fc.constantFrom(...LEFT),
    inner: depth === 0 ? fc.constant([]) : upTo(1, left(depth - 1)),
  }),
);

export const programArbitrary: fc.Arbitrary<Program> = fc
  .record({
    isAsync: choice([2, fc.constant(false)], [1, fc.constant(true)]),
    imports: choice([24, fc.constant(false)], [1, fc.constant(true)]),
    drops: fc.boolean(),
    left: choice(
      [11, fc.constant<Left[]>([])],
      [1, fc.array(left(2), { minLength: 1, maxLength: 1 })],
    ),
    first: body,
    others: fc.array(functionNode, { maxLength: 3, size: 'max' }),
    enclosed: fc.boolean(),
    made: fc.array(small, { minLength: 1, maxLength: 4, size: 'max' }),
    main: fc.array(choice<Stmt>([5, drive], [1, statement(2)]), { maxLength: 16, size: 'max' }),
  })
  .map(({ first, others, ...rest }) => ({
    // The first can be suspended, so that there always is one that can.
    functions: [{ kind: 0, body: first }, ...others],
    ...rest,
  }));

/**
 * Checks one program, the one with this seed: the same for every caller, and, when the property
 * fails, all the smaller ones that fast-check makes of it.
 */
export async function checkProgram(
  seed: number,
  agrees: (program: Program) => boolean | Promise<boolean>,
): Promise<void> {
  const property = fc.asyncProperty(programArbitrary, async (program) => await agrees(program));
  await fc.check(property, { seed, numRuns: 1, unbiased: true });
}

/** The source of the program with this seed, with all helpers. */
export function sourceOf(seed: number): string {
  let source = '';
  const property = fc.property(programArbitrary, (program) => {
    source = renderProgram(program, true);
  });
  fc.check(property, { seed, numRuns: 1, unbiased: true });
  return source;
}
