// deliver.ts: how the instruction at which a frame waits gets its result.
import { Op } from '../bytecode/op.js';
import { OP_HAS_RESULT, OP_LENGTH } from '../bytecode/opcodes.js';
import type { Frame } from '../objects/frame.js';
import type { Value } from '../objects/value.js';

/**
 * Finish the instruction a frame is stopped at with the value that a callee returned or yielded:
 * store it in `dst`, if the instruction has one, and go on after it (I3). An item for FOR_NEXT goes
 * on in the body of the loop.
 */
export function deliver(frame: Frame, value: Value): void {
  const code = frame.code.instructions;
  const { pc } = frame;
  const op = code[pc]!;
  if (op === Op.FOR_NEXT) {
    frame.store(code[pc + 1]!, value);
    frame.pc = code[pc + 3]!;
    return;
  }
  if (OP_HAS_RESULT[op] === 1) frame.store(code[pc + 1]!, value);
  frame.pc = pc + OP_LENGTH[op]!;
}
