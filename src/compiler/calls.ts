// Calls: which of the call instructions a call becomes, by the forms of its arguments.
import type { Constant } from '../bytecode/code.js';
import type * as ast from '../syntax/ast.js';
import { extendList } from './displays.js';
import type { Unit } from './unit.js';
import { forbidDebug } from './variables.js';

/** A call. Evaluation order is Python's: the function, the arguments as written, then keywords. */
export function compileCall(unit: Unit, node: ast.Call, dst: number): void {
  const mark = unit.code.mark();
  emitCall(unit, node, dst);
  unit.code.release(mark);
}

/**
 * A call whose function stays in a register of its own. The caller releases the temporaries.
 * @returns the register that holds the function.
 */
export function emitCall(unit: Unit, node: ast.Call, dst: number): number {
  const { func, args, keywords } = node;
  const { code } = unit;
  checkKeywords(unit, keywords, node);
  if (args.some((arg) => arg.kind === 'Starred') || keywords.some(({ arg }) => arg === null)) {
    const fn = unit.operand(func, ...args, ...keywords.map(({ value }) => value));
    spreadCall(unit, node, fn, dst);
    return fn;
  }
  if (keywords.length > 0) {
    const values = keywords.map(({ value }) => value);
    const fn = unit.operand(func, ...args, ...values);
    const base = unit.sequence([...args, ...values]);
    const names: Constant = { kind: 'tuple', items: keywords.map(({ arg }) => arg) };
    unit.at(callPlace(unit, node), () => {
      code.emit('CALL_KEYWORDS', dst, fn, base, args.length + values.length, names);
    });
    return fn;
  }
  if (func.kind === 'Attribute') {
    const method = code.temporaries(2);
    const place = unit.attributePlace(func);
    const mark = code.mark();
    const object = unit.operand(func.value);
    code.release(mark);
    unit.at(place, () => code.emit('LOAD_METHOD', method, object, unit.mangle(func.attr)));
    unit.sequence(args);
    unit.at(callPlace(unit, node), () => code.emit('CALL_METHOD', dst, method, args.length));
    return method;
  }
  const fn = unit.operand(func, ...args);
  const base = unit.sequence(args);
  code.emit('CALL', dst, fn, args.length === 0 ? fn : base, args.length);
  return fn;
}

/** A keyword may be given once, and none may be `__debug__`. */
export function checkKeywords(
  unit: Unit,
  keywords: readonly ast.Keyword[],
  node: ast.Call | ast.ClassDef,
): void {
  const seen = new Set<string>();
  for (const keyword of keywords) {
    if (keyword.arg === null) continue;
    forbidDebug(unit, keyword.arg, node);
    if (seen.has(keyword.arg)) unit.fail(`keyword argument repeated: ${keyword.arg}`, keyword);
    seen.add(keyword.arg);
  }
}

/** Where a call is reported: from the name of the method on, if its lookup spans lines. */
function callPlace(unit: Unit, node: ast.Call): ast.Positioned {
  const { func } = node;
  if (func.kind !== 'Attribute') return node;
  const place = unit.attributePlace(func);
  return place === func ? node : { start: place.start, end: node.end };
}

function spreadCall(unit: Unit, node: ast.Call, fn: number, dst: number): void {
  const { code } = unit;
  const list = spreadArguments(unit, node.args, fn);
  const keywords = keywordDict(unit, node.keywords, fn);
  code.emit('CALL_SPREAD', dst, fn, list, keywords);
}

/** The positional arguments as one list; its register. */
export function spreadArguments(unit: Unit, args: readonly ast.Expr[], fn = -1): number {
  const list = unit.code.temporary();
  extendList(unit, args, list, fn);
  return list;
}

/** The keyword arguments of a call of `fn` as one dict; its register, or -1 if there are none. */
export function keywordDict(unit: Unit, keywords: readonly ast.Keyword[], fn: number): number {
  const { code } = unit;
  if (keywords.length === 0) return -1;
  const dict = code.temporary();
  let started = false;
  const merge = (group: readonly ast.Keyword[]): void => {
    if (group.length === 0) return;
    const mark = code.mark();
    const target = started ? code.temporary() : dict;
    buildKeywords(unit, group, target);
    if (started) code.emit('KEYWORDS_MERGE', dict, target, fn);
    started = true;
    code.release(mark);
  };
  let group: ast.Keyword[] = [];
  for (const keyword of keywords) {
    if (keyword.arg !== null) {
      group.push(keyword);
      continue;
    }
    merge(group);
    group = [];
    if (!started) code.emit('BUILD_MAP', dict, dict, 0);
    started = true;
    const mark = code.mark();
    code.emit('KEYWORDS_MERGE', dict, unit.operand(keyword.value), fn);
    code.release(mark);
  }
  merge(group);
  return dict;
}

/** A dict of keywords with their names. */
function buildKeywords(unit: Unit, keywords: readonly ast.Keyword[], dst: number): void {
  const { code } = unit;
  const base = code.temporaries(keywords.length * 2);
  keywords.forEach(({ arg, value }, index) => {
    code.loadConstant(base + index * 2, arg);
    unit.into(value, base + index * 2 + 1);
  });
  code.emit('BUILD_MAP', dst, base, keywords.length);
}
