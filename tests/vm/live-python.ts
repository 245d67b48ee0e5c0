// CPython itself, for tests whose programs are made up on the way: many of them, one process.
import { execFileSync } from 'node:child_process';

const DRIVER = `
import contextlib, io, json, sys
def run(program):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, 'main.pyg', 'exec'), {'__name__': '__main__'})
    return out.getvalue()
json.dump([run(program) for program in json.load(sys.stdin)], sys.stdout)
`;

/**
 * What python3 prints for each of the programs.
 * @throws when an exception escapes from one
 */
export function pythonOutputs(programs: readonly string[]): string[] {
  const output = execFileSync('python3', ['-c', DRIVER], {
    input: JSON.stringify(programs),
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
    // Reports of exceptions that nobody could handle are no part of the comparison.
    stdio: 'pipe',
  });
  return JSON.parse(output) as string[];
}
