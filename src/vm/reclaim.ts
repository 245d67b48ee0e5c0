// reclaim.ts: what counting references is for. While it goes on, frames retain what is in their
// registers; between two instructions, what has lost its last reference ends: generators are closed,
// `__del__` is called, and what they held is given up in turn (docs/cleanup.md).
import { CodeFlag } from '../bytecode/code.js';
import { Op } from '../bytecode/op.js';
import type { PyException } from '../objects/exceptions.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { PyBoundMethod, PyFunction } from '../objects/functions.js';
import { GeneratorState, PyGenerator, ResumeKind } from '../objects/generator.js';
import type { PyTuple } from '../objects/collections.js';
import { spend } from '../objects/meter.js';
import {
  adopt,
  countOne,
  disown,
  isCounted,
  isHeld,
  isLost,
  Legacy,
  noteOutliving,
  release,
  releaseInTurn,
  retain,
  UNCOUNTED,
} from '../objects/references.js';
import { PyObject, type Value } from '../objects/value.js';
import { dropReferences, PyWeakRef, referencesTo } from '../objects/weak.js';
import { lookupSpecial } from './access.js';
import { finalizerOf } from './async-hooks.js';
import { callSync, runNested } from './calls.js';
import { deliver } from './deliver.js';
import { giveUp } from './release.js';
import { callingFrame, visibleFrom } from './introspect.js';
import { abandon, finish, resumeGenerator } from './resume.js';
import { reportIgnored } from './traceback.js';
import { warnUnawaited } from './unawaited.js';
import { addTraceback, dropTemporaries, toException } from './unwind.js';
import { Terminated } from './budget.js';
import { MAX_NESTING, type VM } from './vm.js';
import { objectDied } from './weak.js';

/** What the VM itself holds. */
export function rootsOf(vm: VM): Value[] {
  const threads = [vm.thread, vm.mainThread, ...[...vm.executions].map(({ thread }) => thread)];
  const hooks = [...new Set(threads)].flatMap((thread) => [...thread.roots()]);
  const own = [vm.modules, vm.builtins, vm.preludeGlobals, vm.interruptHandler];
  return [...own, ...hooks, ...vm.atExit, ...vm.held];
}

/** Empty registers that nobody reads any more. */
export function drop(regs: Value[], dead: readonly number[]): void {
  for (const register of dead) {
    const value = regs[register];
    if (value === undefined) continue;
    regs[register] = undefined;
    releaseInTurn(value);
  }
}

/** Count what a frame holds, as the loop begins to run it. */
export function enterFrame(frame: Frame): void {
  if (isCounted(frame)) return;
  if (frame.role === FrameRole.GENERATOR) {
    const generator = frame.owner as PyGenerator;
    if (!isCounted(generator)) adopt(generator);
    else retain(frame);
    return;
  }
  countOne(frame);
  countContents(frame);
}

/** Retain what a frame holds that runs and is counted. */
export function countContents(frame: Frame): void {
  const { regs } = frame;
  for (let i = 0; i < regs.length; i++) {
    const value = regs[i];
    if (typeof value === 'object' && value !== null) retain(value);
  }
  for (const cell of frame.cells) retain(cell);
  if (frame.namespace !== null) retain(frame.namespace);
  if (frame.role === FrameRole.CONSTRUCTOR) retain(frame.owner);
  else if (frame.caller !== null) takeArguments(frame, frame.caller);
}

/** The arguments of a call belong to the function that is called, not to the caller any more. */
function takeArguments(frame: Frame, caller: Frame): void {
  if (!isCounted(caller) || (frame.code.flags & CodeFlag.HIDDEN) !== 0) return;
  const { regs, pc } = caller;
  const code = caller.code.instructions;
  const op = code[pc];
  if (op !== Op.CALL && op !== Op.CALL_KEYWORDS && op !== Op.CALL_METHOD) return;
  let callee = regs[code[pc + 2]!];
  if (callee instanceof PyBoundMethod) callee = callee.fn;
  if (!(callee instanceof PyFunction) || callee.code !== frame.code) return;
  handOver(caller);
}

