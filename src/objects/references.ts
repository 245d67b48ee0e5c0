// Reference counting, the way CPython does it, for as long as a VM needs it: so that what has to be
// cleaned up is cleaned up when its last reference goes away (docs/cleanup.md).
//
// An object is uncounted until it is first retained: then everything it holds is retained too
// (adopted), so that counting can begin at any moment. Whatever changes what a counted object holds
// retains and releases; what an uncounted one holds does not matter. While nothing counts, every
// object is uncounted, and all of this is one comparison where something is stored.
//
// Counting may stop and begin again. Each time is a session, whose counts begin where no count of an
// earlier session has ever been: so what those have left behind is less than `zero`, as is what was
// never counted, and nobody has to go and look for it.
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
  /** As TOLD, of frames and generators, which first give up what they keep without a use: they settle. */
  UNSETTLED = 4,
}

/** How many counts there are in a session: more than there are references to one object. */
const SESSION = 2 ** 25;

/** More references than can be given up: of objects that have no end. */
const IMMORTAL = SESSION / 2;

/** More than any count. All counts are small integers of V8, also where those have 31 bits. */
const NEVER = 2 ** 30;

/**
 * References that are given up one after the other: what dies of one ends, with all it alone has
 * held, before the next is given up.
 */
export class Legacy {
  private next = 0;

  constructor(private readonly values: Value[]) {}

  /** What is still held. */
  get rest(): readonly Value[] {
    return this.values.slice(this.next);
  }

  add(value: Value): void {
    this.values.push(value);
  }

  /** Give up one. @returns whether there are more */
  releaseNext(): boolean {
    release(this.values[this.next++]);
    return this.next < this.values.length;
  }
}

/** What counting references tells a VM. */
export class Ledger {
  /**
   * Objects that have lost their last reference, in that order. Between two instructions they end,
   * unless they have got another (vm/reclaim.ts).
   */
  readonly dying: (PyObject | Legacy)[] = [];
  /** Those of them whose turn comes next, the first on top. */
  readonly ending: (PyObject | Legacy)[] = [];
  /** Counted objects whose end runs code, in the order in which they were first retained. */
  readonly finalizable = new Set<PyObject>();
  /** Frames of functions that have ended, which somebody has: most cycles lead through one. */
  readonly outliving = new Set<PyObject>();
  /** What natives hold besides the fields of their own, as it was counted. */
  counted = new WeakMap<PyObject, Value[]>();
  /** Objects that were adopted in this session. */
  adopted = 0;
  /** Sessions that have begun. */
  sessions = 0;
  /** The count that stands for no reference. */
  zero = NEVER;

  /** Whether there can be another session. */
  get canBegin(): boolean {
    return (this.sessions + 1) * SESSION < NEVER;
  }

  /** Begin to count: no object is counted yet. */
  begin(): void {
    this.zero = this.sessions * SESSION;
    this.sessions++;
    this.adopted = 0;
    if (ledger === this) zero = this.zero;
  }

  /** Stop counting: no object is counted any more. */
  stop(): void {
    this.zero = NEVER;
    this.dying.length = 0;
    this.finalizable.clear();
    this.outliving.clear();
    this.counted = new WeakMap();
    if (ledger === this) zero = NEVER;
  }
}

/** That of the VM that runs. */
let ledger = new Ledger();
/** Its zero. */
let zero = NEVER;

/** Let another VM's ledger be kept. @returns the one until now */
export function useLedger(next: Ledger): Ledger {
  const before = ledger;
  ledger = next;
  zero = next.zero;
  return before;
}

/** Whether the references to an object are counted. */
export function isCounted(object: PyObject): boolean {
  return object.refs >= zero;
}

/** Whether a counted object has lost its last reference. */
export function isLost(object: PyObject): boolean {
  return object.refs === zero;
}

/** Whether an object is counted and has a reference. */
export function isHeld(object: PyObject): boolean {
  return object.refs > zero;
}

/** How many references there are to a counted object. */
export function referenceCount(object: PyObject): number {
  return object.refs - zero;
}

/** Whether a counted object is one that has no end. */
export function isImmortal(object: PyObject): boolean {
  return object.refs >= zero + IMMORTAL / 2;
}

/** Let an object be counted, with one reference: what it holds is for the caller to retain. */
export function countOne(object: PyObject): void {
  object.refs = zero + 1;
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

/** Somebody has a frame whose function has ended. */
export function noteOutliving(frame: PyObject): void {
  ledger.outliving.add(frame);
}

/** One reference more. */
export function retain(value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  if (value.refs < zero) adopt(value);
  value.refs++;
}

/** One reference less. */
export function release(value: Value): void {
  if (typeof value === 'object' && value !== null && --value.refs === zero)
    ledger.dying.push(value);
}

/** One reference less to a value that is on its way to somebody who will retain it: it does not end. */
export function pass(value: Value): void {
  if (typeof value === 'object' && value !== null) value.refs--;
}

/** One reference less, but not before what has lost its last reference until now has ended. */
export function releaseInTurn(value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  const { dying } = ledger;
  if (dying.length === 0) {
    release(value);
    return;
  }
  const last = dying[dying.length - 1];
  if (last instanceof Legacy) last.add(value);
  else dying.push(new Legacy([value]));
}

/** Begin to count the references to an object, and those it holds. */
export function adopt(first: PyObject): void {
  const from = adopting.length;
  begin(first);
  while (adopting.length > from) {
    const object = adopting.pop()!;
    ledger.adopted++;
    if (object.holding === Holding.UNTOLD) ledger.counted.set(object, heldBy(object));
    object.visitReferences(countReference);
    visitBeside(object, countReference);
  }
}

/** Objects whose references are still to be counted. */
const adopting: PyObject[] = [];

function begin(object: PyObject): void {
  const { holding } = object;
  if (holding === Holding.NOTHING) {
    object.refs = zero + IMMORTAL;
    return;
  }
  if (holding === Holding.UNSETTLED) object.settle();
  object.refs = holding === Holding.FOREVER ? zero + IMMORTAL : zero;
  if (object.endRunsCode) ledger.finalizable.add(object);
  adopting.push(object);
}

function countReference(value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  if (value.refs < zero) begin(value);
  value.refs++;
}

/** A counted object is no longer: what it held, in the order in which it gives it up. */
export function disown(object: PyObject): Value[] {
  object.refs = UNCOUNTED;
  const { holding } = object;
  if (object.endRunsCode) ledger.finalizable.delete(object);
  if (holding === Holding.UNSETTLED) ledger.outliving.delete(object);
  if (holding !== Holding.UNTOLD) return heldBy(object);
  const held = ledger.counted.get(object)!;
  ledger.counted.delete(object);
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
  if (object.refs < zero) return;
  const before = ledger.counted.get(object) ?? [];
  const held = heldBy(object);
  held.forEach(retain);
  before.forEach(release);
  ledger.counted.set(object, held);
}

/** A counted object holds `value` instead of `before`. */
export function exchange(holder: PyObject, before: Value, value: Value): void {
  if (holder.refs < zero) return;
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
