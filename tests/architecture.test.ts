import { describe, expect, test } from 'vitest';
import { importFaults, importLines } from '../scripts/import-rules.mjs';

test('src keeps the rules', async () => {
  expect(await importFaults()).toEqual([]);
});

test('import lines are read in all their forms', () => {
  const text = `
    // import { no } from './comment.js';
import { a } from './a.js';
import {
  b,
  c,
} from './b.js';
import type { D } from './d.js';
import { type E, type F } from './e.js';
import { type G, h } from './g.js';
import * as i from 'i';
import './j.js';
export * from './k.js';
export { l } from './l.js';
export const text = "from './m.js'";
const n = await import('./n.js');
`;
  expect(importLines(text).map((line) => Object.values(line).join(' '))).toEqual([
    './a.js false false',
    './b.js false false',
    './d.js true false',
    './e.js true false',
    './g.js false false',
    'i false false',
    './j.js false false',
    './k.js false true',
    './l.js false true',
    './n.js false false',
  ]);
});

describe('each rule finds what breaks it', () => {
  /** The faults of a source tree of these files. */
  const faultsOf = (files: Record<string, string>) => importFaults(new Map(Object.entries(files)));
  const leaf = {
    'vm/vm.ts': '',
    'compiler/compile.ts': '',
    'objects/value.ts': '',
    'source.ts': '',
  };

  test.each([
    ['compiler/a.ts', "import { x } from '../vm/vm.js';", 'compiler must not import vm'],
    ['vm/a.ts', "import { x } from '../compiler/compile.js';", 'vm must not import compiler'],
    ['vm/a.ts', "import type { X } from '../compiler/compile.js';", 'vm must not import compiler'],
    ['objects/a.ts', "import { x } from '../vm/vm.js';", 'objects must not import vm'],
    [
      'bytecode/a.ts',
      "import { x } from '../objects/value.js';",
      'bytecode must not import objects',
    ],
    ['cli/main.ts', "import { x } from '../vm/vm.js';", 'cli must not import vm'],
    ['vm/a.ts', "import { x } from './b.js';", "'./b.js' does not exist"],
    ['vm/a.ts', "import { x } from './vm';", "'./vm' lacks its .js"],
    ['vm/a.ts', "import { x } from 'ohm-js';", 'only syntax may import ohm-js'],
    ['host/a.ts', "import { x } from 'node:fs';", "only cli may import 'node:fs'"],
    ['vm/a.ts', "import x from 'lodash';", "imports the package 'lodash'"],
    ['vm/a.ts', 'export default 1;', 'has a default export'],
    ['vm/a.ts', "export { x } from './vm.js';", "re-exports './vm.js'"],
    ['elsewhere/a.ts', '', "'elsewhere' is no layer"],
  ])('%s: %s', async (path, text, fault) => {
    const faults = await faultsOf({ ...leaf, [path]: text });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`${path}: ${fault}`);
  });

  test('cycles', async () => {
    const files = {
      'objects/a.ts': "import { b } from './b.js';",
      'objects/b.ts': "import { c } from './c.js';",
      'objects/c.ts': "import { a } from './a.js';",
    };
    expect(await faultsOf(files)).toEqual([
      'import cycle: objects/a.ts → objects/b.ts → objects/c.ts → objects/a.ts',
    ]);
    const typeOnly = { ...files, 'objects/c.ts': "import type { A } from './a.js';" };
    expect(await faultsOf(typeOnly)).toEqual([]);
  });

  test("cycles of the VM's core, below the interpreter loop", async () => {
    const core = {
      'vm/calls.ts': "import { b } from './access.js';",
      'vm/access.ts': "import { a } from './calls.js';",
    };
    expect(await faultsOf(core)).toEqual([]);
    const loop = {
      'vm/calls.ts': "import { execute } from './interpreter.js';",
      'vm/interpreter.ts': "import { a } from './calls.js';",
    };
    expect(await faultsOf(loop)).toHaveLength(1);
  });

  test('types that a lower layer may name', async () => {
    const text = "import type { VM } from '../vm/vm.js';";
    expect(await faultsOf({ ...leaf, 'objects/a.ts': text })).toEqual([]);
  });
});
