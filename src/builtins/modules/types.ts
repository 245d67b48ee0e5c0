// The native part of `types`: SimpleNamespace, and the classes of generic-types.ts.
import { spendOnItems } from '../../objects/meter.js';
import { CodeFlag } from '../../bytecode/code.js';
import { getOwn, giveInstancesDict, instanceDict, setOwn } from '../../objects/attributes.js';
import { asStr, type PyDict } from '../../objects/dict.js';
import { typeError } from '../../objects/exceptions.js';
import { PyFunction } from '../../objects/functions.js';
import { PyInstance } from '../../objects/shape.js';
import { NotImplemented } from '../../objects/type-of.js';
import type { PyType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { dictDescriptor } from '../../vm/classes.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { linkCode } from '../../vm/link.js';
import { compare } from '../../vm/operators.js';
import { enterRepr, leaveRepr, reprSync } from '../../vm/text.js';
import { requestedClass } from '../constructor-arguments.js';
import { fixed, method, staticMethod, variadic } from '../define.js';
import { genericAliasType, unionType } from './generic-types.js';
import { defineModuleType, internalFunction } from './module-members.js';

export const namespaceType = defineModuleType('types', 'SimpleNamespace', 'object');
giveInstancesDict(namespaceType);
namespaceType.members.set('__dict__', dictDescriptor(namespaceType));

/** A SimpleNamespace with the given attributes. */
export function makeNamespace(members: readonly (readonly [string, Value])[]): PyInstance {
  const namespace = new PyInstance(namespaceType);
  for (const [name, value] of members) setOwn(namespace, name, value);
  return namespace;
}

staticMethod(namespaceType, '__new__', variadic(), (_vm, args: Value[]) => {
  return new PyInstance(requestedClass(namespaceType, args));
});

method(namespaceType, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  if (args.length > 1) throw typeError('no positional arguments expected');
  spendOnItems(keywords?.size ?? 0);
  keywords?.keys.forEach((key, at) => {
    if (key !== undefined) setOwn(args[0], asStr(key)!, keywords.values[at]);
  });
  return null;
});

function attributeNames(self: PyInstance): readonly string[] {
  if (self.shape !== null) return self.shape.keys;
  return (self.attributes?.keys ?? []).map(asStr).filter((key) => key !== undefined);
}

method(namespaceType, '__repr__', fixed(1), (vm, self: PyInstance) => {
  const name = self.cls === namespaceType ? 'namespace' : (self.cls as PyType).name;
  if (!enterRepr(vm, self)) return `${name}(...)`;
  try {
    const items = attributeNames(self).map((key) => `${key}=${reprSync(vm, getOwn(self, key))}`);
    return `${name}(${items.join(', ')})`;
  } finally {
    leaveRepr(vm, self);
  }
});

method(namespaceType, '__eq__', fixed(2), (vm, self: PyInstance, other: Value) => {
  if (!(other instanceof PyInstance) || !other.cls.isSubclassOf(namespaceType)) {
    return NotImplemented;
  }
  return compare(vm, instanceDict(self), instanceDict(other), 'eq');
});
namespaceType.members.set('__hash__', null);

nativeModules.set('_types', () =>
  makeNativeModule('_types', [
    ['SimpleNamespace', namespaceType],
    ['GenericAlias', genericAliasType],
    ['UnionType', unionType],
    // mark_awaitable(function): let the generators of a generator function be awaited.
    internalFunction('_types', 'mark_awaitable', [PyFunction], (_vm, made: PyFunction) => {
      const { source } = made.code;
      made.code = linkCode({ ...source, flags: source.flags | CodeFlag.ITERABLE_COROUTINE });
      return made;
    }),
  ]),
);
