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
import { exceptionType, exceptionTypes, raised } from '../objects/exceptions.js';
import { makeKeyOps } from './keys.js';
import type { VM } from './vm.js';

/** Constants hash and compare without a VM: their classes are built in. */
const constantKeys = makeKeyOps(null as unknown as VM);

/** The runtime form of a code object. Link a code object once: identity of constants depends on it. */
export function linkCode(code: CodeObject): PyCode {
  return new PyCode(code, code.constants.map(linkConstant), cleansUp(code));
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
 * delegates to, and the code may do more than let the GeneratorExit pass. A delegate in pyg is watched
 * on its own, a foreign one by YIELD_FROM.
 */
function cleansUp(code: CodeObject): boolean {
  const { instructions } = code;
  for (let pc = 0; pc < instructions.length; pc += OP_LENGTH[instructions[pc]!]!) {
    if (!SUSPENSIONS.includes(instructions[pc]!)) continue;
    for (const { kind, start, end, handler } of code.exceptionTable) {
      if (pc < start || pc >= end) continue;
      if (kind === HandlerKind.CLEANUP) return true;
      if (kind === HandlerKind.CATCH && !letsExitPass(code, handler)) return true;
    }
  }
  return false;
}

/**
 * Whether the clauses of a handler name nothing but built-in exceptions that a GeneratorExit is not,
 * so that it is raised again and nobody can tell when that was.
 */
function letsExitPass(code: CodeObject, handler: number): boolean {
  const { instructions } = code;
  for (let pc = handler; ;) {
    switch (instructions[pc]) {
      case Op.LOAD_GLOBAL: {
        const type = exceptionTypes.get(code.names[instructions[pc + 2]!]!);
        if (type?.isSubclassOf(exceptionType('Exception')) !== true) return false;
        break;
      }
      case Op.BUILD_TUPLE:
      case Op.MATCH_EXCEPTION:
        break;
      case Op.JUMP_IF_FALSE:
        pc = instructions[pc + 2]!;
        continue;
      default:
        return instructions[pc] === Op.RAISE_AGAIN;
    }
    pc += OP_LENGTH[instructions[pc]!]!;
  }
}
