/**
 * Assembly text to code objects: the inverse of the disassembler, which defines the form. What the
 * disassembler leaves out has a default, so code written by hand can be short. Nothing is checked
 * beyond the spelling; that is the verifier's part.
 */
import type { CodeObject, Constant } from './code.js';
import type { ExceptionRow } from './exception-table.js';
import { OP_NUMBER, operandKinds } from './instruction.js';
import { AssemblyError, LineScanner } from './line-scanner.js';
import { OP_NAMES } from './opcodes.js';
import type { OperandKind } from './opcodes.js';
import { FLAGS, HANDLER_KINDS, PREFIXES } from './spelling.js';

/** A place in the code: an offset, or a label that is looked up when the code is complete. */
interface Place {
  readonly text: string;
  readonly line: number;
}

/** A code object among the constants, before all code objects are known. */
interface Reference {
  readonly kind: 'reference';
  readonly id: number;
  readonly line: number;
}

/** A constant as it is read: code objects are known by their number only. */
type RawConstant =
  | Exclude<Constant, { kind: 'tuple' | 'frozenset' | 'code' }>
  | { readonly kind: 'tuple'; readonly items: readonly RawConstant[] }
  | { readonly kind: 'frozenset'; readonly items: readonly RawConstant[] }
  | Reference;

type Section = 'header' | 'constants' | 'instructions' | 'exceptions';

/** Reads the code object with the number 0 and all that it holds. Throws AssemblyError. */
export function assemble(text: string): CodeObject {
  const blocks = new Map<number, Block>();
  let block: Block | null = null;
  for (const [i, lineText] of text.split('\n').entries()) {
    const scanner = new LineScanner(lineText, i + 1);
    if (scanner.atEnd) continue;
    if (scanner.peek() === 'code') block = openBlock(scanner, blocks);
    else if (block !== null) block.read(scanner);
    else scanner.fail("'code' expected");
    scanner.end();
  }
  return build(blocks, { kind: 'reference', id: 0, line: 1 }, []);
}

function openBlock(scanner: LineScanner, blocks: Map<number, Block>): Block {
  scanner.expect('code');
  scanner.expect('@');
  const id = scanner.integer();
  if (blocks.has(id)) scanner.fail(`code @${id} stands twice`);
  const block = new Block(scanner.name());
  blocks.set(id, block);
  return block;
}

/** The code object a reference means, with those it holds; `open` are the ones being built. */
function build(
  blocks: ReadonlyMap<number, Block>,
  { id, line }: Reference,
  open: readonly number[],
): CodeObject {
  const block = blocks.get(id);
  if (block === undefined) throw new AssemblyError(line, `there is no code @${id}`);
  if (open.includes(id)) throw new AssemblyError(line, `code @${id} holds itself`);
  const resolve = (raw: RawConstant): Constant => {
    if (typeof raw !== 'object' || raw === null) return raw;
    if (raw.kind === 'reference') return { kind: 'code', code: build(blocks, raw, [...open, id]) };
    if (raw.kind === 'tuple' || raw.kind === 'frozenset') {
      return { kind: raw.kind, items: raw.items.map(resolve) };
    }
    return raw;
  };
  return block.finish(resolve, blocks.get(0)?.filename ?? '');
}

/** What is known of one code object while its lines are read. */
class Block {
  filename: string | null = null;
  private qualname: string;
  private firstLine = 1;
  private docstring: string | null = null;
  private flags = 0;
  private argCount = 0;
  private posOnlyCount = 0;
  private kwOnlyCount = 0;
  private registerCount = 0;
  private readonly variableNames: string[] = [];
  private readonly cellNames: string[] = [];
  private readonly freeNames: string[] = [];
  private readonly captures: number[] = [];
  private readonly names: string[] = [];
  private readonly constants: RawConstant[] = [];
  private readonly words: number[] = [];
  private readonly positions: number[] = [];
  private readonly labels = new Map<string, number>();
  private readonly jumps: { readonly word: number; readonly to: Place }[] = [];
  private readonly rows: {
    readonly start: Place;
    readonly end: Place;
    readonly handler: Place | null;
    readonly kind: number;
    readonly register: number;
  }[] = [];
  private section: Section = 'header';

  constructor(private readonly name: string) {
    this.qualname = name;
  }

  /** Reads one line. */
  read(scanner: LineScanner): void {
    for (const section of ['constants', 'instructions', 'exceptions'] as const) {
      if (!scanner.accept(section)) continue;
      this.section = section;
      return;
    }
    if (this.section === 'header') this.readField(scanner);
    else if (this.section === 'constants') this.readConstant(scanner);
    else if (this.section === 'instructions') this.readInstruction(scanner);
    else this.readRow(scanner);
  }

