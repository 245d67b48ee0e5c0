/**
 * Code objects as text, for people and for the assembler, which reads this text back.
 *
 * One form serves both. Operands are indices with a letter (r register, k constant, n name, c cell)
 * and what they stand for is said in comments after `;`, so nothing depends on a comment. Only the
 * positions are left out unless they are asked for.
 */
import { InternalError } from '../errors.js';
import { codeWithin, positionAt } from './code.js';
import type { CodeObject, Constant } from './code.js';
import { decode, operandKinds } from './instruction.js';
import type { Instruction } from './instruction.js';
import type { OperandKind } from './opcodes.js';
import {
  FLAGS,
  HANDLER_KINDS,
  PREFIXES,
  explainImmediate,
  nameOf,
  quote,
  spellConstant,
  spellName,
} from './spelling.js';

export interface DisassembleOptions {
  /** Write the source range of every instruction: the text then stands for the whole code object. */
  readonly positions?: boolean;
  /** The lines of the source, shown above the instructions made of them. */
  readonly source?: readonly string[];
}

/** The text of a code object and of those among its constants, each after the one that holds it. */
export function disassemble(code: CodeObject, options: DisassembleOptions = {}): string {
  const ids = new Map([...codeWithin(code)].map((each, id) => [each, id]));
  const idOf = (nested: CodeObject): number => ids.get(nested) ?? 0;
  return [...ids.keys()]
    .map((each) => new Listing(each, code.filename, idOf, options).text())
    .join('\n');
}

/** The text of one code object. */
class Listing {
  private readonly decoded: Instruction[];
  /** Labels by offset: wherever control or the exception table points. */
  private readonly labels = new Map<number, string>();
  private readonly lines: string[] = [];

  constructor(
    private readonly code: CodeObject,
    private readonly rootFile: string,
    private readonly idOf: (code: CodeObject) => number,
    private readonly options: DisassembleOptions,
  ) {
    this.decoded = decode(code);
    this.placeLabels();
  }

  text(): string {
    this.header();
    this.body();
    this.exceptionTable();
    return `${this.lines.join('\n')}\n`;
  }

  private placeLabels(): void {
    const wanted = new Set<number>();
    for (const { op, operands } of this.decoded) {
      operandKinds(op).forEach((kind, i) => kind === 'target' && wanted.add(operands[i]));
    }
    for (const { start, end, handler } of this.code.exceptionTable) {
      wanted.add(start).add(end).add(handler);
    }
    const places = [...this.decoded.map(({ offset }) => offset), this.code.instructions.length];
    for (const offset of places) {
      if (wanted.has(offset)) this.labels.set(offset, `L${this.labels.size + 1}`);
    }
  }

  /** The label of an offset; the offset itself where no instruction begins. */
  private place(offset: number): string {
    return this.labels.get(offset) ?? String(offset);
  }

  private header(): void {
    const { code } = this;
    this.lines.push(`code @${this.idOf(code)} ${spellName(code.name)}`);
    if (code.qualname !== code.name) this.field('qualname', quote(code.qualname));
    if (this.idOf(code) === 0 || code.filename !== this.rootFile) {
      this.field('file', quote(code.filename));
    }
    this.field('line', String(code.firstLine));
    if (code.docstring !== null) this.field('doc', quote(code.docstring));
    const flags = Object.entries(FLAGS).filter(([, bit]) => (code.flags & bit) !== 0);
    if (flags.length > 0) this.field('flags', flags.map(([name]) => name).join(' '));
    if (code.argCount + code.posOnlyCount + code.kwOnlyCount > 0) {
      const { argCount, posOnlyCount, kwOnlyCount } = code;
      this.field('parameters', `${argCount}, ${posOnlyCount} posonly, ${kwOnlyCount} kwonly`);
    }
    this.field('registers', String(code.registerCount));
    this.list('variables', 'r', code.variableNames);
    this.list('cells', 'c', code.cellNames);
    const free = code.freeNames.map((name, i) => {
      const from = code.captures[i] === undefined ? '' : ` from c${code.captures[i]}`;
      return `c${code.cellNames.length + i} ${spellName(name)}${from}`;
    });
    if (free.length > 0) this.field('free', free.join(', '));
    this.list('names', 'n', code.names);
    if (code.constants.length === 0) return;
    this.lines.push('  constants');
    code.constants.forEach((constant, i) => {
      const comment =
        typeof constant === 'object' && constant?.kind === 'code'
          ? `  ; ${spellName(constant.code.name)}`
          : '';
      this.lines.push(`    k${i}  ${spellConstant(constant, this.idOf)}${comment}`);
    });
  }

