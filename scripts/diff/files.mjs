// Programs from files, on CPython and on pyg.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { projectFolder, programAt } from '../../tests/support/corpus.mjs';
import { findPython, runPython } from '../python.mjs';
import { PygPool } from './pyg-pool.mjs';
import { firstDifference } from './side-by-side.mjs';

const DEFAULT_PATHS = ['tests/programs', 'examples'];

/**
 * Runs the programs and prints what differs.
 * @returns how many programs differ
 */
export async function diffFiles(paths, { modes, jobs, timeLimitMs, quiet }) {
  const python = findPython();
  const programs = findPrograms(
    paths.length > 0 ? paths : DEFAULT_PATHS.map((path) => join(projectFolder, path)),
  );
  const start = performance.now();
  const pool = new PygPool(jobs, timeLimitMs);
  let next = 0;
  const differing = [];
  const worker = async () => {
    while (next < programs.length) {
      const program = programs[next++];
      const expected = outcomeOf(runPython(python, program, timeLimitMs));
      const runs = modes.map((mode) => pool.run(program, mode));
      const texts = [];
      for (const [i, mode] of modes.entries()) {
        const text = firstDifference(await expected, await runs[i]);
        // The modes mostly differ in the same way, which is then shown once.
        if (text !== '' && !texts.some((shown) => shown.text === text)) texts.push({ mode, text });
      }
      if (texts.length === 0) continue;
      differing.push(program.id);
      console.log(`differs: ${program.id} (${texts.map(({ mode }) => mode).join(', ')})`);
      if (!quiet) for (const { text } of texts) console.log(`${text}\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  await pool.stop();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `diff: ${programs.length} programs in ${modes.length} modes, ${seconds} s; ` +
      `${differing.length} differ`,
  );
  return differing.length;
}

/** What became of CPython's run: a failure to run at all is an outcome that nothing equals. */
function outcomeOf(run) {
  return run.catch((error) => ({ stdout: '', stderr: `${error.message}\n`, exitCode: null }));
}

/** All programs in files and below folders, in the order of their paths. */
function findPrograms(paths) {
  const files = new Set();
  for (const path of paths) {
    const absolute = resolve(path);
    if (!existsSync(absolute)) throw new Error(`there is no ${path}`);
    if (statSync(absolute).isFile()) files.add(absolute);
    else for (const file of filesBelow(absolute)) files.add(file);
  }
  return [...files].map((file) => {
    const area = relative(process.cwd(), dirname(file)) || '.';
    return programAt(area, dirname(file), basename(file));
  });
}

/** The programs below a folder. As in the tests, packages and `helper_` modules are not programs. */
function filesBelow(folder) {
  const files = [];
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!existsSync(join(path, '__init__.pyg'))) files.push(...filesBelow(path));
    } else if (/\.(pyg|py)$/.test(entry.name) && !/^(helper_|__)/.test(entry.name)) {
      files.push(path);
    }
  }
  return files;
}
