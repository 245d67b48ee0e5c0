// calls.ts: calling any value. Binding arguments to parameters, pushing frames, calling natives,
// making instances. Nothing here runs Python code except `callSync`, which runs a nested loop.
import { CodeFlag } from '../bytecode/code.js';
import { noteAge } from '../objects/age.js';
import type { PyTuple } from '../objects/collections.js';
import { PyList, tuple } from '../objects/collections.js';
import { PyBytes } from '../objects/bytes.js';
import { asStr, PyDict } from '../objects/dict.js';
import {
  baseException,
  exceptionType,
  PyException,
  Raised,
  raised,
  typeError,
} from '../objects/exceptions.js';
import { Frame, FrameRole } from '../objects/frame.js';
import {
  PyBoundMethod,
  PyBuiltin,
  PyCell,
  PyFunction,
  PyStaticMethod,
  TextWork,
  type PyCode,
} from '../objects/functions.js';
import { AsyncState, PyGenerator } from '../objects/generator.js';
import { allocated, Bytes, spendOn, spendOnEach } from '../objects/meter.js';
import { PyInstance } from '../objects/shape.js';
import { PUSHED, isInstance, typeOf } from '../objects/type-of.js';
import {
  asyncGeneratorType,
  coroutineType,
  objectType,
  PyType,
  typeType,
} from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import { bindDescriptor } from './access.js';
import { argumentCountError, bindArguments, bindBuiltinKeywords } from './arguments.js';
import { makeBaseFrame } from './base.js';
import { preludeFunction } from './prelude.js';
import { chooseLoop } from './counting.js';
import { discardsResult, warnUnawaited } from './unawaited.js';
import { Terminated } from './budget.js';
import { look, terminate } from './terminate.js';
import { MAX_NESTING, Outcome, Suspension, type VM } from './vm.js';

/**
 * Call `callee` for the frame that is running.
 * @param args positional arguments; the callee may keep the array
 * @returns the result, or PUSHED
 * @throws Raised what a native raises, TypeError for wrong arguments or what cannot be called
 */
export function enterCall(
  vm: VM,
  callee: Value,
  args: Value[],
  keywords: PyDict | null = null,
): Value {
  if (callee instanceof PyFunction) {
    const { code } = callee;
    return code.simpleParameters && args.length === code.argCount && keywords === null
      ? enterFunction(vm, callee, fillRegisters(code, args))
      : enterFunction(vm, callee, bindArguments(vm, callee, args, keywords));
  }
  if (callee instanceof PyBuiltin) return callBuiltin(vm, callee, args, keywords);
  if (callee instanceof PyBoundMethod) {
    return enterCall(vm, callee.fn, [callee.self, ...args], keywords);
  }
  if (callee instanceof PyType) return enterClass(vm, callee, args, keywords);
  const method = callee === undefined ? undefined : typeOf(callee).lookup('__call__');
  if (method === undefined) throw typeError(`'${typeOf(callee).name}' object is not callable`);
  if (method instanceof PyFunction || method instanceof PyBuiltin) {
    return enterCall(vm, method, [callee, ...args], keywords);
  }
  return enterCall(vm, bindDescriptor(vm, method, callee, typeOf(callee)), args, keywords);
}

function fillRegisters(code: PyCode, args: readonly Value[]): Value[] {
  const regs = code.emptyRegisters.slice();
  for (let i = 0; i < args.length; i++) regs[i] = args[i];
  return regs;
}

function fillAfterSelf(code: PyCode, self: Value, args: readonly Value[]): Value[] {
  const regs = code.emptyRegisters.slice();
  regs[0] = self;
  for (let i = 0; i < args.length; i++) regs[i + 1] = args[i];
  return regs;
}

/**
 * A call of a function whose parameters are in place: push its frame, or make its generator.
 * @throws Raised RecursionError
 */
export function enterFunction(vm: VM, callee: PyFunction, regs: Value[]): Value {
  const frame = makeFrame(callee, regs);
  if ((callee.code.flags & CodeFlag.SUSPENDABLE) !== 0) return makeGenerator(vm, callee, frame);
  return pushFrame(vm, frame);
}

/** What a call of a SUSPENDABLE function gives: a generator, a coroutine, an async generator. */
export function makeGenerator(vm: VM, callee: PyFunction, frame: Frame): PyGenerator {
  const { code, name, qualname } = callee;
  let generator: PyGenerator;
  if ((code.flags & CodeFlag.GENERATOR) !== 0) {
    generator = new PyGenerator(frame, code);
  } else if ((code.flags & CodeFlag.COROUTINE) !== 0) {
    generator = new PyGenerator(frame, code, coroutineType);
    if ((code.flags & CodeFlag.HIDDEN) === 0) expectAwait(vm, generator);
  } else {
    generator = new PyGenerator(frame, code, asyncGeneratorType);
    generator.async = new AsyncState();
  }
  if (name !== code.source.name) generator.name = name;
  if (qualname !== code.source.qualname) generator.qualname = qualname;
  frame.role = FrameRole.GENERATOR;
  frame.owner = generator;
  return generator;
}

