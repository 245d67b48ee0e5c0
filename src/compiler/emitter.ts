// The emitter: the growing instructions of one code object, with everything that is attached to
// instruction offsets (labels, protected ranges, positions) and the pools they refer to. Knows
// nothing of syntax trees; what is emitted where is decided by the files around it.
//
// Two things are decided here for all of them. Code that cannot be reached is not emitted: after
// an instruction that never goes on, everything is dropped until a label is placed that some jump
// leads to. And with reachability goes the knowledge which variables are surely bound (`flow`).
import type { OPCODES } from '../bytecode/opcodes.js';
import {
  OPERANDS,
  OP_NAMES,
  OP_SPECS,
  type OpName,
  type OperandKind,
  type OperandName,
} from '../bytecode/opcodes.js';
import type { Constant } from '../bytecode/code.js';
import type { ExceptionRow, HandlerKind } from '../bytecode/exception-table.js';
import type { Positioned } from '../syntax/ast.js';
import { ConstantPool, NamePool } from './pools.js';
import type { PlaceFinder } from './places.js';

/**
 * Which variables are bound at a point, on every path that leads there: bit r stands for register
 * r. Bits are only ever added along a path; a variable that is deleted anywhere in its function
 * never gets one (Unit.isSurelyBound).
 */
export type Flow = bigint;

/** What holds where two paths meet. */
export function joined(a: Flow | null, b: Flow | null): Flow | null {
  if (a === null) return b;
  return b === null ? a : a & b;
}

/** A place in the code that jumps lead to. */
export class Label {
  /** The offset it was placed at, or -1. */
  offset = -1;
  /** What holds on all jumps to it so far; null when there was none. */
  flow: Flow | null = null;
}

/** A stretch of code under one handler: half-open pieces, since what leaves it is not covered. */
export class ProtectedRange {
  readonly pieces: { start: number; end: number }[] = [];
  /** Where the current piece began, or -1 while nothing is covered. */
  openedAt = -1;
}

/** What the emitter takes for each kind of operand; pools are looked up and labels resolved here. */
type Argument<K extends OperandKind> = K extends 'target'
  ? Label
  : K extends 'name'
    ? string
    : K extends 'const'
      ? Constant
      : number;

type Arguments<Row extends readonly OperandName[]> = {
  [I in keyof Row]: Argument<(typeof OPERANDS)[Row[I]]>;
};

const OPCODE_NUMBERS = Object.fromEntries(OP_NAMES.map((name, index) => [name, index])) as Record<
  OpName,
  number
>;

interface PendingRow {
  readonly start: number;
  readonly end: number;
  readonly handler: Label | null;
  readonly kind: HandlerKind;
  readonly register: number;
}

/** The finished parts of a code object that the emitter owns. */
export interface EmittedCode {
  readonly registerCount: number;
  readonly constants: readonly Constant[];
  readonly names: readonly string[];
  readonly instructions: Int32Array;
  readonly exceptionTable: readonly ExceptionRow[];
  readonly positions: Int32Array;
}

export class Emitter {
  /** What surely holds here; null where no control flow arrives. */
  flow: Flow | null = 0n;
  /** The source range that the instructions to come belong to; null for none. */
  position: Positioned | null = null;
  /** The first register that is no variable. */
  readonly firstTemporary: number;

  private readonly words: number[] = [];
  private readonly fixups: { at: number; label: Label }[] = [];
  private readonly rows: PendingRow[] = [];
  private readonly constants = new ConstantPool();
  private readonly names = new NamePool();
  private readonly positions: number[] = [];
  private readonly places: PlaceFinder;
  private lastPosition: Positioned | null | undefined = undefined;
  private nextTemporary: number;
  private highest: number;

  constructor(variableCount: number, places: PlaceFinder) {
    this.firstTemporary = variableCount;
    this.nextTemporary = variableCount;
    this.highest = variableCount;
    this.places = places;
  }

  /** The offset of the next instruction. */
  get offset(): number {
    return this.words.length;
  }

  // ---- Instructions

  /** Appends one instruction, unless nothing leads here. */
  emit<Op extends OpName>(op: Op, ...args: Arguments<(typeof OPCODES)[Op]['operands']>): void {
    if (this.flow === null) return;
    this.notePosition();
    const number = OPCODE_NUMBERS[op];
    const spec = OP_SPECS[number]!;
    this.words.push(number);
    spec.operands.forEach((name, index) => {
      this.words.push(this.word(OPERANDS[name], args[index] as number | string | Label | Constant));
    });
    if (spec.may?.includes('end')) this.flow = null;
    else if (spec.operands[0] === 'dst' && op !== 'FOR_NEXT') this.noteBound(args[0] as number);
  }

