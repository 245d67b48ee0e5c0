// The event loop for coroutines that the host calls: asyncio's own, in an execution that goes on as long
// as the VM does, and waits when there is nothing to do. All coroutines that the host calls are tasks
// of one loop, so that they can share queues and locks.
import { PyException } from '../objects/exceptions.js';
import { PyBuiltin } from '../objects/functions.js';
import type { PyModule } from '../objects/module.js';
import { builtinType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { getAttribute } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import { Execution } from '../vm/execution.js';
import { importNamed } from '../vm/imports.js';
import type { VM } from '../vm/vm.js';
import type { Border } from './border.js';
import { drive } from './driving.js';
import { Failure } from './errors.js';

export class HostLoop {
  /** The loop that runs; null before the first coroutine, and when it has been ended. */
  private loop: Value = null;
  /** What runs it. */
  private execution: Execution | null = null;
  /** What rejects the promises of tasks that are not done. */
  private readonly open = new Set<(reason: unknown) => void>();

  constructor(private readonly border: Border) {}

  /**
   * Let the loop run an awaitable.
   * @param finish makes of the outcome what the promise is fulfilled with, or throws
   * @param signal cancels the task; then the promise is rejected with the reason when that has ended
   */
  run<T>(
    awaitable: Value,
    finish: (outcome: Value | Failure) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let task: Value;
      const cancel = (): void => {
        this.border.run((vm) => enterCall(vm, getAttribute(vm, task, 'cancel'), []));
      };
      // Its limits are those of what the host asks for together, from when it asks for nothing else.
      if (this.open.size === 0) this.execution?.renewBudget();
      this.open.add(reject);
      const done = (_vm: VM, result: Value, exception: Value): null => {
        this.open.delete(reject);
        signal?.removeEventListener('abort', cancel);
        try {
          signal?.throwIfAborted();
          resolve(finish(exception instanceof PyException ? new Failure(exception) : result));
        } catch (error) {
          reject(error as Error);
        }
        return null;
      };
      try {
        const isNew = this.loop === null;
        if (isNew) this.hold(this.call('make'));
        task = this.call('submit', this.loop, awaitable, callback(done));
        signal?.addEventListener('abort', cancel);
        if (isNew) this.start();
      } catch (error) {
        this.open.delete(reject);
        reject(error as Error);
      }
    });
  }

  private hold(loop: Value): void {
    this.border.vm.exchangeRoot(this.loop, loop);
    this.loop = loop;
  }

  /** Nobody waits for the end of the loop; what ends it has ended the tasks that were open. */
  private start(): void {
    const { loop, border } = this;
    const run = this.member('run');
    const execution = new Execution(border.vm, (vm) => enterCall(vm, run, [loop]));
    this.execution = execution;
    const end = (reason: unknown): void => {
      this.execution = null;
      this.hold(null);
      for (const reject of this.open) reject(reason);
      this.open.clear();
    };
    drive(border, execution, () => null).then(end, end);
  }

  private call(name: string, ...args: Value[]): Value {
    const callee = this.member(name);
    return this.border.run((vm) => enterCall(vm, callee, args));
  }

  /** A function of the library's part of this. */
  private member(name: string): Value {
    const module = this.border.run((vm) => importNamed(vm, null, '_host_loop', null, 0));
    return (module as PyModule).dict.getStr(name);
  }
}

/** A function for the script to call with two arguments. */
function callback(native: (vm: VM, result: Value, exception: Value) => Value): PyBuiltin {
  return new PyBuiltin(builtinType, 'done', 'done', 'fixed', 2, 2, [], 2, Infinity, native);
}
