// Which code is worth compiling: what is entered often, by calls and resumptions, or found running in
// a loop. To find that, a run pauses from time to time.
import type { Frame } from '../../objects/frame.js';
import type { CompiledCode, PyCode } from '../../objects/functions.js';
import type { VM } from '../vm.js';

/**
 * Entries of interpreted code until it is compiled. Compiling takes about as long as interpreting a
 * small function a few thousand times.
 */
export const HOT = 1000;

/** Steps after which a run pauses to see what it is doing, at first. */
export const SAMPLE_STEPS = 1000;
/** The same when it is in compiled code whenever it pauses. */
const MOST_STEPS = 2 ** 20;

/** How many entries it counts as to be found running. */
const FOUND = HOT / 4;

/** A frame of this code is entered: whether the code is compiled, as it is when that has made it hot. */
export function isHot(vm: VM, code: PyCode): boolean {
  if (compiledOf(vm, code) !== null) return true;
  if (vm.compile === null) return false;
  if (vm.counting) {
    if (code.heat + 1 < vm.hot) {
      code.heat++;
      return false;
    }
    if (code.counted === undefined) code.counted = vm.compile(code);
  } else {
    if (++code.heat !== vm.hot) return false;
    code.compiled = vm.compile(code);
  }
  return compiledOf(vm, code) !== null;
}

/** What code has been compiled to that can run as things are. */
export function compiledOf(vm: VM, code: PyCode): CompiledCode | null {
  return vm.counting ? (code.counted ?? null) : code.compiled;
}

/** A run has paused in this frame. */
export function sample(vm: VM, { code }: Frame): void {
  if (vm.compile === null) return;
  if (compiledOf(vm, code) !== null) {
    vm.sampleSteps = Math.min(vm.sampleSteps * 2, MOST_STEPS);
    return;
  }
  vm.sampleSteps = SAMPLE_STEPS;
  if (code.heat < vm.hot) code.heat = Math.min(code.heat + FOUND, vm.hot - 1);
}
