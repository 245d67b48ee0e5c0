// Sleeping without holding up the host, where what runs can be suspended: for a time, and in an event
// loop until something that its tasks await has arrived.
import { raised, type Raised } from '../objects/exceptions.js';
import { defineType } from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import type { VM } from './vm.js';
import { cannotWait, canWait, PyHostPromise, waitFor } from './waiting.js';

const arrivalsType = defineType('arrivals', 'native', { subclassable: false });

/** The longest time in seconds without a look at what else the host has to do, such as Ctrl-C. */
const BLOCK_AT_MOST = 0.05;

/** What asyncio is told of: promises that its tasks await, as they are settled. */
export class PyArrivals extends PyObject {
  /** Promises that are settled and not taken. */
  private settled: PyHostPromise[] = [];
  /** Promises that are not settled, in the order in which they were made. */
  private readonly expected = new Set<PyHostPromise>();
  /** Ends the sleep of the event loop; null while it does not sleep. */
  private ring: (() => void) | null = null;

  constructor() {
    super(arrivalsType);
  }

  expect(promise: PyHostPromise): void {
    this.expected.add(promise);
    promise.whenSettled(() => {
      this.expected.delete(promise);
      this.settled.push(promise);
      this.wake();
    });
  }

  /** Those that have been settled since. */
  take(): PyHostPromise[] {
    const { settled } = this;
    if (settled.length > 0) this.settled = [];
    return settled;
  }

  wake(): void {
    this.ring?.();
  }

  /**
   * Let the event loop that runs sleep.
   * @param seconds how long if nothing arrives; null for as long as that takes
   */
  sleep(vm: VM, seconds: number | null): Value {
    if (!canWait(vm)) return this.block(vm, seconds);
    if (this.settled.length > 0) return null;
    let stop = (): void => undefined;
    const awake = new Promise<void>((resolve) => {
      this.ring = () => {
        this.ring = null;
        stop();
        resolve();
      };
      if (seconds !== null) stop = vm.host.timer!(seconds, this.ring);
    });
    const forget = (): void => {
      this.wake();
    };
    return waitFor(vm, new PyHostPromise('asyncio', awake, () => null, neverRefused, forget));
  }

  /** As long as this run goes on nothing arrives, and nobody else can wake the loop. */
  private block(vm: VM, seconds: number | null): Value {
    const [first] = this.expected;
    if (seconds === null && first !== undefined) throw cannotWait(vm, first.name);
    vm.sleep(Math.min(seconds ?? BLOCK_AT_MOST, BLOCK_AT_MOST));
    return null;
  }
}

/** time.sleep() */
export function sleep(vm: VM, seconds: number): Value {
  if (!canWait(vm)) {
    vm.sleep(seconds);
    return null;
  }
  let stop = (): void => undefined;
  const awake = new Promise<void>((resolve) => {
    stop = vm.host.timer!(seconds, resolve);
  });
  return waitFor(vm, new PyHostPromise('sleep', awake, () => null, neverRefused, stop));
}

function neverRefused(reason: unknown): Raised {
  return raised('RuntimeError', String(reason));
}
