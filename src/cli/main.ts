#!/usr/bin/env node
// The command `pyg`.
import { runScript } from './run.js';

const [path = '', ...args] = process.argv.slice(2);
process.exitCode = await runScript({
  path,
  cwd: process.cwd(),
  args,
  stdin: null,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
