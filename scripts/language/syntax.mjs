// The statements and expressions that the table in docs/language.md lists, each with how it is known
// in a syntax tree.

const FUNCTIONS = ['FunctionDef', 'AsyncFunctionDef', 'Lambda', 'ClassDef'];
const COMPREHENSIONS = ['ListComp', 'SetComp', 'DictComp', 'GeneratorExp'];

const is =
  (kind, test = () => true) =>
  (node) =>
    node.kind === kind && test(node);
const constant = (type) => is('Constant', ({ value }) => value.type === type);
const anyOf = (kinds, test) => (node) => kinds.includes(node.kind) && test(node);
const target = (kind) => (node) =>
  (node.kind === 'Assign' && node.targets.some((each) => each.kind === kind)) ||
  (node.kind === 'AugAssign' && node.target.kind === kind);

/** Whether a list of statements has a node of a kind, outside of the functions that it defines. */
function has(nodes, kind) {
  return nodes.some((node) => {
    if (node.kind === kind) return true;
    if (FUNCTIONS.includes(node.kind)) return false;
    return Object.values(node).some((value) =>
      has(
        (Array.isArray(value) ? value : [value]).filter((each) => typeof each?.kind === 'string'),
        kind,
      ),
    );
  });
}

const inFinally = (kind) => is('Try', ({ finalbody }) => has(finalbody, kind));

export const STATEMENTS = new Map([
  ['`def`', is('FunctionDef')],
  ['`def` with default values', is('arguments', ({ defaults }) => defaults.length > 0)],
  ['`def f(*args)`', is('arguments', ({ vararg }) => vararg !== null)],
  ['`def f(**kwargs)`', is('arguments', ({ kwarg }) => kwarg !== null)],
  ['`def f(*, a)`', is('arguments', ({ kwonlyargs }) => kwonlyargs.length > 0)],
  ['`def f(a, /)`', is('arguments', ({ posonlyargs }) => posonlyargs.length > 0)],
  ['annotations of functions', is('arg', ({ annotation }) => annotation !== null)],
  ['decorators of functions', is('FunctionDef', ({ decoratorList }) => decoratorList.length > 0)],
  ['`async def`', is('AsyncFunctionDef')],
  ['`class`', is('ClassDef')],
  ['`class` with several bases', is('ClassDef', ({ bases }) => bases.length > 1)],
  ['`class C(metaclass=M)`, class keywords', is('ClassDef', ({ keywords }) => keywords.length > 0)],
  ['decorators of classes', is('ClassDef', ({ decoratorList }) => decoratorList.length > 0)],
  ['`a = b = c`', is('Assign', ({ targets }) => targets.length > 1)],
  ['`a, b = c`', target('Tuple')],
  ['`[a, b] = c`', target('List')],
  [
    '`a, *b = c`',
    is('Assign', ({ targets }) =>
      targets.some(({ elts }) => elts?.some((e) => e.kind === 'Starred')),
    ),
  ],
  ['`a.b = c`', target('Attribute')],
  ['`a[b] = c`', target('Subscript')],
  [
    '`a[b:c] = d`',
    is('Assign', ({ targets }) => targets.some(({ slice }) => slice?.kind === 'Slice')),
  ],
  ['`a: int = b`', is('AnnAssign')],
  ['`a += b`', is('AugAssign')],
  ['`del a`', is('Delete', ({ targets }) => targets.some(({ kind }) => kind === 'Name'))],
  ['`del a.b`', is('Delete', ({ targets }) => targets.some(({ kind }) => kind === 'Attribute'))],
  ['`del a[b]`', is('Delete', ({ targets }) => targets.some(({ kind }) => kind === 'Subscript'))],
  ['`if`', is('If')],
  ['`if … else`', is('If', ({ orelse }) => orelse.length > 0)],
  ['`for`', is('For')],
  ['`for … else`', is('For', ({ orelse }) => orelse.length > 0)],
  ['`async for`', is('AsyncFor')],
  ['`while`', is('While')],
  ['`while … else`', is('While', ({ orelse }) => orelse.length > 0)],
  ['`break`', is('Break')],
  ['`continue`', is('Continue')],
  ['`pass`', is('Pass')],
  ['`with`', is('With')],
  ['`with … as`', is('withitem', ({ optionalVars }) => optionalVars !== null)],
  ['`with` of several items', is('With', ({ items }) => items.length > 1)],
  ['`async with`', is('AsyncWith')],
  ['`try … except`', is('Try', ({ handlers }) => handlers.length > 0)],
  ['`except E as e`', is('ExceptHandler', ({ name }) => name !== null)],
  ['`except (A, B)`', is('ExceptHandler', ({ type }) => type?.kind === 'Tuple')],
  ['bare `except`', is('ExceptHandler', ({ type }) => type === null)],
  ['`try … else`', is('Try', ({ orelse }) => orelse.length > 0)],
  ['`try … finally`', is('Try', ({ finalbody }) => finalbody.length > 0)],
  ['`return` in `finally`', inFinally('Return')],
  ['`break` in `finally`', inFinally('Break')],
  ['`continue` in `finally`', inFinally('Continue')],
  ['`yield` in `finally`', inFinally('Yield')],
  ['`raise`', is('Raise', ({ exc }) => exc !== null)],
  ['bare `raise`', is('Raise', ({ exc }) => exc === null)],
  ['`raise … from`', is('Raise', ({ cause }) => cause !== null)],
  ['`return`', is('Return')],
  ['`assert`', is('Assert')],
  ['`global`', is('Global')],
  ['`nonlocal`', is('Nonlocal')],
  ['`import`', is('Import')],
  ['`import … as`', is('Import', ({ names }) => names.some(({ asname }) => asname !== null))],
  ['`import a.b`', is('Import', ({ names }) => names.some(({ name }) => name.includes('.')))],
  ['`from … import`', is('ImportFrom')],
  ['`from … import *`', is('ImportFrom', ({ names }) => names[0].name === '*')],
  ['`from . import`', is('ImportFrom', ({ level }) => level > 0)],
  ['`match`', is('Match')],
  ['`case` with `if`', is('match_case', ({ guard }) => guard !== null)],
  ['`case 1`', is('MatchValue')],
  ['`case None`', is('MatchSingleton')],
  ['`case [a, b]`', is('MatchSequence')],
  ['`case [a, *b]`', is('MatchStar')],
  ['`case {"a": b}`', is('MatchMapping')],
  ['`case C(a)`', is('MatchClass')],
  ['`case a`, `case _`, `case … as a`', is('MatchAs')],
  ['`case a \\| b`', is('MatchOr')],
]);

