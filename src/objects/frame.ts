// Frames: the only place where execution state lives. Code, program counter, registers, the link to
// whoever waits for the result: everything needed to go on. A suspended frame is complete (I1).
import type { PyCell, PyCode } from './functions.js';
import type { PyDict } from './dict.js';
import type { PyException } from './exceptions.js';
import { allocated, Bytes } from './meter.js';
import { Holding, isCounted, put, UNCOUNTED } from './references.js';
import { frameType } from './type.js';
import { PyObject, type Value, type Visit } from './value.js';

/** What a frame's end means to the VM. */
export const enum FrameRole {
  /** A function call, a class body, a module. */
  CALL = 0,
  /** The body of the generator `owner`. */
  GENERATOR = 1,
  /** `__init__` called by a class: its result must be None, the caller gets the instance `owner`. */
  CONSTRUCTOR = 2,
  /** The bottom of a run of the interpreter loop (vm/execute.ts). */
  BASE = 3,
}

export class Frame extends PyObject {
  /**
   * Offset of the instruction that is being executed, until it is done: also while the frame is
   * suspended or waits for a call (I2).
   */
  pc = 0;
  /** The frame that gets the result. Null while a generator is suspended. */
  caller: Frame | null = null;
  /**
   * The exception this frame is handling (`sys.exc_info`), or, during a native close whose
   * GeneratorExit nobody has looked at yet, the pc of the yield where it was raised (I7).
   */
  handled: PyException | number | null = null;
  /** PyGenerator for GENERATOR, the instance for CONSTRUCTOR, the namespace for CALL. */
  owner: PyObject | null = null;
  role: FrameRole = FrameRole.CALL;
  /**
   * The frame that has called this one, for as long as somebody has that although it has ended: while
   * references are counted. A field only of such frames.
   */
  declare back: Frame | null;
  /** Frames below this one, for the recursion limit. */
  depth = 0;

  constructor(
    readonly code: PyCode,
    readonly regs: Value[],
    readonly cells: readonly PyCell[],
    readonly globals: PyDict,
  ) {
    super(null);
    this.cls = frameType;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT + Bytes.FRAME + regs.length * Bytes.REFERENCE);
  }

  /** Where LOAD_NAME and STORE_NAME find names: of a class body, or of code that exec or eval runs. */
  get namespace(): PyObject | null {
    return this.role === FrameRole.CALL ? this.owner : null;
  }

  /** Store in a register, for code outside of the loop. */
  store(register: number, value: Value): void {
    if (isCounted(this)) put(this.regs, register, value);
    else this.regs[register] = value;
  }

  override get holding(): Holding {
    return Holding.UNSETTLED;
  }

  /**
   * Nobody empties temporaries that have done their work while references are not counted. A frame
   * at its beginning has none.
   */
  override settle(): void {
    const { code, pc, regs } = this;
    if (pc > 0) for (const register of code.liveness.unused[pc] ?? []) regs[register] = undefined;
  }

  /**
   * What statements work on after the variables, as in CPython, where a frame ends that has not been
   * left. Its globals are those of a function or a module, which hold them.
   */
  override visitReferences(visit: Visit): void {
    const { regs } = this;
    visit(this.namespace);
    this.visitVariables(visit);
    for (let i = this.code.source.variableNames.length; i < regs.length; i++) visit(regs[i]);
    visit(this.back);
    if (this.role === FrameRole.CONSTRUCTOR) visit(this.owner);
  }

  /** The variables, then those in cells; but a parameter in a cell is where it was declared. */
  visitVariables(visit: Visit): void {
    const { regs, cells } = this;
    const { variableNames, cellNames } = this.code.source;
    const variables = variableNames.length;
    if (cellNames.length === 0) {
      for (let i = 0; i < variables; i++) visit(regs[i]);
      for (const cell of cells) visit(cell);
      return;
    }
    const later = new Set(cells);
    for (let i = 0; i < variables; i++) {
      visit(regs[i]);
      const cell = cells[cellNames.indexOf(variableNames[i]!)];
      if (cell !== undefined && later.delete(cell)) visit(cell);
    }
    for (const cell of later) visit(cell);
  }
}

Frame.prototype.back = null;
