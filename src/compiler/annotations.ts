// Annotations: of parameters, results and variables.
import type * as ast from '../syntax/ast.js';
import type { Unit } from './unit.js';
import { unparse } from './unparse.js';
import { forbidDebug } from './variables.js';

/** What an annotation stands for at run time: its value or, under the future import, its text. */
export function annotationValue(unit: Unit, node: ast.Expr, dst: number): void {
  const { code } = unit;
  if (unit.program.futureAnnotations) {
    return unit.at(node, () => code.loadConstant(dst, unparse(node)));
  }
  if (node.kind !== 'Starred') return unit.into(node, dst);
  // `*args: *T`: the one item that T unpacks to.
  const mark = code.mark();
  const sequence = code.temporary();
  const value = unit.operand(node.value);
  unit.at(node, () => code.emit('TO_SEQUENCE', sequence, value, 1, -1));
  code.emit('UNPACK', dst, 1, sequence);
  code.release(mark);
}

/** `target: annotation = value`. */
export function compileAnnAssign(unit: Unit, node: ast.AnnAssign): void {
  const { target, annotation, value } = node;
  const { code, scope } = unit;
  if (value !== null) {
    const mark = code.mark();
    const direct = target.kind === 'Name' ? unit.registerOf(target.id) : -1;
    if (direct >= 0) unit.into(value, direct);
    else {
      const register = unit.operand(value, target);
      unit.store(target, register);
    }
    code.release(mark);
  }
  if (target.kind === 'Name') {
    if (value === null) forbidDebug(unit, target.id, node);
    if (node.simple && scope.kind !== 'function') declare(unit, target.id, annotation);
    return;
  }
  if (value === null && target.kind === 'Attribute') forbidDebug(unit, target.attr, node);
  if (value === null) evaluateParts(unit, target);
  if (scope.kind !== 'function') evaluate(unit, annotation);
}

/** `__annotations__[name] = annotation`. */
function declare(unit: Unit, name: string, annotation: ast.Expr): void {
  const { code } = unit;
  const mark = code.mark();
  const value = code.temporary();
  annotationValue(unit, annotation, value);
  const dict = code.temporary();
  if (unit.hasNamespace) code.emit('LOAD_NAME', dict, '__annotations__');
  else code.emit('LOAD_GLOBAL', dict, '__annotations__');
  const key = code.temporary();
  code.loadConstant(key, unit.mangle(name));
  code.emit('STORE_ITEM', dict, key, value);
  code.release(mark);
}

/** A target without a value is not looked up, but its parts are evaluated. */
function evaluateParts(unit: Unit, target: ast.Attribute | ast.Subscript): void {
  evaluate(unit, target.value);
  if (target.kind === 'Subscript') evaluate(unit, target.slice);
}

function evaluate(unit: Unit, node: ast.Expr): void {
  if (unit.program.futureAnnotations && node.kind === 'Constant') return;
  const mark = unit.code.mark();
  unit.operand(node);
  unit.code.release(mark);
}
