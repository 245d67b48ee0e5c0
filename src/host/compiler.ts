// The compiler as the machine gets it.
import type { CodeObject } from '../bytecode/code.js';
import { compile } from '../compiler/compile.js';
import { PygSyntaxError } from '../errors.js';
import { Source } from '../source.js';
import type { CompileRequest } from '../vm/vm.js';
import { decodeSource, SourceEncodingError } from './source-text.js';

/**
 * Compile a module, or a text for exec, eval or compile.
 * @throws PygSyntaxError
 */
export function compileSource(
  source: string | Uint8Array,
  filename: string,
  request?: CompileRequest,
  warn?: (fault: PygSyntaxError) => void,
): CodeObject {
  const text = typeof source === 'string' ? source : decode(source, filename);
  const warning = warn === undefined ? {} : { warn };
  if (request === undefined) return compile(Source.fromText(text, filename), warning);
  try {
    return compile(Source.fromText(text, filename), { ...request, ...warning, namespace: true });
  } catch (error) {
    throw error instanceof PygSyntaxError ? atEndOfLine(error) : error;
  }
}

/**
 * Where a text ends too early. In a file CPython points before the last line, in a string behind it.
 */
function atEndOfLine(error: PygSyntaxError): PygSyntaxError {
  const { type, msg, filename, lineno, offset, text, endLineno, endOffset } = error;
  if (offset !== 0 || endOffset !== -1 || text === null) return error;
  return new PygSyntaxError(type, msg, {
    filename,
    lineno,
    offset: [...text].length + 1,
    endLineno,
    endOffset,
    text: `${text}\n`,
  });
}

function decode(bytes: Uint8Array, filename: string): string {
  try {
    return decodeSource(bytes);
  } catch (error) {
    if (error instanceof SourceEncodingError) throw error.moduleError(filename);
    throw error;
  }
}
