#!/usr/bin/env node
// The command `pyg`. It loads what it needs when it knows what it is to do.
import { readFileSync } from 'node:fs';
import { HELP, USAGE, parseArguments, type Command } from './arguments.js';
import { BrokenPipe, OutputStream } from './streams.js';

/** What a shell reports for a process that wrote into a closed pipe. */
const BROKEN_PIPE = 141;

const stderr = new OutputStream(2, 'none');

void main();

async function main(): Promise<void> {
  try {
    process.exitCode = await perform(parseArguments(process.argv.slice(2)));
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
    process.exitCode = BROKEN_PIPE;
  }
}

/** Do what the command line asks for. */
async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      new OutputStream(1, 'none').write(HELP);
      return 0;
    case 'version':
      new OutputStream(1, 'none').write(`pyg ${packageVersion()} (Python 3.11)\n`);
      return 0;
    case 'mistake':
      stderr.write(`${command.message}\n${USAGE}Try \`pyg -h' for more information.\n`);
      return 2;
    case 'run': {
      const { runCommand } = await import('./process.js');
      return runCommand(command, stderr);
    }
    case 'dis':
    case 'ast':
    case 'jit': {
      const { showCommand } = await import('./show.js');
      return showCommand(command, stderr);
    }
  }
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return (manifest as { version: string }).version;
}