/** What a frame has handed out, in a call or with a yield, is no longer its own. */
export function handOver(frame: Frame): void {
  const free = frame.code.liveness.handedOver[frame.pc]!;
  if (free !== null && isCounted(frame)) drop(frame.regs, free);
}

/** A frame has returned. What still refers to it keeps what it holds. */
export function endFrame(frame: Frame): void {
  frame.refs--;
  if (isHeld(frame)) {
    dropTemporaries(frame);
    outlive(frame);
    return;
  }
  frame.refs = UNCOUNTED;
  const { regs } = frame;
  const variables = frame.code.source.variableNames.length;
  for (let i = regs.length - 1; i >= variables; i--) {
    const value = regs[i];
    if (typeof value === 'object' && value !== null) releaseInTurn(value);
  }
  frame.visitVariables(releaseInTurn);
  if (frame.namespace !== null) releaseInTurn(frame.namespace);
  if (frame.role === FrameRole.CONSTRUCTOR) releaseInTurn(frame.owner);
}

/** A frame has returned a value. What it held ends before what that replaces in the caller. */
export function returnTo(caller: Frame, frame: Frame, value: Value): void {
  retain(value);
  endFrame(frame);
  deliver(caller, value);
  release(value);
}

/** A function has ended whose frame somebody has: with it, the frame that has called it. */
export function outlive(frame: Frame): void {
  noteOutliving(frame);
  if (frame.role === FrameRole.GENERATOR) return;
  frame.back = visibleFrom(frame.caller);
  retain(frame.back);
}

/**
 * The result of a run leaves its base frame. Whoever waits for it, a native or the host, holds it
 * before anything ends.
 */
export function leaveBase(regs: Value[], register: number): Value {
  const value = regs[register];
  regs[register] = undefined;
  release(value);
  return value;
}

/**
 * Reclaim before the instruction at `pc`: what came before it is where the references were lost.
 */
export function reclaimBefore(vm: VM, frame: Frame, pc: number): void {
  if (vm.sealed > 0 || isDone(vm, frame)) return;
  const { previous, stored, dead } = frame.code.liveness;
  if (stored[pc]! && dead[pc] !== null) {
    // What the variable held before was lost last, and ends last.
    const { dying } = vm.ledger;
    const last = dying.pop()!;
    drop(frame.regs, dead[pc]!);
    dying.push(last);
  }
  frame.pc = previous[pc]!;
  reclaim(vm);
  frame.pc = pc;
  const { termination } = vm.budget;
  if (termination?.pending === true) throw new Terminated(termination);
}

/**
 * Whether a cleanup has come to its end: what it has dropped last ends when that is over, so that a
 * chain of any length needs no more of the stack.
 */
function isDone(vm: VM, frame: Frame): boolean {
  return frame.role === FrameRole.BASE && vm.reclaiming > 0;
}

/**
 * Reclaim while `exception`, or a close without one, is on its way, which has left a frame or some
 * of the work of `frame`: not a base frame, where nobody handles it.
 */
export function reclaimUnwound(vm: VM, frame: Frame, exception: PyException | null): void {
  if (vm.ledger.dying.length === 0 || vm.sealed > 0) return;
  const { frame: before, result } = vm;
  vm.frame = frame;
  retain(exception);
  reclaim(vm);
  release(exception);
  vm.frame = before;
  vm.result = result;
}

/**
 * What an instruction that has failed worked on ends before the rest of its statement.
 * @param among tells which registers may be emptied, if not all
 */
export function dropOperands(
  frame: Frame,
  among: ((register: number) => boolean) | null = null,
): void {
  const operands = frame.code.liveness.operands[frame.pc] ?? null;
  if (operands === null) return;
  drop(frame.regs, refused(frame, among === null ? operands : operands.filter(among)));
}

