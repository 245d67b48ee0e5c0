// What native modules are made of: functions that are named with their module, and records.
import { PyTuple } from '../../objects/collections.js';
import { typeError } from '../../objects/exceptions.js';
import type { Native, PyBuiltin } from '../../objects/functions.js';
import { defineType, tupleType, type Layout, type PyType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { reprSync } from '../../vm/text.js';
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
