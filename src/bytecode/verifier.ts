/**
 * The rules that all code obeys, whoever made it. The interpreter relies on them and checks none:
 * code from outside the compiler is verified before it runs, and in the tests all code is.
 */
import { InternalError } from '../errors.js';
import { CodeFlag } from './code.js';
import type { CodeObject, Constant } from './code.js';
import { HANDLER_WRITES, checkAssignment, parameterCount } from './definite-assignment.js';
import { HandlerKind } from './exception-table.js';
import type { ExceptionRow } from './exception-table.js';
import { OP_SPEC, decode } from './instruction.js';
import type { Instruction } from './instruction.js';
import { BINARY_OPERATORS, OPERANDS } from './opcodes.js';
import type { OpName, OperandName } from './opcodes.js';
import { GOES_ON_IF_NORMAL, registerUse } from './register-use.js';

/**
 * Checks a code object and all code among its constants.
 * Throws InternalError naming the code, the offset and the rule.
 */
export function verify(code: CodeObject): void {
  new Verifier(code).run();
  for (const nested of nestedCode(code.constants)) verify(nested);
}

function nestedCode(constants: readonly Constant[]): CodeObject[] {
  return constants.flatMap((constant) => {
    if (typeof constant !== 'object' || constant === null) return [];
    if (constant.kind === 'code') return [constant.code];
    if (constant.kind === 'tuple' || constant.kind === 'frozenset') {
      return nestedCode(constant.items);
    }
    return [];
  });
}

/** The greatest immediate operand of opcodes where it chooses among something; the least is 0. */
const IMMEDIATE_MAXIMUM: { readonly [K in OpName]?: number } = {
  BINARY: BINARY_OPERATORS.length - 1,
  INPLACE: BINARY_OPERATORS.length - 1,
  FORMAT: 3,
  MAKE_EXCEPTION: 1,
  GET_AWAITABLE: 2,
  ENTER_FINALLY: Infinity,
  JUMP_IF_COMPLETION: Infinity,
  IMPORT: Infinity,
};

/** What the constant operand of an opcode must be, where not any constant will do. */
const CONSTANT_RULES: {
  readonly [K in OpName]?: { readonly wants: string; readonly fits: (k: Constant) => boolean };
} = {
  MAKE_FUNCTION: { wants: 'code', fits: (constant) => kindOf(constant) === 'code' },
  BUILD_CLASS: { wants: 'a string', fits: (constant) => typeof constant === 'string' },
  CALL_KEYWORDS: { wants: 'a tuple of names', fits: isTupleOfStrings },
  IMPORT: {
    wants: 'None or a tuple of names',
    fits: (constant) => constant === null || isTupleOfStrings(constant),
  },
};

function kindOf(constant: Constant): string {
  return typeof constant === 'object' && constant !== null ? constant.kind : typeof constant;
}

function isTupleOfStrings(constant: Constant): boolean {
  if (typeof constant !== 'object' || constant?.kind !== 'tuple') return false;
  return constant.items.every((item) => typeof item === 'string');
}

/** Checks one code object. */
class Verifier {
  private readonly decoded: readonly Instruction[];
  private readonly starts: ReadonlyMap<number, Instruction>;

  constructor(private readonly code: CodeObject) {
    this.decoded = decode(code);
    this.starts = new Map(this.decoded.map((instruction) => [instruction.offset, instruction]));
  }

  run(): void {
    this.checkCounts();
    for (const instruction of this.decoded) {
      this.checkOperands(instruction);
      this.checkBlocks(instruction);
      this.checkSuspension(instruction);
    }
    this.checkEnd();
    this.code.exceptionTable.forEach((row, i) => {
      this.checkRow(row);
      for (const outer of this.code.exceptionTable.slice(i + 1)) this.checkNesting(row, outer);
    });
    this.checkPositions();
    checkAssignment(this.code, this.decoded, (offset, rule) => this.fail(offset, rule));
  }

  private fail(offset: number, rule: string): never {
    throw new InternalError(`${this.code.qualname}+${offset}: ${rule}`);
  }

  private checkCounts(): void {
    const { code } = this;
    if (code.posOnlyCount < 0 || code.posOnlyCount > code.argCount) {
      this.fail(0, 'more positional-only parameters than positional ones');
    }
    if (parameterCount(code) > code.variableNames.length) {
      this.fail(0, 'every parameter is a variable');
    }
    if (code.variableNames.length > code.registerCount) {
      this.fail(0, 'every variable has a register');
    }
    if (code.captures.length !== code.freeNames.length) {
      this.fail(0, 'every free variable is captured from a cell');
    }
    for (const constant of code.constants) {
      if (typeof constant !== 'number') continue;
      if (!Number.isSafeInteger(constant) || Object.is(constant, -0)) {
        this.fail(0, `the constant ${constant} is no int`);
      }
    }
  }

  private checkOperands({ offset, op, operands }: Instruction): void {
    OP_SPEC[op].operands.forEach((name, i) => {
      if (!this.fits(op, name, operands[i])) {
        this.fail(offset, `${op}: the operand ${name} is out of range: ${operands[i]}`);
      }
      if (OPERANDS[name] === 'const') this.checkConstant(offset, op, operands[i]);
    });
  }

