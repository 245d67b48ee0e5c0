// The command as a process of its own: exit codes, messages, streams and signals, next to python3.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findPython } from '../scripts/python.mjs';
import { projectFolder } from './support/corpus.mjs';

interface Manifest {
  readonly version: string;
  readonly bin: { readonly pyg: string };
}

const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as Manifest;
const command = join(projectFolder, manifest.bin.pyg);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyg-cli-')));

afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file into the folder that the commands run in. */
function file(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
  return name;
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  readonly signal: string | null;
}

type Settings = { input?: string | Uint8Array; cwd?: string; env?: Record<string, string> };

function run(program: string, args: readonly string[], settings: Settings = {}): Ended {
  const { stdout, stderr, status, signal } = spawnSync(program, args, {
    cwd: settings.cwd ?? folder,
    input: settings.input ?? '',
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: { ...process.env, ...settings.env },
  });
  return { stdout, stderr, status, signal };
}

const pyg = (args: readonly string[], settings?: Settings): Ended => run(command, args, settings);

const pythonName = findPython();

/** What python3 does, with our name in its messages. */
function python3(args: readonly string[], settings?: Settings): Ended {
  const ended = run(pythonName, args, settings);
  const stderr = ended.stderr
    .replaceAll(pythonName, 'pyg')
    .replace('[-c cmd | -m mod | file | -]', '[-c cmd | file | -]')
    .replace('`python -h', '`pyg -h');
  return { ...ended, stderr };
}

function expectSame(args: readonly string[], settings?: Settings): void {
  expect(pyg(args, settings)).toEqual(python3(args, settings));
}

const SHOW = 'import sys\nprint(sys.argv, sys.path[0], __name__, globals().get("__file__"))\n';

describe('what is run', () => {
  test.each([
    ['a file', ['show.pyg']],
    ['a file with arguments', ['show.pyg', 'a', '-c', '--', '-u', '']],
    ['a file with a path', ['./sub/../show.pyg']],
    ['a file behind --', ['--', 'show.pyg', '--', 'x']],
    ['a link', ['sub/link.pyg']],
    ['an option before the file', ['-u', 'show.pyg', '-V']],
    ['a text', ['-c', SHOW, 'a', '-b']],
    ['a text joined to its option', [`-c${SHOW}`]],
    ['a text behind another option', ['-uc', SHOW, 'x']],
  ])('%s', (_, args) => {
    file('show.pyg', SHOW);
    mkdirSync(join(folder, 'sub'), { recursive: true });
    rmSync(join(folder, 'sub', 'link.pyg'), { force: true });
    symlinkSync('../show.pyg', join(folder, 'sub', 'link.pyg'));
    const ended = pyg(args);
    expect(ended.stdout).not.toBe('');
    expect(ended).toEqual(python3(args));
  });

  test.each([
    ['standard input', []],
    ['-', ['-']],
    ['- with arguments', ['-', 'a', '-c', 'b']],
    ['-- -', ['-u', '--', '-', 'a']],
  ])('%s', (_, args) => {
    const input = 'import sys\nprint(sys.argv, sys.path[0] == "", __name__)\n';
    const ended = pyg(args, { input });
    expect(ended.stdout).not.toBe('');
    // python3 gives programs from standard input a file name that pyg does not have.
    expect(ended).toEqual(python3(args, { input }));
  });

  test('a folder with a main program', () => {
    file('app/__main__.pyg', 'import sys\nprint(__name__, sys.argv)\n');
    file('app/__main__.py', 'import sys\nprint(__name__, sys.argv)\n');
    expectSame(['app', 'x']);
  });

  test('input belongs to the program', () => {
    const text =
      'import sys\nprint(input("? "))\nprint([input()])\nprint(sys.stdin.read().split())\n';
    const input = 'one\r\n\ntwo\nthree';
    expectSame(['-c', text], { input });
    expectSame(['-c', 'input()\ninput()\n'], { input: 'only one line' });
  });

  test('modules beside the script, in its packages and in PYGPATH', () => {
    file(
      'mods/main.pyg',
      'import near, package.inner\nprint(near.x, package.inner.y)\nimport far\n',
    );
    file('mods/near.pyg', 'x = "near"\n');
    file('mods/package/__init__.pyg', '');
    file('mods/package/inner.pyg', 'y = "inner"\n');
    file('elsewhere/far.pyg', 'print("far", __name__)\n');
    const env = { PYGPATH: join(folder, 'elsewhere') };
    expect(pyg(['mods/main.pyg'], { env }).stdout).toBe('near inner\nfar far\n');
    const without = pyg(['mods/main.pyg']);
    expect(without.stderr).toContain("ModuleNotFoundError: No module named 'far'");
    expect(without.status).toBe(1);
  });

  test('sys.path is what the script makes of it', () => {
    file('elsewhere/far.pyg', 'print("far", __name__)\n');
    const text = 'import sys\nsys.path.append("elsewhere")\nimport far\n';
    expect(pyg(['-c', text]).stdout).toBe('far far\n');
  });
});