  /** Records that a register holds a value from here on. Every `dst` but FOR_NEXT's does. */
  noteBound(register: number): void {
    if (this.flow === null || register >= this.firstTemporary) return;
    this.flow |= 1n << BigInt(register);
  }

  private word(kind: OperandKind, value: number | string | Label | Constant): number {
    switch (kind) {
      case 'target':
        this.fixups.push({ at: this.words.length, label: value as Label });
        (value as Label).flow = joined((value as Label).flow, this.flow);
        return 0;
      case 'name':
        return this.names.indexOf(value as string);
      case 'const':
        return this.constants.indexOf(value as Constant);
      default:
        return value as number;
    }
  }

  /** Copies between registers, where they differ. */
  move(dst: number, source: number): void {
    if (dst !== source) this.emit('MOVE', dst, source);
  }

  /** Loads a constant by the shortest instruction there is for it. */
  loadConstant(dst: number, value: Constant): void {
    if (value === null) this.emit('LOAD_NONE', dst);
    else if (value === true) this.emit('LOAD_TRUE', dst);
    else if (value === false) this.emit('LOAD_FALSE', dst);
    else if (typeof value === 'number' && value === (value | 0)) this.emit('LOAD_INT', dst, value);
    else this.emit('LOAD_CONST', dst, value);
  }

  // ---- Labels

  /** Places a label here: what arrives is what falls through and what jumps to it. */
  place(label: Label): void {
    label.offset = this.offset;
    this.flow = joined(this.flow, label.flow);
  }

  /** Places a label that is reached from elsewhere too: by later jumps, or as a handler. */
  placeWith(label: Label, flow: Flow | null): void {
    label.flow = joined(label.flow, flow);
    this.place(label);
  }

  // ---- Protected ranges

  /** Begins to cover, or goes on covering after `pause`. */
  cover(range: ProtectedRange): void {
    range.openedAt = this.offset;
  }

  /** Stops covering. */
  pause(range: ProtectedRange): void {
    if (range.openedAt >= 0 && range.openedAt < this.offset) {
      range.pieces.push({ start: range.openedAt, end: this.offset });
    }
    range.openedAt = -1;
  }

  /**
   * Ends a range and gives it its handler. Ranges must be protected in the order in which they
   * end, inner ones first: that is the order of the exception table.
   */
  protect(
    range: ProtectedRange,
    kind: HandlerKind,
    register: number,
    handler: Label | null = null,
  ): void {
    this.pause(range);
    for (const { start, end } of range.pieces) {
      this.rows.push({ start, end, handler, kind, register });
    }
  }

  // ---- Registers

  /** A new temporary register, above all that are in use. */
  temporary(): number {
    return this.temporaries(1);
  }

  /** The first of `count` new temporaries that stand side by side. */
  temporaries(count: number): number {
    const first = this.nextTemporary;
    this.nextTemporary += count;
    if (this.nextTemporary > this.highest) this.highest = this.nextTemporary;
    return first;
  }

  /** The height of the stack of temporaries, for `release`. */
  mark(): number {
    return this.nextTemporary;
  }

  /** Gives back all temporaries taken since `mark`. */
  release(mark: number): void {
    this.nextTemporary = mark;
  }

  isTemporary(register: number): boolean {
    return register >= this.firstTemporary;
  }

  // ---- Positions

  private notePosition(): void {
    if (this.position === this.lastPosition) return;
    this.lastPosition = this.position;
    if (this.position === null) {
      this.positions.push(this.offset, 0, 0, 0, 0);
      return;
    }
    const { line, endLine, column, endColumn } = this.places.positionOf(this.position);
    this.positions.push(this.offset, line, endLine, column, endColumn);
  }

  /** Resolves what is open and hands out the finished parts. */
  finish(): EmittedCode {
    for (const { at, label } of this.fixups) this.words[at] = label.offset;
    return {
      registerCount: this.highest,
      constants: this.constants.items,
      names: this.names.items,
      instructions: Int32Array.from(this.words),
      exceptionTable: this.rows.map((row) => ({
        ...row,
        handler: row.handler === null ? -1 : row.handler.offset,
      })),
      positions: Int32Array.from(this.positions),
    };
  }
}
