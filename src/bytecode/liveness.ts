/**
 * Which temporary registers have done their work: a backward data flow over the instructions. In
 * CPython an instruction takes what it works on off the stack, and that is when a reference ends; a
 * register would keep it until something else is stored there. While references are counted, the
 * registers listed here are emptied (vm/counting-interpreter.ts). Variables are no part of this: they
 * end when they are unbound, or with their frame.
 */
import type { CodeObject } from './code.js';
import { HANDLER_WRITES } from './definite-assignment.js';
import { HandlerKind, rowEntering } from './exception-table.js';
import type { ExceptionRow } from './exception-table.js';
import { OP_SPEC, decode } from './instruction.js';
import type { Instruction } from './instruction.js';
import { WRITES_WHEN_JUMPING, operandsByName, registerUse } from './register-use.js';
import { Completion } from './opcodes.js';
import type { Block, RegisterUse } from './register-use.js';

/** By the offset of an instruction: registers, or null for none. */
export type RegisterLists = readonly (readonly number[] | null)[];

export interface Liveness {
  /** What to empty on the way into an instruction, whichever way that is. */
  readonly dead: RegisterLists;
  /** What to empty in a frame that waits at an instruction: no way on from it reads them. */
  readonly handedOver: RegisterLists;
  /** What an instruction works on and nothing after it, from its first operand to the last. */
  readonly operands: RegisterLists;
  /** All that holds nothing before an instruction. */
  readonly unused: RegisterLists;
  /** The offset of the instruction before that at an offset. */
  readonly previous: readonly number[];
  /**
   * Whether that has stored its result in a variable itself: in CPython what it worked on has been
   * taken off the stack when the result is stored.
   */
  readonly stored: readonly boolean[];
}

/** A set of registers, as bits. */
type Registers = Uint32Array;

/** Where an instruction may lead, as indices: to its target, and to the next one. */
interface Ways {
  readonly to: number | null;
  readonly after: number | null;
}

/** What was found of code before: machines share that of the library. */
const computed = new WeakMap<CodeObject, Liveness>();

/** @param code code that the verifier would accept; it must not change any more */
export function findLiveness(code: CodeObject): Liveness {
  let liveness = computed.get(code);
  if (liveness === undefined) computed.set(code, (liveness = computeLiveness(code)));
  return liveness;
}

function computeLiveness(code: CodeObject): Liveness {
  const decoded = decode(code);
  const flow = new Flow(code, decoded);
  flow.solve();
  const dead: (number[] | null)[] = new Array<null>(code.instructions.length).fill(null);
  const handedOver: (number[] | null)[] = dead.slice();
  const operands: (number[] | null)[] = dead.slice();
  const unused: (number[] | null)[] = dead.slice();
  const previous: number[] = new Array<number>(code.instructions.length).fill(0);
  const stored: boolean[] = new Array<boolean>(code.instructions.length).fill(false);
  decoded.forEach(({ offset }, i) => {
    dead[offset] = flow.list(without(flow.left[i]!, flow.live[i]!));
    if (dead[offset] !== null) flow.sort(dead[offset], i);
    handedOver[offset] = flow.list(flow.over(i));
    operands[offset] = flow.consumed(i);
    unused[offset] = flow.list(without(flow.all, flow.live[i]!));
    previous[offset] = decoded[i - 1]?.offset ?? 0;
    stored[offset] = flow.storesResult(i - 1);
  });
  return { dead, handedOver, operands, unused, previous, stored };
}

class Flow {
  /** What is read on some way on from the beginning of an instruction. */
  readonly live: readonly Registers[];
  /** What handlers read that an exception in an instruction may lead to. */
  readonly needed: readonly Registers[];
  /** What the instructions that lead to an instruction may have left in registers. */
  readonly left: readonly Registers[];
  /** All registers. */
  readonly all: Registers;
  private readonly words: number;
  private readonly variables: number;
  private readonly indexOf: ReadonlyMap<number, number>;
  private readonly handlers: ReadonlySet<number>;
  /** END_FINALLY at the end of what only runs while an exception or a close unwinds. */
  private readonly unwindings: ReadonlySet<Instruction>;
  private readonly uses: readonly RegisterUse[];
  private readonly ways: readonly Ways[];

