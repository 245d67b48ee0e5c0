// What a host lets go of without closing it: only its own garbage collector knows, so these tests run it.
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { PygError, PygGenerator, VM, type Module } from '#pyg/index.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PROGRAM = `
def reader(name):
    try:
        yield name
        yield name
    finally:
        print('closed', name)

def failing(name):
    try:
        yield name
    finally:
        raise ValueError(name)

def plain(name=''):
    yield name

kept = []
def keeping(name):
    kept.append(reader(name))
    return kept[-1]
`;

function load(): { vm: VM; program: Module; output: () => string } {
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const vm = new VM({ stdout: write, stderr: write });
  return { vm, program: vm.run(PROGRAM), output: () => text };
}

/** Start generators and let go of them: in a function of its own, so that nothing keeps a handle. */
function letGo(program: Module, functionName: string, ...names: string[]): void {
  for (const name of names) (program.call(functionName, name) as PygGenerator).next();
}

/** Run the collector until a condition holds, which it soon does when it ever does. */
async function collectUntil(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 50 && !condition(); i++) {
    collectGarbage();
    await setTimeout(1);
  }
}

/** What a VM lists until there are `count`; a list gives back what is in it, so that it is in no other. */
async function abandonedBy(vm: VM, count: number): Promise<PygGenerator[]> {
  const found: PygGenerator[] = [];
  await collectUntil(() => found.push(...vm.abandoned()) >= count);
  return found;
}

describe('a generator that the host has let go of', () => {
  test('is closed when the VM is entered next', async () => {
    const { program, output } = load();
    letGo(program, 'reader', 'a', 'b');
    await collectUntil(() => {
      program.call('plain');
      return output().length > 'closed a\n'.length;
    });
    expect(output().split('\n').toSorted()).toEqual(['', 'closed a', 'closed b']);
  });

  test('is listed until then, and closed all the same', async () => {
    const { vm, program, output } = load();
    letGo(program, 'reader', 'a', 'b');
    expect((await abandonedBy(vm, 2)).map(({ type }) => type)).toEqual(['generator', 'generator']);
    expect(output()).toBe('');
    // The handles of the list are gone by now, or soon.
    await collectUntil(() => {
      program.call('plain');
      return output().length > 'closed a\n'.length;
    });
    expect(output().split('\n').toSorted()).toEqual(['', 'closed a', 'closed b']);
  });

  test('can be taken back and goes on', async () => {
    const { vm, program, output } = load();
    letGo(program, 'reader', 'a');
    const [reader] = await abandonedBy(vm, 1);
    expect(vm.abandoned()).toEqual([]);
    program.call('plain');
    expect(output()).toBe('');
    expect(reader!.next()).toEqual({ done: false, value: 'a' });
    reader!.close();
    expect(output()).toBe('closed a\n');
  });

  test('raises from its cleanup when it is closed by hand', async () => {
    const { vm, program, output } = load();
    letGo(program, 'failing', 'a');
    const [failing] = await abandonedBy(vm, 1);
    expect(() => failing!.close()).toThrow(PygError);
    expect(output()).toBe('');
  });

  test('is not listed when the program has it, or when it has nothing to clean up', async () => {
    const { vm, program } = load();
    letGo(program, 'keeping', 'a');
    letGo(program, 'plain', 'c');
    letGo(program, 'reader', 'b');
    const [only, ...others] = await abandonedBy(vm, 1);
    collectGarbage();
    await setTimeout(1);
    others.push(...vm.abandoned());
    expect(only!.next()).toEqual({ done: false, value: 'b' });
    expect(others).toEqual([]);
  });
});
