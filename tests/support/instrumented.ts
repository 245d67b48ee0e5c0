// A copy of the build that counts: instructions executed, by the function they belong to, exceptions
// made, and references that begin or end. The shipped loop has no counter, so the copy's text is patched, each patch in
// exactly one place.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Machine, type Options, type Parts } from './machine.js';

/** What happened during a stretch of a program. */
export interface Counts {
  readonly instructions: number;
  /** Instructions by the name of the function. */
  readonly of: (name: string) => number;
  /** Exceptions made: `2 ValueError`, in the order in which a class first appeared. */
  readonly made: readonly string[];
  /** References that began or ended, where they are counted. */
  readonly references: number;
}

interface Counter {
  instructions: number;
  functions: Map<string, number>;
  exceptions: Map<string, number>;
  references: number;
}

const COUNTER = `
export const counter = { instructions: 0, functions: new Map(), exceptions: new Map(), references: 0 };
export function countInstruction(name) {
  counter.instructions++;
  counter.functions.set(name, (counter.functions.get(name) ?? 0) + 1);
}
export function countRelease() {
  counter.references++;
}
export function countException(name) {
  counter.exceptions.set(name, (counter.exceptions.get(name) ?? 0) + 1);
}
`;

interface Patch {
  readonly file: string;
  /** Matches once. */
  readonly after: RegExp;
  readonly insert: string;
}

const PATCHES: readonly Patch[] = [
  {
    file: 'vm/interpreter.js',
    after: /for \(;;\) \{(?=[^{}]*switch \(code\[pc\]\) \{)/g,
    insert: 'countInstruction(frame.code.source.name);',
  },
  {
    file: 'objects/exceptions.js',
    after:
      /class PyException extends PyObject \{\s*constructor\(cls, ownArgs\) \{\s*super\(cls\);/g,
    insert: 'countException(cls.name);',
  },
  {
    file: 'objects/references.js',
    after: /export function release\(value\) \{/g,
    insert: 'countRelease();',
  },
];

/** Where each of the parts of a machine is exported. */
const HOMES: Readonly<Record<keyof Parts, string>> = {
  PUSHED: 'objects/type-of.js',
  PyBuiltin: 'objects/functions.js',
  PyException: 'objects/exceptions.js',
  PyGenerator: 'objects/generator.js',
  PyModule: 'objects/module.js',
  Raised: 'objects/exceptions.js',
  builtinType: 'objects/type.js',
  compileSource: 'host/compiler.js',
  findAnchors: 'host/anchors.js',
  formatException: 'vm/traceback.js',
  linkCode: 'vm/link.js',
  makeBaseFrame: 'vm/base.js',
  makeException: 'objects/exceptions.js',
  makeFrame: 'vm/calls.js',
  makeMachine: 'host/machine.js',
  makeMainModule: 'vm/imports.js',
  moduleBody: 'vm/imports.js',
  resumeGenerator: 'vm/resume.js',
  execute: 'vm/interpreter.js',
  runFrame: 'vm/calls.js',
  strSync: 'vm/text.js',
};

export class Instrumented {
  constructor(
    private readonly parts: Parts,
    private readonly counter: Counter,
  ) {}

  machine(options: Omit<Options, 'parts'> = {}): Machine {
    return new Machine({ ...options, parts: this.parts });
  }

  /** What happens between `start()` and `stop()` in a program. */
  count(program: string, options: Omit<Options, 'parts'> = {}): Counts {
    const { counter } = this;
    let counts: Counts | undefined;
    const machine = this.machine(options);
    machine.define('start', () => {
      counter.instructions = 0;
      counter.functions.clear();
      counter.exceptions.clear();
      counter.references = 0;
      return null;
    });
    machine.define('stop', () => {
      const functions = new Map(counter.functions);
      const exceptions = new Map(counter.exceptions);
      counts = {
        instructions: counter.instructions,
        of: (name) => functions.get(name) ?? 0,
        made: [...exceptions].map(([name, times]) => `${times} ${name}`),
        references: counter.references,
      };
      return null;
    });
    machine.run(program);
    if (counts === undefined) throw new Error('the program does not call stop()');
    return counts;
  }
}

/** Copy the scripts of a folder, without the references to source maps that are not copied. */
function copyScripts(from: string, to: string): void {
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.js')) continue;
    const text = readFileSync(join(from, path), 'utf8');
    mkdirSync(dirname(join(to, path)), { recursive: true });
    writeFileSync(join(to, path), text.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
  }
}

/** Load a patched copy of the build. `dispose` removes its files. */
export async function loadInstrumented(): Promise<Instrumented & { dispose: () => void }> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'pyg-instrumented-'));
  const copy = join(folder, 'dist');
  copyScripts(join(root, 'dist'), copy);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(copy, 'counter.js'), COUNTER);
  for (const { file, after, insert } of PATCHES) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    const places = [...text.matchAll(after)];
    if (places.length !== 1) {
      throw new Error(`${places.length} places in ${file} where '${insert}' belongs`);
    }
    const name = insert.slice(0, insert.indexOf('('));
    const patched = text.replace(after, (matched) => `${matched} ${insert}`);
    writeFileSync(path, `import { ${name} } from '../counter.js';\n${patched}`);
  }
  const load = async (file: string): Promise<Record<string, unknown>> =>
    (await import(/* @vite-ignore */ pathToFileURL(join(copy, file)).href)) as Record<
      string,
      unknown
    >;
  const parts: Record<string, unknown> = {};
  for (const [name, file] of Object.entries(HOMES)) {
    const part = (await load(file))[name];
    if (part === undefined) throw new Error(`${file} does not export ${name}`);
    parts[name] = part;
  }
  const { counter } = await load('counter.js');
  const instrumented = new Instrumented(parts as unknown as Parts, counter as Counter);
  return Object.assign(instrumented, {
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  });
}
