// The documentation says what is true: its programs and listings are made anew, its lists compared
// with both sides, its links and references followed.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript } from '#pyg/cli/run.js';
import { PygGenerator } from '#pyg/host/generators.js';
import { contentOf } from '#pyg/host/handles.js';
import { VM } from '#pyg/index.js';
import { LIBRARY_FILES } from '#pyg/lib/frozen.js';
import type { PyGenerator } from '#pyg/objects/generator.js';
import type { Value } from '#pyg/objects/value.js';
import { Source } from '#pyg/source.js';
import type * as ast from '#pyg/syntax/ast.js';
import { dumpAst } from '#pyg/syntax/dump.js';
import { tokenize } from '#pyg/syntax/lexer.js';
import { parse } from '#pyg/syntax/parser.js';
import { statementUnit } from '#pyg/syntax/units.js';
import { findPrograms, projectFolder, readRecorded, withoutMachine } from './support/corpus.mjs';
import {
  anchorsOf,
  linksOf,
  proseOf,
  quotedIn,
  readDocument,
  readDocuments,
  tableAfter,
  type Block,
} from './support/documents.js';

const documents = readDocuments();
const differences = readDocument('docs/differences.md');
const generators = readDocument('docs/generators.md');
const architecture = readDocument('docs/architecture.md');

/** Folders whose files are made and not kept. */
const ignored = readFileSync(join(projectFolder, '.gitignore'), 'utf8')
  .split('\n')
  .filter((line) => line.endsWith('/'))
  .map((line) => line.slice(0, -1));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyg-docs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// --- programs

/**
 * What a reader sees of a run: the output, then what went to the error stream; of a traceback only
 * its last line.
 */
function visible(stdout: string, stderr: string, exitCode: number): string {
  if (exitCode === 0) return withoutMachine(stdout + stderr, folder);
  return `${stdout}${stderr.trimEnd().split('\n').at(-1)!}\n`;
}

function onPython(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  const { stdout, stderr, status } = spawnSync('python3', ['-X', 'utf8', name], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
  });
  return visible(stdout, stderr, status!);
}

async function onPyg(name: string, text: string): Promise<string> {
  writeFileSync(join(folder, name), text);
  let stdout = '';
  let stderr = '';
  const exitCode = await runScript({
    path: name,
    cwd: folder,
    args: [],
    stdin: null,
    stdout: (piece) => {
      stdout += piece;
    },
    stderr: (piece) => {
      stderr += piece;
    },
  });
  return visible(stdout, stderr, exitCode);
}

/** What the command `pyg` prints. */
function onCommandLine(...args: string[]): string {
  const manifest = readFileSync(join(projectFolder, 'package.json'), 'utf8');
  const { bin } = JSON.parse(manifest) as { bin: { pyg: string } };
  const command = join(projectFolder, bin.pyg);
  return execFileSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' });
}

/** Runs JavaScript in the project's folder, where `pyg` is the package itself. */
function onNode(text: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: projectFolder,
    encoding: 'utf8',
  });
}

/** The block `offset` places further down, which has to be `text` with that one word. */
function expectedOutput(blocks: readonly Block[], at: number, word: string): string {
  const block = blocks[at];
  expect(block && [block.language, ...block.words]).toEqual(['text', word]);
  return block!.text;
}

/** Blocks that are run, by their first word. */
const RUN = ['run', 'differs'];

for (const { path, blocks } of documents) {
  if (!blocks.some(({ words }) => RUN.includes(words[0]!))) continue;
  describe(path, () => {
    blocks.forEach(({ language, words: [mark, name = 'example.pyg'], text, line }, at) => {
      if (mark === 'run' && language === 'python') {
        test(`line ${line}: ${name} prints what the page says`, async () => {
          const expected = expectedOutput(blocks, at + 1, 'output');
          expect(onPython(name, text)).toBe(expected);
          expect(await onPyg(name, text)).toBe(expected);
        });
      } else if (mark === 'differs') {
        test(`line ${line}: a difference`, async () => {
          const onCpython = expectedOutput(blocks, at + 1, 'cpython');
          const here = expectedOutput(blocks, at + 2, 'pyg');
          expect(onCpython).not.toBe(here);
          expect(onPython(name, text)).toBe(onCpython);
          expect(await onPyg(name, text)).toBe(here);
        });
      } else if (mark === 'run') {
        test(`line ${line}: the ${language} prints what the page says`, () => {
          expect(['js', 'mjs']).toContain(language);
          expect(onNode(text)).toBe(expectedOutput(blocks, at + 1, 'output'));
        });
      }
    });
  });
}