describe('mistakes on the command line', () => {
  test.each([
    [['-Z']],
    [['-uZ', 'x.pyg']],
    [['--zzz']],
    [['--help-me']],
    [['-c']],
    [['-uc']],
    [['missing.pyg']],
    [['sub/missing.pyg', 'x']],
    [['--', 'missing.pyg']],
    [['file.pyg/x']],
    [['empty']],
    [['empty/']],
    [['']],
  ])('%j', (args) => {
    file('file.pyg', 'print(1)\n');
    mkdirSync(join(folder, 'empty'), { recursive: true });
    expectSame(args);
  });

  test.skipIf(process.getuid?.() === 0)('a file that may not be read', () => {
    chmodSync(join(folder, file('secret.pyg', '')), 0);
    expectSame(['secret.pyg']);
  });
});

describe('exit codes', () => {
  test.each([
    'pass',
    'import sys; sys.exit()',
    'import sys; sys.exit(3)',
    'import sys; sys.exit(-1)',
    'import sys; sys.exit(2**64)',
    'import sys; sys.exit(-2**63 + 7)',
    'import sys; sys.exit("a message")',
    'import sys; sys.exit(1.5)',
    'import sys; sys.exit((1, 2))',
    'import sys; sys.exit(True)',
    'raise SystemExit(1, 2)',
    'raise SystemExit("")',
    'class E(SystemExit): code = 9\nraise E',
    'class B:\n  def __str__(self): 1 / 0\nraise SystemExit(B())',
    'class E(SystemExit):\n  @property\n  def code(self): 1 / 0\nraise E(3)',
    'try: 1 / 0\nexcept Exception: raise SystemExit(5)',
    'def f(:\n  pass',
    '1 / 0',
    'class K(KeyboardInterrupt): pass\nraise K',
    'raise KeyboardInterrupt',
  ])('%s', (text) => {
    expectSame(['-c', text]);
  });
});

test('stderr comes after what was printed before, on one stream', () => {
  const text = 'import sys\nprint(1)\nprint(2, file=sys.stderr)\nprint(3)\n1 / 0\n';
  const ended = run('sh', ['-c', '"$0" -c "$1" 2>&1', command, text]);
  expect(ended.stdout).toBe(
    '1\n2\n3\nTraceback (most recent call last):\n  File "<string>", line 5, in <module>\n' +
      'ZeroDivisionError: division by zero\n',
  );
});

