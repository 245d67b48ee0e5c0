// Errors that cross the border, in both directions, and stay the same ones: what a function of the
// host throws is an exception in the script, and comes out as it went in when nobody handles it.
import { InternalError } from '../errors.js';
import {
  baseException,
  exceptionType,
  exceptionTypes,
  makeException,
  Raised,
} from '../objects/exceptions.js';
import type { PyException } from '../objects/exceptions.js';
import { PyModule } from '../objects/module.js';
import { defineType, PyType } from '../objects/type.js';
import { enterCall } from '../vm/calls.js';
import { Terminated, Termination } from '../vm/budget.js';
import { isException } from '../vm/vm.js';
import type { Border } from './border.js';
import { errorFrom, Failure, originOf, PygError, setOrigin } from './errors.js';

/**
 * `pyg.HostError`: what the host has thrown in a function of its own, unless that names an exception
 * of Python itself.
 */
export const hostError = defineType('HostError', 'exception', { base: exceptionType('Exception') });
hostError.members.set('__module__', 'pyg');

export class HostErrors {
  /** What the host has thrown, by the exceptions that it is in the script. */
  private readonly thrown = new WeakMap<PyException, unknown>();
  /** The exceptions by the errors that stand for them, and that they stand for. */
  private readonly exceptions = new WeakMap<object, PyException>();
  /** Errors that were made for exceptions of the script, so that one exception is one error. */
  private readonly made = new WeakMap<PyException, WeakRef<PygError>>();

  /** What has left a run inside of another run last: if it is thrown next, it passes on. */
  private passing: PyException | null = null;

  constructor(private readonly border: Border) {}

  /**
   * Do a call of the host's own code.
   * @throws Raised what that throws
   */
  guard<T>(call: () => T): T {
    try {
      return call();
    } catch (thrown) {
      throw this.raisedFor(thrown);
    }
  }

  /** What raises in the script what the host has thrown. */
  raisedFor(thrown: unknown): Raised {
    if (thrown instanceof Raised) return thrown;
    // A fault of pyg is not for scripts to handle.
    if (thrown instanceof InternalError || thrown instanceof Terminated) throw thrown;
    const { passing } = this;
    this.passing = null;
    const isKnown = isObject(thrown) && this.exceptions.has(thrown);
    const exception = this.exceptionFor(thrown);
    // On its way on, with the traceback that it has.
    if (isKnown && (exception === passing || !this.thrown.has(exception))) {
      return new Raised(exception, false);
    }
    // An error that the host keeps and throws time and again begins anew each time.
    exception.traceback = exception.settled = null;
    return new Raised(exception);
  }

  /** The error of the host for an exception that nobody has handled. */
  errorFor(exception: PyException): unknown {
    if (this.border.vm.frame !== null) this.passing = exception;
    if (this.thrown.has(exception)) return this.thrown.get(exception);
    if (exception instanceof Termination && exception.limit === null) return exception.reason;
    let error = this.made.get(exception)?.deref();
    if (error === undefined) {
      error = errorFrom(this.border, exception);
      this.made.set(exception, new WeakRef(error));
      this.exceptions.set(error, exception);
      this.border.vm.holdFor(error, exception);
    }
    return error;
  }

  /** The exception for an error of the host. */
  exceptionFor(error: unknown): PyException {
    if (!isObject(error)) return this.wrap(error);
    const known = this.exceptions.get(error);
    if (known !== undefined) return known;
    const exception = error instanceof PygError ? this.named(error) : this.wrap(error);
    this.exceptions.set(error, exception);
    this.thrown.set(exception, error);
    if (error instanceof PygError && originOf(error) === undefined) {
      setOrigin(error, { border: this.border, exception });
    }
    const { cause } = error as { readonly cause?: unknown };
    if (error instanceof Error && cause !== undefined) exception.cause = this.exceptionFor(cause);
    return exception;
  }

  /** Whatever the host has thrown as an exception that says what it was. */
  private wrap(error: unknown): PyException {
    const exception = makeException(hostError, describe(error));
    this.thrown.set(exception, error);
    return exception;
  }

  /** The exception that a PygError of the host, or of another VM, names. */
  private named(error: PygError): PyException {
    const cls = this.classNamed(error.type);
    if (cls === undefined) return this.wrap(error);
    const args = error.message === '' ? [] : [error.message];
    const made = this.border.attempt((vm) => enterCall(vm, cls, args));
    if (made instanceof Failure) return made.exception;
    return isException(made) ? made : this.wrap(error);
  }

  private classNamed(name: string): PyType | undefined {
    const builtin = exceptionTypes.get(name);
    if (builtin !== undefined) return builtin;
    const dot = name.lastIndexOf('.');
    const module = this.border.vm.modules.getStr(dot < 0 ? '__main__' : name.slice(0, dot));
    if (!(module instanceof PyModule)) return undefined;
    const found = module.dict.getStr(name.slice(dot + 1));
    return found instanceof PyType && found.isSubclassOf(baseException) ? found : undefined;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** What an error says of itself, whatever it is. */
function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'an object without a text';
  }
}
