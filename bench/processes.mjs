/**
 * Sample processes: how one is started, asked and watched.
 *
 * The last argument of a sample process's command line is a request in JSON, the last line of its
 * output an answer in JSON. What is asked is its `task`; `runtimes/` has the programs that answer.
 */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));

/** @typedef {Readonly<Record<string, string | undefined>>} Environment What is set, and what is taken out. */

/** @typedef {{ runtime: import('./runtimes/index.mjs').Runtime, presence: import('./runtimes/index.mjs').Presence }} Present */

/**
 * @typedef {{ task: 'calibrate', program: string, args: readonly number[], unit: number, checks: readonly number[], expected: readonly string[] | null, warmUpNs: number, targetNs: number }} Calibrate
 *   How many operations make a round of `targetNs`? A process whose results at the sizes `checks` are
 *   not those `expected`, once these are known, fails. Answer: `{ checks, n }`.
 * @typedef {{ task: 'time', program: string, args: readonly number[], n: number, warmUpNs: number, samples: number, label: string, folder: string }} Time
 *   Warm up, then time so many rounds of `n`. Answer: `{ samples }`, nanoseconds per operation.
 *   benny saves what it knows of this case in `folder`, as `label`.
 * @typedef {{ task: 'first', program: string, n: number }} First
 *   Time the very first call. Answer: `{ elapsedNs, result }`.
 * @typedef {{ task: 'compile', file: string, warmUpNs: number, samples: number }} Compile
 *   Compile a source file. Answer: `{ first, compiled, parsed }`, in nanoseconds: the first time in this
 *   process, times after a warm-up, and then times to the syntax tree only.
 * @typedef {{ task: 'memory', program: string, count: number }} Memory
 *   Prints `prepared`, waits for a line, fills the slots, prints `filled`, waits for a line, and
 *   answers `{ result }`.
 * @typedef {Calibrate | Time | First | Compile | Memory} Request
 */

/**
 * The file in which a program is written for a runtime.
 *
 * @param {Present} present
 * @param {string} program
 * @returns {string | null} Null where its language has no such thing.
 */
export function programFile({ runtime }, program) {
  const file = `${PROGRAMS}${program}${runtime.suffix}`;
  return existsSync(file) ? file : null;
}

/**
 * @param {readonly string[]} command
 * @param {Environment} env
 * @param {number} timeoutMs
 */
function start([file = '', ...args], env, timeoutMs) {
  const child = spawn(file, args, { env: { ...process.env, ...env } });
  const state = { late: false, errors: '' };
  const watchdog = setTimeout(() => {
    state.late = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  child.stderr.setEncoding('utf8').on('data', (text) => (state.errors += text));
  // Writing to a process that has died: how it ended tells more.
  child.stdin.on('error', () => undefined);
  /** @type {Promise<void>} */
  const end = new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearTimeout(watchdog);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(watchdog);
      if (code === 0) resolve();
      else if (state.late) reject(new Error(`no answer within ${timeoutMs / 1000} s`));
      else reject(new Error(reasonIn(state.errors) ?? `ended with ${signal ?? `code ${code}`}`));
    });
  });
  return { child, end };
}

/**
 * Runs a command to its end or the watchdog's.
 *
 * @param {readonly string[]} command
 * @param {Environment} env
 * @param {number} timeoutMs
 * @returns {Promise<{ output: string, elapsedMs: number }>} What it printed and how long it took.
 * @throws {Error} When it fails, with the line that tells why, or is killed.
 */
export async function runProcess(command, env, timeoutMs) {
  let output = '';
  const begin = process.hrtime.bigint();
  const { child, end } = start(command, env, timeoutMs);
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdin.end();
  await end;
  return { output, elapsedMs: Number(process.hrtime.bigint() - begin) / 1e6 };
}

/**
 * The line that tells what went wrong, without places in the file system: Node names the error above
 * its stack, Python below, Lua first of all.
 *
 * @param {string} errors
 */
function reasonIn(errors) {
  const lines = errors.trim().split('\n');
  const named = lines.filter((line) => /^[\w.]*(Error|Exception)\b/.test(line));
  const line = named.at(-1) ?? lines.find((each) => /^lua/.test(each)) ?? lines.at(-1);
  return line?.replace(/\s*\S*\/\S*/g, '').slice(0, 200) || undefined;
}

/**
 * @param {Present} present
 * @param {Request} request
 * @param {number} timeoutMs
 */
export async function ask({ runtime, presence }, request, timeoutMs) {
  const command = runtime.sample(presence, request);
  const { output } = await runProcess(command, runtime.env ?? {}, timeoutMs);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/**
 * Asks for a memory sample and looks at the process from outside at both stops.
 *
 * @param {Present} present
 * @param {Memory} request
 * @param {number} timeoutMs
 * @returns {Promise<{ bytes: number, result: string }>} How much resident memory the filling took.
 */
export async function weigh({ runtime, presence }, request, timeoutMs) {
  const { child, end } = start(runtime.sample(presence, request), runtime.env ?? {}, timeoutMs);
  /** @type {number[]} */
  const weights = [];
  let answer = '';
  const conversation = async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'prepared' || line === 'filled') {
        weights.push(await residentBytes(child.pid ?? 0));
        child.stdin.write('\n');
      } else {
        answer = line;
      }
    }
  };
  await Promise.all([end, conversation()]);
  return { bytes: weights[1] - weights[0], result: JSON.parse(answer).result };
}

/** @param {number} pid */
async function residentBytes(pid) {
  const status = `/proc/${pid}/status`;
  if (existsSync(status)) {
    return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]);
  }
  const { output } = await runProcess(['ps', '-o', 'rss=', '-p', String(pid)], {}, 5000);
  return 1024 * Number(output);
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