  constructor(
    private readonly code: CodeObject,
    private readonly decoded: readonly Instruction[],
  ) {
    this.words = (code.registerCount + 31) >> 5;
    this.variables = code.variableNames.length;
    const empty = (): Registers => new Uint32Array(this.words);
    this.all = this.set([{ first: 0, count: code.registerCount }]);
    this.live = decoded.map(empty);
    this.needed = decoded.map(empty);
    this.left = decoded.map(empty);
    this.indexOf = new Map(decoded.map(({ offset }, i) => [offset, i]));
    this.handlers = new Set(code.exceptionTable.map(({ handler }) => handler));
    this.unwindings = new Set(
      code.exceptionTable.filter(isUnwinding).map((row) => this.endOf(row)),
    );
    this.uses = decoded.map(registerUse);
    this.ways = decoded.map((instruction, i) => this.waysOn(instruction, i));
  }

  solve(): void {
    const { decoded, live, needed, left, uses, ways } = this;
    const rows = decoded.map(({ offset }) => rowsAt(this.code, offset));
    const reads = uses.map((use, i) => this.set([...use.reads, ...this.methodOfWith(i)]));
    const writes = uses.map((use, i) => this.set(overwritten(decoded[i]!, use.writes)));
    const state = new Uint32Array(this.words);
    this.keepIterators();
    for (let changed = true; changed;) {
      changed = false;
      for (let i = decoded.length - 1; i >= 0; i--) {
        const { to, after } = ways[i]!;
        state.fill(0);
        if (to !== null) add(state, live[to]!);
        if (WRITES_WHEN_JUMPING.has(decoded[i]!.op)) {
          subtract(state, writes[i]!);
          if (after !== null) add(state, live[after]!);
        } else {
          if (after !== null) add(state, live[after]!);
          subtract(state, writes[i]!);
        }
        for (const row of rows[i]!) add(needed[i]!, this.neededBy(row));
        add(state, needed[i]!);
        add(state, reads[i]!);
        if (add(live[i]!, state)) changed = true;
      }
    }
    decoded.forEach((_, i) => {
      const { to, after } = ways[i]!;
      const held = live[i]!.slice();
      add(held, this.set(uses[i]!.writes));
      if (to !== null) add(left[to]!, held);
      if (after !== null) add(left[after]!, held);
      for (const row of rows[i]!) {
        if (row.kind === HandlerKind.RESTORE) continue;
        const handler = left[this.indexOf.get(row.handler)!]!;
        add(handler, held);
        add(handler, this.set([written(row)]));
      }
    });
  }

