/**
 * The abstract syntax tree: the nodes of CPython 3.11's `ast` module, discriminated by `kind`.
 *
 * Names are Python's; a field with an underscore there is in camel case here (`decorator_list` is
 * `decoratorList`). `start` and `end` are offsets in UTF-16 units into the source text and cover
 * the same characters as CPython's line and column attributes. An optional field that is absent is
 * `null`. Import as `import type * as ast`, since some nodes bear the names of JavaScript globals.
 */

/** What has a place in the source text: `text.slice(start, end)` is the node as written. */
export interface Positioned {
  start: number;
  end: number;
}

export type Identifier = string;
export type ExprContext = 'Load' | 'Store' | 'Del';
export type BoolOperator = 'And' | 'Or';
export type UnaryOperator = 'Invert' | 'Not' | 'UAdd' | 'USub';
export type Operator =
  | 'Add'
  | 'Sub'
  | 'Mult'
  | 'MatMult'
  | 'Div'
  | 'Mod'
  | 'Pow'
  | 'LShift'
  | 'RShift'
  | 'BitOr'
  | 'BitXor'
  | 'BitAnd'
  | 'FloorDiv';
export type CompareOperator =
  'Eq' | 'NotEq' | 'Lt' | 'LtE' | 'Gt' | 'GtE' | 'Is' | 'IsNot' | 'In' | 'NotIn';

// ---- Roots

export type Mod = Module | Expression | Interactive;

/** A file or a text given to `exec`. */
export interface Module {
  kind: 'Module';
  body: Stmt[];
}

/** A text given to `eval`. */
export interface Expression {
  kind: 'Expression';
  body: Expr;
}

/** One statement typed at a prompt. */
export interface Interactive {
  kind: 'Interactive';
  body: Stmt[];
}

// ---- Statements

export type Stmt =
  | FunctionDef
  | AsyncFunctionDef
  | ClassDef
  | Return
  | Delete
  | Assign
  | AugAssign
  | AnnAssign
  | For
  | AsyncFor
  | While
  | If
  | With
  | AsyncWith
  | Match
  | Raise
  | Try
  | TryStar
  | Assert
  | Import
  | ImportFrom
  | Global
  | Nonlocal
  | ExprStmt
  | Pass
  | Break
  | Continue;

export interface FunctionDef extends Positioned {
  kind: 'FunctionDef';
  name: Identifier;
  args: Arguments;
  body: Stmt[];
  decoratorList: Expr[];
  returns: Expr | null;
}

export interface AsyncFunctionDef extends Positioned {
  kind: 'AsyncFunctionDef';
  name: Identifier;
  args: Arguments;
  body: Stmt[];
  decoratorList: Expr[];
  returns: Expr | null;
}

export interface ClassDef extends Positioned {
  kind: 'ClassDef';
  name: Identifier;
  bases: Expr[];
  keywords: Keyword[];
  body: Stmt[];
  decoratorList: Expr[];
}

export interface Return extends Positioned {
  kind: 'Return';
  value: Expr | null;
}

export interface Delete extends Positioned {
  kind: 'Delete';
  targets: Expr[];
}

/** `a = b = value` has two targets. */
export interface Assign extends Positioned {
  kind: 'Assign';
  targets: Expr[];
  value: Expr;
}

export interface AugAssign extends Positioned {
  kind: 'AugAssign';
  target: Name | Attribute | Subscript;
  op: Operator;
  value: Expr;
}

export interface AnnAssign extends Positioned {
  kind: 'AnnAssign';
  target: Name | Attribute | Subscript;
  annotation: Expr;
  value: Expr | null;
  /** Whether the target is a name without parentheses: only then is it declared. */
  simple: boolean;
}

export interface For extends Positioned {
  kind: 'For';
  target: Expr;
  iter: Expr;
  body: Stmt[];
  orelse: Stmt[];
}

export interface AsyncFor extends Positioned {
  kind: 'AsyncFor';
  target: Expr;
  iter: Expr;
  body: Stmt[];
  orelse: Stmt[];
}

export interface While extends Positioned {
  kind: 'While';
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}

/** An `elif` is an `If` as the only statement of `orelse`. */
export interface If extends Positioned {
  kind: 'If';
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}

export interface With extends Positioned {
  kind: 'With';
  items: WithItem[];
  body: Stmt[];
}

export interface AsyncWith extends Positioned {
  kind: 'AsyncWith';
  items: WithItem[];
  body: Stmt[];
}

export interface Match extends Positioned {
  kind: 'Match';
  subject: Expr;
  cases: MatchCase[];
}

export interface Raise extends Positioned {
  kind: 'Raise';
  exc: Expr | null;
  cause: Expr | null;
}

