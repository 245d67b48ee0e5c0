// What compiled code does out of line, and how frames go on while it waits on the JavaScript stack.
//
// A function of compiled code runs one frame and returns
//
//   a value   the frame has returned it, or yielded it to whoever resumed the root of its chain
//   DONE      the generator it is the body of has returned; the value is in `vm.result`
//   LEAVE     it stopped short; `vm.leaving` says what that means. All its registers are in the frame
//             again, and its pc is the instruction that waits, as for the interpreter (I2).
//
// So do the helpers below, whose result is that of one instruction. Compiled code calls what is
// compiled directly, as a function of JavaScript. Everything else is for the interpreter: compiled
// code then leaves its frames, one after the other, and `goOn` hands over to it.
import { Op } from '../../bytecode/op.js';
import { Completion } from '../../bytecode/opcodes.js';
import { PyTuple } from '../../objects/collections.js';
import { PyAwaiter } from '../../objects/awaiters.js';
import {
  makeException,
  Raised,
  stopIteration,
  type PyException,
} from '../../objects/exceptions.js';
import { FrameRole, type Frame } from '../../objects/frame.js';
import { PyBuiltin, type PyFunction } from '../../objects/functions.js';
import { Closing, GeneratorState, PyGenerator } from '../../objects/generator.js';
import { PyIterator } from '../../objects/iterators.js';
import { isLost, pass, put, retain } from '../../objects/references.js';
import { PyInstance } from '../../objects/shape.js';
import { currentTypeVersion, objectType } from '../../objects/type.js';
import { PUSHED } from '../../objects/type-of.js';
import { PySingleton, type Value } from '../../objects/value.js';
import { getItem, loadAttribute, loadMethod, setItem, storeAttribute } from '../access.js';
import {
  badInitResult,
  callBuiltin,
  checkOwner,
  enterCall,
  makeFrame,
  makeGenerator,
  recursionError,
} from '../calls.js';
import { deliver } from '../deliver.js';
import { compiledOf, isHot } from './heat.js';
import { NEEDS_REGISTERS } from '../introspect.js';
import { emptyCell, loadGlobal, unboundLocal } from '../globals.js';
import { enterNext, enterSend, enterThrow, enterWithExit, own } from '../operations.js';
import { binary, compare, inplace, truth } from '../operators.js';
import { endFrame, handOver, reclaimBefore } from '../reclaim.js';
import { release } from '../release.js';
import {
  continueClose,
  delegate,
  finishReturn,
  finishStep,
  materialise,
  resumeForNext,
  watchDelegator,
  yieldWhileClosing,
} from '../resume.js';
import {
  beginRaise,
  catchIn,
  Caught,
  handledException,
  isTerminated,
  leaveFrame,
  toException,
  unsettle,
} from '../unwind.js';
import type { VM } from '../vm.js';

/** What LEAVE means. */
export const enum Leaving {
  /** `vm.raising` is raised: for a helper in the frame it was called for, else by the frame's end. */
  RAISED = 0,
  /** On with `vm.pushed`, which something in the frame waits for; whoever can may run it. */
  SWITCH = 1,
  /** On with `vm.pushed` in the interpreter, for at least one instruction. */
  INTERPRET = 2,
}

export const LEAVE: Value = new PySingleton(objectType, '<leave>');
export const DONE: Value = new PySingleton(objectType, '<done>');

// ---- ways out of compiled code

/** The instruction at `pc` is for the interpreter. */
export function interpret(vm: VM, frame: Frame, pc: number): Value {
  frame.pc = pc;
  vm.pushed = frame;
  vm.leaving = Leaving.INTERPRET;
  return LEAVE;
}

/**
 * Compiled code has no entry at the pc of its frame. When the frame was to be resumed with `sent`,
 * `entry` is not its pc.
 */
export function noEntry(vm: VM, frame: Frame, entry: number, sent: Value): Value {
  if (entry !== frame.pc) {
    const code = frame.code.instructions;
    const { pc } = frame;
    if (code[pc] === Op.SEND) frame.store(code[pc + 3]!, sent);
    else {
      frame.store(code[pc + 1]!, sent);
      frame.pc = pc + 3;
    }
  }
  vm.statistics?.because('no entry');
  return interpret(vm, frame, frame.pc);
}

