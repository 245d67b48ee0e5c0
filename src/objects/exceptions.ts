// Exceptions: the instances, the traceback, the JavaScript carrier, and the built-in hierarchy.
import { tuple, type PyTuple } from './collections.js';
import type { Frame } from './frame.js';
import { defineType, objectType, tracebackType, type PyType } from './type.js';
import { PyObject, type Value } from './value.js';

/** One entry of a traceback: a frame and where it was. */
export class PyTraceback extends PyObject {
  constructor(
    readonly frame: Frame,
    readonly pc: number,
    public next: PyTraceback | null,
  ) {
    super(tracebackType);
  }
}

export class PyException extends PyObject {
  /** What it has passed so far. */
  traceback: PyTraceback | null = null;
  /**
   * What it had passed when a handler or a cleanup last took it. The entries since then go when it
   * is raised anew, and where CPython raises it again inside a delegator (vm/unwind.ts).
   */
  settled: PyTraceback | null = null;
  cause: PyException | null = null;
  context: PyException | null = null;
  suppressContext = false;

  constructor(
    cls: PyType,
    public args: PyTuple,
  ) {
    super(cls);
  }
}

/**
 * Carries a Python exception through TypeScript code: what a slow path or a built-in throws when it
 * fails. Not an Error, so that nothing captures a JavaScript stack.
 */
export class Raised {
  constructor(
    readonly exception: PyException,
    /** False when it passes on what was raised before: its context is set already. */
    readonly fresh: boolean = true,
  ) {}
}

const BASE = defineType('BaseException', 'exception');

/** The built-in exception classes by name. */
export const exceptionTypes = new Map<string, PyType>([['BaseException', BASE]]);

/** name: bases. A row stands after its bases. */
const HIERARCHY: readonly (readonly [string, ...string[]])[] = [
  ['GeneratorExit', 'BaseException'],
  ['KeyboardInterrupt', 'BaseException'],
  ['SystemExit', 'BaseException'],
  ['BaseExceptionGroup', 'BaseException'],
  ['Exception', 'BaseException'],
  ['ExceptionGroup', 'BaseExceptionGroup'],
  ['ArithmeticError', 'Exception'],
  ['FloatingPointError', 'ArithmeticError'],
  ['OverflowError', 'ArithmeticError'],
  ['ZeroDivisionError', 'ArithmeticError'],
  ['AssertionError', 'Exception'],
  ['AttributeError', 'Exception'],
  ['BufferError', 'Exception'],
  ['EOFError', 'Exception'],
  ['ImportError', 'Exception'],
  ['ModuleNotFoundError', 'ImportError'],
  ['LookupError', 'Exception'],
  ['IndexError', 'LookupError'],
  ['KeyError', 'LookupError'],
  ['MemoryError', 'Exception'],
  ['NameError', 'Exception'],
  ['UnboundLocalError', 'NameError'],
  ['OSError', 'Exception'],
  ['BlockingIOError', 'OSError'],
  ['ChildProcessError', 'OSError'],
  ['ConnectionError', 'OSError'],
  ['BrokenPipeError', 'ConnectionError'],
  ['ConnectionAbortedError', 'ConnectionError'],
  ['ConnectionRefusedError', 'ConnectionError'],
  ['ConnectionResetError', 'ConnectionError'],
  ['FileExistsError', 'OSError'],
  ['FileNotFoundError', 'OSError'],
  ['InterruptedError', 'OSError'],
  ['IsADirectoryError', 'OSError'],
  ['NotADirectoryError', 'OSError'],
  ['PermissionError', 'OSError'],
  ['ProcessLookupError', 'OSError'],
  ['TimeoutError', 'OSError'],
  ['ReferenceError', 'Exception'],
  ['RuntimeError', 'Exception'],
  ['NotImplementedError', 'RuntimeError'],
  ['RecursionError', 'RuntimeError'],
  ['StopIteration', 'Exception'],
  ['StopAsyncIteration', 'Exception'],
  ['SyntaxError', 'Exception'],
  ['IndentationError', 'SyntaxError'],
  ['TabError', 'IndentationError'],
  ['SystemError', 'Exception'],
  ['TypeError', 'Exception'],
  ['ValueError', 'Exception'],
  ['UnicodeError', 'ValueError'],
  ['UnicodeDecodeError', 'UnicodeError'],
  ['UnicodeEncodeError', 'UnicodeError'],
  ['UnicodeTranslateError', 'UnicodeError'],
  ['Warning', 'Exception'],
  ['BytesWarning', 'Warning'],
  ['DeprecationWarning', 'Warning'],
  ['EncodingWarning', 'Warning'],
  ['FutureWarning', 'Warning'],
  ['ImportWarning', 'Warning'],
  ['PendingDeprecationWarning', 'Warning'],
  ['ResourceWarning', 'Warning'],
  ['RuntimeWarning', 'Warning'],
  ['SyntaxWarning', 'Warning'],
  ['UnicodeWarning', 'Warning'],
  ['UserWarning', 'Warning'],
];
for (const [name, base] of HIERARCHY) {
  exceptionTypes.set(name, defineType(name, 'exception', { base: exceptionTypes.get(base!)! }));
}

// The one built-in exception class with two bases.
const group = exceptionTypes.get('ExceptionGroup')!;
const plain = exceptionTypes.get('Exception')!;
group.bases = [...group.bases, plain];
group.mro = [...group.mro.slice(0, 2), ...plain.mro];

/** The built-in exception class of that name. */
export function exceptionType(name: string): PyType {
  return exceptionTypes.get(name) ?? objectType;
}

export const baseException = BASE;
export const generatorExit = exceptionType('GeneratorExit');
export const exceptionGroup = group;
export const baseExceptionGroup = exceptionType('BaseExceptionGroup');
export const stopIteration = exceptionType('StopIteration');
export const stopAsyncIteration = exceptionType('StopAsyncIteration');

/** Make an exception of a built-in class. */
export function makeException(type: PyType | string, ...args: Value[]): PyException {
  return new PyException(typeof type === 'string' ? exceptionType(type) : type, tuple(args));
}

/** `throw raised('TypeError', message)`: how TypeScript code raises a Python exception. */
export function raised(type: string, ...args: Value[]): Raised {
  return new Raised(makeException(type, ...args));
}

export function typeError(message: string): Raised {
  return raised('TypeError', message);
}

export function valueError(message: string): Raised {
  return raised('ValueError', message);
}
