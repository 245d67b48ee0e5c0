// The benchmark works from end to end: its programs agree in every runtime that is present, and table,
// JSON and chart come out. No times are asserted.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../bench/run.mjs', import.meta.url));
const ROWS = ['create_close', 'yield_from_10'];

interface Results {
  runtimes: { id: string; title: string; version?: string; missing?: string }[];
  rows: {
    name: string;
    measurements: Record<string, { n?: number; checks: string[]; processes: number[][] }>;
  }[];
  startup: Record<string, { samples: number[] }>;
  summary: { rows: { ratios: Record<string, number> }[]; failures: string[] };
}

function bench(...options: string[]) {
  return spawnSync(process.execPath, [SCRIPT, ...options], { encoding: 'utf8', timeout: 110_000 });
}

describe('a quick run over two rows', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pyg-bench-'));
  const saved = path.join(folder, 'RESULTS.md');
  let run: ReturnType<typeof bench>;
  let results: Results;

  beforeAll(() => {
    run = bench('--quick', '--rows', ROWS.join(','), '--out', folder, '--save', saved);
    results = JSON.parse(readFileSync(path.join(folder, 'latest.json'), 'utf8')) as Results;
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('succeeds in every runtime that is present', () => {
    expect(results.summary.failures).toEqual([]);
    expect(run.status).toBe(0);
    expect(results.runtimes.map(({ id }) => id)).toEqual(['python3', 'v8', 'pyg']);
    const present = results.runtimes.filter(({ missing }) => missing === undefined);
    expect(present.map(({ id }) => id)).toContain('v8');
    expect(results.rows.map(({ name }) => name)).toEqual(ROWS);
    for (const { measurements } of results.rows) {
      expect(Object.keys(measurements).sort()).toEqual(present.map(({ id }) => id).sort());
      for (const { n, checks, processes } of Object.values(measurements)) {
        expect(n).toBeGreaterThan(0);
        expect(checks).toEqual(measurements['v8']?.checks);
        expect(processes).toEqual([[expect.any(Number)]]);
      }
    }
    expect(results.startup['v8']?.samples).toHaveLength(1);
  });

  test('prints and saves a table with a line for each row and a column for each runtime', () => {
    const lines = run.stdout.split('\n');
    const head = lines.find((line) => line.startsWith('| row'));
    for (const { title, missing } of results.runtimes) {
      expect(head).toContain(` ${title} |`);
      if (missing !== undefined) expect(run.stdout).toContain(`${title} was skipped: ${missing}`);
    }
    for (const name of ROWS) {
      const cells = lines.find((line) => line.startsWith(`| ${name} `))?.split('|') ?? [];
      expect(cells).toHaveLength(head?.split('|').length ?? 0);
      results.runtimes.forEach(({ missing }, i) => {
        expect(cells[i + 2]).toMatch(missing === undefined ? /\*\*[\d.]+[kM]?\*\* \/ / : /^ +– $/);
      });
    }
    expect(readFileSync(saved, 'utf8')).toContain(run.stdout);
  });

  test('draws a chart that loads nothing', () => {
    const chart = readFileSync(path.join(folder, 'chart.html'), 'utf8');
    const present = results.runtimes.filter(({ missing }) => missing === undefined);
    for (const name of ROWS) {
      for (const { title } of present) expect(chart).toContain(`<title>${name}, ${title}: best `);
    }
    expect(chart).not.toMatch(/<script|<link|<img|@import|url\(|\bsrc=|\bhref=/);
  });

  test("keeps benny's own files", () => {
    for (const format of ['json', 'csv', 'table.html']) {
      const file = path.join(folder, 'benny', `${ROWS[0]}.v8.${format}`);
      expect(readFileSync(file, 'utf8')).toContain('v8');
    }
  });
});

test('a name that is no row is refused', () => {
  const run = bench('--rows', 'next,nothing');
  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(/^no such row: nothing;/);
});