describe('source files', () => {
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
  test.each([
    ['print("\xc3\xa9")\n'],
    ['\xef\xbb\xbfprint("\xc3\xa9")\n'],
    ['# coding: latin-1\nprint("\xe9")\n'],
    ['#!/usr/bin/env pyg\n# -*- coding: Latin_1-unix -*-\nprint("\xe9")\n'],
    ['# vim: set fileencoding=utf-8 :\nprint("\xc3\xa9")\n'],
    ['x = 1\n# coding: foo\nprint(1)\n'],
    ['"""\n# coding: foo\n"""\n'],
    ['# coding: foo\nprint(1)\n'],
    ['\n  # coding: foo\nprint(1)\n'],
    ['# coding:bar\n# coding: foo\n'],
    ['\xef\xbb\xbf# coding: latin-1\nprint(1)\n'],
    ['# coding: ascii\nprint("\xc3\xa9")\n'],
    ['x = 1\ny = "\xff"\n'],
    ['x = 1\r\ry = "\xff"\r\n'],
    ['# coding: latin-1\n1 / 0; "\xe9"\n'],
    ['print(1)\r\nprint(2)\r\n'],
    ['x = 1\0\n'],
  ])('%j', (text) => {
    file('encoded.pyg', bytes(text));
    expectSame(['encoded.pyg']);
  });

  test('a module that is no text', () => {
    file('broken.pyg', bytes('# coding: foo\n'));
    file('broken.py', bytes('# coding: foo\n'));
    const ours = pyg(['-c', 'import broken']);
    const theirs = python3(['-c', 'import broken']);
    expect(ours.stderr).toBe(theirs.stderr.replace('broken.py', 'broken.pyg'));
    expect(ours.status).toBe(theirs.status);
  });
});

test('--version and --help', () => {
  for (const args of [['-V'], ['--version'], ['-Vu'], ['-uV', 'x.pyg']]) {
    expect(pyg(args)).toEqual({
      stdout: `pyg ${manifest.version} (Python 3.11)\n`,
      stderr: '',
      status: 0,
      signal: null,
    });
  }
  const help = pyg(['-h']);
  expect(help.stdout).toMatch(/^usage: pyg \[option\]/);
  expect(help.status).toBe(0);
  expect(pyg(['--help'])).toEqual(help);
});

describe('the second engine', () => {
  const script =
    'def g(n):\n    yield from range(n)\nprint(sum(sum(g(200)) for i in range(2000)))\n';
  const printed = '39800000\n';

  /** What `--stats` has told, by its names. */
  function numbersIn(stderr: string): Record<string, number> {
    const rows = stderr.matchAll(/^(.+?) {2,}([\d.]+)$/gm);
    return Object.fromEntries([...rows].map(([, name, value]) => [name, Number(value)]));
  }

  test('--stats tells what it has done', () => {
    file('hot.pyg', script);
    const { stdout, stderr, status } = pyg(['--stats', 'hot.pyg']);
    expect(stdout).toBe(printed);
    expect(status).toBe(0);
    const numbers = numbersIn(stderr);
    expect(numbers['code objects compiled']).toBeGreaterThanOrEqual(2);
    expect(numbers['steps in compiled code']).toBeGreaterThan(
      100 * numbers['steps in the interpreter']!,
    );
    expect(Object.keys(numbers).some((name) => name.startsWith('left compiled code: '))).toBe(true);
    expect(pyg(['hot.pyg']).stderr).toBe('');
  });

  test('--stats behind what the program writes, whatever it ends with', () => {
    const { stderr, status } = pyg(['--stats', '-c', 'raise SystemExit("over")']);
    expect(stderr).toMatch(/^over\ncode objects compiled +0\n/);
    expect(status).toBe(1);
  });

  test.each([
    ['PYG_JIT=0', 'node', [], { PYG_JIT: '0' }],
    ['a host that forbids it', process.execPath, ['--disallow-code-generation-from-strings'], {}],
  ])('works without: %s', (_, node, options, env: Record<string, string>) => {
    file('hot.pyg', script);
    const { stdout, stderr, status } = run(node, [...options, command, '--stats', 'hot.pyg'], {
      env,
    });
    expect(stdout).toBe(printed);
    expect(status).toBe(0);
    const numbers = numbersIn(stderr);
    expect(numbers['code objects compiled']).toBe(0);
    expect(numbers['steps in compiled code']).toBe(0);
    expect(numbers['steps in the interpreter']).toBeGreaterThan(400_000);
    expect(stderr.includes('the host forbids to generate code')).toBe(options.length > 0);
  });
});

