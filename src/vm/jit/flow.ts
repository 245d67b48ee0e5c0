// The control flow of a code object as compiled code sees it: blocks, loops, and where a frame may be
// entered.
import type { CodeObject } from '../../bytecode/code.js';
import { decode, OP_SPEC, type Instruction } from '../../bytecode/instruction.js';
import { operandsByName } from '../../bytecode/register-use.js';
import { dominators, reversePostorder, type Graph } from './graph.js';

/** Instructions with one way in and one way out, but for exceptions. */
export interface Block {
  readonly start: number;
  readonly instructions: readonly Instruction[];
  /** Where its last instruction goes on, without leaving the frame. */
  readonly next: readonly number[];
  /** Where its code goes on after the frame was left: behind a yield, in handlers. */
  readonly later: readonly number[];
}

export interface Suspension {
  /** Where the code goes on. */
  readonly after: number;
  /** The register that gets what is sent. */
  readonly dst: number;
}

export interface Loop {
  readonly header: number;
  /** The blocks of its body, the header among them. */
  readonly body: ReadonlySet<number>;
}

export interface Flow {
  readonly blocks: ReadonlyMap<number, Block>;
  /** Where compiled code can begin: offsets of blocks. */
  readonly entries: ReadonlySet<number>;
  /** Outer loops before those inside them. */
  readonly loops: readonly Loop[];
  /** The suspension points, by their offsets. */
  readonly suspensions: ReadonlyMap<number, Suspension>;
}

const SUSPENDING: ReadonlySet<string> = new Set(['YIELD', 'YIELD_FROM', 'ASYNC_YIELD']);

/** @returns null for code with a loop that has two ways in, which the compiler does not make */
export function findFlow(code: CodeObject): Flow | null {
  const instructions = decode(code);
  const entries = findEntries(code, instructions);
  const blocks = findBlocks(code, instructions, entries);
  const graph: Graph = new Map(
    [...blocks].map(([start, { next, later }]) => [start, [...new Set([...next, ...later])]]),
  );
  const loops = findLoops(graph);
  if (loops === null) return null;
  for (const { header } of loops) entries.add(header);
  // What nothing leads to is not compiled.
  const reached = new Set(reversePostorder(graph, 0));
  for (const start of [...blocks.keys()]) if (!reached.has(start)) blocks.delete(start);
  for (const start of [...entries]) if (!reached.has(start)) entries.delete(start);
  const suspensions = new Map<number, Suspension>();
  for (const { op, offset, operands } of instructions) {
    if (!SUSPENDING.has(op)) continue;
    suspensions.set(offset, { after: offset + operands.length + 1, dst: operands[0]! });
  }
  return { blocks, entries, loops, suspensions };
}

/** The part of a flow that a generator may go through when it is resumed at a YIELD with a value. */
export function resumedFlow(flow: Flow): Flow {
  const entries = new Set<number>();
  for (const block of flow.blocks.values()) {
    const last = block.instructions.at(-1)!;
    if (last.op === 'YIELD') entries.add(flow.suspensions.get(last.offset)!.after);
  }
  const open = [...entries];
  const blocks = new Map<number, Block>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (blocks.has(at)) continue;
    const block = flow.blocks.get(at)!;
    blocks.set(at, block);
    open.push(...block.next);
  }
  const loops = flow.loops
    .filter(({ header }) => blocks.has(header))
    .map(({ header, body }) => ({
      header,
      body: new Set([...body].filter((start) => blocks.has(start))),
    }));
  return { blocks, entries, loops, suspensions: flow.suspensions };
}

function targetOf(instruction: Instruction): number | undefined {
  return operandsByName(instruction).to;
}

function findEntries(code: CodeObject, instructions: readonly Instruction[]): Set<number> {
  const entries = new Set([0]);
  for (const instruction of instructions) {
    const { op, offset, operands } = instruction;
    if (SUSPENDING.has(op)) entries.add(offset + operands.length + 1);
    // Where a frame goes on that has waited, or was paused by a jump back.
    const to = targetOf(instruction);
    if (to === undefined) continue;
    if (op === 'SEND' || op === 'THROW_INTO' || op === 'FOR_NEXT' || to <= offset) entries.add(to);
  }
  for (const { handler } of code.exceptionTable) if (handler >= 0) entries.add(handler);
  return entries;
}

function findBlocks(
  code: CodeObject,
  instructions: readonly Instruction[],
  entries: ReadonlySet<number>,
): Map<number, Block> {
  const leaders = new Set(entries);
  instructions.forEach((instruction, i) => {
    const to = targetOf(instruction);
    const after = instructions[i + 1]?.offset;
    if (to !== undefined) leaders.add(to);
    const ends = to !== undefined || OP_SPEC[instruction.op].may?.includes('end') === true;
    if (ends && after !== undefined) leaders.add(after);
  });
  const blocks = new Map<number, Block>();
  let current: Instruction[] = [];
  instructions.forEach((instruction, i) => {
    current.push(instruction);
    const after = instructions[i + 1]?.offset;
    if (after !== undefined && !leaders.has(after)) return;
    blocks.set(current[0]!.offset, makeBlock(code, current, after));
    current = [];
  });
  return blocks;
}

function makeBlock(
  code: CodeObject,
  instructions: Instruction[],
  after: number | undefined,
): Block {
  const last = instructions.at(-1)!;
  const next: number[] = [];
  const later: number[] = [];
  const to = targetOf(last);
  if (to !== undefined) next.push(to);
  if (after !== undefined && OP_SPEC[last.op].may?.includes('end') !== true) {
    (SUSPENDING.has(last.op) ? later : next).push(after);
  }
  for (const { start, end, handler } of code.exceptionTable) {
    if (handler < 0) continue;
    if (instructions.some(({ offset }) => offset >= start && offset < end)) later.push(handler);
  }
  return { start: instructions[0]!.offset, instructions, next, later };
}

function findLoops(graph: Graph): Loop[] | null {
  const order = reversePostorder(graph, 0);
  const number = new Map(order.map((node, i) => [node, i]));
  const above = dominators(graph, 0);
  const bodies = new Map<number, Set<number>>();
  const before = new Map<number, number[]>();
  for (const node of order) {
    for (const to of graph.get(node)!) {
      before.set(to, [...(before.get(to) ?? []), node]);
    }
  }
  for (const node of order) {
    for (const to of graph.get(node)!) {
      if (number.get(to)! > number.get(node)!) continue;
      if (!dominates(above, to, node)) return null;
      const body = bodies.get(to) ?? new Set([to]);
      bodies.set(to, body);
      const open = [node];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (body.has(at)) continue;
        body.add(at);
        open.push(...before.get(at)!);
      }
    }
  }
  return [...bodies]
    .map(([header, body]) => ({ header, body }))
    .sort((a, b) => b.body.size - a.body.size);
}

function dominates(above: ReadonlyMap<number, number>, outer: number, inner: number): boolean {
  let at = inner;
  while (at !== outer) {
    const next = above.get(at)!;
    if (next === at) return false;
    at = next;
  }
  return true;
}
