// The benchmark works from end to end: its programs agree in every runtime that is asked, and report,
// numbers and charts come out. No times are asserted.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../bench/report/goals.mjs';
import { summarize, type Run } from '../bench/report/summary.mjs';
import { ROWS } from '../bench/rows.mjs';
import { buildBoth } from '../bench/without-cleanup.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SCRIPT = path.join(ROOT, 'bench/run.mjs');
const NAMES = ['create_close', 'yield_from_10'];
// Those that every machine with the tests' own requirements has.
const RUNTIMES = ['python3', 'v8', 'machines', 'pyg-interpreter', 'pyg'];

function bench(...options: string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...options], { encoding: 'utf8', timeout: 110_000 });
}

describe('a quick run over two rows', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pyg-bench-'));
  const saved = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  let run: ReturnType<typeof bench>;
  let results: Run;

  beforeAll(() => {
    const what = ['--rows', NAMES.join(), '--parts', 'rows,memory', '--runtimes', RUNTIMES.join()];
    run = bench('--quick', ...what, '--out', folder);
    results = JSON.parse(saved('results.json')) as Run;
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('succeeds in every runtime', () => {
    expect(run.status).toBe(0);
    expect(results.runtimes.map(({ id }) => id)).toEqual(RUNTIMES);
    expect(results.runtimes.map(({ missing }) => missing)).toEqual(RUNTIMES.map(() => undefined));
    expect(results.rows.map(({ name }) => name)).toEqual(NAMES);
    for (const { measurements } of [...results.rows, { measurements: results.memory ?? {} }]) {
      expect(Object.keys(measurements)).toEqual(RUNTIMES);
      for (const { processes, failure } of Object.values(measurements)) {
        expect(failure).toBeUndefined();
        expect(processes).toEqual([[expect.any(Number)]]);
      }
    }
  });

  test('prints and saves a line for each row and a column for each runtime', () => {
    const lines = run.stdout.split('\n');
    const head = lines.find((line) => line.startsWith('| row'))?.split('|') ?? [];
    expect(head.slice(2, -1).map((cell) => cell.trim())).toEqual(
      results.runtimes.map(({ title }) => title),
    );
    for (const name of NAMES) {
      const cells = lines.find((line) => line.startsWith(`| ${name} `))?.split('|') ?? [];
      expect(cells).toHaveLength(head.length);
      for (const cell of cells.slice(2, -1)) expect(cell).toMatch(/^ +[\d.]+[kM]? $/);
    }
    expect(run.stdout).toMatch(/\| a suspended generator, bytes of resident memory +\| +\d/);
    expect(saved('RESULTS.md')).toContain(run.stdout);
  });

  test('names no place in the file system', () => {
    for (const name of ['RESULTS.md', 'results.json']) {
      for (const place of [ROOT, folder]) expect(saved(name)).not.toContain(place);
    }
  });

  test('draws a chart that loads nothing', () => {
    const chart = saved('times.svg');
    expect(chart).toMatch(/^<svg/);
    for (const name of NAMES) expect(chart).toContain(`>${name}<`);
    for (const { title } of results.runtimes) expect(chart).toContain(`>${title}<`);
    expect(chart).not.toMatch(/<script|<link|<image|@import|\bsrc=|href=/);
  });

  test("keeps benny's own files", () => {
    for (const format of ['json', 'csv', 'table.html']) {
      expect(saved(`benny/create_close.v8.${format}`)).toContain('v8');
    }
  });
});

test('names that do not exist are refused', () => {
  const rows = bench('--rows', 'next,nothing');
  expect(rows.status).toBe(2);
  expect(rows.stderr).toMatch(/^no such row: nothing;/);
});

describe('the summary', () => {
  const times = (...samples: number[]) => ({ processes: samples.map((sample) => [sample]) });
  const row = (name: string, pyg: number[], pypy3: number[]) => {
    const found = ROWS.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no row ${name}`);
    return { ...found, measurements: { pypy3: times(...pypy3), pyg: times(...pyg) } };
  };
  const run: Run = {
    started: '',
    finished: '',
    quick: true,
    plan: {} as Run['plan'],
    machine: {} as Run['machine'],
    benny: '',
    runtimes: [],
    rows: [
      row('next', [1, 2, 9], [4, 4, 4]),
      row('send', [8, 8, 8], [1, 4, 5]),
      row('fib', [30, 30, 30], [60, 60, 60]),
    ],
    curves: [
      {
        name: 'tree',
        title: '',
        size: '',
        operation: '',
        points: [10, 100, 1000].map((x) => ({ x, measurements: { pyg: times(3 * x) } })),
      },
    ],
    memory: { python3: times(200), pyg: { processes: [], failure: 'no memory' } },
    compilation: [],
  };

  test('compares medians; only generator rows enter the mean', () => {
    const compared = summarize(run).comparisons.find(
      ({ over, under }) => over === 'pyg' && under === 'pypy3',
    );
    expect(compared).toMatchObject({
      ratios: { next: 0.5, send: 2, fib: 0.5 },
      meanRows: 2,
      worst: 'send',
    });
    expect(compared?.mean).toBeCloseTo(1);
  });

  test('judges what was measured, and reports what failed', () => {
    const summary = summarize(run);
    const goals = judge(summary);
    const measured = (text: string) => goals.find(({ what }) => what.startsWith(text))?.measured;
    expect(measured("time over PyPy's, geometric")).toBeCloseTo(1);
    expect(measured("time over PyPy's, worst")).toBe(2);
    expect(measured('fib')).toBe(0.5);
    expect(measured('tree walk')).toBeCloseTo(1);
    expect(measured('resident memory')).toBeNull();
    expect(measured('loop')).toBeNull();
    expect(summary.failures).toEqual([{ id: 'pyg', message: 'memory: no memory' }]);
  });
});

test('the build without prompt cleanup, which the shipped one is compared with, can be made', async () => {
  const { with: whole, without } = buildBoth();
  const program = `
def wait():
    try:
        yield
    finally:
        print('closed')


def run():
    g = wait()
    next(g)
    g = None
    print('after')


run()
`;
  try {
    const printed: string[] = [];
    for (const { load } of [whole, without]) {
      const { VM } = (await load('index.js')) as unknown as typeof import('#pyg/index.js');
      let text = '';
      new VM({ stdout: (part: string) => (text += part) }).run(program);
      printed.push(text);
    }
    expect(printed).toEqual(['closed\nafter\n', 'after\n']);
  } finally {
    whole.dispose();
    without.dispose();
  }
});