/** What a native threw is raised. */
function failed(vm: VM, frame: Frame, thrown: unknown): Value {
  if (thrown === NEEDS_REGISTERS) {
    vm.statistics?.because('needs registers');
    return interpret(vm, frame, frame.pc);
  }
  return raise(vm, toException(thrown), !(thrown instanceof Raised) || thrown.fresh, true);
}

function raise(vm: VM, exception: PyException, fresh: boolean, trace: boolean): Value {
  vm.raising = exception;
  vm.raisingFresh = fresh;
  vm.raisingTrace = trace;
  vm.leaving = Leaving.RAISED;
  return LEAVE;
}

/** On with the frame that something in the machine has found. */
function switchTo(vm: VM, next: Frame): Value {
  vm.pushed = next;
  vm.leaving = Leaving.SWITCH;
  return LEAVE;
}

/**
 * `vm.raising` is raised in a frame that compiled code runs, all its registers stored.
 * @returns the pc of the handler, or -1 when the exception leaves the frame: then `vm.leaving` says
 *   who gets it
 */
export function caught(vm: VM, frame: Frame): number {
  vm.frame = frame;
  if (takeException(vm, frame)) return frame.pc;
  return -1;
}

/** Raise the pending exception in `frame`; whether it goes on there. If not, it has been left. */
function takeException(vm: VM, frame: Frame): boolean {
  if (vm.budget.termination !== null) {
    // A run that ends does that in the interpreter (vm/terminate.ts).
    vm.pushed = frame;
    vm.leaving = Leaving.INTERPRET;
    return false;
  }
  const exception = vm.raising!;
  vm.raising = null;
  if (vm.raisingFresh) beginRaise(exception, frame);
  if (catchIn(vm, frame, exception, vm.raisingTrace) !== Caught.NO) return true;
  const { owner, role } = frame;
  const isInner = role === FrameRole.GENERATOR && (owner as PyGenerator).root !== owner;
  vm.pushed = leaveFrame(vm, frame, exception);
  vm.leaving = Leaving.SWITCH;
  if (vm.result === undefined) return false;
  raise(vm, vm.result as PyException, false, true);
  if (isInner) vm.leaving = Leaving.SWITCH;
  return false;
}

// ---- frames that something waits for

/** Who gets the value of a frame that is about to run. */
function receiverOf(frame: Frame): Frame {
  return frame.role === FrameRole.GENERATOR
    ? (frame.owner as PyGenerator).root.frame!.caller!
    : frame.caller!;
}

/**
 * Calls of compiled code that may stand on the JavaScript stack above each other: few in a nested run,
 * of which there may be many. What goes deeper starts again at the bottom, with the frames as they are.
 */
function directCalls(vm: VM): number {
  return vm.nesting < 2 ? 120 : 8;
}

/**
 * Run what is compiled, from `vm.pushed` on, until the frame that waits gets its result.
 * @param waiting null for nobody: until something has to be interpreted
 * @returns the result, or LEAVE; when the machine has delivered it to the frame itself, its pc has
 *   moved and the value is that of register `dst`
 */
export function goOn(vm: VM, waiting: Frame | null, dst: number): Value {
  for (;;) {
    const frame = vm.pushed!;
    if (frame === waiting) {
      if (vm.raising === null) return dst < 0 ? null : frame.regs[dst];
      vm.leaving = Leaving.RAISED;
      return LEAVE;
    }
    vm.frame = frame;
    if (vm.raising !== null && !takeException(vm, frame)) {
      if (vm.leaving === Leaving.INTERPRET) return LEAVE;
      continue;
    }
    if (waiting === null) vm.nestLimit = Math.min(vm.recursionLimit, frame.depth + directCalls(vm));
    if (!isHot(vm, frame.code) || (waiting !== null && frame.depth > vm.nestLimit)) {
      vm.pushed = frame;
      vm.leaving = Leaving.SWITCH;
      return LEAVE;
    }
    const receiver = receiverOf(frame);
    let value = runOf(vm, frame)(vm, frame, undefined);
    if (value === LEAVE) {
      if (vm.leaving === Leaving.INTERPRET) return LEAVE;
      if (vm.leaving === Leaving.RAISED) vm.pushed = receiver;
      continue;
    }
    vm.pushed = receiver;
    if (value === DONE) {
      exhausted(vm, receiver);
      continue;
    }
    if (frame.role === FrameRole.CONSTRUCTOR) {
      if (value !== null) {
        raise(vm, badInitResult(value).exception, true, true);
        continue;
      }
      value = frame.owner;
    }
    if (receiver === waiting) return value;
    deliver(receiver, value);
  }
}

