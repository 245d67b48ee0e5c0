// A copy of the build that counts: instructions executed, by the function they belong to, exceptions
// made, and references that begin or end. The shipped loop has no counter.
import { patchBuild } from '../../scripts/patched-build.mjs';
import type { Rule } from '../../scripts/rewrite.mjs';
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

/** Behind a place in a script, which is there once, `call` is made; `name` is what it calls. */
function patch(after: RegExp, name: string, call: string): Rule[] {
  return [
    [after, `$& ${call}`, 1],
    [/^/, `import { ${name} } from '../counter.js';\n`, 1],
  ];
}

const RULES = {
  'vm/interpreter.js': patch(
    /for \(;;\) \{(?=[^{}]*switch \(code\[pc\]\) \{)/,
    'countInstruction',
    'countInstruction(frame.code.source.name);',
  ),
  'objects/exceptions.js': patch(
    /class PyException extends PyObject \{\s*constructor\(cls, ownArgs\) \{\s*super\(null\);/,
    'countException',
    'countException(cls.name);',
  ),
  'objects/references.js': patch(
    /export function release\(value\) \{/,
    'countRelease',
    'countRelease();',
  ),
};

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

/** Load a patched copy of the build. `dispose` removes its files. */
export async function loadInstrumented(): Promise<Instrumented & { dispose: () => void }> {
  const { load, dispose } = patchBuild({ rules: RULES, additions: { 'counter.js': COUNTER } });
  const parts: Record<string, unknown> = {};
  for (const [name, file] of Object.entries(HOMES)) {
    const part = (await load(file))[name];
    if (part === undefined) throw new Error(`${file} does not export ${name}`);
    parts[name] = part;
  }
  const { counter } = await load('counter.js');
  const instrumented = new Instrumented(parts as unknown as Parts, counter as Counter);
  return Object.assign(instrumented, { dispose });
}
