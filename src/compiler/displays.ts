// Displays: lists, tuples, sets and dicts written out, and f-strings.
import type * as ast from '../syntax/ast.js';
import { constantValue } from './folding.js';
import type { Unit } from './unit.js';

/** Items that are put into a display at once; a longer one is filled piece by piece. */
const PIECE = 32;

export function compileList(unit: Unit, node: ast.List, dst: number): void {
  build(unit, dst, (list) => extendList(unit, node.elts, list));
}

export function compileTuple(unit: Unit, elts: readonly ast.Expr[], dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  if (isPlain(elts)) code.emit('BUILD_TUPLE', dst, base(unit, elts, dst), elts.length);
  else {
    const list = code.temporary();
    extendList(unit, elts, list);
    code.emit('LIST_TO_TUPLE', dst, list);
  }
  code.release(mark);
}

export function compileSet(unit: Unit, node: ast.Set, dst: number): void {
  const { code } = unit;
  if (isPlain(node.elts)) {
    const mark = code.mark();
    code.emit('BUILD_SET', dst, base(unit, node.elts, dst), node.elts.length);
    return code.release(mark);
  }
  build(unit, dst, (set) => {
    fill(unit, node.elts, set, 'BUILD_SET', 'SET_ADD', 'SET_UPDATE');
  });
}

/** Makes a list of expressions, some of which may be starred, in a temporary. */
export function extendList(unit: Unit, elts: readonly ast.Expr[], list: number, callee = -1): void {
  const { code } = unit;
  if (isPlain(elts)) {
    const mark = code.mark();
    code.emit('BUILD_LIST', list, base(unit, elts, list), elts.length);
    return code.release(mark);
  }
  fill(unit, elts, list, 'BUILD_LIST', 'LIST_APPEND', 'LIST_EXTEND', callee);
}

/** Runs `body` with a temporary to work in, and brings the result to `dst`. */
function build(unit: Unit, dst: number, body: (work: number) => void): void {
  const { code } = unit;
  const mark = code.mark();
  const work = code.isTemporary(dst) ? dst : code.temporary();
  body(work);
  code.move(dst, work);
  code.release(mark);
}

function isPlain(elts: readonly ast.Expr[]): boolean {
  return elts.length <= PIECE && elts.every((elt) => elt.kind !== 'Starred');
}

/** The values of expressions side by side; any register will do for none. */
function base(unit: Unit, elts: readonly ast.Expr[], dst: number): number {
  return elts.length === 0 ? dst : unit.sequence(elts);
}

function fill(
  unit: Unit,
  elts: readonly ast.Expr[],
  into: number,
  create: 'BUILD_LIST' | 'BUILD_SET',
  add: 'LIST_APPEND' | 'SET_ADD',
  extend: 'LIST_EXTEND' | 'SET_UPDATE',
  callee = -1,
): void {
  const { code } = unit;
  const starred = elts.findIndex((elt) => elt.kind === 'Starred');
  const count = Math.min(starred < 0 ? elts.length : starred, PIECE);
  const first = elts.slice(0, count);
  const mark = code.mark();
  code.emit(create, into, base(unit, first, into), count);
  code.release(mark);
  for (const elt of elts.slice(count)) {
    if (elt.kind === 'Starred') {
      const items = unit.operand(elt.value);
      if (extend === 'SET_UPDATE') code.emit(extend, into, items);
      else code.emit(extend, into, items, elts.length === 1 ? callee : -1);
    } else code.emit(add, into, unit.operand(elt));
    code.release(mark);
  }
}

export function compileDict(unit: Unit, node: ast.Dict, dst: number): void {
  const { code } = unit;
  const { keys, values } = node;
  if (keys.length <= PAIRS && !keys.includes(null)) {
    buildMap(unit, keys, values, dst);
    return;
  }
  build(unit, dst, (dict) => {
    const mark = code.mark();
    let at = endOfPairs(keys, 0);
    buildMap(unit, keys.slice(0, at), values, dict);
    while (at < keys.length) {
      const end = endOfPairs(keys, at);
      if (end === at) code.emit('MAP_UPDATE', dict, unit.operand(values[at]!));
      else {
        const part = code.temporary();
        buildMap(unit, keys.slice(at, end), values.slice(at, end), part);
        code.emit('MAP_UPDATE', dict, part);
      }
      code.release(mark);
      at = Math.max(end, at + 1);
    }
  });
}

/** Pairs that are evaluated before the first of them is put into a dict. */
const PAIRS = 15;

/** Where the pairs that stand side by side from `from` on end: at a `**`, or with the display. */
function endOfPairs(keys: readonly (ast.Expr | null)[], from: number): number {
  const unpacked = keys.indexOf(null, from);
  return unpacked < 0 ? keys.length : unpacked;
}

/** A new dict of pairs. */
function buildMap(
  unit: Unit,
  keys: readonly (ast.Expr | null)[],
  values: readonly ast.Expr[],
  into: number,
): void {
  const { code } = unit;
  const mark = code.mark();
  const together = keys.length > PAIRS ? 0 : keys.length;
  code.emit('BUILD_MAP', into, pairs(unit, keys.slice(0, together), values, into), together);
  code.release(mark);
  for (let i = together; i < keys.length; i++) {
    const key = unit.operand(keys[i]!, values[i]!);
    code.emit('MAP_ADD', into, key, unit.operand(values[i]!));
    code.release(mark);
  }
}

function pairs(
  unit: Unit,
  keys: readonly (ast.Expr | null)[],
  values: readonly ast.Expr[],
  dst: number,
): number {
  if (keys.length === 0) return dst;
  return unit.sequence(keys.flatMap((key, index) => [key!, values[index]!]));
}

// ---- f-strings

const CONVERSIONS = { s: 1, r: 2, a: 3 } as const;

/** An f-string: its parts side by side, then joined. */
export function compileJoined(unit: Unit, node: ast.JoinedStr, dst: number): void {
  const { code } = unit;
  const [first] = node.values;
  if (node.values.length === 0) return code.loadConstant(dst, '');
  if (node.values.length === 1) return unit.into(first!, dst);
  const mark = code.mark();
  const parts = unit.sequence(node.values);
  code.emit('BUILD_STRING', dst, parts, node.values.length);
  code.release(mark);
}

/** One replacement field, formatted. */
export function compileFormatted(unit: Unit, node: ast.FormattedValue, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  const value = unit.operand(node.value, node.formatSpec);
  const conversion = node.conversion === null ? 0 : CONVERSIONS[node.conversion];
  const spec = node.formatSpec === null ? -1 : unit.operand(node.formatSpec);
  code.emit('FORMAT', dst, value, conversion, spec);
  code.release(mark);
}

/** The index of a subscript: a slice is made by an instruction of its own. */
export function compileSlice(unit: Unit, node: ast.Slice, dst: number): void {
  const { code } = unit;
  const mark = code.mark();
  const part = (value: ast.Expr | null, ...later: (ast.Expr | null)[]): number =>
    value === null || constantValue(value) === null ? -1 : unit.operand(value, ...later);
  const lower = part(node.lower, node.upper, node.step);
  const upper = part(node.upper, node.step);
  code.emit('BUILD_SLICE', dst, lower, upper, part(node.step));
  code.release(mark);
}
