// `pyg dis`, `pyg ast` and `pyg jit`: what a program is compiled from and to.
import { PygSyntaxError, loadTools, type Tools } from '../index.js';
import type { Command } from './arguments.js';
import { NoScript, readScript } from './script.js';
import { OutputStream } from './streams.js';

type Show = Extract<Command, { kind: 'dis' | 'ast' | 'jit' }>;

/** @returns the exit code */
export async function showCommand(command: Show, stderr: OutputStream): Promise<number> {
  const tools = await loadTools();
  try {
    const { source, filename } = readScript(command.script, process.cwd());
    new OutputStream(1, 'none').write(textFor(command, tools, source, filename));
    return 0;
  } catch (error) {
    if (error instanceof PygSyntaxError) {
      stderr.write(tools.formatSyntaxError(error));
      return 1;
    }
    if (!(error instanceof NoScript)) throw error;
    stderr.write(error.message);
    return error.exitCode;
  }
}

function textFor(command: Show, tools: Tools, source: string, filename: string): string {
  switch (command.kind) {
    case 'dis':
      return tools.showCode(source, filename, command.verify);
    case 'ast':
      return tools.showTree(source, filename, command.places);
    case 'jit':
      return tools.showJavaScript(source, filename);
  }
}
