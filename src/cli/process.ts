// Running a program as this process: its streams, its signals, its exit code.
import { fstatSync } from 'node:fs';
import { formatStatistics } from '../index.js';
import { USAGE, type Command } from './arguments.js';
import { makeProgram, runToEnd } from './run.js';
import { NoScript, readScript, type Script } from './script.js';
import { BrokenPipe, OutputStream, standardInput } from './streams.js';

/**
 * Run the program of a command line.
 * @returns the exit code; does not return when Ctrl-C ended the program
 */
export async function runCommand(
  command: Extract<Command, { kind: 'run' }>,
  stderr: OutputStream,
): Promise<number> {
  if (command.script.kind === 'stdin' && command.argv[0] === '' && isTerminal(0)) {
    stderr.write(`pyg: no program given, and there is no interactive mode\n${USAGE}`);
    return 2;
  }
  let script: Script;
  try {
    script = readScript(command.script, process.cwd());
  } catch (error) {
    if (!(error instanceof NoScript)) throw error;
    stderr.write(error.message);
    return error.exitCode;
  }
  const stdout = new OutputStream(
    1,
    command.unbuffered ? 'none' : isTerminal(1) ? 'line' : 'chunk',
  );
  const stdin = standardInput();
  const writesBytecode =
    command.writesBytecode && (process.env['PYTHONDONTWRITEBYTECODE'] ?? '') === '';
  const program = await makeProgram(script, command.argv, {
    stdout: (text) => stdout.write(text),
    stderr: (text) => {
      stdout.flush();
      writeQuietly(stderr, text);
    },
    stdin: () => {
      stdout.flush();
      return stdin.readLine();
    },
    idle: () => stdout.flush(),
    cache: writesBytecode ? 'write' : 'read',
    stats: command.stats,
  });
  const interrupt = (): void => program.interrupt();
  process.on('SIGINT', interrupt);
  await runToEnd(program, undefined, () => stdout.flush());
  const code = program.finish();
  stdout.flush();
  const { statistics } = program.vm;
  if (statistics !== null) writeQuietly(stderr, formatStatistics(statistics));
  process.off('SIGINT', interrupt);
  // The shell is to see that the program was interrupted, not that it chose this exit code.
  if (program.interrupted) process.kill(process.pid, 'SIGINT');
  return code;
}

/** Nobody is left to tell when nobody reads the error messages. */
function writeQuietly(stream: OutputStream, text: string): void {
  try {
    stream.write(text);
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  }
}

/** Node's own test loads all that it knows of sockets: most streams are files or pipes. */
function isTerminal(descriptor: number): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    // The stream is closed.
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}
