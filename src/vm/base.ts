// The base frame: what stands at the bottom of every run of the interpreter loop, so that neither a
// return nor an unwinding has to ask whether it is the last.
import { Op } from '../bytecode/op.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { machineCode, machineFrame } from './machine-code.js';
import { Outcome, type VM } from './vm.js';

// A call whose result arrives in register 0, then the two ways out.
const BASE_CODE = machineCode('<base>', 1, [
  ...[Op.CALL, 0, 0, 0, 0],
  ...[Op.LEAVE, 0, Outcome.RETURNED],
  ...[Op.LEAVE, 0, Outcome.RAISED],
]);

/** Where the base frame goes on with an exception in register 0. */
export const RAISED_PC = 8;

/** A base frame above the frame that is running now, which stays visible to introspection. */
export function makeBaseFrame(vm: VM): Frame {
  const frame = machineFrame(BASE_CODE, [undefined]);
  frame.role = FrameRole.BASE;
  frame.caller = vm.frame;
  frame.depth = vm.frame === null ? 0 : vm.frame.depth;
  return frame;
}
