// The hooks of async generators (PEP 525): an event loop wants to hear of each that starts, and to close
// those that are dropped, which takes awaiting.
import { PyAsyncStep, type StepKind } from '../objects/awaiters.js';
import type { PyTuple } from '../objects/collections.js';
import { GeneratorState, type PyGenerator } from '../objects/generator.js';
import { isCounted, retain } from '../objects/references.js';
import type { Value } from '../objects/value.js';
import { callSync } from './calls.js';
import type { VM } from './vm.js';

/**
 * A step of an async generator. With the first one the hooks that are set become its own.
 * @param value what asend sends, null for other steps
 * @param thrown the arguments of athrow, null for other steps
 * @throws Raised what the hook for the first step raises
 */
export function makeStep(
  vm: VM,
  generator: PyGenerator,
  kind: StepKind,
  value: Value = null,
  thrown: PyTuple | null = null,
): PyAsyncStep {
  const state = generator.async!;
  if (state.finalizer === undefined) {
    state.finalizer = vm.thread.asyncFinalizer;
    if (isCounted(generator)) retain(state.finalizer);
    const hook = vm.thread.asyncFirstIteration;
    if (hook !== null) callSync(vm, hook, [generator]);
  }
  return new PyAsyncStep(generator, kind, value, thrown);
}

/** What is to be called when a generator is dropped, instead of closing it; null for nothing. */
export function finalizerOf(generator: PyGenerator): Value {
  const { async: state } = generator;
  if (state === null || state.closed || generator.state === GeneratorState.FINISHED) return null;
  return state.finalizer ?? null;
}
