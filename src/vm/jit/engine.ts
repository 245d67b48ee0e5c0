// The second engine as the interpreter sees it: frames of compiled code go in, frames to interpret
// come out.
import type { Frame } from '../../objects/frame.js';
import { unwind } from '../unwind.js';
import type { VM } from '../vm.js';
import { goOn } from './support.js';

/**
 * Go on with a frame whose code is compiled, for as long as what follows is.
 * @returns the frame to interpret, for at least one instruction; `vm.fuel` is negative when the run is
 *   to pause there
 */
export function runCompiled(vm: VM, start: Frame): Frame {
  vm.pushed = start;
  vm.changeEngine(true);
  try {
    goOn(vm, null, -1);
    vm.statistics?.left(vm);
  } finally {
    vm.changeEngine(false);
  }
  const frame = vm.pushed;
  const { raising } = vm;
  if (raising === null) return frame;
  vm.raising = null;
  return unwind(vm, frame, raising, vm.raisingFresh, vm.raisingTrace);
}
