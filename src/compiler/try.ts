// `try` and `with`: handlers, cleanup bodies, and the rows of the exception table for both.
import { Completion } from '../bytecode/opcodes.js';
import { HandlerKind } from '../bytecode/exception-table.js';
import type * as ast from '../syntax/ast.js';
import { AwaitFrom, awaitRegister, requireAsync } from './asynchronous.js';
import { Label, ProtectedRange } from './emitter.js';
import { cleanupBody, type Protected, within, withCleanup } from './regions.js';
import type { Unit } from './unit.js';
import { directTarget, forbidDebug, storeName, unbindName } from './variables.js';

export function compileTry(unit: Unit, node: ast.Try): void {
  if (node.finalbody.length === 0) return tryExcept(unit, node);
  const { code } = unit;
  const mark = code.mark();
  const record = code.temporaries(3);
  const body = (): void => {
    if (node.handlers.length > 0) tryExcept(unit, node);
    else unit.statements(node.body);
  };
  withCleanup(unit, record, node, false, body, () => {
    cleanupBody(unit, record, node, () => unit.statements(node.finalbody));
  });
  code.release(mark);
}

function tryExcept(unit: Unit, node: ast.Try): void {
  const { code } = unit;
  const mark = code.mark();
  const pair = code.temporaries(2);
  const start = code.flow;
  const attempt = new ProtectedRange();
  const handlers = new Label();
  const end = new Label();
  within(unit, { kind: 'attempt', range: attempt }, node, () => unit.statements(node.body));
  code.protect(attempt, HandlerKind.CATCH, pair, handlers);
  unit.statements(node.orelse);
  code.emit('JUMP', end);
  code.placeWith(handlers, start);
  const range = new ProtectedRange();
  within(unit, { kind: 'handler', pair, range }, node, () => {
    for (const handler of node.handlers) clause(unit, node, handler, pair, range, end);
    code.emit('RAISE_AGAIN');
  });
  code.protect(range, HandlerKind.RESTORE, pair + 1);
  code.place(end);
  code.release(mark);
}

/** One except clause: goes to `end` when its body is done, or on to the next one. */
function clause(
  unit: Unit,
  node: ast.Try,
  handler: ast.ExceptHandler,
  pair: number,
  range: ProtectedRange,
  end: Label,
): void {
  const { code } = unit;
  const next = new Label();
  unit.at(handler, () => {
    if (handler.type !== null) {
      const mark = code.mark();
      const wanted = unit.operand(handler.type);
      const matches = code.temporary();
      code.emit('MATCH_EXCEPTION', matches, pair, wanted);
      code.emit('JUMP_IF_FALSE', matches, next);
      code.release(mark);
    } else if (handler !== node.handlers[node.handlers.length - 1]) {
      unit.fail("default 'except:' must be last", handler);
    }
    if (handler.name === null) {
      within(unit, { kind: 'clause', name: null, range: null }, handler, () => {
        unit.statements(handler.body);
      });
    } else namedBody(unit, handler, handler.name, pair);
    // What follows the body is no longer handling the exception.
    code.pause(range);
    unit.at(handler.body.at(-1)!, () => {
      code.emit('END_HANDLER', pair);
      code.emit('JUMP', end);
    });
    code.cover(range);
  });
  code.place(next);
}

/** The body of `except … as name`: the name is unbound however the body is left. */
function namedBody(unit: Unit, handler: ast.ExceptHandler, name: string, pair: number): void {
  const { code } = unit;
  forbidDebug(unit, name, handler);
  const mark = code.mark();
  const record = code.temporaries(3);
  const start = code.flow;
  const range = new ProtectedRange();
  const cleanup = new Label();
  const end = new Label();
  storeName(unit, name, pair);
  within(unit, { kind: 'clause', name, range }, handler, () => unit.statements(handler.body));
  unit.at(null, () => {
    unbindName(unit, name);
    code.emit('JUMP', end);
    code.protect(range, HandlerKind.UNWIND, record, cleanup);
    code.placeWith(cleanup, start);
    unbindName(unit, name);
    code.emit('END_FINALLY', record);
    code.flow = null;
  });
  code.place(end);
  code.release(mark);
}

// ---- with

/** `with` and `async with`: several items are one inside the other. */
export function compileWith(unit: Unit, node: ast.With | ast.AsyncWith, index = 0): void {
  const isAsync = node.kind === 'AsyncWith';
  if (isAsync) requireAsync(unit, 'async with', node);
  const item = node.items[index];
  if (item === undefined) return unit.statements(node.body);
  const { code } = unit;
  const { optionalVars: target } = item;
  const mark = code.mark();
  const methods = code.temporaries(4);
  const record = code.temporaries(3);
  const inner = code.mark();
  const manager = unit.operand(item.contextExpr);
  code.emit(isAsync ? 'BEFORE_ASYNC_WITH' : 'BEFORE_WITH', methods, manager);
  code.release(inner);
  const direct = target === null || isAsync ? -1 : directTarget(unit, target);
  const entered = direct >= 0 ? direct : code.temporary();
  code.emit('CALL_METHOD', entered, methods, 0);
  if (isAsync) awaitRegister(unit, entered, entered, AwaitFrom.AENTER);
  const body = (): void => {
    if (target !== null && direct < 0) unit.at(target, () => unit.store(target, entered));
    compileWith(unit, node, index + 1);
  };
  withCleanup(unit, record, node, true, body, (region) => {
    cleanupBody(unit, record, node, () => exitContext(unit, methods + 2, region, isAsync));
  });
  code.release(mark);
}

/** Calls `__exit__` or awaits `__aexit__`; if it returns something true, the exception that is pending is dropped. */
function exitContext(unit: Unit, method: number, region: Protected, isAsync: boolean): void {
  const { code } = unit;
  const { record } = region;
  const mark = code.mark();
  const result = code.temporary();
  const failed = new Label();
  const end = new Label();
  code.emit('WITH_EXIT', result, method, record);
  if (isAsync) awaitRegister(unit, result, result, AwaitFrom.AEXIT);
  if (region.ends) code.emit('JUMP_IF_COMPLETION', record, Completion.NORMAL, end);
  if (region.returns || region.jumps.size > 0) {
    code.emit('JUMP_IF_COMPLETION', record, Completion.RAISE, failed);
    code.emit('JUMP_IF_COMPLETION', record, Completion.CLOSE, failed);
    code.emit('JUMP', end);
  }
  code.place(failed);
  code.emit('TRUTH', result, result);
  code.emit('JUMP_IF_FALSE', result, end);
  code.emit('DISCARD_COMPLETION', record);
  code.place(end);
  code.release(mark);
}
