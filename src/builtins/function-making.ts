// Functions and code objects made by hand: `FunctionType(code, globals, …)`, `code.replace(…)`, and
// the constants of a code object as scripts see them.
import { CodeFlag, positionAt, type CodeObject } from '../bytecode/code.js';
import { Op } from '../bytecode/op.js';
import { OP_LENGTH } from '../bytecode/opcodes.js';
import { PyBytes } from '../objects/bytes.js';
import { PyList, PyTuple, tuple } from '../objects/collections.js';
import { ListIterator } from '../objects/sequence-iterators.js';
import { asStr, PyDict } from '../objects/dict.js';
import { typeError, valueError, type Raised } from '../objects/exceptions.js';
import { PyCell, PyCode, PyFunction } from '../objects/functions.js';
import { typeOf } from '../objects/type-of.js';
import { codeType, functionType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { linkCode } from '../vm/link.js';
import { asInt } from '../objects/unwrap.js';
import { namedArguments, requestedClass } from './constructor-arguments.js';
import { fixed, getSet, method, staticMethod, variadic } from './define.js';

const FUNCTION_ARGUMENTS = ['code', 'globals', 'name', 'argdefs', 'closure'];

staticMethod(functionType, '__new__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  requestedClass(functionType, args);
  const given = namedArguments(functionType, FUNCTION_ARGUMENTS, 0, args, keywords);
  const [code, globals, name = null, defaults = null, closure = null] = given;
  if (code === undefined) throw typeError("function() missing required argument 'code' (pos 1)");
  if (!(code instanceof PyCode)) throw badArgument('code', 'code', code);
  if (globals === undefined) {
    throw typeError("function() missing required argument 'globals' (pos 2)");
  }
  if (!(globals instanceof PyDict)) throw badArgument('globals', 'dict', globals);
  const text = name === null ? null : asStr(name);
  if (text === undefined) throw typeError('arg 3 (name) must be None or string');
  if (defaults !== null && !(defaults instanceof PyTuple)) {
    throw typeError('arg 4 (defaults) must be None or tuple');
  }
  const cells = closureCells(code, closure);
  const made = new PyFunction(code, globals, cells, defaults, null);
  if (text !== null) made.name = text;
  return made;
});

function badArgument(name: string, type: string, value: Value): Raised {
  const got = typeOf(value).name;
  return typeError(`function() argument '${name}' must be ${type}, not ${got}`);
}

function closureCells(code: PyCode, closure: Value): PyCell[] {
  const { name, freeNames } = code.source;
  if (closure !== null && !(closure instanceof PyTuple)) {
    throw typeError(
      freeNames.length > 0
        ? 'arg 5 (closure) must be tuple'
        : 'arg 5 (closure) must be None or tuple',
    );
  }
  if (closure === null && freeNames.length > 0) throw typeError('arg 5 (closure) must be tuple');
  const cells = closure === null ? [] : closure.items;
  if (cells.length !== freeNames.length) {
    throw valueError(`${name} requires closure of length ${freeNames.length}, not ${cells.length}`);
  }
  for (const cell of cells) {
    if (!(cell instanceof PyCell)) {
      throw typeError(`arg 5 (closure) expected cell, found ${typeOf(cell).name}`);
    }
  }
  return cells as PyCell[];
}

// --- code objects

/** What `replace` changes; the rest belongs together too closely. */
const TEXTS: Readonly<Record<string, keyof CodeObject>> = {
  co_name: 'name',
  co_qualname: 'qualname',
  co_filename: 'filename',
};

/** The other arguments of `replace` in CPython. */
const FIXED = [
  'co_argcount',
  'co_posonlyargcount',
  'co_kwonlyargcount',
  'co_nlocals',
  'co_stacksize',
  'co_flags',
  'co_code',
  'co_consts',
  'co_names',
  'co_varnames',
  'co_freevars',
  'co_cellvars',
  'co_linetable',
  'co_exceptiontable',
];

