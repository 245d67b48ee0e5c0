// deliver.ts: how the instruction at which a frame waits gets its result.
import { Op } from '../bytecode/op.js';
import { OP_HAS_RESULT, OP_LENGTH } from '../bytecode/opcodes.js';
import type { Frame } from '../objects/frame.js';
import { isCounted, put } from '../objects/references.js';
import type { Value } from '../objects/value.js';

/**
 * Finish the instruction a frame is stopped at with the value that a callee returned or yielded:
 * store it in `dst`, if the instruction has one, and go on after it (I3). An item for FOR_NEXT goes
 * on in the body of the loop.
 */
export function deliver(frame: Frame, value: Value): void {
  // A frame that is not counted, and so is what the interpreter knows, costs nothing more.
  if (!isCounted(frame)) {
    deliverUncounted(frame, value);
    return;
  }
  const code = frame.code.instructions;
  if (OP_HAS_RESULT[code[frame.pc]!] === 1) put(frame.regs, code[frame.pc + 1]!, value);
  goOn(frame);
}

/** The same for a frame whose references nobody counts. */
export function deliverUncounted(frame: Frame, value: Value): void {
  const code = frame.code.instructions;
  const { pc } = frame;
  const op = code[pc]!;
  if (op === Op.FOR_NEXT) {
    frame.regs[code[pc + 1]!] = value;
    frame.pc = code[pc + 3]!;
    return;
  }
  if (OP_HAS_RESULT[op] === 1) frame.regs[code[pc + 1]!] = value;
  frame.pc = pc + OP_LENGTH[op]!;
}

function goOn(frame: Frame): void {
  const code = frame.code.instructions;
  const { pc } = frame;
  frame.pc = code[pc] === Op.FOR_NEXT ? code[pc + 3]! : pc + OP_LENGTH[code[pc]!]!;
}
