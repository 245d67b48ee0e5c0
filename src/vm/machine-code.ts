// Code that the machine itself brings along, for frames that no script has: hidden, without names,
// constants or handlers.
import { CodeFlag } from '../bytecode/code.js';
import { PyDict } from '../objects/dict.js';
import { Frame } from '../objects/frame.js';
import { NO_CELLS, PyCode } from '../objects/functions.js';
import type { Value } from '../objects/value.js';

/** Heat that no counting brings to the point. */
const NEVER = -(2 ** 30);

/** @param name what a disassembly and a fault of the machine call it */
export function machineCode(
  name: string,
  registerCount: number,
  instructions: readonly number[],
): PyCode {
  const code = new PyCode(
    {
      name,
      qualname: name,
      filename: name,
      firstLine: 0,
      docstring: null,
      flags: CodeFlag.HIDDEN,
      argCount: 0,
      posOnlyCount: 0,
      kwOnlyCount: 0,
      registerCount,
      variableNames: [],
      cellNames: [],
      freeNames: [],
      captures: [],
      constants: [],
      names: [],
      instructions: Int32Array.from(instructions),
      exceptionTable: [],
      positions: new Int32Array(0),
    },
    [],
    false,
  );
  // It is shared by all machines, and too short to be worth compiling.
  code.heat = NEVER;
  return code;
}

const NO_GLOBALS = new PyDict();

/** A frame of such code. */
export function machineFrame(code: PyCode, registers: Value[]): Frame {
  return new Frame(code, registers, NO_CELLS, NO_GLOBALS);
}
