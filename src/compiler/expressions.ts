// Expressions that fit nowhere else: attributes, items, assignment expressions, and the three that
// suspend or delegate.
import type * as ast from '../syntax/ast.js';
import { delegateTo, isAsyncGenerator } from './asynchronous.js';
import type { Unit } from './unit.js';
import { forbidDebug } from './variables.js';

export function compileAttribute(unit: Unit, node: ast.Attribute, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  const object = unit.firstOperand(node.value, dst);
  unit.at(unit.attributePlace(node), () => {
    code.emit('LOAD_ATTR', dst, object, unit.mangle(node.attr));
  });
  code.release(mark);
}

export function compileSubscript(unit: Unit, node: ast.Subscript, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  const object = unit.firstOperand(node.value, dst, node.slice);
  code.emit('LOAD_ITEM', dst, object, unit.operand(node.slice));
  code.release(mark);
}

/** `name := value`. */
export function compileNamed(unit: Unit, node: ast.NamedExpr, dst: number): void {
  const { code } = unit;
  forbidDebug(unit, node.target.id, node.target);
  const direct = unit.registerOf(node.target.id);
  if (direct >= 0) {
    unit.into(node.value, direct);
    return code.move(dst, direct);
  }
  const mark = code.mark();
  const value = code.isTemporary(dst) ? dst : code.temporary();
  unit.into(node.value, value);
  unit.store(node.target, value);
  code.move(dst, value);
  code.release(mark);
}

export function compileYield(unit: Unit, node: ast.Yield, dst: number): void {
  const { code } = unit;
  requireFunction(unit, node);
  const mark = code.mark();
  let value: number;
  if (node.value === null) {
    value = code.temporary();
    code.emit('LOAD_NONE', value);
  } else value = unit.firstOperand(node.value, dst);
  code.emit(isAsyncGenerator(unit) ? 'ASYNC_YIELD' : 'YIELD', dst, value);
  code.release(mark);
}

/** `yield from`. */
export function compileYieldFrom(unit: Unit, node: ast.YieldFrom, dst: number): void {
  const { code } = unit;
  requireFunction(unit, node);
  if (unit.scope.isAsync) unit.fail("'yield from' inside async function", node);
  const mark = code.mark();
  const iterator = code.temporary();
  const value = code.isTemporary(dst) ? dst : code.temporary();
  code.emit('GET_YIELD_FROM_ITER', iterator, unit.firstOperand(node.value, iterator));
  delegateTo(unit, iterator, value);
  code.move(dst, value);
  code.release(mark);
}

function requireFunction(unit: Unit, node: ast.Expr): void {
  if (unit.scope.kind !== 'function') unit.fail("'yield' outside function", node);
}
