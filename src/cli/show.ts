// `pyg dis` and `pyg ast`: what a program is compiled from and to.
import { PygSyntaxError, loadTools } from '../index.js';
import type { Command } from './arguments.js';
import { NoScript, readScript } from './script.js';
import { OutputStream } from './streams.js';

/** @returns the exit code */
export async function showCommand(
  command: Extract<Command, { kind: 'dis' | 'ast' }>,
  stderr: OutputStream,
): Promise<number> {
  const { formatSyntaxError, showCode, showTree } = await loadTools();
  try {
    const { source, filename } = readScript(command.script, process.cwd());
    const text =
      command.kind === 'dis'
        ? showCode(source, filename, command.verify)
        : showTree(source, filename, command.places);
    new OutputStream(1, 'none').write(text);
    return 0;
  } catch (error) {
    if (error instanceof PygSyntaxError) {
      stderr.write(formatSyntaxError(error));
      return 1;
    }
    if (!(error instanceof NoScript)) throw error;
    stderr.write(error.message);
    return error.exitCode;
  }
}
