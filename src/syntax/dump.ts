/** Writes a tree as CPython's `ast.dump(tree, indent=2)` does. */
import type { Source } from '../source.js';
import type * as ast from './ast.js';
import { lineOfEnd } from './faults.js';
import { reprBytes, reprFloat, reprString } from './literal-repr.js';

export interface DumpOptions {
  /** The text that the tree was parsed from: given, every node shows its lines and columns. */
  readonly includeAttributes?: Source;
}

/**
 * The fields of each node in Python's order, by their names here. Python's name is the same with
 * underscores, except for those in `PYTHON_NAMES`.
 */
const FIELDS: Readonly<Record<ast.Node['kind'], readonly string[]>> = {
  Module: ['body', 'typeIgnores'],
  Expression: ['body'],
  Interactive: ['body'],
  FunctionDef: ['name', 'args', 'body', 'decoratorList', 'returns'],
  AsyncFunctionDef: ['name', 'args', 'body', 'decoratorList', 'returns'],
  ClassDef: ['name', 'bases', 'keywords', 'body', 'decoratorList'],
  Return: ['value'],
  Delete: ['targets'],
  Assign: ['targets', 'value'],
  AugAssign: ['target', 'op', 'value'],
  AnnAssign: ['target', 'annotation', 'value', 'simple'],
  For: ['target', 'iter', 'body', 'orelse'],
  AsyncFor: ['target', 'iter', 'body', 'orelse'],
  While: ['test', 'body', 'orelse'],
  If: ['test', 'body', 'orelse'],
  With: ['items', 'body'],
  AsyncWith: ['items', 'body'],
  Match: ['subject', 'cases'],
  Raise: ['exc', 'cause'],
  Try: ['body', 'handlers', 'orelse', 'finalbody'],
  TryStar: ['body', 'handlers', 'orelse', 'finalbody'],
  Assert: ['test', 'msg'],
  Import: ['names'],
  ImportFrom: ['module', 'names', 'level'],
  Global: ['names'],
  Nonlocal: ['names'],
  Expr: ['value'],
  Pass: [],
  Break: [],
  Continue: [],
  BoolOp: ['op', 'values'],
  NamedExpr: ['target', 'value'],
  BinOp: ['left', 'op', 'right'],
  UnaryOp: ['op', 'operand'],
  Lambda: ['args', 'body'],
  IfExp: ['test', 'body', 'orelse'],
  Dict: ['keys', 'values'],
  Set: ['elts'],
  ListComp: ['elt', 'generators'],
  SetComp: ['elt', 'generators'],
  DictComp: ['key', 'value', 'generators'],
  GeneratorExp: ['elt', 'generators'],
  Await: ['value'],
  Yield: ['value'],
  YieldFrom: ['value'],
  Compare: ['left', 'ops', 'comparators'],
  Call: ['func', 'args', 'keywords'],
  FormattedValue: ['value', 'conversion', 'formatSpec'],
  JoinedStr: ['values'],
  Constant: ['value', 'unicodePrefix'],
  Attribute: ['value', 'attr', 'ctx'],
  Subscript: ['value', 'slice', 'ctx'],
  Starred: ['value', 'ctx'],
  Name: ['id', 'ctx'],
  List: ['elts', 'ctx'],
  Tuple: ['elts', 'ctx'],
  Slice: ['lower', 'upper', 'step'],
  comprehension: ['target', 'iter', 'ifs', 'isAsync'],
  ExceptHandler: ['type', 'name', 'body'],
  arguments: ['posonlyargs', 'args', 'vararg', 'kwonlyargs', 'kwDefaults', 'kwarg', 'defaults'],
  arg: ['arg', 'annotation'],
  keyword: ['arg', 'value'],
  alias: ['name', 'asname'],
  withitem: ['contextExpr', 'optionalVars'],
  match_case: ['pattern', 'guard', 'body'],
  MatchValue: ['value'],
  MatchSingleton: ['value'],
  MatchSequence: ['patterns'],
  MatchMapping: ['keys', 'patterns', 'rest'],
  MatchClass: ['cls', 'patterns', 'kwdAttrs', 'kwdPatterns'],
  MatchStar: ['name'],
  MatchAs: ['pattern', 'name'],
  MatchOr: ['patterns'],
};

/** Fields that hold the name of a node without fields of its own. */
const NODE_FIELDS: ReadonlySet<string> = new Set(['op', 'ops', 'ctx']);

