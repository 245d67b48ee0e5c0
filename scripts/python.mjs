// CPython 3.11, the oracle: found once, run as every recorded output was made.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder, withoutMachine } from '../tests/support/corpus.mjs';

// PYTHONPATH makes CPython load support/oracle/sitecustomize.py first, which teaches `import` the
// `.pyg` suffix. Nothing else of the caller's environment reaches the programs.
const PYTHON_ENVIRONMENT = {
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONPATH: join(projectFolder, 'tests', 'support', 'oracle'),
};

/** A Python of its own, in the sense of CPython's `venv`, in which nothing is installed. */
const BARE = join(projectFolder, 'node_modules', '.cache', 'python');

/**
 * The absolute path of CPython 3.11, without the packages that are installed on this machine: they
 * are not the language, and to look for them takes three quarters of a start.
 * @throws Error with a clear message when it is absent
 */
export function findPython() {
  const probe =
    'import sys; print(sys.implementation.name, *sys.version_info[:2], sys._base_executable)';
  const { error, stdout } = spawnSync('python3', ['-c', probe], { encoding: 'utf8' });
  if (error) {
    throw new Error(`python3 does not start (${error.message}); the programs need CPython 3.11`);
  }
  const [, found, executable] = /^(\w+ \d+ \d+) (.+)$/m.exec(stdout) ?? [];
  if (found !== 'cpython 3 11') {
    throw new Error(`python3 is ${found ?? 'unknown'}; the oracle is cpython 3 11`);
  }
  return barePython(executable);
}

function barePython(executable) {
  const path = join(BARE, 'bin', 'python3');
  const settings = `home = ${dirname(executable)}\ninclude-system-site-packages = false\n`;
  const file = join(BARE, 'pyvenv.cfg');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== settings) {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    symlinkSync(executable, path);
    writeFileSync(file, settings);
  }
  return path;
}

/**
 * Runs one program.
 * @param python what `findPython` found
 * @param program as tests/support/corpus.mjs describes it
 * @returns a promise of its stdout, stderr and exit code; it is rejected when the time is over
 */
export function runPython(python, program, timeLimitMs) {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-X', 'utf8', program.file, ...program.args], {
      cwd: program.folder,
      env: PYTHON_ENVIRONMENT,
      timeout: timeLimitMs,
    });
    const streams = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text) => (streams[name] += text));
    }
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      if (exitCode === null) {
        reject(new Error(`${program.id} was ended by ${signal}`));
        return;
      }
      resolve({
        stdout: withoutMachine(streams.stdout, program.folder),
        stderr: withoutMachine(streams.stderr, program.folder),
        exitCode,
      });
    });
    // A program need not read its input to the end before it exits.
    child.stdin.on('error', () => {});
    child.stdin.end(program.stdin ?? '');
  });
}
