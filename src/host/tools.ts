// What looks at programs instead of running them. Loaded on demand: a script needs none of it.
import { disassemble } from '../bytecode/disassembler.js';
import { verify } from '../bytecode/verifier.js';
import { showJavaScript } from '../vm/jit/listing.js';
import { Source } from '../source.js';
import { dumpAst } from '../syntax/dump.js';
import { formatSyntaxError } from '../syntax/faults.js';
import { parse } from '../syntax/parser.js';
import { compileSource } from './compiler.js';

export interface Tools {
  /** Throws InternalError for code that breaks a rule. */
  readonly verify: typeof verify;
  /** A syntax error as `python3` prints it for a script. */
  readonly formatSyntaxError: typeof formatSyntaxError;
  /** The bytecode of a program with its source lines and exception tables, verified if asked for. */
  readonly showCode: (source: string, filename: string, verified: boolean) => string;
  /** The JavaScript that the code of a program becomes when it is hot. */
  readonly showJavaScript: (source: string, filename: string) => string;
  /** The syntax tree of a program in the form of Python's `ast.dump`, with line and column numbers if asked for. */
  readonly showTree: (source: string, filename: string, places: boolean) => string;
}

export const tools: Tools = {
  verify,
  formatSyntaxError,
  showCode(text, filename, verified) {
    const code = compileSource(text, filename);
    if (verified) verify(code);
    const source = Source.fromText(text, filename);
    const lines = Array.from({ length: source.lineCount }, (_, i) => source.lineText(i + 1));
    return ensureLineEnd(disassemble(code, { source: lines }));
  },
  showJavaScript: (text, filename) => showJavaScript(compileSource(text, filename)),
  showTree(text, filename, places) {
    const source = Source.fromText(text, filename);
    const tree = parse(source);
    return ensureLineEnd(dumpAst(tree, places ? { includeAttributes: source } : {}));
  },
};

function ensureLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
