// What knows the language's text, for a host that may get along without it: code that is kept needs
// neither parser nor compiler. Here they are loaded with everything else; in the bundle of the command
// line (scripts/bundle.mjs), which writes this module anew, by the first call.
import { findAnchors } from './anchors.js';
import { compileSource } from './compiler.js';

/** The compiler, and what finds operators in the text of an expression. */
export interface LanguageTools {
  readonly compileSource: typeof compileSource;
  readonly findAnchors: typeof findAnchors;
}

/** Load what is needed to compile, if that has not happened yet. */
export function loadCompiler(): LanguageTools {
  return { compileSource, findAnchors };
}
