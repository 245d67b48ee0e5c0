// The warning about coroutines that nobody has awaited. CPython gives it when the last reference goes.
// Here that is at once where a call stands as a statement of its own, which is the usual mistake, and
// at exit for all others.
import { decode, OP_SPEC, type Instruction } from '../bytecode/instruction.js';
import { OP_LENGTH } from '../bytecode/opcodes.js';
import { Op } from '../bytecode/op.js';
import { operandsByName, registerUse, type Block } from '../bytecode/register-use.js';
import type { Frame } from '../objects/frame.js';
import type { PyCode } from '../objects/functions.js';
import type { PyGenerator } from '../objects/generator.js';
import { lineOf } from './introspect.js';
import { writeError } from './stderr.js';
import { SourceLines } from './traceback-lines.js';
import type { VM } from './vm.js';

/**
 * Warn that a coroutine was dropped without having been started, as `warnings` prints it.
 * @param at the frame that dropped it; null at exit
 */
export function warnUnawaited(vm: VM, coroutine: PyGenerator, at: Frame | null): void {
  const message = `RuntimeWarning: coroutine '${coroutine.qualname}' was never awaited\n`;
  const filename = at === null ? 'sys' : at.code.source.filename;
  const line = at === null ? 1 : lineOf(at);
  const warning = `${filename}:${line}: ${message}`;
  if (vm.warnings.has(warning)) return;
  vm.warnings.add(warning);
  if (at === null) {
    writeError(vm, warning);
    return;
  }
  const text = new SourceLines(vm).line(filename, line);
  const shown = text === null ? '' : `  ${text.trim()}\n`;
  const hint = 'RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n';
  writeError(vm, `${warning}${shown}${hint}`);
}

/** Whether the call at which a frame stands is a statement of its own: nothing reads its result. */
export function discardsResult(frame: Frame): boolean {
  const { code, pc } = frame;
  const { instructions } = code;
  const next = pc + OP_LENGTH[instructions[pc]!]!;
  if (instructions[next] === Op.GET_AWAITABLE) return false;
  let known = discards.get(code);
  if (known === undefined) discards.set(code, (known = discardedCalls(code)));
  return known.has(pc);
}

const discards = new WeakMap<PyCode, ReadonlySet<number>>();

/** The offsets of the calls into a temporary that is written before it is read on every path. */
function discardedCalls({ source }: PyCode): ReadonlySet<number> {
  const decoded = decode(source);
  const indexOf = new Map(decoded.map(({ offset }, index) => [offset, index]));
  const found = new Set<number>();
  decoded.forEach(({ op, offset, operands }, index) => {
    const register = operands[0]!;
    if (!op.startsWith('CALL') || register < source.variableNames.length) return;
    if (!isRead(decoded, indexOf, index + 1, register)) found.add(offset);
  });
  return found;
}

/** Whether some path from an instruction on reads a register before it is written. */
export function isRead(
  decoded: readonly Instruction[],
  indexOf: ReadonlyMap<number, number>,
  from: number,
  register: number,
): boolean {
  const holds = ({ first, count }: Block): boolean => register >= first && register < first + count;
  const open = new Set([from]);
  for (const index of open) {
    const instruction = decoded[index];
    if (instruction === undefined) continue;
    const { reads, writes } = registerUse(instruction);
    if (reads.some(holds)) return true;
    if (writes.some(holds)) continue;
    const { to } = operandsByName(instruction);
    if (to !== undefined) open.add(indexOf.get(to)!);
    if (OP_SPEC[instruction.op].may?.includes('end') !== true) open.add(index + 1);
  }
  return false;
}
