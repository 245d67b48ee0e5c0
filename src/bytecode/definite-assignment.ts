/**
 * The proof that every register is written before it is read, on every path: a forward data flow
 * over the instructions, in which the sets of written registers of all ways into an instruction are
 * intersected. An exception may lead from any covered instruction to the handler, with what was
 * written before that instruction.
 *
 * The flow also knows where a completion record is exceptional, that is holds RAISE or CLOSE on every
 * path: there END_FINALLY never goes on with the next instruction.
 */
import { CodeFlag } from './code.js';
import type { CodeObject } from './code.js';
import { HandlerKind } from './exception-table.js';
import type { ExceptionRow } from './exception-table.js';
import { OP_SPEC } from './instruction.js';
import type { Instruction } from './instruction.js';
import {
  GOES_ON_IF_NORMAL,
  PAIR_SIZE,
  READS_UNWRITTEN,
  RECORD_SIZE,
  WRITES_WHEN_JUMPING,
  operandsByName,
  registerUse,
} from './register-use.js';
import type { Block, RegisterUse } from './register-use.js';

/** What entering a row's handler writes, from the row's register on. */
export const HANDLER_WRITES: Readonly<Record<HandlerKind, number>> = {
  [HandlerKind.CATCH]: PAIR_SIZE,
  [HandlerKind.CLEANUP]: RECORD_SIZE,
  [HandlerKind.RESTORE]: 0,
  [HandlerKind.DELEGATE]: 1,
  [HandlerKind.UNWIND]: RECORD_SIZE,
  [HandlerKind.ASYNC_END]: 0,
};

/** Reports the rule that the code breaks at an offset. */
type Fail = (offset: number, rule: string) => never;

/** How many registers hold parameters. */
export function parameterCount(code: CodeObject): number {
  const rest = (code.flags & CodeFlag.VARARGS) === 0 ? 0 : 1;
  const keywords = (code.flags & CodeFlag.VARKEYWORDS) === 0 ? 0 : 1;
  return code.argCount + code.kwOnlyCount + rest + keywords;
}

/**
 * A set of bits: bit i says that register i is written; behind those of all registers, bit i says
 * that the completion record that begins at register i is exceptional.
 */
type BitSet = Uint32Array;

/**
 * Calls `fail` for the first read of a register that is not written on every path to it, and where
 * control can run off the end. The code must have passed all other checks: operands in range,
 * targets where instructions begin.
 */
export function checkAssignment(
  code: CodeObject,
  decoded: readonly Instruction[],
  fail: Fail,
): void {
  const uses = decoded.map(registerUse);
  const before = flow(code, decoded, uses, fail);
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

/** What holds before each instruction; null where no path leads. */
function flow(
  code: CodeObject,
  decoded: readonly Instruction[],
  uses: readonly RegisterUse[],
  fail: Fail,
): (BitSet | null)[] {
  const { registerCount } = code;
  const indexOf = new Map(decoded.map(({ offset }, i) => [offset, i]));
  const before: (BitSet | null)[] = decoded.map(() => null);
  const open = [0];
  const enter = (index: number, state: BitSet): void => {
    const known = before[index];
    if (known === null) before[index] = state.slice();
    else if (!intersect(known, state)) return;
    open.push(index);
  };
  const start = new Uint32Array((2 * registerCount + 31) >> 5);
  before[0] = afterWriting(start, [{ first: 0, count: parameterCount(code) }], registerCount);
  while (open.length > 0) {
    const index = open.pop()!;
    const state = before[index]!;
    const { op, offset } = decoded[index];
    const after = afterWriting(state, uses[index].writes, registerCount);
    for (const { handler, kind, register } of rowsAt(code, offset)) {
      if (kind === HandlerKind.RESTORE) continue;
      const written = [{ first: register, count: HANDLER_WRITES[kind] }];
      const entered = afterWriting(state, written, registerCount);
      if (kind === HandlerKind.CLEANUP || kind === HandlerKind.UNWIND)
        add(entered, registerCount + register);
      enter(indexOf.get(handler)!, entered);
    }
    const { to, rec = 0 } = operandsByName(decoded[index]);
    if (to !== undefined) enter(indexOf.get(to)!, after);
    const goesOn = GOES_ON_IF_NORMAL.has(op)
      ? !has(state, registerCount + rec)
      : OP_SPEC[op].may?.includes('end') !== true;
    if (!goesOn) continue;
    if (index + 1 === decoded.length) fail(offset, `control runs off the end after ${op}`);
    enter(index + 1, WRITES_WHEN_JUMPING.has(op) ? state : after);
  }
  return before;
}

function rowsAt(code: CodeObject, offset: number): ExceptionRow[] {
  return code.exceptionTable.filter(({ start, end }) => offset >= start && offset < end);
}

function has(set: BitSet, bit: number): boolean {
  return (set[bit >> 5] & (1 << (bit & 31))) !== 0;
}

function add(set: BitSet, bit: number): void {
  set[bit >> 5] |= 1 << (bit & 31);
}

/** The state when the blocks are written with anything but an exceptional completion. */
function afterWriting(state: BitSet, blocks: readonly Block[], registerCount: number): BitSet {
  const result = state.slice();
  for (const { first, count } of blocks) {
    for (let register = first; register < first + count; register++) {
      add(result, register);
      const exceptional = registerCount + register;
      result[exceptional >> 5] &= ~(1 << (exceptional & 31));
    }
  }
  return result;
}

/** Removes from `set` what is not in `other`; whether something was removed. */
function intersect(set: BitSet, other: BitSet): boolean {
  let changed = false;
  for (let i = 0; i < set.length; i++) {
    const both = (set[i] & other[i]) >>> 0;
    if (both === set[i]) continue;
    set[i] = both;
    changed = true;
  }
  return changed;
}
