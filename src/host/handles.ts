// Python objects that the host holds: those that have no counterpart in JavaScript.
import { makeException, stopIteration } from '../objects/exceptions.js';
import { stopIterationValue } from '../objects/exception-fields.js';
import { GeneratorState, ResumeKind, type PyGenerator } from '../objects/generator.js';
import type { PyObject, Value } from '../objects/value.js';
import { getAttribute } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import { resumeGenerator } from '../vm/resume.js';
import { repr } from '../vm/text.js';
import { Failure, originOf, PygError } from './errors.js';
import type { Border } from './border.js';

/** What a handle holds; apart from it, so that printing a handle does not print a VM. */
interface Content {
  readonly border: Border;
  readonly value: PyObject;
}

const contents = new WeakMap<PygObject, Content>();

/** The object behind a handle, and the border it came over. */
export function contentOf(handle: PygObject): Content {
  return contents.get(handle)!;
}

/** An object of a script as such: a function, a class, an instance. */
export class PygObject {
  /** @internal */
  constructor(border: Border, value: PyObject) {
    contents.set(this, { border, value });
  }

  /** The name of its class. */
  get type(): string {
    return contentOf(this).value.cls.name;
  }

  /**
   * Call it.
   * @throws PygError
   */
  call(...args: unknown[]): unknown {
    const { border, value } = contentOf(this);
    const values = args.map((arg) => border.toPython(arg));
    return border.toHost(border.run((vm) => enterCall(vm, value, values)));
  }

  /**
   * An attribute.
   * @throws PygError AttributeError
   */
  get(name: string): unknown {
    const { border, value } = contentOf(this);
    return border.toHost(border.run((vm) => getAttribute(vm, value, name)));
  }

  /** Its `repr()`. */
  toString(): string {
    const { border, value } = contentOf(this);
    return String(border.run((vm) => repr(vm, value)));
  }
}

/**
 * A Python generator as a JavaScript iterator. Leaving a `for … of` early closes it, so that its
 * `finally` blocks run at once, and so does `using`.
 */
export class PygGenerator extends PygObject implements IterableIterator<unknown>, Disposable {
  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next item: `next()` is Python's `next(g)`, `next(x)` is `g.send(x)`.
   * @returns with `done`, the generator's return value, once; then `undefined`
   * @throws PygError
   */
  next(value?: unknown): IteratorResult<unknown, unknown> {
    return value === undefined
      ? this.resume(ResumeKind.NEXT, null)
      : this.resume(ResumeKind.SEND, contentOf(this).border.toPython(value));
  }

  /** Python's `g.send(value)`; `undefined` and `null` are None. */
  send(value: unknown): IteratorResult<unknown, unknown> {
    return this.resume(ResumeKind.SEND, contentOf(this).border.toPython(value));
  }

  /**
   * Raise an error at the yield. A PygError is the Python exception it stands for; any other value
   * becomes an `Exception`, and comes out again unchanged when the script lets it pass.
   */
  throw(error: unknown): IteratorResult<unknown, unknown> {
    if (error instanceof PygError) {
      const { vm, exception } = originOf(error);
      if (vm === contentOf(this).border.vm) return this.resume(ResumeKind.THROW, exception);
      throw new TypeError('an error of one VM cannot be raised in another');
    }
    const exception = makeException('Exception', String(error));
    try {
      return this.resume(ResumeKind.THROW, exception);
    } catch (thrown) {
      throw thrown instanceof PygError && originOf(thrown).exception === exception ? error : thrown;
    }
  }

  /** Close the generator; the result is what `for … of` expects of an early end. */
  return(value?: unknown): IteratorResult<unknown, unknown> {
    this.close();
    return { done: true, value };
  }

  /**
   * Python's `g.close()`.
   * @throws PygError what cleanup code raises; RuntimeError when the generator yields instead
   */
  close(): void {
    const { border, value } = contentOf(this);
    border.run((vm) => resumeGenerator(vm, value as PyGenerator, ResumeKind.CLOSE, null));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private resume(kind: ResumeKind, sent: Value): IteratorResult<unknown, unknown> {
    const { border } = contentOf(this);
    const value = contentOf(this).value as PyGenerator;
    if (value.state === GeneratorState.FINISHED && kind !== ResumeKind.THROW) {
      return { done: true, value: undefined };
    }
    const outcome = border.attempt((vm) => resumeGenerator(vm, value, kind, sent));
    if (!(outcome instanceof Failure)) return { done: false, value: border.toHost(outcome) };
    const { exception } = outcome;
    const returned = value.state === GeneratorState.FINISHED && exception.cls === stopIteration;
    if (!returned || exception === sent) throw new PygError(border.vm, exception);
    return { done: true, value: border.toHost(stopIterationValue(exception)) };
  }
}
