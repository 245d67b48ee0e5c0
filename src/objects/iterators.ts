// Built-in iterators: the protocol the interpreter's FOR_NEXT takes without a method call.
import type { VM } from '../vm/vm.js';
import { PyObject, type Value } from './value.js';

/**
 * An iterator written in TypeScript. `next` returns the next item, `undefined` when there is none
 * (and from then on), or PUSHED after it pushed a frame that will return the item or raise
 * StopIteration.
 */
export abstract class PyIterator extends PyObject {
  /**
   * True when `next` neither pushes frames nor runs Python code, so that TypeScript code may drain
   * it in a loop of its own.
   */
  abstract readonly native: boolean;
  abstract next(vm: VM): Value;
  /** `__length_hint__`, or -1. */
  lengthHint(): number {
    return -1;
  }
}
