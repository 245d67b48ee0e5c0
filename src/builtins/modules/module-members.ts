// What native modules are made of: functions that are named with their module, and records.
import { PyTuple } from '../../objects/collections.js';
import { asStr } from '../../objects/dict.js';
import { typeError } from '../../objects/exceptions.js';
import type { Native, PyBuiltin } from '../../objects/functions.js';
import { typeOf } from '../../objects/type-of.js';
import { defineType, tupleType, type Layout, type PyType } from '../../objects/type.js';
import { asInt } from '../../objects/unwrap.js';
import type { PyObject, Value } from '../../objects/value.js';
import { reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import {
  fixed,
  getSet,
  method,
  moduleFn,
  staticMethod,
  variadic,
  type Arguments,
} from '../define.js';

/** A function of a native module, which error messages name with the module. */
export function moduleFunction(
  module: string,
  name: string,
  args: Arguments,
  native: Native,
): [string, PyBuiltin] {
  const builtin = moduleFn(module, name, args, native);
  builtin.qualname = `${module}.${name}`;
  return [name, builtin];
}

/** What an argument has to be: anything, a text, an int that is no bigint, or an instance of one of the machine's classes. */
export type Wanted = 'any' | 'str' | 'int' | (abstract new (...args: never[]) => PyObject);

/**
 * A function by which the library's own modules ask something of the machine. Scripts can find it, too, so
 * it tests what it is called with.
 */
export function internalFunction(
  module: string,
  name: string,
  wanted: readonly Wanted[],
  native: Native,
): [string, PyBuiltin] {
  const checked = (vm: VM, ...args: Value[]): Value =>
    native(vm, ...wanted.map((kind, at) => wantedValue(name, kind, args[at], at + 1) as never));
  return moduleFunction(module, name, fixed(wanted.length), checked);
}

function wantedValue(name: string, kind: Wanted, value: Value, position: number): Value {
  if (kind === 'any') return value;
  const found = kind === 'str' ? asStr(value) : kind === 'int' ? asInt(value) : value;
  if (typeof kind === 'string' ? typeof found === HOST_TYPES[kind] : found instanceof kind) {
    return found;
  }
  throw typeError(`${name}() argument ${position} must not be ${typeOf(value).name}`);
}

const HOST_TYPES = { str: 'string', int: 'number' } as const;

/** A class of tuples whose items have names too: `sys.version_info`. */
export function recordType(module: string, name: string, fields: readonly string[]): PyType {
  const type = defineType(name, 'tuple', { base: tupleType, subclassable: false });
  const fullName = module === 'builtins' ? name : `${module}.${name}`;
  type.members.set('__module__', module);
  staticMethod(type, '__new__', variadic(), () => {
    throw typeError(`cannot create '${fullName}' instances`);
  });
  fields.forEach((field, at) => getSet(type, field, (_vm, self: PyTuple) => self.items[at]));
  method(type, '__repr__', fixed(1), (vm, self: PyTuple) => {
    const items = fields.map((field, at) => `${field}=${reprSync(vm, self.items[at])}`);
    return `${fullName}(${items.join(', ')})`;
  });
  type.members.set('n_fields', fields.length);
  return type;
}

export function record(type: PyType, items: readonly Value[]): PyTuple {
  return new PyTuple(items, type);
}

/**
 * A class of a native module. Error messages name it with its module, as those of CPython's C code
 * do; `__name__` does not.
 */
export function defineModuleType(
  module: string,
  name: string,
  layout: Layout,
  options: { base?: PyType; subclassable?: boolean } = {},
): PyType {
  const type = defineType(`${module}.${name}`, layout, options);
  type.qualname = name;
  type.members.set('__module__', module);
  return type;
}
