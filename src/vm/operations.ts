// operations.ts: the instructions that are more than a line and belong to no larger subject:
// making functions and slices, keyword calls, with, raising, iteration over foreign iterators.
import { reserveText } from '../objects/meter.js';
import { CodeFlag } from '../bytecode/code.js';
import { Completion } from '../bytecode/opcodes.js';
import { PyDict } from '../objects/dict.js';
import { PySlice, PyTuple } from '../objects/collections.js';
import {
  PyException,
  Raised,
  baseException,
  exceptionType,
  generatorExit,
  raised,
  typeError,
} from '../objects/exceptions.js';
import { PyAwaiter } from '../objects/awaiters.js';
import { getOwn } from '../objects/attributes.js';
import type { Frame } from '../objects/frame.js';
import { PyBoundMethod, PyBuiltin, PyFunction, type PyCode } from '../objects/functions.js';
import { GeneratorState, PyGenerator, ResumeKind } from '../objects/generator.js';
import { PyIterator } from '../objects/iterators.js';
import { PUSHED, typeOf } from '../objects/type-of.js';
import { coroutineType, generatorType, PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { bindDescriptor, enterSpecial, getAttribute, getAttributeSync } from './access.js';
import { linkAwaiter } from './async-steps.js';
import { enterCall, enterPrelude, runNested } from './calls.js';
import { getIterator } from './iterate.js';
import { isBegunByThrow, refuseThrow, resumeGenerator } from './resume.js';
import { asciiOf, format, repr, str } from './text.js';
import { reportIgnored } from './traceback.js';
import type { VM } from './vm.js';

/** Operands: dst, k, defaults, kwDefaults, annotations. */
export function makeFunction(frame: Frame, pc: number): PyFunction {
  const { regs, code } = frame;
  const words = code.instructions;
  const target = code.constants[words[pc + 2]!] as PyCode;
  const optional = (at: number): Value => (words[at]! < 0 ? null : regs[words[at]!]);
  const closure = target.source.captures.map((cell) => frame.cells[cell]!);
  const made = new PyFunction(
    target,
    frame.globals,
    closure,
    optional(pc + 3) as PyTuple | null,
    optional(pc + 4) as PyDict | null,
  );
  made.annotations = optional(pc + 5) as PyDict | null;
  return made;
}

export function buildSlice(
  regs: readonly Value[],
  start: number,
  stop: number,
  step: number,
): PySlice {
  const at = (register: number): Value => (register < 0 ? null : regs[register]);
  return new PySlice(at(start), at(stop), at(step));
}

/** CALL_KEYWORDS: the last arguments go by name. */
export function callKeywords(
  vm: VM,
  callee: Value,
  regs: readonly Value[],
  base: number,
  n: number,
  names: PyTuple,
): Value {
  const positional = n - names.items.length;
  const keywords = new PyDict();
  names.items.forEach((name, i) => keywords.setStr(name as string, regs[base + positional + i]));
  return enterCall(vm, callee, regs.slice(base, base + positional), keywords);
}

/** FOR_NEXT on an iterator that is neither a generator nor built in. */
export function enterNext(vm: VM, iterator: Value): Value {
  const method = typeOf(iterator).lookup('__next__');
  if (method === undefined || method === null) {
    throw typeError(`'${typeOf(iterator).name}' object is not an iterator`);
  }
  return enterSpecial(vm, method, iterator, []);
}

/**
 * SEND to what is no VM generator: next() for None, else its send method. `undefined`: exhausted.
 * Behind an awaiter there is one, and it is linked.
 */
export function enterSend(vm: VM, iterator: Value, value: Value): Value {
  if (iterator instanceof PyAwaiter) return linkAwaiter(vm, iterator, value);
  if (value === null) {
    return iterator instanceof PyIterator ? iterator.next(vm) : enterNext(vm, iterator);
  }
  const send = runNested(vm, () => getAttribute(vm, iterator, 'send'));
  return enterCall(vm, send, [value]);
}

/** BUILD_STRING: the texts in some registers behind each other. */
export function joinTexts(regs: readonly Value[], from: number, to: number): string {
  let length = 0;
  for (let i = from; i < to; i++) length += (regs[i] as string).length;
  reserveText(length);
  let text = '';
  for (let i = from; i < to; i++) text += regs[i] as string;
  return text;
}

/**
 * THROW_INTO: what was thrown at a delegation goes on to the iterator.
 * @see PEP 380
 */
export function enterThrow(vm: VM, frame: Frame, iterator: Value): Value {
  const register = frame.code.instructions[frame.pc + 3]!;
  const exception = frame.regs[register] as PyException;
  const { thread } = vm;
  const { thrown } = thread;
  thread.thrown = null;
  const isLast = thrown !== null && thrown.exception === exception;
  const closes =
    exception.cls.isSubclassOf(generatorExit) && !isBegunByThrow((frame.owner as PyGenerator).root);
  let method: Value;
  try {
    method = getAttributeSync(vm, iterator, closes ? 'close' : 'throw');
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    if (!closes) {
      vm.pushed = refuseThrow(vm, frame.owner as PyGenerator, error);
      return PUSHED;
    }
    reportIgnored(vm, error.exception, iterator);
    method = undefined;
  }
  if (method === undefined) {
    if (isLast && !thrown.valid) {
      vm.pushed = refuseThrow(vm, frame.owner as PyGenerator, new Raised(exception));
      return PUSHED;
    }
    // Nobody has taken it: so it is raised here, whatever it is (vm/unwind.ts).
    frame.store(register, undefined);
    throw new Raised(exception, false);
  }
  if (closes) return enterPrelude(vm, 'close_and_raise', method, exception);
  return enterCall(vm, method, isLast ? [...thrown.args] : [exception]);
}

/**
 * GET_YIELD_FROM_ITER: a generator delegates as it is.
 * @throws Raised TypeError for what is not iterable, and for a coroutine in a plain generator
 */
export function yieldFromIterator(vm: VM, value: Value): Value {
  if (!(value instanceof PyGenerator)) return getIterator(vm, value);
  if (value.cls === generatorType) return value;
  if (value.cls !== coroutineType) return getIterator(vm, value);
  if ((vm.frame!.code.flags & (CodeFlag.COROUTINE | CodeFlag.ITERABLE_COROUTINE)) !== 0)
    return value;
  throw typeError("cannot 'yield from' a coroutine object in a non-coroutine generator");
}

/**
 * OWN: a generator that a for statement iterates belongs to the loop when the statement itself made
 * it, by the call that is its iterable or by the iterable's `__iter__` or `__aiter__`: nobody else can
 * know it.
 */
export function own(generator: PyGenerator, iterable: Value, callee: Value): void {
  if (generator.state !== GeneratorState.CREATED) return;
  const asks = generator.async === null ? '__iter__' : '__aiter__';
  generator.owned =
    generator === iterable
      ? isGeneratorFunction(callee)
      : isGeneratorFunction(typeOf(iterable).lookup(asks));
}

/** Whether a call makes a generator each time. */
function isGeneratorFunction(callee: Value): boolean {
  if (callee instanceof PyBoundMethod) return isGeneratorFunction(callee.fn);
  const makers = CodeFlag.GENERATOR | CodeFlag.ASYNC_GENERATOR;
  return callee instanceof PyFunction && (callee.code.flags & makers) !== 0;
}

/** MAKE_EXCEPTION: an instance for `raise`; with imm 1, the cause of one. */
export function prepareException(vm: VM, value: Value, imm: number): Value {
  if (value instanceof PyException) return value;
  if (imm === 1 && value === null) return null;
  if (value instanceof PyType && value.isSubclassOf(baseException)) {
    const made = enterCall(vm, value, []);
    if (made === PUSHED || made instanceof PyException) return made;
    throw typeError(
      `calling ${value.name} should have returned an instance of BaseException, not ${typeOf(made).name}`,
    );
  }
  throw typeError(
    imm === 1
      ? 'exception causes must derive from BaseException'
      : 'exceptions must derive from BaseException',
  );
}

/**
 * MATCH_EXCEPTION
 * @throws Raised TypeError for what is no exception class
 */
export function matchesException(exception: PyException, wanted: Value): boolean {
  if (wanted instanceof PyType && wanted.isSubclassOf(baseException)) {
    return exception.cls.isSubclassOf(wanted);
  }
  if (!(wanted instanceof PyTuple)) throw badHandler();
  for (const item of wanted.items) {
    if (!(item instanceof PyType) || !item.isSubclassOf(baseException)) throw badHandler();
  }
  return wanted.items.some((item) => exception.cls.isSubclassOf(item as PyType));
}

function badHandler(): Raised {
  return typeError('catching classes that do not inherit from BaseException is not allowed');
}

export function assertionError(): PyType {
  return exceptionType('AssertionError');
}

/** BEFORE_WITH: both methods are looked up on the class, `__enter__` first. */
export function beforeWith(vm: VM, frame: Frame, into: number, manager: Value): void {
  const type = typeOf(manager);
  const enter = type.lookup('__enter__');
  if (enter === undefined) {
    throw typeError(`'${type.name}' object does not support the context manager protocol`);
  }
  const exit = type.lookup('__exit__');
  if (exit === undefined) {
    throw typeError(
      `'${type.name}' object does not support the context manager protocol (missed __exit__ method)`,
    );
  }
  if (isGeneratorManager(enter)) {
    const generator = getOwn(manager, 'gen');
    if (generator instanceof PyGenerator) generator.managed = true;
  }
  putMethod(vm, frame, into, enter, manager);
  putMethod(vm, frame, into + 2, exit, manager);
}

/** The file name of the code of the library's contextlib. */
const CONTEXTLIB = '<frozen contextlib>';

/** Whether an `__enter__` is that of what a function decorated with `@contextmanager` returns. */
function isGeneratorManager(enter: Value): boolean {
  if (!(enter instanceof PyFunction)) return false;
  const { qualname, filename } = enter.code.source;
  return qualname === '_GeneratorContextManager.__enter__' && filename === CONTEXTLIB;
}

export function putMethod(vm: VM, frame: Frame, into: number, method: Value, self: Value): void {
  if (method instanceof PyFunction || method instanceof PyBuiltin) {
    frame.store(into, method);
    frame.store(into + 1, self);
  } else {
    frame.store(into, bindDescriptor(vm, method, self, typeOf(self)));
    frame.store(into + 1, undefined);
  }
}

/** WITH_EXIT: `__exit__` or `__aexit__` with the exception in flight, or with None three times. */
export function enterWithExit(vm: VM, frame: Frame, base: number, rec: number): Value {
  const { regs } = frame;
  const kind = regs[rec];
  const args: Value[] = regs[base + 1] === undefined ? [] : [regs[base + 1]];
  if (kind === Completion.RAISE || kind === Completion.CLOSE) {
    const exception = frame.handled as PyException;
    args.push(exception.cls, exception, exception.traceback);
  } else args.push(null, null, null);
  return enterCall(vm, regs[base], args);
}

/** FORMAT: an f-string field. */
export function formatValue(vm: VM, value: Value, conversion: number, spec: Value): Value {
  if (conversion === 0) return format(vm, value, spec as string);
  if (spec !== '') return enterPrelude(vm, 'format_converted', value, conversion, spec);
  return convert(vm, value, conversion);
}

/** The conversion of a field: 1 str, 2 repr, 3 ascii. */
export function convert(vm: VM, value: Value, conversion: number): Value {
  return conversion === 1
    ? str(vm, value)
    : conversion === 2
      ? repr(vm, value)
      : asciiOf(vm, value);
}

/** next(iterator) outside a loop: StopIteration at the end. */
export function nextOf(vm: VM, iterator: Value): Value {
  if (iterator instanceof PyGenerator && iterator.cls === generatorType) {
    return resumeGenerator(vm, iterator, ResumeKind.NEXT, null);
  }
  if (!(iterator instanceof PyIterator)) return enterNext(vm, iterator);
  const value = iterator.next(vm);
  if (value === undefined) throw raised('StopIteration');
  return value;
}
