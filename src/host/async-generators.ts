// Python's async generators as those of the host.
import { stopAsyncIteration } from '../objects/exceptions.js';
import type { PyGenerator } from '../objects/generator.js';
import type { Value } from '../objects/value.js';
import { getAttribute } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import { Failure } from './errors.js';
import { behind, PygObject } from './handles.js';
import type { HostValue, PygValue } from './values.js';

/**
 * A Python async generator as one of the host. Its steps are tasks of the VM's own event loop, one after
 * the other in the order in which they were asked for. Leaving a `for await … of` early closes it, and
 * waits until its `finally` blocks have run.
 *
 * @example
 * const vm = new VM();
 * const module = vm.run('async def count(n):\n    for i in range(n): yield i\n');
 * const seen = [];
 * for await (const i of module.call<PygAsyncGenerator<number>>('count', 3)) seen.push(i);
 * assert.deepEqual(seen, [0, 1, 2]);
 */
export class PygAsyncGenerator<T = PygValue>
  extends PygObject
  implements AsyncGenerator<T, undefined, HostValue>
{
  /** The last step that was asked for. */
  private last: Promise<unknown> = Promise.resolve();

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * The next item: `next()` is Python's `anext(g)`, `next(x)` is `g.asend(x)`.
   * @returns rejected with what the generator raises
   */
  next(value?: HostValue): Promise<IteratorResult<T, undefined>> {
    return this.step('asend', behind(this).border.toPython(value));
  }

  /**
   * Close the generator: Python's `g.aclose()`.
   * @returns `value` as the result; rejected with what cleanup code raises, or RuntimeError when the
   *   generator yields instead
   */
  async return(value?: undefined | PromiseLike<undefined>): Promise<IteratorResult<T, undefined>> {
    await this.step('aclose');
    return { done: true, value: await value };
  }

  /**
   * Raise an error at the yield: Python's `g.athrow(error)`.
   * @returns what the generator yields next; rejected with what it raises, with the error itself when it
   *   does not handle that
   */
  throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    const { border } = behind<PyGenerator>(this);
    return this.step('athrow', border.errors.exceptionFor(error));
  }

  /** Close it, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Call a method of the generator and await what that returns, after the steps before. */
  private step(name: string, ...args: Value[]): Promise<IteratorResult<T, undefined>> {
    const { border, value } = behind<PyGenerator>(this);
    const finish = (outcome: Value | Failure): IteratorResult<T, undefined> => {
      if (!(outcome instanceof Failure)) return { done: false, value: border.toHost(outcome) as T };
      const { exception } = outcome;
      if (exception.cls !== stopAsyncIteration) throw border.errors.errorFor(exception);
      return { done: true, value: undefined };
    };
    const step = (): Promise<IteratorResult<T, undefined>> =>
      border.loop.run(
        border.run((vm) => enterCall(vm, getAttribute(vm, value, name), args)),
        finish,
      );
    const result = this.last.then(step, step);
    this.last = result;
    return result;
  }
}