/** The text of a tree, without a line end behind it. */
export function dumpAst(tree: ast.Node, options: DumpOptions = {}): string {
  return new Dumper(options.includeAttributes ?? null).node(tree, 0).text;
}

/** A piece of output; a simple one may stay on the line of what it belongs to. */
interface Piece {
  readonly text: string;
  readonly simple: boolean;
}

class Dumper {
  private readonly source: Source | null;

  constructor(source: Source | null) {
    this.source = source;
  }

  node(node: ast.Node, level: number): Piece {
    const pieces: string[] = [];
    let simple = true;
    for (const field of FIELDS[node.kind]) {
      const piece = this.field(node, field, level + 1);
      if (piece === null) continue;
      simple &&= piece.simple;
      pieces.push(`${pythonName(field)}=${piece.text}`);
    }
    if (this.source !== null && 'start' in node) {
      for (const text of this.attributes(node, this.source)) pieces.push(text);
    }
    if (simple && pieces.length <= 3) {
      return { text: `${node.kind}(${pieces.join(', ')})`, simple: pieces.length === 0 };
    }
    const indentation = `\n${'  '.repeat(level + 1)}`;
    return {
      text: `${node.kind}(${indentation}${pieces.join(`,${indentation}`)})`,
      simple: false,
    };
  }

  private attributes(node: ast.Positioned, source: Source): string[] {
    const endLine = lineOfEnd(source, node.end);
    return [
      `lineno=${source.lineOf(node.start)}`,
      `col_offset=${source.utf8ColumnOf(node.start)}`,
      `end_lineno=${endLine}`,
      `end_col_offset=${source.utf8ColumnOf(node.end)}`,
    ];
  }

  /** The text of a field; null for an optional one that is absent and so not shown. */
  private field(node: ast.Node, field: string, level: number): Piece | null {
    if (field === 'typeIgnores') return { text: '[]', simple: true };
    const value = (node as unknown as Readonly<Record<string, unknown>>)[field];
    if (node.kind === 'Constant') return constantField(node, field);
    if (node.kind === 'FormattedValue' && field === 'conversion') {
      const code = node.conversion === null ? -1 : node.conversion.charCodeAt(0);
      return { text: String(code), simple: true };
    }
    if (node.kind === 'MatchSingleton') return { text: pythonBoolean(node.value), simple: true };
    if (value === null) return null;
    if (Array.isArray(value)) return this.list(value, field, level);
    return this.value(value, field, level);
  }

  private list(items: readonly unknown[], field: string, level: number): Piece {
    if (items.length === 0) return { text: '[]', simple: true };
    const indentation = `\n${'  '.repeat(level + 1)}`;
    const texts = items.map((item) => this.value(item, field, level + 1).text);
    return { text: `[${indentation}${texts.join(`,${indentation}`)}]`, simple: false };
  }

  private value(value: unknown, field: string, level: number): Piece {
    switch (typeof value) {
      case 'string':
        return { text: NODE_FIELDS.has(field) ? `${value}()` : reprString(value), simple: true };
      case 'boolean':
        // Python has numbers for these flags.
        return { text: value ? '1' : '0', simple: true };
      case 'object':
        return value === null
          ? { text: 'None', simple: true }
          : this.node(value as ast.Node, level);
      default:
        return { text: String(value), simple: true };
    }
  }
}

function constantField(node: ast.Constant, field: string): Piece | null {
  if (field === 'unicodePrefix') return node.unicodePrefix ? { text: "'u'", simple: true } : null;
  return { text: constantText(node.value), simple: true };
}

function constantText(value: ast.ConstantValue): string {
  switch (value.type) {
    case 'int':
      return String(value.value);
    case 'float':
      return reprFloat(value.value);
    case 'complex':
      return `${reprFloat(value.value).replace(/\.0$/, '')}j`;
    case 'str':
      return reprString(value.value);
    case 'bytes':
      return reprBytes(value.value);
    case 'bool':
      return pythonBoolean(value.value);
    case 'none':
      return 'None';
    case 'ellipsis':
      return 'Ellipsis';
  }
}

function pythonBoolean(value: boolean | null): string {
  return value === null ? 'None' : value ? 'True' : 'False';
}

function pythonName(field: string): string {
  if (field === 'unicodePrefix') return 'kind';
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