export const EXPRESSIONS = new Map([
  ['`f(a)`', is('Call', ({ args }) => args.length > 0)],
  ['`f(a=b)`', is('Call', ({ keywords }) => keywords.some(({ arg }) => arg !== null))],
  ['`f(*a)`', is('Call', ({ args }) => args.some(({ kind }) => kind === 'Starred'))],
  ['`f(**a)`', is('Call', ({ keywords }) => keywords.some(({ arg }) => arg === null))],
  ['`a.b`', is('Attribute')],
  ['`a[b]`', is('Subscript', ({ slice }) => slice.kind !== 'Slice')],
  ['`a[b:c]`', is('Slice')],
  ['`a[b:c:d]`', is('Slice', ({ step }) => step !== null)],
  ['`lambda`', is('Lambda')],
  ['`a if b else c`', is('IfExp')],
  ['`a := b`', is('NamedExpr')],
  ['`[a, b]`', is('List')],
  ['`(a, b)`', is('Tuple')],
  ['`{a: b}`', is('Dict')],
  ['`{**a}`', is('Dict', ({ keys }) => keys.includes(null))],
  ['`{a, b}`', is('Set')],
  [
    '`[*a]`',
    anyOf(
      ['List', 'Tuple', 'Set'],
      ({ elts, ctx }) => ctx !== 'Store' && elts.some(({ kind }) => kind === 'Starred'),
    ),
  ],
  ['`[a for b in c]`', is('ListComp')],
  ['`{a for b in c}`', is('SetComp')],
  ['`{a: b for c in d}`', is('DictComp')],
  ['`(a for b in c)`', is('GeneratorExp')],
  [
    'comprehensions with several `for`',
    anyOf(COMPREHENSIONS, ({ generators }) => generators.length > 1),
  ],
  ['comprehensions with `if`', is('comprehension', ({ ifs }) => ifs.length > 0)],
  ['comprehensions with `async for`', is('comprehension', ({ isAsync }) => isAsync)],
  ['`yield`', is('Yield')],
  ['`a = yield b`', is('Assign', ({ value }) => value.kind === 'Yield')],
  ['`yield from`', is('YieldFrom')],
  ['`await`', is('Await')],
  ['`f"{a}"`', is('JoinedStr')],
  ['`f"{a:b}"`', is('FormattedValue', ({ formatSpec }) => formatSpec !== null)],
  [
    '`f"{a:{b}}"`',
    is(
      'FormattedValue',
      ({ formatSpec }) => formatSpec?.values.some((v) => v.kind === 'FormattedValue') === true,
    ),
  ],
  ...['r', 's', 'a'].map((letter) => [
    `\`f"{a!${letter}}"\``,
    is('FormattedValue', ({ conversion }) => conversion === letter),
  ]),
  ...[
    ['+', 'Add'],
    ['-', 'Sub'],
    ['*', 'Mult'],
    ['/', 'Div'],
    ['//', 'FloorDiv'],
    ['%', 'Mod'],
    ['**', 'Pow'],
    ['@', 'MatMult'],
    ['<<', 'LShift'],
    ['>>', 'RShift'],
    ['&', 'BitAnd'],
    ['\\|', 'BitOr'],
    ['^', 'BitXor'],
  ].map(([symbol, op]) => [`\`a ${symbol} b\``, is('BinOp', (node) => node.op === op)]),
  ...[
    ['-', 'USub'],
    ['+', 'UAdd'],
    ['~', 'Invert'],
    ['not ', 'Not'],
  ].map(([symbol, op]) => [`\`${symbol}a\``, is('UnaryOp', (node) => node.op === op)]),
  ['`a and b`', is('BoolOp', ({ op }) => op === 'And')],
  ['`a or b`', is('BoolOp', ({ op }) => op === 'Or')],
  ...[
    ['==', 'Eq'],
    ['!=', 'NotEq'],
    ['<', 'Lt'],
    ['<=', 'LtE'],
    ['>', 'Gt'],
    ['>=', 'GtE'],
    ['is', 'Is'],
    ['is not', 'IsNot'],
    ['in', 'In'],
    ['not in', 'NotIn'],
  ].map(([symbol, op]) => [`\`a ${symbol} b\``, is('Compare', ({ ops }) => ops.includes(op))]),
  ['`a < b < c`', is('Compare', ({ ops }) => ops.length > 1)],
  ['ints', constant('int')],
  ['floats', constant('float')],
  ['strings', constant('str')],
  ['bytes', constant('bytes')],
  ['`...`', constant('ellipsis')],
]);

const ALL = [...STATEMENTS, ...EXPRESSIONS];

/** The rows of the table that a node is an example of. */
export function constructsOf(node) {
  return ALL.filter(([, test]) => test(node)).map(([label]) => label);
}