export interface Try extends Positioned {
  kind: 'Try';
  body: Stmt[];
  handlers: ExceptHandler[];
  orelse: Stmt[];
  finalbody: Stmt[];
}

/** `try` with `except*` handlers. */
export interface TryStar extends Positioned {
  kind: 'TryStar';
  body: Stmt[];
  handlers: ExceptHandler[];
  orelse: Stmt[];
  finalbody: Stmt[];
}

export interface Assert extends Positioned {
  kind: 'Assert';
  test: Expr;
  msg: Expr | null;
}

export interface Import extends Positioned {
  kind: 'Import';
  names: Alias[];
}

export interface ImportFrom extends Positioned {
  kind: 'ImportFrom';
  /** Null in `from . import x`. */
  module: Identifier | null;
  /** `*` is an alias with that name. */
  names: Alias[];
  /** The number of leading dots. */
  level: number;
}

export interface Global extends Positioned {
  kind: 'Global';
  names: Identifier[];
}

export interface Nonlocal extends Positioned {
  kind: 'Nonlocal';
  names: Identifier[];
}

/** An expression as a statement; `ast` calls it `Expr`. */
export interface ExprStmt extends Positioned {
  kind: 'Expr';
  value: Expr;
}

export interface Pass extends Positioned {
  kind: 'Pass';
}

export interface Break extends Positioned {
  kind: 'Break';
}

export interface Continue extends Positioned {
  kind: 'Continue';
}

// ---- Expressions

export type Expr =
  | BoolOp
  | NamedExpr
  | BinOp
  | UnaryOp
  | Lambda
  | IfExp
  | Dict
  | Set
  | ListComp
  | SetComp
  | DictComp
  | GeneratorExp
  | Await
  | Yield
  | YieldFrom
  | Compare
  | Call
  | FormattedValue
  | JoinedStr
  | Constant
  | Attribute
  | Subscript
  | Starred
  | Name
  | List
  | Tuple
  | Slice;

/** `a and b and c` is one node with three values. */
export interface BoolOp extends Positioned {
  kind: 'BoolOp';
  op: BoolOperator;
  values: Expr[];
}

export interface NamedExpr extends Positioned {
  kind: 'NamedExpr';
  target: Name;
  value: Expr;
}

export interface BinOp extends Positioned {
  kind: 'BinOp';
  left: Expr;
  op: Operator;
  right: Expr;
}

export interface UnaryOp extends Positioned {
  kind: 'UnaryOp';
  op: UnaryOperator;
  operand: Expr;
}

export interface Lambda extends Positioned {
  kind: 'Lambda';
  args: Arguments;
  body: Expr;
}

export interface IfExp extends Positioned {
  kind: 'IfExp';
  test: Expr;
  body: Expr;
  orelse: Expr;
}

/** `{**m}` has the key null and the value `m`. */
export interface Dict extends Positioned {
  kind: 'Dict';
  keys: (Expr | null)[];
  values: Expr[];
}

export interface Set extends Positioned {
  kind: 'Set';
  elts: Expr[];
}

export interface ListComp extends Positioned {
  kind: 'ListComp';
  elt: Expr;
  generators: Comprehension[];
}

export interface SetComp extends Positioned {
  kind: 'SetComp';
  elt: Expr;
  generators: Comprehension[];
}

export interface DictComp extends Positioned {
  kind: 'DictComp';
  key: Expr;
  value: Expr;
  generators: Comprehension[];
}

export interface GeneratorExp extends Positioned {
  kind: 'GeneratorExp';
  elt: Expr;
  generators: Comprehension[];
}

export interface Await extends Positioned {
  kind: 'Await';
  value: Expr;
}

export interface Yield extends Positioned {
  kind: 'Yield';
  value: Expr | null;
}

export interface YieldFrom extends Positioned {
  kind: 'YieldFrom';
  value: Expr;
}

/** `a < b < c`: one more operand than there are `ops`, the first being `left`. */
export interface Compare extends Positioned {
  kind: 'Compare';
  left: Expr;
  ops: CompareOperator[];
  comparators: Expr[];
}

/** `*a` is a `Starred` among `args`; `**a` is a `Keyword` whose `arg` is null. */
export interface Call extends Positioned {
  kind: 'Call';
  func: Expr;
  args: Expr[];
  keywords: Keyword[];
}

/** `{value!r:spec}` in an f-string. */
export interface FormattedValue extends Positioned {
  kind: 'FormattedValue';
  value: Expr;
  conversion: 'r' | 's' | 'a' | null;
  formatSpec: JoinedStr | null;
}

/** An f-string: `Constant` strings and `FormattedValue`s. */
export interface JoinedStr extends Positioned {
  kind: 'JoinedStr';
  values: Expr[];
}

