// Finding and reading the program that the command line names.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { decodeSource, SourceEncodingError } from '../index.js';
import type { ScriptPlace } from './arguments.js';
import { errorCode, readAllInput } from './streams.js';

/** A program that can be run. */
export interface Script {
  readonly source: string;
  /** What tracebacks call it. */
  readonly filename: string;
  /** Whether it was read from the file of that name. */
  readonly isFile: boolean;
  /** The first entry of `sys.path`: the folder of the file, '' for the current one. */
  readonly folder: string;
}

/** Why there is no program to run: what to print, and the exit code. */
export class NoScript extends Error {
  constructor(
    override readonly message: string,
    readonly exitCode: number,
  ) {
    super(message);
    this.name = 'NoScript';
  }
}

/**
 * Read a program.
 * @param cwd the folder that a relative path begins at
 * @throws NoScript
 */
export function readScript(place: ScriptPlace, cwd: string): Script {
  switch (place.kind) {
    case 'text':
      return { source: place.text, filename: '<string>', isFile: false, folder: '' };
    case 'stdin': {
      const source = decode(readAllInput(), '<stdin>');
      return { source, filename: '<stdin>', isFile: false, folder: '' };
    }
    case 'file':
      return readFile(absolute(place.path, cwd));
  }
}

/** A path from the root on, as it was written otherwise. */
function absolute(path: string, cwd: string): string {
  if (isAbsolute(path)) return path;
  return path === '' ? cwd : `${cwd}/${path}`;
}

/** @param path absolute, but as it was written otherwise: tracebacks show it like that */
function readFile(path: string): Script {
  try {
    if (statSync(path).isDirectory()) return readFolder(path);
    const source = decode(readFileSync(path), path);
    return { source, filename: path, isFile: true, folder: dirname(realpathSync(path)) };
  } catch (error) {
    const reason = REASONS[errorCode(error)];
    if (reason === undefined) throw error;
    throw new NoScript(`pyg: can't open file '${path}': ${reason}\n`, 2);
  }
}

/** A folder is a program when there is a `__main__.pyg` in it. */
function readFolder(path: string): Script {
  const main = join(path, '__main__.pyg');
  try {
    return { source: decode(readFileSync(main), main), filename: main, isFile: true, folder: path };
  } catch (error) {
    if (errorCode(error) === '') throw error;
    throw new NoScript(`pyg: can't find '__main__' module in '${path}'\n`, 1);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: '[Errno 2] No such file or directory',
  EACCES: '[Errno 13] Permission denied',
  ENOTDIR: '[Errno 20] Not a directory',
  ELOOP: '[Errno 40] Too many levels of symbolic links',
  ENAMETOOLONG: '[Errno 36] File name too long',
};

function decode(bytes: Uint8Array, filename: string): string {
  try {
    return decodeSource(bytes);
  } catch (error) {
    if (error instanceof SourceEncodingError) throw new NoScript(error.scriptMessage(filename), 1);
    throw error;
  }
}
