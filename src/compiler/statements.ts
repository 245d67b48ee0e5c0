// Statements that fit nowhere else: simple ones, `if`, `raise`, `assert`, `return`.
import type * as ast from '../syntax/ast.js';
import { isAsyncGenerator } from './asynchronous.js';
import { Label } from './emitter.js';
import { constantValue } from './folding.js';
import { leaveByReturn, unbindsOnReturn } from './regions.js';
import type { Unit } from './unit.js';

/** An expression as a statement: for its effects. */
export function compileExpressionStatement(unit: Unit, node: ast.ExprStmt): void {
  const displays = unit.program.isInteractive && unit.scope.kind === 'module';
  if (!displays && constantValue(node.value) !== undefined) return;
  const mark = unit.code.mark();
  const value = unit.operand(node.value);
  if (displays) unit.code.emit('DISPLAY', value);
  unit.code.release(mark);
}

/** `if` with all its `elif`s, which may be thousands: a loop, not a recursion. */
export function compileIf(unit: Unit, node: ast.If): void {
  const { code } = unit;
  const end = new Label();
  let branch = node;
  for (;;) {
    const otherwise = new Label();
    code.position = branch;
    unit.jumpIf(branch.test, false, otherwise);
    unit.statements(branch.body);
    if (branch.orelse.length > 0) code.emit('JUMP', end);
    code.place(otherwise);
    const next: ast.Stmt | undefined = branch.orelse[0];
    if (branch.orelse.length !== 1 || next?.kind !== 'If') break;
    branch = next;
  }
  unit.statements(branch.orelse);
  code.place(end);
}

export function compileReturn(unit: Unit, node: ast.Return): void {
  const { code, scope } = unit;
  if (scope.kind !== 'function') unit.fail("'return' outside function", node);
  const mark = code.mark();
  let value: number;
  if (node.value === null) {
    value = code.temporary();
    code.emit('LOAD_NONE', value);
  } else {
    if (isAsyncGenerator(unit)) unit.fail("'return' with value in async generator", node);
    value = unbindsOnReturn(unit) ? unit.value(node.value) : unit.operand(node.value);
    // As in CPython, what leaving takes then stands at the constant.
    const { places } = unit.program;
    const isOneLine = places.lineOf(node.value) === places.lineOf(node);
    if (isOneLine && constantValue(node.value) !== undefined) code.position = node.value;
  }
  leaveByReturn(unit, value);
  code.release(mark);
}

export function compileRaise(unit: Unit, node: ast.Raise): void {
  const { code } = unit;
  if (node.exc === null) return code.emit('RAISE_AGAIN');
  const mark = code.mark();
  const exception = code.temporary();
  const raised = unit.operand(node.exc, node.cause);
  if (node.cause === null) {
    code.emit('MAKE_EXCEPTION', exception, raised, 0);
    code.emit('RAISE', exception);
  } else {
    const cause = code.temporary();
    const given = unit.operand(node.cause);
    code.emit('MAKE_EXCEPTION', exception, raised, 0);
    code.emit('MAKE_EXCEPTION', cause, given, 1);
    code.emit('RAISE_FROM', exception, cause);
  }
  code.release(mark);
}

export function compileAssert(unit: Unit, node: ast.Assert): void {
  const { code } = unit;
  const mark = code.mark();
  const holds = new Label();
  unit.jumpIf(node.test, true, holds);
  const error = code.temporary();
  code.emit('ASSERTION_ERROR', error);
  if (node.msg === null) code.emit('MAKE_EXCEPTION', error, error, 0);
  else {
    const message = unit.value(node.msg);
    code.emit('CALL', error, error, message, 1);
  }
  code.emit('RAISE', error);
  code.place(holds);
  code.release(mark);
}
