// unwind.ts: an exception looks for its handler, frame by frame. Raising never uses a JavaScript
// throw inside the loop; only what natives throw (Raised, PyError) is caught there and comes here.
import { HandlerKind, type ExceptionRow } from '../bytecode/exception-table.js';
import { CodeFlag } from '../bytecode/code.js';
import { Completion } from '../bytecode/opcodes.js';
import { Op } from '../bytecode/op.js';
import {
  PyException,
  PyTraceback,
  Raised,
  generatorExit,
  makeException,
  stopAsyncIteration,
  stopIteration,
} from '../objects/exceptions.js';
import { stopIterationValue } from '../objects/exception-fields.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { Closing, PyGenerator } from '../objects/generator.js';
import { PyError } from '../objects/py-error.js';
import { isCounted, isHeld, release, releaseInTurn, retain } from '../objects/references.js';
import type { Value } from '../objects/value.js';
import { RAISED_PC } from './base.js';
import { Terminated, Termination } from './budget.js';
import {
  dropForHandler,
  dropForRestore,
  dropOperands,
  outlive,
  reclaimUnwound,
} from './reclaim.js';
import { released, releaseStubborn } from './release.js';
import { backToYieldFrom, finishRaise, materialise } from './resume.js';
import { reportIgnored } from './traceback.js';
import type { VM } from './vm.js';

/**
 * Find the handler of an exception that is raised at `from.pc`.
 *
 * While compiled code waits on the JavaScript stack, frames have registers that only it knows. Then
 * the exception is left pending in `from`, and whoever runs compiled code takes it from there
 * (vm/jit/support.ts).
 * @param fresh whether it is raised now, so that it takes the handled exception as its context
 * @param trace whether this frame gets a traceback entry: not when an exception is raised again
 * @returns the frame to go on with; the base frame, standing at its LEAVE, when nobody handles it
 */
export function unwind(
  vm: VM,
  from: Frame,
  raisedException: PyException,
  fresh: boolean,
  trace: boolean,
): Frame {
  if (vm.compiledWaits) {
    vm.raising = raisedException;
    vm.raisingFresh = fresh;
    vm.raisingTrace = trace;
    return from;
  }
  let frame = from;
  let exception = raisedException;
  const { termination } = vm.budget;
  if (exception === termination) return leaveFrames(vm, frame, termination);
  if (fresh) beginRaise(exception, frame);
  let adding = trace;
  for (;;) {
    const found = catchIn(vm, frame, exception, adding);
    if (found === Caught.TERMINATED) return leaveFrames(vm, frame, termination!);
    if (found === Caught.YES) return frame;
    adding = true;
    frame = leaveFrame(vm, frame, exception);
    if (vm.result === undefined) return frame;
    exception = vm.result as PyException;
  }
}

/**
 * An exception leaves a frame.
 * @returns the frame to go on with: `vm.result` is what is to be raised there, undefined for nothing
 */
export function leaveFrame(vm: VM, frame: Frame, exception: PyException): Frame {
  const counting = isCounted(frame);
  if (counting) {
    // It lives on, and with it the variables of the frames in its traceback.
    retain(exception);
    dropOperands(frame);
    dropTemporaries(frame);
    reclaimUnwound(vm, frame, exception);
  }
  let next: Frame;
  if (frame.role === FrameRole.GENERATOR) next = finishRaise(vm, frame, exception);
  else {
    next = frame.caller!;
    vm.result = exception;
    if (counting) {
      release(frame);
      if (isHeld(frame)) outlive(frame);
    }
  }
  if (counting) release(exception);
  return next;
}

/**
 * Leave the frames of a run that ends, as far as the first that has something to clean up
 * (vm/terminate.ts).
 * @returns the frame to go on with
 */
