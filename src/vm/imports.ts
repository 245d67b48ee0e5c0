// Modules: finding them, running them once, and the import statement's four instructions.
//
// What is in `sys.modules` already is answered here; everything that has to run a module's body goes
// through the prelude function import_path, so that no body ever waits inside TypeScript code.
import type { CodeObject } from '../bytecode/code.js';
import { PygSyntaxError } from '../errors.js';
import { setExceptionField } from '../objects/exception-fields.js';
import { PyList, PyTuple, tuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { makeException, raised, Raised, typeError, valueError } from '../objects/exceptions.js';
import type { PyException } from '../objects/exceptions.js';
import type { Frame } from '../objects/frame.js';
import { NO_CELLS, PyBuiltin, PyFunction, type PyCode } from '../objects/functions.js';
import { spend } from '../objects/meter.js';
import { PyModule } from '../objects/module.js';
import { typeOf } from '../objects/type-of.js';
import { dictType } from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import { getAttributeSync, setAttribute, setItem } from './access.js';
import { callSync, enterCall, enterPrelude, runNested } from './calls.js';
import { preludeFunction } from './prelude.js';
import { nativeItems } from './iterate.js';
import { builtinsOf } from './globals.js';
import { namespaceOf } from './introspect.js';
import { linkCode } from './link.js';
import type { CompileRequest, FoundModule, VM } from './vm.js';
import { PyHostPromise, waitFor } from './waiting.js';

/** Modules written in TypeScript: how each is made for a VM. Filled by src/builtins/modules. */
export const nativeModules = new Map<string, (vm: VM) => PyModule>();

/** A module of the library written in Pyg, compiled with the package. */
export interface LibraryModule {
  readonly code: CodeObject;
  readonly isPackage: boolean;
}

/** Where library modules come from; set by src/builtins, which may know the frozen library. */
export const library: { find: (name: string) => LibraryModule | null } = { find: () => null };

/** Library modules that a file beside the script does not shadow: CPython has them frozen. */
const FROZEN_FIRST: ReadonlySet<string> = new Set(['abc', 'io']);

/** What every module's namespace has from the start. */
export function initialiseNamespace(dict: PyDict, name: string, doc: Value): void {
  dict.setStr('__name__', name);
  dict.setStr('__doc__', doc);
  dict.setStr('__package__', null);
  dict.setStr('__loader__', null);
  dict.setStr('__spec__', null);
}

/** Make a module written in TypeScript. */
export function makeNativeModule(name: string, members: Iterable<[string, Value]>): PyModule {
  const module = new PyModule(new PyDict());
  initialiseNamespace(module.dict, name, null);
  module.dict.setStr('__package__', '');
  for (const [key, value] of members) module.dict.setStr(key, value);
  return module;
}

/** Make `__main__` for a script and put it into sys.modules. */
export function makeMainModule(vm: VM, filename: string | null): PyModule {
  const module = new PyModule(new PyDict());
  initialiseNamespace(module.dict, '__main__', null);
  module.dict.setStr('__builtins__', vm.modules.getStr('builtins') ?? null);
  if (filename !== null) module.dict.setStr('__file__', filename);
  vm.modules.setStr('__main__', module);
  return module;
}

/** A function without parameters that runs a module's body in the module. */
export function moduleBody(module: PyModule, code: PyCode): PyFunction {
  const body = new PyFunction(code, module.dict, NO_CELLS, null, null);
  if (module.dict.getStr('__doc__') === null) module.dict.setStr('__doc__', code.source.docstring);
  return body;
}

/** The Python exception for a text that is not a program. */
export function syntaxException(error: PygSyntaxError): PyException {
  const { msg, filename, lineno, offset, text, endLineno, endOffset } = error;
  const place = tuple([filename, lineno, offset, text, endLineno, endOffset]);
  return makeException(error.type, msg, place);
}

/** To compile a text takes about that long, as long as the compiler is new to V8. */
const STEPS_PER_CHARACTER = 16;

/**
 * Compile a text, with the warnings of the compiler as the filters of `warnings` want them.
 * @throws PygSyntaxError
 */
export function compileText(
  vm: VM,
  source: string | Uint8Array,
  filename: string,
  request?: CompileRequest,
): CodeObject {
  return vm.host.compile(source, filename, request, (fault) => {
    warnOfSyntax(vm, fault);
  });
}

/**
 * Warn of what the compiler finds doubtful.
 * @throws PygSyntaxError the fault, if the filters make an error of it
 */
export function warnOfSyntax(vm: VM, fault: PygSyntaxError): void {
  const { msg, filename, lineno } = fault;
  const isError = callSync(vm, preludeFunction(vm, 'warn_of_syntax'), [msg, filename, lineno]);
  if (isError === true) throw fault;
}

/**
 * Compile a module's source, or a text given to exec, eval or compile.
 * @throws Raised SyntaxError
 */
export function compileModule(
  vm: VM,
  source: string | Uint8Array,
  filename: string,
  request?: CompileRequest,
): CodeObject {
  try {
    spend(source.length * STEPS_PER_CHARACTER);
    return compileText(vm, source, filename, request);
  } catch (error) {
    if (error instanceof PygSyntaxError) throw new Raised(syntaxException(error));
    throw error;
  }
}

// --- the instructions

/**
 * IMPORT: `__import__(name, globals(), locals(), fromlist, level)`.
 * @returns the module, or PUSHED
 */
export function importModule(
  vm: VM,
  frame: Frame,
  name: string,
  fromList: Value,
  level: number,
): Value {
  const { globals } = frame;
  const hook = builtinsOf(vm, globals).getStr('__import__');
  if (hook === undefined) throw raised('ImportError', '__import__ not found');
  if (hook instanceof PyBuiltin) return importNamed(vm, globals, name, fromList, level);
  return enterCall(vm, hook, [name, globals, namespaceOf(frame), fromList, level]);
}

/**
 * The work of `__import__`.
 * @returns the module, or PUSHED
 */
export function importNamed(
  vm: VM,
  globals: Value,
  name: string,
  fromList: Value,
  level: number,
): Value {
  if (level < 0) throw valueError('level must be >= 0');
  if (level === 0 && name === '') throw valueError('Empty module name');
  const fullName = level === 0 ? name : resolveName(name, globals, level);
  const wanted = namesOf(vm, fromList);
  const module = vm.modules.getStr(fullName);
  if (module !== undefined && module !== null && !isPartBusy(vm, fullName)) {
    if (wanted.length > 0) {
      if (isComplete(module, wanted)) return module;
    } else {
      const top = vm.modules.getStr(boundName(name, fullName, level));
      if (top !== undefined && top !== null) return top;
    }
  }
  return enterPrelude(
    vm,
    'import_path',
    fullName,
    tuple(parentsOf(fullName)),
    wanted.length > 0 ? null : boundName(name, fullName, level),
    tuple(wanted),
  );
}

function namesOf(vm: VM, fromList: Value): readonly Value[] {
  if (fromList === null || fromList === undefined) return [];
  return fromList instanceof PyTuple ? fromList.items : (nativeItems(vm, fromList) ?? []);
}

/** `import a.b.c` binds `a`; the relative form, which only `__import__` has, the first new part. */
function boundName(name: string, fullName: string, level: number): string {
  if (level > 0 && name === '') return fullName;
  const dot = name.indexOf('.');
  if (level === 0) return dot < 0 ? name : name.slice(0, dot);
  return dot < 0 ? fullName : fullName.slice(0, fullName.length - (name.length - dot));
}

/** Whether another execution is importing a module or a package that it is in. */
function isPartBusy(vm: VM, fullName: string): boolean {
  const { importLocks } = vm;
  return importLocks.areOpen && parentsOf(fullName).some((name) => importLocks.isBusy(name));
}

/** `a`, `a.b`, `a.b.c` for a.b.c */
function parentsOf(fullName: string): string[] {
  const parts = fullName.split('.');
  return parts.map((_part, at) => parts.slice(0, at + 1).join('.'));
}

/** Whether `from module import …` needs no submodule that is not loaded. */
function isComplete(module: Value, wanted: readonly Value[]): boolean {
  if (!(module instanceof PyModule)) return false;
  if (module.dict.getStr('__path__') === undefined) return true;
  return wanted.every(
    (name) => name !== '*' && module.dict.getStr(asStr(name) ?? '') !== undefined,
  );
}

/** The absolute name that a relative import means. */
function resolveName(name: string, globals: Value, level: number): string {
  const packageName = packageOf(globals);
  if (packageName === '') {
    throw raised('ImportError', 'attempted relative import with no known parent package');
  }
  const parts = packageName.split('.');
  if (parts.length < level) {
    throw raised('ImportError', 'attempted relative import beyond top-level package');
  }
  const base = parts.slice(0, parts.length - level + 1).join('.');
  return name === '' ? base : `${base}.${name}`;
}

/** The package that code with these globals belongs to; empty when it is in none. */
function packageOf(globals: Value): string {
  if (!(globals instanceof PyDict)) throw typeError('globals must be a dict');
  const given = globals.getStr('__package__');
  if (given !== undefined && given !== null) {
    const text = asStr(given);
    if (text === undefined) throw typeError('package must be a string');
    return text;
  }
  const name = globals.getStr('__name__');
  if (name === undefined) throw raised('KeyError', "'__name__' not in globals");
  const text = asStr(name);
  if (text === undefined) throw typeError('__name__ must be a string');
  if (globals.getStr('__path__') !== undefined) return text;
  return text.includes('.') ? text.slice(0, text.lastIndexOf('.')) : '';
}

/**
 * IMPORT_FROM: an attribute of the module, or its submodule.
 * @returns the value, or PUSHED
 * @throws Raised ImportError
 */
export function importFrom(vm: VM, module: Value, name: string): Value {
  if (module instanceof PyModule) {
    const own = module.dict.getStr(name);
    if (own !== undefined) return own;
    if (module.dict.getStr('__getattr__') === undefined) return submoduleOf(vm, module, name);
  }
  return enterPrelude(vm, 'import_from', module, name);
}

/** What `from module import name` means where the module has no such attribute. */
export function submoduleOf(vm: VM, module: Value, name: string): Value {
  const moduleName = asStr(getAttributeSync(vm, module, '__name__'));
  if (moduleName !== undefined) {
    const submodule = vm.modules.getStr(`${moduleName}.${name}`);
    if (submodule !== undefined && submodule !== null) return submodule;
  }
  const shown = moduleName ?? '<unknown module name>';
  const file = asStr(getAttributeSync(vm, module, '__file__'));
  const partial = module instanceof PyModule && module.initialising;
  const what = partial ? `partially initialized module '${shown}'` : `'${shown}'`;
  const why = partial ? ' (most likely due to a circular import)' : '';
  const where = file ?? 'unknown location';
  const message = `cannot import name '${name}' from ${what}${why} (${where})`;
  throw importError('ImportError', message, shown, file);
}

function importError(type: string, message: string, name: string, path?: string): Raised {
  const exception = makeException(type, message);
  setExceptionField(exception, 'name', name);
  if (path !== undefined) setExceptionField(exception, 'path', path);
  return new Raised(exception);
}

/** IMPORT_SUBMODULE: `import a.b as c` binds the module a.b itself. */
export function importSubmodule(vm: VM, name: string): Value {
  const module = vm.modules.getStr(name);
  if (module !== undefined) return module;
  throw noModule(name);
}

/** IMPORT_STAR: bind the names in `__all__`, or all that do not begin with an underscore. */
export function importStar(vm: VM, frame: Frame, module: Value): void {
  const target = frame.namespace ?? frame.globals;
  const dict = module instanceof PyModule ? module.dict : null;
  const all = getAttributeSync(vm, module, '__all__');
  const names =
    all !== undefined
      ? nativeItems(vm, all)
      : (dict?.keys ?? []).filter((key) => !(asStr(key) ?? '_').startsWith('_'));
  if (names === null) throw typeError(`'${typeOf(all).name}' object is not iterable`);
  for (const item of names) {
    const name = asStr(item);
    if (name === undefined) {
      const owner = module instanceof PyModule ? module.name : '?';
      throw typeError(`Item in ${owner}.__all__ must be str, not ${typeOf(item).name}`);
    }
    const value = dict?.getStr(name) ?? getAttributeSync(vm, module, name);
    if (value !== undefined) bindName(vm, target, name, value);
    else if (module instanceof PyModule) {
      const message = `module '${module.name}' has no attribute '${name}'`;
      throw raised('AttributeError', message);
    }
  }
}

function bindName(vm: VM, namespace: PyObject, name: string, value: Value): void {
  if (namespace.cls === dictType) (namespace as PyDict).setStr(name, value);
  else runNested(vm, () => setItem(vm, namespace, name, value));
}

// --- the steps of the prelude's import_path

function noModule(name: string, suffix = ''): Raised {
  return importError('ModuleNotFoundError', `No module named '${name}'${suffix}`, name);
}

/**
 * The module in sys.modules, or undefined when it is not there.
 * @throws Raised ModuleNotFoundError where sys.modules forbids it with None
 */
export function loadedModule(vm: VM, name: string): Value {
  const module = vm.modules.getStr(name);
  if (module === null) {
    const message = `import of ${name} halted; None in sys.modules`;
    throw importError('ModuleNotFoundError', message, name);
  }
  return module;
}

/**
 * Find a module, make it and put it into sys.modules.
 * @param parent the package it belongs to, or null
 * @returns the module and the function that runs its body, or None where nothing has to run; PUSHED
 *   where the host has promised it
 * @throws Raised ModuleNotFoundError, SyntaxError
 */
export function openModule(vm: VM, name: string, parent: Value): Value {
  const native =
    vm.hostModules.get(name) ?? (parent === null ? nativeModules.get(name) : undefined);
  if (native !== undefined) {
    const module = native(vm);
    vm.modules.setStr(name, module);
    return tuple([module, null]);
  }
  const path = searchPath(vm, name, parent);
  if (FROZEN_FIRST.has(name)) {
    const module = library.find(name);
    if (module !== null) return addModule(vm, name, module.code, null, module.isPackage);
  }
  const open = (found: FoundModule | null): PyTuple => openFound(vm, name, found);
  const found = vm.host.loader?.find(name, path, open) ?? null;
  if (!(found instanceof PyHostPromise)) return open(found);
  const result = waitFor(vm, found);
  vm.importLocks.begin(name);
  return result;
}

/** Make a module that the loader has found, or else that of the library. */
function openFound(vm: VM, name: string, found: FoundModule | null): PyTuple {
  // While this one waited, somebody who cannot wait may have got it from another loader.
  const present = vm.modules.getStr(name);
  if (present !== undefined) return tuple([present, null]);
  if (found !== null) {
    const code = compileModule(vm, found.source, found.filename);
    return addModule(vm, name, code, found.filename, found.isPackage);
  }
  const fromLibrary = library.find(name);
  if (fromLibrary === null) throw noModule(name);
  return addModule(vm, name, fromLibrary.code, null, fromLibrary.isPackage);
}

/** The parent's `__path__`, or null for a top-level module. */
function searchPath(vm: VM, name: string, parent: Value): readonly string[] | null {
  if (parent === null) return null;
  const path = getAttributeSync(vm, parent, '__path__');
  if (path === undefined) {
    const parentName = name.slice(0, name.lastIndexOf('.'));
    throw noModule(name, `; '${parentName}' is not a package`);
  }
  return (nativeItems(vm, path) ?? []).map(asStr).filter((entry) => entry !== undefined);
}

function addModule(
  vm: VM,
  name: string,
  code: CodeObject,
  filename: string | null,
  isPackage: boolean,
): PyTuple {
  const module = new PyModule(new PyDict());
  const { dict } = module;
  initialiseNamespace(dict, name, null);
  const dot = name.lastIndexOf('.');
  dict.setStr('__package__', isPackage ? name : name.slice(0, Math.max(dot, 0)));
  if (filename !== null) dict.setStr('__file__', filename);
  if (isPackage) {
    const folder = filename === null ? name : filename.replace(/[\\/][^\\/]*$/, '');
    dict.setStr('__path__', new PyList([folder]));
  }
  dict.setStr('__builtins__', vm.builtins);
  module.initialising = true;
  vm.importLocks.begin(name);
  vm.modules.setStr(name, module);
  return tuple([module, moduleBody(module, linkCode(code))]);
}

/**
 * A module's body has ended: what sys.modules has under its name is the module, and the parent
 * package gets it as an attribute.
 */
export function closeModule(vm: VM, name: string, module: Value, parent: Value): Value {
  if (module instanceof PyModule) module.initialising = false;
  vm.importLocks.end(name);
  const current = vm.modules.getStr(name);
  if (current === undefined) {
    throw raised('KeyError', name);
  }
  if (parent !== null) setAttribute(vm, parent, name.slice(name.lastIndexOf('.') + 1), current);
  return current;
}

/** A module was not found, or its body did not come to its end: as if it had never been imported. */
export function discardModule(vm: VM, name: string): void {
  vm.modules.deleteStr(name);
  vm.importLocks.end(name);
}
