// The compiler as the machine gets it.
import type { CodeObject } from '../bytecode/code.js';
import { compile } from '../compiler/compile.js';
import { Source } from '../source.js';

/**
 * Compile a module.
 * @throws PygSyntaxError
 */
export function compileSource(source: string, filename: string): CodeObject {
  return compile(Source.fromText(source, filename));
}
