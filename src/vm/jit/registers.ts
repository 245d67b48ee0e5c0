// Which registers compiled code takes out of the frame when it is entered, and which it puts back when
// a generator suspends. Registers are variables of JavaScript in between.
//
// One that changes rarely, and would be put back at a yield that is reached often, is instead stored in
// both places whenever it changes: it is never put back.
import type { CodeObject } from '../../bytecode/code.js';
import { findLiveness } from '../../bytecode/liveness.js';
import { registerUse, type Block as RegisterBlock } from '../../bytecode/register-use.js';
import type { Block, Flow } from './flow.js';

/** What compiled code does with its registers besides. */
export const enum Form {
  PLAIN = 0,
  /** All that they hold is to be found in the frame at any time. */
  VISIBLE = 1,
  /** The same, and references are counted. */
  COUNTED = 2,
}

export interface Registers {
  readonly form: Form;
  /** All that the code of the blocks reads or writes. */
  readonly used: ReadonlySet<number>;
  /** Written in the frame whenever they change. */
  readonly writtenThrough: ReadonlySet<number>;
  /** What to put back before leaving compiled code at no particular place. */
  readonly kept: readonly number[];
  /** What to take from the frame on entering at an offset. */
  readonly taken: ReadonlyMap<number, readonly number[]>;
  /** What to put back at the suspension point at an offset. */
  readonly putBack: ReadonlyMap<number, readonly number[]>;
  /** Whether what a register holds at an offset may be read later. */
  readonly lives: (register: number, offset: number) => boolean;
}

/** How much more often the body of a loop runs than what is around it. */
const LOOP_WEIGHT = 8;

export function findRegisters(code: CodeObject, flow: Flow, form: Form): Registers {
  const { unused } = findLiveness(code);
  const variables = code.variableNames.length;
  const lives = (register: number, offset: number): boolean =>
    register < variables || unused[offset]?.includes(register) !== true;

  const used = new Set<number>();
  const written = new Map<number, number>();
  for (const block of flow.blocks.values()) {
    const weight = weightOf(flow, block.start);
    for (const instruction of block.instructions) {
      const { reads, writes } = registerUse(instruction);
      for (const register of all(reads)) used.add(register);
      for (const register of all(writes)) {
        used.add(register);
        written.set(register, (written.get(register) ?? 0) + weight);
      }
    }
  }

  // What is sent is written where the code goes on, also if it never comes to the yield itself.
  for (const { after, dst } of flow.suspensions.values()) {
    if (!flow.blocks.has(after)) continue;
    used.add(dst);
    written.set(dst, written.get(dst) ?? weightOf(flow, after));
  }

  const dirty = findDirty(flow, code.registerCount);
  const atSuspension = new Map<number, number[]>();
  const cost = new Map<number, number>();
  for (const [offset, { after }] of flow.suspensions) {
    const set = dirty.get(offset);
    if (set === undefined) continue;
    const registers = [...set].filter((register) => lives(register, after));
    atSuspension.set(offset, registers);
    for (const register of registers) {
      cost.set(register, (cost.get(register) ?? 0) + weightOf(flow, offset, true));
    }
  }
  const writtenThrough = new Set<number>();
  for (const [register, writes] of written) {
    if (form !== Form.PLAIN || writes < (cost.get(register) ?? 0)) writtenThrough.add(register);
  }
  // super() without arguments looks at the first variable of its caller.
  if (code.freeNames.includes('__class__') && written.has(0)) writtenThrough.add(0);

  const isOut = (register: number): boolean => !writtenThrough.has(register);
  const taken = new Map<number, readonly number[]>();
  for (const entry of flow.entries) {
    taken.set(
      entry,
      [...used].filter((register) => lives(register, entry)).sort((a, b) => a - b),
    );
  }
  return {
    form,
    lives,
    used,
    writtenThrough,
    kept: [...written.keys()].filter(isOut).sort((a, b) => a - b),
    taken,
    putBack: new Map([...atSuspension].map(([offset, list]) => [offset, list.filter(isOut)])),
  };
}

function all(blocks: readonly RegisterBlock[]): number[] {
  return blocks.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));
}

/** How often code runs, by the loops around it. */
function weightOf(flow: Flow, offset: number, inside = false): number {
  let start = offset;
  if (inside) {
    for (const block of flow.blocks.values()) {
      if (block.instructions.some((instruction) => instruction.offset === offset)) {
        start = block.start;
      }
    }
  }
  const depth = flow.loops.filter(({ body }) => body.has(start)).length;
  return LOOP_WEIGHT ** Math.min(depth, 6);
}

/**
 * For each suspension point what may have been written since the code was entered or suspended last:
 * a forward data flow.
 */
function findDirty(flow: Flow, registers: number): Map<number, Set<number>> {
  const into = new Map<number, Set<number>>();
  for (const start of flow.blocks.keys()) into.set(start, new Set());
  for (const { after, dst } of flow.suspensions.values()) into.get(after)?.add(dst);
  const atSuspension = new Map<number, Set<number>>();
  const run = ({ instructions }: Block): Set<number> => {
    const set = new Set(into.get(instructions[0]!.offset));
    for (const instruction of instructions) {
      if (flow.suspensions.has(instruction.offset)) {
        atSuspension.set(instruction.offset, new Set(set));
        set.clear();
      }
      for (const register of all(registerUse(instruction).writes)) {
        if (register < registers) set.add(register);
      }
    }
    return set;
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const block of flow.blocks.values()) {
      const set = run(block);
      const after = flow.suspensions.get(block.instructions.at(-1)!.offset)?.after;
      for (const next of after === undefined ? block.next : [after]) {
        const target = into.get(next);
        if (target === undefined) continue;
        const before = target.size;
        for (const register of set) target.add(register);
        if (target.size > before) changed = true;
      }
    }
  }
  return atSuspension;
}
