// Code objects: what the compiler makes and the VM runs. Pure data, and immutable once made; the
// VM links one to runtime values when it first meets it (objects/functions.ts, PyCode).
import type { ExceptionRow } from './exception-table.js';

/** A constant as the compiler knows it. Numbers are ints; a float is wrapped so that 1 and 1.0 differ. */
export type Constant =
  | null
  | boolean
  | number
  | bigint
  | string
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'complex'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Uint8Array }
  | { readonly kind: 'tuple'; readonly items: readonly Constant[] }
  | { readonly kind: 'frozenset'; readonly items: readonly Constant[] }
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'code'; readonly code: CodeObject };

/** Bits of CodeObject.flags. */
export const enum CodeFlag {
  NONE = 0,
  /** A generator function: calling it makes a generator, nothing runs. */
  GENERATOR = 1,
  COROUTINE = 2,
  ASYNC_GENERATOR = 4,
  /** Has *args / **kwargs: one register each, after the keyword-only parameters. */
  VARARGS = 8,
  VARKEYWORDS = 16,
  /** Names are stored in the frame's namespace: a class body. */
  NAMESPACE = 32,
  /** Part of the VM's own prelude: no traceback entry, invisible to introspection. */
  HIDDEN = 64,
  /** A module body (its namespace is the globals). */
  MODULE = 128,
  /** Defined inside a function, so its free variables may exist (for locals()). */
  NESTED = 256,
  /** Compiled under `from __future__ import annotations`, which exec and eval pass on. */
  FUTURE_ANNOTATIONS = 512,
  /** A generator function whose generators can be awaited (`types.coroutine`). */
  ITERABLE_COROUTINE = 1024,
  /** A comprehension or generator expression in the body of an `async def`. */
  IN_COROUTINE = 2048,
  /** The bits of which one is set when a call makes an object that is resumed; nothing runs. */
  SUSPENDABLE = 7,
}

/** Parameters occupy registers 0 …: positional, keyword-only, then *args, then **kwargs. */
export interface CodeObject {
  readonly name: string;
  readonly qualname: string;
  readonly filename: string;
  readonly firstLine: number;
  readonly docstring: string | null;
  readonly flags: number;
  /** Positional parameters, the positional-only ones included. */
  readonly argCount: number;
  readonly posOnlyCount: number;
  readonly kwOnlyCount: number;
  /** Registers a frame needs: variables first (variableNames), then temporaries. */
  readonly registerCount: number;
  /** Names of the registers that hold variables: parameters first. Cell variables are in cellNames. */
  readonly variableNames: readonly string[];
  /** Own cells. A parameter that is captured is copied into its cell by the first instructions. */
  readonly cellNames: readonly string[];
  readonly freeNames: readonly string[];
  /** For each free variable, the index in the enclosing frame's cells that MAKE_FUNCTION captures. */
  readonly captures: readonly number[];
  readonly constants: readonly Constant[];
  readonly names: readonly string[];
  readonly instructions: Int32Array;
  /** Innermost row first. */
  readonly exceptionTable: readonly ExceptionRow[];
  /**
   * Source ranges: five words per row, sorted by the first:
   * [pc of the instruction, line, end line, column, end column], columns in code points from 0.
   * Line 0 means "no position". An instruction has the row with the greatest pc that is <= its own.
   */
  readonly positions: Int32Array;
}

/** A code object and those among its constants, each behind the one that holds it. */
export function codeWithin(code: CodeObject, found = new Set<CodeObject>()): Set<CodeObject> {
  if (found.has(code)) return found;
  found.add(code);
  const visit = (constant: Constant): void => {
    if (typeof constant !== 'object' || constant === null) return;
    if (constant.kind === 'code') codeWithin(constant.code, found);
    else if (constant.kind === 'tuple' || constant.kind === 'frozenset') {
      constant.items.forEach(visit);
    }
  };
  code.constants.forEach(visit);
  return found;
}

/** A source range as code objects store it; lines from 1, columns in code points from 0. */
export interface Position {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The source range of the instruction at `pc`, or null when it has none. */
export function positionAt(positions: Int32Array, pc: number): Position | null {
  let low = 0;
  let high = positions.length / 5 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (positions[middle * 5]! <= pc) low = middle;
    else high = middle - 1;
  }
  const at = low * 5;
  if (positions.length === 0 || positions[at]! > pc || positions[at + 1] === 0) return null;
  return {
    line: positions[at + 1]!,
    endLine: positions[at + 2]!,
    column: positions[at + 3]!,
    endColumn: positions[at + 4]!,
  };
}