/** A coroutine is watched until it is started, so that one that never is can be reported. */
export function expectAwait(vm: VM, coroutine: PyGenerator): void {
  const caller = vm.frame!;
  if (discardsResult(caller)) warnUnawaited(vm, coroutine, caller);
  else vm.watched.add(coroutine);
}

export function makeFrame(callee: PyFunction, regs: Value[]): Frame {
  const { code } = callee;
  const own = code.source.cellNames.length;
  if (own === 0) return new Frame(code, regs, callee.closure, callee.globals);
  const cells: PyCell[] = [];
  for (let i = 0; i < own; i++) cells.push(new PyCell(undefined));
  for (const cell of callee.closure) cells.push(cell);
  return new Frame(code, regs, cells, callee.globals);
}

/**
 * Make `frame` the one to go on with, called by the one that is running. A frame of the prelude does
 * not count towards the recursion limit: in CPython what it does is done in C.
 */
export function pushFrame(vm: VM, frame: Frame): Value {
  const caller = vm.frame!;
  frame.caller = caller;
  if ((frame.code.flags & CodeFlag.HIDDEN) !== 0) frame.depth = caller.depth;
  else {
    frame.depth = caller.depth + 1;
    if (frame.depth > vm.recursionLimit) throw recursionError();
  }
  vm.pushed = frame;
  return PUSHED;
}

/** @param doing what went too deep, for the message: ` in comparison` */
export function recursionError(doing = ''): Raised {
  return raised('RecursionError', `maximum recursion depth exceeded${doing}`);
}

/** Call a native with any arguments. */
export function callBuiltin(
  vm: VM,
  builtin: PyBuiltin,
  args: Value[],
  keywords: PyDict | null,
): Value {
  const native = builtin.native as (vm: VM, ...args: Value[]) => Value;
  if (builtin.convention === 'variadic') {
    checkOwner(builtin, args[0], args.length);
    return (builtin.native as (vm: VM, args: Value[], keywords: PyDict | null) => Value)(
      vm,
      args as never,
      keywords as never,
    );
  }
  if (keywords !== null && keywords.size > 0) {
    checkOwner(builtin, args[0], args.length);
    return native(vm, ...bindBuiltinKeywords(builtin, args, keywords));
  }
  const n = args.length;
  checkOwner(builtin, args[0], n);
  if (n < builtin.min || n > builtin.max) throw argumentCountError(builtin, n);
  switch (n) {
    case 0:
      return native(vm);
    case 1:
      return native(vm, args[0]);
    case 2:
      return native(vm, args[0], args[1]);
    case 3:
      return native(vm, args[0], args[1], args[2]);
    default:
      return native(vm, ...args);
  }
}

/** A native goes through a text, or bytes, and may make another one of it. */
function spendOnText(self: Value, work: TextWork): void {
  const length =
    typeof self === 'string' ? self.length : self instanceof PyBytes ? self.value.length : 0;
  if (work === TextWork.EACH) spendOnEach(length);
  else spendOn(length);
  allocated(length * Bytes.CHARACTER);
}

/** A method of a built-in class wants an instance of it as its first argument. */
export function checkOwner(builtin: PyBuiltin, self: Value, given: number): void {
  const { owner } = builtin;
  if (owner === null) return;
  if (builtin.textWork !== TextWork.NONE) spendOnText(self, builtin.textWork);
  if (given === 0) {
    throw typeError(
      builtin.name.startsWith('__')
        ? `descriptor '${builtin.name}' of '${owner.name}' object needs an argument`
        : `unbound method ${owner.name}.${builtin.name}() needs an argument`,
    );
  }
  const type = typeOf(self);
  if (type !== owner && !type.isSubclassOf(owner)) {
    const wants = builtin.name.startsWith('__') ? 'requires a' : 'for';
    throw typeError(
      wants === 'for'
        ? `descriptor '${builtin.name}' for '${owner.name}' objects doesn't apply to a '${type.name}' object`
        : `descriptor '${builtin.name}' requires a '${owner.name}' object but received a '${type.name}'`,
    );
  }
}

/** Call a class: its metaclass's __call__, which for `type` is __new__, then __init__. */
export function enterClass(vm: VM, cls: PyType, args: Value[], keywords: PyDict | null): Value {
  if (cls.cls !== typeType) {
    const call = cls.cls.lookup('__call__');
    if (call !== undefined && call !== typeType.members.get('__call__')) {
      return enterCall(vm, call, [cls, ...args], keywords);
    }
  }
  return instantiate(vm, cls, args, keywords);
}

