// Iterators and generators that the host holds.
import { stopIteration } from '../objects/exceptions.js';
import { stopIterationValue } from '../objects/exception-fields.js';
import { GeneratorState, ResumeKind, type PyGenerator } from '../objects/generator.js';
import type { Value } from '../objects/value.js';
import { nextOf } from '../vm/operations.js';
import { isRunning, resumeGenerator } from '../vm/resume.js';
import { Failure } from './errors.js';
import { behind, contentOf, PygObject } from './handles.js';
import type { HostValue, PygValue } from './values.js';

/** An iterator of Python as one of JavaScript. */
export class PygIterator<T = PygValue> extends PygObject implements IterableIterator<T> {
  [Symbol.iterator](): this {
    return this;
  }

  /**
   * `next(iterator)`
   * @throws PygError what it raises, StopIteration excepted
   */
  next(): IteratorResult<T, unknown> {
    const { border, value } = contentOf(this);
    const outcome = border.attempt((vm) => nextOf(vm, value));
    if (!(outcome instanceof Failure)) return { value: border.toHost(outcome) as T, done: false };
    const { exception } = outcome;
    if (!exception.cls.isSubclassOf(stopIteration)) throw border.errors.errorFor(exception);
    return { value: border.toHost(stopIterationValue(exception)), done: true };
  }
}

/** Where a generator stands. */
export type GeneratorStateName = 'created' | 'suspended' | 'running' | 'finished';

const STATES: readonly GeneratorStateName[] = ['created', 'suspended', 'running', 'finished'];

/**
 * A Python generator as a generator of JavaScript. `next`, `return` and `throw` are those of a
 * JavaScript generator; `send` and `close` are Python's words. Leaving a `for … of` early closes it, so
 * that its `finally` blocks run at once, and so does `using`.
 *
 * @example
 * const lines: string[] = [];
 * const vm = new VM({ stdout: (text) => lines.push(text) });
 * const module = vm.run(`
 * def count():
 *     try:
 *         n = 1
 *         while True: n = (yield n) or n + 1
 *     finally:
 *         print('closed')
 * `);
 * const counter = module.call<PygGenerator<number>>('count');
 * assert.deepEqual(counter.next(), { value: 1, done: false });
 * assert.equal(counter.send(10), 10);
 * for (const n of counter) break;
 * assert.equal(counter.state, 'finished');
 * assert.deepEqual(lines, ['closed\n']);
 */
export class PygGenerator<T = PygValue, R = PygValue, S extends HostValue = HostValue>
  extends PygIterator<T>
  implements IterableIterator<T, R | undefined, S | undefined>, Disposable
{
  /** Where it stands, in the words of `inspect.getgeneratorstate()`. */
  get state(): GeneratorStateName {
    const { value } = behind<PyGenerator>(this);
    return isRunning(value) ? 'running' : STATES[value.state]!;
  }

  /**
   * The next item: `next()` is Python's `next(g)`, `next(x)` is `g.send(x)`.
   * @returns with `done`, the generator's return value, once; then `undefined`
   * @throws PygError what the generator raises
   */
  override next(value?: S): IteratorResult<T, R | undefined> {
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
  send(value: S | null | undefined): T {
    const { border, value: generator } = behind<PyGenerator>(this);
    const sent = border.toPython(value);
    const yielded = border.run((vm) => resumeGenerator(vm, generator, ResumeKind.SEND, sent));
    return border.toHost(yielded) as T;
  }

  /**
   * Raise an error at the yield. A PygError is the Python exception it stands for, or names; any
   * other value becomes a `pyg.HostError`, and comes out again unchanged when the script lets it pass.
   * @returns what the generator yields next, or returns
   * @throws PygError what the generator raises; the error when it is not handled
   */
  throw(error: unknown): IteratorResult<T, R | undefined> {
    const { border } = contentOf(this);
    return this.resume(ResumeKind.THROW, border.errors.exceptionFor(error));
  }

  /**
   * Close the generator.
   * @returns `value` as the result, which is what `for … of` expects of an early end
   * @throws PygError as `close()`
   */
  return(value?: unknown): IteratorResult<T, R | undefined> {
    this.close();
    return { value: value as R, done: true };
  }

  /**
   * Python's `g.close()`: raise GeneratorExit at the yield and run the cleanup.
   * @throws PygError what cleanup code raises; RuntimeError when the generator yields instead
   */
  close(): void {
    const { border, value } = behind<PyGenerator>(this);
    border.run((vm) => resumeGenerator(vm, value, ResumeKind.CLOSE, null));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  private resume(kind: ResumeKind, sent: Value): IteratorResult<T, R | undefined> {
    const { border, value } = behind<PyGenerator>(this);
    if (value.state === GeneratorState.FINISHED && kind !== ResumeKind.THROW) {
      return { value: undefined, done: true };
    }
    const outcome = border.attempt((vm) => resumeGenerator(vm, value, kind, sent));
    if (!(outcome instanceof Failure)) return { value: border.toHost(outcome) as T, done: false };
    const { exception } = outcome;
    const returned = value.state === GeneratorState.FINISHED && exception.cls === stopIteration;
    if (!returned || exception === sent) throw border.errors.errorFor(exception);
    return { value: border.toHost(stopIterationValue(exception)) as R, done: true };
  }
}
