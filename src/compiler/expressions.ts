// Expressions that fit nowhere else: attributes, items, assignment expressions, and the three that
// suspend or delegate.
import { HandlerKind } from '../bytecode/exception-table.js';
import type * as ast from '../syntax/ast.js';
import { Label, ProtectedRange } from './emitter.js';
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
  code.emit('YIELD', dst, value);
  code.release(mark);
}

/**
 * `yield from`: send None, hand out what comes, send what is sent, until the iterator is done.
 * What is thrown in at the YIELD_FROM goes to the iterator first (HandlerKind.DELEGATE).
 */
export function compileYieldFrom(unit: Unit, node: ast.YieldFrom, dst: number): void {
  const { code } = unit;
  requireFunction(unit, node);
  const mark = code.mark();
  const iterator = code.temporary();
  const value = code.isTemporary(dst) ? dst : code.temporary();
  const thrown = code.temporary();
  const suspended = new ProtectedRange();
  const [send, suspend, caught, end] = [new Label(), new Label(), new Label(), new Label()];
  code.emit('GET_YIELD_FROM_ITER', iterator, unit.firstOperand(node.value, iterator));
  code.emit('LOAD_NONE', value);
  const { flow } = code;
  code.place(send);
  code.emit('SEND', value, iterator, value, end);
  code.place(suspend);
  code.cover(suspended);
  code.emit('YIELD_FROM', value, iterator);
  code.protect(suspended, HandlerKind.DELEGATE, thrown, caught);
  code.emit('JUMP', send);
  code.placeWith(caught, flow);
  code.emit('THROW_INTO', value, iterator, thrown, end);
  code.emit('JUMP', suspend);
  code.place(end);
  code.move(dst, value);
  code.release(mark);
}

/** There are no coroutines yet, so every `await` stands in the wrong place. */
export function refuseAwait(unit: Unit, node: ast.Await): never {
  if (unit.scope.comprehension !== null) unit.fail("pyg does not support 'await' yet", node);
  if (unit.scope.kind !== 'function') return unit.fail("'await' outside function", node);
  return unit.fail("'await' outside async function", node);
}

function requireFunction(unit: Unit, node: ast.Expr): void {
  if (unit.scope.kind !== 'function') unit.fail("'yield' outside function", node);
}