/** type.__call__: make an instance and initialise it. */
export function instantiate(vm: VM, cls: PyType, args: Value[], keywords: PyDict | null): Value {
  return countedFirst(vm, makeInstance(vm, cls, args, keywords));
}

/** An object of a class of the script's that has no built-in class below it but `object`. */
export function newInstance(vm: VM, cls: PyType): PyInstance {
  const instance = new PyInstance(cls);
  if (cls.hasFinalizer()) {
    noteAge(instance);
    vm.wantCounting();
  }
  return instance;
}

/**
 * Let counting begin, if it is about to, before anything happens to an object that needs it: the
 * object is returned by a frame, because to enter a frame is a safepoint.
 */
export function countedFirst(vm: VM, made: Value): Value {
  return vm.wantsCounting && made !== PUSHED ? enterPrelude(vm, 'same', made) : made;
}

function makeInstance(vm: VM, cls: PyType, args: Value[], keywords: PyDict | null): Value {
  if (cls === typeType && args.length === 1 && (keywords === null || keywords.size === 0)) {
    return typeOf(args[0]);
  }
  if (isPlainException(cls) && (keywords === null || keywords.size === 0)) {
    return new PyException(cls, tuple(args));
  }
  const init = cls.lookup('__init__');
  const make = cls.lookup('__new__');
  const newFunction = make instanceof PyStaticMethod ? make.fn : make;
  if (newFunction === objectNew() && cls.layout === 'object' && init instanceof PyFunction) {
    return enterInit(vm, init, newInstance(vm, cls), args, keywords);
  }
  if (newFunction instanceof PyBuiltin && (init instanceof PyBuiltin || !newMayPush(cls))) {
    const instance = callBuiltin(vm, newFunction, [cls, ...args], keywords);
    if (cls.layout !== 'object' && cls.hasFinalizer()) noteAge(instance as PyObject);
    // A frame that was pushed will return the instance; the native initialiser of such a class
    // has nothing to do.
    if (instance === PUSHED || !isInstance(instance, cls)) return instance;
    return initialise(vm, instance, args, keywords);
  }
  // Python code in __new__, or before a Python __init__: the prelude calls one after the other.
  return enterCall(vm, preludeFunction(vm, 'construct'), [
    cls,
    bindDescriptor(vm, make, undefined, cls),
    tuple(args),
    keywords ?? new PyDict(),
  ]);
}

/** Whether making an instance is nothing but storing its arguments. */
function isPlainException(cls: PyType): boolean {
  if (cls.layout !== 'exception' || !cls.builtin) return false;
  cls.plainException ??=
    !cls.isSubclassOf(exceptionType('OSError')) &&
    cls.lookup('__init__') === baseException.members.get('__init__') &&
    cls.lookup('__new__') === baseException.members.get('__new__');
  return cls.plainException;
}

/** Whether the native __new__ of such a class may iterate or convert its argument in a frame. */
function newMayPush(cls: PyType): boolean {
  return cls.layout !== 'object' && cls.layout !== 'exception';
}

let cachedObjectNew: Value = undefined;
function objectNew(): Value {
  if (cachedObjectNew === undefined) {
    const make = objectType.members.get('__new__');
    cachedObjectNew = make instanceof PyStaticMethod ? make.fn : make;
  }
  return cachedObjectNew;
}

function initialise(vm: VM, instance: Value, args: Value[], keywords: PyDict | null): Value {
  const type = typeOf(instance);
  const init = type.lookup('__init__');
  if (init instanceof PyFunction) return enterInit(vm, init, instance, args, keywords);
  if (init instanceof PyBuiltin) {
    const result = callBuiltin(vm, init, [instance, ...args], keywords);
    if (result !== PUSHED) return instance;
    // The native initialiser goes on in a frame (list.__init__ over a generator).
    vm.pushed!.role = FrameRole.CONSTRUCTOR;
    vm.pushed!.owner = instance as PyInstance;
    return PUSHED;
  }
  return enterCall(vm, preludeFunction(vm, 'initialise'), [
    instance,
    bindDescriptor(vm, init, instance, type),
    tuple(args),
    keywords ?? new PyDict(),
  ]);
}

function enterInit(
  vm: VM,
  init: PyFunction,
  instance: Value,
  args: Value[],
  keywords: PyDict | null,
): Value {
  const { code } = init;
  const simple = code.simpleParameters && args.length + 1 === code.argCount && keywords === null;
  const regs = simple
    ? fillAfterSelf(code, instance, args)
    : bindArguments(vm, init, [instance, ...args], keywords);
  const result = enterFunction(vm, init, regs);
  if (result !== PUSHED) throw badInitResult(result);
  vm.pushed!.role = FrameRole.CONSTRUCTOR;
  vm.pushed!.owner = instance as PyInstance;
  return PUSHED;
}

