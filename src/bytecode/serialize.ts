/**
 * Code objects as text, for the library that is compiled ahead of time and for caches.
 *
 * One line says what follows: a format name, a fingerprint of the opcode table, and a checksum. Then
 * comes JSON: a pool of strings and the outermost code object, each code object an array of fields.
 *
 * The words of code are plain JSON numbers. Denser forms (base-64 digits, several words to a number)
 * halve the text and took twice as long to load: their decoders run only once, before any
 * JavaScript engine has optimised them, while JSON.parse is fast from the start.
 */
import { CodeDataError, InternalError } from '../errors.js';
import type { CodeObject, Constant } from './code.js';
import type { ExceptionRow } from './exception-table.js';
import { OPERANDS, OP_NAMES, OP_SPECS } from './opcodes.js';

const FORMAT = 'pyg-code-1';

/** The code object as text; `deserialize` gives back an equal one. */
export function serialize(code: CodeObject): string {
  const writer = new Writer();
  const root = writer.code(code);
  const body = JSON.stringify([writer.strings, root]);
  return `${FORMAT} ${tableFingerprint()} ${checksum(body)}\n${body}`;
}

export interface DeserializeOptions {
  /**
   * Leave out the tests for damage and for another opcode table, which take as long as all the rest:
   * for text that is part of the package and as safe as the code that reads it, or was tested before.
   */
  readonly trusted?: boolean;
  /** What the code is to call its file, if not by the name that it was compiled under. */
  readonly filename?: string;
}

/**
 * Reads what `serialize` wrote.
 * Throws CodeDataError if it was written for another opcode table or has been damaged since.
 */
export function deserialize(text: string, options: DeserializeOptions = {}): CodeObject {
  const end = text.indexOf('\n');
  const [format, table, sum] = text.slice(0, end).split(' ');
  if (end < 0 || format !== FORMAT) throw new CodeDataError('this is no serialised code');
  const body = text.slice(end + 1);
  if (options.trusted !== true) {
    if (table !== tableFingerprint()) {
      throw new CodeDataError('the code was compiled for another version of the machine');
    }
    if (sum !== checksum(body)) throw new CodeDataError('the code is damaged');
  }
  const [strings, root] = JSON.parse(body) as [string[], CodeFields];
  return new Reader(strings, options.filename).code(root);
}

/** A hash by which damage and difference show; no protection against malice. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Changes when an opcode, its number or an operand's meaning does. */
function tableFingerprint(): string {
  fingerprint ??= checksum(
    OP_NAMES.map((name, number) =>
      [name, ...OP_SPECS[number].operands.map((operand) => OPERANDS[operand])].join(' '),
    ).join('\n'),
  );
  return fingerprint;
}

let fingerprint: string | null = null;

/** Strings stand in a pool; the fields that are strings or lists of strings are indices into it. */
type CodeFields = readonly [
  name: number,
  qualname: number,
  filename: number,
  firstLine: number,
  docstring: number,
  flags: number,
  argCount: number,
  posOnlyCount: number,
  kwOnlyCount: number,
  registerCount: number,
  variableNames: readonly number[],
  cellNames: readonly number[],
  freeNames: readonly number[],
  captures: readonly number[],
  constants: readonly ConstantField[],
  names: readonly number[],
  instructions: readonly number[],
  exceptionTable: readonly number[],
  positions: readonly number[],
];

/** None, booleans and ints stand for themselves, all else is tagged. */
type ConstantField =
  | null
  | boolean
  | number
  | readonly ['str', number]
  | readonly ['bigint', string]
  | readonly ['float' | 'complex', number | string]
  | readonly ['bytes', string]
  | readonly ['tuple' | 'frozenset', ...ConstantField[]]
  | readonly ['ellipsis']
  | readonly ['code', CodeFields];

/** What the pool index of an absent docstring is. */
const ABSENT = -1;

class Writer {
  readonly strings: string[] = [];
  private readonly indices = new Map<string, number>();