export interface Constant extends Positioned {
  kind: 'Constant';
  value: ConstantValue;
  /** Whether the literal was written `u'…'`; `ast` calls this `kind='u'`. */
  unicodePrefix: boolean;
}

export type ConstantValue =
  /** A `number` when it is a safe integer, otherwise a `bigint`. */
  | { type: 'int'; value: number | bigint }
  | { type: 'float'; value: number }
  /** The imaginary part; a literal has no other. */
  | { type: 'complex'; value: number }
  | { type: 'str'; value: string }
  | { type: 'bytes'; value: Uint8Array }
  | { type: 'bool'; value: boolean }
  | { type: 'none' }
  | { type: 'ellipsis' };

export interface Attribute extends Positioned {
  kind: 'Attribute';
  value: Expr;
  attr: Identifier;
  ctx: ExprContext;
}

export interface Subscript extends Positioned {
  kind: 'Subscript';
  value: Expr;
  slice: Expr;
  ctx: ExprContext;
}

export interface Starred extends Positioned {
  kind: 'Starred';
  value: Expr;
  ctx: ExprContext;
}

export interface Name extends Positioned {
  kind: 'Name';
  id: Identifier;
  ctx: ExprContext;
}

export interface List extends Positioned {
  kind: 'List';
  elts: Expr[];
  ctx: ExprContext;
}

export interface Tuple extends Positioned {
  kind: 'Tuple';
  elts: Expr[];
  ctx: ExprContext;
}

export interface Slice extends Positioned {
  kind: 'Slice';
  lower: Expr | null;
  upper: Expr | null;
  step: Expr | null;
}

// ---- Parts of statements and expressions

/** One `for … in … if …` of a comprehension; without a place, as in `ast`. */
export interface Comprehension {
  kind: 'comprehension';
  target: Expr;
  iter: Expr;
  ifs: Expr[];
  isAsync: boolean;
}

export interface ExceptHandler extends Positioned {
  kind: 'ExceptHandler';
  type: Expr | null;
  name: Identifier | null;
  body: Stmt[];
}

/**
 * Parameters. `defaults` belong to the last of `posonlyargs` and `args` together; `kwDefaults` has
 * one entry per keyword-only parameter, null where it has no default.
 */
export interface Arguments {
  kind: 'arguments';
  posonlyargs: Arg[];
  args: Arg[];
  vararg: Arg | null;
  kwonlyargs: Arg[];
  kwDefaults: (Expr | null)[];
  kwarg: Arg | null;
  defaults: Expr[];
}

export interface Arg extends Positioned {
  kind: 'arg';
  arg: Identifier;
  annotation: Expr | null;
}

export interface Keyword extends Positioned {
  kind: 'keyword';
  /** Null for `**value`. */
  arg: Identifier | null;
  value: Expr;
}

/** `name` may be dotted in an `import`. */
export interface Alias extends Positioned {
  kind: 'alias';
  name: Identifier;
  asname: Identifier | null;
}

export interface WithItem {
  kind: 'withitem';
  contextExpr: Expr;
  optionalVars: Expr | null;
}

export interface MatchCase {
  kind: 'match_case';
  pattern: Pattern;
  guard: Expr | null;
  body: Stmt[];
}

// ---- Patterns

export type Pattern =
  | MatchValue
  | MatchSingleton
  | MatchSequence
  | MatchMapping
  | MatchClass
  | MatchStar
  | MatchAs
  | MatchOr;

export interface MatchValue extends Positioned {
  kind: 'MatchValue';
  value: Expr;
}

export interface MatchSingleton extends Positioned {
  kind: 'MatchSingleton';
  value: true | false | null;
}

export interface MatchSequence extends Positioned {
  kind: 'MatchSequence';
  patterns: Pattern[];
}

export interface MatchMapping extends Positioned {
  kind: 'MatchMapping';
  keys: Expr[];
  patterns: Pattern[];
  rest: Identifier | null;
}

export interface MatchClass extends Positioned {
  kind: 'MatchClass';
  cls: Expr;
  patterns: Pattern[];
  kwdAttrs: Identifier[];
  kwdPatterns: Pattern[];
}

/** `*name`, or `*_` when the name is null. */
export interface MatchStar extends Positioned {
  kind: 'MatchStar';
  name: Identifier | null;
}

/** `pattern as name`, a capture (`pattern` null), or the wildcard `_` (both null). */
export interface MatchAs extends Positioned {
  kind: 'MatchAs';
  pattern: Pattern | null;
  name: Identifier | null;
}

export interface MatchOr extends Positioned {
  kind: 'MatchOr';
  patterns: Pattern[];
}

/** Every node. */
export type Node =
  | Mod
  | Stmt
  | Expr
  | Comprehension
  | ExceptHandler
  | Arguments
  | Arg
  | Keyword
  | Alias
  | WithItem
  | MatchCase
  | Pattern;