// --- listings of docs/architecture.md

/** The program of the page with that name. */
function programOf(name: string): string {
  const block = architecture.blocks.find(({ words }) => words[0] === 'run' && words[1] === name);
  if (block === undefined) throw new Error(`docs/architecture.md has no program ${name}`);
  return block.text;
}

const TOKENS = readFileSync(join(projectFolder, 'grammar/tokens.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [name = '', quoted = '', spelling] = line.split(/\s+/);
    return { name, spelling: spelling ?? quoted };
  });

/** The shapes of the statements that begin in some lines, one a line. */
function shapes(text: string, from: number, to: number): string {
  const source = Source.fromText(text, 'shapes');
  const stream = tokenize(source);
  const nameOf = (index: number): string => TOKENS[stream.kind(index)]!.name;
  const clauses = ['ELIF', 'ELSE', 'EXCEPT', 'FINALLY'];
  const layout = ['NEWLINE', 'INDENT', 'DEDENT', 'END'];
  let listing = '';
  for (let at = 0; at < stream.length; at++) {
    if ([...layout, ...clauses].includes(nameOf(at))) continue;
    if (at > 0 && !layout.includes(nameOf(at - 1))) continue;
    const line = source.lineOf(stream.start(at));
    if (line < from || line > to) continue;
    const { unit } = statementUnit(stream, at);
    const spellings = Array.from(unit.shape, (_, i) => TOKENS[unit.kind(i)]!.spelling);
    listing += `${spellings.join(' ')}\n`;
  }
  return listing;
}

