/**
 * Which registers an instruction reads and writes: the operand kinds of the table, and the few
 * things that a kind cannot say.
 */
import type { Instruction } from './instruction.js';
import { OP_SPEC } from './instruction.js';
import { OPERANDS } from './opcodes.js';
import type { OpName, OperandName } from './opcodes.js';

/** Registers `first` … `first + count - 1`. */
export interface Block {
  readonly first: number;
  readonly count: number;
}

export interface RegisterUse {
  readonly reads: readonly Block[];
  readonly writes: readonly Block[];
}

export type Operands = Partial<Record<OperandName, number>>;

/** Registers in a completion record, and in a handler pair. */
export const RECORD_SIZE = 3;
export const PAIR_SIZE = 2;

type BlockSize = (operands: Operands) => number;

/** How long the block at `base` or `into` is, where that is not `n`. */
const BLOCK_SIZES: { readonly [K in OpName]?: BlockSize } = {
  BUILD_MAP: ({ n = 0 }) => 2 * n,
  LOAD_METHOD: () => 2,
  CALL_METHOD: ({ n = 0 }) => n + 2,
  UNPACK_STAR: ({ n = 0, after = 0 }) => n + 1 + after,
  BEFORE_WITH: () => 4,
  BEFORE_ASYNC_WITH: () => 4,
  WITH_EXIT: () => 2,
};

/** Opcodes that read what is in `dst` before they write it. */
const READ_DST: ReadonlySet<OpName> = new Set<OpName>(['YIELD_FROM', 'DELETE_LOCAL']);

/** Opcodes that make a completion record, and those among them that do not read one before. */
const WRITE_RECORD: ReadonlySet<OpName> = new Set<OpName>(['ENTER_FINALLY', 'DISCARD_COMPLETION']);
const MAKE_RECORD: ReadonlySet<OpName> = new Set<OpName>(['ENTER_FINALLY']);

/** Opcodes after which the register they read holds a value, or is known to be unbound. */
const SETTLE: ReadonlySet<OpName> = new Set<OpName>(['CHECK_LOCAL', 'RELEASE']);

/** Opcodes that may read a register which nothing has been written to. */
export const READS_UNWRITTEN: ReadonlySet<OpName> = new Set<OpName>([
  'CHECK_LOCAL',
  'DELETE_LOCAL',
  'RELEASE',
]);

/** Opcodes that write `dst` only when they jump. */
export const WRITES_WHEN_JUMPING: ReadonlySet<OpName> = new Set<OpName>(['FOR_NEXT']);

/**
 * Opcodes that go on with the next instruction unless the completion in their record is RAISE or
 * CLOSE. A cleanup body that is entered by exceptions only has no next instruction.
 */
export const GOES_ON_IF_NORMAL: ReadonlySet<OpName> = new Set<OpName>(['END_FINALLY']);

/** An instruction's operands by name. */
export function operandsByName({ op, operands }: Instruction): Operands {
  const named: Operands = {};
  const names = OP_SPEC[op].operands;
  for (let i = 0; i < names.length; i++) named[names[i]!] = operands[i];
  return named;
}

/** The registers an instruction reads and writes. A completion record is read and written whole. */
export function registerUse(instruction: Instruction): RegisterUse {
  const { op, operands } = instruction;
  const reads: Block[] = [];
  const writes: Block[] = [];
  OP_SPEC[op].operands.forEach((name, i) => {
    const first = operands[i];
    switch (OPERANDS[name]) {
      case 'write':
        if (READ_DST.has(op)) reads.push({ first, count: 1 });
        writes.push({ first, count: 1 });
        break;
      case 'read':
        reads.push({ first, count: 1 });
        if (SETTLE.has(op)) writes.push({ first, count: 1 });
        break;
      case 'optional':
        if (first !== -1) reads.push({ first, count: 1 });
        break;
      case 'base':
        reads.push({ first, count: blockSize(instruction) });
        break;
      case 'into':
        writes.push({ first, count: blockSize(instruction) });
        break;
      case 'record':
        if (!MAKE_RECORD.has(op)) reads.push({ first, count: RECORD_SIZE });
        if (WRITE_RECORD.has(op)) writes.push({ first, count: RECORD_SIZE });
        break;
      case 'pair':
        reads.push({ first, count: PAIR_SIZE });
        writes.push({ first, count: PAIR_SIZE });
        break;
    }
  });
  return { reads, writes };
}

function blockSize(instruction: Instruction): number {
  const operands = operandsByName(instruction);
  return BLOCK_SIZES[instruction.op]?.(operands) ?? operands.n ?? 0;
}