describe('pyg dis', () => {
  const text = 'def g(n):\n    try:\n        yield n\n    finally:\n        print("done")\n';

  test('shows code, source lines and exception tables', () => {
    file('shown.pyg', text);
    const { stdout, stderr, status } = pyg(['dis', 'shown.pyg']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^code @0 "<module>"/);
    expect(stdout).toMatch(/; 3 \| +yield n\n +(L\d+: +)?\d+ +YIELD /);
    expect(stdout).toContain('CLEANUP');
    expect(pyg(['dis', '--verify', 'shown.pyg']).stdout).toBe(stdout);
  });

  test('takes a text or standard input', () => {
    const unnamed = (output: string): string => output.replace(/"<(string|stdin)>"/, '');
    expect(unnamed(pyg(['dis', '-c', text]).stdout)).toBe(
      unnamed(pyg(['dis', '-'], { input: text }).stdout),
    );
  });

  test('reports what is no program', () => {
    expect(pyg(['dis', '-c', 'def f(:'])).toEqual(python3(['-c', 'def f(:']));
    expect(pyg(['dis', 'missing.pyg'])).toEqual(python3(['missing.pyg']));
    expect(pyg(['dis', '--nonsense']).status).toBe(2);
    expect(pyg(['dis', 'a', 'b']).status).toBe(2);
    expect(pyg(['dis', '-c']).status).toBe(2);
  });
});

describe('pyg jit', () => {
  const text = 'def f(n):\n    while n: n -= 1\nclass C:\n    def m(self): return lambda: 0\n';

  test('shows the JavaScript of all code', () => {
    file('shown.pyg', text);
    const { stdout, stderr, status } = pyg(['jit', 'shown.pyg']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.match(/^\/\/ .*$/gm)).toEqual([
      '// <module>, line 1',
      '// f, line 1',
      '// C, line 3',
      '// C.m, line 4',
      '// C.m.<locals>.<lambda>, line 4',
    ]);
    expect(stdout).toMatch(/^ +l\w+: for \(;;\) \{\n/m);
    for (const each of stdout.split(/^\/\/ .*$/m).slice(1)) {
      expect(() => new Function('code', 'library', each)).not.toThrow();
      // Each brace is closed where it was opened.
      expect(each).toMatch(/\nreturn \{ run, call, arity: -?\d+ \};\n+$/);
    }
    expect(pyg(['jit', '-c', text]).stdout).toBe(stdout);
    expect(pyg(['jit', '-'], { input: text }).stdout).toBe(stdout);
  });

  test('says what is not compiled', () => {
    file('long.pyg', `def f(x):\n${'    x = x + x\n'.repeat(2000)}def g(): pass\n`);
    const { stdout, status } = pyg(['jit', 'long.pyg']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /\n\/\/ f, line 1\n\/\/ not compiled: it has \d+ words, and the most are 6000\n\n\/\/ g, /,
    );
  });

  test('reports what is no program', () => {
    expect(pyg(['jit', '-c', 'def f(:'])).toEqual(python3(['-c', 'def f(:']));
    expect(pyg(['jit', '--verify']).status).toBe(2);
  });
});

test('pyg ast shows the tree as Python does', () => {
  const text = 'def f(a, *, b=1):\n    return [a for a in b if a]\nx: int = f"{f!r:>{1}}"\n';
  const dump = (options: string): string =>
    `import ast, sys; print(ast.dump(ast.parse(sys.argv[1]), indent=2${options}))`;
  expect(pyg(['ast', '-c', text]).stdout).toBe(python3(['-c', dump(''), text]).stdout);
  expect(pyg(['ast', '--places', '-c', text]).stdout).toBe(
    python3(['-c', dump(', include_attributes=True'), text]).stdout,
  );
  expect(pyg(['ast', '-c', 'x = = 1'])).toEqual(python3(['-c', 'x = = 1']));
});

describe('streams', () => {
  test('a reader that has had enough ends the program quietly', () => {
    const script = '"$0" -c "$1" | head -1; echo "${PIPESTATUS[0]}"';
    const forever = 'while True: print("x" * 1000)';
    const { stdout, stderr } = run('bash', ['-c', script, command, forever]);
    expect(stderr).toBe('');
    expect(stdout).toBe(`${'x'.repeat(1000)}\n141\n`);
  });

  test('output that fits into the pipe is no error', () => {
    const script = '"$0" -c "print(1); print(2)" | head -1; echo "${PIPESTATUS[0]}"';
    const { stdout, stderr } = run('bash', ['-c', script, command]);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^1\n(0|141)\n$/);
  });

  test('closed standard streams', () => {
    const script = '"$0" -c "import sys; print(sys.stdin.read() + str(1))" <&-; echo $?';
    expect(run('bash', ['-c', script, command]).stdout).toBe('1\n0\n');
    const silent = '"$0" -c "print(1)" >&- 2>&-; echo $?';
    expect(run('bash', ['-c', silent, command]).stdout).toBe('0\n');
  });

  test('much output arrives whole', () => {
    const { stdout } = pyg(['-c', 'for i in range(200000): print(i)']);
    expect(stdout.length).toBe(1288890);
    expect(stdout.endsWith('199998\n199999\n')).toBe(true);
  });

  test('-u writes at once', async () => {
    const program = 'import sys\nprint("ready")\nsys.stdin.readline()\nprint("done", end="")\n';
    const child = spawn(command, ['-u', '-c', program]);
    let stdout = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        stdout += data.toString();
        if (stdout === 'ready\n') child.stdin.end('\n');
      });
      child.on('close', () => resolve());
    });
    expect(stdout).toBe('ready\ndone');
  });
});

