// One thread of pyg-pool.mjs: runs the programs it is sent, one after the other.

import { register } from 'node:module';
import { parentPort } from 'node:worker_threads';

register('./typescript-loader.mjs', import.meta.url);
const { runProgram } = await import('../../tests/support/programs.js');

parentPort.on('message', async ({ program, mode }) => {
  let outcome;
  try {
    outcome = await runProgram(program, mode);
  } catch (error) {
    outcome = { stdout: '', stderr: `pyg: internal error: ${error.stack}\n`, exitCode: null };
  }
  parentPort.postMessage(outcome);
});
