// The text of an expression, as CPython writes an annotation under `from __future__ import
// annotations`: from the tree, with single spaces and only the parentheses that are needed.
import { InternalError } from '../errors.js';
import type * as ast from '../syntax/ast.js';
import { reprBytes, reprFloat, reprString } from '../syntax/literal-repr.js';

/** How tightly the parts of an expression bind; what binds less than its place is parenthesised. */
const enum Level {
  TUPLE,
  TEST,
  OR,
  AND,
  NOT,
  COMPARISON,
  EXPRESSION,
  XOR,
  AND_BITS,
  SHIFT,
  ARITHMETIC,
  TERM,
  FACTOR,
  POWER,
  AWAIT,
  ATOM,
}

const BINARY: Record<ast.Operator, readonly [symbol: string, level: Level]> = {
  Add: ['+', Level.ARITHMETIC],
  Sub: ['-', Level.ARITHMETIC],
  Mult: ['*', Level.TERM],
  MatMult: ['@', Level.TERM],
  Div: ['/', Level.TERM],
  Mod: ['%', Level.TERM],
  FloorDiv: ['//', Level.TERM],
  LShift: ['<<', Level.SHIFT],
  RShift: ['>>', Level.SHIFT],
  BitOr: ['|', Level.EXPRESSION],
  BitXor: ['^', Level.XOR],
  BitAnd: ['&', Level.AND_BITS],
  Pow: ['**', Level.POWER],
};

const UNARY: Record<ast.UnaryOperator, readonly [symbol: string, level: Level]> = {
  Not: ['not ', Level.NOT],
  Invert: ['~', Level.FACTOR],
  UAdd: ['+', Level.FACTOR],
  USub: ['-', Level.FACTOR],
};

const COMPARISONS: Record<ast.CompareOperator, string> = {
  Eq: '==',
  NotEq: '!=',
  Lt: '<',
  LtE: '<=',
  Gt: '>',
  GtE: '>=',
  Is: 'is',
  IsNot: 'is not',
  In: 'in',
  NotIn: 'not in',
};

/** The text of an annotation. */
export function unparse(node: ast.Expr): string {
  return expression(node, Level.TEST);
}

function expression(node: ast.Expr, level: Level): string {
  switch (node.kind) {
    case 'Name':
      return node.id;
    case 'Constant':
      return constant(node);
    case 'Attribute': {
      // `1 .real`: the space keeps the dot out of the number.
      const isInt = node.value.kind === 'Constant' && node.value.value.type === 'int';
      return `${expression(node.value, Level.ATOM)}${isInt ? ' ' : ''}.${node.attr}`;
    }
    case 'Subscript':
      return `${expression(node.value, Level.ATOM)}[${expression(node.slice, Level.TUPLE)}]`;
    case 'Slice': {
      const [lower, upper, step] = [node.lower, node.upper, node.step].map(optional);
      return `${lower}:${upper}${node.step === null ? '' : `:${step}`}`;
    }
    case 'Tuple':
      return tuple(node, level);
    case 'List':
      return `[${listed(node.elts)}]`;
    case 'Set':
      return `{${listed(node.elts)}}`;
    case 'Dict':
      return `{${node.values.map((value, i) => dictItem(node.keys[i]!, value)).join(', ')}}`;
    case 'Call':
      return call(node);
    case 'BoolOp': {
      const own = node.op === 'And' ? Level.AND : Level.OR;
      const values = node.values.map((value) => expression(value, own + 1));
      return enclosed(level > own, values.join(node.op === 'And' ? ' and ' : ' or '));
    }
    case 'BinOp': {
      const [symbol, own] = BINARY[node.op];
      const toTheRight = node.op === 'Pow';
      const left = expression(node.left, toTheRight ? own + 1 : own);
      const right = expression(node.right, toTheRight ? own : own + 1);
      return enclosed(level > own, `${left} ${symbol} ${right}`);
    }
    case 'UnaryOp': {
      const [symbol, own] = UNARY[node.op];
      return enclosed(level > own, symbol + expression(node.operand, own));
    }
    case 'Compare':
      return comparison(node, level);
    case 'IfExp': {
      const body = expression(node.body, Level.TEST + 1);
      const test = expression(node.test, Level.TEST + 1);
      const text = `${body} if ${test} else ${expression(node.orelse, Level.TEST)}`;
      return enclosed(level > Level.TEST, text);
    }
    case 'Lambda': {
      // CPython leaves the space out where no plain parameter comes first.
      const { args, posonlyargs } = node.args;
      const head = args.length + posonlyargs.length > 0 ? 'lambda ' : 'lambda';
      const text = `${head}${parameterList(node.args)}: ${expression(node.body, Level.TEST)}`;
      return enclosed(level > Level.TEST, text);
    }
    case 'ListComp':
      return `[${comprehension(node)}]`;
    case 'SetComp':
      return `{${comprehension(node)}}`;
    case 'GeneratorExp':
      return `(${comprehension(node)})`;
    case 'DictComp':
      return `{${dictItem(node.key, node.value)}${clauses(node.generators)}}`;
    case 'Starred':
      return `*${expression(node.value, Level.EXPRESSION)}`;
    case 'JoinedStr':
    case 'FormattedValue':
      return `f${reprString(formatted(node, false))}`;
    case 'NamedExpr':
    case 'Yield':
    case 'YieldFrom':
    case 'Await':
      // The scope builder refuses these in an annotation.
      throw new InternalError(`not in an annotation: ${node.kind}`);
  }
}