function leaveFrames(vm: VM, from: Frame, termination: Termination): Frame {
  let frame = from;
  let passed = passedAlready(from, termination);
  termination.pending = false;
  for (;;) {
    if (frame.role === FrameRole.BASE) {
      frame.store(0, termination);
      frame.pc = RAISED_PC;
      return frame;
    }
    const counting = isCounted(frame);
    if (counting) reclaimUnwound(vm, frame, termination);
    const { pc } = frame;
    if (passed === null) {
      addTraceback(termination, frame, pc);
      termination.settled = termination.traceback;
    } else if (passed === frame) passed = null;
    for (const row of frame.code.source.exceptionTable) {
      if (pc < row.start || pc >= row.end) continue;
      if (row.kind === HandlerKind.RESTORE) {
        frame.handled = frame.regs[row.register] as PyException | number | null;
      } else if (isCleanup(row) && !termination.dead) {
        if (counting) dropForHandler(vm, frame, row.handler, termination);
        if (frame.role === FrameRole.GENERATOR) {
          (frame.owner as PyGenerator).closing = Closing.TERMINATED;
        }
        return enterCleanup(frame, row, termination);
      }
    }
    if (counting) {
      retain(termination);
      dropOperands(frame);
      dropTemporaries(frame);
    }
    const left = frame;
    if (frame.role === FrameRole.GENERATOR) frame = finishRaise(vm, frame, termination);
    else frame = frame.caller!;
    if (counting) {
      if (left.role !== FrameRole.GENERATOR) release(left);
      release(termination);
    }
  }
}

function isCleanup({ kind }: ExceptionRow): boolean {
  return kind === HandlerKind.CLEANUP || kind === HandlerKind.UNWIND;
}

/** The frame, at or below this one, that an exception has come to when a cleanup interrupted it. */
function passedAlready(from: Frame, { traceback }: PyException): Frame | null {
  if (traceback === null) return null;
  for (let at: Frame | null = from; at !== null; at = at.caller) {
    if (at === traceback.frame) return at;
  }
  return null;
}

/**
 * Control is about to leave a cleanup without what it was entered with.
 * @returns whether that is a termination, which goes on
 */
export function isTerminated(vm: VM, value: Value): boolean {
  return value instanceof Termination && value === vm.budget.termination;
}

/** An exception is raised in `frame`: it takes the handled exception as its context. */
export function beginRaise(exception: PyException, frame: Frame): void {
  exception.traceback = exception.settled;
  chainContext(exception, frame);
}

/** What has come of an exception in a frame. */
export const enum Caught {
  /** It leaves the frame. */
  NO = 0,
  /** The frame goes on. */
  YES = 1,
  /** A cleanup of a run that ends has failed: the termination goes on. */
  TERMINATED = 2,
}

/** Find the handler of an exception in one frame. */
export function catchIn(vm: VM, frame: Frame, exception: PyException, trace: boolean): Caught {
  if (frame.role === FrameRole.BASE) {
    frame.store(0, exception);
    frame.pc = RAISED_PC;
    return Caught.YES;
  }
  if (isCounted(frame)) reclaimUnwound(vm, frame, exception);
  const { pc } = frame;
  if (endOfIteration(vm, frame, exception)) return Caught.YES;
  const op = frame.code.instructions[pc];
  if (op === Op.THROW_INTO) {
    raiseAgainHere(exception, frame);
    backToYieldFrom(frame);
  }
  // What is thrown in at a YIELD_FROM has not been here before the iterator lets it out.
  if (trace && pc >= 0 && op !== Op.YIELD_FROM) addTraceback(exception, frame, pc);
  const { termination } = vm.budget;
  for (const row of frame.code.source.exceptionTable) {
    if (pc < row.start || pc >= row.end) continue;
    if (row.kind === HandlerKind.RESTORE) {
      const before = frame.regs[row.register] as PyException | number | null;
      if (termination !== null && frame.handled === termination) return Caught.TERMINATED;
      if (isCounted(frame)) dropForRestore(vm, frame, row.register, exception);
      // In CPython it is caught for this, but not in a cleanup that was entered without exception.
      if (frame.handled !== before) settle(exception, frame);
      frame.handled = before;
      continue;
    }
    if (row.kind === HandlerKind.ASYNC_END) {
      if (!exception.cls.isSubclassOf(stopAsyncIteration)) continue;
      frame.pc = row.handler;
      return Caught.YES;
    }
    if (row.kind === HandlerKind.UNWIND && leavesParameter(vm, frame, row)) continue;
    if (isCounted(frame)) dropForHandler(vm, frame, row.handler, exception);
    if (row.kind === HandlerKind.CLEANUP || row.kind === HandlerKind.UNWIND) {
      enterCleanup(frame, row, exception);
    } else enterHandler(frame, row, exception);
    return Caught.YES;
  }
  return Caught.NO;
}

