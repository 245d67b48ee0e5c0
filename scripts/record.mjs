// Records what CPython 3.11 does with the test programs, in files beside them
// (tests/support/corpus.mjs says which):
//
//   node scripts/record.mjs [area…]            run the programs, write what they print
//   node scripts/record.mjs --check [area…]    run them, and fail if a recorded file differs
//
// Every expected output of the project is made here, never by hand; a test runs `--check`.

import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { areaFolders, findPrograms, readRecorded } from '../tests/support/corpus.mjs';
import { findPython, runPython } from './python.mjs';

const POOL_SIZE = 2;
const TIME_LIMIT_MS = 60_000;
const KINDS = ['out', 'err', 'exit'];

/** The path of CPython; ends the process with a clear message when it is absent. */
function findPythonOrFail() {
  try {
    return findPython();
  } catch (error) {
    console.error(`record: ${error.message}`);
    process.exit(2);
  }
}

/** Runs one program; resolves to the text of each recorded kind, `null` for a file not to be. */
async function recording(python, program) {
  const { stdout, stderr, exitCode } = await runPython(python, program, TIME_LIMIT_MS);
  const silent = exitCode === 0 && stderr === '';
  return { out: stdout, err: silent ? null : stderr, exit: silent ? null : `${exitCode}\n` };
}

/** Calls `action` on every item, at most `POOL_SIZE` at a time. */
async function forEachPooled(items, action) {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await action(items[next++]);
  };
  await Promise.all(Array.from({ length: POOL_SIZE }, worker));
}

/** Recorded files of an area that no program owns, as after a program was renamed. */
function strayRecords(folder) {
  return readdirSync(folder)
    .filter((file) => /\.(out|err|exit|in|args)$/.test(file))
    .filter((file) => !existsSync(join(folder, file.replace(/\.\w+$/, '.pyg'))))
    .map((file) => join(folder, file));
}

async function main() {
  const check = process.argv.includes('--check');
  const areas = process.argv.slice(2).filter((argument) => argument !== '--check');
  const python = findPythonOrFail();
  const programs = findPrograms(areas);
  const changed = [];
  await forEachPooled(programs, async (program) => {
    const actual = await recording(python, program);
    for (const kind of KINDS) {
      if (actual[kind] === readRecorded(program, kind)) continue;
      changed.push(`${program.id}.${kind}`);
      if (check) continue;
      const path = join(program.folder, `${program.name}.${kind}`);
      if (actual[kind] === null) rmSync(path);
      else writeFileSync(path, actual[kind]);
    }
  });
  for (const [area, folder] of areaFolders()) {
    if (areas.length > 0 && !areas.includes(area)) continue;
    for (const path of strayRecords(folder)) {
      changed.push(path);
      if (!check) rmSync(path);
    }
  }
  for (const name of changed.sort()) console.log(`${check ? 'differs' : 'wrote'}: ${name}`);
  console.log(`record: ${programs.length} programs, ${changed.length} files differ`);
  if (check && changed.length > 0) process.exitCode = 1;
}

await main();
