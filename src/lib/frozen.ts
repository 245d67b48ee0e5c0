/**
 * What the build makes of the `.pyg` files beside this one, with the compiler it has just built: it
 * replaces this module in `dist` (scripts/freeze.mjs). The source is empty because the compiler
 * itself must build without them.
 */

/** A compiled file of the library, which lies beside this module in `dist`. */
export interface LibraryFile {
  /** Path from this module: `collections/abc.js`. */
  readonly path: string;
  readonly isPackage: boolean;
  /** Loads the file where nothing can be read at once; its export `code` is the serialised code. */
  readonly load: () => Promise<{ readonly code: string }>;
}

/** Which compiler the build has made. */
export interface CompilerIdentity {
  /** In the names of files that hold its code: `pyg-01`. */
  readonly tag: string;
  /**
   * Changes with every change of the compiler, the opcode table or the form in which code is written
   * down; empty where code must not be kept.
   */
  readonly fingerprint: string;
}

export const COMPILER: CompilerIdentity = { tag: 'pyg', fingerprint: '' };

/** The serialised code of what every machine needs from the start: the prelude. */
export const FROZEN: Readonly<Record<string, string>> = {};

/** The other files of the library by module name. */
export const LIBRARY_FILES: Readonly<Record<string, LibraryFile>> = {};
