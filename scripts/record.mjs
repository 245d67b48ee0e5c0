// Records what CPython 3.11 does with the test programs, in files beside them
// (tests/support/corpus.mjs says which):
//
//   node scripts/record.mjs [area…]            run the programs, write what they print
//   node scripts/record.mjs --check [area…]    run them, and fail if a recorded file differs
//
// Every expected output of the project is made here, never by hand; a test runs `--check`.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  areaFolders,
  findPrograms,
  projectFolder,
  readRecorded,
  withoutMachine,
} from '../tests/support/corpus.mjs';

const POOL_SIZE = 2;
const TIME_LIMIT_MS = 60_000;
const KINDS = ['out', 'err', 'exit'];

// PYTHONPATH makes CPython load support/oracle/sitecustomize.py first, which teaches `import` the
// `.pyg` suffix. Nothing else of the caller's environment reaches the programs.
const PYTHON_ENVIRONMENT = {
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONPATH: join(projectFolder, 'tests', 'support', 'oracle'),
};

/** The absolute path of CPython 3.11; ends the process with a clear message when it is absent. */
function findPython() {
  const probe = 'import sys; print(sys.implementation.name, *sys.version_info[:2], sys.executable)';
  const { error, stdout } = spawnSync('python3', ['-c', probe], { encoding: 'utf8' });
  if (error) fail(`python3 does not start (${error.message}); the programs need CPython 3.11`);
  const [, found, executable] = /^(\w+ \d+ \d+) (.+)$/m.exec(stdout) ?? [];
  if (found !== 'cpython 3 11')
    fail(`python3 is ${found ?? 'unknown'}; the oracle is cpython 3 11`);
  return executable;
}

function fail(message) {
  console.error(`record: ${message}`);
  process.exit(2);
}

/** Runs one program; resolves to the text of each recorded kind, `null` for a file not to be. */
function runPython(python, program) {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-X', 'utf8', program.file, ...program.args], {
      cwd: program.folder,
      env: PYTHON_ENVIRONMENT,
      timeout: TIME_LIMIT_MS,
    });
    const streams = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text) => (streams[name] += text));
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === null) {
        reject(new Error(`${program.id} was ended by ${signal}`));
        return;
      }
      const silent = code === 0 && streams.stderr === '';
      resolve({
        out: withoutMachine(streams.stdout, program.folder),
        err: silent ? null : withoutMachine(streams.stderr, program.folder),
        exit: silent ? null : `${code}\n`,
      });
    });
    // A program need not read its input to the end before it exits.
    child.stdin.on('error', () => {});
    child.stdin.end(program.stdin ?? '');
  });
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
  const python = findPython();
  const programs = findPrograms(areas);
  const changed = [];
  await forEachPooled(programs, async (program) => {
    const actual = await runPython(python, program);
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
