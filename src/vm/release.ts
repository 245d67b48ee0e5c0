// release.ts: a loop gives up the generator it made, at RELEASE. While that closes the frame waits
// there; the register then says what comes next.
import { HandlerKind, rowEntering, type ExceptionRow } from '../bytecode/exception-table.js';
import { Op } from '../bytecode/op.js';
import { Completion, OP_LENGTH } from '../bytecode/opcodes.js';
import { PyException } from '../objects/exceptions.js';
import type { Frame } from '../objects/frame.js';
import { PyTuple, tuple } from '../objects/collections.js';
import { GeneratorState, PyGenerator, ResumeKind } from '../objects/generator.js';
import { PUSHED } from '../objects/type-of.js';
import { isCounted, isHeld, release as lose } from '../objects/references.js';
import type { Value } from '../objects/value.js';
import { finalizerOf } from './async-hooks.js';
import { enterCall } from './calls.js';
import { outlive } from './reclaim.js';
import { detach, materialise, resumeGenerator } from './resume.js';
import type { VM } from './vm.js';

/**
 * RELEASE: the register gives up what it holds. A generator that a for statement made and that is
 * not finished is closed; what escapes is reported when it arrives here (vm/unwind.ts).
 * @returns null, or PUSHED
 */
export function release(vm: VM, frame: Frame, register: number): Value {
  const { regs } = frame;
  for (;;) {
    const value = held(regs[register]);
    if (
      value instanceof PyGenerator &&
      value.owned &&
      value.state !== GeneratorState.RUNNING &&
      dropGenerator(vm, value) === PUSHED
    ) {
      return PUSHED;
    }
    frame.store(register, rest(regs[register]));
    if (regs[register] === undefined) return null;
  }
}

/** The end of a generator that nobody knows any more. */
function dropGenerator(vm: VM, generator: PyGenerator): Value {
  const finalizer = finalizerOf(generator);
  if (finalizer === null) return resumeGenerator(vm, generator, ResumeKind.CLOSE, null);
  generator.owned = false;
  return enterCall(vm, finalizer, [generator]);
}

/** What the RELEASE at which a frame waits is closing. */
export function released(frame: Frame): Value {
  return held(frame.regs[frame.code.instructions[frame.pc + 1]!]);
}

/** The RELEASE at which a frame waits has closed one: on with the next, or past it. */
export function releaseNext(frame: Frame): void {
  goOn(frame, rest(frame.regs[frame.code.instructions[frame.pc + 1]!]));
}

/**
 * The generator that is being closed has refused. It is not resumed again: CPython has freed it by
 * now, and its frame, whose loops give up theirs, unless somebody still has the frame.
 */
export function releaseStubborn(vm: VM, frame: Frame): void {
  const value = released(frame);
  if (!(value instanceof PyGenerator && value.state === GeneratorState.SUSPENDED)) {
    releaseNext(frame);
    return;
  }
  const inner = isCyclic(value.frame!) ? [] : value.frame!.regs.filter(isOwned);
  giveUp(vm, value);
  const next = rest(frame.regs[frame.code.instructions[frame.pc + 1]!]);
  if (inner.length > 0) goOn(frame, tuple([...inner, ...queue(next)]));
  else goOn(frame, next);
}

/**
 * Give up a generator that refused to close, without running any of its code. Whoever else has its
 * frame has what its statements work on: also the frame itself, by an exception that has passed it
 * and that a `finally` is to raise again.
 */
export function giveUp(vm: VM, generator: PyGenerator): void {
  const frame = detach(vm, generator);
  if (!isCounted(generator)) return;
  keepRaised(frame);
  lose(frame);
  if (isHeld(frame)) outlive(frame);
}

/** What a frame handles, as CPython keeps it: in the frame for a `finally`, else beside it. */
function keepRaised(frame: Frame): void {
  const { regs, pc } = frame;
  const { exceptionTable } = frame.code.source;
  let { handled } = frame;
  for (const row of exceptionTable) {
    const { kind, register, start, end } = row;
    if (kind !== HandlerKind.RESTORE || pc < start || pc >= end) continue;
    const before = regs[register] as PyException | number | null;
    const reason = regs[register - 2];
    if (isClause(exceptionTable, row)) {
      if (!isMatching(frame, register - 1)) frame.store(register - 1, undefined);
    } else if (reason === Completion.CLOSE) {
      frame.store(register - 1, typeof handled === 'number' ? materialise(frame) : handled);
    } else if (reason !== Completion.RAISE) frame.store(register, undefined);
    handled = before;
  }
}

function isOwned(value: Value): value is PyGenerator {
  return value instanceof PyGenerator && value.owned && value.state === GeneratorState.SUSPENDED;
}

/**
 * Whether a frame holds an exception that has passed it, by a variable or in the `finally` it is in.
 * In CPython the two then hold each other, and what the frame has stays. An `except` clause alone
 * holds nothing once it has been chosen.
 */
function isCyclic(frame: Frame): boolean {
  const { regs, pc } = frame;
  const { exceptionTable, variableNames } = frame.code.source;
  const held = regs.slice(0, variableNames.length);
  for (const row of exceptionTable) {
    const { kind, register, start, end } = row;
    if (kind !== HandlerKind.RESTORE || pc < start || pc >= end) continue;
    // What was handled before, and what the record of a `finally` has that an exception has entered.
    const inClause = isClause(exceptionTable, row);
    const reason = inClause ? Completion.NORMAL : regs[register - 2];
    if (reason === Completion.CLOSE) return true;
    const isKept = inClause ? isMatching(frame, register - 1) : reason === Completion.RAISE;
    if (inClause || isKept) held.push(regs[register]);
    if (isKept) held.push(regs[register - 1]);
  }
  return held.some((value) => value instanceof PyException && hasPassed(value, frame));
}

/** Whether the body that a RESTORE row covers is that of `except` clauses. */
function isClause(rows: readonly ExceptionRow[], body: ExceptionRow): boolean {
  return rowEntering(rows, body)?.kind === HandlerKind.CATCH;
}

/** Whether a frame is about to compare the exception in a register with the classes of a clause. */
function isMatching({ code, pc }: Frame, register: number): boolean {
  for (let at = pc; at < code.instructions.length; at += OP_LENGTH[code.instructions[at]!]!) {
    const op = code.instructions[at];
    if (op === Op.MATCH_EXCEPTION && code.instructions[at + 2] === register) return true;
    if (op === Op.END_HANDLER && code.instructions[at + 1] === register) return false;
    if (op === Op.RAISE_AGAIN) return false;
  }
  return false;
}

function hasPassed(exception: PyException, frame: Frame): boolean {
  for (let trace = exception.traceback; trace !== null; trace = trace.next) {
    if (trace.frame === frame) return true;
  }
  return false;
}

function goOn(frame: Frame, next: Value): void {
  frame.store(frame.code.instructions[frame.pc + 1]!, next);
  if (next === undefined) frame.pc += 2;
}

// A register holds an iterator, or, while stubborn generators are given up, a tuple of those that
// are still to be closed: no iterator is a tuple.

function held(value: Value): Value {
  return value instanceof PyTuple ? value.items[0] : value;
}

function rest(value: Value): Value {
  const items = queue(value).slice(1);
  return items.length === 0 ? undefined : tuple(items);
}

function queue(value: Value): readonly Value[] {
  if (value === undefined) return [];
  return value instanceof PyTuple ? value.items : [value];
}