/**
 * An exception leaves a frame, or a block whose temporaries begin at `first`: what its statements
 * worked on ends; a traceback keeps the variables.
 */
export function dropTemporaries(
  frame: Frame,
  first: number = frame.code.source.variableNames.length,
): void {
  const { regs } = frame;
  for (let i = regs.length - 1; i >= first; i--) {
    const value = regs[i];
    regs[i] = undefined;
    releaseInTurn(value);
  }
}

/**
 * What an exception means to an instruction that waits: StopIteration ends a FOR_NEXT, a SEND or a
 * THROW_INTO, and is left as it was when it was last caught; whatever escapes an implicit close at a RELEASE is reported and dropped.
 */
function endOfIteration(vm: VM, frame: Frame, exception: PyException): boolean {
  const code = frame.code.instructions;
  const { pc } = frame;
  switch (code[pc]) {
    case Op.FOR_NEXT:
      if (!exception.cls.isSubclassOf(stopIteration)) return false;
      exception.traceback = exception.settled;
      frame.pc = pc + 4;
      return true;
    case Op.SEND:
    case Op.THROW_INTO:
      if (!exception.cls.isSubclassOf(stopIteration)) return false;
      if (code[pc] === Op.THROW_INTO) {
        // Nor what a close() raises ends the iteration, nor what no method has taken.
        const thrown = frame.regs[code[pc + 3]!];
        if (!(thrown instanceof PyException) || thrown.cls.isSubclassOf(generatorExit))
          return false;
      }
      exception.traceback = exception.settled;
      frame.store(code[pc + 1]!, stopIterationValue(exception));
      frame.pc = code[pc + 4]!;
      return true;
    case Op.RELEASE: {
      if (exception.traceback === null) addTraceback(exception, frame, raisedPc(frame));
      reportIgnored(vm, exception, released(frame));
      releaseStubborn(vm, frame);
      return true;
    }
    default:
      return false;
  }
}

/**
 * Whether a cleanup would give up the iterator that a generator expression was handed: that is its
 * parameter, which its frame keeps as long as the traceback has the frame.
 */
export function leavesParameter(vm: VM, { code, regs }: Frame, { handler }: ExceptionRow): boolean {
  const register = code.instructions[handler + 1]!;
  if (code.instructions[handler] !== Op.RELEASE) return false;
  if (register >= code.source.variableNames.length) return false;
  const iterator = regs[register];
  if (iterator instanceof PyGenerator && vm.watched.has(iterator)) vm.wantCounting();
  return true;
}

/** Where a frame is: while the unwinding of a loop gives up its iterator, where the exception was raised. */
export function raisedPc(frame: Frame): number {
  for (const row of frame.code.source.exceptionTable) {
    if (row.kind !== HandlerKind.UNWIND || row.handler !== frame.pc) continue;
    const reason = frame.regs[row.register + 1] as PyException | number;
    if (typeof reason === 'number') return reason;
    return reason.traceback?.frame === frame ? reason.traceback.pc : frame.pc;
  }
  return frame.pc;
}

/** Enter an `except` clause, or the handler of a delegation. */
export function enterHandler(frame: Frame, row: ExceptionRow, exception: PyException): Frame {
  frame.store(row.register, exception);
  if (row.kind === HandlerKind.CATCH) {
    settle(exception, frame);
    frame.store(row.register + 1, ownHandled(frame));
    frame.handled = exception;
  }
  frame.pc = row.handler;
  return frame;
}

