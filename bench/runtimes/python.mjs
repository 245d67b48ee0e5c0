/** CPython, the oracle, and PyPy. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./python_sample.py', import.meta.url));
const HELLO = fileURLToPath(new URL('../programs/hello.pyg', import.meta.url));

const QUESTION = `
import platform, sys
print(sys.executable)
pypy = getattr(sys, 'pypy_version_info', None)
print(platform.python_version() if pypy is None else '%d.%d.%d' % pypy[:3] + ' (Python ' + platform.python_version() + ')')
`;

/**
 * @param {string} id
 * @param {string} title
 * @param {string} command
 * @param {boolean} optimises
 * @returns {import('./index.mjs').Runtime}
 */
function python(id, title, command, optimises) {
  return {
    id,
    title,
    suffix: '.pyg',
    optimises,
    compiles: true,

    async detect() {
      const answer = spawnSync(command, ['-c', QUESTION], { encoding: 'utf8', timeout: 20_000 });
      if (answer.status !== 0) return { missing: `no ${id} on the path` };
      // A version manager's `python3` is a script that starts the real one: its time is not CPython's.
      const [executable = '', version = ''] = answer.stdout.trim().split('\n');
      return { executable, version };
    },

    sample: (presence, request) => [
      presence.executable ?? command,
      DRIVER,
      JSON.stringify(request),
    ],
    hello: (presence) => [presence.executable ?? command, HELLO],
  };
}

export const cpython = python('python3', 'CPython', process.env.PYTHON ?? 'python3', false);
export const pypy = python('pypy3', 'PyPy', process.env.PYPY ?? 'pypy3', true);
