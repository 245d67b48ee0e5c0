/** Lua and LuaJIT: languages whose coroutines have a stack of their own. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./lua_sample.lua', import.meta.url));

/**
 * The request for the driver, which has no JSON: words, with lists separated by commas.
 *
 * @param {import('../processes.mjs').Request} request
 */
function words(request) {
  switch (request.task) {
    case 'calibrate': {
      const { task, program, args, unit, checks, expected, warmUpNs, targetNs } = request;
      return [task, program, args, unit, checks, expected ?? '', warmUpNs, targetNs].map(String);
    }
    case 'time': {
      const { task, program, args, n, warmUpNs, samples } = request;
      return [task, program, args, n, warmUpNs, samples].map(String);
    }
    case 'memory':
      return [request.task, request.program, String(request.count)];
    default:
      throw new RangeError(`Lua is not asked to ${request.task}`);
  }
}

/**
 * @param {string} id
 * @param {string} title
 * @param {readonly string[]} commands The first that is there is taken.
 * @param {boolean} optimises
 * @returns {import('./index.mjs').Runtime}
 */
function makeLua(id, title, commands, optimises) {
  return {
    id,
    title,
    suffix: '.lua',
    optimises,
    compiles: false,

    async detect() {
      for (const command of commands) {
        const answer = spawnSync(command, ['-v'], { encoding: 'utf8', timeout: 20_000 });
        const version = /^Lua(?:JIT)? (\S+)/.exec(answer.stdout || answer.stderr || '')?.[1];
        if (version !== undefined) return { executable: command, version };
      }
      return { missing: `no ${commands.at(-1)} on the path` };
    },

    sample: ({ executable = '' }, request) => [executable, DRIVER, ...words(request)],
    hello: ({ executable = '' }) => [executable, '-e', "print('hello')"],
  };
}

export const luajit = makeLua('luajit', 'LuaJIT', ['luajit'], true);
export const lua = makeLua('lua', 'Lua', ['lua5.4', 'lua'], false);
