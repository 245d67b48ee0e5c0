// terminate.ts: what happens at a safepoint where the loop has stopped: the limits are looked at, and
// a run that has exceeded one ends.
//
// A termination is a completion of its own kind, as the native close is. It unwinds the frames like an
// exception, but only what cleans up sees it: `finally`, `__exit__`, the generators that loops give up.
// However such a cleanup ends, with `return`, with a true result of `__exit__`, with an exception, at
// a yield: then the termination goes on. What cleaning up may use is limited, too; when that is
// exceeded, the frames are left without running anything more.
import { Op } from '../bytecode/op.js';
import { OP_LENGTH } from '../bytecode/opcodes.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { sample } from './jit/heat.js';
import { unwind } from './unwind.js';
import type { VM } from './vm.js';

/**
 * The loop has stopped at a safepoint.
 * @returns the frame to go on with: another one when the run ends
 */
export function look(vm: VM, frame: Frame): Frame {
  vm.settle();
  sample(vm, frame);
  const { budget } = vm;
  const limit = vm.exceeded(frame);
  if (limit !== null) budget.exceed(limit);
  return budget.termination?.pending === true ? terminate(vm, frame) : frame;
}

/**
 * Raise the termination of the run where a frame that does not run stands.
 * @returns the frame to go on with
 */
export function terminate(vm: VM, frame: Frame): Frame {
  return vm.withLedger(() => {
    frame.pc = interruptiblePc(frame);
    return unwind(vm, frame, vm.budget.termination!, false, true);
  });
}

/**
 * Where in a paused frame something is raised from outside: where it goes on, but in a generator that
 * has just been resumed at its yield, because what follows may be outside of the `try` that the yield
 * is in.
 */
export function interruptiblePc(frame: Frame): number {
  if (frame.role !== FrameRole.GENERATOR) return frame.pc;
  const { instructions } = frame.code;
  let last = 0;
  for (let pc = 0; pc < frame.pc; pc += OP_LENGTH[instructions[pc]!]!) last = pc;
  return instructions[last] === Op.YIELD && last + OP_LENGTH[Op.YIELD]! === frame.pc
    ? last
    : frame.pc;
}
