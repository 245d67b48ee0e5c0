/** Parameters of functions and lambdas, and the order they must come in. */
import type * as ast from './ast.js';
import { normalizeName } from './characters.js';
import type { Tree } from './matcher.js';
import type { OperandBuilder } from './operations.js';
import { Rejected } from './rejected.js';
import { Token } from './tokens.js';
import type { Unit } from './units.js';

/** No parameters. */
export function noParameters(): ast.Arguments {
  return {
    kind: 'arguments',
    posonlyargs: [],
    args: [],
    vararg: null,
    kwonlyargs: [],
    kwDefaults: [],
    kwarg: null,
    defaults: [],
  };
}

/** The parameters that a list of trees stands for. */
export function buildParameters(
  trees: readonly Tree[],
  unit: Unit,
  builder: OperandBuilder,
  text: string,
): ast.Arguments {
  const list = new ParameterList(unit, builder, text);
  for (const tree of trees) list.add(tree);
  return list.finish();
}

class ParameterList {
  private readonly unit: Unit;
  private readonly builder: OperandBuilder;
  private readonly text: string;
  private readonly result: ast.Arguments;
  private slashSeen: boolean;
  private starSeen: boolean;
  /** The place of a bare `*` that no parameter has followed yet. */
  private bareStar: number | null;

  constructor(unit: Unit, builder: OperandBuilder, text: string) {
    this.unit = unit;
    this.builder = builder;
    this.text = text;
    this.result = noParameters();
    this.slashSeen = false;
    this.starSeen = false;
    this.bareStar = null;
  }

  add(tree: Tree): void {
    const offset = this.unit.start(tree.start);
    // Nothing may follow `**name`.
    if (this.result.kwarg !== null) throw new Rejected(offset);
    switch (tree.rule) {
      case 'slashParameter':
        this.addSlash(offset);
        return;
      case 'starParameter':
      case 'starLambdaParameter':
        this.addStar(tree, offset);
        return;
      case 'doubleStarParameter':
      case 'doubleStarLambdaParameter':
        if (this.bareStar !== null) throw new Rejected(this.bareStar);
        this.result.kwarg = this.parameter(tree.start + 1, tree.children[0] ?? null);
        return;
      default:
        this.addPlain(tree, offset);
    }
  }

  finish(): ast.Arguments {
    if (this.bareStar !== null) throw new Rejected(this.bareStar);
    return this.result;
  }

  private addSlash(offset: number): void {
    const { result } = this;
    if (this.slashSeen || this.starSeen || result.args.length === 0) throw new Rejected(offset);
    this.slashSeen = true;
    result.posonlyargs = result.args;
    result.args = [];
  }

  private addStar(tree: Tree, offset: number): void {
    if (this.starSeen) throw new Rejected(offset);
    this.starSeen = true;
    if (tree.end === tree.start + 1) this.bareStar = offset;
    else {
      this.result.vararg = this.parameter(tree.start + 1, tree.children[0] ?? null);
    }
  }

  private addPlain(tree: Tree, offset: number): void {
    const { unit, result } = this;
    let annotation: Tree | null = null;
    let initial: Tree | null = null;
    for (const child of tree.children) {
      if (unit.kind(child.start - 1) === Token.COLON) annotation = child;
      else initial = child;
    }
    const parameter = this.parameter(tree.start, annotation);
    const value = initial === null ? null : this.builder.expression(initial, unit);
    if (this.starSeen) {
      this.bareStar = null;
      result.kwonlyargs.push(parameter);
      result.kwDefaults.push(value);
      return;
    }
    result.args.push(parameter);
    if (value !== null) result.defaults.push(value);
    // A parameter without a default cannot follow one with.
    else if (result.defaults.length > 0) throw new Rejected(offset);
  }

  /** The parameter whose name is at an index of the shape. */
  private parameter(nameAt: number, annotation: Tree | null): ast.Arg {
    const { unit } = this;
    const start = unit.start(nameAt);
    return {
      kind: 'arg',
      arg: normalizeName(this.text.slice(start, unit.end(nameAt))),
      annotation: annotation === null ? null : this.builder.expression(annotation, unit),
      start,
      end: unit.end(annotation === null ? nameAt : annotation.end - 1),
    };
  }
}