/** The tree of the statement that begins in a line, as pyg and as CPython write it. */
function trees(text: string, line: number): string[] {
  const source = Source.fromText(text, 'tree');
  /** The outermost node of a part of the tree that begins in the line. */
  const find = (part: unknown): ast.Node | undefined => {
    if (typeof part !== 'object' || part === null) return undefined;
    if ('start' in part && source.lineOf(part.start as number) === line) return part as ast.Node;
    for (const child of Object.values(part)) {
      const found = find(child);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const here = dumpAst(find(parse(source))!);
  const python = `
import ast, sys
tree = ast.parse(sys.stdin.read())
statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
print(ast.dump(next(node for node in statements if node.lineno == ${line}), indent=2))
`;
  return [`${here}\n`, execFileSync('python3', ['-c', python], { input: text, encoding: 'utf8' })];
}

/** What `pyg dis` prints for one function of a program. */
function listing(name: string, text: string, fn: string): string {
  writeFileSync(join(folder, name), text);
  const all = onCommandLine('dis', name);
  const one = all.split(/\n(?=code @)/).find((part) => part.split('\n')[0]!.endsWith(` ${fn}`));
  return `${one!.trimEnd()}\n`;
}

const STATES = ['CREATED', 'SUSPENDED', 'RUNNING', 'FINISHED'];

function spell(value: Value): string {
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === null) return 'None';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** What there is of the generator in a global variable after the first lines of a program. */
function frame(name: string, text: string, variable: string, line: number): string {
  const program = new VM().run(text.split('\n').slice(0, line).join('\n'));
  const handle = program.get<unknown>(variable);
  if (!(handle instanceof PygGenerator)) throw new Error(`${variable} is no generator`);
  const { state, frame, code } = contentOf(handle).value as PyGenerator;
  const { pc, regs, handled, caller } = frame!;
  const dis = listing(name, text, code.source.name);
  const [, at] = new RegExp(`^ +(?:L\\d+: +)?${pc}  (.*?)(?: *;.*)?$`, 'm').exec(dis) ?? [];
  const { variableNames } = code.source;
  const held = regs.flatMap((value, register) => {
    if (value === undefined) return [];
    const variable = variableNames[register];
    return [`r${register}${variable === undefined ? '' : ` ${variable}`} = ${spell(value)}`];
  });
  return `state    ${STATES[state]}
at       pc ${pc}, ${at!.replace(/ +/, ' ')}
holding  ${held.join(', ')}
handled  ${handled === null ? 'no exception' : 'an exception'}
caller   ${caller === null ? 'nobody' : 'a frame'}
`;
}

describe('listings', () => {
  const listings = architecture.blocks.filter(({ language, words }) => {
    return language === 'text' && words.length > 1;
  });

  test('there are four', () => {
    expect(listings.map(({ words }) => words[0])).toEqual(['shapes', 'ast', 'dis', 'frame']);
  });

  test.each(listings)('$words', ({ words: [kind, name = '', ...rest], text }) => {
    const program = programOf(name);
    switch (kind) {
      case 'shapes':
        expect(shapes(program, Number(rest[0]), Number(rest[1]))).toBe(text);
        return;
      case 'ast':
        expect(trees(program, Number(rest[0]))).toEqual([text, text]);
        return;
      case 'dis':
        expect(listing(name, program, rest[0]!)).toBe(text);
        return;
      case 'frame':
        expect(frame(name, program, rest[0]!, Number(rest[1]))).toBe(text);
        return;
    }
    throw new Error(`no listing is called '${kind}'`);
  });
});

// --- lists of docs/differences.md

describe('what is not there yet', () => {
  test.each(tableAfter(differences, '### Syntax'))('%s', async (construct, message) => {
    const text = quotedIn(construct!).join('\n');
    const check = 'import ast, sys; compile(sys.stdin.read(), "x", "exec", 0, True)';
    execFileSync('python3', ['-W', 'ignore', '-c', check], { input: text });
    const [expected] = quotedIn(message!);
    expect(await onPyg('refused.pyg', text)).toBe(`SyntaxError: ${expected}\n`);
  });

  const [, section = ''] = differences.text.split('### Modules');
  const [present = '', planned = ''] = section.split('Planned');
  const importable = quotedIn(present);

  test('modules', async () => {
    const text = `
import sys
print(*[name for name in sys.builtin_module_names if name[1] == '_' or name[0] != '_'])
for name in ${JSON.stringify(quotedIn(planned.split('\n\n')[0]!))}:
    try:
        __import__(name)
    except ModuleNotFoundError:
        pass
    else:
        print(name, "is there")
`;
    const library = Object.keys(LIBRARY_FILES).filter(
      (name) => !/^preludes\.|(^|\.)_[^_]/.test(name),
    );
    const builtIn = importable.filter((name) => !library.includes(name));
    expect(await onPyg('modules.pyg', text)).toBe(`${builtIn.join(' ')}\n`);
    expect(importable.filter((name) => library.includes(name))).toEqual(library.sort());
  });

  test('names', () => {
    const program = `
import sys
for name in sys.argv[1].split():
    __import__(name)
    module = sys.modules[name]
    for each in sorted(getattr(module, '__all__', dir(module))):
        if each.startswith('_') or not hasattr(module, each):
            continue
        if not isinstance(getattr(module, each), type(sys)):
            print(name, each)
`;
    writeFileSync(join(folder, 'names.pyg'), program);
    const modules = importable.join(' ');
    const here = new Set(onCommandLine('names.pyg', modules).split('\n'));
    const there = execFileSync('python3', ['names.pyg', modules], {
      cwd: folder,
      encoding: 'utf8',
    });
    const missing = there
      .trim()
      .split('\n')
      .filter((line) => !here.has(line));
    const listed = tableAfter(differences, '### Names').flatMap(([module, names]) =>
      quotedIn(names!).map((name) => `${quotedIn(module!)[0]} ${name}`),
    );
    expect(listed).toEqual(missing);
  });
});

test('docs/generators.md lists the files whose helpers wait for Python code', () => {
  const rows = tableAfter(generators, '## Where a nested loop is unavoidable');
  const listed = rows.map(([file]) => quotedIn(file!)[0]!);
  const source = join(projectFolder, 'src');
  const waiting = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && path !== 'src/vm/calls.ts')
    .filter((path) => {
      const text = readFileSync(join(projectFolder, path), 'utf8');
      return /\b(callSync|runNested)\(/.test(text);
    });
  expect([...listed].sort()).toEqual(waiting.sort());
});

// --- references

test('every link leads somewhere', () => {
  const broken = documents.flatMap(({ path, text }) =>
    linksOf(text)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [target = '', anchor] = link.split('#');
        const file = join(projectFolder, target === '' ? path : join(dirname(path), target));
        if (!existsSync(file)) return true;
        return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
      })
      .map((link) => `${path}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('every test program and file that a page names exists', () => {
  const ids = new Set(findPrograms().map(({ id }) => id));
  const areas = new Set([...ids].map((id) => id.slice(0, id.indexOf('/'))));
  const folders = readdirSync(projectFolder);
  const unknown = documents.flatMap(({ path, text }) =>
    quotedIn(proseOf(text))
      .filter((name) => /^[\w-]+\/[\w./-]*\w$/.test(name))
      .filter((name) => {
        const [first = ''] = name.split('/');
        if (ids.has(name) || ignored.some((path) => name.startsWith(path))) return false;
        if (folders.includes(first)) return !existsSync(join(projectFolder, name));
        return areas.has(first);
      })
      .map((name) => `${path}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

test('the invariants that the code cites are defined, once, and numbered without a gap', () => {
  const defined = [...architecture.text.matchAll(/^- \*\*(I\d+) /gm)].map(([, name]) => name!);
  expect(defined).toEqual(defined.map((_, index) => `I${index + 1}`));
  const cited = ['src', 'docs'].flatMap((start) =>
    readdirSync(join(projectFolder, start), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|md)$/.test(path))
      .flatMap((path) => {
        const text = readFileSync(join(projectFolder, start, path), 'utf8');
        return [...text.matchAll(/\bI\d+\b/g)].map(([name]) => `${start}/${path}: ${name}`);
      }),
  );
  expect(cited.length).toBeGreaterThan(8);
  expect(cited.filter((citation) => !defined.includes(citation.split(': ')[1]!))).toEqual([]);
});

// --- README.md

describe('README.md: commands', () => {
  const { blocks } = readDocument('README.md');
  const commands = blocks
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text.trim());

  // In a copy of the sources, because a build here would change `dist` under the other tests.
  test('the first runs a script: it installs, builds and prints what the script prints', () => {
    const [install, run, ...none] = commands[0]!.split(' && ');
    expect([install, none]).toEqual(['npm ci', []]);
    const clone = join(folder, 'clone');
    const made = [...ignored, '.git'].map((path) => join(projectFolder, path));
    cpSync(projectFolder, clone, { recursive: true, filter: (path) => !made.includes(path) });
    symlinkSync(join(projectFolder, 'node_modules'), join(clone, 'node_modules'));
    const [command, ...args] = run!.split(' ');
    const output = execFileSync(command!, args, { cwd: clone, encoding: 'utf8', stdio: 'pipe' });
    const program = findPrograms(['examples']).find(({ name }) => name === 'simple_coroutine')!;
    expect(args.at(-1)).toBe('examples/seed/simple_coroutine.pyg');
    expect(output).toBe(readRecorded(program, 'out'));
  });

  test('the second runs the tests, as .ci/run does', () => {
    expect(commands[1]).toBe('npm ci && npm test');
    const script = readFileSync(join(projectFolder, '.ci/run'), 'utf8');
    expect(script).toMatch(/^npm ci$/m);
    expect(script).toMatch(/^npm test /m);
  });

  test('the table has every option that pyg knows', () => {
    const help = onCommandLine('-h');
    const options = help.match(/(?<![\w-])(-[a-zA-Z]|--(?:verify|places|stats)|PYG\w+)(?!\w)/g)!;
    const { text } = readDocument('README.md');
    expect(new Set(options).size).toBeGreaterThan(5);
    expect(options.filter((option) => !text.includes(option))).toEqual([]);
  });
});
