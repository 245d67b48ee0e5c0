// The second engine as the interpreter sees it: frames of compiled code go in, frames to interpret
// come out.
import type { Frame } from '../../objects/frame.js';
import { unwind } from '../unwind.js';
import type { VM } from '../vm.js';
import { goOn, Leaving } from './support.js';

/**
 * Calls of compiled code that may stand on the JavaScript stack above each other. What goes deeper
 * starts again at the bottom, with the frames as they are.
 */
const MAX_DIRECT = 120;
/** The same in a nested run, of which there may be many. */
const MAX_DIRECT_NESTED = 8;

/**
 * Go on with a frame whose code is compiled, for as long as what follows is.
 * @returns the frame to interpret, for at least one instruction; `vm.fuel` is negative when the run is
 *   to pause there
 */
export function runCompiled(vm: VM, start: Frame): Frame {
  vm.pushed = start;
  vm.changeEngine(true);
  const direct = vm.nesting < 2 ? MAX_DIRECT : MAX_DIRECT_NESTED;
  try {
    do {
      vm.nestLimit = Math.min(vm.recursionLimit, vm.pushed.depth + direct);
      goOn(vm, null, -1);
      vm.statistics?.left(vm);
    } while (vm.leaving === Leaving.SWITCH && vm.pushed.code.compiled !== null);
  } finally {
    vm.changeEngine(false);
  }
  const frame = vm.pushed;
  const { raising } = vm;
  if (raising === null) return frame;
  vm.raising = null;
  return unwind(vm, frame, raising, vm.raisingFresh, vm.raisingTrace);
}
