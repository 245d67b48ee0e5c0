// Linking: a CodeObject's constants become runtime values, once.
import type { CodeObject, Constant } from '../bytecode/code.js';
import { Op } from '../bytecode/op.js';
import { OP_LENGTH } from '../bytecode/opcodes.js';
import { HandlerKind } from '../bytecode/exception-table.js';
import { PyBytes } from '../objects/bytes.js';
import { tuple } from '../objects/collections.js';
import { PyCode } from '../objects/functions.js';
import { Ellipsis, float } from '../objects/type-of.js';
import { PySet } from '../objects/set.js';
import { frozensetType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { raised } from '../objects/exceptions.js';
import { makeKeyOps } from './keys.js';
import type { VM } from './vm.js';

/** Constants hash and compare without a VM: their classes are built in. */
const constantKeys = makeKeyOps(null as unknown as VM);

/** The runtime form of a code object. Link a code object once: identity of constants depends on it. */
export function linkCode(code: CodeObject): PyCode {
  return new PyCode(code, code.constants.map(linkConstant), hasProtectedYield(code));
}

function linkConstant(constant: Constant): Value {
  if (constant === null || typeof constant !== 'object') return constant;
  switch (constant.kind) {
    case 'float':
      return float(constant.value);
    case 'bytes':
      return new PyBytes(constant.value);
    case 'tuple':
      return tuple(constant.items.map(linkConstant));
    case 'ellipsis':
      return Ellipsis;
    case 'code':
      return linkCode(constant.code);
    case 'frozenset': {
      const set = new PySet(frozensetType);
      for (const item of constant.items) set.add(constantKeys, linkConstant(item));
      return set;
    }
    case 'complex':
      throw raised('SystemError', 'complex numbers are not supported');
  }
}

/** Instructions at which a suspended frame can stand. */
const SUSPENSIONS: readonly number[] = [Op.YIELD, Op.ASYNC_YIELD, Op.YIELD_FROM, Op.SEND];

/**
 * Whether some suspension point is covered by a row that would run code on close, whatever it
 * delegates to: a delegate in pyg is watched on its own, a foreign one by YIELD_FROM.
 */
function hasProtectedYield(code: CodeObject): boolean {
  const { instructions } = code;
  for (let pc = 0; pc < instructions.length; pc += OP_LENGTH[instructions[pc]!]!) {
    const op = instructions[pc]!;
    if (!SUSPENSIONS.includes(op)) continue;
    const covered = code.exceptionTable.some(
      ({ kind, start, end }) =>
        (kind === HandlerKind.CATCH || kind === HandlerKind.CLEANUP) && pc >= start && pc < end,
    );
    if (covered) return true;
  }
  return false;
}