  finish(resolve: (raw: RawConstant) => Constant, rootFile: string): CodeObject {
    for (const { word, to } of this.jumps) this.words[word] = this.offsetOf(to);
    const rows = this.rows.map(({ start, end, handler, kind, register }): ExceptionRow => ({
      start: this.offsetOf(start),
      end: this.offsetOf(end),
      handler: handler === null ? -1 : this.offsetOf(handler),
      kind,
      register,
    }));
    return {
      name: this.name,
      qualname: this.qualname,
      filename: this.filename ?? rootFile,
      firstLine: this.firstLine,
      docstring: this.docstring,
      flags: this.flags,
      argCount: this.argCount,
      posOnlyCount: this.posOnlyCount,
      kwOnlyCount: this.kwOnlyCount,
      registerCount: this.registerCount,
      variableNames: this.variableNames,
      cellNames: this.cellNames,
      freeNames: this.freeNames,
      captures: this.captures,
      constants: this.constants.map(resolve),
      names: this.names,
      instructions: Int32Array.from(this.words),
      exceptionTable: rows,
      positions: Int32Array.from(this.positions),
    };
  }

  private readField(scanner: LineScanner): void {
    const field = scanner.take('a field', 'word');
    if (field === 'qualname') this.qualname = scanner.string();
    else if (field === 'file') this.filename = scanner.string();
    else if (field === 'line') this.firstLine = scanner.integer();
    else if (field === 'doc') this.docstring = scanner.string();
    else if (field === 'flags') this.readFlags(scanner);
    else if (field === 'parameters') this.readParameters(scanner);
    else if (field === 'registers') this.registerCount = scanner.integer();
    else if (field === 'variables') readNames(scanner, 'r', this.variableNames);
    else if (field === 'cells') readNames(scanner, 'c', this.cellNames);
    else if (field === 'names') readNames(scanner, 'n', this.names);
    else if (field === 'free') this.readFree(scanner);
    else throw new AssemblyError(scanner.line, `there is no field '${field}'`);
  }

  private readFlags(scanner: LineScanner): void {
    const table: Readonly<Record<string, number>> = FLAGS;
    while (!scanner.atEnd) {
      const flag = scanner.take('a flag', 'word');
      if (!Object.hasOwn(table, flag)) scanner.fail(`there is no flag '${flag}'`);
      this.flags |= table[flag];
    }
  }

  private readParameters(scanner: LineScanner): void {
    this.argCount = scanner.integer();
    while (scanner.accept(',')) {
      const count = scanner.integer();
      if (scanner.accept('posonly')) this.posOnlyCount = count;
      else {
        scanner.expect('kwonly');
        this.kwOnlyCount = count;
      }
    }
  }

  private readFree(scanner: LineScanner): void {
    do {
      expectIndex(scanner, 'c', this.cellNames.length + this.freeNames.length);
      this.freeNames.push(scanner.name());
      if (scanner.accept('from')) this.captures.push(scanner.index('c'));
    } while (scanner.accept(','));
  }

  private readConstant(scanner: LineScanner): void {
    expectIndex(scanner, 'k', this.constants.length);
    this.constants.push(readConstant(scanner));
  }

  private readInstruction(scanner: LineScanner): void {
    if (scanner.isFollowedBy(':')) {
      const label = scanner.take('a label', 'word');
      if (this.labels.has(label)) scanner.fail(`the label ${label} stands twice`);
      this.labels.set(label, this.words.length);
      scanner.expect(':');
      if (scanner.atEnd) return;
    }
    const offset = this.words.length;
    if (scanner.isNumber() && scanner.integer() !== offset) {
      scanner.fail(`this instruction stands at offset ${offset}`);
    }
    const op = scanner.take('an opcode', 'word');
    const number = OP_NUMBER.get(op);
    if (number === undefined) scanner.fail(`there is no opcode ${op}`);
    this.words.push(number);
    operandKinds(OP_NAMES[number]).forEach((kind, i) => {
      if (i > 0) scanner.expect(',');
      this.words.push(this.readOperand(scanner, kind));
    });
    if (scanner.accept('@')) this.readPosition(scanner, offset);
  }

