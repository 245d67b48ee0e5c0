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

/** The serialised code of what every machine needs from the start: the prelude. */
export const FROZEN: Readonly<Record<string, string>> = {};

/** The other files of the library by module name. */
export const LIBRARY_FILES: Readonly<Record<string, LibraryFile>> = {};
