// Writes what is derived: src/bytecode/op.ts and docs/bytecode.md from the opcode table, the counting
// loop from the interpreter loop.
//
//   node scripts/generate.mjs           write the files that changed
//   node scripts/generate.mjs --check   write nothing; exit 1 when one is stale
//
// The table is TypeScript, and this runs before anything is built (op.ts is part of the build), so
// the module is transpiled in memory and imported from there. It must not import anything itself.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';
import { countingLoop } from './counting-loop.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const WIDTH = 100;

/** What each operand kind means to whoever reads an instruction. */
const KINDS = {
  write: 'the register this instruction writes',
  read: 'a register it reads',
  optional: 'a register it reads, or -1 for none',
  base: 'first of a block of registers it reads',
  into: 'first of a block of registers it writes',
  record:
    'first of the three registers of a completion record: kind, value, saved handled exception',
  pair: 'first of the two registers of a handler: exception, saved handled exception',
  count: 'a number of registers or items',
  immediate: 'a small integer',
  const: 'index of a constant',
  name: 'index of a name',
  cell: 'index of a cell',
  target: 'offset of an instruction',
};

const table = await importTypeScript('src/bytecode/opcodes.ts');
const opcodeSource = await parse('src/bytecode/opcodes.ts');
const exceptionSource = await parse('src/bytecode/exception-table.ts');

/** What each opcode does: the comments of the table's rows. */
const EFFECTS = Object.fromEntries(
  rowsOf('OPCODES').map((row) => [row.name.text, comment(opcodeSource, row)]),
);

const COUNTING_LOOP = 'src/vm/counting-interpreter.ts';

/** The generated files and what they should hold. */
export const GENERATED = [
  { path: 'src/bytecode/op.ts', text: opEnum() },
  { path: 'docs/bytecode.md', text: reference() },
  { path: COUNTING_LOOP, text: await formatted(COUNTING_LOOP, await interpreter()) },
];

/** The paths of the generated files whose text on disk differs from what the table says. */
export async function staleFiles() {
  const stale = [];
  for (const { path, text } of GENERATED) {
    const present = await readFile(resolve(ROOT, path), 'utf8').catch(() => null);
    if (present !== text) stale.push(path);
  }
  return stale;
}

/** Writes the stale files and returns their paths; fresh ones keep their time stamps. */
export async function generate() {
  const stale = await staleFiles();
  for (const { path, text } of GENERATED) {
    if (!stale.includes(path)) continue;
    await mkdir(dirname(resolve(ROOT, path)), { recursive: true });
    await writeFile(resolve(ROOT, path), text);
  }
  return stale;
}

// --- src/vm/counting-interpreter.ts

async function interpreter() {
  return countingLoop(await readFile(resolve(ROOT, 'src/vm/interpreter.ts'), 'utf8'));
}

