// resume.ts: the four ways into a generator and the ways out. Owns every change of GeneratorState.
// Generators, coroutines and async generators share the matrix; the words in errors differ.
//
//              NEXT            SEND v                THROW e              CLOSE
//  CREATED     start           start if v is None,   FINISHED; raise e    FINISHED; no code runs
//                              else TypeError
//  SUSPENDED   deliver None    deliver v             unwind from the      nothing covers pc: FINISHED.
//                                                    yield                Else cleanup: it escapes or the
//                                                                         body returns: closed; another
//                                                                         exception: propagates; a yield:
//                                                                         RuntimeError
//  RUNNING     ValueError      ValueError            ValueError           ValueError
//  FINISHED    StopIteration   StopIteration         raise e              nothing
//
// A FINISHED coroutine raises RuntimeError instead of StopIteration, and of e; a FINISHED async
// generator StopAsyncIteration.
//
// Delegation. `yield from` a generator links frames: delegate.frame.caller is the delegator's frame,
// which waits at its SEND. A resumption of the outermost (the root) goes straight to the innermost
// (the leaf), and a yield of the leaf straight to whoever resumed the root, so that an item costs
// the same at every depth (I5). `root.leaf` caches the innermost; it is right as long as
// `leaf.root === root` and the leaf is suspended, because whoever resumes part of a chain on its own
// makes itself the root of that part.
//
// `await` is the same delegation. Through an awaiter (objects/awaiters.ts) it links the generator
// behind it. A step of an async generator ends at an ASYNC_YIELD: that is the result of the await,
// not a suspension of the chain. To close the chain gives up a step that is not done: its async
// generator stays suspended, and no longer belongs to the chain.
import { Op } from '../bytecode/op.js';
import { HandlerKind } from '../bytecode/exception-table.js';
import type { PyException } from '../objects/exceptions.js';
import {
  generatorExit,
  makeException,
  Raised,
  raised,
  stopAsyncIteration,
  stopIteration,
  typeError,
  valueError,
} from '../objects/exceptions.js';
import {
  PyAwaiter,
  StepEntry,
  StepKind,
  StepState,
  type PyAsyncStep,
} from '../objects/awaiters.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import {
  Closing,
  GeneratorState,
  PyGenerator,
  ResumeKind,
  type AsyncState,
} from '../objects/generator.js';
import { PyIterator } from '../objects/iterators.js';
import { isCounted, release, retain } from '../objects/references.js';
import { getOwn } from '../objects/attributes.js';
import { coroutineType, objectType } from '../objects/type.js';
import { PUSHED, typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { deliver } from './deliver.js';
import { Termination } from './budget.js';
import { releaseNext } from './release.js';
import {
  dropForHandler,
  dropForRestore,
  endFrame,
  handOver as dropHandedOver,
  reclaimUnwound,
} from './reclaim.js';
import {
  addTraceback,
  chainContext,
  enterCleanup,
  enterHandler,
  handledException,
  dropTemporaries,
  leavesParameter,
  raiseAgainHere,
  unwind,
} from './unwind.js';
import type { VM } from './vm.js';

/**
 * Resume a generator for the frame that is running, `vm.frame`.
 * @param value what is sent, or the exception to throw
 * @returns PUSHED when its code goes on; null when CLOSE had nothing to run
 * @throws Raised as the matrix says
 */
export function resumeGenerator(
  vm: VM,
  generator: PyGenerator,
  kind: ResumeKind,
  given: Value,
): Value {
  const value = given instanceof Termination ? given.asException() : given;
  switch (generator.state) {
    case GeneratorState.FINISHED:
      if (kind === ResumeKind.CLOSE) return null;
      if (generator.cls === coroutineType) throw awaitedAlready();
      if (kind === ResumeKind.THROW) throw new Raised(value as PyException, false);
      throw new Raised(
        makeException(generator.async === null ? stopIteration : stopAsyncIteration),
      );
    case GeneratorState.RUNNING:
      throw running(generator);
    case GeneratorState.CREATED:
      if (kind === ResumeKind.CLOSE) {
        abandon(vm, generator);
        return null;
      }
      if (kind === ResumeKind.THROW) {
        const frame = generator.frame!;
        abandon(vm, generator);
        addTraceback(value as PyException, frame, -1);
        const exception = leaving(generator, value as PyException);
        if (endStep(generator, exception)) throw raised('StopIteration');
        throw new Raised(exception, false);
      }
      if (kind === ResumeKind.SEND && value !== null) throw cannotStartWith(generator);
      vm.pushed = start(vm, generator, vm.frame!);
      return PUSHED;
    case GeneratorState.SUSPENDED:
      if (kind === ResumeKind.NEXT || kind === ResumeKind.SEND) {
        vm.pushed = deliverInto(vm, generator, value, vm.frame!);
        return PUSHED;
      }
      return kind === ResumeKind.THROW
        ? throwInto(vm, generator, value as PyException)
        : close(vm, generator);
  }
}

/** What a generator is called in messages. */
function kindOf(generator: PyGenerator): string {
  return generator.cls.name.replace('_', ' ');
}

function running(generator: PyGenerator): Raised {
  return valueError(`${kindOf(generator)} already executing`);
}

function cannotStartWith(generator: PyGenerator): Raised {
  return typeError(`can't send non-None value to a just-started ${kindOf(generator)}`);
}

function awaitedAlready(): Raised {
  return raised('RuntimeError', 'cannot reuse already awaited coroutine');
}

/**
 * The next item of a generator for FOR_NEXT and next(): the frame to go on with, or null when it is
 * exhausted.
 * @throws Raised ValueError when it is running, RecursionError
 */
export function resumeForNext(vm: VM, generator: PyGenerator, caller: Frame): Frame | null {
  switch (generator.state) {
    case GeneratorState.SUSPENDED:
      return deliverInto(vm, generator, null, caller);
    case GeneratorState.CREATED:
      return start(vm, generator, caller);
    case GeneratorState.FINISHED:
      return null;
    case GeneratorState.RUNNING:
      throw running(generator);
  }
}

/** Run a CREATED generator's code for `caller`. */
function start(vm: VM, generator: PyGenerator, caller: Frame): Frame {
  const frame = generator.frame!;
  // From here on a coroutine is no longer one that nobody has awaited.
  if (generator.cls === coroutineType) vm.watched.delete(generator);
  setDepth(vm, frame, frame, caller);
  frame.caller = caller;
  generator.state = GeneratorState.RUNNING;
  if (frame.code.cleansUp) watch(vm, generator, caller);
  return frame;
}

/** A generator that `caller` resumes will have something to clean up. */
function watch(vm: VM, generator: PyGenerator, caller: Frame): void {
  vm.watched.add(generator);
  if (generator.managed || isReleased(generator, caller)) return;
  generator.needsCounting = true;
  vm.wantCounting();
}

/** A generator delegates to an iterator of a class of the script's: closing it may close that. */
export function watchDelegator(vm: VM, generator: PyGenerator, iterator: Value): void {
  if (vm.watched.has(generator) || !mayHave(iterator, 'close')) return;
  watch(vm, generator, generator.frame!.caller!);
}

/** Whether asking an object for an attribute may find one. */
function mayHave(object: Value, name: string): boolean {
  const type = typeOf(object);
  return (
    type.lookup(name) !== undefined ||
    type.lookup('__getattr__') !== undefined ||
    type.lookup('__getattribute__') !== objectType.members.get('__getattribute__') ||
    getOwn(object, name) !== undefined
  );
}

/**
 * Whether a loop will release a generator that it resumes: one that owns it, in a function or in a
 * generator that another loop will release. A comprehension that fails leaves its first iterator to
 * the traceback.
 */
function isReleased(generator: PyGenerator, caller: Frame): boolean {
  let [inner, loop] = [generator, caller];
  while (inner.owned) {
    if (loop.role !== FrameRole.GENERATOR) return loop.code.source.variableNames[0] !== '.0';
    inner = loop.owner as PyGenerator;
    if (loop.caller === null) return false;
    loop = loop.caller;
  }
  return false;
}

/** Go on with a SUSPENDED generator: the value becomes that of the yield it stands at. */
export function deliverInto(vm: VM, generator: PyGenerator, value: Value, caller: Frame): Frame {
  let leaf = generator.leaf;
  if (leaf.root !== generator || leaf.state !== GeneratorState.SUSPENDED) leaf = relink(generator);
  const frame = leaf.frame!;
  setDepth(vm, generator.frame!, frame, caller);
  generator.state = GeneratorState.RUNNING;
  leaf.state = GeneratorState.RUNNING;
  generator.frame!.caller = caller;
  const code = frame.code.instructions;
  const pc = frame.pc;
  if (code[pc] === Op.SEND) {
    // Its delegate has finished behind its back, or is running: SEND asks it again and finds out.
    frame.store(code[pc + 3]!, value);
  } else {
    frame.store(code[pc + 1]!, value);
    frame.pc = pc + 3;
  }
  return frame;
}

/**
 * Put a chain on top of its resumer. The delegators in between count, but are not visited: each gets
 * its depth when it goes on.
 */
function setDepth(vm: VM, root: Frame, leaf: Frame, caller: Frame): void {
  const length = leaf.depth - root.depth;
  const depth = caller.depth + 1;
  if (depth + length > vm.recursionLimit) {
    throw raised('RecursionError', 'maximum recursion depth exceeded');
  }
  root.depth = depth;
  leaf.depth = depth + length;
}

/** The generator that the one at a SEND delegates to, or null. */
export function delegateOf(generator: PyGenerator): PyGenerator | null {
  const frame = generator.frame;
  if (frame === null) return null;
  const code = frame.code.instructions;
  if (code[frame.pc] !== Op.SEND) return null;
  const delegate = frame.regs[code[frame.pc + 2]!];
  if (delegate instanceof PyGenerator) return delegate;
  return delegate instanceof PyAwaiter ? linkedBy(delegate) : null;
}

/** The generator that an awaiter in a SEND stands for; null for a step that is done. */
function linkedBy(awaiter: PyAwaiter): PyGenerator | null {
  const { generator } = awaiter;
  return generator.async === null || generator.async.step === awaiter ? generator : null;
}

/**
 * Walk from a suspended generator to the innermost one that is neither finished nor running,
 * restoring the links.
 * @throws Raised ValueError when the generator waits for one that it has resumed: then it is running
 */
function relink(generator: PyGenerator): PyGenerator {
  const busy = runningBelow(generator);
  if (busy === generator) throw running(generator);
  let leaf = generator;
  for (;;) {
    const delegate = delegateOf(leaf);
    // One that somebody else has resumed: the delegator can be resumed, its delegation fails.
    if (delegate === null || delegate === busy) break;
    if (delegate.state === GeneratorState.FINISHED) break;
    delegate.frame!.caller = leaf.frame;
    delegate.frame!.depth = leaf.frame!.depth + 1;
    leaf = delegate;
  }
  leaf.root = generator;
  generator.leaf = leaf;
  return leaf;
}

/** Whether the generator runs, or waits for one that it has resumed. */
export function isRunning(generator: PyGenerator): boolean {
  return runningBelow(generator) === generator;
}

/**
 * The outermost that is running of a generator and those it delegates to; null when none is. A
 * delegator runs as long as its delegate runs for it, which the link tells: what several delegate to
 * runs for one of them.
 */
function runningBelow(generator: PyGenerator): PyGenerator | null {
  let outermost = generator;
  let at = generator;
  while (at.state === GeneratorState.SUSPENDED) {
    const delegate = delegateOf(at);
    if (delegate === null) return null;
    if (delegate.frame?.caller !== at.frame) outermost = delegate;
    at = delegate;
  }
  return at.state === GeneratorState.RUNNING ? outermost : null;
}

/** Whether it is suspended, and so is everything it delegates to. */
export function isSuspended(generator: PyGenerator): boolean {
  return generator.state === GeneratorState.SUSPENDED && !isRunning(generator);
}

/**
 * SEND to a VM generator: link it below `frame`'s generator and run it.
 * @returns the frame to go on with, or null when the delegate is exhausted
 * @throws Raised when it cannot be resumed: the matrix says why
 */
export function delegate(vm: VM, frame: Frame, sub: PyGenerator, value: Value): Frame | null {
  const generator = frame.owner as PyGenerator;
  if (sub.state === GeneratorState.FINISHED) {
    if (sub.cls === coroutineType) throw awaitedAlready();
    if (sub.async !== null) throw new Raised(makeException(stopAsyncIteration));
    return null;
  }
  const { root } = generator;
  if (sub.state === GeneratorState.CREATED && value !== null) throw cannotStartWith(sub);
  const next =
    sub.state === GeneratorState.SUSPENDED
      ? deliverInto(vm, sub, value, frame)
      : resumeForNext(vm, sub, frame)!;
  const leaf = next.owner as PyGenerator;
  // The delegator is suspended at its SEND as long as the delegate runs or is suspended itself.
  generator.state = GeneratorState.SUSPENDED;
  if (sub !== leaf) sub.state = GeneratorState.SUSPENDED;
  root.state = GeneratorState.RUNNING;
  leaf.root = root;
  if (generator.closing !== Closing.NO && leaf.closing === Closing.NO) {
    leaf.closing = Closing.DELEGATOR;
  }
  return next;
}

/**
 * A YIELD while something in the chain is closing: the closer gets a RuntimeError. In a run that ends
 * nobody waits for what is yielded: it goes on ending there.
 */
export function yieldWhileClosing(vm: VM, leaf: PyGenerator): Frame {
  let at = leaf;
  while (at.closing !== Closing.SELF && at.closing !== Closing.TERMINATED) {
    at = at.frame!.caller!.owner as PyGenerator;
  }
  if (at.closing === Closing.TERMINATED) {
    return unwind(vm, leaf.frame!, vm.budget.termination!, false, true);
  }
  at = leaf;
  leaf.state = GeneratorState.SUSPENDED;
  while (at.closing !== Closing.SELF) {
    at.closing = Closing.NO;
    at = at.frame!.caller!.owner as PyGenerator;
  }
  at.closing = Closing.NO;
  at.state = GeneratorState.SUSPENDED;
  at.leaf = leaf;
  const { root } = leaf;
  leaf.root = at;
  at.entered = null;
  const closer = at.frame!.caller!;
  const resumer = root.frame!.caller!;
  if (at === root) at.frame!.caller = null;
  else wake(closer, root, at).pending = null;
  const exception = ignoredExit(at);
  if (isCounted(leaf)) {
    // Nobody gets the value, and it ends before a delegator goes on.
    dropHandedOver(leaf.frame!);
    reclaimUnwound(vm, resumer, exception);
  }
  return unwind(vm, closer, exception, true, true);
}

function ignoredExit(generator: PyGenerator): PyException {
  return makeException('RuntimeError', `${kindOf(generator)} ignored GeneratorExit`);
}

/**
 * What the generator delegates to, as scripts see it: nothing while it runs, unless a throw() or
 * close() has gone past it.
 */
export function delegateSeen(generator: PyGenerator): Value {
  const { frame } = generator;
  if (frame === null) return null;
  const code = frame.code.instructions;
  const op = code[frame.pc];
  if (op !== Op.SEND && op !== Op.YIELD_FROM && op !== Op.THROW_INTO) return null;
  if (op !== Op.THROW_INTO && isRunning(generator) && !isPassed(generator)) return null;
  return frame.regs[code[frame.pc + 2]!] ?? null;
}

/** Whether a throw() or close() that is going on has entered a generator below this one. */
function isPassed(generator: PyGenerator): boolean {
  let running = generator;
  for (;;) {
    const delegate = delegateOf(running);
    if (delegate === null) break;
    running = delegate;
  }
  const { root } = running;
  if (root.entered === null) return false;
  for (let at = root.entered; at !== root;) {
    at = at.frame!.caller!.owner as PyGenerator;
    if (at === generator) return true;
  }
  return false;
}

/** A frame at THROW_INTO is back where it delegates. */
export function backToYieldFrom(frame: Frame): void {
  for (const row of frame.code.source.exceptionTable) {
    if (row.kind === HandlerKind.DELEGATE && row.handler === frame.pc) frame.pc = row.start;
  }
}

/**
 * An exception that a throw() meets before it is in the generator, which stays as it is: it is raised
 * where the generator was resumed, in its delegator or in the caller of throw().
 * @param leaf a generator that was entered, at a yield or at its THROW_INTO
 */
export function refuseThrow(vm: VM, leaf: PyGenerator, { exception, fresh }: Raised): Frame {
  const frame = leaf.frame!;
  const resumer = frame.caller!;
  const { root } = leaf;
  backToYieldFrom(frame);
  leaf.state = GeneratorState.SUSPENDED;
  leaf.root = leaf;
  leaf.leaf = leaf;
  if (leaf.async !== null) leaveStep(leaf.async);
  if (leaf === root) frame.caller = null;
  else {
    wake(resumer, root, leaf);
    if (!fresh) raiseAgainHere(exception, resumer);
  }
  return unwind(vm, resumer, exception, fresh, true);
}

/**
 * throw() of what is no exception: `error`, which says so, is raised where it would have been taken
 * for one. A foreign iterator at the end of the delegation decides for itself.
 */
export function throwInvalid(vm: VM, generator: PyGenerator, error: PyException): Value {
  if (generator.state !== GeneratorState.SUSPENDED || isRunning(generator)) {
    throw new Raised(error);
  }
  const leaf = relinkForAbrupt(generator);
  const frame = leaf.frame!;
  passSteps(leaf, generator);
  enter(generator, leaf, vm.frame!);
  if (delegateOf(leaf) !== null) vm.pushed = unwind(vm, frame, error, true, true);
  else if (frame.code.instructions[frame.pc] === Op.YIELD_FROM) {
    vm.pushed = unwind(vm, frame, error, false, true);
  } else vm.pushed = refuseThrow(vm, leaf, new Raised(error));
  return PUSHED;
}

/** The delegator whose frame is `frame` runs again, as the leaf of `root`, after `delegate`. */
function wake(frame: Frame, root: PyGenerator, delegate: PyGenerator): PyGenerator {
  const generator = frame.owner as PyGenerator;
  if (delegate.frame !== null) frame.depth = delegate.frame.depth - 1;
  generator.state = GeneratorState.RUNNING;
  generator.root = root;
  if (root.entered === delegate) root.entered = generator === root ? null : generator;
  return generator;
}

/** The body of a generator returned `value`: the frame to go on with. */
export function finishReturn(vm: VM, frame: Frame, value: Value): Frame {
  const generator = frame.owner as PyGenerator;
  const { closing, root } = generator;
  const caller = frame.caller!;
  // What the body returns outlives its variables.
  if (isCounted(frame)) {
    retain(value);
    finish(vm, generator);
    release(value);
  } else finish(vm, generator);
  if (generator.async !== null) {
    if (closing !== Closing.SELF && endStep(generator, null)) {
      return handOver(vm, generator, root, caller, null);
    }
    if (root !== generator) wake(caller, root, generator);
    const stop = makeException(stopAsyncIteration);
    // Its variables end before whoever waits for it hears of it.
    reclaimUnwound(vm, caller, stop);
    return unwind(vm, caller, stop, true, true);
  }
  if (closing === Closing.SELF) return closed(vm, generator, root, caller);
  return handOver(vm, generator, root, caller, value);
}

/** Give the result of a generator, or of a step of one, to whoever waits for it. */
function handOver(
  vm: VM,
  generator: PyGenerator,
  root: PyGenerator,
  caller: Frame,
  value: Value,
): Frame {
  if (root !== generator) {
    wake(caller, root, generator);
    const code = caller.code.instructions;
    caller.store(code[caller.pc + 1]!, value);
    caller.pc = code[caller.pc + 4]!;
    return caller;
  }
  if (caller.code.instructions[caller.pc] === Op.FOR_NEXT) {
    caller.pc += 4;
    return caller;
  }
  const stop = value === null ? makeException(stopIteration) : makeException(stopIteration, value);
  return unwind(vm, caller, stop, true, true);
}

/**
 * An exception left the body of a generator: the frame that is to handle it, and the exception it
 * sees, in `vm.result`; or, when the generator was closing and this ends it, the frame to go on
 * with and `undefined` in `vm.result`.
 */
export function finishRaise(vm: VM, frame: Frame, exception: PyException): Frame {
  const generator = frame.owner as PyGenerator;
  const { closing, root } = generator;
  const caller = frame.caller!;
  finish(vm, generator);
  if (closing === Closing.SELF && exception.cls.isSubclassOf(generatorExit)) {
    const next = closed(vm, generator, root, caller);
    vm.result = undefined;
    return next;
  }
  const left = leaving(generator, exception);
  if (closing !== Closing.SELF && endStep(generator, left)) {
    const next = handOver(vm, generator, root, caller, null);
    vm.result = undefined;
    return next;
  }
  vm.result = left;
  if (root !== generator) {
    const wasEntered = root.entered === generator;
    wake(caller, root, generator).pending = null;
    if (wasEntered) raiseAgainHere(left, caller);
  }
  return caller;
}

/**
 * What an exception is outside the generator that it leaves: PEP 479 hides a StopIteration, and in an
 * async generator a StopAsyncIteration.
 */
function leaving(generator: PyGenerator, exception: PyException): PyException {
  let hidden = stopIteration;
  if (!exception.cls.isSubclassOf(hidden)) {
    hidden = stopAsyncIteration;
    if (generator.async === null || !exception.cls.isSubclassOf(hidden)) return exception;
  }
  const error = makeException('RuntimeError', `${kindOf(generator)} raised ${hidden.name}`);
  exception.settled = exception.traceback;
  error.cause = exception;
  error.context = exception;
  error.suppressContext = true;
  return error;
}

/**
 * The step of an async generator is over, because the body ended: with an exception, or null.
 * @returns whether that is what the step wanted, so that its result is None: aclose()
 */
function endStep(generator: PyGenerator, exception: PyException | null): boolean {
  const state = generator.async;
  if (state === null) return false;
  const isEnd = exception === null || exception.cls.isSubclassOf(generatorExit);
  if (isEnd) state.closed = true;
  return leaveStep(state)?.kind === StepKind.CLOSE && isEnd;
}

/** Make the step of an async generator DONE, if there is one. */
export function leaveStep(state: AsyncState, atYield = false): PyAsyncStep | null {
  const { step } = state;
  state.step = null;
  if (step === null || step.kind === StepKind.SEND) {
    state.running = false;
    if (step !== null) step.state = StepState.DONE;
    return step;
  }
  // CPython 3.11 forgets some of this when the step was resumed by throw() last, or is not new.
  const { kind, entry } = step;
  const forgets =
    entry === StepEntry.THROW || (kind === StepKind.THROW && entry === StepEntry.SEND);
  if (!forgets) step.state = StepState.DONE;
  if (kind === StepKind.THROW || entry !== StepEntry.THROW || atYield) state.running = false;
  return step;
}

/** ASYNC_YIELD: the step that resumed an async generator gets `value`; aclose() must not get one. */
export function finishStep(vm: VM, frame: Frame, value: Value): Frame {
  const generator = frame.owner as PyGenerator;
  if (generator.closing === Closing.SELF || generator.closing === Closing.TERMINATED) {
    return yieldWhileClosing(vm, generator);
  }
  const { root } = generator;
  const caller = frame.caller!;
  passOn(generator);
  generator.closing = Closing.NO;
  generator.state = GeneratorState.SUSPENDED;
  generator.root = generator;
  generator.leaf = generator;
  frame.caller = null;
  if (leaveStep(generator.async!, true)?.kind !== StepKind.CLOSE) {
    return handOver(vm, generator, root, caller, value);
  }
  if (root !== generator) wake(caller, root, generator);
  return unwind(vm, caller, ignoredExit(generator), true, true);
}

/** Make a generator FINISHED; its frame goes on only in the hands of the caller. */
export function finish(vm: VM, generator: PyGenerator): void {
  const frame = detach(vm, generator);
  if (isCounted(generator)) endFrame(frame);
}

/** A generator is FINISHED, and its frame no longer its own: who calls this ends that. */
export function detach(vm: VM, generator: PyGenerator): Frame {
  const frame = generator.frame!;
  if (generator.state === GeneratorState.RUNNING) passOn(generator);
  generator.state = GeneratorState.FINISHED;
  generator.closing = Closing.NO;
  frame.caller = null;
  generator.frame = null;
  generator.leaf = generator;
  generator.root = generator;
  generator.pending = null;
  vm.watched.delete(generator);
  return frame;
}

/**
 * The delegator of a running generator, if there is one, will go on in its place: as bound to end
 * for whoever is closing, and as deep.
 */
function passOn(generator: PyGenerator): void {
  if (generator.root === generator) return;
  const frame = generator.frame!;
  const delegator = frame.caller!.owner as PyGenerator;
  delegator.frame!.depth = frame.depth - 1;
  if (generator.closing === Closing.DELEGATOR && delegator.closing === Closing.NO) {
    delegator.closing = Closing.DELEGATOR;
  }
}

/** Make a generator FINISHED that has never run. */
export function abandon(vm: VM, generator: PyGenerator): void {
  generator.state = GeneratorState.FINISHED;
  if (isCounted(generator)) release(generator.frame);
  generator.frame = null;
  vm.watched.delete(generator);
}

/** A generator has ended while closing: its delegator goes on closing, or its closer gets None. */
function closed(vm: VM, generator: PyGenerator, root: PyGenerator, caller: Frame): Frame {
  if (generator !== root) {
    const delegator = wake(caller, root, generator);
    if (delegator.closing === Closing.SELF) return continueClose(vm, caller);
    return raisePending(vm, caller, delegator);
  }
  deliverNone(caller);
  return caller;
}

/** The delegate of a `throw(GeneratorExit)` has closed: raise it at the yield from. */
function raisePending(vm: VM, frame: Frame, generator: PyGenerator): Frame {
  const exception = generator.pending!;
  generator.pending = null;
  raiseAgainHere(exception, frame);
  return unwind(vm, frame, exception, false, true);
}

/** The call of close(), or the RELEASE, at which a frame waits is done. */
function deliverNone(frame: Frame): void {
  const code = frame.code.instructions;
  if (code[frame.pc] === Op.RELEASE) {
    releaseNext(frame);
  } else deliver(frame, null);
}

/** THROW into a SUSPENDED generator. */
function throwInto(vm: VM, generator: PyGenerator, exception: PyException): Value {
  let leaf = relinkForAbrupt(generator);
  const caller = vm.frame!;
  setDepth(vm, generator.frame!, leaf.frame!, caller);
  const closes = exception.cls.isSubclassOf(generatorExit) && !isBegunByThrow(generator);
  if (leaf !== generator && closes) {
    // PEP 380: the delegate is closed, then the exception is raised at the yield from.
    leaf = closableLeaf(leaf, generator);
    if (leaf !== generator) {
      generator.pending = exception;
      markClosing(leaf, generator);
      enter(generator, leaf, caller);
      const failed = alreadyExecuting(leaf);
      vm.pushed =
        failed === null
          ? closeFrame(vm, leaf.frame!)!
          : unwind(vm, leaf.frame!, failed, false, true);
      return PUSHED;
    }
  }
  passSteps(leaf, generator);
  enter(generator, leaf, caller);
  const frame = leaf.frame!;
  const failed = alreadyExecuting(leaf) ?? (closes ? null : alreadyAwaited(leaf));
  if (failed !== null) {
    vm.pushed = unwind(vm, frame, failed, false, true);
    return PUSHED;
  }
  if (frame.code.instructions[frame.pc] !== Op.YIELD_FROM) raiseAgainHere(exception, frame);
  vm.pushed = unwind(vm, frame, exception, false, true);
  return PUSHED;
}

/**
 * Whether what runs now is an athrow() or aclose() that has just begun. Its GeneratorExit closes nothing:
 * it is thrown into what the async generator awaits, as any other exception is.
 */
export function isBegunByThrow({ async }: PyGenerator): boolean {
  const step = async?.step ?? null;
  return step !== null && step.kind !== StepKind.SEND && step.entry === StepEntry.BEGIN;
}

/** What is thrown in passes the steps that delegators await. */
function passSteps(leaf: PyGenerator, outermost: PyGenerator): void {
  for (let at = leaf; at !== outermost; at = at.frame!.caller!.owner as PyGenerator) {
    const step = at.async?.step ?? null;
    if (step !== null) step.entry = StepEntry.THROW;
  }
}

/** CLOSE of a SUSPENDED generator, innermost delegate first. */
function close(vm: VM, generator: PyGenerator): Value {
  const leaf = closableLeaf(relinkForAbrupt(generator), generator);
  const caller = vm.frame!;
  setDepth(vm, generator.frame!, leaf.frame!, caller);
  markClosing(leaf, null);
  enter(generator, leaf, caller);
  const failed = alreadyExecuting(leaf);
  if (failed !== null) {
    vm.pushed = unwind(vm, leaf.frame!, failed, false, true);
    return PUSHED;
  }
  const next = closeFrame(vm, leaf.frame!);
  if (next === null) return null;
  vm.pushed = next;
  return PUSHED;
}

function relinkForAbrupt(generator: PyGenerator): PyGenerator {
  const { leaf } = generator;
  return leaf.root === generator && leaf.state === GeneratorState.SUSPENDED
    ? leaf
    : relink(generator);
}

/**
 * The innermost generator that a close of `outermost` reaches. A step of an async generator is no
 * part of that: it is given up, and whoever awaits it is the innermost.
 */
function closableLeaf(leaf: PyGenerator, outermost: PyGenerator): PyGenerator {
  let last: PyGenerator | null = null;
  let depth = leaf.frame!.depth;
  let lastDepth = depth;
  for (let at = leaf; at !== outermost; at = at.frame!.caller!.owner as PyGenerator) {
    if (at.async !== null) {
      last = at;
      lastDepth = depth;
    }
    depth--;
  }
  if (last === null) return leaf;
  // `running` stays: CPython never lets anybody resume it again.
  const { step } = last.async!;
  if (step !== null) step.state = StepState.DONE;
  last.async!.step = null;
  const innermost = last.frame!.caller!.owner as PyGenerator;
  last.frame!.caller = null;
  last.leaf = leaf;
  leaf.root = last;
  innermost.frame!.depth = lastDepth - 1;
  outermost.leaf = innermost;
  innermost.root = outermost;
  return innermost;
}

function enter(root: PyGenerator, leaf: PyGenerator, caller: Frame): void {
  root.state = GeneratorState.RUNNING;
  leaf.state = GeneratorState.RUNNING;
  root.frame!.caller = caller;
  root.entered = leaf === root ? null : leaf;
}

/** What a generator that is entered gets instead, when somebody else has resumed its delegate. */
function alreadyExecuting(generator: PyGenerator): PyException | null {
  const delegate = delegateOf(generator);
  if (delegate === null || delegate.state === GeneratorState.FINISHED) return null;
  return failure(generator, valueError(`${kindOf(delegate)} already executing`));
}

/** The same for a coroutine that has ended while nobody looked: it can be closed, not thrown into. */
function alreadyAwaited(generator: PyGenerator): PyException | null {
  const delegate = delegateOf(generator);
  if (delegate === null || delegate.state !== GeneratorState.FINISHED) return null;
  return delegate.cls === coroutineType ? failure(generator, awaitedAlready()) : null;
}

/** An error of a delegate that could not be entered, as its delegator gets it. */
function failure(generator: PyGenerator, { exception }: Raised): PyException {
  chainContext(exception, generator.root.frame!.caller!);
  raiseAgainHere(exception, generator.frame!);
  return exception;
}

/** Mark the generators from `leaf` outwards as closing, up to but not including `until`. */
function markClosing(leaf: PyGenerator, until: PyGenerator | null): void {
  let at: PyGenerator | null = leaf;
  while (at !== null && at !== until) {
    at.closing = Closing.SELF;
    if (at === leaf.root) return;
    at = at.frame!.caller!.owner as PyGenerator;
  }
}

/**
 * Go on closing the generator whose frame stands at a suspension point or at an END_FINALLY.
 * @param origin the pc of the suspension point, where the GeneratorExit is raised
 * @returns the frame to go on with, or null when the whole chain up to its root closed without
 *   running anything; the closer then has its None from the caller of this function
 */
export function closeFrame(vm: VM, start: Frame, origin: number = start.pc): Frame | null {
  let frame = start;
  let raisedAt = origin;
  for (;;) {
    const { handled } = frame;
    const handler = findCleanup(vm, frame, raisedAt);
    if (handler !== null) return handler;
    const generator = frame.owner as PyGenerator;
    const { root } = generator;
    const caller = frame.caller!;
    if (isCounted(frame)) {
      // The GeneratorExit that leaves the frame has this as its context.
      retain(handled);
      dropTemporaries(frame);
      reclaimUnwound(vm, frame, null);
    }
    finish(vm, generator);
    if (isCounted(generator)) release(handled);
    if (generator === root) return null;
    // Nothing of the delegator runs before the delegate has ended, with all it held.
    if (isCounted(generator)) reclaimUnwound(vm, root.frame!.caller!, null);
    const delegator = wake(caller, root, generator);
    if (delegator.closing !== Closing.SELF) return raisePending(vm, caller, delegator);
    frame = caller;
    raisedAt = frame.pc;
  }
}

/** END_FINALLY of a close that nobody looked at: on with the next cleanup, or out. */
export function continueClose(vm: VM, frame: Frame, origin: number = frame.pc): Frame {
  const generator = frame.owner as PyGenerator;
  if (generator.closing !== Closing.SELF) {
    // It yielded meanwhile, which close() reported: the GeneratorExit goes on as an exception.
    return unwind(vm, frame, lateGeneratorExit(frame, origin), false, false);
  }
  const root = generator.root;
  const closer = root.frame!.caller!;
  const next = closeFrame(vm, frame, origin);
  if (next !== null) return next;
  deliverNone(closer);
  return closer;
}

/** Enter the innermost row that has something to do on close; null when there is none. */
function findCleanup(vm: VM, frame: Frame, origin: number): Frame | null {
  const rows = frame.code.source.exceptionTable;
  const { pc } = frame;
  // A GeneratorExit object takes the exception being handled, here or by whoever closes, as its
  // context, which the bare pc could not remember; without one nobody can tell that there is no
  // object yet.
  let exit: PyException | null = null;
  for (const row of rows) {
    if (pc < row.start || pc >= row.end) continue;
    if (exit === null && handledException(frame) !== null) {
      exit = makeGeneratorExit(frame, origin);
    }
    switch (row.kind) {
      case HandlerKind.RESTORE:
        if (isCounted(frame)) dropForRestore(vm, frame, row.register, exit);
        frame.handled = frame.regs[row.register] as PyException | null;
        if (exit !== null) exit.settled = exit.traceback;
        break;
      case HandlerKind.ASYNC_END:
        break;
      case HandlerKind.DELEGATE:
        // Without one the frame itself is next. The exception is made where it will be raised: at the
        // THROW_INTO, once the iterator has closed.
        if (!isForeignDelegate(frame)) break;
        return enterHandler(frame, row, exitForDelegate(frame));
      case HandlerKind.CATCH:
        exit ??= makeGeneratorExit(frame, origin);
        if (isCounted(frame)) dropForHandler(vm, frame, row.handler, exit);
        return enterHandler(frame, row, exit);
      case HandlerKind.UNWIND:
        // What nobody counts is only known to the loop here.
        if (isCounted(frame) && leavesParameter(vm, frame, row)) break;
        if (!hasWork(frame, row.handler)) break;
        return enterCleanup(frame, row, exit ?? origin);
      case HandlerKind.CLEANUP:
        if (isCounted(frame)) dropForHandler(vm, frame, row.handler, exit);
        return enterCleanup(frame, row, exit ?? origin);
    }
  }
  return null;
}

/** Whether a cleanup that gives up a loop's iterator has a generator to close. */
function hasWork(frame: Frame, handler: number): boolean {
  const code = frame.code.instructions;
  if (code[handler] !== Op.RELEASE) return true;
  const value = frame.regs[code[handler + 1]!];
  return (
    value instanceof PyGenerator &&
    value.owned &&
    (value.state === GeneratorState.SUSPENDED || value.state === GeneratorState.RUNNING)
  );
}

/** Whether the iterator a frame at YIELD_FROM delegates to may have `close` or `throw`. */
function isForeignDelegate(frame: Frame): boolean {
  const iterator = frame.regs[frame.code.instructions[frame.pc + 2]!];
  return !(iterator instanceof PyIterator);
}

/** The GeneratorExit of a close, raised at the yield at `pc`. */
function makeGeneratorExit(frame: Frame, pc: number): PyException {
  const exception = makeException(generatorExit);
  chainContext(exception, frame);
  addTraceback(exception, frame, pc);
  return exception;
}

/** The GeneratorExit of a close that a foreign iterator gets first. */
function exitForDelegate(frame: Frame): PyException {
  const exception = makeException(generatorExit);
  chainContext(exception, (frame.owner as PyGenerator).root.frame!.caller!);
  return exception;
}

/**
 * The GeneratorExit of a close that so far nobody had to see, raised at the yield at `pc`. It has no
 * context: where anything was being handled, it was made at once (findCleanup).
 */
function lateGeneratorExit(frame: Frame, pc: number): PyException {
  const exception = makeException(generatorExit);
  addTraceback(exception, frame, pc);
  exception.settled = exception.traceback;
  return exception;
}

/** Make the GeneratorExit that `frame.handled` stands for as a number (I7). */
export function materialise(frame: Frame): PyException {
  const exception = lateGeneratorExit(frame, frame.handled as number);
  frame.handled = exception;
  return exception;
}
