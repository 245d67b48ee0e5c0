// Python objects that the host holds: those that have no counterpart in JavaScript.
import { stopIteration } from '../objects/exceptions.js';
import { stopIterationValue } from '../objects/exception-fields.js';
import { GeneratorState, ResumeKind, type PyGenerator } from '../objects/generator.js';
import type { PyObject, Value } from '../objects/value.js';
import { getAttribute } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import { isRunning, resumeGenerator } from '../vm/resume.js';
import { repr } from '../vm/text.js';
import { Failure } from './errors.js';
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

/** Where a generator stands. */
export type GeneratorStateName = 'created' | 'suspended' | 'running' | 'finished';

const STATES: readonly GeneratorStateName[] = ['created', 'suspended', 'running', 'finished'];

/**
 * A Python generator as an iterator of the host. `next`, `return` and `throw` are those of a JavaScript
 * generator; `send` and `close` are Python's words. Leaving a `for … of` early closes it, so that its
 * `finally` blocks run at once, and so does `using`.
 */
export class PygGenerator
  extends PygObject
  implements IterableIterator<unknown, unknown, unknown>, Disposable
{
  /** `inspect.getgeneratorstate()` in lower case, without what all four have in common. */
  get state(): GeneratorStateName {
    const generator = contentOf(this).value as PyGenerator;
    return isRunning(generator) ? 'running' : STATES[generator.state]!;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /**
   * The next item: `next()` is Python's `next(g)`, `next(x)` is `g.send(x)`.
   * @returns with `done`, the generator's return value, once; then `undefined`
   * @throws PygError what the generator raises
   */
  next(value?: unknown): IteratorResult<unknown, unknown> {
    const { border } = contentOf(this);
    return value === undefined
      ? this.resume(ResumeKind.NEXT, null)
      : this.resume(ResumeKind.SEND, border.toPython(value));
  }

  /**
   * Python's `g.send(value)`.
   * @param value what the yield expression is; `undefined` and `null` are None
   * @returns what the generator yields next
   * @throws PygError of type StopIteration when it ends, TypeError when it has not begun and `value` is
   *   not None
   */
  send(value: unknown): unknown {
    const { border } = contentOf(this);
    const sent = border.toPython(value);
    return border.toHost(
      border.run((vm) => resumeGenerator(vm, this.generator, ResumeKind.SEND, sent)),
    );
  }

  /**
   * Raise an error at the yield. A PygError is the Python exception it stands for, or names; any
   * other value becomes a `pyg.HostError`, and comes out again unchanged when the script lets it pass.
   * @returns what the generator yields next, or returns
   * @throws PygError what the generator raises; the error when it is not handled
   */
  throw(error: unknown): IteratorResult<unknown, unknown> {
    const { border } = contentOf(this);
    return this.resume(ResumeKind.THROW, border.errors.exceptionFor(error));
  }

  /**
   * Close the generator.
   * @returns `value` as the result, which is what `for … of` expects of an early end
   * @throws PygError as `close()`
   */
  return(value?: unknown): IteratorResult<unknown, unknown> {
    this.close();
    return { done: true, value };
  }

  /**
   * Python's `g.close()`: raise GeneratorExit at the yield and run the cleanup.
   * @throws PygError what cleanup code raises; RuntimeError when the generator yields instead
   */
  close(): void {
    const { border } = contentOf(this);
    border.run((vm) => resumeGenerator(vm, this.generator, ResumeKind.CLOSE, null));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private get generator(): PyGenerator {
    return contentOf(this).value as PyGenerator;
  }

  private resume(kind: ResumeKind, sent: Value): IteratorResult<unknown, unknown> {
    const { border } = contentOf(this);
    const { generator } = this;
    if (generator.state === GeneratorState.FINISHED && kind !== ResumeKind.THROW) {
      return { done: true, value: undefined };
    }
    const outcome = border.attempt((vm) => resumeGenerator(vm, generator, kind, sent));
    if (!(outcome instanceof Failure)) return { done: false, value: border.toHost(outcome) };
    const { exception } = outcome;
    const returned = generator.state === GeneratorState.FINISHED && exception.cls === stopIteration;
    if (!returned || exception === sent) throw border.errors.errorFor(exception);
    return { done: true, value: border.toHost(stopIterationValue(exception)) };
  }
}
