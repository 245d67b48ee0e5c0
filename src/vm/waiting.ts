// waiting.ts: suspending a script, at any depth, until its host has an answer. A native that must
// wait pushes a frame as natives do that call Python code. The only thing this frame does is to leave
// the loop; the host goes on with it when it has the answer, which the frame returns or raises.
// Whatever waits for the native, a call, a `for`, a constructor, needs to know nothing of it.
import { CodeFlag } from '../bytecode/code.js';
import { Op } from '../bytecode/op.js';
import { raised, type PyException, type Raised } from '../objects/exceptions.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { PyBuiltin } from '../objects/functions.js';
import type { PyGenerator } from '../objects/generator.js';
import { builtinType, defineType } from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import { enterCall, expectAwait, pushFrame } from './calls.js';
import { visibleFrom } from './introspect.js';
import { machineCode, machineFrame } from './machine-code.js';
import { preludeFunction } from './prelude.js';
import { Outcome, Suspension, type VM } from './vm.js';

export const hostPromiseType = defineType('HostPromise', 'native', { subclassable: false });
hostPromiseType.members.set('__module__', 'pyg');

/** What has become of a promise. */
const enum Settlement {
  PENDING = 0,
  FULFILLED = 1,
  REJECTED = 2,
}

/** Something that a host has promised to a script. */
export class PyHostPromise extends PyObject {
  private settlement: Settlement = Settlement.PENDING;
  private outcome: unknown = undefined;

  /**
   * @param name what was called, for messages
   * @param promise nobody but pyg looks at it
   * @param convert makes a value for the script of what the promise is fulfilled with
   * @param refuse makes of what it is rejected with what is raised in the script
   * @param forget called when nobody waits for it any more
   */
  constructor(
    readonly name: string,
    readonly promise: PromiseLike<unknown>,
    private readonly convert: (value: unknown) => Value,
    private readonly refuse: (reason: unknown) => Raised,
    readonly forget: () => void = () => undefined,
  ) {
    super(hostPromiseType);
  }

  fulfil(value: unknown): void {
    this.settlement = Settlement.FULFILLED;
    this.outcome = value;
  }

  reject(reason: unknown): void {
    this.settlement = Settlement.REJECTED;
    this.outcome = reason;
  }

  /** Call `then` when it is settled, and it knows how. */
  whenSettled(then: () => void): void {
    this.promise.then(
      (value) => {
        this.fulfil(value);
        then();
      },
      (reason: unknown) => {
        this.reject(reason);
        then();
      },
    );
  }

  /**
   * What it was fulfilled with.
   * @throws Raised what it was rejected with, or what is wrong with the value
   */
  take(): Value {
    const { outcome } = this;
    if (this.settlement === Settlement.REJECTED) throw this.refuse(outcome);
    return this.convert(outcome);
  }
}

/** What a script gets of a promise that is settled. */
export const takeAnswer = new PyBuiltin(
  ...([builtinType, 'take_answer', 'take_answer', 'fixed', 1, 1, [], 1, Infinity] as const),
  (_vm: VM, promise: PyHostPromise) => promise.take(),
);

const ANSWER_PC = 3;
const RAISE_PC = 10;
// Out of the loop with the promise in register 0, and on with the result of takeAnswer, in register 1.
const WAIT_CODE = machineCode('<wait>', 2, [
  ...[Op.LEAVE, 0, Outcome.WAITING],
  ...[Op.CALL, 0, 1, 0, 1],
  ...[Op.RETURN, 0],
  ...[Op.RAISE, 0],
]);

/** Whether the script that runs can be suspended where it stands. */
export function canWait(vm: VM): boolean {
  return vm.suspension === Suspension.POSSIBLE && vm.budget.termination === null;
}

/**
 * Let the script that runs wait for its host.
 * @returns PUSHED; what comes of the promise will be the result
 * @throws Raised RuntimeError where nothing can be suspended
 */
export function waitFor(vm: VM, promise: PyHostPromise): Value {
  if (canWait(vm)) {
    return pushFrame(vm, machineFrame(WAIT_CODE, [promise, takeAnswer]));
  }
  // Nobody will ask what becomes of it, and that is no fault of the host.
  promise.promise.then(undefined, () => undefined);
  promise.forget();
  throw cannotWait(vm, promise.name);
}

/** Let a frame that waits go on, because its promise is settled. */
export function goOnWith(frame: Frame, promise: PyHostPromise): void {
  frame.store(0, promise);
  frame.pc = ANSWER_PC;
}

/** A frame that raises an exception in `frame`, at the instruction at which that stands. */
export function raisingFrame(frame: Frame, exception: PyException): Frame {
  const above = machineFrame(WAIT_CODE, [exception, undefined]);
  above.pc = RAISE_PC;
  above.caller = frame;
  above.depth = frame.depth;
  return above;
}

/**
 * What a function of the host has promised, as its caller gets it. In the body of an `async def` a
 * call gives a coroutine, as that of an asynchronous function of Python does; everywhere else the
 * script waits here for the result.
 * @returns the coroutine, or PUSHED
 */
export function resultOf(vm: VM, promise: PyHostPromise): Value {
  const caller = visibleFrom(vm.frame);
  const async = CodeFlag.COROUTINE | CodeFlag.ASYNC_GENERATOR | CodeFlag.IN_COROUTINE;
  if (caller === null || (caller.code.flags & async) === 0) return waitFor(vm, promise);
  const coroutine = coroutineOf(vm, promise);
  expectAwait(vm, coroutine);
  // One that nobody awaits is reported as such; what becomes of the promise is of no interest then.
  promise.promise.then(undefined, () => undefined);
  return coroutine;
}

/** A coroutine that awaits a promise: in an event loop others run meanwhile. */
export function coroutineOf(vm: VM, promise: PyHostPromise): PyGenerator {
  const made = enterCall(vm, preludeFunction(vm, 'host_result'), [promise]) as PyGenerator;
  made.name = promise.name;
  made.qualname = promise.name;
  return made;
}

/** The error that says what cannot be waited for, and where, or in what kind of run. */
export function cannotWait(vm: VM, name: string): Raised {
  if (vm.budget.termination !== null) {
    return raised('RuntimeError', `cannot wait for '${name}' while the script is being ended`);
  }
  if (vm.suspension === Suspension.SYNCHRONOUS) {
    return raised(
      'RuntimeError',
      `cannot wait for '${name}' in a run that the host expects to end at once: ` +
        'it has to use runAsync(), callAsync() or start()',
    );
  }
  return raised('RuntimeError', `cannot wait for '${name}' inside ${nestedPlace(vm)}`);
}

/** What a native waits for in a nested run of the loop, and so cannot be suspended. */
function nestedPlace(vm: VM): string {
  let outermost = vm.frame;
  let at = vm.frame;
  for (; at !== null && at.role !== FrameRole.BASE; at = at.caller) {
    if ((at.code.flags & CodeFlag.HIDDEN) === 0) outermost = at;
  }
  const visible = outermost?.role === FrameRole.BASE ? visibleFrom(at) : outermost;
  return visible === null ? 'this call' : `${visible.code.source.qualname}()`;
}
