/**
 * The rows of the benchmark: which program each one runs and what one operation of it is.
 *
 * A program is a pair of files in `programs/`: `<program>.pyg`, which python3 and pyg run unchanged,
 * and `<program>.mjs`, the same work over V8's own `function*`. Both define `run(n, ...args)`, which
 * performs `n` operations and returns an integer that depends on all of them. Neither takes the time.
 */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} program The file name in `programs/`, without its extension.
 * @property {readonly number[]} args What `run` is given after `n`.
 * @property {number} unit `n` is a multiple of this, because the program works in whole units.
 * @property {'generators' | 'context'} group Only generator rows enter the geometric mean.
 * @property {string} operation What one operation is.
 */

/**
 * @param {string} name
 * @param {string} operation
 * @param {{ program?: string, args?: number[], unit?: number, group?: Row['group'] }} [options]
 * @returns {Row}
 */
function row(name, operation, options = {}) {
  const { program = name, args = [], unit = 1, group = 'generators' } = options;
  return { name, program, args, unit, group, operation };
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
      program: 'yield_from',
      args: [depth],
    }),
  ),
  row('tree', 'one node of a recursive walk over a balanced tree of 2^14 nodes', { unit: 16384 }),
  row('pipeline', 'one item through five chained generators'),
  row('scheduler', 'one switch among 1,000 coroutines in a ring', { unit: 1000 }),
  row('with_cm', 'one `with` over a context manager made from a generator'),
  row('fib', 'one call of a recursive function', { unit: 21891, group: 'context' }),
  row('loop', 'one turn of a `while` loop with arithmetic', { group: 'context' }),
];

/**
 * The sizes at which the results of all runtimes are compared.
 *
 * @param {Row} row
 * @returns {number[]}
 */
export function checkSizes(row) {
  return row.unit === 1 ? [1, 1000] : [row.unit, 3 * row.unit];
}

/**
 * @param {string} list Names separated by commas.
 * @returns {Row[]} In the order of the table.
 * @throws {RangeError} For a name that is no row.
 */
export function selectRows(list) {
  const names = new Set(list.split(',').map((name) => name.trim()));
  const chosen = ROWS.filter((row) => names.delete(row.name));
  if (names.size > 0) {
    throw new RangeError(
      `no such row: ${[...names].join(', ')}; there are ${ROWS.map((row) => row.name).join(', ')}`,
    );
  }
  return chosen;
}