  private readOperand(scanner: LineScanner, kind: OperandKind): number {
    if (kind === 'target') {
      this.jumps.push({ word: this.words.length, to: readPlace(scanner) });
      return 0;
    }
    if (kind === 'optional' && scanner.accept('-')) return -1;
    const prefix = PREFIXES[kind];
    return prefix === undefined ? scanner.integer() : scanner.index(prefix);
  }

  private readPosition(scanner: LineScanner, offset: number): void {
    if (scanner.accept('none')) {
      this.positions.push(offset, 0, 0, 0, 0);
      return;
    }
    const [line, column] = readLineAndColumn(scanner);
    scanner.expect('to');
    const [endLine, endColumn] = readLineAndColumn(scanner);
    this.positions.push(offset, line, endLine, column, endColumn);
  }

  private readRow(scanner: LineScanner): void {
    const start = readPlace(scanner);
    scanner.expect('to');
    const end = readPlace(scanner);
    const handler = scanner.accept('->') ? readPlace(scanner) : null;
    const name = scanner.take('the kind of a row', 'word');
    const kinds: Readonly<Record<string, number>> = HANDLER_KINDS;
    if (!Object.hasOwn(kinds, name)) scanner.fail(`there is no kind of row '${name}'`);
    this.rows.push({ start, end, handler, kind: kinds[name], register: scanner.index('r') });
  }

  private offsetOf({ text, line }: Place): number {
    const offset = /^\d/.test(text) ? Number(text) : this.labels.get(text);
    if (offset === undefined) throw new AssemblyError(line, `there is no label ${text}`);
    return offset;
  }
}

/** Reads `r0 a, r1 b`: the indices must count up from the number of names there are. */
function readNames(scanner: LineScanner, prefix: string, names: string[]): void {
  do {
    expectIndex(scanner, prefix, names.length);
    names.push(scanner.name());
  } while (scanner.accept(','));
}

function expectIndex(scanner: LineScanner, prefix: string, index: number): void {
  if (scanner.index(prefix) !== index) scanner.fail(`this is ${prefix}${index}`);
}

function readPlace(scanner: LineScanner): Place {
  return { text: scanner.take('a label', 'word', 'number'), line: scanner.line };
}

function readLineAndColumn(scanner: LineScanner): [number, number] {
  const line = scanner.integer();
  scanner.expect(':');
  return [line, scanner.integer()];
}

/** Floats that have a word for a number. */
const NOT_FINITE: readonly (readonly [string, number])[] = [
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
];

function readConstant(scanner: LineScanner): RawConstant {
  if (scanner.isNumber()) return readNumber(scanner);
  for (const [word, value] of NOT_FINITE) {
    if (scanner.accept(word)) return { kind: 'float', value };
    if (scanner.accept(`${word}j`)) return { kind: 'complex', value };
  }
  if (scanner.isString()) return scanner.string();
  if (scanner.isBytes()) return { kind: 'bytes', value: readBytes(scanner) };
  if (scanner.accept('None')) return null;
  if (scanner.accept('True')) return true;
  if (scanner.accept('False')) return false;
  if (scanner.accept('...')) return { kind: 'ellipsis' };
  if (scanner.accept('(')) return { kind: 'tuple', items: readItems(scanner, ')') };
  if (scanner.accept('{')) return { kind: 'frozenset', items: readItems(scanner, '}') };
  if (!scanner.accept('code')) scanner.fail('a constant expected');
  scanner.expect('@');
  return { kind: 'reference', id: scanner.integer(), line: scanner.line };
}

function readItems(scanner: LineScanner, close: string): RawConstant[] {
  const items: RawConstant[] = [];
  while (!scanner.accept(close)) {
    items.push(readConstant(scanner));
    if (scanner.peek() !== close) scanner.expect(',');
  }
  return items;
}

function readNumber(scanner: LineScanner): RawConstant {
  const text = scanner.take('a number', 'number');
  if (/^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
  if (text.endsWith('j')) return { kind: 'complex', value: Number(text.slice(0, -1)) };
  if (!/^-?\d+$/.test(text)) return { kind: 'float', value: Number(text) };
  const value = Number(text);
  if (!Number.isSafeInteger(value)) scanner.fail(`${text} is too big for an int: write ${text}n`);
  return value;
}

function readBytes(scanner: LineScanner): Uint8Array {
  const text = scanner.take('bytes', 'bytes').slice(2, -1);
  const bytes: number[] = [];
  for (const [, hex, char] of text.matchAll(/\\x([0-9a-f]{2})|\\?(.)/gsu)) {
    bytes.push(hex === undefined ? char.charCodeAt(0) : parseInt(hex, 16));
  }
  return Uint8Array.from(bytes);
}
