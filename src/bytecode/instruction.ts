/**
 * Instructions taken apart, for whoever walks code generically: disassembler, assembler, verifier.
 * The interpreter reads the words themselves.
 */
import { InternalError } from '../errors.js';
import type { CodeObject } from './code.js';
import { OPERANDS, OPCODES, OP_LENGTH, OP_NAMES } from './opcodes.js';
import type { OpName, OpcodeSpec, OperandKind } from './opcodes.js';

export interface Instruction {
  readonly offset: number;
  readonly op: OpName;
  readonly operands: readonly number[];
}

/** The specs by name, widened for code that reads them generically. */
export const OP_SPEC: Readonly<Record<OpName, OpcodeSpec>> = OPCODES;

/** The numbers of the opcodes by name. */
export const OP_NUMBER: ReadonlyMap<string, number> = new Map(
  OP_NAMES.map((name, number) => [name, number]),
);

/** The kinds of an opcode's operands, in order. */
export function operandKinds(op: OpName): readonly OperandKind[] {
  return KINDS[OP_NUMBER.get(op)!];
}

const KINDS: readonly (readonly OperandKind[])[] = OP_NAMES.map((name) =>
  OP_SPEC[name].operands.map((operand) => OPERANDS[operand]),
);

/**
 * The instructions of a code object in order.
 * Throws InternalError at a word that is no opcode and at an instruction that is cut short.
 */
export function decode(code: CodeObject): Instruction[] {
  const { instructions } = code;
  const decoded: Instruction[] = [];
  let offset = 0;
  while (offset < instructions.length) {
    const number = instructions[offset];
    const op: OpName | undefined = OP_NAMES[number];
    if (op === undefined)
      throw new InternalError(`${code.qualname}+${offset}: no opcode ${number}`);
    const end = offset + OP_LENGTH[number];
    if (end > instructions.length) {
      throw new InternalError(`${code.qualname}+${offset}: ${op} is cut short`);
    }
    const operands: number[] = [];
    for (let i = offset + 1; i < end; i++) operands.push(instructions[i]);
    decoded.push({ offset, op, operands });
    offset = end;
  }
  return decoded;
}