/** What a function has refused: first the arguments that no parameter has taken. */
function refused(frame: Frame, operands: readonly number[]): readonly number[] {
  const { regs, pc } = frame;
  const code = frame.code.instructions;
  const op = code[pc];
  if (op !== Op.CALL && op !== Op.CALL_KEYWORDS && op !== Op.CALL_METHOD) return operands;
  const callee = regs[code[pc + 2]!];
  if (!(callee instanceof PyFunction)) return operands;
  let base: number;
  let positional: number;
  if (op === Op.CALL_METHOD) {
    const isBound = regs[code[pc + 2]! + 1] !== undefined;
    base = code[pc + 2]! + (isBound ? 1 : 2);
    positional = code[pc + 3]! + (isBound ? 1 : 0);
  } else {
    base = code[pc + 3]!;
    positional = code[pc + 4]!;
  }
  if (op === Op.CALL_KEYWORDS) {
    positional -= (frame.code.constants[code[pc + 5]!] as PyTuple).items.length;
  }
  const end = base + Math.min(positional, callee.code.argCount);
  const isTaken = (register: number): boolean => register >= base && register < end;
  return [
    ...operands.filter((register) => !isTaken(register)),
    ...operands.filter((register) => isTaken(register)),
  ];
}

/** The work of the statements that an exception leaves ends before its handler begins. */
export function dropForHandler(
  vm: VM,
  frame: Frame,
  handler: number,
  exception: PyException | null,
): void {
  const dead = frame.code.liveness.dead[handler]!;
  if (dead !== null) {
    dropOperands(frame, (register) => dead.includes(register));
    drop(frame.regs, dead);
  }
  reclaimUnwound(vm, frame, exception);
}

/**
 * What the statements of a handler or a cleanup worked on ends before that gives up the exception it
 * handles, which R[register] is to replace.
 */
export function dropForRestore(
  vm: VM,
  frame: Frame,
  register: number,
  exception: PyException | null,
): void {
  dropOperands(frame, (each) => each > register);
  dropTemporaries(frame, register + 1);
  reclaimUnwound(vm, frame, exception);
}

/**
 * End what has lost its last reference, and what it alone has held, down to the last, before the
 * next.
 */
export function reclaim(vm: VM): void {
  if (vm.nesting >= MAX_NESTING - 1 || vm.sealed > 0) return;
  const { dying, ending } = vm.ledger;
  // Below stands what waits until the code is done in the midst of which this is.
  const from = ending.length;
  moveReversed(dying, ending);
  while (ending.length > from) {
    const next = ending.pop()!;
    if (next instanceof Legacy) {
      if (next.releaseNext()) ending.push(next);
    } else if (isLost(next) && end(vm, next)) {
      const held = disown(next);
      if (held.length > 0) ending.push(new Legacy(held));
    }
    moveReversed(dying, ending);
  }
}

/** So that what was lost first is on top. */
function moveReversed<T>(from: T[], to: T[]): void {
  for (let next = from.pop(); next !== undefined; next = from.pop()) to.push(next);
}

/** @returns whether it has ended; false when it is alive again, or still running */
function end(vm: VM, object: PyObject): boolean {
  if (vm.budget.termination?.dead === true) return endSilently(vm, object);
  if (object instanceof PyGenerator) {
    if (object.state === GeneratorState.RUNNING) return false;
    // Nobody can get hold of a generator while it closes.
    if (vm.weakTargets.size > 0) clearWeak(vm, object);
    return object.frame === null || endGenerator(vm, object);
  }
  if (!object.cls.builtin && !callFinalizer(vm, object)) return false;
  if (vm.weakTargets.size > 0) clearWeak(vm, object);
  return true;
}

/** The same in a run that may run nothing more. */
function endSilently(vm: VM, object: PyObject): boolean {
  vm.finalized.add(object);
  if (!(object instanceof PyGenerator)) return true;
  if (object.state === GeneratorState.RUNNING) return false;
  if (object.state === GeneratorState.CREATED) abandon(vm, object);
  else if (object.state === GeneratorState.SUSPENDED) finish(vm, object);
  return true;
}

/** Nobody gets an object from its weak references any more: their callbacks say so. */
function clearWeak(vm: VM, object: PyObject): void {
  if (object instanceof PyWeakRef && object.target instanceof PyObject) {
    dropReferences(object.target, (reference) => reference === object);
  }
  if (referencesTo(object).length === 0) return;
  unsealed(vm, () => {
    objectDied(vm, object, (reference) => !isHeld(reference as PyObject));
  });
}