function enclosed(needed: boolean, text: string): string {
  return needed ? `(${text})` : text;
}

function optional(node: ast.Expr | null): string {
  return node === null ? '' : expression(node, Level.TEST);
}

function listed(nodes: readonly ast.Expr[]): string {
  return nodes.map((node) => expression(node, Level.TEST)).join(', ');
}

function constant(node: ast.Constant): string {
  const { value } = node;
  switch (value.type) {
    case 'none':
      return 'None';
    case 'ellipsis':
      return '...';
    case 'bool':
      return value.value ? 'True' : 'False';
    case 'int':
      return String(value.value);
    case 'float':
      return value.value === Infinity ? '1e309' : reprFloat(value.value);
    case 'complex':
      return `${reprFloat(value.value)}j`;
    case 'str':
      return (node.unicodePrefix ? 'u' : '') + reprString(value.value);
    case 'bytes':
      return reprBytes(value.value);
  }
}

function tuple(node: ast.Tuple, level: Level): string {
  if (node.elts.length === 0) return '()';
  const text = node.elts.length === 1 ? `${listed(node.elts)},` : listed(node.elts);
  return enclosed(level > Level.TUPLE, text);
}

function dictItem(key: ast.Expr | null, value: ast.Expr): string {
  if (key === null) return `**${expression(value, Level.EXPRESSION)}`;
  return `${expression(key, Level.TEST)}: ${expression(value, Level.TEST)}`;
}

function call(node: ast.Call): string {
  const func = expression(node.func, Level.ATOM);
  const [only] = node.args;
  if (node.args.length === 1 && node.keywords.length === 0 && only!.kind === 'GeneratorExp') {
    return func + expression(only!, Level.TEST);
  }
  const args = node.args.map((arg) => expression(arg, Level.TEST));
  const keywords = node.keywords.map(({ arg, value }) => {
    return `${arg === null ? '**' : `${arg}=`}${expression(value, Level.TEST)}`;
  });
  return `${func}(${[...args, ...keywords].join(', ')})`;
}

function comparison(node: ast.Compare, level: Level): string {
  const own = Level.COMPARISON + 1;
  const rest = node.ops.map((op, index) => {
    return ` ${COMPARISONS[op]} ${expression(node.comparators[index]!, own)}`;
  });
  return enclosed(level > Level.COMPARISON, expression(node.left, own) + rest.join(''));
}

function comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp): string {
  return expression(node.elt, Level.TEST) + clauses(node.generators);
}

function clauses(generators: readonly ast.Comprehension[]): string {
  const texts = generators.map(({ target, iter, ifs }) => {
    const conditions = ifs.map((condition) => ` if ${expression(condition, Level.TEST + 1)}`);
    const items = expression(iter, Level.TEST + 1);
    return ` for ${expression(target, Level.TUPLE)} in ${items}${conditions.join('')}`;
  });
  return texts.join('');
}

function parameterList(args: ast.Arguments): string {
  const positional = [...args.posonlyargs, ...args.args];
  const firstDefault = positional.length - args.defaults.length;
  const parts: string[] = [];
  positional.forEach(({ arg }, index) => {
    const value = index < firstDefault ? null : args.defaults[index - firstDefault]!;
    parts.push(withDefault(arg, value));
    if (index === args.posonlyargs.length - 1) parts.push('/');
  });
  if (args.vararg !== null) parts.push(`*${args.vararg.arg}`);
  else if (args.kwonlyargs.length > 0) parts.push('*');
  args.kwonlyargs.forEach(({ arg }, index) => {
    parts.push(withDefault(arg, args.kwDefaults[index] ?? null));
  });
  if (args.kwarg !== null) parts.push(`**${args.kwarg.arg}`);
  return parts.join(', ');
}

function withDefault(name: string, value: ast.Expr | null): string {
  return value === null ? name : `${name}=${expression(value, Level.TEST)}`;
}

/** The text between the quotes of an f-string; inside a format spec braces stand for themselves. */
function formatted(node: ast.Expr, inSpec: boolean): string {
  switch (node.kind) {
    case 'JoinedStr':
      return node.values.map((value) => formatted(value, inSpec)).join('');
    case 'Constant': {
      if (node.value.type !== 'str') return constant(node);
      return inSpec ? node.value.value : node.value.value.replace(/[{}]/g, '$&$&');
    }
    case 'FormattedValue': {
      const value = expression(node.value, Level.TEST + 1);
      const conversion = node.conversion === null ? '' : `!${node.conversion}`;
      const spec = node.formatSpec === null ? '' : `:${formatted(node.formatSpec, true)}`;
      return `{${value.startsWith('{') ? ' ' : ''}${value}${conversion}${spec}}`;
    }
    default:
      return `{${expression(node, Level.TEST + 1)}}`;
  }
}
