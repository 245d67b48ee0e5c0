// Exceptions: the instances, the traceback, the JavaScript carrier, and the built-in hierarchy.
import { tuple, type PyTuple } from './collections.js';
import type { Frame } from './frame.js';
import { defineType, objectType, tracebackType, type PyType } from './type.js';
import { allocated, Bytes } from './meter.js';
import { exchange, Holding, isCounted, UNCOUNTED } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';

/** One entry of a traceback: a frame and where it was. */
export class PyTraceback extends PyObject {
  constructor(
    readonly frame: Frame,
    readonly pc: number,
    private following: PyTraceback | null,
  ) {
    super(null);
    this.cls = tracebackType;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  get next(): PyTraceback | null {
    return this.following;
  }

  set next(value: PyTraceback | null) {
    if (isCounted(this)) exchange(this, this.following, value);
    this.following = value;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.next);
    visit(this.frame);
  }
}

export class PyException extends PyObject {
  private ownTraceback: PyTraceback | null = null;
  private ownSettled: PyTraceback | null = null;
  private ownCause: PyException | null = null;
  private ownContext: PyException | null = null;
  suppressContext = false;
  /** The attributes that only some classes have (objects/exception-fields.ts). */
  fields: Map<string, Value> | null = null;

  constructor(
    cls: PyType,
    private ownArgs: PyTuple,
  ) {
    super(null);
    this.cls = cls;
    this.attributes = null;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  get args(): PyTuple {
    return this.ownArgs;
  }

  set args(value: PyTuple) {
    if (isCounted(this)) exchange(this, this.ownArgs, value);
    this.ownArgs = value;
  }

  /** What it has passed so far. */
  get traceback(): PyTraceback | null {
    return this.ownTraceback;
  }

  set traceback(value: PyTraceback | null) {
    if (isCounted(this)) exchange(this, this.ownTraceback, value);
    this.ownTraceback = value;
  }

  /**
   * What it had passed when a handler or a cleanup last took it. The entries since then go when it
   * is raised anew, and where CPython raises it again inside a delegator (vm/unwind.ts).
   */
  get settled(): PyTraceback | null {
    return this.ownSettled;
  }

  set settled(value: PyTraceback | null) {
    if (isCounted(this)) exchange(this, this.ownSettled, value);
    this.ownSettled = value;
  }

  get cause(): PyException | null {
    return this.ownCause;
  }

  set cause(value: PyException | null) {
    if (isCounted(this)) exchange(this, this.ownCause, value);
    this.ownCause = value;
  }

  get context(): PyException | null {
    return this.ownContext;
  }

  set context(value: PyException | null) {
    if (isCounted(this)) exchange(this, this.ownContext, value);
    this.ownContext = value;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    if (this.fields !== null) for (const value of this.fields.values()) visit(value);
    visit(this.attributes);
    visit(this.ownArgs);
    visit(this.ownTraceback);
    visit(this.ownSettled);
    visit(this.ownCause);
    visit(this.ownContext);
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
