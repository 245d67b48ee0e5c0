// Delegation to another iterator, and what is made of it: `await`, and the steps of `async for` and
// `async with`.
import { HandlerKind } from '../bytecode/exception-table.js';
import type * as ast from '../syntax/ast.js';
import { Label, ProtectedRange } from './emitter.js';
import type { Unit } from './unit.js';

/** What an awaited value comes from: the immediate operand of GET_AWAITABLE. */
export const enum AwaitFrom {
  EXPRESSION = 0,
  AENTER = 1,
  AEXIT = 2,
}

/**
 * Sends None to the iterator in a register, hands out what comes, sends what is sent, until it is
 * done; its result arrives in `value`, a temporary. What is thrown in at the YIELD_FROM goes to the
 * iterator first (HandlerKind.DELEGATE).
 */
export function delegateTo(unit: Unit, iterator: number, value: number): void {
  const { code } = unit;
  const mark = code.mark();
  const thrown = code.temporary();
  const suspended = new ProtectedRange();
  const [send, suspend, caught, end] = [new Label(), new Label(), new Label(), new Label()];
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
  code.release(mark);
}

/** Awaits the value in the register `awaited`; the result arrives in the temporary `result`. */
export function awaitRegister(
  unit: Unit,
  awaited: number,
  result: number,
  from: AwaitFrom = AwaitFrom.EXPRESSION,
): void {
  const { code } = unit;
  const mark = code.mark();
  const iterator = code.temporary();
  code.emit('GET_AWAITABLE', iterator, awaited, from);
  delegateTo(unit, iterator, result);
  code.release(mark);
}

/** `await`. */
export function compileAwait(unit: Unit, node: ast.Await, dst: number): void {
  const { code, scope } = unit;
  if (scope.kind !== 'function') unit.fail("'await' outside function", node);
  if (!scope.isAsync && scope.comprehension === null) {
    unit.fail("'await' outside async function", node);
  }
  const mark = code.mark();
  const result = code.isTemporary(dst) ? dst : code.temporary();
  awaitRegister(unit, unit.firstOperand(node.value, result), result);
  code.move(dst, result);
  code.release(mark);
}

/** Fails unless the block is the body of an `async def`. */
export function requireAsync(unit: Unit, what: 'async for' | 'async with', node: ast.Stmt): void {
  if (!unit.scope.isAsync) unit.fail(`'${what}' outside async function`, node);
}

/** Whether the block is an async generator. */
export function isAsyncGenerator(unit: Unit): boolean {
  return unit.scope.isGenerator && unit.scope.isCoroutine;
}
