// Loops: `while`, and `for` in statements and comprehensions.
import { HandlerKind } from '../bytecode/exception-table.js';
import type * as ast from '../syntax/ast.js';
import { delegateTo, requireAsync } from './asynchronous.js';
import { emitCall } from './calls.js';
import { type Flow, Label, ProtectedRange } from './emitter.js';
import { constantTruth } from './folding.js';
import { innermostLoop, leaveByJump, within, type Loop } from './regions.js';
import { Storage } from './scopes.js';
import type { Unit } from './unit.js';
import { directTarget } from './variables.js';

/** Builtins whose results are iterated natively: a loop over one owns nothing. */
const NATIVE_ITERABLES = new Set(['range', 'list', 'tuple', 'set', 'dict', 'sorted', 'str']);

/** Expressions whose values are iterated natively. */
const NEVER_GENERATORS = new Set<ast.Expr['kind']>([
  'Constant',
  'Dict',
  'DictComp',
  'JoinedStr',
  'List',
  'ListComp',
  'Set',
  'SetComp',
  'Tuple',
]);

function loopRegion(iterator: number, range: ProtectedRange | null): Loop {
  return {
    kind: 'loop',
    breakTo: new Label(),
    continueTo: new Label(),
    iterator,
    range,
    breakKind: -1,
    continueKind: -1,
  };
}

/** `while`: the body comes first and the condition below it, so that a round takes one jump. */
export function compileWhile(unit: Unit, node: ast.While): void {
  const { code } = unit;
  const loop = loopRegion(-1, null);
  const known = constantTruth(node.test);
  const start = code.flow;
  const body = new Label();
  if (known === null) code.emit('JUMP', loop.continueTo);
  else if (known) code.place(loop.continueTo);
  code.flow = null;
  const entered = start === null ? null : start | boundBy(unit, node.test);
  code.placeWith(body, known === false ? null : entered);
  within(unit, loop, node, () => unit.statements(node.body));
  if (known === true) code.emit('JUMP', loop.continueTo);
  else if (known === false) code.flow = start;
  else {
    code.place(loop.continueTo);
    unit.jumpIf(node.test, true, body);
  }
  unit.statements(node.orelse);
  code.place(loop.breakTo);
}

/** The variables that a condition has surely bound when it turns out true. */
function boundBy(unit: Unit, test: ast.Expr): Flow {
  switch (test.kind) {
    case 'NamedExpr': {
      const register = unit.registerOf(test.target.id);
      return (register < 0 ? 0n : 1n << BigInt(register)) | boundBy(unit, test.value);
    }
    case 'Compare':
      return boundBy(unit, test.left) | boundBy(unit, test.comparators[0]!);
    case 'BoolOp':
      if (test.op === 'Or') return boundBy(unit, test.values[0]!);
      return test.values.reduce((bound, value) => bound | boundBy(unit, value), 0n);
    default:
      return 0n;
  }
}

export function compileFor(unit: Unit, node: ast.For | ast.AsyncFor): void {
  const isAsync = node.kind === 'AsyncFor';
  if (isAsync) requireAsync(unit, 'async for', node);
  const mark = unit.code.mark();
  const iterator = unit.code.temporary();
  iterate(unit, {
    iterator,
    owned: compileIterator(unit, node.iter, isAsync, iterator, node),
    isAsync,
    target: node.target,
    body: () => unit.statements(node.body),
    orelse: node.orelse,
    place: node,
  });
  unit.code.release(mark);
}

/**
 * Puts an iterator over `node`, or an async iterator, into a register.
 * @returns whether the loop that will use it may have made a generator by that
 */
export function compileIterator(
  unit: Unit,
  node: ast.Expr,
  isAsync: boolean,
  iterator: number,
  place: ast.Positioned,
): boolean {
  const { code } = unit;
  let maker = -1;
  let iterable: number;
  if (node.kind === 'GeneratorExp') {
    maker = code.temporary();
    iterable = code.temporary();
    unit.generator(node, iterable, maker);
  } else if (node.kind === 'Call') {
    iterable = code.temporary();
    unit.at(node, () => {
      maker = emitCall(unit, node, iterable);
    });
  } else {
    iterable = unit.operand(node);
  }
  unit.at(place, () => code.emit(isAsync ? 'GET_AITER' : 'GET_ITER', iterator, iterable));
  if (!mayOwn(unit, node)) return false;
  code.emit('OWN', iterator, iterable, maker);
  return true;
}

