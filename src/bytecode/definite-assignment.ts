/**
 * The proof that every register is written before it is read, on every path: a forward data flow
 * over the instructions, in which the sets of written registers of all ways into an instruction are
 * intersected. An exception may lead from any covered instruction to the handler, with what was
 * written before that instruction.
 */
import { CodeFlag } from './code.js';
import type { CodeObject } from './code.js';
import { HandlerKind } from './exception-table.js';
import type { ExceptionRow } from './exception-table.js';
import { OP_SPEC } from './instruction.js';
import type { Instruction } from './instruction.js';
import { PAIR_SIZE, READS_UNWRITTEN, RECORD_SIZE, WRITES_WHEN_JUMPING } from './register-use.js';
import { operandsByName, registerUse } from './register-use.js';
import type { Block, RegisterUse } from './register-use.js';

/** What entering a row's handler writes, from the row's register on. */
export const HANDLER_WRITES: Readonly<Record<HandlerKind, number>> = {
  [HandlerKind.CATCH]: PAIR_SIZE,
  [HandlerKind.CLEANUP]: RECORD_SIZE,
  [HandlerKind.RESTORE]: 0,
  [HandlerKind.DELEGATE]: 1,
};

/** How many registers hold parameters. */
export function parameterCount(code: CodeObject): number {
  const rest = (code.flags & CodeFlag.VARARGS) === 0 ? 0 : 1;
  const keywords = (code.flags & CodeFlag.VARKEYWORDS) === 0 ? 0 : 1;
  return code.argCount + code.kwOnlyCount + rest + keywords;
}

/** A set of registers, one bit each. */
type RegisterSet = Uint32Array;

/**
 * Calls `fail` for each read of a register that is not written on every path to it. The code must
 * have passed all other checks: operands in range, targets where instructions begin.
 */
export function checkAssignment(
  code: CodeObject,
  decoded: readonly Instruction[],
  fail: (offset: number, rule: string) => never,
): void {
  const uses = decoded.map(registerUse);
  const before = flow(code, decoded, uses);
  decoded.forEach(({ offset, op }, i) => {
    const written = before[i];
    // Nothing leads here: there is no path on which something could be missing.
    if (written === null) return;
    for (const { first, count } of uses[i].reads) {
      for (let register = first; register < first + count; register++) {
        if (has(written, register) || mayBeUnwritten(code, op, register)) continue;
        fail(offset, `${op} reads r${register}, which is not written on every path`);
      }
    }
    for (const { kind, register } of rowsAt(code, offset)) {
      if (kind === HandlerKind.RESTORE && !has(written, register)) {
        fail(offset, `r${register}, to be restored, is not written on every path`);
      }
    }
  });
}

function mayBeUnwritten(code: CodeObject, op: Instruction['op'], register: number): boolean {
  if (!READS_UNWRITTEN.has(op)) return false;
  return op === 'RELEASE' || register < code.variableNames.length;
}

/** The registers written before each instruction; null where no path leads. */
function flow(
  code: CodeObject,
  decoded: readonly Instruction[],
  uses: readonly RegisterUse[],
): (RegisterSet | null)[] {
  const indexOf = new Map(decoded.map(({ offset }, i) => [offset, i]));
  const before: (RegisterSet | null)[] = decoded.map(() => null);
  const open = [0];
  const enter = (index: number, written: RegisterSet): void => {
    const known = before[index];
    if (known === null) before[index] = written.slice();
    else if (!intersect(known, written)) return;
    open.push(index);
  };
  const start = new Uint32Array((code.registerCount + 31) >> 5);
  before[0] = withBlocks(start, [{ first: 0, count: parameterCount(code) }]);
  while (open.length > 0) {
    const index = open.pop()!;
    const written = before[index]!;
    const instruction = decoded[index];
    const { op, offset } = instruction;
    const may = OP_SPEC[op].may ?? [];
    const after = withBlocks(written, uses[index].writes);
    const { to } = operandsByName(instruction);
    for (const { handler, kind, register } of rowsAt(code, offset)) {
      if (kind === HandlerKind.RESTORE) continue;
      const entered = [{ first: register, count: HANDLER_WRITES[kind] }];
      enter(indexOf.get(handler)!, withBlocks(written, entered));
    }
    if (to !== undefined) enter(indexOf.get(to)!, after);
    if (!may.includes('end')) enter(index + 1, WRITES_WHEN_JUMPING.has(op) ? written : after);
  }
  return before;
}

function rowsAt(code: CodeObject, offset: number): ExceptionRow[] {
  return code.exceptionTable.filter(({ start, end }) => offset >= start && offset < end);
}

function has(set: RegisterSet, register: number): boolean {
  return (set[register >> 5] & (1 << (register & 31))) !== 0;
}

function withBlocks(set: RegisterSet, blocks: readonly Block[]): RegisterSet {
  const result = set.slice();
  for (const { first, count } of blocks) {
    for (let register = first; register < first + count; register++) {
      result[register >> 5] |= 1 << (register & 31);
    }
  }
  return result;
}

/** Removes from `set` what is not in `other`; whether something was removed. */
function intersect(set: RegisterSet, other: RegisterSet): boolean {
  let changed = false;
  for (let i = 0; i < set.length; i++) {
    const both = (set[i] & other[i]) >>> 0;
    if (both === set[i]) continue;
    set[i] = both;
    changed = true;
  }
  return changed;
}
