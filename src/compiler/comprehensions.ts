// Comprehensions and generator expressions: a function of one parameter, the iterator over the
// outermost iterable, which is made where the comprehension stands.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import type * as ast from '../syntax/ast.js';
import { awaitRegister, isAsyncGenerator } from './asynchronous.js';
import { Label } from './emitter.js';
import { qualifiedName } from './functions.js';
import { compileIterator, iterate, mayOwn } from './loops.js';
import type { Unit } from './unit.js';

type Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp;

/** The value of a comprehension or the generator of a generator expression. */
export function compileComprehension(unit: Unit, node: Comprehension, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  callComprehension(unit, node, dst, code.temporary());
  code.release(mark);
}

/** As compileComprehension; the function that is called stays in the register `fn`. */
export function callComprehension(unit: Unit, node: Comprehension, dst: number, fn: number): void {
  const { code } = unit;
  const mark = code.mark();
  const constant = { kind: 'code', code: comprehensionCode(unit, node) } as const;
  code.emit('MAKE_FUNCTION', fn, constant, -1, -1, -1);
  const iterator = code.temporary();
  const { iter, isAsync } = node.generators[0]!;
  compileIterator(unit, iter, isAsync, iterator, node);
  if (node.kind === 'GeneratorExp' || !unit.program.scopes.get(node)!.isCoroutine) {
    code.emit('CALL', dst, fn, iterator, 1);
  } else {
    code.emit('CALL', iterator, fn, iterator, 1);
    const result = code.isTemporary(dst) ? dst : code.temporary();
    awaitRegister(unit, iterator, result);
    code.move(dst, result);
  }
  code.release(mark);
}

function comprehensionCode(unit: Unit, node: Comprehension): CodeObject {
  const scope = unit.program.scopes.get(node)!;
  const mayAwait = unit.scope.isAsync || unit.scope.comprehension !== null;
  if (scope.isCoroutine && node.kind !== 'GeneratorExp' && !mayAwait) {
    unit.fail('asynchronous comprehension outside of an asynchronous function', node);
  }
  const inner = unit.inner(scope, {
    name: scope.name,
    qualname: qualifiedName(unit, scope.name),
    firstLine: unit.program.places.lineOf(node),
    argCount: 1,
    flags: CodeFlag.NONE,
  });
  const { code } = inner;
  code.position = node;
  const result = code.temporary();
  if (node.kind === 'ListComp') code.emit('BUILD_LIST', result, result, 0);
  else if (node.kind === 'SetComp') code.emit('BUILD_SET', result, result, 0);
  else if (node.kind === 'DictComp') code.emit('BUILD_MAP', result, result, 0);
  clause(inner, node, 0, result);
  if (node.kind === 'GeneratorExp') code.emit('LOAD_NONE', result);
  code.emit('RETURN', result);
  return inner.finish();
}

/** The loop of one `for` with its conditions, and inside it the next one or the element. */
function clause(unit: Unit, node: Comprehension, index: number, result: number): void {
  const generator = node.generators[index];
  if (generator === undefined) return element(unit, node, result);
  const { code } = unit;
  const mark = code.mark();
  let iterator = 0;
  // Of the iterator it is handed, only a generator expression can be closed while it loops; the
  // frame of another comprehension that fails stays in the traceback with its parameter.
  let owned = node.kind === 'GeneratorExp' && mayOwn(unit, generator.iter);
  if (index > 0) {
    iterator = code.temporary();
    owned = compileIterator(unit, generator.iter, generator.isAsync, iterator, node);
  }
  iterate(unit, {
    iterator,
    owned,
    isAsync: generator.isAsync,
    target: generator.target,
    body: () => {
      const skip = new Label();
      for (const condition of generator.ifs) unit.jumpIf(condition, false, skip);
      clause(unit, node, index + 1, result);
      code.place(skip);
    },
    orelse: [],
    place: node,
  });
  code.release(mark);
}

function element(unit: Unit, node: Comprehension, result: number): void {
  const { code } = unit;
  const mark = code.mark();
  if (node.kind === 'DictComp') {
    const key = unit.operand(node.key, node.value);
    code.emit('MAP_ADD', result, key, unit.operand(node.value));
  } else {
    const value = unit.operand(node.elt);
    if (node.kind === 'ListComp') code.emit('LIST_APPEND', result, value);
    else if (node.kind === 'SetComp') code.emit('SET_ADD', result, value);
    else code.emit(isAsyncGenerator(unit) ? 'ASYNC_YIELD' : 'YIELD', code.temporary(), value);
  }
  code.release(mark);
}
