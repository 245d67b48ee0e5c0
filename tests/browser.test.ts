/// <reference lib="dom" />
// pyg in a browser: the page in examples/embedding/browser, in a worker, under a content security
// policy that forbids the generation of code; and what a page has to fetch.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFolder } from './support/corpus.mjs';

const CANDIDATES = [
  process.env['PYG_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const chromium = CANDIDATES.find((path) => path !== '' && existsSync(path));

interface Server {
  readonly url: string;
  readonly close: () => Promise<void>;
}

describe.skipIf(chromium === undefined)(
  chromium === undefined
    ? 'the page (not run: there is no Chromium; PYG_CHROMIUM can name one)'
    : 'the page',
  () => {
    let server: Server;
    let browser: Browser;
    let page: Page;
    const faults: string[] = [];

    beforeAll(async () => {
      const example = join(projectFolder, 'examples/embedding/browser/serve.mjs');
      const { serve } = (await import(example)) as { serve: () => Promise<Server> };
      server = await serve();
      const { chromium: launcher } = await import('playwright-core');
      browser = await launcher.launch({ executablePath: chromium!, args: ['--no-sandbox'] });
      page = await browser.newPage();
      page.on('pageerror', (error) => faults.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(server.url);
      await page.waitForFunction(() => document.querySelector('#state')?.textContent === 'ready');
    }, 120_000);

    afterAll(async () => {
      await browser.close();
      await server.close();
    });

    const run = async (source: string | null): Promise<{ state: string; printed: string }> => {
      if (source !== null) await page.fill('#source', source);
      await page.click('#run');
      await page.waitForSelector('#run:not([disabled])');
      return {
        state: (await page.textContent('#state'))!,
        printed: (await page.textContent('#printed'))!,
      };
    };

    test('runs its program', async () => {
      expect(await run(null)).toEqual({ state: 'ended', printed: '0\n1\n2\nclosed\n' });
    });

    test('the library', async () => {
      const source =
        'import json, asyncio, collections, itertools\n' +
        'async def main(): return json.dumps(list(itertools.accumulate([1, 2])))\n' +
        'print(asyncio.run(main()))\n';
      expect(await run(source)).toEqual({ state: 'ended', printed: '[1, 3]\n' });
    });

    test('code that is hot, and is not compiled', async () => {
      const source =
        'def count(n):\n    yield from range(n)\n' +
        'print(sum(sum(count(100)) for i in range(2000)))\n';
      expect(await run(source)).toEqual({ state: 'ended', printed: '9900000\n' });
    });

    test('errors', async () => {
      const failed = await run('def f(): 1 / 0\nf()\n');
      expect(failed.state).toBe('failed');
      expect(failed.printed).toContain('    def f(): 1 / 0\n             ~~^~~\nZeroDivisionError');
      expect((await run('x = 1\ny = (2 +* 3)\n')).state).toBe('refused');
      const selected = await page.evaluate(() => {
        const area = document.querySelector<HTMLTextAreaElement>('#source')!;
        return area.value.slice(area.selectionStart, area.selectionEnd);
      });
      expect(selected).toBe('*');
    });

    test('a program that does not end is stopped, and the next one runs', async () => {
      await page.fill('#source', 'while True: pass\n');
      await page.click('#run');
      await page.click('#stop');
      await page.waitForFunction(() => document.querySelector('#state')?.textContent === 'ready');
      expect(await run('print(6 * 7)\n')).toEqual({ state: 'ended', printed: '42\n' });
    });

    test('nothing went wrong, and code could not have been generated', async () => {
      expect(faults).toEqual([]);
      // Later, because what the test's own call does is exempt from the policy.
      const forbidden = await page.evaluate(
        () =>
          new Promise((resolve) => {
            setTimeout(() => {
              try {
                resolve(String(new Function('return 1')()));
              } catch (error) {
                resolve((error as Error).name);
              }
            });
          }),
      );
      expect(forbidden).toBe('EvalError');
    });
  },
);

/** Bytes of what a page has to fetch before it can run a program, minified and compressed. */
async function sizeOf(entry: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(projectFolder, 'dist', entry)],
    outdir: join(projectFolder, 'dist'),
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
  const needed = new Set<string>();
  const need = (path: string): void => {
    if (needed.has(path)) return;
    needed.add(path);
    for (const { path: next, kind } of metafile.outputs[path]!.imports) {
      if (kind === 'import-statement') need(next);
    }
  };
  need(Object.keys(metafile.outputs).find((path) => path.endsWith(`/${entry}`))!);
  const folder = process.cwd();
  return [...needed]
    .map((path) => gzipSync(files.get(join(folder, path))!, { level: 9 }).length)
    .reduce((sum, size) => sum + size, 0);
}

test('the bundles for browsers are as small as docs/embedding.md says', async () => {
  const text = readFileSync(join(projectFolder, 'docs/embedding.md'), 'utf8');
  for (const [entry, name] of [
    ['index.js', 'pyg'],
    ['runtime.js', 'pyg/runtime'],
  ] as const) {
    const [, said] = new RegExp(`\\| \`${name}\` +\\| (\\d+) kB`).exec(text) ?? [];
    const size = (await sizeOf(entry)) / 1000;
    expect(size, name).toBeLessThanOrEqual(Number(said) * 1.1);
    expect(size, name).toBeGreaterThan(Number(said) * 0.8);
  }
});
