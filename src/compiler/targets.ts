// Targets: assignment in all its forms, unpacking, and deletion.
import { InternalError } from '../errors.js';
import type * as ast from '../syntax/ast.js';
import { addedInt, operatorIndex } from './operators.js';
import type { Unit } from './unit.js';
import { deleteName, directTarget, forbidDebug, loadName, storeName } from './variables.js';

/** `target = … = value`: the value first, then the targets from left to right. */
export function compileAssign(unit: Unit, node: ast.Assign): void {
  const { code } = unit;
  const { targets, value } = node;
  const mark = code.mark();
  const [first] = targets as [ast.Expr];
  if (targets.length === 1 && isParallel(first, value)) assignParallel(unit, first, value);
  else {
    const register = assignedValue(unit, targets, value);
    for (const target of targets) unit.store(target, register);
  }
  code.release(mark);
}

/** Evaluates a value straight into the variable it is for, where nothing can tell. */
function assignedValue(unit: Unit, targets: readonly ast.Expr[], value: ast.Expr): number {
  const [first] = targets as [ast.Expr];
  const direct = directTarget(unit, first);
  if (direct < 0 || (targets.length > 1 && unit.scope.rebound.size > 0)) {
    return unit.operand(value, ...targets);
  }
  unit.into(value, direct);
  return direct;
}

type Items = ast.Tuple | ast.List;

/** Whether `a, b = x, y` can do without making the tuple. */
function isParallel(target: ast.Expr, value: ast.Expr): value is Items {
  if (target.kind !== 'Tuple' && target.kind !== 'List') return false;
  if (value.kind !== 'Tuple' && value.kind !== 'List') return false;
  if (target.elts.length !== value.elts.length || target.elts.length === 0) return false;
  return [...target.elts, ...value.elts].every((elt) => elt.kind !== 'Starred');
}

function assignParallel(unit: Unit, target: ast.Expr, value: Items): void {
  const { elts } = target as Items;
  const last = elts.length - 1;
  // The last value is evaluated when all others are, so it may go where it belongs at once,
  // unless another target is the same variable.
  const direct = directTarget(unit, elts[last]!);
  const alone = elts.every((elt) => elt.kind === 'Name') && isLastOfItsName(elts);
  const registers = value.elts.map((elt, index) => {
    if (index < last || direct < 0 || !alone) return unit.value(elt);
    unit.into(elt, direct);
    return direct;
  });
  elts.forEach((elt, index) => {
    if (registers[index] !== direct || index < last) unit.store(elt, registers[index]!);
  });
}

function isLastOfItsName(elts: readonly ast.Expr[]): boolean {
  const names = elts.map((elt) => (elt.kind === 'Name' ? elt.id : ''));
  return names.indexOf(names[names.length - 1]!) === names.length - 1;
}

/** Stores a register to a target. */
export function compileStore(unit: Unit, target: ast.Expr, value: number): void {
  const { code } = unit;
  const mark = code.mark();
  switch (target.kind) {
    case 'Name':
      forbidDebug(unit, target.id, target);
      storeName(unit, target.id, value);
      break;
    case 'Attribute': {
      forbidDebug(unit, target.attr, target);
      const object = unit.operand(target.value);
      unit.at(unit.attributePlace(target), () => {
        code.emit('STORE_ATTR', object, unit.mangle(target.attr), value);
      });
      break;
    }
    case 'Subscript': {
      const object = unit.operand(target.value, target.slice);
      code.emit('STORE_ITEM', object, unit.operand(target.slice), value);
      break;
    }
    case 'Tuple':
    case 'List':
      unpack(unit, target, value);
      break;
    case 'Starred':
      unit.fail('starred assignment target must be in a list or tuple', target);
      break;
    default:
      throw new InternalError(`no assignment target: ${target.kind}`);
  }
  code.release(mark);
}

