// Steps of async generators: what asend, athrow and aclose return, resumed by an await or by hand.
// The errors are those of CPython's Objects/genobject.c; how a step ends is in resume.ts.
import {
  generatorExit,
  makeException,
  Raised,
  raised,
  stopAsyncIteration,
} from '../objects/exceptions.js';
import type { PyAwaiter } from '../objects/awaiters.js';
import { PyAsyncStep, StepEntry, StepKind, StepState } from '../objects/awaiters.js';
import { GeneratorState, ResumeKind, type AsyncState } from '../objects/generator.js';
import type { PyException } from '../objects/exceptions.js';
import { PUSHED } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { delegate, leaveStep, resumeGenerator, throwInvalid } from './resume.js';
import type { VM } from './vm.js';

/** What throws the arguments of athrow() into the generator, once they are an exception. */
export type Thrower = (vm: VM, step: PyAsyncStep) => Value;
let throwArguments: Thrower;

/** Making an exception of arguments is the business of the built-ins, which set this. */
export function setThrower(thrower: Thrower): void {
  throwArguments = thrower;
}

/**
 * SEND to an awaiter: the generator behind it is linked below the one that awaits it.
 * @returns PUSHED, or undefined when a plain generator is exhausted
 */
export function linkAwaiter(vm: VM, awaiter: PyAwaiter, value: Value): Value {
  if (!(awaiter instanceof PyAsyncStep)) return link(vm, awaiter, value);
  if (begins(awaiter) && awaiter.kind !== StepKind.SEND) return beginThrow(vm, awaiter, value);
  const sent = begin(awaiter, value);
  try {
    return link(vm, awaiter, sent);
  } catch (thrown) {
    leaveStep(awaiter.generator.async!);
    throw thrown;
  }
}

function link(vm: VM, awaiter: PyAwaiter, value: Value): Value {
  const next = delegate(vm, vm.frame!, awaiter.generator, value);
  if (next === null) return undefined;
  vm.pushed = next;
  return PUSHED;
}

/** `awaiter.send(value)`. */
export function sendTo(vm: VM, awaiter: PyAwaiter, value: Value): Value {
  if (!(awaiter instanceof PyAsyncStep)) {
    return resumeGenerator(vm, awaiter.generator, ResumeKind.SEND, value);
  }
  if (begins(awaiter) && awaiter.kind !== StepKind.SEND) return beginThrow(vm, awaiter, value);
  return resumeStep(vm, awaiter, ResumeKind.SEND, begin(awaiter, value));
}

/** `awaiter.throw(exception)`. */
export function throwTo(vm: VM, awaiter: PyAwaiter, exception: PyException): Value {
  if (!(awaiter instanceof PyAsyncStep)) {
    return resumeGenerator(vm, awaiter.generator, ResumeKind.THROW, exception);
  }
  if (awaiter.state === StepState.DONE) throw doneAlready(awaiter);
  awaiter.entry = StepEntry.THROW;
  awaiter.generator.async!.step = awaiter;
  return resumeStep(vm, awaiter, ResumeKind.THROW, exception);
}

/** `awaiter.throw()` of what is no exception, as `error` says. */
export function throwInvalidTo(vm: VM, awaiter: PyAwaiter, error: PyException): Value {
  if (!(awaiter instanceof PyAsyncStep)) return throwInvalid(vm, awaiter.generator, error);
  if (awaiter.state === StepState.DONE) throw doneAlready(awaiter);
  const { generator } = awaiter;
  awaiter.entry = StepEntry.THROW;
  generator.async!.step = awaiter;
  try {
    return throwInvalid(vm, generator, error);
  } catch (thrown) {
    leaveStep(generator.async!);
    throw thrown;
  }
}

/** `awaiter.close()`: of a step, only that nobody can await it any more. */
export function closeAwaiter(vm: VM, awaiter: PyAwaiter): Value {
  if (!(awaiter instanceof PyAsyncStep)) {
    return resumeGenerator(vm, awaiter.generator, ResumeKind.CLOSE, null);
  }
  awaiter.state = StepState.DONE;
  return null;
}

/** Resume the generator of a step; when that fails at once the step is over. */
function resumeStep(vm: VM, step: PyAsyncStep, kind: ResumeKind, value: Value): Value {
  try {
    return resumeGenerator(vm, step.generator, kind, value);
  } catch (thrown) {
    leaveStep(step.generator.async!);
    if (step.kind === StepKind.CLOSE && isExit(thrown)) throw raised('StopIteration');
    throw thrown;
  }
}

/** Whether an aclose() takes it for the end. */
function isExit(thrown: unknown): boolean {
  if (!(thrown instanceof Raised)) return false;
  const { cls } = thrown.exception;
  return cls.isSubclassOf(generatorExit) || cls.isSubclassOf(stopAsyncIteration);
}

function begins(step: PyAsyncStep): boolean {
  return step.state === StepState.CREATED;
}

function doneAlready(step: PyAsyncStep): Raised {
  const what = step.kind === StepKind.SEND ? '__anext__()/asend()' : 'aclose()/athrow()';
  return raised('RuntimeError', `cannot reuse already awaited ${what}`);
}

function runningAlready(method: string): Raised {
  return raised('RuntimeError', `${method}(): asynchronous generator is already running`);
}

/**
 * Begin an asend(), or go on with any step.
 * @returns what is sent to the generator
 */
function begin(step: PyAsyncStep, value: Value): Value {
  if (step.state === StepState.DONE) throw doneAlready(step);
  const { generator } = step;
  const state = generator.async!;
  if (step.kind !== StepKind.SEND && generator.state === GeneratorState.FINISHED) {
    step.state = StepState.DONE;
    throw raised('StopIteration');
  }
  let sent = value;
  step.entry = begins(step) ? StepEntry.BEGIN : StepEntry.SEND;
  if (begins(step)) {
    if (state.running) throw runningAlready('anext');
    if (value === null) sent = step.value;
    step.state = StepState.BEGUN;
  }
  state.running = true;
  state.step = step;
  return sent;
}

/** Begin an athrow() or aclose(). */
function beginThrow(vm: VM, step: PyAsyncStep, value: Value): Value {
  const { generator, kind } = step;
  const state: AsyncState = generator.async!;
  // Set back when it can begin.
  step.state = StepState.DONE;
  if (generator.state === GeneratorState.FINISHED) throw raised('StopIteration');
  if (state.running) throw runningAlready(kind === StepKind.CLOSE ? 'aclose' : 'athrow');
  if (state.closed) throw raised('StopAsyncIteration');
  if (value !== null) {
    step.state = StepState.CREATED;
    throw raised('RuntimeError', "can't send non-None value to a just-started coroutine");
  }
  step.state = StepState.BEGUN;
  step.entry = StepEntry.BEGIN;
  state.running = true;
  state.step = step;
  if (kind === StepKind.THROW) return throwArguments(vm, step);
  state.closed = true;
  const exception = makeException(generatorExit);
  vm.thread.thrown = { exception, args: [generatorExit], valid: true };
  return resumeStep(vm, step, ResumeKind.THROW, exception);
}