async function formatted(path, text) {
  const filepath = resolve(ROOT, path);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

// --- src/bytecode/op.ts

function opEnum() {
  const lines = [
    '// GENERATED from opcodes.ts by `npm run generate`: change the table there, not this file.',
    '',
    "/** The opcodes' numbers: their places in the table. */",
    'export const enum Op {',
  ];
  table.OP_NAMES.forEach((name, number) => {
    const { family, operands } = table.OPCODES[name];
    if (family !== undefined) lines.push(...(number === 0 ? [] : ['']), `  // --- ${family}`);
    const signature = [name, ...operands].join(' ');
    lines.push(
      ...docComment(`\`${signature}\`: ${required(EFFECTS, name)}`, '  '),
      `  ${name} = ${number},`,
    );
  });
  lines.push('}', '');
  return lines.join('\n');
}

/** A doc comment on one line if it fits, wrapped otherwise. */
function docComment(text, indent) {
  if (text.includes('*/')) throw new Error(`would end its comment: ${text}`);
  const single = `${indent}/** ${text} */`;
  if (single.length <= WIDTH) return [single];
  return [`${indent}/**`, ...wrap(text, WIDTH - indent.length - 3, `${indent} * `), `${indent} */`];
}

function wrap(text, width, prefix) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(prefix + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(prefix + line);
  return lines;
}

// --- docs/bytecode.md

function reference() {
  return [
    '<!-- GENERATED from src/bytecode by `npm run generate`: change the tables there, not this file. -->',
    '',
    '# Bytecode reference',
    '',
    ...encoding(),
    ...operandKinds(),
    ...effects(),
    ...opcodes(),
    ...operators(),
    ...exceptionTable(),
    ...completions(),
  ].join('\n');
}

function encoding() {
  return [
    `The machine has ${table.OP_NAMES.length} opcodes. An instruction is one 32-bit word for the opcode and one for each`,
    'operand, in the order the tables below give. Nothing is packed, so there is no limit on registers',
    'and no extended form. Offsets (`pc`, jump targets, the ranges of the exception table) count words',
    'from the beginning of the code object.',
    '',
    'A frame has `registerCount` registers: parameters first, then the other variables, then',
    'temporaries. In the effects, `R` are the registers of the frame, `K` the constants and `N` the names',
    "of its code object, and `C` its cells: the code's own ones first, then its free variables.",
    '',
  ];
}

function operandKinds() {
  const names = new Map();
  for (const [name, kind] of Object.entries(table.OPERANDS)) {
    names.set(kind, [...(names.get(kind) ?? []), name]);
  }
  return [
    '## Operands',
    '',
    'The name of an operand fixes its kind.',
    '',
    ...markdownTable(
      ['kind', 'operands', 'meaning'],
      [...names].map(([kind, operands]) => [
        kind,
        operands.map(code).join(' '),
        required(KINDS, kind),
      ]),
    ),
  ];
}

/** What each effect of a row means; the wording of the type in opcodes.ts. */
function effects() {
  const declaration = find(opcodeSource, ts.isTypeAliasDeclaration, 'Effect');
  return [
    '## What an instruction may do',
    '',
    'Besides writing its registers and going on with the next instruction:',
    '',
    ...declaration.type.types.map(
      (type) => `- **${type.literal.text}**: ${comment(opcodeSource, type)}`,
    ),
    '',
    'Two rules hold for every opcode. An instruction that may *call* or *suspend* does nothing after the',
    'callee is done except what is written here, which for most is storing the result in `dst`. An',
    'instruction that raises has not written `dst`.',
    '',
  ];
}

function opcodes() {
  const lines = [];
  const families = [];
  table.OP_NAMES.forEach((name, number) => {
    const spec = table.OPCODES[name];
    if (spec.family !== undefined) families.push({ family: spec.family, rows: [] });
    families
      .at(-1)
      .rows.push([
        String(number),
        code(name),
        spec.operands.map(code).join(' '),
        required(EFFECTS, name),
        (spec.may ?? []).join(', '),
      ]);
  });
  for (const { family, rows } of families) {
    lines.push(`## ${family}`, '');
    lines.push(...markdownTable(['', 'opcode', 'operands', 'effect', 'may'], rows));
  }
  return lines;
}

function operators() {
  return [
    '## The operators of `BINARY` and `INPLACE`',
    '',
    ...markdownTable(
      ['imm', 'operator', 'methods'],
      table.BINARY_OPERATORS.map(({ symbol, name }, index) => [
        String(index),
        code(symbol),
        [`__${name}__`, `__r${name}__`, `__i${name}__`].map(code).join(' '),
      ]),
    ),
  ];
}

function exceptionTable() {
  return [
    '## The exception table',
    '',
    'Each row says which instructions a handler covers: those at offsets from `start` up to, not',
    'including, `end`. Ranges nest, and the innermost row stands first, so the first row that covers the',
    'instruction that raised is the one that handles the exception. `register` is where the handler finds',
    'what it needs; what that is depends on the kind of the row.',
    '',
    ...markdownTable(['', 'kind', 'meaning'], enumRows(exceptionSource, 'HandlerKind')),
  ];
}

function completions() {
  const declaration = find(opcodeSource, ts.isEnumDeclaration, 'Completion');
  return [
    '## Completion kinds',
    '',
    ...wrap(comment(opcodeSource, declaration), WIDTH, ''),
    '',
    ...markdownTable(
      ['', 'kind'],
      enumRows(opcodeSource, 'Completion').map(([number, name]) => [number, name]),
    ),
  ]
    .slice(0, -1)
    .concat('');
}

function markdownTable(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => ' --- |').join('')}`, ...rows.map(line), ''];
}

function code(text) {
  return `\`${text}\``;
}

/** One row per member: number, name, doc comment. */
function enumRows(source, name) {
  const declaration = find(source, ts.isEnumDeclaration, name);
  return declaration.members.map((member) => [
    member.initializer.getText(source),
    code(member.name.text),
    comment(source, member),
  ]);
}

// --- reading TypeScript

/** Imports a module that imports nothing, transpiled in memory. */
async function importTypeScript(path) {
  const { outputText } = ts.transpileModule(await readFile(resolve(ROOT, path), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return import(`data:text/javascript,${encodeURIComponent(outputText)}`);
}

async function parse(path) {
  const text = await readFile(resolve(ROOT, path), 'utf8');
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

function find(source, isKind, name) {
  const found = source.statements.find((node) => isKind(node) && node.name.text === name);
  if (found === undefined) throw new Error(`${source.fileName} does not declare ${name}`);
  return found;
}

/** The rows of a table in opcodes.ts. */
function rowsOf(name) {
  const declarations = opcodeSource.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations);
  let table = declarations.find((each) => each.name.text === name).initializer;
  while (!ts.isObjectLiteralExpression(table)) table = table.expression;
  return table.properties;
}

/** The doc comment right before a node, on one line; a union's `|` may stand between. */
function comment(source, node) {
  const before = source.text.slice(0, node.getStart(source)).replace(/[\s|]+$/, '');
  if (!before.endsWith('*/')) return '';
  return before
    .slice(before.lastIndexOf('/**') + 3, -2)
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s*/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}

function required(texts, key) {
  if (!texts[key]) throw new Error(`scripts/generate.mjs does not explain '${key}'`);
  return texts[key];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles();
    for (const path of stale) console.error(`${path} is stale: run \`npm run generate\``);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const path of await generate()) console.log(`wrote ${path}`);
  }
}
