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
 * @param signal ends it before its time
 * @returns the result for the host; rejected with what is raised
 */
export function driveCall(border: Border, enter: Enter, signal?: AbortSignal): Promise<unknown> {
  const finish = (outcome: Value | Failure): unknown => {
    if (outcome instanceof Failure) throw border.errors.errorFor(outcome.exception) as Error;
    return border.toHost(outcome);
  };
  const convert = (result: Value): unknown =>
    result instanceof PyGenerator && result.cls === coroutineType
      ? border.loop.run(result, finish, signal)
      : finish(result);
  return drive(border, new Execution(border.vm, enter), convert, signal);
}

/** How long a script runs before timers and other events of the host get their turn, in milliseconds. */
const TURN = 10;
/** Steps from one look at the clock to the next. */
const SLICE = 20_000;

/**
 * Run an execution to its end. It begins at once; the rest happens as its promises are settled.
 * @param finish makes of the result what the promise is fulfilled with; called before anything else runs
 * @param signal ends it before its time
 * @returns rejected with what the script raises, or with the reason of the signal
 */
export function drive<T>(
  border: Border,
  execution: Execution,
  finish: (result: Value) => T | PromiseLike<T>,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      execution.terminate('aborted by the host', signal!.reason);
    };
    const settle = (): void => {
      signal?.removeEventListener('abort', abort);
      if (execution.status === Status.RAISED) reject(border.errorOf(execution) as Error);
      else resolve(finish(execution.result));
    };
    const goOn = (): void => {
      // It may have been ended since this was asked for.
      if (execution.status !== Status.READY) return;
      try {
        takeTurn(border, execution);
        if (execution.status === Status.READY) soon(goOn);
        else if (execution.status === Status.WAITING) whenAnswered(execution, goOn);
        else settle();
      } catch (fault) {
        reject(fault as Error);
      }
    };
    execution.onTerminate = () => {
      if (execution.ended) settle();
      else goOn();
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) abort();
    else goOn();
  });
}

function takeTurn(border: Border, execution: Execution): void {
  const end = performance.now() + TURN;
  do border.advance(execution, SLICE);
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
