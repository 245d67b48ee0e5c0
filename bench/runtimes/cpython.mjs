/** CPython: the oracle, and what the ratios are taken against. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./cpython_sample.py', import.meta.url));
const HELLO = fileURLToPath(new URL('../programs/hello.pyg', import.meta.url));

/** @type {import('./index.mjs').Runtime} */
export const cpython = {
  id: 'python3',
  title: 'CPython',

  async detect() {
    const question =
      'import sys, platform; print(sys.executable); print(platform.python_version())';
    const answer = spawnSync(process.env.PYTHON ?? 'python3', ['-c', question], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    if (answer.status !== 0) return { missing: 'no python3 on the path' };
    // A version manager's `python3` is a script that starts the real one: its time is not CPython's.
    const [executable = '', version = ''] = answer.stdout.trim().split('\n');
    return { executable, version };
  },

  sample: (presence, request) => [presence.executable ?? 'python3', DRIVER, request],
  hello: (presence) => [presence.executable ?? 'python3', HELLO],
};