export function badInitResult(result: Value): Raised {
  return typeError(`__init__() should return None, not '${typeOf(result).name}'`);
}

/** Tail-call a function of the prelude. */
export function enterPrelude(vm: VM, name: string, ...args: Value[]): Value {
  return enterCall(vm, preludeFunction(vm, name), args, null);
}

/**
 * Tail-call a function of the prelude that counts towards the recursion limit, as what it does
 * counts in CPython.
 * @throws Raised RecursionError
 */
export function enterCounted(vm: VM, doing: Doing, name: string, ...args: Value[]): Value {
  if (vm.frame!.depth >= vm.recursionLimit) throw recursionError(doing);
  const result = enterPrelude(vm, name, ...args);
  vm.pushed!.depth++;
  return result;
}

/** What a RecursionError says was going on. */
export type Doing =
  ' in comparison' | ' while getting the repr of an object' | ' while getting the str of an object';

/**
 * Call in a nested loop, and wait for the result: only where a frame cannot be pushed
 * (docs/generators.md lists the places).
 * @throws Raised what escapes the call
 */
export function callSync(
  vm: VM,
  callee: Value,
  args: Value[],
  keywords: PyDict | null = null,
): Value {
  return runNested(vm, () => enterCall(vm, callee, args, keywords));
}

/**
 * Do `enter`, and when it pushed a frame, run that to its end in a nested loop.
 * @param suspension who waits for it meanwhile, and so why it cannot wait for the host
 */
export function runNested(
  vm: VM,
  enter: () => Value,
  suspension: Suspension = Suspension.NESTED,
): Value {
  const { frame: outer, suspension: suspensionOutside, nestLimit } = vm;
  const base = makeBaseFrame(vm);
  vm.frame = base;
  vm.suspension = suspension;
  const compiledWaits = vm.changeEngine(false);
  try {
    const result = enter();
    if (result !== PUSHED) return result;
    if (vm.nesting >= MAX_NESTING) throw recursionError();
    vm.nesting++;
    // Nobody waits below the host, whose own references are roots.
    const waiting = outer === null ? 0 : 1;
    vm.sealed += waiting;
    try {
      // A nested run cannot be paused: it goes on at once, and the run around it pauses soon after.
      let outcome = vm.loop(vm, vm.pushed!);
      const paused = outcome === Outcome.PAUSED;
      while (outcome === Outcome.PAUSED) {
        const frame = look(vm, vm.result as Frame);
        chooseLoop(vm, frame);
        vm.refill();
        outcome = vm.loop(vm, frame);
      }
      if (paused) vm.trip();
      if (outcome === Outcome.RAISED) throw escaped(vm, vm.result as PyException);
      return vm.result;
    } finally {
      vm.nesting--;
      vm.sealed -= waiting;
    }
  } finally {
    vm.frame = outer;
    vm.suspension = suspensionOutside;
    vm.changeEngine(compiledWaits);
    vm.nestLimit = nestLimit;
  }
}

/** What carries an exception, which nobody in a nested run has handled, through the native that waits. */
function escaped(vm: VM, exception: PyException): Raised | Terminated {
  const { termination } = vm.budget;
  if (termination === null || exception !== termination) return new Raised(exception, false);
  // Should the native, or the host, drop it, the run is ended again where it goes on.
  termination.pending = true;
  vm.trip();
  return new Terminated(termination);
}

/**
 * Run a frame that the host has, until it ends or has taken `steps`.
 * @returns what `vm.loop` does
 */
export function runFrame(vm: VM, start: Frame, steps = Infinity): Outcome {
  const { budget } = vm;
  budget.pauseAfter(steps);
  try {
    let frame = budget.termination?.pending === true ? terminate(vm, start) : start;
    for (;;) {
      chooseLoop(vm, frame);
      vm.refill();
      const outcome = vm.loop(vm, frame);
      if (outcome !== Outcome.PAUSED) return outcome;
      frame = look(vm, vm.result as Frame);
      vm.result = frame;
      if (budget.pauseIsDue) return outcome;
    }
  } finally {
    vm.settle();
    budget.pauseAfter(Infinity);
  }
}

/** Arguments of CALL_SPREAD: what stands before `**` as an array. */
export function spreadArguments(positional: Value): Value[] {
  if (positional instanceof PyList) return positional.items.slice();
  return (positional as PyTuple).items.slice();
}

/** A keyword dict's keys are strings (checked by KEYWORDS_MERGE). */
export function keywordName(key: Value): string {
  return asStr(key)!;
}
