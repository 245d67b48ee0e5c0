// Whether a program compiles, and if not where it is at fault and why: asked of pyg and of python3.
import { execFileSync } from 'node:child_process';
import { compile } from '#pyg/compiler/compile.js';
import { PygSyntaxError } from '#pyg/errors.js';
import { Source } from '#pyg/source.js';
import { expect } from 'vitest';

const DRIVER = `
import json, sys, warnings
warnings.simplefilter('ignore')
def ask(text):
    try: compile(text, 'f.pyg', 'exec')
    except SyntaxError as e:
        return [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset]
    return None
json.dump([ask(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** What a compiler says about a program: null when it has none of its faults. */
export type Verdict = [type: string, msg: string, ...place: (number | null)[]] | null;

/** The verdicts of CPython. */
function python(programs: readonly string[]): Verdict[] {
  const input = JSON.stringify(programs);
  return JSON.parse(execFileSync('python3', ['-c', DRIVER], { input, encoding: 'utf8' }));
}

/** The verdict of pyg. */
export function ours(text: string): Verdict {
  try {
    compile(Source.fromText(text, 'f.pyg'));
    return null;
  } catch (fault) {
    if (!(fault instanceof PygSyntaxError)) throw fault;
    const { type, msg, lineno, offset, endLineno, endOffset } = fault;
    return [type, msg, lineno, offset, endLineno, endOffset];
  }
}

/** Expects the same verdict; where CPython gives no end, the fault is one place. */
export function expectSameVerdicts(programs: readonly string[]): void {
  python(programs).forEach((verdict, index) => {
    const text = programs[index]!;
    if (verdict?.[5] === null) verdict[5] = verdict[3]!;
    expect({ text, verdict: ours(text) }).toEqual({ text, verdict });
  });
}
