// Global and builtin names, with a cache per name of a code object.
import { PyDict } from '../objects/dict.js';
import { Raised, makeException, raised } from '../objects/exceptions.js';
import { setExceptionField } from '../objects/exception-fields.js';
import type { Frame } from '../objects/frame.js';
import { GlobalCache } from '../objects/functions.js';
import { PyModule } from '../objects/module.js';
import type { Value } from '../objects/value.js';
import type { VM } from './vm.js';

/**
 * The value of a global or builtin name.
 * @throws Raised NameError
 */
export function loadGlobal(vm: VM, frame: Frame, index: number): Value {
  const { globals } = frame;
  const { builtins } = vm;
  const cache = frame.code.globalCaches[index]!;
  if (
    cache !== null &&
    cache.globals === globals &&
    cache.globalsVersion === globals.layoutVersion &&
    cache.dictVersion === cache.dict.layoutVersion &&
    (cache.dict === globals || cache.dict === builtins)
  ) {
    return cache.dict.values[cache.at];
  }
  const name = frame.code.names[index]!;
  let dict = globals;
  let at = globals.positionOfStr(name);
  if (at < 0) {
    dict = builtinsOf(vm, globals);
    at = dict.positionOfStr(name);
    if (at < 0) throw nameError(name);
  }
  frame.code.globalCaches[index] = new GlobalCache(
    globals,
    globals.layoutVersion,
    dict,
    dict.layoutVersion,
    at,
  );
  return dict.values[at];
}

/** The built-in names of code with these globals: `__builtins__`, a dict or a module, may be others. */
export function builtinsOf(vm: VM, globals: PyDict): PyDict {
  const own = globals.getStr('__builtins__');
  if (own instanceof PyModule) return own.dict;
  return own instanceof PyDict ? own : vm.builtins;
}

/**
 * As loadGlobal, but by name.
 * @throws Raised NameError
 */
export function globalNamed(vm: VM, globals: PyDict, name: string): Value {
  const own = globals.getStr(name);
  const value = own === undefined ? builtinsOf(vm, globals).getStr(name) : own;
  if (value === undefined) throw nameError(name);
  return value;
}

export function nameError(name: string): Raised {
  const exception = makeException('NameError', `name '${name}' is not defined`);
  setExceptionField(exception, 'name', name);
  return new Raised(exception);
}

export function unboundLocal(name: string): Raised {
  return raised(
    'UnboundLocalError',
    `cannot access local variable '${name}' where it is not associated with a value`,
  );
}

/** The error for an empty cell: a local of this function, or one of an enclosing function. */
export function emptyCell(frame: Frame, cell: number): Raised {
  const { cellNames, freeNames } = frame.code.source;
  if (cell < cellNames.length) return unboundLocal(cellNames[cell]!);
  return raised(
    'NameError',
    `cannot access free variable '${freeNames[cell - cellNames.length]}' where it is not associated with a value in enclosing scope`,
  );
}
