// Natives take values of every kind, whatever a script calls them with: what comes out is a value or
// a Python exception, never an error of the host.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LimitError, VM, type Module, type PygDict, type PygList } from '#pyg/index.js';
import { LIBRARY_FILES } from '#pyg/lib/frozen.js';
import { nativeModules } from '#pyg/vm/imports.js';
import { projectFolder } from './support/corpus.mjs';

const CALLS = 1;
/** Each call has these for itself. */
const LIMITS = { steps: 300_000, memory: 2 ** 26, recursion: 150, output: 10_000 };
const USES = ['get', 'iterate', 'show'];

const program = readFileSync(join(projectFolder, 'tests/hostile/natives.pyg'), 'utf8');
const library = Object.keys(LIBRARY_FILES).filter(
  (name) => !name.startsWith('preludes.') && !name.endsWith('__main__'),
);

/** The same numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function load(): Module {
  // A clock that stands still would let an event loop wait for ever.
  let now = 0;
  const clock = { now: () => 0, monotonic: () => (now += 1), sleep: () => undefined };
  const vm = new VM({ limits: LIMITS, seed: 1, clock });
  const module = vm.run(program, { filename: 'natives.pyg' });
  for (const name of [...nativeModules.keys(), ...library]) module.call('find', name);
  return module;
}

test('natives raise exceptions of Python for whatever they are called with', () => {
  const random = numbers(Number(process.env['PYG_SEED'] ?? 1));
  let module = load();
  const targets = [...(module.get('targets') as PygDict).keys()];
  const count = (module.get('values') as PygList).length;
  const faults: string[] = [];
  for (const path of targets) {
    const own = [...(module.call('instances', path) as PygList)];
    for (let call = 0; call < CALLS; call++) {
      const places = Array.from({ length: random(5) }, (_, at) =>
        at === 0 && own.length > 0 ? own[random(own.length)]! : random(count),
      );
      const use = USES[random(USES.length)]!;
      try {
        module.call('attempt', path, places, use);
      } catch (error) {
        if (error instanceof LimitError) continue;
        faults.push(`${String(path)} ${JSON.stringify(places)} ${use}: ${String(error)}`);
        module = load();
      }
    }
  }
  expect(targets.length).toBeGreaterThan(2000);
  expect(faults).toEqual([]);
}, 60_000);
