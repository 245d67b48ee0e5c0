// compile, exec and eval: texts and code objects run in namespaces that the script names. The compiler
// itself is the host's (vm.host.compile).
import { CodeFlag } from '../bytecode/code.js';
import { PyTuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { makeException, Raised, raised, typeError, valueError } from '../objects/exceptions.js';
import { NO_CELLS, PyCell, PyCode, PyFunction } from '../objects/functions.js';
import { PUSHED, typeOf } from '../objects/type-of.js';
import { asBytes } from '../objects/unwrap.js';
import type { PyObject, Value } from '../objects/value.js';
import { decodeBytes } from '../objects/text-codec.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { asIndex } from '../vm/conversions.js';
import { globalNamed, nameError } from '../vm/globals.js';
import { compileModule } from '../vm/imports.js';
import { callingFrame, localsNow } from '../vm/introspect.js';
import { linkCode } from '../vm/link.js';
import { truthSync } from '../vm/operators.js';
import type { CompileRequest, VM } from '../vm/vm.js';
import { encode } from './codec.js';
import { fixed, fn, keywords, preludeFn, unpack, variadic } from './define.js';
import { sysModule } from './modules/sys.js';

type Mode = CompileRequest['mode'];

const FUTURE_ANNOTATIONS = 0x1000000;
/** The flags of the future features, all but one of which are always on, and that of nested scopes. */
const KNOWN_FLAGS = 0x1fe0010;

// --- texts

/** The text or the bytes of a program, or undefined for a value that is neither. */
function sourceOf(value: Value): string | Uint8Array | undefined {
  return asStr(value) ?? asBytes(value);
}

function compileSource(
  vm: VM,
  source: string | Uint8Array,
  filename: string,
  mode: Mode,
  futureAnnotations: boolean,
): PyCode {
  const isText = typeof source === 'string';
  // Encoding raises for half a surrogate pair.
  if (isText && /\p{Surrogate}/u.test(source)) encode(source, 'utf-8', 'strict');
  if (isText ? source.includes('\0') : source.includes(0)) {
    const message = 'source code string cannot contain null bytes';
    throw new Raised(makeException('SyntaxError', message));
  }
  return linkCode(compileModule(vm, source, filename, { mode, futureAnnotations }));
}

/** Whether the code that calls us was compiled with annotations as text: its texts are, too. */
function inheritsAnnotations(vm: VM): boolean {
  const flags = callingFrame(vm)?.code.flags ?? 0;
  return (flags & CodeFlag.FUTURE_ANNOTATIONS) !== 0;
}

fn(
  'compile',
  keywords('source, filename, mode, flags=, dont_inherit=, optimize=, *, _feature_version='),
  (
    vm,
    source: Value,
    filename: Value,
    mode: Value,
    flags: Value,
    dontInherit: Value,
    optimize: Value,
  ) => {
    const path = filenameOf(filename);
    const wanted = asStr(mode);
    if (wanted === undefined) {
      const got = typeOf(mode).name;
      throw typeError(`compile() argument 'mode' must be str, not ${got}`);
    }
    const bits = flags === undefined ? 0 : Number(asIndex(vm, flags));
    if ((bits & ~KNOWN_FLAGS) !== 0) throw valueError('compile(): unrecognised flags');
    checkOptimize(optimize === undefined ? -1 : Number(asIndex(vm, optimize)));
    if (wanted !== 'exec' && wanted !== 'eval' && wanted !== 'single') {
      throw valueError("compile() mode must be 'exec', 'eval' or 'single'");
    }
    const text = sourceOf(source);
    if (text === undefined) {
      throw typeError('compile() arg 1 must be a string, bytes or AST object');
    }
    const inherits = dontInherit === undefined || !truthSync(vm, dontInherit);
    const annotations = (bits & FUTURE_ANNOTATIONS) !== 0 || (inherits && inheritsAnnotations(vm));
    return compileSource(vm, text, path, wanted, annotations);
  },
);

function filenameOf(value: Value): string {
  const text = asStr(value);
  if (text !== undefined) return text;
  const bytes = asBytes(value);
  if (bytes !== undefined) return decodeBytes(bytes, 'utf-8', 'surrogateescape');
  throw typeError(`expected str, bytes or os.PathLike object, not ${typeOf(value).name}`);
}

function checkOptimize(level: number): void {
  if (level < -1 || level > 2) throw valueError('compile(): invalid optimize value');
  // Levels above 0 leave out assertions and docstrings.
  if (level > 0) throw valueError(`pyg does not support compile(optimize=${level}) yet`);
}

// --- exec and eval

interface Namespaces {
  readonly globals: PyDict;
  readonly locals: PyObject;
}

/** The namespaces that code without its own runs in: those of the frame that calls us. */
function callersNamespaces(vm: VM): Namespaces {
  const frame = callingFrame(vm);
  if (frame === null) throw raised('SystemError', 'globals and locals cannot be NULL');
  return { globals: frame.globals, locals: localsNow(vm, frame) };
}

function namespacesFor(vm: VM, globals: Value, locals: Value): Namespaces {
  if (globals === null || globals === undefined) {
    const own = callersNamespaces(vm);
    return locals === null || locals === undefined ? own : { ...own, locals: locals as PyObject };
  }
  const dict = globals as PyDict;
  if (dict.getStr('__builtins__') === undefined) dict.setStr('__builtins__', vm.builtins);
  return { globals: dict, locals: (locals ?? dict) as PyObject };
}

function isMapping(value: Value): boolean {
  return typeOf(value).lookup('__getitem__') !== undefined;
}

fn('exec', variadic(), (vm, args: Value[], given: PyDict | null) => {
  if (args.length === 0) throw typeError('exec() takes at least 1 positional argument (0 given)');
  if (args.length > 3) {
    throw typeError(`exec() takes at most 3 positional arguments (${args.length} given)`);
  }
  const closure = execClosure(given);
  const [source, globals = null, locals = null] = args;
  if (globals !== null && !(globals instanceof PyDict)) {
    throw typeError(`exec() globals must be a dict, not ${typeOf(globals).name}`);
  }
  if (locals !== null && !isMapping(locals)) {
    throw typeError(`locals must be a mapping or None, not ${typeOf(locals).name}`);
  }
  const space = namespacesFor(vm, globals, locals);
  const code = codeToRun(vm, source, 'exec');
  if (code !== source && closure !== null) {
    throw typeError('closure can only be used when source is a code object');
  }
  const cells = cellsFor(code, closure);
  return enterPrelude(vm, 'exec_code', code, space.globals, space.locals, cells);
});

function execClosure(given: PyDict | null): Value {
  for (const key of given?.keys ?? []) {
    const name = asStr(key);
    if (name !== undefined && name !== 'closure') {
      throw typeError(`'${name}' is an invalid keyword argument for exec()`);
    }
  }
  return given?.getStr('closure') ?? null;
}

/** The cells that a code object closes over, as a tuple. */
function cellsFor(code: PyCode, closure: Value): PyTuple {
  const count = code.source.freeNames.length;
  if (closure === null && count === 0) return new PyTuple([]);
  if (count === 0) throw typeError('cannot use a closure with this code object');
  const isFit =
    closure instanceof PyTuple &&
    closure.items.length === count &&
    closure.items.every((cell) => cell instanceof PyCell);
  if (!isFit) throw typeError(`code object requires a closure of exactly length ${count}`);
  return closure;
}

fn('eval', unpack(1, 3), (vm, source: Value, globals: Value, locals: Value) => {
  if (locals !== undefined && locals !== null && !isMapping(locals)) {
    throw typeError('locals must be a mapping');
  }
  if (globals !== undefined && globals !== null && !(globals instanceof PyDict)) {
    throw typeError(
      isMapping(globals)
        ? 'globals must be a real dict; try eval(expr, {}, mapping)'
        : 'globals must be a dict',
    );
  }
  const space = namespacesFor(vm, globals, locals);
  const code = codeToRun(vm, source, 'eval');
  if (code.source.freeNames.length > 0) {
    throw typeError('code object passed to eval() may not contain free variables');
  }
  return runCode(vm, code, space.globals, space.locals, NO_CELLS);
});

function codeToRun(vm: VM, source: Value, mode: 'exec' | 'eval'): PyCode {
  if (source instanceof PyCode) return source;
  const text = sourceOf(source);
  if (text === undefined) {
    throw typeError(`${mode}() arg 1 must be a string, bytes or code object`);
  }
  const trimmed = mode === 'eval' && typeof text === 'string' ? text.replace(/^[ \t]+/, '') : text;
  return compileSource(vm, trimmed, '<string>', mode, inheritsAnnotations(vm));
}

/** Run a code object: a function's gets its own variables, every other one those of `locals`. */
function runCode(
  vm: VM,
  code: PyCode,
  globals: PyDict,
  locals: PyObject,
  cells: readonly PyCell[],
): Value {
  const result = enterCall(vm, new PyFunction(code, globals, cells, null, null), []);
  const isFunction = (code.flags & (CodeFlag.MODULE | CodeFlag.NAMESPACE)) === 0;
  if (result === PUSHED && !isFunction) vm.pushed!.owner = locals;
  return result;
}

preludeFn(
  'run_code',
  fixed(4),
  (vm, code: PyCode, globals: PyDict, locals: PyObject, cells: PyTuple) =>
    runCode(vm, code, globals, locals, cells.items as PyCell[]),
);

// --- names in namespaces that are no plain dicts

preludeFn('global_named', fixed(2), globalNamed);
preludeFn('name_error', fixed(1), (_vm, name: string) => nameError(name).exception);

// --- the values of expressions at a prompt

function sysMember(vm: VM, name: string): Value {
  const value = sysModule(vm).dict.getStr(name);
  if (value === undefined) throw raised('RuntimeError', `lost sys.${name}`);
  return value;
}

preludeFn('display_hook', fixed(0), (vm) => sysMember(vm, 'displayhook'));
preludeFn('display_stream', fixed(0), (vm) => sysMember(vm, 'stdout'));
preludeFn('forget_displayed', fixed(0), (vm) => {
  vm.builtins.setStr('_', null);
  return null;
});
preludeFn('remember_displayed', fixed(1), (vm, value: Value) => {
  vm.builtins.setStr('_', value);
  return null;
});
