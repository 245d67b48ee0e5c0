// Modules in files: `name.pyg`, or the folder `name` with an `__init__.pyg`.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeSource,
  SourceEncodingError,
  type ModuleLoader,
  type PygSyntaxError,
} from '../index.js';
import { errorCode } from './streams.js';

/** The source files that were read, by the names that tracebacks show. */
export class SourceFiles implements ModuleLoader {
  private readonly texts = new Map<string, string>();
  /** What is wrong with the bytes of a module that was found. */
  private readonly faults = new Map<string, PygSyntaxError>();

  /** @param folders where top-level modules are looked for: `sys.path` as it is now */
  constructor(private readonly folders: () => readonly string[]) {}

  /** The text of a file that was read before, or null. */
  textOf(filename: string): string | null {
    return this.texts.get(filename) ?? null;
  }

  remember(filename: string, text: string): void {
    this.texts.set(filename, text);
  }

  /**
   * To be called before a text is compiled.
   * @throws PygSyntaxError when the file is no text
   */
  check(filename: string): void {
    const fault = this.faults.get(filename);
    if (fault !== undefined) throw fault;
  }

  find(
    name: string,
    path: readonly string[] | null,
  ): { source: string; filename: string; isPackage: boolean } | null {
    const last = name.slice(name.lastIndexOf('.') + 1);
    for (const folder of path ?? this.folders()) {
      const base = join(folder === '' ? process.cwd() : folder, last);
      const asPackage = this.load(join(base, '__init__.pyg'));
      if (asPackage !== null) return { ...asPackage, isPackage: true };
      const asModule = this.load(`${base}.pyg`);
      if (asModule !== null) return { ...asModule, isPackage: false };
    }
    return null;
  }

  private load(filename: string): { source: string; filename: string } | null {
    if (!isFile(filename)) return null;
    try {
      const source = decodeSource(readFileSync(filename));
      this.remember(filename, source);
      return { source, filename };
    } catch (error) {
      if (!(error instanceof SourceEncodingError)) throw error;
      this.faults.set(filename, error.moduleError(filename));
      return { source: '', filename };
    }
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (errorCode(error) !== '') return false;
    throw error;
  }
}