/** Whether iterating over a value may make a generator that nobody else knows. */
export function mayOwn(unit: Unit, node: ast.Expr): boolean {
  if (NEVER_GENERATORS.has(node.kind)) return false;
  if (node.kind !== 'Call' || node.func.kind !== 'Name') return true;
  const name = node.func.id;
  if (!NATIVE_ITERABLES.has(name)) return true;
  const isGlobal = unit.scope.storageOf(name) === Storage.GLOBAL_IMPLICIT;
  return !isGlobal || unit.program.bindsGlobal(name);
}

export interface Iteration {
  /** The register of the iterator. */
  readonly iterator: number;
  /** Whether the loop may own the iterator, and so has to release it. */
  readonly owned: boolean;
  readonly isAsync: boolean;
  readonly target: ast.Expr;
  readonly body: () => void;
  readonly orelse: readonly ast.Stmt[];
  readonly place: ast.Positioned;
}

/** The loop itself. */
export function iterate(unit: Unit, iteration: Iteration): void {
  if (iteration.isAsync) iterateAsync(unit, iteration);
  else iterateNext(unit, iteration);
}

/** FOR_NEXT stands below the body and jumps back to it. */
function iterateNext(unit: Unit, iteration: Iteration): void {
  const { code } = unit;
  const { iterator, owned, target } = iteration;
  const range = owned ? new ProtectedRange() : null;
  const loop = loopRegion(owned ? iterator : -1, range);
  const { continueTo, breakTo } = loop;
  const record = owned ? code.temporaries(3) : -1;
  const direct = directTarget(unit, target);
  const item = direct >= 0 ? direct : code.temporary();
  const body = new Label();
  code.emit('JUMP', continueTo);
  const start = continueTo.flow;
  code.placeWith(body, start);
  code.noteBound(item);
  within(unit, loop, iteration.place, () => {
    if (direct < 0) unit.at(target, () => unit.store(target, item));
    iteration.body();
    code.place(continueTo);
    unit.at(iteration.place, () => code.emit('FOR_NEXT', item, iterator, body));
  });
  unit.statements(iteration.orelse);
  if (range !== null) {
    code.emit('JUMP', breakTo);
    releaseOnError(unit, iterator, record, range, start);
  }
  code.place(breakTo);
}

/**
 * Each round begins with the await of the next item; StopAsyncIteration there is the end of the loop
 * (HandlerKind.ASYNC_END).
 */
function iterateAsync(unit: Unit, iteration: Iteration): void {
  const { code } = unit;
  const { iterator, owned, target, place } = iteration;
  const range = owned ? new ProtectedRange() : null;
  const loop = loopRegion(owned ? iterator : -1, range);
  const { continueTo, breakTo } = loop;
  const record = owned ? code.temporaries(3) : -1;
  const awaited = code.temporary();
  const item = code.temporary();
  const step = new ProtectedRange();
  const end = new Label();
  const start = code.flow;
  within(unit, loop, place, () => {
    code.place(continueTo);
    code.cover(step);
    unit.at(place, () => {
      code.emit('GET_ANEXT', awaited, iterator);
      delegateTo(unit, awaited, item);
    });
    code.protect(step, HandlerKind.ASYNC_END, awaited, end);
    unit.at(target, () => unit.store(target, item));
    iteration.body();
    code.emit('JUMP', continueTo);
  });
  code.placeWith(end, start);
  unit.statements(iteration.orelse);
  if (range !== null) {
    code.emit('JUMP', breakTo);
    releaseOnError(unit, iterator, record, range, start);
  }
  code.place(breakTo);
}

/** The cleanup of a loop that is left by an exception. */
function releaseOnError(
  unit: Unit,
  iterator: number,
  record: number,
  range: ProtectedRange,
  flow: Flow | null,
): void {
  const { code } = unit;
  const handler = new Label();
  code.protect(range, HandlerKind.UNWIND, record, handler);
  unit.at(null, () => {
    code.placeWith(handler, flow);
    code.emit('RELEASE', iterator);
    code.emit('END_FINALLY', record);
    code.flow = null;
  });
}

export function compileBreak(unit: Unit, node: ast.Break): void {
  const loop = innermostLoop(unit);
  if (loop === null) unit.fail("'break' outside loop", node);
  leaveByJump(unit, loop, 'break');
}

export function compileContinue(unit: Unit, node: ast.Continue): void {
  const loop = innermostLoop(unit);
  if (loop === null) unit.fail("'continue' not properly in loop", node);
  leaveByJump(unit, loop, 'continue');
}