method(codeType, 'replace', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  if (args.length > 1) throw typeError('replace() takes no positional arguments');
  const { source } = args[0] as PyCode;
  const changes: Record<string, Value> = {};
  keywords?.keys.forEach((key, at) => {
    const name = asStr(key);
    if (name === undefined) return;
    const value = keywords.values[at];
    const field = TEXTS[name];
    if (field !== undefined) changes[field] = textOf(name, value);
    else if (name === 'co_firstlineno') changes['firstLine'] = lineOf(value);
    else if (FIXED.includes(name)) {
      throw valueError(`pyg does not support code.replace(${name}=…) yet`);
    } else throw typeError(`'${name}' is an invalid keyword argument for replace()`);
  });
  return linkCode({ ...source, ...changes });
});

function textOf(name: string, value: Value): string {
  const text = asStr(value);
  if (text !== undefined) return text;
  throw typeError(`replace() argument '${name}' must be str, not ${typeOf(value).name}`);
}

function lineOf(value: Value): number {
  const line = asInt(value);
  if (line !== undefined) return Number(line);
  throw typeError(`'${typeOf(value).name}' object cannot be interpreted as an integer`);
}

/**
 * The constants: a function's docstring or None first, then what its instructions load, each once.
 * CPython has more of them or fewer, as its compiler folds and reorders.
 */
getSet(codeType, 'co_consts', (_vm, self: PyCode) => {
  const isFunction = (self.flags & (CodeFlag.MODULE | CodeFlag.NAMESPACE)) === 0;
  const found = new Set<Value>(isFunction ? [self.source.docstring] : []);
  const { instructions } = self.source;
  for (let pc = 0; pc < instructions.length; pc += OP_LENGTH[instructions[pc]!]!) {
    const constant = loadedBy(self, pc);
    if (constant !== undefined) found.add(constant);
  }
  return new PyTuple([...found]);
});

/** The constant that the instruction at `pc` loads, if it does. */
function loadedBy(code: PyCode, pc: number): Value {
  const { instructions } = code.source;
  switch (instructions[pc] as Op) {
    case Op.LOAD_CONST:
    case Op.MAKE_FUNCTION:
      return code.constants[instructions[pc + 2]!];
    case Op.LOAD_INT:
      return instructions[pc + 2];
    case Op.LOAD_NONE:
      return null;
    case Op.LOAD_TRUE:
      return true;
    case Op.LOAD_FALSE:
      return false;
    default:
      return undefined;
  }
}

/** The machine's own instructions, four bytes a word: of use to tell code objects apart. */
getSet(codeType, 'co_code', (_vm, self: PyCode) => {
  const words = Int32Array.from(self.source.instructions);
  return new PyBytes(new Uint8Array(words.buffer));
});

/** The line, end line, column and end column of each instruction; None where it has no place. */
method(codeType, 'co_positions', fixed(1), (_vm, self: PyCode) => {
  const { instructions, positions } = self.source;
  const places: Value[] = [];
  for (let pc = 0; pc < instructions.length; pc += OP_LENGTH[instructions[pc]!]!) {
    const at = positionAt(positions, pc);
    places.push(
      tuple(
        at === null ? [null, null, null, null] : [at.line, at.endLine, at.column, at.endColumn],
      ),
    );
  }
  return new ListIterator(new PyList(places));
});

/** Where each run of instructions of one line begins and ends. */
method(codeType, 'co_lines', fixed(1), (_vm, self: PyCode) => {
  const { instructions, positions } = self.source;
  const runs: { start: number; end: number; line: number | null }[] = [];
  for (let pc = 0; pc < instructions.length; pc += OP_LENGTH[instructions[pc]!]!) {
    const line = positionAt(positions, pc)?.line ?? null;
    const last = runs.at(-1);
    const end = pc + OP_LENGTH[instructions[pc]!]!;
    if (last !== undefined && last.line === line) last.end = end;
    else runs.push({ start: pc, end, line });
  }
  return new ListIterator(
    new PyList(runs.map(({ start, end, line }) => tuple([4 * start, 4 * end, line]))),
  );
});
