/**
 * How the parts of a code object are spelled in assembly text: the tables that the disassembler
 * writes by and the assembler reads by. Opcodes and operands are not here, they are in opcodes.ts.
 */
import { CodeFlag } from './code.js';
import type { Constant, CodeObject } from './code.js';
import { HandlerKind } from './exception-table.js';
import { BINARY_OPERATORS, Completion } from './opcodes.js';
import type { OpName, OperandKind } from './opcodes.js';

/** The flags by name. A flag without an entry does not compile. */
export const FLAGS = {
  GENERATOR: CodeFlag.GENERATOR,
  COROUTINE: CodeFlag.COROUTINE,
  ASYNC_GENERATOR: CodeFlag.ASYNC_GENERATOR,
  VARARGS: CodeFlag.VARARGS,
  VARKEYWORDS: CodeFlag.VARKEYWORDS,
  NAMESPACE: CodeFlag.NAMESPACE,
  HIDDEN: CodeFlag.HIDDEN,
  MODULE: CodeFlag.MODULE,
  NESTED: CodeFlag.NESTED,
  FUTURE_ANNOTATIONS: CodeFlag.FUTURE_ANNOTATIONS,
  ITERABLE_COROUTINE: CodeFlag.ITERABLE_COROUTINE,
  IN_COROUTINE: CodeFlag.IN_COROUTINE,
} as const satisfies Record<Exclude<keyof typeof CodeFlag, 'NONE' | 'SUSPENDABLE'>, CodeFlag>;

/** The kinds of exception-table rows by name. */
export const HANDLER_KINDS = {
  CATCH: HandlerKind.CATCH,
  CLEANUP: HandlerKind.CLEANUP,
  RESTORE: HandlerKind.RESTORE,
  DELEGATE: HandlerKind.DELEGATE,
  UNWIND: HandlerKind.UNWIND,
  ASYNC_END: HandlerKind.ASYNC_END,
} as const satisfies Record<keyof typeof HandlerKind, HandlerKind>;

/** The completion kinds by name. */
const COMPLETIONS = {
  NORMAL: Completion.NORMAL,
  RAISE: Completion.RAISE,
  CLOSE: Completion.CLOSE,
  RETURN: Completion.RETURN,
  JUMP: Completion.JUMP,
} as const satisfies Record<keyof typeof Completion, Completion>;

/** The letter before an index, by the kind of the operand; kinds without one are plain numbers. */
export const PREFIXES: { readonly [K in OperandKind]?: string } = {
  write: 'r',
  read: 'r',
  optional: 'r',
  base: 'r',
  into: 'r',
  record: 'r',
  pair: 'r',
  const: 'k',
  name: 'n',
  cell: 'c',
};

/** The name of `value` in a table such as FLAGS, or undefined. */
export function nameOf(table: Readonly<Record<string, number>>, value: number): string | undefined {
  return Object.keys(table).find((name) => table[name] === value);
}

const CONVERSIONS = ['', 'str', 'repr', 'ascii'];

/** What the immediate operand of some opcodes means, for the reader; undefined for the others. */
export function explainImmediate(op: OpName, value: number): string | undefined {
  if (op === 'BINARY' || op === 'INPLACE') return BINARY_OPERATORS[value]?.symbol;
  if (op === 'FORMAT') return CONVERSIONS[value] || undefined;
  if (op === 'ENTER_FINALLY' || op === 'JUMP_IF_COMPLETION') {
    if (value > Completion.JUMP) return `JUMP + ${value - Completion.JUMP}`;
    return nameOf(COMPLETIONS, value);
  }
  return undefined;
}

/** An identifier as it is, any other name quoted. */
export function spellName(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : quote(name);
}

/** A string between double quotes, in JSON's escapes; what does not show is escaped as well. */
export function quote(text: string): string {
  return JSON.stringify(text).replace(/[^\P{C}\p{Cs}]|\p{Z}(?<! )/gu, (char) =>
    Array.from({ length: char.length }, (_, i) => escapeUnit(char.charCodeAt(i))).join(''),
  );
}

function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/** A constant as assembly spells it; `codeId` gives the number of a nested code object. */
export function spellConstant(constant: Constant, codeId: (code: CodeObject) => number): string {
  if (constant === null) return 'None';
  if (constant === true) return 'True';
  if (constant === false) return 'False';
  if (typeof constant === 'number') return String(constant);
  if (typeof constant === 'bigint') return `${constant}n`;
  if (typeof constant === 'string') return quote(constant);
  switch (constant.kind) {
    case 'float':
      return spellFloat(constant.value);
    case 'complex':
      return `${spellFloat(constant.value)}j`;
    case 'bytes':
      return spellBytes(constant.value);
    case 'ellipsis':
      return '...';
    case 'code':
      return `code @${codeId(constant.code)}`;
    case 'tuple': {
      const items = constant.items.map((item) => spellConstant(item, codeId));
      return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
    }
    case 'frozenset':
      return `{${constant.items.map((item) => spellConstant(item, codeId)).join(', ')}}`;
  }
}

/** A float that reads back exactly and cannot be taken for an int. */
function spellFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function spellBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const char = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else text += char === '"' || char === '\\' ? `\\${char}` : char;
  }
  return `b"${text}"`;
}