type Run = (vm: VM, frame: Frame, sent: Value) => Value;

/** The compiled code of a frame that has some. */
function runOf(vm: VM, frame: Frame): Run {
  return compiledOf(vm, frame.code)!.run as Run;
}

/** A generator has returned `vm.result`: what that is to the frame that resumed it. */
function exhausted(vm: VM, receiver: Frame): void {
  if (receiver.code.instructions[receiver.pc] === Op.FOR_NEXT) {
    receiver.pc += 4;
    return;
  }
  const value = vm.result;
  const stop = value === null ? makeException(stopIteration) : makeException(stopIteration, value);
  raise(vm, stop, true, true);
}

/** The result of an instruction whose helper gave `value`. */
function resultOf(vm: VM, frame: Frame, dst: number, value: Value): Value {
  return value === PUSHED ? goOn(vm, frame, dst) : value;
}

/** The same for a call, which is a safepoint. */
function resultOfCall(vm: VM, frame: Frame, dst: number, value: Value): Value {
  if (value !== PUSHED) return value;
  if (--vm.fuel < 0) return interpret(vm, vm.pushed!, vm.pushed!.pc);
  return goOn(vm, frame, dst);
}

/** What a direct call of compiled code gave, that was not a value. */
export function afterCall(vm: VM, frame: Frame, dst: number): Value {
  if (vm.leaving !== Leaving.SWITCH) return LEAVE;
  return goOn(vm, frame, dst);
}

/** The same for a resumption by next() or send(), where the end of the generator is an exception. */
export function afterResume(vm: VM, frame: Frame, dst: number, value: Value): Value {
  if (value !== DONE) return afterCall(vm, frame, dst);
  exhausted(vm, frame);
  return LEAVE;
}

// ---- instructions

export function binaryAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  a: Value,
  b: Value,
  op: number,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, binary(vm, a, b, op));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function inplaceAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  a: Value,
  b: Value,
  op: number,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, inplace(vm, a, b, op));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function compareAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  a: Value,
  b: Value,
  op: Parameters<typeof compare>[3],
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, compare(vm, a, b, op));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** A comparison and the TRUTH behind it, at `truthPc` if there is one: true, false or LEAVE. */
export function testAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  a: Value,
  b: Value,
  op: Parameters<typeof compare>[3],
  truthPc: number,
): Value {
  const value = compareAt(vm, frame, pc, dst, a, b, op);
  if (typeof value === 'boolean' || value === LEAVE || truthPc < 0) return value;
  return truthAt(vm, frame, truthPc, dst, value);
}

export function truthAt(vm: VM, frame: Frame, pc: number, dst: number, a: Value): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, truth(vm, a));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function getItemAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  obj: Value,
  key: Value,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, getItem(vm, obj, key));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function setItemAt(
  vm: VM,
  frame: Frame,
  pc: number,
  obj: Value,
  key: Value,
  value: Value,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, -1, setItem(vm, obj, key, value));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function loadAttrAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  obj: Value,
  name: number,
): Value {
  const cache = frame.code.loadCaches[name]!;
  if (
    cache !== null &&
    obj instanceof PyInstance &&
    obj.shape === cache.shape &&
    cache.typeVersion === currentTypeVersion()
  ) {
    return obj.slots[cache.slot];
  }
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, loadAttribute(vm, frame.code, obj, name));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function storeAttrAt(
  vm: VM,
  frame: Frame,
  pc: number,
  obj: Value,
  name: number,
  value: Value,
): Value {
  const cache = frame.code.storeCaches[name]!;
  if (
    cache !== null &&
    cache.next === null &&
    obj instanceof PyInstance &&
    obj.shape === cache.shape &&
    cache.typeVersion === currentTypeVersion()
  ) {
    obj.slots[cache.slot] = value;
    return null;
  }
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, -1, storeAttribute(vm, frame.code, obj, name, value));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** The same where references are counted. */
export function storeCountedAttrAt(
  vm: VM,
  frame: Frame,
  pc: number,
  obj: Value,
  name: number,
  value: Value,
): Value {
  const cache = frame.code.storeCaches[name]!;
  if (
    cache !== null &&
    cache.next === null &&
    obj instanceof PyInstance &&
    obj.shape === cache.shape &&
    cache.typeVersion === currentTypeVersion()
  ) {
    put(obj.slots, cache.slot, value);
    return null;
  }
  return storeAttrAt(vm, frame, pc, obj, name, value);
}

