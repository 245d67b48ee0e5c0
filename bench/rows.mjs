/**
 * What is timed: the rows of the table and the growth curves, as cases. A case is a program with its
 * arguments; rows and curves that name the same one share its measurement.
 *
 * A program is one file in `programs/` for each language: `<program>.pyg`, which CPython, PyPy and pyg
 * run unchanged, `<program>.mjs`, the same work over V8's own `function*`, `<program>.machine.mjs`, the
 * same by hand-written state machines, and `<program>.lua` over Lua's coroutines. What a language has
 * no such thing for is left out. All define `run(n, ...args)`, which performs `n` operations and
 * returns an integer that depends on all of them. None takes the time.
 */

/**
 * @typedef {object} Case
 * @property {string} key
 * @property {string} program The file name in `programs/`, without what tells the language.
 * @property {readonly number[]} args What `run` is given after `n`.
 * @property {number} unit `n` is a multiple of this, because the program works in whole units.
 * @property {readonly [number, number]} checks The sizes at which all runtimes have to agree.
 */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {Case} case
 * @property {'generators' | 'context'} group Only generator rows enter the geometric means.
 * @property {string} operation What one operation is.
 */

/**
 * @typedef {object} Curve How the time of one operation depends on a size.
 * @property {string} name
 * @property {string} title
 * @property {string} size What `x` counts.
 * @property {string} operation What one operation is.
 * @property {readonly { x: number, case: Case }[]} points
 */

/**
 * @param {string} program
 * @param {readonly number[]} args
 * @param {number} unit
 * @returns {Case}
 */
function makeCase(program, args, unit) {
  const checks = /** @type {const} */ ([unit, unit === 1 ? 1000 : 3 * unit]);
  return { key: [program, ...args].join('-'), program, args, unit, checks };
}

/** @param {number} depth */
const delegation = (depth) => makeCase('yield_from', [depth], 1);
/**
 * Twenty turns each at the least, so that making the coroutines costs little beside switching.
 *
 * @param {number} tasks
 */
const ring = (tasks) => makeCase('scheduler', [tasks], 20 * tasks);
/** @param {number} exponent */
const walk = (exponent) => makeCase('tree', [2 ** exponent], 2 ** exponent);

/**
 * @param {string} name
 * @param {string} operation
 * @param {{ case?: Case, group?: Row['group'] }} [options]
 * @returns {Row}
 */
function row(name, operation, options = {}) {
  return {
    name,
    case: options.case ?? makeCase(name, [], 1),
    group: options.group ?? 'generators',
    operation,
  };
}

/** @type {readonly Row[]} */
export const ROWS = [
  row('for_resume', 'one item of a `for` loop over a generator'),
  row('next', 'one `next(g)`'),
  row('send', 'one `g.send(v)`'),
  row('try_resume', 'one item of a `for` loop over a generator that yields inside `try`/`finally`'),
  row('create_exhaust', 'create a generator, take its three items to the end'),
  row('create_close', 'create, take one item, close inside `try`/`finally`'),
  row('close_plain', 'create, take one item, close with nothing to clean up'),
  row('throw_catch', 'one `g.throw(ValueError)`, caught inside'),
  ...[1, 10, 100, 1000].map((depth) =>
    row(`yield_from_${depth}`, `one item through ${depth} × \`yield from\``, {
      case: delegation(depth),
    }),
  ),
  row('tree', 'one node of a recursive walk over a balanced tree of 2^14 nodes', {
    case: walk(14),
  }),
  row('pipeline', 'one item through five chained generators'),
  row('scheduler', 'one switch among 1,000 coroutines in a ring', { case: ring(1000) }),
  row('with_cm', 'one `with` over a class of the program that drives a generator'),
  row('with_contextmanager', "one `with` over the library's `@contextmanager`"),
  row('nqueens', 'all 92 solutions of eight queens, by recursive generators', {
    case: { ...makeCase('nqueens', [], 1), checks: [1, 3] },
    group: 'context',
  }),
  row('fib', 'one call of a recursive function, in fib(24)', {
    case: makeCase('fib', [], 150_049),
    group: 'context',
  }),
  row('loop', 'one turn of a `while` loop with arithmetic', { group: 'context' }),
];

/** @type {readonly Curve[]} */
export const CURVES = [
  {
    name: 'delegation',
    title: 'Depth of delegation',
    size: '`yield from` in a chain',
    operation: 'one item through all of them',
    points: [1, 3, 10, 30, 100, 300, 1000].map((x) => ({ x, case: delegation(x) })),
  },
  {
    name: 'coroutines',
    title: 'Live coroutines',
    size: 'coroutines in a ring',
    operation: 'one switch',
    points: [10, 100, 1000, 10_000, 100_000].map((x) => ({ x, case: ring(x) })),
  },
  {
    name: 'tree',
    title: 'Nodes of a tree',
    size: 'nodes',
    operation: 'one node of a recursive walk',
    points: [12, 13, 14, 15, 16, 17, 18].map((x) => ({ x: 2 ** x, case: walk(x) })),
  },
];

/**
 * @template {{ name: string }} T
 * @param {string} list Names separated by commas.
 * @param {readonly T[]} all
 * @param {string} what
 * @returns {T[]} In the order of `all`.
 * @throws {RangeError} For a name that is none of them.
 */
export function selectNamed(list, all, what) {
  const names = new Set(list.split(',').map((name) => name.trim()));
  const chosen = all.filter(({ name }) => names.delete(name));
  if (names.size > 0) {
    throw new RangeError(
      `no such ${what}: ${[...names].join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  return chosen;
}