  code(code: CodeObject): CodeFields {
    return [
      this.string(code.name),
      this.string(code.qualname),
      this.string(code.filename),
      code.firstLine,
      code.docstring === null ? ABSENT : this.string(code.docstring),
      code.flags,
      code.argCount,
      code.posOnlyCount,
      code.kwOnlyCount,
      code.registerCount,
      this.stringList(code.variableNames),
      this.stringList(code.cellNames),
      this.stringList(code.freeNames),
      code.captures,
      code.constants.map((constant) => this.constant(constant)),
      this.stringList(code.names),
      Array.from(code.instructions),
      code.exceptionTable.flatMap(({ start, end, handler, kind, register }) => [
        start,
        end,
        handler,
        kind,
        register,
      ]),
      Array.from(code.positions),
    ];
  }

  private string(text: string): number {
    let index = this.indices.get(text);
    if (index === undefined) {
      index = this.strings.push(text) - 1;
      this.indices.set(text, index);
    }
    return index;
  }

  private stringList(texts: readonly string[]): number[] {
    return texts.map((text) => this.string(text));
  }

  private constant(constant: Constant): ConstantField {
    if (constant === null || typeof constant === 'boolean') return constant;
    if (typeof constant === 'string') return ['str', this.string(constant)];
    if (typeof constant === 'bigint') return ['bigint', String(constant)];
    if (typeof constant === 'number') {
      if (Number.isSafeInteger(constant) && !Object.is(constant, -0)) return constant;
      throw new InternalError(`the constant ${constant} is no int`);
    }
    switch (constant.kind) {
      case 'float':
      case 'complex':
        return [constant.kind, floatField(constant.value)];
      case 'bytes':
        return ['bytes', Array.from(constant.value, (byte) => String.fromCharCode(byte)).join('')];
      case 'tuple':
      case 'frozenset':
        return [constant.kind, ...constant.items.map((item) => this.constant(item))];
      case 'ellipsis':
        return ['ellipsis'];
      case 'code':
        return ['code', this.code(constant.code)];
    }
  }
}

/** JSON has no word for these. */
function floatField(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

class Reader {
  constructor(
    private readonly strings: readonly string[],
    private readonly filename: string | undefined,
  ) {}

  code(fields: CodeFields): CodeObject {
    return {
      name: this.strings[fields[0]],
      qualname: this.strings[fields[1]],
      filename: this.filename ?? this.strings[fields[2]],
      firstLine: fields[3],
      docstring: fields[4] === ABSENT ? null : this.strings[fields[4]],
      flags: fields[5],
      argCount: fields[6],
      posOnlyCount: fields[7],
      kwOnlyCount: fields[8],
      registerCount: fields[9],
      variableNames: this.stringList(fields[10]),
      cellNames: this.stringList(fields[11]),
      freeNames: this.stringList(fields[12]),
      captures: fields[13],
      constants: fields[14].map((field) => this.constant(field)),
      names: this.stringList(fields[15]),
      instructions: new Int32Array(fields[16]),
      exceptionTable: exceptionRows(fields[17]),
      positions: new Int32Array(fields[18]),
    };
  }

  private stringList(indices: readonly number[]): string[] {
    return indices.map((index) => this.strings[index]);
  }

  private constant(field: ConstantField): Constant {
    if (typeof field !== 'object' || field === null) return field;
    switch (field[0]) {
      case 'str':
        return this.strings[field[1]];
      case 'bigint':
        return BigInt(field[1]);
      case 'float':
      case 'complex':
        return { kind: field[0], value: Number(field[1]) };
      case 'bytes':
        return { kind: 'bytes', value: Uint8Array.from(field[1], (char) => char.charCodeAt(0)) };
      case 'tuple':
      case 'frozenset': {
        const [kind, ...items] = field;
        return { kind, items: items.map((item) => this.constant(item)) };
      }
      case 'ellipsis':
        return { kind: 'ellipsis' };
      case 'code':
        return { kind: 'code', code: this.code(field[1]) };
    }
  }
}

function exceptionRows(fields: readonly number[]): ExceptionRow[] {
  const rows: ExceptionRow[] = [];
  for (let i = 0; i < fields.length; i += 5) {
    rows.push({
      start: fields[i],
      end: fields[i + 1],
      handler: fields[i + 2],
      kind: fields[i + 3],
      register: fields[i + 4],
    });
  }
  return rows;
}