/** LOAD_METHOD: as `loadMethod`; `vm.method` is undefined when the result is all there is. */
export function loadMethodAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  obj: Value,
  name: number,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    const value = loadMethod(vm, frame.code, obj, name);
    if (value !== PUSHED) return value;
    const result = goOn(vm, frame, dst);
    vm.method = undefined;
    return result;
  } catch (thrown) {
    vm.method = undefined;
    return failed(vm, frame, thrown);
  }
}

export function loadGlobalAt(vm: VM, frame: Frame, pc: number, name: number): Value {
  try {
    return loadGlobal(vm, frame, name);
  } catch (thrown) {
    vm.frame = frame;
    frame.pc = pc;
    return failed(vm, frame, thrown);
  }
}

/** A variable that is not bound. */
export function unbound(vm: VM, frame: Frame, pc: number, register: number): Value {
  vm.frame = frame;
  frame.pc = pc;
  return failed(vm, frame, unboundLocal(frame.code.source.variableNames[register]!));
}

export function unboundCell(vm: VM, frame: Frame, pc: number, cell: number): Value {
  vm.frame = frame;
  frame.pc = pc;
  return failed(vm, frame, emptyCell(frame, cell));
}

/** An instruction that is one call of a helper of the machine. */
export function guarded(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  helper: Helper,
  a?: Value,
  b?: Value,
  c?: Value,
  d?: Value,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOf(vm, frame, dst, helper(vm, frame, a, b, c, d));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** The same for one that is a safepoint when it pushes a frame. */
export function guardedCall(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  helper: Helper,
  a?: Value,
  b?: Value,
  c?: Value,
  d?: Value,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOfCall(vm, frame, dst, helper(vm, frame, a, b, c, d));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

type Helper = (vm: VM, frame: Frame, a: Value, b: Value, c: Value, d: Value) => Value;

// ---- calls

/** A call of anything, by position. */
export function callAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  callee: Value,
  args: Value[],
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    return resultOfCall(vm, frame, dst, enterCall(vm, callee, args));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** A call with one argument, of what is no compiled function. */
export function call1At(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  callee: Value,
  a: Value,
): Value {
  if (!(callee instanceof PyBuiltin)) return callAt(vm, frame, pc, dst, callee, [a]);
  vm.frame = frame;
  frame.pc = pc;
  try {
    let value: Value;
    if (callee.min <= 1 && callee.max >= 1 && callee.convention !== 'variadic') {
      if (callee.owner !== null) checkOwner(callee, a, 1);
      value = (callee.native as (vm: VM, a: Value) => Value)(vm, a);
    } else value = callBuiltin(vm, callee, [a], null);
    return resultOfCall(vm, frame, dst, value);
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function call2At(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  callee: Value,
  a: Value,
  b: Value,
): Value {
  if (!(
    callee instanceof PyBuiltin &&
    callee.min <= 2 &&
    callee.max >= 2 &&
    callee.convention !== 'variadic'
  )) {
    return callAt(vm, frame, pc, dst, callee, [a, b]);
  }
  vm.frame = frame;
  frame.pc = pc;
  try {
    if (callee.owner !== null) checkOwner(callee, a, 2);
    const value = (callee.native as (vm: VM, a: Value, b: Value) => Value)(vm, a, b);
    return resultOfCall(vm, frame, dst, value);
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** A compiled function is called where no further one may stand on the stack, or no fuel is left. */
export function callLater(vm: VM, caller: Frame, callee: PyFunction, regs: Value[]): Value {
  const frame = makeFrame(callee, regs);
  frame.caller = caller;
  frame.depth = caller.depth + 1;
  vm.frame = caller;
  if (frame.depth > vm.recursionLimit) return failed(vm, caller, recursionError());
  if (--vm.fuel < 0) return interpret(vm, frame, 0);
  if (frame.depth <= vm.nestLimit) return runOf(vm, frame)(vm, frame, undefined);
  return switchTo(vm, frame);
}

/** A call of a generator function. */
export function generatorOf(vm: VM, caller: Frame, callee: PyFunction, regs: Value[]): Value {
  vm.frame = caller;
  return makeGenerator(vm, callee, makeFrame(callee, regs));
}

// ---- iteration

/** FOR_NEXT over a generator, whatever its state: an item, DONE or LEAVE. */
export function nextOfGenerator(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  generator: PyGenerator,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  const quick =
    generator.state === GeneratorState.CREATED
      ? startDirectly(vm, frame, generator)
      : resumeDelegate(vm, frame, generator);
  if (quick !== undefined) return quick === LEAVE ? afterItem(vm, frame, pc, dst) : quick;
  try {
    const next = resumeForNext(vm, generator, frame);
    if (next === null) return DONE;
    vm.pushed = next;
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
  if (--vm.fuel < 0) return interpret(vm, vm.pushed, vm.pushed.pc);
  return itemOf(vm, frame, pc, goOn(vm, frame, dst));
}

/**
 * Start a generator that will have nothing to clean up, as `start` of vm/resume.ts does, by a call of
 * its compiled code.
 * @returns undefined when that cannot be done
 */
function startDirectly(vm: VM, frame: Frame, generator: PyGenerator): Value {
  const inner = generator.frame!;
  const compiled = compiledOf(vm, inner.code);
  const { cleansUp } = inner.code;
  if (compiled === null || cleansUp || vm.fuel <= 0 || frame.depth >= vm.nestLimit)
    return undefined;
  inner.depth = frame.depth + 1;
  inner.caller = frame;
  generator.state = GeneratorState.RUNNING;
  vm.fuel--;
  return (compiled.run as Run)(vm, inner, undefined);
}

/**
 * Resume the innermost of the generators that a suspended one delegates to, as `deliverInto` of
 * vm/resume.ts does, by a call of its compiled code.
 * @returns undefined when that cannot be done
 */
function resumeDelegate(vm: VM, frame: Frame, root: PyGenerator): Value {
  const { leaf } = root;
  if (
    leaf === root ||
    leaf.root !== root ||
    leaf.state !== GeneratorState.SUSPENDED ||
    root.state !== GeneratorState.SUSPENDED ||
    vm.fuel <= 0 ||
    frame.depth >= vm.nestLimit
  ) {
    return undefined;
  }
  const outer = root.frame!;
  const inner = leaf.frame!;
  const compiled = compiledOf(vm, inner.code);
  const depth = frame.depth + 1;
  const innermost = depth + inner.depth - outer.depth;
  if (compiled === null || innermost > vm.recursionLimit) return undefined;
  outer.depth = depth;
  inner.depth = innermost;
  root.state = GeneratorState.RUNNING;
  leaf.state = GeneratorState.RUNNING;
  outer.caller = frame;
  vm.fuel--;
  return (compiled.run as Run)(vm, inner, null);
}

/** FOR_NEXT: what a resumption by a direct call gave that is no value. */
export function afterItem(vm: VM, frame: Frame, pc: number, dst: number): Value {
  if (vm.leaving !== Leaving.SWITCH) return LEAVE;
  return itemOf(vm, frame, pc, goOn(vm, frame, dst));
}

function itemOf(vm: VM, frame: Frame, pc: number, value: Value): Value {
  if (value === LEAVE) return endedBy(vm) ? DONE : LEAVE;
  // Delivered by the machine: the end of the iteration or an item.
  return frame.pc === pc + 4 ? DONE : value;
}

/** Whether the exception that is raised is a StopIteration, which ends a for loop. */
function endedBy(vm: VM): boolean {
  if (vm.leaving !== Leaving.RAISED) return false;
  const exception = vm.raising!;
  if (!exception.cls.isSubclassOf(stopIteration)) return false;
  exception.traceback = exception.settled;
  vm.raising = null;
  return true;
}

/**
 * FOR_NEXT over anything but a generator: an item, DONE or LEAVE. It is a safepoint: with an item that
 * was there at once, `vm.fuel` is negative when the run is to pause behind it.
 */
export function nextAt(vm: VM, frame: Frame, pc: number, dst: number, iterator: Value): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    const value = iterator instanceof PyIterator ? iterator.next(vm) : enterNext(vm, iterator);
    if (value === undefined) return DONE;
    if (value !== PUSHED) {
      vm.fuel--;
      return value;
    }
  } catch (thrown) {
    failed(vm, frame, thrown);
    return endedBy(vm) ? DONE : LEAVE;
  }
  if (--vm.fuel < 0) return interpret(vm, vm.pushed!, vm.pushed!.pc);
  return itemOf(vm, frame, pc, goOn(vm, frame, dst));
}

// ---- generators

/** The frame of an inlined generator, which `outer` resumes. */
export function linked(generator: PyGenerator, frame: Frame, outer: Frame): Frame {
  if (generator.state !== GeneratorState.RUNNING) {
    generator.state = GeneratorState.RUNNING;
    frame.caller = outer;
    frame.depth = outer.depth + 1;
  }
  return frame;
}

/**
 * Inlined text of a generator has stopped short, all its registers stored: an exception is raised in
 * it, or `vm.leaving` says what else.
 * @returns what its own compiled code gives that catches the exception
 */
export function afterInlined(vm: VM, frame: Frame): Value {
  if (vm.leaving !== Leaving.RAISED || caught(vm, frame) < 0) return LEAVE;
  const { compiled } = frame.code;
  if (compiled === null) return switchTo(vm, frame);
  return (compiled.run as Run)(vm, frame, undefined);
}

/** YIELD of a generator that is closing, or a delegate. */
export function yieldAt(vm: VM, frame: Frame, value: Value): Value {
  const generator = frame.owner as PyGenerator;
  vm.frame = frame;
  if (generator.closing !== Closing.NO) return switchTo(vm, yieldWhileClosing(vm, generator));
  const { root } = generator;
  generator.state = GeneratorState.SUSPENDED;
  root.state = GeneratorState.SUSPENDED;
  root.leaf = generator;
  root.entered = null;
  root.frame!.caller = null;
  if (vm.counting) handOut(vm, frame, value);
  return value;
}

/** A counted generator has yielded: what it hands out is no longer its own. */
export function handOut(vm: VM, frame: Frame, value: Value): void {
  retain(value);
  handOver(frame);
  pass(value);
  const generator = frame.owner as PyGenerator;
  if (isLost(generator)) vm.ledger.dying.push(generator);
}

/** A counted frame returns: what whoever waits for it gets stays. */
export function endCall(frame: Frame, value: Value): Value {
  const result = frame.role === FrameRole.CONSTRUCTOR ? frame.owner : value;
  // What no __init__ may return is refused by the caller.
  if (frame.role === FrameRole.CONSTRUCTOR && value !== null) return value;
  retain(result);
  endFrame(frame);
  pass(result);
  return value;
}

/** What has lost its last reference before the instruction at `pc` ends. */
export function reclaimAt(vm: VM, frame: Frame, pc: number): Value {
  vm.frame = frame;
  try {
    reclaimBefore(vm, frame, pc);
    return null;
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** YIELD_FROM, which hands out what a foreign iterator has yielded. */
export function yieldFromAt(vm: VM, frame: Frame, value: Value, iterator: Value): Value {
  const generator = frame.owner as PyGenerator;
  if (generator.closing === Closing.NO && !(iterator instanceof PyIterator)) {
    // Closing it will close the foreign iterator.
    watchDelegator(vm, generator, iterator);
  }
  return yieldAt(vm, frame, value);
}

export function asyncYieldAt(vm: VM, frame: Frame, value: Value): Value {
  vm.frame = frame;
  return switchTo(vm, finishStep(vm, frame, value));
}

/** RETURN of a generator. */
export function finishAt(vm: VM, frame: Frame, pc: number, value: Value): Value {
  frame.pc = pc;
  vm.frame = frame;
  return switchTo(vm, finishReturn(vm, frame, value));
}

/** SEND: a value that a foreign iterator yields, DONE with its result in `vm.result`, or LEAVE. */
export function sendAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  iterator: Value,
  value: Value,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    if (iterator instanceof PyGenerator) {
      const next = delegate(vm, frame, iterator, value);
      if (next === null) {
        vm.result = null;
        return DONE;
      }
      if (--vm.fuel < 0) return interpret(vm, next, next.pc);
      return switchTo(vm, next);
    }
    const got = enterSend(vm, iterator, value);
    if (got === undefined) {
      vm.result = null;
      return DONE;
    }
    // Behind an awaiter a generator has been linked: nothing waits here any more.
    if (got === PUSHED && iterator instanceof PyAwaiter) return switchTo(vm, vm.pushed!);
    return resultOf(vm, frame, dst, got);
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

export function throwIntoAt(vm: VM, frame: Frame, pc: number, iterator: Value): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    const value = enterThrow(vm, frame, iterator);
    return value === PUSHED ? switchTo(vm, vm.pushed!) : value;
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** RELEASE of a generator, the registers stored: null, or LEAVE. */
export function releaseAt(vm: VM, frame: Frame, pc: number, register: number): Value {
  vm.frame = frame;
  frame.pc = pc;
  try {
    while (release(vm, frame, register) === PUSHED) {
      if (goOn(vm, frame, -1) === LEAVE) return LEAVE;
      if (frame.pc !== pc) break;
    }
    return null;
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}

/** Whether a RELEASE has more to do than to forget the register. */
export function hasToRelease(value: Value): boolean {
  return value instanceof PyGenerator
    ? value.owned && value.state !== GeneratorState.FINISHED
    : value instanceof PyTuple;
}

export function ownAt(made: Value, iterable: Value, callee: Value): void {
  if (made instanceof PyGenerator) own(made, iterable, callee);
}

// ---- exceptions

export function raiseAt(vm: VM, frame: Frame, pc: number, exception: Value): Value {
  frame.pc = pc;
  return raise(vm, exception as PyException, true, true);
}

export function raiseFromAt(vm: VM, frame: Frame, pc: number, raised: Value, cause: Value): Value {
  const exception = raised as PyException;
  exception.cause = cause as PyException | null;
  exception.suppressContext = true;
  return raiseAt(vm, frame, pc, exception);
}

/** RAISE_AGAIN while an exception is handled; null when there is none. */
export function raiseAgainAt(vm: VM, frame: Frame, pc: number): Value {
  vm.frame = frame;
  frame.pc = pc;
  const exception = handledException(frame);
  if (exception === null) return interpret(vm, frame, pc);
  unsettle(exception, frame);
  return raise(vm, exception, false, false);
}

/** END_FINALLY of a completion that is an exception or a close; the registers are stored. */
export function endFinallyAt(
  vm: VM,
  frame: Frame,
  pc: number,
  kind: Value,
  value: Value,
  before: Value,
): Value {
  const seen = frame.handled;
  vm.frame = frame;
  frame.pc = pc;
  if (before !== undefined) frame.handled = before as PyException | number | null;
  if (kind === Completion.CLOSE && (typeof seen === 'number' || before === undefined)) {
    return switchTo(vm, continueClose(vm, frame, value as number));
  }
  const exception = (kind === Completion.RAISE ? value : seen) as PyException;
  if (before !== undefined) unsettle(exception, frame);
  return raise(vm, exception, false, false);
}

/** DISCARD_COMPLETION of a cleanup that was entered with `value`: null, or LEAVE. */
export function discardAt(vm: VM, frame: Frame, pc: number, value: Value): Value {
  if (!isTerminated(vm, value)) return null;
  frame.pc = pc;
  vm.frame = frame;
  return raise(vm, value as PyException, false, false);
}

/** WITH_EXIT, the registers stored. */
export function withExitAt(
  vm: VM,
  frame: Frame,
  pc: number,
  dst: number,
  base: number,
  rec: number,
): Value {
  vm.frame = frame;
  frame.pc = pc;
  if (frame.regs[rec] === Completion.CLOSE && typeof frame.handled === 'number') {
    materialise(frame);
  }
  try {
    return resultOf(vm, frame, dst, enterWithExit(vm, frame, base, rec));
  } catch (thrown) {
    return failed(vm, frame, thrown);
  }
}