/** Enter a cleanup body: with an exception, or for a close with the pc of the yield. */
export function enterCleanup(frame: Frame, row: ExceptionRow, value: PyException | number): Frame {
  frame.store(row.register, typeof value === 'number' ? Completion.CLOSE : Completion.RAISE);
  frame.store(row.register + 1, value);
  frame.store(row.register + 2, undefined);
  if (row.kind === HandlerKind.CLEANUP) {
    frame.store(row.register + 2, frame.handled as Value);
    if (typeof value !== 'number') settle(value, frame);
    frame.handled = value;
  }
  frame.pc = row.handler;
  return frame;
}

/** A handler or a cleanup of a frame takes an exception: not in CPython, where the frame is C code. */
function settle(exception: PyException, { code }: Frame): void {
  if ((code.flags & CodeFlag.HIDDEN) === 0) exception.settled = exception.traceback;
}

/** An exception goes on that `frame` has taken: without the entries since then. */
export function unsettle(exception: PyException, { code }: Frame): void {
  if ((code.flags & CodeFlag.HIDDEN) === 0) exception.traceback = exception.settled;
}

export function addTraceback(exception: PyException, frame: Frame, pc: number): void {
  if ((frame.code.flags & CodeFlag.HIDDEN) === 0) {
    exception.traceback = new PyTraceback(frame, pc, exception.traceback);
  }
}

/**
 * The exception being handled as seen from `frame`: its own, else its callers'. Delegators that a
 * throw() or close() has gone past are no callers; nor is a frame that has passed it on to a foreign
 * iterator, at THROW_INTO.
 */
export function handledException(from: Frame | null): PyException | null {
  let frame = from;
  while (frame !== null) {
    if (frame.handled !== null && frame.code.instructions[frame.pc] !== Op.THROW_INTO) {
      return ownHandled(frame);
    }
    const { owner } = frame;
    frame =
      frame.role === FrameRole.GENERATOR &&
      owner instanceof PyGenerator &&
      owner.root.entered === owner
        ? owner.root.frame!.caller
        : frame.caller;
  }
  return null;
}

function ownHandled(frame: Frame): PyException | null {
  return typeof frame.handled === 'number' ? materialise(frame) : frame.handled;
}

/** Give an exception that is raised in `frame` its context. */
export function chainContext(exception: PyException, frame: Frame): void {
  setContext(exception, handledException(frame));
}

/**
 * What CPython does to an exception that throw() or close() raises in a frame from outside: when the
 * frame handles another, that becomes its context, and it is as if raised anew.
 */
export function raiseAgainHere(exception: PyException, frame: Frame): void {
  const handled = ownHandled(frame);
  if (handled === null) return;
  exception.traceback = exception.settled;
  setContext(exception, handled);
}

/** Set the context of an exception without making a cycle. */
function setContext(exception: PyException, handled: PyException | null): void {
  if (handled === null || handled === exception) return;
  // A script may have made a cycle: the slow one meets the other there.
  let slow = handled;
  let steps = 0;
  for (let at = handled; at.context !== null; at = at.context) {
    if (at.context === exception) {
      at.context = null;
      break;
    }
    steps += 1;
    if (at.context === slow) break;
    if (steps % 2 === 0) slow = slow.context!;
  }
  exception.context = handled;
}

/**
 * The Python exception for what a native threw.
 * @throws what is not one: a bug of ours, or the host's
 */
export function toException(thrown: unknown): PyException {
  if (thrown instanceof Raised) return thrown.exception;
  if (thrown instanceof Terminated) return thrown.termination;
  if (thrown instanceof PyError) return makeException(thrown.typeName, thrown.message);
  if (thrown instanceof RangeError) {
    return thrown.message.includes('call stack')
      ? makeException('RecursionError', 'maximum recursion depth exceeded')
      : // A string, an array or a map beyond what V8 can hold.
        makeException('MemoryError');
  }
  throw thrown;
}
