// Driving executions from the host's event loop: into the script, until it waits for a promise or has
// had its turn, and in again when the promise is settled or others have had theirs.
import { PyGenerator } from '../objects/generator.js';
import { coroutineType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { Execution, Status, type Enter } from '../vm/execution.js';
import type { Border } from './border.js';
import { Failure } from './errors.js';

/**
 * Drive a call of something of the script's. A coroutine is run to its end.
 * @returns the result for the host; rejected with what is raised
 */
export function driveCall(border: Border, enter: Enter): Promise<unknown> {
  const finish = (outcome: Value | Failure): unknown => {
    if (outcome instanceof Failure) throw border.errors.errorFor(outcome.exception) as Error;
    return border.toHost(outcome);
  };
  return drive(border, new Execution(border.vm, enter), (result) =>
    result instanceof PyGenerator && result.cls === coroutineType
      ? border.loop.run(result, finish)
      : finish(result),
  );
}

/** How long a script runs before timers and other events of the host get their turn, in milliseconds. */
const TURN = 10;
/** Safepoints from one look at the clock to the next. */
const SLICE = 20_000;

/**
 * Run an execution to its end. It begins at once; the rest happens as its promises are settled.
 * @param finish makes of the result what the promise is fulfilled with; called before anything else runs
 * @returns rejected with what the script raises
 */
export function drive<T>(
  border: Border,
  execution: Execution,
  finish: (result: Value) => T | PromiseLike<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const goOn = (): void => {
      try {
        takeTurn(border, execution);
        switch (execution.status) {
          case Status.READY:
            soon(goOn);
            return;
          case Status.WAITING:
            whenAnswered(execution, goOn);
            return;
          case Status.RAISED:
            reject(border.errorOf(execution) as Error);
            return;
          default:
            resolve(finish(execution.result));
        }
      } catch (fault) {
        reject(fault as Error);
      }
    };
    goOn();
  });
}

function takeTurn(border: Border, execution: Execution): void {
  border.vm.releaseAbandoned();
  const end = performance.now() + TURN;
  do execution.run(SLICE);
  while (execution.status === Status.READY && performance.now() < end);
}

/** Call `goOn` when what an execution waits for is settled, unless somebody else has let it go on. */
function whenAnswered(execution: Execution, goOn: () => void): void {
  const { awaited } = execution;
  awaited!.whenSettled(() => {
    if (execution.awaited !== awaited) return;
    execution.resume();
    goOn();
  });
}

/** Call a function when other events of the host have had their turn. */
function soon(call: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (call: () => void) => void };
  if (setImmediate !== undefined) {
    setImmediate(call);
    return;
  }
  // A timer would come some milliseconds late.
  const { port1, port2 } = new MessageChannel() as unknown as Channel;
  port1.onmessage = () => {
    port1.close();
    call();
  };
  port2.postMessage(null);
}

interface Channel {
  readonly port1: { onmessage: (() => void) | null; close: () => void };
  readonly port2: { postMessage: (message: null) => void };
}
