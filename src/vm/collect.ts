// gc.collect(): what only refers to itself ends. The host's collector frees the memory by itself; this
// is about the code that has to run first, so it looks at objects whose end runs code, and at
// what they hold.
import { GeneratorState, PyGenerator } from '../objects/generator.js';
import { Frame, FrameRole } from '../objects/frame.js';
import {
  disown,
  heldBy,
  isCounted,
  isImmortal,
  Legacy,
  referenceCount,
  release,
} from '../objects/references.js';
import { PyObject, type Value } from '../objects/value.js';
import { callFinalizer, closeDropped, leaveDropped, rootsOf } from './reclaim.js';
import { byAge } from './referents.js';
import { WAITING_AT_LEAST, type VM } from './vm.js';
import { objectDied, weakTargets } from './weak.js';

/** How much more may wait before the VM looks again, as a part of what it has to look at. */
const MORE = 0.1;

/**
 * Between two runs of the loop: look for what only refers to itself when very much has come that has
 * an end, so that a program that makes such things for ever does not need ever more memory.
 * @param next the frame to go on with
 */
export function collectByItself(vm: VM, next: Frame): void {
  if (!vm.shouldCollect) return;
  const { frame } = vm;
  vm.frame = next;
  collect(vm);
  vm.frame = frame;
}

/**
 * End what has an end and cannot be reached, in the order in which it was made.
 * @returns how many objects were given up
 */
export function collect(vm: VM): number {
  // Natives that wait may hold what nobody can see.
  if (!vm.counting || vm.sealed > 0) return 0;
  const alive = reachable(vm);
  for (const target of weakTargets(vm).sort(byAge)) {
    if (alive.has(target)) continue;
    objectDied(vm, target, (reference) => !alive.has(reference as PyObject));
  }
  const waiting = new Set([...vm.ledger.finalizable, ...vm.watched]);
  // What delegates ends first, and with it what it delegates to.
  for (const object of waiting) {
    const delegator = object instanceof PyGenerator ? (object.frame?.caller?.owner ?? null) : null;
    if (delegator instanceof PyGenerator) waiting.add(delegator);
  }
  const lost = [...waiting].filter((object) => !alive.has(object)).sort(byAge);
  const frames = [...vm.ledger.outliving].filter((frame) => !alive.has(frame));
  const given = lost.length + frames.length === 0 ? 0 : endTogether(vm, lost, frames, alive);
  vm.waitingAtMost = vm.waiting + Math.max(WAITING_AT_LEAST, alive.size * MORE);
  return given;
}

/**
 * End objects that only lead to each other, and what only they have led to.
 * @param frames those among them of functions that have ended
 */
function endTogether(
  vm: VM,
  lost: readonly PyObject[],
  frames: readonly PyObject[],
  alive: ReadonlySet<PyObject>,
): number {
  const unreachable = new Set([...lost, ...frames]);
  for (const object of unreachable) {
    for (const held of heldBy(object)) if (isLost(held, alive)) unreachable.add(held);
  }
  // The frame of a generator ends with that, unless a traceback has got it meanwhile.
  const own = [...unreachable].filter(
    (object) => !(object instanceof Frame && isSuspended(object)),
  );
  for (const object of lost) {
    if (object instanceof PyGenerator) closeDropped(vm, object);
    else callFinalizer(vm, object);
  }
  // Their code may have kept some of it, and ended some.
  const kept = reachable(vm);
  const garbage = new Set(own.filter((object) => isLost(object, kept)));
  for (const object of heldFromOutside(garbage)) garbage.delete(object);
  for (const object of garbage) if (object instanceof PyGenerator) leaveDropped(vm, object);
  for (const object of garbage) {
    for (const held of disown(object)) if (!garbage.has(held as PyObject)) release(held);
  }
  return garbage.size;
}

/** What among some objects is held by something that has been made meanwhile, and what that holds. */
function heldFromOutside(objects: ReadonlySet<PyObject>): Set<PyObject> {
  const held = (object: PyObject): Value[] => {
    const frame = object instanceof PyGenerator ? object.frame : null;
    return frame === null ? heldBy(object) : [...heldBy(object), ...heldBy(frame)];
  };
  const inside = new Map<Value, number>();
  for (const object of objects) {
    for (const value of held(object)) inside.set(value, (inside.get(value) ?? 0) + 1);
  }
  const found = new Set<PyObject>();
  for (const object of objects) {
    if (referenceCount(object) > (inside.get(object) ?? 0)) found.add(object);
  }
  for (const object of found) {
    for (const value of held(object))
      if (objects.has(value as PyObject)) found.add(value as PyObject);
  }
  return found;
}

function isLost(value: Value, alive: ReadonlySet<PyObject>): value is PyObject {
  return value instanceof PyObject && isCounted(value) && !isImmortal(value) && !alive.has(value);
}

/** All counted objects that the modules and the frames of executions lead to. */
function reachable(vm: VM): Set<PyObject> {
  const found = new Set<PyObject>();
  const add = (value: Value): void => {
    if (value instanceof PyObject) found.add(value);
  };
  rootsOf(vm).forEach(add);
  for (const innermost of vm.innermostFrames()) {
    for (let frame: Frame | null = innermost; frame !== null; frame = frame.caller) {
      found.add(frame);
      if (frame.owner !== null) found.add(frame.owner);
      if (frame.handled instanceof PyObject) found.add(frame.handled);
    }
  }
  for (const waiting of [...vm.ledger.dying, ...vm.ledger.ending]) {
    if (waiting instanceof Legacy) waiting.rest.forEach(add);
    else found.add(waiting);
  }
  for (const object of found) {
    if (object instanceof PyGenerator) {
      if (object.state === GeneratorState.FINISHED) continue;
      object.frame?.visitReferences(add);
    } else if (object instanceof Frame && isSuspended(object)) continue;
    object.visitReferences(add);
  }
  return found;
}

/** Whether it is the frame of a generator that holds it: by a traceback nobody gets at what is in it. */
function isSuspended({ role, owner }: Frame): boolean {
  if (role !== FrameRole.GENERATOR) return false;
  return (owner as PyGenerator).state === GeneratorState.SUSPENDED;
}