describe('Ctrl-C', () => {
  const programs: Record<string, string> = {
    loop: 'while True: pass',
    'a generator':
      'def g():\n        try:\n            while True: yield\n        finally: print("g")\n    for x in g(): pass',
    sleep: 'import time\n    while True: time.sleep(0.02)',
    'a yield that ends a try':
      'def g():\n        while True:\n            try: yield\n            finally: n = 1\n    for x in g(): pass',
    recursion: 'def f(n): return f(n - 1) + f(n - 1) if n else 0\n    while True: f(12)',
  };

  test.each(Object.entries(programs))('in %s', async (_, body) => {
    const program =
      `try:\n    print("ready", flush=True)\n    ${body}\nexcept KeyboardInterrupt as e:\n` +
      '    print("caught", repr(e))\n    raise\nfinally:\n    print("cleaned up")\n';
    for (const executable of [command, 'python3']) {
      const ended = await interrupted(executable, program);
      expect(ended.stdout.replace('g\n', '')).toBe(
        'ready\ncaught KeyboardInterrupt()\ncleaned up\n',
      );
      expect(ended.stderr).toMatch(/^Traceback [^]*\nKeyboardInterrupt\n$/);
      expect(ended.signal).toBe('SIGINT');
    }
  });

  test('is an exception that can be handled', async () => {
    const program =
      'print("ready", flush=True)\ntry:\n    while True: pass\nexcept KeyboardInterrupt: print("ok")\n';
    expect(await interrupted(command, program)).toEqual({
      stdout: 'ready\nok\n',
      stderr: '',
      status: 0,
      signal: null,
    });
  });

  test.each(['await asyncio.sleep(60)', 'while True: await asyncio.sleep(0)'])(
    'cancels the main task of asyncio.run(), here at %s',
    async (body) => {
      const program = `import asyncio
async def main():
    print("ready", flush=True)
    try:
        ${body}
    except asyncio.CancelledError as error:
        print("cancelled", error.args)
        raise
try:
    asyncio.run(main())
except KeyboardInterrupt as error:
    print(repr(error), repr(error.__context__))
`;
      for (const executable of [command, 'python3']) {
        expect(await interrupted(executable, program)).toEqual({
          stdout: 'ready\ncancelled ()\nKeyboardInterrupt() CancelledError()\n',
          stderr: '',
          status: 0,
          signal: null,
        });
      }
    },
  );

  test('the shell sees status 130', () => {
    const script = '"$0" -c "raise KeyboardInterrupt" 2>/dev/null; echo $?';
    expect(execFileSync('bash', ['-c', script, command], { encoding: 'utf8' })).toBe('130\n');
  });

  /** Runs a program and interrupts it as soon as it has printed its first line. */
  function interrupted(executable: string, program: string): Promise<Ended> {
    const child = spawn(executable, ['-u', '-c', program], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      if (stdout === '') setTimeout(() => child.kill('SIGINT'), 100);
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    return new Promise((resolve) => {
      child.on('close', (status, signal) => resolve({ stdout, stderr, status, signal }));
    });
  }
});
