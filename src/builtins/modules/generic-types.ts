// types.GenericAlias and types.UnionType: `list[int]` and `int | str`, which annotations use.
import { PyTuple, tuple } from '../../objects/collections.js';
import { asStr } from '../../objects/dict.js';
import { raised, typeError } from '../../objects/exceptions.js';
import { Ellipsis, NotImplemented, typeOf } from '../../objects/type-of.js';
import {
  dictType,
  frozensetType,
  listType,
  noneType,
  PyType,
  setType,
  tupleType,
  typeType,
} from '../../objects/type.js';
import { PyObject, type Value } from '../../objects/value.js';
import { getAttribute, getAttributeSync } from '../../vm/access.js';
import { callSync, enterCall, enterPrelude } from '../../vm/calls.js';
import { hashOf } from '../../vm/keys.js';
import { equals } from '../../vm/operators.js';
import { reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { classMethod, fixed, getSet, method, staticMethod, variadic } from '../define.js';
import { checkNoKeywords } from '../list-type.js';
import { member } from '../members.js';
import { defineModuleType } from './module-members.js';

export const genericAliasType = defineModuleType('types', 'GenericAlias', 'native');
export const unionType = defineModuleType('types', 'UnionType', 'native', { subclassable: false });

/** A class with arguments for its type parameters. */
export class PyGenericAlias extends PyObject {
  readonly args: PyTuple;

  constructor(
    readonly origin: Value,
    args: Value,
    cls: PyType = genericAliasType,
  ) {
    super(cls);
    this.args = args instanceof PyTuple && args.cls === tupleType ? args : tuple([args]);
  }
}

/** How a type is written: the name of a class, a text as its repr. */
function typeText(vm: VM, value: Value): string {
  if (value === Ellipsis) return '...';
  if (value === noneType) return 'None';
  if (!(value instanceof PyType)) return reprSync(vm, value);
  const module = asStr(getAttributeSync(vm, value, '__module__'));
  return module === undefined || module === 'builtins'
    ? value.qualname
    : `${module}.${value.qualname}`;
}

/** The type variables among type arguments, in the order they first stand in. */
function parametersOf(vm: VM, args: readonly Value[]): Value[] {
  const found: Value[] = [];
  const add = (value: Value): void => {
    if (!found.includes(value)) found.push(value);
  };
  for (const arg of args) {
    if (arg instanceof PyType) continue;
    if (getAttributeSync(vm, arg, '__typing_subst__') !== undefined) add(arg);
    else {
      const inner = getAttributeSync(vm, arg, '__parameters__');
      if (inner instanceof PyTuple) inner.items.forEach(add);
    }
  }
  return found;
}

staticMethod(genericAliasType, '__new__', variadic(), (_vm, args: Value[], keywords) => {
  const cls = requestedClass(genericAliasType, args);
  checkNoKeywords('GenericAlias', keywords);
  if (args.length !== 3) {
    throw typeError(`GenericAlias expected 2 arguments, got ${args.length - 1}`);
  }
  return new PyGenericAlias(args[1], args[2], cls);
});

member(genericAliasType, '__origin__', (_vm, self: PyGenericAlias) => self.origin);
member(genericAliasType, '__args__', (_vm, self: PyGenericAlias) => self.args);
getSet(genericAliasType, '__parameters__', (vm, self: PyGenericAlias) =>
  tuple(parametersOf(vm, self.args.items)),
);

method(genericAliasType, '__repr__', fixed(1), (vm, self: PyGenericAlias) => {
  const { items } = self.args;
  const args = items.length === 0 ? '()' : items.map((item) => typeText(vm, item)).join(', ');
  return `${typeText(vm, self.origin)}[${args}]`;
});
method(genericAliasType, '__eq__', fixed(2), (vm, self: PyGenericAlias, other: Value) => {
  if (!(other instanceof PyGenericAlias)) return NotImplemented;
  return equals(vm, self.origin, other.origin) && equals(vm, self.args, other.args);
});
method(genericAliasType, '__hash__', fixed(1), (vm, self: PyGenericAlias) =>
  hashOf(vm, tuple([self.origin, self.args])),
);
method(genericAliasType, '__call__', variadic(), (vm, args: Value[], keywords) =>
  enterCall(vm, (args[0] as PyGenericAlias).origin, args.slice(1), keywords),
);
method(genericAliasType, '__mro_entries__', fixed(2), (_vm, self: PyGenericAlias) =>
  tuple([self.origin]),
);
/** What the alias does not have itself is the class's. */
method(genericAliasType, '__getattr__', fixed(2), (vm, self: PyGenericAlias, name: string) =>
  getAttribute(vm, self.origin, name),
);
for (const name of ['instance', 'subclass']) {
  method(genericAliasType, `__${name}check__`, fixed(2), () => {
    throw typeError(`is${name}() argument 2 cannot be a parameterized generic`);
  });
}
method(genericAliasType, '__reduce__', fixed(1), (_vm, self: PyGenericAlias) =>
  tuple([genericAliasType, tuple([self.origin, self.args])]),
);
method(genericAliasType, '__or__', fixed(2), (vm, a: Value, b: Value) => union(vm, a, b));
method(genericAliasType, '__ror__', fixed(2), (vm, a: Value, b: Value) => union(vm, b, a));

method(genericAliasType, '__getitem__', fixed(2), (vm, self: PyGenericAlias, key: Value) => {
  const parameters = parametersOf(vm, self.args.items);
  const given = key instanceof PyTuple ? key.items : [key];
  const text = reprSync(vm, self);
  if (parameters.length === 0) throw typeError(`${text} is not a generic class`);
  if (given.length !== parameters.length) {
    const amount = given.length > parameters.length ? 'many' : 'few';
    throw typeError(
      `Too ${amount} arguments for ${text}; actual ${given.length}, expected ${parameters.length}`,
    );
  }
  const args = self.args.items.map((arg) => {
    if (arg instanceof PyType) return arg;
    const at = parameters.indexOf(arg);
    if (at >= 0) return given[at];
    const inner = getAttributeSync(vm, arg, '__parameters__');
    if (!(inner instanceof PyTuple) || inner.items.length === 0) return arg;
    const chosen = tuple(inner.items.map((each) => given[parameters.indexOf(each)]));
    return callSync(vm, getAttributeSync(vm, arg, '__getitem__'), [chosen]);
  });
  return new PyGenericAlias(self.origin, tuple(args), self.cls);
});

/** Let a built-in class be written with arguments: `list[int]`. */
export function genericAliasClassMethod(type: PyType): void {
  classMethod(type, '__class_getitem__', fixed(2), (_vm, cls: Value, key: Value) => {
    return new PyGenericAlias(cls, key);
  });
}

for (const type of [listType, dictType, tupleType, setType, frozensetType, typeType]) {
  genericAliasClassMethod(type);
}

// --- unions

/** `int | str`. */
export class PyUnion extends PyObject {
  constructor(readonly args: PyTuple) {
    super(unionType);
  }
}

function isUnionMember(value: Value): boolean {
  return (
    value === null ||
    value instanceof PyType ||
    value instanceof PyGenericAlias ||
    value instanceof PyUnion ||
    typeOf(value).lookup('__typing_subst__') !== undefined
  );
}

/** `a | b` of types; NotImplemented where one of them is no type. */
function union(vm: VM, a: Value, b: Value): Value {
  if (!isUnionMember(a) || !isUnionMember(b)) return NotImplemented;
  const members: Value[] = [];
  for (const each of [a, b]) {
    const parts = each instanceof PyUnion ? each.args.items : [each === null ? noneType : each];
    for (const part of parts) {
      if (!members.some((known) => known === part || equals(vm, known, part))) members.push(part);
    }
  }
  return members.length === 1 ? members[0] : new PyUnion(tuple(members));
}

method(typeType, '__or__', fixed(2), (vm, a: Value, b: Value) => union(vm, a, b));
method(typeType, '__ror__', fixed(2), (vm, a: Value, b: Value) => union(vm, b, a));
method(unionType, '__or__', fixed(2), (vm, a: Value, b: Value) => union(vm, a, b));
method(unionType, '__ror__', fixed(2), (vm, a: Value, b: Value) => union(vm, b, a));
member(unionType, '__args__', (_vm, self: PyUnion) => self.args);
getSet(unionType, '__parameters__', (vm, self: PyUnion) =>
  tuple(parametersOf(vm, self.args.items)),
);
method(unionType, '__repr__', fixed(1), (vm, self: PyUnion) =>
  self.args.items.map((item) => typeText(vm, item)).join(' | '),
);
method(unionType, '__eq__', fixed(2), (vm, self: PyUnion, other: Value) => {
  if (!(other instanceof PyUnion)) return NotImplemented;
  const [mine, theirs] = [self.args.items, other.args.items];
  return (
    mine.length === theirs.length &&
    mine.every((each) => theirs.some((their) => equals(vm, each, their)))
  );
});
method(unionType, '__hash__', fixed(1), (vm, self: PyUnion) => {
  let hash = 0;
  for (const item of self.args.items) hash ^= Number(BigInt.asIntN(31, BigInt(hashOf(vm, item))));
  return hash;
});
method(unionType, '__instancecheck__', fixed(2), (vm, self: PyUnion, value: Value) =>
  enterPrelude(vm, 'isinstance_of', value, self.args),
);
method(unionType, '__subclasscheck__', fixed(2), (vm, self: PyUnion, value: Value) => {
  if (!(value instanceof PyType)) throw typeError('issubclass() arg 1 must be a class');
  return enterPrelude(vm, 'issubclass_of', value, self.args);
});

staticMethod(unionType, '__new__', variadic(), () => {
  throw raised('TypeError', "cannot create 'types.UnionType' instances");
});
