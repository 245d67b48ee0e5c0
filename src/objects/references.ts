// Reference counting, the way CPython does it, for as long as a VM needs it: so that what has to be
// cleaned up is cleaned up when its last reference goes away (docs/cleanup.md).
//
// An object is UNCOUNTED until it is first retained: then everything it holds is retained too
// (adopted), so that counting can begin at any moment. Whatever changes what a counted object holds
// retains and releases; what an uncounted one holds does not matter. While nothing counts, every
// object is uncounted, and all of this is one comparison where something is stored.
import type { PyObject, Value } from './value.js';

export const UNCOUNTED = -1;

/** What there is to know about the references that the objects of a class hold. */
export const enum Holding {
  /** Whatever changes them retains and releases, or nothing does. */
  TOLD = 0,
  /** A native may change them: what was counted is remembered, and changes are told by recount(). */
  UNTOLD = 1,
  /** None, and none to the object is worth counting. */
  NOTHING = 2,
  /** As TOLD, of objects that have no end. */
  FOREVER = 3,
}

/** More references than can be given up: of objects that have no end. */
export const IMMORTAL = 2 ** 28;

/** What counting references tells a VM. */
export class Ledger {
  /**
   * Objects that have lost their last reference, in that order. Between two instructions they end,
   * unless they have got another (vm/reclaim.ts).
   */
  readonly dying: PyObject[] = [];
  /** Those of them whose turn comes next, the first on top. */
  readonly ending: PyObject[] = [];
  /** Counted objects whose end runs code, in the order in which they were first retained. */
  readonly finalizable = new Set<PyObject>();
}

/** That of the VM that runs. */
let ledger = new Ledger();

/** Let another VM's ledger be kept. @returns the one until now */
export function useLedger(next: Ledger): Ledger {
  const before = ledger;
  ledger = next;
  return before;
}

/**
 * Values of `__slots__` of objects that keep them neither in a shape nor in `__dict__`, by the
 * descriptor of the slot.
 */
export const beside = new WeakMap<PyObject, Map<object, Value>>();
let usesBeside = false;

/** Those of one object, to be filled. */
export function besideOf(object: PyObject): Map<object, Value> {
  usesBeside = true;
  let values = beside.get(object);
  if (values === undefined) beside.set(object, (values = new Map<object, Value>()));
  return values;
}

/** What natives hold besides the fields of their own, as it was counted. */
const counted = new WeakMap<PyObject, readonly Value[]>();

/** One reference more. */
export function retain(value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  if (value.refs < 0) adopt(value);
  value.refs++;
}

/** One reference less. */
export function release(value: Value): void {
  if (typeof value === 'object' && value !== null && --value.refs === 0) ledger.dying.push(value);
}

/**
 * Begin to count the references to an object, and those it holds.
 * @param prepare called with each object before what it holds is counted
 */
export function adopt(first: PyObject, prepare?: (object: PyObject) => void): void {
  const from = adopting.length;
  begin(first);
  while (adopting.length > from) {
    const object = adopting.pop()!;
    prepare?.(object);
    if (object.holding === Holding.UNTOLD) counted.set(object, heldBy(object));
    object.visitReferences(countReference);
    visitBeside(object, countReference);
  }
}

/** Objects whose references are still to be counted. */
const adopting: PyObject[] = [];

function begin(object: PyObject): void {
  if (object.holding === Holding.NOTHING) {
    object.refs = IMMORTAL;
    return;
  }
  object.refs = object.holding === Holding.FOREVER ? IMMORTAL : 0;
  if (object.endRunsCode) ledger.finalizable.add(object);
  adopting.push(object);
}

function countReference(value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  if (value.refs < 0) begin(value);
  value.refs++;
}

/** A counted object is no longer, and gives up what it held. */
export function giveUp(object: PyObject): void {
  if (object.holding === Holding.UNTOLD) {
    for (const value of disown(object)) release(value);
    return;
  }
  object.refs = UNCOUNTED;
  if (object.endRunsCode) ledger.finalizable.delete(object);
  visitBeside(object, release);
  object.visitReferences(release);
}

/** A counted object is no longer: what it held, in the order in which it gives it up. */
export function disown(object: PyObject): readonly Value[] {
  object.refs = UNCOUNTED;
  if (object.endRunsCode) ledger.finalizable.delete(object);
  if (object.holding !== Holding.UNTOLD) return heldBy(object);
  const held = counted.get(object)!;
  counted.delete(object);
  return held;
}

/** Everything that an object holds, once for each reference. */
export function heldBy(object: PyObject): Value[] {
  const outer = list;
  const held: Value[] = (list = []);
  visitBeside(object, listReference);
  object.visitReferences(listReference);
  list = outer;
  return held;
}

let list: Value[] = [];

function listReference(value: Value): void {
  if (typeof value === 'object' && value !== null) list.push(value);
}

function visitBeside(object: PyObject, visit: (value: Value) => void): void {
  if (!usesBeside || object.cls.builtin) return;
  const values = beside.get(object);
  if (values !== undefined) for (const value of values.values()) visit(value);
}

/** A native has changed what it holds: count that anew. */
export function recount(object: PyObject): void {
  if (object.refs < 0) return;
  const before = counted.get(object) ?? [];
  const held = heldBy(object);
  held.forEach(retain);
  before.forEach(release);
  counted.set(object, held);
}

/** A counted object holds `value` instead of `before`. */
export function exchange(holder: PyObject, before: Value, value: Value): void {
  if (holder.refs < 0) return;
  retain(value);
  release(before);
}

/** Store in an array that belongs to a counted object. */
export function put(values: Value[], at: number, value: Value): void {
  const before = values[at];
  retain(value);
  values[at] = value;
  release(before);
}
