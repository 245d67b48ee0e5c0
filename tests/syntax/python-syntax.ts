/** Asks `python3` how it parses many texts, in one process. */
import { execFileSync } from 'node:child_process';
import { PygSyntaxError } from '#pyg/errors.js';
import { Source } from '#pyg/source.js';
import { dumpAst } from '#pyg/syntax/dump.js';
import { parse, type ParseMode } from '#pyg/syntax/parser.js';

export interface Text {
  readonly mode: ParseMode;
  readonly text: string;
}

/** A dump with all places, or the attributes of the error. */
export type Outcome = string | readonly [string, string, number, number, number, number];

// Behind the end of a text CPython has a column when the text is a string (how many characters its
// last line has) and none when it is a file. A program is a file.
const DRIVER = `
import ast, json, sys
def outcome(mode, text):
    try:
        tree = compile(text, 'test.py', mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as e:
        offset = e.offset
        at_end = 'block' in e.msg or 'unexpected unindent' in e.msg
        if e.end_offset == -1 and at_end and offset > len(e.text.rstrip('\\n')):
            offset = 0
        if 'unexpected EOF' in e.msg and e.text.split('\\\\')[0].strip() == '':
            offset = 0
        return [type(e).__name__, e.msg, e.lineno, offset, e.end_lineno, e.end_offset]
    return ast.dump(tree, include_attributes=True, indent=2)
json.dump([outcome(mode, text) for mode, text in json.load(sys.stdin)], sys.stdout)
`;

/** What CPython makes of each text. */
export function pythonOutcomes(texts: readonly Text[]): Outcome[] {
  const input = JSON.stringify(texts.map(({ mode, text }) => [mode, text]));
  const output = execFileSync('python3', ['-W', 'ignore', '-c', DRIVER], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(output) as Outcome[];
}

/** What pyg makes of a text. */
export function outcome({ mode, text }: Text): Outcome {
  const source = Source.fromText(text, 'test.py');
  try {
    return dumpAst(parse(source, mode), { includeAttributes: source });
  } catch (error) {
    if (!(error instanceof PygSyntaxError)) throw error;
    const { type, msg, lineno, offset, endLineno, endOffset } = error;
    return [type, msg, lineno, offset, endLineno, endOffset];
  }
}

/** The texts that pyg and CPython disagree about, with both outcomes; empty if all is well. */
export function disagreements(
  texts: readonly Text[],
): { text: string; ours: Outcome; python: Outcome }[] {
  const wanted = pythonOutcomes(texts);
  return texts.flatMap((text, index) => {
    const ours = outcome(text);
    const python = wanted[index] as Outcome;
    return JSON.stringify(ours) === JSON.stringify(python)
      ? []
      : [{ text: text.text, ours, python }];
  });
}
