// The death of objects that weak references point to. Whoever learns that an object has died calls
// `objectDied`: when the last reference goes, gc.collect(), and the end of the program.
import { isCounted, release } from '../objects/references.js';
import { referencesTo, takeReferences } from '../objects/weak.js';
import type { PyObject } from '../objects/value.js';
import { callSync } from './calls.js';
import type { Node } from './referents.js';
import { reportIgnored } from './traceback.js';
import { toException } from './unwind.js';
import type { VM } from './vm.js';

/** An object is about to get a weak reference. */
export function watchTarget(vm: VM, object: PyObject): void {
  vm.wantCounting();
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
    if (isCounted(reference)) release(callback);
  }
}

/** The objects with weak references that are still there. */
export function weakTargets(vm: VM): PyObject[] {
  const targets: PyObject[] = [];
  for (const weak of vm.weakTargets) {
    const target = weak.deref();
    if (target === undefined || referencesTo(target).length === 0) vm.weakTargets.delete(weak);
    else targets.push(target);
  }
  return targets;
}