  /**
   * Put registers that are emptied before instruction `i` in the order in which CPython takes them
   * off its stack: the operands of the instruction before from the first to the last, then what
   * stood on the stack from the top, then the result.
   */
  sort(registers: number[], i: number): void {
    registers.sort((a, b) => b - a);
    const before = this.decoded[i - 1];
    if (before === undefined || this.handlers.has(this.decoded[i]!.offset)) return;
    if (before.op === 'DISCARD_COMPLETION') return;
    const { reads, writes } = this.uses[i - 1]!;
    const isIn = (blocks: readonly Block[], register: number): boolean =>
      blocks.some(({ first, count }) => register >= first && register < first + count);
    const rank = (register: number): number =>
      isIn(writes, register) ? 2 : isIn(reads, register) ? 0 : 1;
    registers.sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? a - b : b - a));
  }

  /** A `for` loop keeps its iterator until it is left, also where there is no next round. */
  private keepIterators(): void {
    this.decoded.forEach((instruction, i) => {
      if (instruction.op !== 'FOR_NEXT') return;
      const { it, to } = operandsByName(instruction);
      const iterator = this.set([{ first: it!, count: 1 }]);
      for (let inside = this.indexOf.get(to!)!; inside < i; inside++) {
        add(this.needed[inside]!, iterator);
      }
    });
  }

  /** What a `with` statement keeps until it has dropped the exception: its `__exit__`. */
  private methodOfWith(i: number): readonly Block[] {
    const { op, operands } = this.decoded[i]!;
    if (op !== 'END_FINALLY' || this.decoded[i - 1]?.op !== 'DISCARD_COMPLETION') return [];
    const exit = this.decoded.slice(0, i).findLast((each) => each.op === 'WITH_EXIT');
    if (exit === undefined || operandsByName(exit).rec !== operands[0]) return [];
    return registerUse(exit).reads.filter(({ first }) => first !== operands[0]);
  }

  /** What an instruction leaves behind that no way on from it reads. */
  over(i: number): Registers {
    const { to, after } = this.ways[i]!;
    const over = this.live[i]!.slice();
    // What is sent overwrites what was handed out.
    const isYield = OP_SPEC[this.decoded[i]!.op].may?.includes('suspend') === true;
    const writes = this.set(isYield ? this.uses[i]!.writes : []);
    for (const way of [to, after]) {
      if (way !== null) subtract(over, without(this.live[way]!, writes));
    }
    subtract(over, this.needed[i]!);
    return over;
  }

  /** The temporaries that an instruction alone reads, in order; null when there are none. */
  consumed(i: number): number[] | null {
    const { reads, writes } = this.uses[i]!;
    if (reads.length === 0) return null;
    const kept = without(this.live[i + 1] ?? this.set([]), this.set(writes));
    const found: number[] = [];
    for (const { first, count } of reads) {
      for (let register = first; register < first + count; register++) {
        if (register >= this.variables && !has(kept, register)) found.push(register);
      }
    }
    return found.length === 0 ? null : found;
  }

  /** Whether an instruction takes temporaries and goes on with its result in a variable. */
  storesResult(i: number): boolean {
    const instruction = this.decoded[i];
    if (instruction === undefined || this.ways[i]!.after !== i + 1) return false;
    const { dst } = operandsByName(instruction);
    return dst !== undefined && dst < this.variables && this.consumed(i) !== null;
  }

  /** The temporaries in a set; null when there are none. */
  list(set: Registers): number[] | null {
    const found: number[] = [];
    for (let i = this.variables; i < this.code.registerCount; i++) {
      if (has(set, i)) found.push(i);
    }
    return found.length === 0 ? null : found;
  }

  private waysOn(instruction: Instruction, i: number): Ways {
    const { to } = operandsByName(instruction);
    const ends = OP_SPEC[instruction.op].may?.includes('end') === true;
    const goesOn = !ends && !this.unwindings.has(instruction);
    return {
      to: to === undefined ? null : this.indexOf.get(to)!,
      after: goesOn && i + 1 < this.decoded.length ? i + 1 : null,
    };
  }

  /** The END_FINALLY of a cleanup. */
  private endOf({ handler, register }: ExceptionRow): Instruction {
    const isEnd = (each: Instruction): boolean =>
      each.op === 'END_FINALLY' && operandsByName(each).rec === register;
    return this.decoded.find((each) => each.offset >= handler && isEnd(each))!;
  }

  private neededBy(row: ExceptionRow): Registers {
    // While an exception is handled, the register before that of the one to restore holds it; and in a
    // cleanup the one before says so, even if nothing comes to its end.
    if (row.kind === HandlerKind.RESTORE) {
      const first = rowEntering(this.code.exceptionTable, row)?.register ?? row.register - 1;
      return this.set([{ first, count: row.register - first + 1 }]);
    }
    return without(this.live[this.indexOf.get(row.handler)!]!, this.set([written(row)]));
  }

  private set(blocks: readonly Block[]): Registers {
    const set = new Uint32Array(this.words);
    for (const { first, count } of blocks) {
      for (let register = first; register < first + count; register++) {
        set[register >> 5]! |= 1 << (register & 31);
      }
    }
    return set;
  }
}

/** The registers of those an instruction writes whose content is lost: not the value of a return. */
function overwritten(instruction: Instruction, writes: readonly Block[]): readonly Block[] {
  const { rec, imm } = operandsByName(instruction);
  if (instruction.op !== 'ENTER_FINALLY' || imm !== Completion.RETURN) return writes;
  return [rec!, rec! + 2].map((first) => ({ first, count: 1 }));
}

/** What entering a handler writes. */
function written({ kind, register }: ExceptionRow): Block {
  return { first: register, count: HANDLER_WRITES[kind] };
}

function isUnwinding({ kind }: ExceptionRow): boolean {
  return kind === HandlerKind.UNWIND;
}

function rowsAt(code: CodeObject, offset: number): ExceptionRow[] {
  return code.exceptionTable.filter(({ start, end }) => offset >= start && offset < end);
}

function has(set: Registers, register: number): boolean {
  return (set[register >> 5]! & (1 << (register & 31))) !== 0;
}

/** Add all of `other` to `set`; whether that changed it. */
function add(set: Registers, other: Registers): boolean {
  let changed = false;
  for (let i = 0; i < set.length; i++) {
    const both = (set[i]! | other[i]!) >>> 0;
    if (both === set[i]) continue;
    set[i] = both;
    changed = true;
  }
  return changed;
}

function subtract(set: Registers, other: Registers): void {
  for (let i = 0; i < set.length; i++) set[i] = set[i]! & ~other[i]!;
}

function without(set: Registers, other: Registers): Registers {
  const rest = set.slice();
  subtract(rest, other);
  return rest;
}
