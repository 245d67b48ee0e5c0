// waiting.ts: suspending a script, at any depth, until its host has an answer. A native that must
// wait pushes a frame as natives do that call Python code. The only thing this frame does is to leave
// the loop; the host goes on with it when it has the answer, which the frame returns or raises.
// Whatever waits for the native, a call, a `for`, a constructor, needs to know nothing of it.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import { Op } from '../bytecode/op.js';
import { PyDict } from '../objects/dict.js';
import type { PyException} from '../objects/exceptions.js';
import { raised, type Raised } from '../objects/exceptions.js';
import { Frame, FrameRole } from '../objects/frame.js';
import { NO_CELLS, PyCode } from '../objects/functions.js';
import { defineType } from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import { pushFrame } from './calls.js';
import { visibleFrom } from './introspect.js';
import { Outcome, Suspension, type VM } from './vm.js';

const hostPromiseType = defineType('host_promise', 'native', { subclassable: false });

/** Something that a host has promised to a script. */
export class PyHostPromise extends PyObject {
  /**
   * @param name what was called, for messages
   * @param toPython makes a value for the script of what the promise is fulfilled with; what it
   *   throws is raised in the script
   * @param toException makes an exception of what it is rejected with
   */
  constructor(
    readonly name: string,
    readonly promise: PromiseLike<unknown>,
    readonly toPython: (value: unknown) => Value,
    readonly toException: (reason: unknown) => PyException,
  ) {
    super(hostPromiseType);
  }
}

const RETURN_PC = 3;
const RAISE_PC = 5;
// Out of the loop with what is in register 0; then, with the answer there, on in one of two ways.
const instructions = Int32Array.of(Op.LEAVE, 0, Outcome.WAITING, Op.RETURN, 0, Op.RAISE, 0);

const code: CodeObject = {
  name: '<wait>',
  qualname: '<wait>',
  filename: '<wait>',
  firstLine: 0,
  docstring: null,
  flags: CodeFlag.HIDDEN,
  argCount: 0,
  posOnlyCount: 0,
  kwOnlyCount: 0,
  registerCount: 1,
  variableNames: [],
  cellNames: [],
  freeNames: [],
  captures: [],
  constants: [],
  names: [],
  instructions,
  exceptionTable: [],
  positions: new Int32Array(0),
};
const WAIT_CODE = new PyCode(code, [], false, false);
const NO_GLOBALS = new PyDict();

/**
 * Let the script that runs wait for its host.
 * @returns PUSHED; what comes of the promise will be the result
 * @throws Raised RuntimeError where nothing can be suspended
 */
export function waitFor(vm: VM, promise: PyHostPromise): Value {
  if (vm.suspension === Suspension.POSSIBLE) {
    return pushFrame(vm, new Frame(WAIT_CODE, [promise], NO_CELLS, NO_GLOBALS));
  }
  // Nobody will ask what becomes of it, and that is no fault of the host.
  promise.promise.then(undefined, () => undefined);
  throw cannotWait(vm, promise.name);
}

/** Go on with a frame that waits: it returns the answer. */
export function answer(frame: Frame, value: Value): void {
  frame.store(0, value);
  frame.pc = RETURN_PC;
}

/** The same with an exception. */
export function answerByRaising(frame: Frame, exception: PyException): void {
  frame.store(0, exception);
  frame.pc = RAISE_PC;
}

/** A frame that raises an exception in `frame`, at the instruction at which that stands. */
export function raisingFrame(frame: Frame, exception: PyException): Frame {
  const above = new Frame(WAIT_CODE, [exception], NO_CELLS, NO_GLOBALS);
  above.pc = RAISE_PC;
  above.caller = frame;
  above.depth = frame.depth;
  return above;
}

/** The error that says what cannot be waited for, and where, or in what kind of run. */
function cannotWait(vm: VM, name: string): Raised {
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
