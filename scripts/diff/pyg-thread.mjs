// One thread of pyg-pool.mjs: runs the programs it is sent, one after the other. The modes are those
// of tests/support/programs.ts.

import { parentPort } from 'node:worker_threads';
import { runScript } from '#pyg/cli/run.js';
import { withoutMachine } from '../../tests/support/corpus.mjs';

const HOT = { verified: Infinity, compiled: 1, stress: 1 };

parentPort.on('message', async ({ program, mode }) => {
  let outcome;
  try {
    outcome = await runProgram(program, mode);
  } catch (error) {
    outcome = { stdout: '', stderr: `pyg: internal error: ${error.stack}\n`, exitCode: null };
  }
  parentPort.postMessage(outcome);
});

async function runProgram(program, mode) {
  const texts = { stdout: '', stderr: '' };
  const exitCode = await runScript({
    path: program.file,
    cwd: program.folder,
    args: [...program.args],
    stdin: program.stdin,
    stdout: (text) => (texts.stdout += text),
    stderr: (text) => (texts.stderr += text),
    ...(mode === 'plain' ? {} : { verify: mode !== 'compiled', hot: HOT[mode] }),
    ...(mode === 'stress' ? { stressSlice: 1 } : {}),
  });
  return {
    stdout: withoutMachine(texts.stdout, program.folder),
    stderr: withoutMachine(texts.stderr, program.folder),
    exitCode,
  };
}
