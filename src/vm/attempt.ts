// Doing something whose failure does not count, as CPython's printer of exceptions does throughout.
import { Raised } from '../objects/exceptions.js';
import { PyError } from '../objects/py-error.js';

/**
 * The result of `action`, or undefined when it raised a Python exception, which is forgotten.
 * @throws what is not a Python exception
 */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (thrown) {
    if (thrown instanceof Raised || thrown instanceof PyError || isStackOverflow(thrown)) {
      return undefined;
    }
    throw thrown;
  }
}

/** Whether JavaScript's own stack ran out, which natives meet in very deep values. */
function isStackOverflow(thrown: unknown): boolean {
  return thrown instanceof RangeError && thrown.message.includes('call stack');
}
