// The death of objects that weak references point to. Whoever learns that an object has died calls
// `objectDied`: gc.collect(), and the end of the program.
import { decode, OP_SPEC } from '../bytecode/instruction.js';
import { operandsByName } from '../bytecode/register-use.js';
import type { Frame } from '../objects/frame.js';
import { dropReferences, referencesTo, takeReferences } from '../objects/weak.js';
import { PyObject } from '../objects/value.js';
import { callSync } from './calls.js';
import { referents, type Node } from './referents.js';
import { reportIgnored } from './traceback.js';
import { isRead } from './unawaited.js';
import { toException } from './unwind.js';
import type { VM } from './vm.js';

/** Remember that an object has weak references, for gc.collect(). */
export function watchTarget(vm: VM, object: PyObject): void {
  if (referencesTo(object).length > 0) return;
  vm.weakTargets.add(new WeakRef(object));
}

/**
 * Clear the weak references to an object that has died, and call their callbacks, the newest first.
 * @param isDead tells which references are gone themselves: their callbacks are not called
 */
export function objectDied(vm: VM, object: PyObject, isDead: (node: Node) => boolean): void {
  for (const reference of takeReferences(object).toReversed()) {
    const { callback } = reference;
    reference.callback = null;
    if (callback === null || isDead(reference)) continue;
    try {
      callSync(vm, callback, [reference]);
    } catch (thrown) {
      reportIgnored(vm, toException(thrown), callback);
    }
  }
}

/**
 * Find the objects with weak references that nothing leads to any more, and let them die.
 * @returns how many there were
 */
export function collectWeakTargets(vm: VM): number {
  const targets: PyObject[] = [];
  for (const weak of vm.weakTargets) {
    const target = weak.deref();
    if (target === undefined || referencesTo(target).length === 0) vm.weakTargets.delete(weak);
    else targets.push(target);
  }
  if (targets.length === 0) return 0;
  const alive = reachable(vm);
  for (const target of targets) dropReferences(target, (reference) => !alive.has(reference));
  const dead = targets.filter((target) => !alive.has(target));
  for (const target of dead) objectDied(vm, target, (node) => !alive.has(node));
  return dead.length;
}

/** All that the modules, the frames that run and the generators to be closed lead to. */
function reachable(vm: VM): Set<Node> {
  const found = new Set<Node>([vm.modules, vm.builtins, ...vm.watched]);
  for (const callee of [...vm.atExit, vm.interruptHandler])
    if (callee instanceof PyObject) found.add(callee);
  for (let frame = vm.frame; frame !== null; frame = frame.caller) {
    found.add(frame);
    for (const value of liveTemporaries(frame)) if (value instanceof PyObject) found.add(value);
  }
  for (const node of found) for (const child of referents(node)) found.add(child);
  return found;
}

/** What a frame that waits for a call will still read, apart from its variables. */
function liveTemporaries(frame: Frame): unknown[] {
  const { source } = frame.code;
  const decoded = decode(source);
  const indexOf = new Map(decoded.map(({ offset }, index) => [offset, index]));
  const current = decoded.findIndex(({ offset }) => offset === frame.pc);
  if (current < 0) return frame.regs;
  const instruction = decoded[current]!;
  const handlers = source.exceptionTable.filter(({ handler }) => handler >= 0);
  const starts = handlers.map(({ handler }) => indexOf.get(handler)!);
  const { to } = operandsByName(instruction);
  if (to !== undefined) starts.push(indexOf.get(to)!);
  if (OP_SPEC[instruction.op].may?.includes('end') !== true) starts.push(current + 1);
  const first = source.variableNames.length;
  return frame.regs.filter(
    (value, register) =>
      register >= first &&
      value instanceof PyObject &&
      starts.some((start) => isRead(decoded, indexOf, start, register)),
  );
}
