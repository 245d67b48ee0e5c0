// Conditions: expressions of which only the truth is asked. `and`, `or`, `not` and conditional
// expressions become jumps. The VM takes the pairs TRUTH + jump and comparison + TRUTH + jump at
// once where they stand together on one register, so nothing comes between them.
import type * as ast from '../syntax/ast.js';
import { Label } from './emitter.js';
import { constantTruth } from './folding.js';
import { compareChain } from './operators.js';
import type { Unit } from './unit.js';

/** Jumps to `to` if the truth of an expression is `when`, else goes on. */
export function compileJumpIf(unit: Unit, node: ast.Expr, when: boolean, to: Label): void {
  const { code } = unit;
  const known = constantTruth(node);
  if (known !== null) {
    if (known === when) code.emit('JUMP', to);
    return;
  }
  switch (node.kind) {
    case 'UnaryOp':
      if (node.op === 'Not') return unit.jumpIf(node.operand, !when, to);
      break;
    case 'BoolOp':
      return jumpIfAll(unit, node, when, to);
    case 'IfExp': {
      const otherwise = new Label();
      const end = new Label();
      unit.jumpIf(node.test, false, otherwise);
      unit.jumpIf(node.body, when, to);
      code.emit('JUMP', end);
      code.place(otherwise);
      unit.jumpIf(node.orelse, when, to);
      return code.place(end);
    }
    case 'Compare':
      return jumpIfComparison(unit, node, when, to);
    default:
  }
  const mark = code.mark();
  const value = unit.operand(node);
  jumpIfValue(unit, value, when, to);
  code.release(mark);
}

/** Jumps by the truth of a register, which stays as it is if it holds a variable. */
function jumpIfValue(unit: Unit, value: number, when: boolean, to: Label): void {
  const { code } = unit;
  const truth = code.isTemporary(value) ? value : code.temporary();
  code.emit('TRUTH', truth, value);
  jumpIfBool(unit, truth, when, to);
}

function jumpIfBool(unit: Unit, bool: number, when: boolean, to: Label): void {
  unit.code.emit(when ? 'JUMP_IF_TRUE' : 'JUMP_IF_FALSE', bool, to);
}

function jumpIfAll(unit: Unit, node: ast.BoolOp, when: boolean, to: Label): void {
  // One value of this truth decides the whole: a false one for `and`, a true one for `or`.
  const decisive = node.op === 'Or';
  const last = node.values.length - 1;
  const past = new Label();
  node.values.forEach((value, index) => {
    if (index === last) unit.jumpIf(value, when, to);
    else unit.jumpIf(value, decisive, when === decisive ? to : past);
  });
  unit.code.place(past);
}

function jumpIfComparison(unit: Unit, node: ast.Compare, when: boolean, to: Label): void {
  const { code } = unit;
  const mark = code.mark();
  const past = new Label();
  // As in CPython the place stays that of the comparison, for the test of an operand that follows
  // in an `and` and for the error of a failing `assert`.
  code.position = node;
  compareChain(unit, node, (result, op, isLast) => {
    if (op !== 'Is' && op !== 'IsNot') code.emit('TRUTH', result, result);
    // `not in` is the contrary of `in`; the jump can say that.
    const contrary = op === 'NotIn';
    if (isLast) jumpIfBool(unit, result, when !== contrary, to);
    else jumpIfBool(unit, result, contrary, when ? past : to);
  });
  code.place(past);
  code.release(mark);
}