/** @returns false when it has been kept */
function endGenerator(vm: VM, generator: PyGenerator): boolean {
  if (!closeDropped(vm, generator)) return false;
  leaveDropped(vm, generator);
  return true;
}

/**
 * Run what a generator that nobody can get at has to clean up, once in its life.
 * @returns false when it has been kept
 */
export function closeDropped(vm: VM, generator: PyGenerator): boolean {
  if (!hasEnd(vm, generator) || vm.finalized.has(generator)) return true;
  if (generator.state === GeneratorState.CREATED) {
    vm.watched.delete(generator);
    warnUnawaited(vm, generator, callingFrame(vm));
    return true;
  }
  const hook = finalizerOf(generator);
  const isOver = finalize(vm, generator, hook ?? generator, () => {
    if (hook === null) closeNested(vm, generator);
    else callSync(vm, hook, [generator]);
  });
  if (generator.state === GeneratorState.SUSPENDED) vm.finalized.add(generator);
  return isOver;
}

/** A generator that nobody can get at ends where it stands. */
export function leaveDropped(vm: VM, generator: PyGenerator): void {
  if (generator.state === GeneratorState.CREATED) abandon(vm, generator);
  else if (generator.state === GeneratorState.SUSPENDED) {
    (hasEnd(vm, generator) ? giveUp : finish)(vm, generator);
  }
}

/** Whether there is something to do before a generator ends. */
function hasEnd(vm: VM, generator: PyGenerator): boolean {
  return vm.watched.has(generator) || endsItself(generator);
}

/**
 * Whether a generator has to go on to its end although nobody would see that: what ends with it sees
 * the exception that it handles, it unbinds that, or first ends what it delegates to.
 */
function endsItself({ state, frame }: PyGenerator): boolean {
  if (state !== GeneratorState.SUSPENDED || frame === null) return false;
  if (frame.handled !== null) return true;
  const { pc, regs } = frame;
  const { source, instructions } = frame.code;
  const op = instructions[pc];
  if (op === Op.SEND || op === Op.YIELD_FROM) {
    return regs[instructions[pc + 2]!] instanceof PyGenerator;
  }
  return source.exceptionTable.some(
    ({ start, end, handler }) => pc >= start && pc < end && instructions[handler] === Op.UNBIND,
  );
}

function closeNested(vm: VM, generator: PyGenerator): void {
  runNested(vm, () => resumeGenerator(vm, generator, ResumeKind.CLOSE, null));
}

/** Call `__del__`, once in the life of an object. */
export function callFinalizer(vm: VM, object: PyObject): boolean {
  if (!object.endRunsCode || vm.finalized.has(object)) return true;
  const method = object.cls.lookup('__del__');
  vm.finalized.add(object);
  return finalize(vm, object, method, () => {
    callSync(vm, lookupSpecial(vm, object, '__del__'), []);
  });
}

/**
 * Run the last code of an object; what escapes is reported.
 * @returns whether nobody has kept the object
 */
function finalize(vm: VM, object: PyObject, source: Value, action: () => void): boolean {
  retain(object);
  unsealed(vm, () => {
    attempt(vm, source, action);
  });
  object.refs--;
  return isLost(object);
}

/** Run code in between: nothing waits with uncounted values, so what dies in there dies at once too. */
function unsealed(vm: VM, action: () => void): void {
  const { sealed } = vm;
  vm.sealed = -1;
  vm.reclaiming++;
  action();
  vm.reclaiming--;
  vm.sealed = sealed;
}

function attempt(vm: VM, source: Value, action: () => void): void {
  const frame = callingFrame(vm);
  try {
    spend(1);
    action();
  } catch (thrown) {
    // The run ends where it goes on (vm/calls.ts).
    if (thrown instanceof Terminated) return;
    const exception = toException(thrown);
    if (exception.traceback === null && frame !== null) addTraceback(exception, frame, frame.pc);
    reportIgnored(vm, exception, source);
  }
}