  private field(name: string, value: string): void {
    this.lines.push(`  ${name.padEnd(10)} ${value}`);
  }

  private list(name: string, prefix: string, names: readonly string[]): void {
    if (names.length === 0) return;
    this.field(name, names.map((each, i) => `${prefix}${i} ${spellName(each)}`).join(', '));
  }

  private body(): void {
    this.lines.push('  instructions');
    const labelWidth = Math.max(0, ...[...this.labels.values()].map((label) => label.length + 2));
    const offsetWidth = String(this.code.instructions.length).length;
    const ranges = this.options.positions === true ? this.positions() : null;
    let line = 0;
    for (const instruction of this.decoded) {
      const { offset, op, operands } = instruction;
      const position = positionAt(this.code.positions, offset);
      if (position !== null && position.line !== line) {
        line = position.line;
        this.sourceLine(line);
      }
      const label = this.labels.has(offset) ? `${this.place(offset)}:` : '';
      const kinds = operandKinds(op);
      const spelled = operands.map((operand, i) => this.operand(kinds[i], operand)).join(', ');
      const range = ranges?.get(offset) ?? '';
      const comment = this.comment(instruction, kinds);
      const head = `    ${label.padEnd(labelWidth)}${String(offset).padStart(offsetWidth)}  `;
      const text = `${head}${op.padEnd(20)} ${(spelled + range).padEnd(ranges === null ? 20 : 36)}`;
      this.lines.push(comment === '' ? text.trimEnd() : `${text}  ; ${comment}`);
    }
    const last = this.labels.get(this.code.instructions.length);
    if (last !== undefined) this.lines.push(`    ${last}:`);
  }

  private sourceLine(line: number): void {
    const text = this.options.source?.[line - 1];
    this.lines.push(
      text === undefined ? `    ; line ${line}` : `    ; ${line} | ${text.trimEnd()}`,
    );
  }

  /** The ranges by the offset where each begins to hold. */
  private positions(): Map<number, string> {
    const { positions, qualname } = this.code;
    const starts = new Set(this.decoded.map(({ offset }) => offset));
    const ranges = new Map<number, string>();
    for (let i = 0; i < positions.length; i += 5) {
      const [pc, line, endLine, column, endColumn] = positions.subarray(i, i + 5);
      if (!starts.has(pc) || ranges.has(pc)) {
        throw new InternalError(`${qualname}+${pc}: a position that belongs to no instruction`);
      }
      const none = line === 0 && endLine === 0 && column === 0 && endColumn === 0;
      ranges.set(pc, none ? ' @ none' : ` @ ${line}:${column} to ${endLine}:${endColumn}`);
    }
    return ranges;
  }

  private operand(kind: OperandKind, operand: number): string {
    if (kind === 'target') return this.place(operand);
    if (kind === 'optional' && operand === -1) return '-';
    return `${PREFIXES[kind] ?? ''}${operand}`;
  }

  /** What the operands stand for, in their order. */
  private comment({ op, operands }: Instruction, kinds: readonly OperandKind[]): string {
    const { code } = this;
    const cells = [...code.cellNames, ...code.freeNames];
    const meanings = operands.map((operand, i) => {
      const kind = kinds[i];
      if (kind === 'const') return this.brief(code.constants[operand]);
      if (kind === 'name') return spell(code.names[operand]);
      if (kind === 'cell') return spell(cells[operand]);
      if (kind === 'immediate') return explainImmediate(op, operand);
      return PREFIXES[kind] === 'r' ? spell(code.variableNames[operand]) : undefined;
    });
    return meanings.filter((meaning) => meaning !== undefined).join(', ');
  }

  private brief(constant: Constant | undefined): string | undefined {
    if (constant === undefined) return undefined;
    if (typeof constant === 'object' && constant?.kind === 'code') {
      return `code ${spellName(constant.code.name)}`;
    }
    const text = spellConstant(constant, this.idOf);
    return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
  }

  private exceptionTable(): void {
    if (this.code.exceptionTable.length === 0) return;
    this.lines.push('  exceptions');
    for (const { start, end, handler, kind, register } of this.code.exceptionTable) {
      const range = `${this.place(start)} to ${this.place(end)}`;
      const to = handler === -1 ? '' : ` -> ${this.place(handler)}`;
      this.lines.push(`    ${range}${to} ${nameOf(HANDLER_KINDS, kind) ?? kind} r${register}`);
    }
  }
}

function spell(name: string | undefined): string | undefined {
  return name === undefined ? undefined : spellName(name);
}