  private fits(op: OpName, name: OperandName, value: number): boolean {
    const { code } = this;
    switch (OPERANDS[name]) {
      case 'write':
      case 'read':
      case 'record':
      case 'pair':
        return value >= 0 && value < code.registerCount;
      case 'optional':
        return value >= -1 && value < code.registerCount;
      // The end of a block is checked when its length is known; an empty one may begin behind the
      // last register.
      case 'base':
      case 'into':
        return value >= 0 && value <= code.registerCount;
      case 'count':
        return value >= (op === 'TO_SEQUENCE' && name === 'after' ? -1 : 0);
      case 'immediate': {
        const maximum = IMMEDIATE_MAXIMUM[op];
        return maximum === undefined || (value >= 0 && value <= maximum);
      }
      case 'const':
        return value >= 0 && value < code.constants.length;
      case 'name':
        return value >= 0 && value < code.names.length;
      case 'cell':
        return value >= 0 && value < code.cellNames.length + code.freeNames.length;
      case 'target':
        return this.starts.has(value);
    }
  }

  private checkConstant(offset: number, op: OpName, index: number): void {
    const constant = this.code.constants[index];
    const rule = CONSTANT_RULES[op];
    if (rule !== undefined && !rule.fits(constant)) {
      this.fail(offset, `${op} wants ${rule.wants}, k${index} is none`);
    }
    if (op !== 'MAKE_FUNCTION' || typeof constant !== 'object' || constant?.kind !== 'code') return;
    const cells = this.code.cellNames.length + this.code.freeNames.length;
    if (constant.code.captures.some((cell) => cell < 0 || cell >= cells)) {
      this.fail(offset, `${op}: ${constant.code.qualname} captures a cell that is not there`);
    }
  }

  private checkBlocks(instruction: Instruction): void {
    const { reads, writes } = registerUse(instruction);
    for (const { first, count } of [...reads, ...writes]) {
      if (first + count <= this.code.registerCount) continue;
      this.fail(instruction.offset, `${instruction.op}: r${first + count - 1} does not exist`);
    }
  }

  private checkSuspension({ offset, op }: Instruction): void {
    if (OP_SPEC[op].may?.includes('suspend') !== true) return;
    if ((this.code.flags & CodeFlag.SUSPENDABLE) === 0)
      this.fail(offset, `${op} outside a generator`);
  }

  private checkEnd(): void {
    const last = this.decoded.at(-1);
    if (last === undefined) this.fail(0, 'there is no instruction');
    // Whether these go on depends on how they are reached: the flow decides.
    if (GOES_ON_IF_NORMAL.has(last.op)) return;
    if (OP_SPEC[last.op].may?.includes('end') === true) return;
    this.fail(last.offset, `control runs off the end after ${last.op}`);
  }

  private checkRow({ start, end, handler, kind, register }: ExceptionRow): void {
    const { registerCount, instructions } = this.code;
    if (!(kind in HANDLER_WRITES)) this.fail(start, `there is no kind of row ${kind}`);
    if (!this.starts.has(start) || (!this.starts.has(end) && end !== instructions.length)) {
      this.fail(start, `the range ${start} to ${end} does not begin and end at instructions`);
    }
    if (start >= end) this.fail(start, `the range ${start} to ${end} is empty`);
    if (register < 0 || register + Math.max(1, HANDLER_WRITES[kind]) > registerCount) {
      this.fail(start, `the registers of the row from r${register} on do not exist`);
    }
    if (kind === HandlerKind.RESTORE) {
      if (handler !== -1) this.fail(start, 'a RESTORE row has no handler');
      return;
    }
    const first = this.starts.get(handler);
    if (first === undefined) this.fail(start, `no instruction begins at the handler ${handler}`);
    if (kind === HandlerKind.DELEGATE && first.op !== 'THROW_INTO') {
      this.fail(handler, `the handler of a DELEGATE row begins with ${first.op}`);
    }
  }

  /** Two rows in the order they stand in must be apart, or the first within the second. */
  private checkNesting(inner: ExceptionRow, outer: ExceptionRow): void {
    if (inner.end <= outer.start || outer.end <= inner.start) return;
    if (outer.start <= inner.start && inner.end <= outer.end) return;
    const ranges = `${inner.start} to ${inner.end} and ${outer.start} to ${outer.end}`;
    this.fail(inner.start, `the ranges ${ranges} do not nest, innermost first`);
  }

  private checkPositions(): void {
    const { positions } = this.code;
    if (positions.length % 5 !== 0) this.fail(0, 'a row of positions is cut short');
    let last = -1;
    for (let i = 0; i < positions.length; i += 5) {
      const offset = positions[i];
      if (!this.starts.has(offset)) this.fail(offset, 'a position belongs to no instruction');
      if (offset <= last) this.fail(offset, 'the positions are not sorted');
      last = offset;
    }
  }
}
