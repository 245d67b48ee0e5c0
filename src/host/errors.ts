// Python exceptions as errors of the host.
import { positionAt } from '../bytecode/code.js';
import { exceptionType, type PyException, type PyTraceback } from '../objects/exceptions.js';
import { attempt } from '../vm/attempt.js';
import { Terminated, Termination, type LimitName } from '../vm/budget.js';
import { SourceLines } from '../vm/traceback-lines.js';
import { strSync } from '../vm/text.js';
import { formatException } from '../vm/traceback.js';
import type { VM } from '../vm/vm.js';
import type { Border } from './border.js';

/** One entry of a traceback. */
export interface PygFrame {
  /** The name of the source file. */
  readonly file: string;
  /** 1-based line. */
  readonly line: number;
  /**
   * What was being evaluated begins here: an index into the text of the line, in UTF-16 units from 0;
   * null when it is unknown.
   */
  readonly column: number | null;
  /** 1-based line in which it ends. */
  readonly endLine: number;
  /** Where it ends in that line; null when it is unknown. */
  readonly endColumn: number | null;
  /** The name of the function, or `<module>`. */
  readonly function: string;
}

/** A run that an exception ended, for who can do something with it before it becomes an error. */
export class Failure {
  constructor(readonly exception: PyException) {}
}

/** What stands behind an error; apart from it, so that printing an error does not print a VM. */
export interface Origin {
  readonly border: Border;
  readonly exception: PyException;
}

const origins = new WeakMap<PygError, Origin>();

/** The exception that an error stands for; undefined for one that the host made and nobody raised. */
export function originOf(error: PygError): Origin | undefined {
  return origins.get(error);
}

export function setOrigin(error: PygError, origin: Origin): void {
  origins.set(error, origin);
}

/**
 * A Python exception. Thrown by everything that runs Python code, when the code does not handle what
 * it raises; a host function throws one to raise that exception in the script.
 *
 * @example
 * const fail = () => {
 *   throw new PygError('ValueError', 'boo');
 * };
 * const vm = new VM({ modules: { host: { fail } } });
 * const module = vm.run('import host\ntry: host.fail()\nexcept ValueError as e: caught = str(e)\n');
 * assert.equal(module.get('caught'), 'boo');
 * assert.throws(() => vm.run('1 / 0'), (error) => error.type === 'ZeroDivisionError');
 */
export class PygError extends Error {
  /**
   * The name of the exception's class: `ValueError`. A class that is not built in has its module
   * before it, unless that is `__main__`.
   */
  readonly type: string;

  /**
   * @param type the name of the exception's class: a built-in one, or one of the script's, which is
   *   looked up in `__main__` when it is raised there
   * @param message what `str()` of the exception is
   * @param options `cause`: the error behind this one, which becomes its `__cause__`
   */
  constructor(type: string, message = '', options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'PygError';
    this.type = type;
    this.stack = stackOf(this, []);
  }

  /** The traceback, the exception and those it came from, as `python3` would print them. */
  get traceback(): string {
    const origin = originOf(this);
    if (origin !== undefined) {
      const { vm } = origin.border;
      const text = described(vm, () => formatException(vm, origin.exception));
      if (text !== undefined) return text;
    }
    return `${this.type}${this.message === '' ? '' : `: ${this.message}`}\n`;
  }

  /** Where the exception passed, outermost frame first. */
  get frames(): PygFrame[] {
    const origin = originOf(this);
    return origin === undefined ? [] : framesOf(origin);
  }
}

/**
 * A run has exceeded one of its limits. `traceback` and `frames` say where it was; the `finally` blocks
 * and `__exit__` methods there have run since, as far as they are let.
 *
 * @example
 * const vm = new VM({ limits: { steps: 1000 } });
 * assert.throws(
 *   () => vm.run('while True: pass'),
 *   (error) => error instanceof LimitError && error.limit === 'steps',
 * );
 */
export class LimitError extends PygError {
  /**
   * @param limit which limit
   * @param type the name of the exception's class: `RecursionError` for `recursion`
   */
  constructor(
    readonly limit: LimitName,
    type: string,
    message: string,
  ) {
    super(type, message);
    this.name = 'LimitError';
  }
}

/** What a script says of its exception, for which it has a budget as for all else; or undefined. */
function described(vm: VM, describe: () => string): string | undefined {
  try {
    return vm.within(() => attempt(describe));
  } catch (thrown) {
    if (thrown instanceof Terminated) return undefined;
    throw thrown;
  }
}

/** The limit that an exception says has been exceeded; null for all others. */
function limitOf({ limits }: VM, exception: PyException): LimitName | null {
  if (exception instanceof Termination) return exception.limit;
  // The only one that a script can handle: when the calls have returned, nothing is exceeded.
  return limits.recursion !== undefined && exception.cls === recursionError ? 'recursion' : null;
}

const recursionError = exceptionType('RecursionError');

/** The error for an exception that leaves a VM. */
export function errorFrom(border: Border, exception: PyException): PygError {
  const { vm } = border;
  const text = described(vm, () => strSync(vm, exception)) ?? '<exception str() failed>';
  const { name } = exception.cls;
  const limit = limitOf(vm, exception);
  const error = limit === null ? new PygError(name, text) : new LimitError(limit, name, text);
  setOrigin(error, { border, exception });
  error.stack = stackOf(error, error.frames);
  const { cause, context, suppressContext } = exception;
  const before = cause ?? (suppressContext ? null : context);
  // As the constructor of Error does it: own, and not enumerable.
  if (before !== null) {
    Object.defineProperty(error, 'cause', {
      get: () => border.errors.errorFor(before),
      configurable: true,
    });
  }
  return error;
}

/**
 * What is printed of an error that nobody catches: Python's name for it, the frames of the script, then
 * those of the host.
 */
function stackOf({ type, message, stack = '' }: PygError, frames: readonly PygFrame[]): string {
  const title = message === '' ? type : `${type}: ${message}`;
  const places = frames.map(({ function: name, file, line, column }) => {
    return `\n    at ${name} (${file}:${line}:${(column ?? 0) + 1})`;
  });
  const own = stack.indexOf('\n    at ', message.length);
  return title + places.reverse().join('') + (own < 0 ? '' : stack.slice(own));
}

function framesOf({ border, exception }: Origin): PygFrame[] {
  const lines = new SourceLines(border.vm);
  const frames: PygFrame[] = [];
  let entry: PyTraceback | null = exception.traceback;
  for (; entry !== null; entry = entry.next) {
    const { filename, name, firstLine, positions } = entry.frame.code.source;
    const position = entry.pc < 0 ? null : positionAt(positions, entry.pc);
    const place = { file: filename, function: name };
    if (position === null) {
      frames.push({ ...place, line: firstLine, column: null, endLine: firstLine, endColumn: null });
      continue;
    }
    const { line, endLine, column, endColumn } = position;
    frames.push({
      ...place,
      line,
      column: unitsBefore(lines.line(filename, line), column),
      endLine,
      endColumn: unitsBefore(lines.line(filename, endLine), endColumn),
    });
  }
  return frames;
}

/** A column in code points as one in UTF-16 units. */
export function unitsBefore(line: string | null, column: number): number {
  return line === null ? column : Array.from(line).slice(0, column).join('').length;
}
