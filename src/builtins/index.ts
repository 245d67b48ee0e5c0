// All built-ins: importing this module defines the built-in classes, functions and modules, which
// all VMs of a process share; `installBuiltins` puts them where one VM's scripts find them.
import './async-generator-type.js';
import './async-functions.js';
import './bool-type.js';
import './bytes-type.js';
import './bytes-type-methods.js';
import './bytearray-type.js';
import './code-functions.js';
import './container-representations.js';
import './core-prelude.js';
import './waiting-prelude.js';
import './coroutine-type.js';
import './dict-type.js';
import './dict-views.js';
import './exception-types.js';
import './exception-groups.js';
import './float-type.js';
import './frame-types.js';
import './function-making.js';
import './function-types.js';
import './general-functions.js';
import './generator-type.js';
import './import-functions.js';
import './int-type.js';
import './int-type-bytes.js';
import './iteration-functions.js';
import './iterator-types.js';
import './list-type.js';
import './mapping-proxy-type.js';
import './module-type.js';
import './modules/collections.js';
import './modules/functools.js';
import './modules/future.js';
import './modules/gc.js';
import './modules/time.js';
import './modules/generic-types.js';
import './modules/heapq.js';
import './modules/io.js';
import './modules/itertools.js';
import './modules/json.js';
import './modules/math.js';
import './modules/operator.js';
import './modules/pyg.js';
import './modules/random.js';
import './modules/string.js';
import './modules/types.js';
import './modules/weakref.js';
import './none-type.js';
import './object-type.js';
import './os-error.js';
import './pattern-prelude.js';
import './print-functions.js';
import './property-types.js';
import './range-type.js';
import './set-type.js';
import './slice-type.js';
import './sorting.js';
import './str-type.js';
import './str-type-methods.js';
import './super-type.js';
import './text-errors.js';
import './text-prelude.js';
import './tuple-type.js';
import './type-type.js';
import { deserialize } from '../bytecode/serialize.js';
import { libraryCode } from '../lib/library.js';
import { exceptionType, exceptionTypes } from '../objects/exceptions.js';
import { PyModule } from '../objects/module.js';
import { Ellipsis, NotImplemented } from '../objects/type-of.js';
import {
  boolType,
  bytearrayType,
  bytesType,
  classMethodType,
  dictType,
  floatType,
  frozensetType,
  intType,
  listType,
  objectType,
  propertyType,
  rangeType,
  setType,
  sliceType,
  staticMethodType,
  strType,
  superType,
  tupleType,
  typeType,
} from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { initialiseNamespace, library, nativeModules, type LibraryModule } from '../vm/imports.js';
import type { VM } from '../vm/vm.js';
import { builtinFunctions, preludeFunctions } from './define.js';
import { PRELUDE_PARTS } from './prelude-parts.js';
import { enumerateType, filterType, mapType, reversedType, zipType } from './lazy-iterators.js';
import { sysModule } from './modules/sys.js';

/** The classes that are built-in names, in the order of `dir(builtins)` in CPython. */
const TYPES = [
  boolType,
  bytearrayType,
  bytesType,
  classMethodType,
  dictType,
  enumerateType,
  filterType,
  floatType,
  frozensetType,
  propertyType,
  intType,
  listType,
  mapType,
  objectType,
  rangeType,
  reversedType,
  setType,
  sliceType,
  staticMethodType,
  strType,
  superType,
  tupleType,
  typeType,
  zipType,
];

const CONSTANTS: readonly [string, Value][] = [
  ['None', null],
  ['Ellipsis', Ellipsis],
  ['NotImplemented', NotImplemented],
  ['False', false],
  ['True', true],
  ['__debug__', true],
  ['EnvironmentError', exceptionType('OSError')],
  ['IOError', exceptionType('OSError')],
];

/** Library modules by name, each read once per process. */
const libraryModules = new Map<string, LibraryModule>();

library.find = (name) => {
  const known = libraryModules.get(name);
  if (known !== undefined) return known;
  const found = name.startsWith(PRELUDE_PARTS) ? null : libraryCode(name);
  if (found === null) return null;
  const code = deserialize(found.code, { trusted: true });
  const module = { code, isPackage: found.isPackage };
  libraryModules.set(name, module);
  return module;
};

nativeModules.set('builtins', (vm) => new PyModule(vm.builtins));

/** Fill a new VM's builtins, the prelude's names, and the modules that exist from the start. */
export function installBuiltins(vm: VM): void {
  const { builtins, preludeGlobals } = vm;
  initialiseNamespace(builtins, 'builtins', null);
  builtins.setStr('__package__', '');
  for (const [name, value] of builtinFunctions) builtins.setStr(name, value);
  for (const [name, value] of CONSTANTS) builtins.setStr(name, value);
  for (const type of TYPES) builtins.setStr(type.name, type);
  for (const [name, type] of exceptionTypes) builtins.setStr(name, type);
  // The prelude keeps its own names, so that a script that changes `builtins` cannot change it.
  preludeGlobals.takeFrom(builtins);
  for (const [name, value] of preludeFunctions) preludeGlobals.setStr(name, value);
  vm.modules.setStr('sys', sysModule(vm));
  vm.modules.setStr('builtins', nativeModules.get('builtins')!(vm));
}
