// Random resumptions of generators that delegate to each other, against CPython: what every step
// gives, prints, raises and leaves behind; and after every step the invariants of vm/resume.ts.
//
// RESUMPTIONS_SEED=<number> and RESUMPTIONS_RUNS=<number> look further than the suite does.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PyList } from '#pyg/objects/collections.js';
import { PyGenerator } from '#pyg/objects/generator.js';
import { PyModule } from '#pyg/objects/module.js';
import { delegateOf } from '#pyg/vm/resume.js';
import { FINISHED, Machine, RUNNING, SUSPENDED, type Options } from '../support/machine.js';
import { pythonOutputs } from './live-python.js';

const LIBRARY = readFileSync(new URL('resumptions.pyg', import.meta.url), 'utf8');
const BODY_COUNT = LIBRARY.match(/^BODIES = \[([^\]]*)\]/m)![1]!.match(/\w+/g)!.length;
const SEED = Number(process.env['RESUMPTIONS_SEED'] ?? '20240611');
const RUNS = Number(process.env['RESUMPTIONS_RUNS'] ?? '3000');

/** Which body, and the places in the pool of the two others it knows. */
type Member = [body: number, a: number, b: number];
type Step = [action: string, who: number, operand: string | null];
type Script = [pool: Member[], steps: Step[]];

const place = fc.nat({ max: 4 });
const member: fc.Arbitrary<Member> = fc.tuple(fc.nat({ max: BODY_COUNT - 1 }), place, place);
const action = fc.oneof(
  { weight: 8, arbitrary: fc.constant('next') },
  { weight: 4, arbitrary: fc.constant('send') },
  { weight: 3, arbitrary: fc.constant('close') },
  { weight: 2, arbitrary: fc.constant('value error') },
  { weight: 1, arbitrary: fc.constantFrom('key error', 'exit', 'stop') },
);
const step: fc.Arbitrary<Step> = fc
  .tuple(action, place, fc.constantFrom('x', null))
  .map(([what, who, operand]) => [what, who, what === 'next' || what === 'close' ? null : operand]);
const script: fc.Arbitrary<Script> = fc.tuple(
  fc.array(member, { minLength: 1, maxLength: 5 }),
  fc.array(step, { minLength: 1, maxLength: 14 }),
);

function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('null', 'None');
}

/** CPython's logs of all the scripts. */
function pythonLogs(scripts: readonly Script[]): string[] {
  const program = `${LIBRARY}\nfor script in ${literal(scripts)}:\n    print(run(script))\n    print('----')\n`;
  const logs = pythonOutputs([program])[0]!.split('\n----\n');
  expect(logs.pop()).toBe('');
  return logs;
}

/** pyg's log of one script after the other, all in one VM. */
function* ourLogs(scripts: readonly Script[], options: Options): Generator<string> {
  const machine = new Machine({ ...options, modules: { resumptions: LIBRARY } });
  machine.define('check', () => {
    checkPool(machine);
    return null;
  });
  for (const script of scripts) {
    machine.stdout = '';
    machine.run(`from resumptions import run\nprint(run(${literal(script)}))`);
    expect(machine.nestedRuns).toBe(0);
    yield machine.stdout.slice(0, -1);
  }
}

/** What holds of every generator while none of them runs. */
function checkPool(machine: Machine): void {
  const library = machine.vm.modules.getStr('resumptions');
  const pool = library instanceof PyModule ? library.dict.getStr('G') : undefined;
  if (!(pool instanceof PyList)) throw new Error('G is no list');
  for (const generator of pool.items) {
    if (!(generator instanceof PyGenerator)) throw new Error('G holds something else');
    checkAtRest(generator);
  }
}

function checkAtRest(generator: PyGenerator): void {
  const broken = (what: string): never => {
    throw new Error(`invariant broken: ${what}`);
  };
  if ((generator.frame === null) !== (generator.state === FINISHED))
    broken('frame null iff FINISHED');
  if (generator.state === RUNNING) broken('nothing is running');
  if (generator.closing !== 0) broken('nothing is closing');
  if (generator.pending !== null) broken('no exception waits for a close');
  if (generator.state !== SUSPENDED) {
    if (generator.leaf !== generator || generator.root !== generator) {
      broken('what is not suspended is linked to nothing');
    }
    return;
  }
  // The cached leaf, when its own link says that it is right, is where walking the chain leads.
  const cached = generator.leaf;
  if (cached.root !== generator || cached.state !== SUSPENDED) return;
  let leaf = generator;
  for (;;) {
    const delegate = delegateOf(leaf);
    if (delegate === null || delegate.state === FINISHED) break;
    if (delegate.frame!.caller !== leaf.frame) broken('a delegate reports to its delegator');
    leaf = delegate;
  }
  if (leaf !== cached) broken('the cached leaf is the innermost');
}

/** The first script whose log is not that of CPython, or -1. */
function firstDifference(options: Options): number {
  const ours = ourLogs(scripts, options);
  for (const [i, log] of theirs.entries()) {
    try {
      if (ours.next().value !== log) return i;
    } catch {
      return i;
    }
  }
  return -1;
}

const scripts = fc.sample(script, { seed: SEED, numRuns: RUNS });
const theirs = pythonLogs(scripts);

describe('random resumptions are what CPython makes of them', () => {
  test.each([
    ['in one go', {}],
    ['leaving the loop at every safepoint', { stress: true }],
    ['compiled', { hot: 1 }],
    ['going from one engine to the other', { stress: true, hot: 2 }],
  ])('%s', (_, options) => {
    const at = firstDifference(options);
    if (at < 0) return;
    // The same script again, as a property of its own, so that it is made small.
    fc.assert(
      fc.property(script, (one) => {
        expect([...ourLogs([one], options)]).toEqual(pythonLogs([one]));
      }),
      { seed: SEED, path: String(at), numRuns: 1 },
    );
    throw new Error(`script ${at} fails only after the others`);
  });
});

test('the scripts reach every body, every action and every state', () => {
  const seen = theirs.join('');
  for (const [pool, steps] of scripts) {
    for (const [body] of pool) expect(body).toBeLessThan(BODY_COUNT);
    expect(steps.length).toBeGreaterThan(0);
  }
  expect(new Set(scripts.flatMap(([pool]) => pool.map(([body]) => body))).size).toBe(BODY_COUNT);
  for (const what of [
    'generator already executing',
    'generator ignored GeneratorExit',
    'generator raised StopIteration',
    "can't send non-None value",
  ]) {
    expect(seen).toContain(what);
  }
});
