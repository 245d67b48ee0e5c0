// Read-only attributes that CPython words as members: `readonly attribute`.
import { raised } from '../objects/exceptions.js';
import type { PyGetSet } from '../objects/functions.js';
import { memberType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import type { VM } from '../vm/vm.js';
import { getSet } from './define.js';

/** An attribute of a built-in class that cannot be set: a member descriptor. */
export function member<T>(type: PyType, name: string, get: (vm: VM, self: T) => Value): void {
  getSet(type, name, get, () => {
    throw raised('AttributeError', 'readonly attribute');
  });
  (type.members.get(name) as PyGetSet).cls = memberType;
}
