// The base frame: what stands at the bottom of every run of the interpreter loop, so that neither a
// return nor an unwinding has to ask whether it is the last.
import { Op } from '../bytecode/op.js';
import type { CodeObject } from '../bytecode/code.js';
import { PyDict } from '../objects/dict.js';
import { Frame, FrameRole } from '../objects/frame.js';
import { NO_CELLS, PyCode } from '../objects/functions.js';
import type { VM } from './vm.js';

// A call whose result arrives in register 0, then the two ways out.
const instructions = Int32Array.of(Op.CALL, 0, 0, 0, 0, Op.LEAVE, 0, 0, Op.LEAVE, 0, 1);

/** Where the base frame goes on with an exception in register 0. */
export const RAISED_PC = 8;

const code: CodeObject = {
  name: '<base>',
  qualname: '<base>',
  filename: '<base>',
  firstLine: 0,
  docstring: null,
  flags: 64,
  argCount: 0,
  posOnlyCount: 0,
  kwOnlyCount: 0,
  registerCount: 1,
  variableNames: [],
  cellNames: [],
  freeNames: [],
  captures: [],
  constants: [],
  names: [],
  instructions,
  exceptionTable: [],
  positions: new Int32Array(0),
};
const BASE_CODE = new PyCode(code, [], false);
const NO_GLOBALS = new PyDict();

/** A base frame above the frame that is running now, which stays visible to introspection. */
export function makeBaseFrame(vm: VM): Frame {
  const frame = new Frame(BASE_CODE, [undefined], NO_CELLS, NO_GLOBALS);
  frame.role = FrameRole.BASE;
  frame.caller = vm.frame;
  frame.depth = vm.frame === null ? 0 : vm.frame.depth;
  return frame;
}
