/**
 * Takes the samples: every one in a fresh process, the runtimes in turn.
 *
 * For each row, one process per runtime finds how many operations make a round of the wanted length
 * and computes the results at fixed sizes, which have to be those of the first runtime. Then come the rounds: in
 * each, every runtime gets one process, in an order that moves on by one, so that a slow spell of the
 * machine falls on all of them and none always comes first.
 *
 * The protocol between this file and a sample process: the last argument of its command line is a
 * `Request` in JSON, the last line of its output an `Answer` in JSON. A watchdog kills a process that
 * does not answer.
 */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { checkSizes } from './rows.mjs';

const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));

/**
 * @typedef {object} Request
 * @property {string} row
 * @property {string} program The program's path without its extension.
 * @property {readonly number[]} args What `run` is given after `n`.
 * @property {number} unit What `n` is a multiple of.
 * @property {readonly number[]} checks Sizes at which to report results.
 * @property {readonly string[] | null} expected What the results at these sizes have to be, once known;
 *   a process that gets others fails before it takes any time.
 * @property {number | null} n Operations in a round; null asks for a calibration instead of samples.
 * @property {number} targetNs For a calibration: how long a round should take.
 * @property {number} samples How many rounds to time.
 * @property {string} folder Where benny saves what it knows of this case.
 */

/**
 * @typedef {object} Answer
 * @property {string[]} checks `run`'s results at the sizes asked for.
 * @property {number} [n] The answer to a calibration.
 * @property {number[]} [samples] Nanoseconds per operation, one number for each timed round.
 */

/**
 * @typedef {object} Plan
 * @property {number} rounds Processes per row and runtime.
 * @property {number} samples Timed rounds in each process.
 * @property {number} targetMs How long a round should take.
 * @property {number} timeoutMs How long a process may take.
 * @property {string} folder Where benny saves.
 */

/**
 * @typedef {object} Measurement What one runtime did with one row.
 * @property {number} [n] Operations in a round.
 * @property {number[][]} processes Nanoseconds per operation: a list for each process.
 * @property {string[]} checks
 * @property {string} [failure] Why there are no (more) samples.
 */

/** @typedef {{ runtime: import('./runtimes/index.mjs').Runtime, presence: import('./runtimes/index.mjs').Presence }} Present */

/**
 * Runs a command to its end or the watchdog's.
 *
 * @param {readonly string[]} command
 * @param {number} timeoutMs
 * @returns {Promise<{ output: string, elapsedMs: number }>} What it printed and how long it took.
 * @throws {Error} When it fails, with the last line of its error output, or is killed.
 */
export function runProcess(command, timeoutMs) {
  return new Promise((resolve, reject) => {
    const [file = '', ...args] = command;
    let output = '';
    let errors = '';
    let late = false;
    const start = process.hrtime.bigint();
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const watchdog = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
    child.on('error', (error) => {
      clearTimeout(watchdog);
      reject(error);
    });
    child.on('close', (code, signal) => {
      const elapsedMs = Number(process.hrtime.bigint() - start) / 1e6;
      clearTimeout(watchdog);
      if (code === 0) resolve({ output, elapsedMs });
      else if (late) reject(new Error(`no answer within ${timeoutMs / 1000} s`));
      else reject(new Error(reasonIn(errors) ?? `ended with ${signal ?? `code ${code}`}`));
    });
  });
}

/**
 * The line that tells what went wrong: Node names the error above its stack, Python below.
 *
 * @param {string} errors
 */
function reasonIn(errors) {
  const lines = errors.trim().split('\n');
  const named = lines.filter((line) => /^[\w.]*(Error|Exception)\b/.test(line));
  return named.at(-1) ?? (lines.at(-1) || undefined);
}

/**
 * @param {Present} present
 * @param {Request} request
 * @param {number} timeoutMs
 * @returns {Promise<Answer>}
 */
async function ask({ runtime, presence }, request, timeoutMs) {
  const command = runtime.sample(presence, JSON.stringify(request));
  const { output } = await runProcess(command, timeoutMs);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
}

/**
 * Measures one row in every runtime.
 *
 * @param {import('./rows.mjs').Row} row
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @returns {Promise<Record<string, Measurement>>} By runtime id. Whatever goes wrong with one runtime
 *   is that one's `failure`; the others go on.
 */
export async function measureRow(row, present, plan) {
  /** @type {Request} */
  const request = {
    row: row.name,
    program: PROGRAMS + row.program,
    args: row.args,
    unit: row.unit,
    checks: checkSizes(row),
    expected: null,
    n: null,
    targetNs: plan.targetMs * 1e6,
    samples: plan.samples,
    folder: plan.folder,
  };
  /** @type {Record<string, Measurement>} */
  const measurements = {};
  for (const one of present) {
    try {
      const { n, checks } = await ask(one, request, plan.timeoutMs);
      measurements[one.runtime.id] = { n, checks, processes: [] };
      request.expected ??= checks;
    } catch (error) {
      measurements[one.runtime.id] = { checks: [], processes: [], failure: messageOf(error) };
    }
  }

  for (let round = 0; round < plan.rounds; round += 1) {
    for (let turn = 0; turn < present.length; turn += 1) {
      const one = present[(round + turn) % present.length];
      const measurement = measurements[one.runtime.id];
      if (measurement.failure !== undefined) continue;
      try {
        const answer = await ask(one, { ...request, n: measurement.n ?? null }, plan.timeoutMs);
        measurement.processes.push(answer.samples ?? []);
      } catch (error) {
        measurement.failure = messageOf(error);
      }
    }
  }
  return measurements;
}

/**
 * Times whole processes that print hello.
 *
 * @param {readonly Present[]} present
 * @param {Plan} plan
 * @returns {Promise<Record<string, { samples: number[], failure?: string }>>} Milliseconds by runtime
 *   id, without the runtimes that have no such command.
 */
export async function measureStartup(present, plan) {
  /** @type {Record<string, { samples: number[], failure?: string }>} */
  const startup = {};
  for (let round = 0; round < plan.rounds; round += 1) {
    for (let turn = 0; turn < present.length; turn += 1) {
      const { runtime, presence } = present[(round + turn) % present.length];
      const command = runtime.hello(presence);
      if (command === null) continue;
      const entry = (startup[runtime.id] ??= { samples: [] });
      if (entry.failure !== undefined) continue;
      try {
        const { output, elapsedMs } = await runProcess(command, plan.timeoutMs);
        if (output.trim() === 'hello') entry.samples.push(elapsedMs);
        else entry.failure = `printed ${JSON.stringify(output)}`;
      } catch (error) {
        entry.failure = messageOf(error);
      }
    }
  }
  return startup;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