/** `a, *b, c = value`. */
function unpack(unit: Unit, target: Items, value: number): void {
  const { code } = unit;
  const { elts } = target;
  const star = elts.findIndex((elt) => elt.kind === 'Starred');
  if (elts.some((elt, index) => elt.kind === 'Starred' && index > star)) {
    unit.fail('multiple starred expressions in assignment', target);
  }
  const sequence = code.temporary();
  const after = star < 0 ? -1 : elts.length - star - 1;
  const before = star < 0 ? elts.length : star;
  code.emit('TO_SEQUENCE', sequence, value, before, after);
  const targets = elts.map((elt) => (elt.kind === 'Starred' ? elt.value : elt));
  const block = consecutive(unit, targets);
  const items = block >= 0 ? block : code.temporaries(elts.length);
  if (star < 0) code.emit('UNPACK', items, before, sequence);
  else code.emit('UNPACK_STAR', items, before, after, sequence);
  targets.forEach((elt, index) => {
    if (block >= 0) code.noteBound(items + index);
    else unit.store(elt, items + index);
  });
}

/** The first register if the targets are variables whose registers stand side by side, or -1. */
function consecutive(unit: Unit, targets: readonly ast.Expr[]): number {
  const registers = targets.map((target) => directTarget(unit, target));
  const first = registers[0] ?? -1;
  return first >= 0 && registers.every((register, index) => register === first + index)
    ? first
    : -1;
}

/** `target op= value`. */
export function compileAugAssign(unit: Unit, node: ast.AugAssign): void {
  const { code } = unit;
  const { target, op, value } = node;
  const mark = code.mark();
  const operate = (dst: number, left: number): void => {
    const added = addedInt(op, value);
    if (added !== null) code.emit('ADD_INT_INPLACE', dst, left, added);
    else code.emit('INPLACE', dst, left, unit.operand(value), operatorIndex(op));
  };
  switch (target.kind) {
    case 'Name': {
      forbidDebug(unit, target.id, target);
      const direct = unit.registerOf(target.id);
      if (direct >= 0) operate(direct, unit.operand(target, value));
      else {
        const current = code.temporary();
        unit.at(target, () => loadName(unit, target.id, current));
        operate(current, current);
        unit.at(target, () => storeName(unit, target.id, current));
      }
      break;
    }
    case 'Attribute': {
      const object = unit.operand(target.value, value);
      const current = code.temporary();
      const name = unit.mangle(target.attr);
      const place = unit.attributePlace(target);
      unit.at(place, () => code.emit('LOAD_ATTR', current, object, name));
      operate(current, current);
      unit.at(place, () => code.emit('STORE_ATTR', object, name, current));
      break;
    }
    case 'Subscript': {
      const object = unit.operand(target.value, target.slice, value);
      const index = unit.operand(target.slice, value);
      const current = code.temporary();
      unit.at(target, () => code.emit('LOAD_ITEM', current, object, index));
      operate(current, current);
      unit.at(target, () => code.emit('STORE_ITEM', object, index, current));
      break;
    }
  }
  code.release(mark);
}

/** `del target`. */
export function compileDelete(unit: Unit, target: ast.Expr): void {
  const { code } = unit;
  const mark = code.mark();
  unit.at(target, () => {
    switch (target.kind) {
      case 'Name':
        if (target.id === '__debug__') unit.fail('cannot delete __debug__', target);
        return deleteName(unit, target.id);
      case 'Attribute': {
        const object = unit.operand(target.value);
        code.position = unit.attributePlace(target);
        return code.emit('DELETE_ATTR', object, unit.mangle(target.attr));
      }
      case 'Subscript': {
        const object = unit.operand(target.value, target.slice);
        return code.emit('DELETE_ITEM', object, unit.operand(target.slice));
      }
      case 'Tuple':
      case 'List':
        for (const elt of target.elts) compileDelete(unit, elt);
        return;
      default:
        throw new InternalError(`no deletion target: ${target.kind}`);
    }
  });
  code.release(mark);
}
