// GENERATED from interpreter.ts by `npm run generate` (scripts/counting-loop.mjs): change that.
//
// The interpreter loop of a VM that counts references: what is stored in a register is retained, what
// was there is released, temporaries are emptied when they have done their work, and between two
// instructions what has lost its last reference ends (vm/reclaim.ts).
import { CodeFlag } from '../bytecode/code.js';
import { Op } from '../bytecode/op.js';
import { Completion } from '../bytecode/opcodes.js';
import { PyList, tuple, type PyTuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
import type { PyException } from '../objects/exceptions.js';
import { Raised, raised } from '../objects/exceptions.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import { PyBuiltin, PyFunction } from '../objects/functions.js';
import { Closing, GeneratorState, PyGenerator } from '../objects/generator.js';
import { PyIterator } from '../objects/iterators.js';
import type { PySet } from '../objects/set.js';
import { PyInstance } from '../objects/shape.js';
import { currentTypeVersion } from '../objects/type.js';
import { PUSHED } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import {
  deleteItem,
  getItem,
  loadAttribute,
  loadMethod,
  setAttribute,
  setItem,
  storeAttribute,
} from './access.js';
import {
  badInitResult,
  callBuiltin,
  checkOwner,
  enterCall,
  enterPrelude,
  makeFrame,
  makeGenerator,
  recursionError,
  spreadArguments,
} from './calls.js';
import { enterClassStatement } from './classes.js';
import {
  buildMap,
  buildSet,
  extendList,
  mergeKeywords,
  toSequence,
  unpackInto,
  unpackStarInto,
  updateMap,
  updateSet,
} from './displays.js';
import { awaitIterator, beforeAsyncWith, getAsyncIterator, nextAwaitable } from './awaiting.js';
import { emptyCell, loadGlobal, nameError, unboundLocal } from './globals.js';
import { importFrom, importModule, importStar, importSubmodule } from './imports.js';
import {
  assertionError,
  beforeWith,
  buildSlice,
  callKeywords,
  enterNext,
  enterSend,
  enterThrow,
  enterWithExit,
  formatValue,
  joinTexts,
  makeFunction,
  matchesException,
  own,
  prepareException,
  yieldFromIterator,
} from './operations.js';
import {
  binary,
  compare,
  contains,
  inplace,
  length as lengthOf,
  truth,
  unary,
} from './operators.js';
import {
  deleteName,
  loadClassCell,
  loadName,
  setUpAnnotations,
  storeName,
  unbindName,
} from './namespaces.js';
import { collectionKind, matchClass, matchKeys } from './patterns.js';
import { deliver } from './deliver.js';
import { drop, enterFrame, handOver, leaveBase, reclaimBefore, returnTo } from './reclaim.js';
import { isLost, put, retain } from '../objects/references.js';
import { getIterator } from './iterate.js';
import { release } from './release.js';
import {
  continueClose,
  delegate,
  deliverInto,
  finishReturn,
  finishStep,
  materialise,
  resumeForNext,
  watchDelegator,
  yieldWhileClosing,
} from './resume.js';
import { handledException, isTerminated, toException, unsettle, unwind } from './unwind.js';
import { runCompiled } from './jit/engine.js';
import { isHot } from './jit/heat.js';
import { Outcome, type VM } from './vm.js';

const ADD_OP = 0;
const SUBTRACT_OP = 1;
const MULTIPLY_OP = 2;
const FLOOR_DIVIDE_OP = 4;
const MODULO_OP = 5;

/**
 * As `execute` of the interpreter, counting references.
 * @throws only what is not a Python exception: a bug of ours or an error of the host
 */
export function executeCounting(vm: VM, entry: Frame): Outcome {
  return vm.withLedger(() => run(vm, entry));
}

function run(vm: VM, entry: Frame): Outcome {
  let frame = entry;
  vm.entries++;
  const { dying } = vm.ledger;
  // One turn of the outer loop is entering a frame. `continue frames` is the only way to switch.
  frames: for (;;) {
    if ((frame.code.counted ?? null) !== null || isHot(vm, frame.code)) {
      frame = runCompiled(vm, frame);
      if (vm.fuel < 0) {
        vm.result = frame;
        return Outcome.PAUSED;
      }
    }
    vm.frame = frame;
    enterFrame(frame);
    const regs = frame.regs;
    const { dead } = frame.code.liveness;
    const code = frame.code.instructions;
    let pc = frame.pc;
    try {
      for (;;) {
        const unused = dead[pc]!;
        if (unused !== null) {
          if (dying.length !== 0) reclaimBefore(vm, frame, pc);
          drop(regs, unused);
        }
        if (dying.length !== 0) reclaimBefore(vm, frame, pc);
        // A case that computes a truth value breaks out of the switch with `test` and the length of
        // the instruction: the tail below stores it and, where TRUTH and a jump on it follow, as
        // the compiler emits them, takes the jump at once.
        let test: boolean;
        let length = 4;
        switch (code[pc] as Op) {
          // --- moving values
          case Op.NOP:
            pc += 1;
            continue;
          case Op.MOVE:
            put(regs, code[pc + 1]!, regs[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.LOAD_CONST:
            put(regs, code[pc + 1]!, frame.code.constants[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.LOAD_INT:
            put(regs, code[pc + 1]!, code[pc + 2]!);
            pc += 3;
            continue;
          case Op.LOAD_NONE:
            put(regs, code[pc + 1]!, null);
            pc += 2;
            continue;
          case Op.LOAD_TRUE:
            put(regs, code[pc + 1]!, true);
            pc += 2;
            continue;
          case Op.LOAD_FALSE:
            put(regs, code[pc + 1]!, false);
            pc += 2;
            continue;

          // --- variables
          case Op.CHECK_LOCAL:
            if (regs[code[pc + 1]!] === undefined) {
              throw unboundLocal(frame.code.source.variableNames[code[pc + 1]!]!);
            }
            pc += 2;
            continue;
          case Op.DELETE_LOCAL:
            if (regs[code[pc + 1]!] === undefined) {
              throw unboundLocal(frame.code.source.variableNames[code[pc + 1]!]!);
            }
            put(regs, code[pc + 1]!, undefined);
            pc += 2;
            continue;
          case Op.UNBIND:
            put(regs, code[pc + 1]!, undefined);
            pc += 2;
            continue;
          case Op.LOAD_CELL: {
            const value = frame.cells[code[pc + 2]!]!.value;
            if (value === undefined) throw emptyCell(frame, code[pc + 2]!);
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.STORE_CELL:
            frame.cells[code[pc + 1]!]!.set(regs[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.LOAD_CLOSURE:
            put(regs, code[pc + 1]!, frame.cells[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.DELETE_CELL: {
            const cell = frame.cells[code[pc + 1]!]!;
            if (cell.value === undefined) throw emptyCell(frame, code[pc + 1]!);
            cell.set(undefined);
            pc += 2;
            continue;
          }
          case Op.UNBIND_CELL:
            frame.cells[code[pc + 1]!]!.set(undefined);
            pc += 2;
            continue;
          case Op.LOAD_GLOBAL:
            put(regs, code[pc + 1]!, loadGlobal(vm, frame, code[pc + 2]!));
            pc += 3;
            continue;
          case Op.STORE_GLOBAL:
            frame.globals.setStr(frame.code.names[code[pc + 1]!]!, regs[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.DELETE_GLOBAL:
            if (!frame.globals.deleteStr(frame.code.names[code[pc + 1]!]!)) {
              throw nameError(frame.code.names[code[pc + 1]!]!);
            }
            pc += 2;
            continue;
          case Op.UNBIND_GLOBAL:
            frame.globals.deleteStr(frame.code.names[code[pc + 1]!]!);
            pc += 2;
            continue;
          case Op.LOAD_NAME: {
            frame.pc = pc;
            const value = loadName(vm, frame, code[pc + 2]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.STORE_NAME:
            frame.pc = pc;
            if (storeName(vm, frame, code[pc + 1]!, regs[code[pc + 2]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 3;
            continue;
          case Op.DELETE_NAME:
            frame.pc = pc;
            if (deleteName(vm, frame, code[pc + 1]!) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 2;
            continue;
          case Op.UNBIND_NAME:
            frame.pc = pc;
            if (unbindName(vm, frame, code[pc + 1]!) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 2;
            continue;
          case Op.SETUP_ANNOTATIONS:
            frame.pc = pc;
            if (setUpAnnotations(vm, frame) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 1;
            continue;
          case Op.LOAD_CLASS_CELL: {
            frame.pc = pc;
            const value = loadClassCell(vm, frame, code[pc + 2]!, code[pc + 3]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }

          // --- operators
          case Op.ADD: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              const sum = a + b;
              if (sum <= 9007199254740991 && sum >= -9007199254740991) {
                put(regs, code[pc + 1]!, sum);
                pc += 4;
                continue;
              }
            }
            frame.pc = pc;
            const value = binary(vm, a, b, ADD_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.SUBTRACT: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              const difference = a - b;
              if (difference <= 9007199254740991 && difference >= -9007199254740991) {
                put(regs, code[pc + 1]!, difference);
                pc += 4;
                continue;
              }
            }
            frame.pc = pc;
            const value = binary(vm, a, b, SUBTRACT_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.MULTIPLY: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              const product = a * b;
              // Not 0, which might be -0.
              if (product !== 0 && product <= 9007199254740991 && product >= -9007199254740991) {
                put(regs, code[pc + 1]!, product);
                pc += 4;
                continue;
              }
            }
            frame.pc = pc;
            const value = binary(vm, a, b, MULTIPLY_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.FLOOR_DIVIDE: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number' && b > 0 && a >= 0) {
              put(regs, code[pc + 1]!, (a - (a % b)) / b);
              pc += 4;
              continue;
            }
            frame.pc = pc;
            const value = binary(vm, a, b, FLOOR_DIVIDE_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.MODULO: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number' && b > 0 && a >= 0) {
              put(regs, code[pc + 1]!, a % b);
              pc += 4;
              continue;
            }
            frame.pc = pc;
            const value = binary(vm, a, b, MODULO_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.BINARY: {
            frame.pc = pc;
            const value = binary(vm, regs[code[pc + 2]!], regs[code[pc + 3]!], code[pc + 4]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.INPLACE: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number' && code[pc + 4] === ADD_OP) {
              const sum = a + b;
              if (sum <= 9007199254740991 && sum >= -9007199254740991) {
                put(regs, code[pc + 1]!, sum);
                pc += 5;
                continue;
              }
            }
            frame.pc = pc;
            const value = inplace(vm, a, b, code[pc + 4]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.ADD_INT: {
            const a = regs[code[pc + 2]!];
            const imm = code[pc + 3]!;
            if (typeof a === 'number') {
              const sum = a + imm;
              if (sum <= 9007199254740991 && sum >= -9007199254740991) {
                put(regs, code[pc + 1]!, sum);
                pc += 4;
                continue;
              }
            }
            frame.pc = pc;
            const value = imm >= 0 ? binary(vm, a, imm, ADD_OP) : binary(vm, a, -imm, SUBTRACT_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.ADD_INT_INPLACE: {
            const a = regs[code[pc + 2]!];
            const imm = code[pc + 3]!;
            if (typeof a === 'number') {
              const sum = a + imm;
              if (sum <= 9007199254740991 && sum >= -9007199254740991) {
                put(regs, code[pc + 1]!, sum);
                pc += 4;
                continue;
              }
            }
            frame.pc = pc;
            const value =
              imm >= 0 ? inplace(vm, a, imm, ADD_OP) : inplace(vm, a, -imm, SUBTRACT_OP);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.LT: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              test = a < b;
              break;
            }
            frame.pc = pc;
            const value = compare(vm, a, b, 'lt');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.LE: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              test = a <= b;
              break;
            }
            frame.pc = pc;
            const value = compare(vm, a, b, 'le');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.EQ: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              test = a === b;
              break;
            }
            frame.pc = pc;
            const value = compare(vm, a, b, 'eq');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.NE: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              test = a !== b;
              break;
            }
            frame.pc = pc;
            const value = compare(vm, a, b, 'ne');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.GT: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              test = a > b;
              break;
            }
            frame.pc = pc;
            const value = compare(vm, a, b, 'gt');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.GE: {
            const a = regs[code[pc + 2]!];
            const b = regs[code[pc + 3]!];
            if (typeof a === 'number' && typeof b === 'number') {
              test = a >= b;
              break;
            }
            frame.pc = pc;
            const value = compare(vm, a, b, 'ge');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.IS:
            test = regs[code[pc + 2]!] === regs[code[pc + 3]!];
            break;
          case Op.IS_NOT:
            test = regs[code[pc + 2]!] !== regs[code[pc + 3]!];
            break;
          case Op.CONTAINS: {
            frame.pc = pc;
            const value = contains(vm, regs[code[pc + 3]!], regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.NEGATE: {
            frame.pc = pc;
            const value = unary(vm, regs[code[pc + 2]!], 'NEGATE');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.POSITIVE: {
            frame.pc = pc;
            const value = unary(vm, regs[code[pc + 2]!], 'POSITIVE');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.INVERT: {
            frame.pc = pc;
            const value = unary(vm, regs[code[pc + 2]!], 'INVERT');
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.TRUTH: {
            const a = regs[code[pc + 2]!];
            length = 3;
            if (typeof a === 'boolean') {
              test = a;
              break;
            }
            frame.pc = pc;
            const value = truth(vm, a);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            test = value as boolean;
            break;
          }
          case Op.NOT:
            test = !regs[code[pc + 2]!];
            length = 3;
            break;

          // --- jumps
          case Op.JUMP: {
            const to = code[pc + 1]!;
            if (to <= pc) {
              if (--vm.fuel < 0) {
                frame.pc = to;
                vm.result = frame;
                return Outcome.PAUSED;
              }
              if ((frame.code.counted ?? null) !== null) {
                frame.pc = to;
                continue frames;
              }
            }
            pc = to;
            continue;
          }
          case Op.JUMP_IF_TRUE: {
            if (regs[code[pc + 1]!] !== true) {
              pc += 3;
              continue;
            }
            const to = code[pc + 2]!;
            if (to <= pc) {
              if (--vm.fuel < 0) {
                frame.pc = to;
                vm.result = frame;
                return Outcome.PAUSED;
              }
              if ((frame.code.counted ?? null) !== null) {
                frame.pc = to;
                continue frames;
              }
            }
            pc = to;
            continue;
          }
          case Op.JUMP_IF_FALSE: {
            if (regs[code[pc + 1]!] !== false) {
              pc += 3;
              continue;
            }
            const to = code[pc + 2]!;
            if (to <= pc) {
              if (--vm.fuel < 0) {
                frame.pc = to;
                vm.result = frame;
                return Outcome.PAUSED;
              }
              if ((frame.code.counted ?? null) !== null) {
                frame.pc = to;
                continue frames;
              }
            }
            pc = to;
            continue;
          }

          // --- attributes and items
          case Op.LOAD_ATTR: {
            const obj = regs[code[pc + 2]!];
            const index = code[pc + 3]!;
            const cache = frame.code.loadCaches[index]!;
            if (
              cache !== null &&
              obj instanceof PyInstance &&
              obj.shape === cache.shape &&
              cache.typeVersion === currentTypeVersion()
            ) {
              put(regs, code[pc + 1]!, obj.slots[cache.slot]);
              pc += 4;
              continue;
            }
            frame.pc = pc;
            const value = loadAttribute(vm, frame.code, obj, index);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.STORE_ATTR: {
            const obj = regs[code[pc + 1]!];
            const index = code[pc + 2]!;
            const value = regs[code[pc + 3]!];
            const cache = frame.code.storeCaches[index]!;
            if (
              cache !== null &&
              obj instanceof PyInstance &&
              obj.shape === cache.shape &&
              cache.typeVersion === currentTypeVersion()
            ) {
              if (cache.next === null) put(obj.slots, cache.slot, value);
              else {
                retain(value);
                obj.slots.push(value);
                obj.shape = cache.next;
              }
              pc += 4;
              continue;
            }
            frame.pc = pc;
            if (storeAttribute(vm, frame.code, obj, index, value) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 4;
            continue;
          }
          case Op.DELETE_ATTR: {
            frame.pc = pc;
            const name = frame.code.names[code[pc + 2]!]!;
            if (setAttribute(vm, regs[code[pc + 1]!], name, undefined) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 3;
            continue;
          }
          case Op.LOAD_METHOD: {
            frame.pc = pc;
            const into = code[pc + 1]!;
            const obj = regs[code[pc + 2]!];
            const value = loadMethod(vm, frame.code, obj, code[pc + 3]!);
            if (vm.method !== undefined) {
              put(regs, into, vm.method);
              put(regs, into + 1, obj);
            } else {
              put(regs, into + 1, undefined);
              if (value === PUSHED) {
                frame = vm.pushed!;
                continue frames;
              }
              put(regs, into, value);
            }
            pc += 4;
            continue;
          }
          case Op.LOAD_ITEM: {
            const obj = regs[code[pc + 2]!];
            const key = regs[code[pc + 3]!];
            frame.pc = pc;
            const value = getItem(vm, obj, key);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.STORE_ITEM: {
            frame.pc = pc;
            const obj = regs[code[pc + 1]!];
            if (setItem(vm, obj, regs[code[pc + 2]!], regs[code[pc + 3]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 4;
            continue;
          }
          case Op.DELETE_ITEM:
            frame.pc = pc;
            if (deleteItem(vm, regs[code[pc + 1]!], regs[code[pc + 2]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 3;
            continue;
          case Op.BUILD_SLICE:
            put(regs, code[pc + 1]!, buildSlice(regs, code[pc + 2]!, code[pc + 3]!, code[pc + 4]!));
            pc += 5;
            continue;

          // --- displays and strings
          case Op.BUILD_LIST: {
            const base = code[pc + 2]!;
            put(regs, code[pc + 1]!, new PyList(regs.slice(base, base + code[pc + 3]!)));
            pc += 4;
            continue;
          }
          case Op.BUILD_TUPLE: {
            const base = code[pc + 2]!;
            put(regs, code[pc + 1]!, tuple(regs.slice(base, base + code[pc + 3]!)));
            pc += 4;
            continue;
          }
          case Op.BUILD_SET:
            frame.pc = pc;
            put(regs, code[pc + 1]!, buildSet(vm, regs, code[pc + 2]!, code[pc + 3]!));
            pc += 4;
            continue;
          case Op.BUILD_MAP:
            frame.pc = pc;
            put(regs, code[pc + 1]!, buildMap(vm, regs, code[pc + 2]!, code[pc + 3]!));
            pc += 4;
            continue;
          case Op.LIST_APPEND:
            (regs[code[pc + 1]!] as PyList).push(regs[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.LIST_EXTEND: {
            frame.pc = pc;
            const callee = code[pc + 3]! < 0 ? undefined : regs[code[pc + 3]!];
            const list = regs[code[pc + 1]!] as PyList;
            if (extendList(vm, list, regs[code[pc + 2]!], callee) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 4;
            continue;
          }
          case Op.LIST_TO_TUPLE:
            put(regs, code[pc + 1]!, tuple((regs[code[pc + 2]!] as PyList).items.slice()));
            pc += 3;
            continue;
          case Op.SET_ADD:
            frame.pc = pc;
            (regs[code[pc + 1]!] as PySet).add(vm.keys, regs[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.SET_UPDATE:
            frame.pc = pc;
            if (updateSet(vm, regs[code[pc + 1]!] as PySet, regs[code[pc + 2]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 3;
            continue;
          case Op.MAP_ADD:
            frame.pc = pc;
            (regs[code[pc + 1]!] as PyDict).set(vm.keys, regs[code[pc + 2]!], regs[code[pc + 3]!]);
            pc += 4;
            continue;
          case Op.MAP_UPDATE:
            frame.pc = pc;
            if (updateMap(vm, regs[code[pc + 1]!] as PyDict, regs[code[pc + 2]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 3;
            continue;
          case Op.KEYWORDS_MERGE: {
            frame.pc = pc;
            const into = regs[code[pc + 1]!] as PyDict;
            if (mergeKeywords(vm, into, regs[code[pc + 2]!], regs[code[pc + 3]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 4;
            continue;
          }
          case Op.FORMAT: {
            frame.pc = pc;
            const spec = code[pc + 4]! < 0 ? '' : regs[code[pc + 4]!];
            const value = formatValue(vm, regs[code[pc + 2]!], code[pc + 3]!, spec);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.BUILD_STRING: {
            const base = code[pc + 2]!;
            const text = joinTexts(regs, base, base + code[pc + 3]!);
            put(regs, code[pc + 1]!, text);
            pc += 4;
            continue;
          }

          // --- unpacking
          case Op.TO_SEQUENCE: {
            frame.pc = pc;
            const value = toSequence(vm, regs[code[pc + 2]!], code[pc + 3]!, code[pc + 4]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.UNPACK:
            unpackInto(frame, code[pc + 1]!, code[pc + 2]!, regs[code[pc + 3]!] as PyTuple);
            pc += 4;
            continue;
          case Op.UNPACK_STAR: {
            const source = regs[code[pc + 4]!] as PyTuple;
            unpackStarInto(frame, code[pc + 1]!, code[pc + 2]!, code[pc + 3]!, source);
            pc += 5;
            continue;
          }

          // --- calls
          case Op.CALL: {
            const callee = regs[code[pc + 2]!];
            const base = code[pc + 3]!;
            const n = code[pc + 4]!;
            frame.pc = pc;
            if (callee instanceof PyFunction) {
              const target = callee.code;
              if (target.simpleParameters && target.argCount === n) {
                const callRegs = target.emptyRegisters.slice();
                for (let i = 0; i < n; i++) callRegs[i] = regs[base + i];
                const next = makeFrame(callee, callRegs);
                if ((target.flags & CodeFlag.SUSPENDABLE) !== 0) {
                  put(regs, code[pc + 1]!, makeGenerator(vm, callee, next));
                  pc += 5;
                  continue;
                }
                next.caller = frame;
                next.depth = frame.depth + 1;
                if (next.depth > vm.recursionLimit) throw recursionError();
                frame = next;
                if (--vm.fuel < 0) {
                  vm.result = frame;
                  return Outcome.PAUSED;
                }
                continue frames;
              }
            }
            let value: Value;
            if (callee instanceof PyBuiltin && n === 1) {
              const only = regs[base];
              if (
                only instanceof PyGenerator &&
                callee.resumes === only.cls &&
                only.state === GeneratorState.SUSPENDED
              ) {
                frame = deliverInto(vm, only, null, frame);
                if (--vm.fuel < 0) {
                  vm.result = frame;
                  return Outcome.PAUSED;
                }
                continue frames;
              }
              if (callee.min <= 1 && callee.max >= 1 && callee.convention !== 'variadic') {
                if (callee.owner !== null) checkOwner(callee, only, 1);
                value = (callee.native as (vm: VM, a: Value) => Value)(vm, only);
              } else value = callBuiltin(vm, callee, [only], null);
            } else value = enterCall(vm, callee, regs.slice(base, base + n));
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.CALL_METHOD: {
            let base = code[pc + 2]!;
            const callee = regs[base];
            let n = code[pc + 3]!;
            // R[base+1] is the object, unless what was found is no plain method.
            if (regs[base + 1] === undefined) base += 2;
            else {
              base += 1;
              n += 1;
            }
            frame.pc = pc;
            let value: Value;
            if (callee instanceof PyFunction) {
              const target = callee.code;
              if (target.simpleParameters && target.argCount === n) {
                const callRegs = target.emptyRegisters.slice();
                for (let i = 0; i < n; i++) callRegs[i] = regs[base + i];
                const next = makeFrame(callee, callRegs);
                if ((target.flags & CodeFlag.SUSPENDABLE) !== 0) {
                  put(regs, code[pc + 1]!, makeGenerator(vm, callee, next));
                  pc += 4;
                  continue;
                }
                next.caller = frame;
                next.depth = frame.depth + 1;
                if (next.depth > vm.recursionLimit) throw recursionError();
                frame = next;
                if (--vm.fuel < 0) {
                  vm.result = frame;
                  return Outcome.PAUSED;
                }
                continue frames;
              }
              value = enterCall(vm, callee, regs.slice(base, base + n));
            } else if (
              callee instanceof PyBuiltin &&
              callee.convention !== 'variadic' &&
              n >= callee.min &&
              n <= callee.max &&
              n > 0 &&
              n < 3
            ) {
              if (callee.owner !== null) checkOwner(callee, regs[base], n);
              value =
                n === 1
                  ? (callee.native as (vm: VM, a: Value) => Value)(vm, regs[base])
                  : (callee.native as (vm: VM, a: Value, b: Value) => Value)(
                      vm,
                      regs[base],
                      regs[base + 1],
                    );
            } else value = enterCall(vm, callee, regs.slice(base, base + n));
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.CALL_KEYWORDS: {
            frame.pc = pc;
            const base = code[pc + 3]!;
            const names = frame.code.constants[code[pc + 5]!] as PyTuple;
            const value = callKeywords(vm, regs[code[pc + 2]!], regs, base, code[pc + 4]!, names);
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 6;
            continue;
          }
          case Op.CALL_SPREAD: {
            frame.pc = pc;
            const keywords = code[pc + 4]! < 0 ? null : (regs[code[pc + 4]!] as PyDict);
            const args = spreadArguments(regs[code[pc + 3]!]);
            const value = enterCall(vm, regs[code[pc + 2]!], args, keywords);
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.MAKE_FUNCTION:
            put(regs, code[pc + 1]!, makeFunction(frame, pc));
            pc += 6;
            continue;
          case Op.BUILD_CLASS: {
            frame.pc = pc;
            const keywords = code[pc + 5]! < 0 ? null : (regs[code[pc + 5]!] as PyDict);
            const value = enterClassStatement(
              vm,
              regs[code[pc + 2]!] as PyFunction,
              frame.code.constants[code[pc + 3]!] as string,
              regs[code[pc + 4]!] as PyTuple,
              keywords,
            );
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 6;
            continue;
          }
          case Op.RETURN: {
            const value = regs[code[pc + 1]!];
            const caller = frame.caller!;
            if (frame.role !== FrameRole.CALL) {
              frame.pc = pc;
              if (frame.role === FrameRole.GENERATOR) {
                frame = finishReturn(vm, frame, value);
                continue frames;
              }
              if (value !== null) {
                vm.frame = caller;
                frame = unwind(vm, caller, badInitResult(value).exception, true, true);
                continue frames;
              }
              returnTo(caller, frame, frame.owner);
              frame = caller;
              continue frames;
            }
            returnTo(caller, frame, value);
            frame = caller;
            continue frames;
          }
          case Op.LEAVE:
            vm.result = leaveBase(regs, code[pc + 1]!);
            return code[pc + 2]! as Outcome;

          // --- iteration and generators
          case Op.GET_ITER: {
            frame.pc = pc;
            const value = getIterator(vm, regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.FOR_NEXT: {
            const it = regs[code[pc + 2]!];
            frame.pc = pc;
            if (it instanceof PyGenerator) {
              const next = resumeForNext(vm, it, frame);
              if (next === null) {
                pc += 4;
                continue;
              }
              frame = next;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            const value = it instanceof PyIterator ? it.next(vm) : enterNext(vm, it);
            if (value === undefined) {
              pc += 4;
              continue;
            }
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            const to = code[pc + 3]!;
            if (--vm.fuel < 0) {
              frame.pc = to;
              vm.result = frame;
              return Outcome.PAUSED;
            }
            if ((frame.code.counted ?? null) !== null) {
              frame.pc = to;
              continue frames;
            }
            pc = to;
            continue;
          }
          case Op.RELEASE:
            frame.pc = pc;
            if (release(vm, frame, code[pc + 1]!) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 2;
            continue;
          case Op.OWN: {
            const made = regs[code[pc + 1]!];
            if (made instanceof PyGenerator) {
              const callee = code[pc + 3]! < 0 ? null : regs[code[pc + 3]!];
              own(made, regs[code[pc + 2]!], callee);
            }
            pc += 4;
            continue;
          }
          case Op.GET_YIELD_FROM_ITER: {
            frame.pc = pc;
            const value = yieldFromIterator(vm, regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.SEND: {
            const it = regs[code[pc + 2]!];
            frame.pc = pc;
            if (it instanceof PyGenerator) {
              const next = delegate(vm, frame, it, regs[code[pc + 3]!]);
              if (next === null) {
                put(regs, code[pc + 1]!, null);
                pc = code[pc + 4]!;
                continue;
              }
              frame = next;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            const value = enterSend(vm, it, regs[code[pc + 3]!]);
            if (value === undefined) {
              put(regs, code[pc + 1]!, null);
              pc = code[pc + 4]!;
              continue;
            }
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.YIELD_FROM:
          case Op.YIELD: {
            const generator = frame.owner as PyGenerator;
            frame.pc = pc;
            if (generator.closing !== Closing.NO) {
              frame = yieldWhileClosing(vm, generator);
              continue frames;
            }
            // Both hand out their value: YIELD from operand 2, YIELD_FROM from dst itself.
            let value: Value;
            if (code[pc] === Op.YIELD) value = regs[code[pc + 2]!];
            else {
              value = regs[code[pc + 1]!];
              // Closing it will close the foreign iterator.
              const from = regs[code[pc + 2]!];
              if (!(from instanceof PyIterator)) watchDelegator(vm, generator, from);
            }
            const root = generator.root;
            generator.state = GeneratorState.SUSPENDED;
            root.state = GeneratorState.SUSPENDED;
            root.leaf = generator;
            root.entered = null;
            const rootFrame = root.frame!;
            const caller = rootFrame.caller!;
            rootFrame.caller = null;
            deliver(caller, value);
            handOver(frame);
            if (isLost(generator)) dying.push(generator);
            frame = caller;
            continue frames;
          }
          case Op.THROW_INTO: {
            frame.pc = pc;
            const value = enterThrow(vm, frame, regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }

          // --- coroutines and async generators
          case Op.GET_AWAITABLE: {
            frame.pc = pc;
            const value = awaitIterator(vm, regs[code[pc + 2]!], code[pc + 3]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.GET_AITER: {
            frame.pc = pc;
            const value = getAsyncIterator(vm, regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.GET_ANEXT: {
            frame.pc = pc;
            const value = nextAwaitable(vm, regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.ASYNC_YIELD: {
            frame.pc = pc;
            const value = regs[code[pc + 2]!];
            const yielding = frame;
            frame = finishStep(vm, frame, value);
            handOver(yielding);
            continue frames;
          }
          case Op.BEFORE_ASYNC_WITH:
            frame.pc = pc;
            beforeAsyncWith(vm, frame, code[pc + 1]!, regs[code[pc + 2]!]);
            pc += 3;
            continue;

          // --- exceptions
          case Op.MAKE_EXCEPTION: {
            frame.pc = pc;
            const value = prepareException(vm, regs[code[pc + 2]!], code[pc + 3]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.RAISE:
            frame.pc = pc;
            frame = unwind(vm, frame, regs[code[pc + 1]!] as PyException, true, true);
            continue frames;
          case Op.RAISE_FROM: {
            const exception = regs[code[pc + 1]!] as PyException;
            exception.cause = regs[code[pc + 2]!] as PyException | null;
            exception.suppressContext = true;
            frame.pc = pc;
            frame = unwind(vm, frame, exception, true, true);
            continue frames;
          }
          case Op.RAISE_AGAIN: {
            frame.pc = pc;
            const exception = handledException(frame);
            if (exception === null) {
              throw raised('RuntimeError', 'No active exception to reraise');
            }
            unsettle(exception, frame);
            frame = unwind(vm, frame, exception, false, false);
            continue frames;
          }
          case Op.MATCH_EXCEPTION:
            frame.pc = pc;
            test = matchesException(regs[code[pc + 2]!] as PyException, regs[code[pc + 3]!]);
            break;
          case Op.END_HANDLER: {
            const pair = code[pc + 1]!;
            frame.handled = regs[pair + 1] as PyException | null;
            put(regs, pair, undefined);
            put(regs, pair + 1, undefined);
            pc += 2;
            continue;
          }
          case Op.ENTER_FINALLY: {
            const rec = code[pc + 1]!;
            put(regs, rec, code[pc + 2]!);
            put(regs, rec + 2, frame.handled as Value);
            pc += 3;
            continue;
          }
          case Op.END_FINALLY: {
            const rec = code[pc + 1]!;
            const kind = regs[rec];
            const seen = frame.handled;
            const before = regs[rec + 2];
            // In an UNWIND row the handled exception has stayed what it was.
            if (before !== undefined) frame.handled = before as PyException | number | null;
            if (kind === Completion.RAISE || kind === Completion.CLOSE) {
              frame.pc = pc;
              const value = regs[rec + 1];
              // A close that somebody looked at has become an exception (I7).
              if (kind === Completion.CLOSE && (typeof seen === 'number' || before === undefined)) {
                frame = continueClose(vm, frame, value as number);
              } else {
                const exception = (kind === Completion.RAISE ? value : seen) as PyException;
                if (before !== undefined) unsettle(exception, frame);
                frame = unwind(vm, frame, exception, false, false);
              }
              continue frames;
            }
            pc += 2;
            continue;
          }
          case Op.DISCARD_COMPLETION: {
            const rec = code[pc + 1]!;
            frame.handled = regs[rec + 2] as PyException | number | null;
            if (isTerminated(vm, regs[rec + 1])) {
              frame.pc = pc;
              frame = unwind(vm, frame, regs[rec + 1] as PyException, false, false);
              continue frames;
            }
            put(regs, rec, Completion.NORMAL);
            pc += 2;
            continue;
          }
          case Op.JUMP_IF_COMPLETION:
            pc = regs[code[pc + 1]!] === code[pc + 2]! ? code[pc + 3]! : pc + 4;
            continue;
          case Op.BEFORE_WITH:
            frame.pc = pc;
            beforeWith(vm, frame, code[pc + 1]!, regs[code[pc + 2]!]);
            pc += 3;
            continue;
          case Op.WITH_EXIT: {
            frame.pc = pc;
            if (regs[code[pc + 3]!] === Completion.CLOSE && typeof frame.handled === 'number') {
              materialise(frame);
            }
            const value = enterWithExit(vm, frame, code[pc + 2]!, code[pc + 3]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.ASSERTION_ERROR:
            put(regs, code[pc + 1]!, assertionError());
            pc += 2;
            continue;

          case Op.DISPLAY:
            frame.pc = pc;
            if (enterPrelude(vm, 'display', regs[code[pc + 1]!]) === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            pc += 2;
            continue;

          // --- modules
          case Op.IMPORT: {
            frame.pc = pc;
            const name = frame.code.names[code[pc + 2]!]!;
            const names = frame.code.constants[code[pc + 3]!];
            const value = importModule(vm, frame, name, names, code[pc + 4]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              if (--vm.fuel < 0) {
                vm.result = frame;
                return Outcome.PAUSED;
              }
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.IMPORT_FROM: {
            frame.pc = pc;
            const value = importFrom(vm, regs[code[pc + 2]!], frame.code.names[code[pc + 3]!]!);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 4;
            continue;
          }
          case Op.IMPORT_SUBMODULE:
            frame.pc = pc;
            put(regs, code[pc + 1]!, importSubmodule(vm, frame.code.names[code[pc + 2]!]!));
            pc += 3;
            continue;
          case Op.IMPORT_STAR:
            frame.pc = pc;
            importStar(vm, frame, regs[code[pc + 1]!]);
            pc += 2;
            continue;

          // --- patterns
          case Op.MATCH_SEQUENCE:
            test = collectionKind(regs[code[pc + 2]!]) === 'sequence';
            length = 3;
            break;
          case Op.MATCH_MAPPING:
            test = collectionKind(regs[code[pc + 2]!]) === 'mapping';
            length = 3;
            break;
          case Op.LENGTH: {
            frame.pc = pc;
            const value = lengthOf(vm, regs[code[pc + 2]!]);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 3;
            continue;
          }
          case Op.MATCH_KEYS: {
            frame.pc = pc;
            const base = code[pc + 3]!;
            const keys = regs.slice(base, base + code[pc + 4]!);
            const value = matchKeys(vm, regs[code[pc + 2]!], keys);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 5;
            continue;
          }
          case Op.MATCH_CLASS: {
            frame.pc = pc;
            const names = frame.code.constants[code[pc + 5]!] as PyTuple;
            const cls = regs[code[pc + 3]!];
            const value = matchClass(vm, regs[code[pc + 2]!], cls, code[pc + 4]!, names);
            if (value === PUSHED) {
              frame = vm.pushed!;
              continue frames;
            }
            put(regs, code[pc + 1]!, value);
            pc += 6;
            continue;
          }
        }

        const dst = code[pc + 1]!;
        put(regs, dst, test);
        pc += length;
        if (
          code[pc] === Op.TRUTH &&
          code[pc + 1] === dst &&
          code[pc + 2] === dst &&
          dead[pc] === null
        )
          pc += 3;
        const jump = code[pc]!;
        if (
          (jump !== Op.JUMP_IF_FALSE && jump !== Op.JUMP_IF_TRUE) ||
          code[pc + 1] !== dst ||
          dead[pc] !== null
        )
          continue;
        if (test !== (jump === Op.JUMP_IF_TRUE)) pc += 3;
        else {
          const to = code[pc + 2]!;
          if (to <= pc) {
            if (--vm.fuel < 0) {
              frame.pc = to;
              vm.result = frame;
              return Outcome.PAUSED;
            }
            if ((frame.code.counted ?? null) !== null) {
              frame.pc = to;
              continue frames;
            }
          }
          pc = to;
        }
      }
    } catch (thrown) {
      frame.pc = pc;
      const fresh = !(thrown instanceof Raised) || thrown.fresh;
      frame = unwind(vm, frame, toException(thrown), fresh, true);
    }
  }
}
