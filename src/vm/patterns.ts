// The instructions of `match`: what counts as a sequence or a mapping, and taking keys and attributes
// out of the subject. Where that may run Python code, functions of the prelude do it.
// @see PEP 634
import { getOwn } from '../objects/attributes.js';
import { PyTuple, tuple } from '../objects/collections.js';
import { PyDict } from '../objects/dict.js';
import { typeError, valueError, type Raised } from '../objects/exceptions.js';
import { strRepr } from '../objects/text-repr.js';
import { typeOf } from '../objects/type-of.js';
import {
  boolType,
  bytearrayType,
  bytesType,
  dictType,
  floatType,
  frozensetType,
  intType,
  listType,
  mappingProxyType,
  objectType,
  PyType,
  rangeType,
  setType,
  strType,
  tupleType,
  typeType,
  type CollectionKind,
} from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterPrelude } from './calls.js';
import { reprSync } from './text.js';
import type { VM } from './vm.js';

for (const type of [listType, tupleType, rangeType]) type.collection = 'sequence';
for (const type of [dictType, mappingProxyType]) type.collection = 'mapping';

/** Which patterns take a value: what the first class in its resolution order says that says it. */
export function collectionKind(value: Value): CollectionKind | null {
  return collectionOf(typeOf(value));
}

/** Which patterns take the instances of a class. */
export function collectionOf(type: PyType): CollectionKind | null {
  if (type.collection !== null) return type.collection;
  return type.mro.find(({ collection }) => collection !== null)?.collection ?? null;
}

/** Classes whose one positional subpattern is for the whole value, and so it is in subclasses. */
const MATCH_SELF = [
  boolType,
  bytearrayType,
  bytesType,
  dictType,
  floatType,
  frozensetType,
  intType,
  listType,
  setType,
  strType,
  tupleType,
];
for (const type of MATCH_SELF) type.matchesSelf = true;

function matchesSelf(cls: PyType): boolean {
  return cls.mro.some((each) => each.matchesSelf);
}

/**
 * MATCH_KEYS
 * @returns a tuple, None when a key is missing, or PUSHED
 * @throws Raised ValueError for two keys that are equal
 */
export function matchKeys(vm: VM, subject: Value, keys: Value[]): Value {
  if (!(subject instanceof PyDict) || subject.cls !== dictType) {
    return enterPrelude(vm, 'match_keys', subject, tuple(keys));
  }
  const seen = new PyDict();
  const values: Value[] = [];
  for (const key of keys) {
    if (seen.has(vm.keys, key)) throw duplicateKey(vm, key);
    seen.set(vm.keys, key, null);
    const value = subject.get(vm.keys, key);
    if (value === undefined) return null;
    values.push(value);
  }
  return tuple(values);
}

export function duplicateKey(vm: VM, key: Value): Raised {
  return valueError(`mapping pattern checks duplicate key (${reprSync(vm, key)})`);
}

/**
 * MATCH_CLASS
 * @returns a tuple, None when the subject does not match, or PUSHED
 * @throws Raised TypeError for what is no class or takes fewer positional subpatterns
 */
export function matchClass(
  vm: VM,
  subject: Value,
  cls: Value,
  count: number,
  names: PyTuple,
): Value {
  if (!(cls instanceof PyType)) throw typeError('called match pattern must be a type');
  const answer = nativeMatch(subject, cls, count, names);
  return answer === undefined
    ? enterPrelude(vm, 'match_class', subject, cls, count, names)
    : answer;
}

/** As matchClass where no Python code has a say; undefined where it may have. */
function nativeMatch(subject: Value, cls: PyType, count: number, names: PyTuple): Value {
  const type = typeOf(subject);
  if (type !== cls) {
    if (cls.cls !== typeType) return undefined;
    if (!type.isSubclassOf(cls)) {
      const claims = type.lookup('__class__') !== objectType.members.get('__class__');
      return claims ? undefined : null;
    }
  }
  if (count === 0 && names.items.length === 0) return names;
  const wanted: Value[] = [];
  if (count > 0) {
    if (cls.cls !== typeType) return undefined;
    const args = cls.lookup('__match_args__');
    if (args !== undefined && !(args instanceof PyTuple)) return undefined;
    const positional = positionalNames(cls, count, args);
    if (positional === null) {
      return names.items.length === 0 ? tuple([subject]) : undefined;
    }
    wanted.push(...positional);
  }
  wanted.push(...names.items);
  return nativeAttributes(subject, type, wanted);
}

/** Attributes that the instance holds itself; undefined when one may be anything else. */
function nativeAttributes(subject: Value, type: PyType, names: readonly Value[]): Value {
  if (type.lookup('__getattribute__') !== objectType.members.get('__getattribute__')) {
    return undefined;
  }
  const values: Value[] = [];
  for (const [at, name] of names.entries()) {
    if (typeof name !== 'string' || names.indexOf(name) < at) return undefined;
    if (type.lookup(name) !== undefined) return undefined;
    const value = getOwn(subject, name);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return tuple(values);
}

/**
 * The names of the attributes that `count` positional subpatterns are for; null where there is one
 * for the subject itself.
 * @param args the class's `__match_args__`, or undefined if it has none
 * @throws Raised TypeError when they are too many
 */
export function positionalNames(cls: PyType, count: number, args: Value): readonly Value[] | null {
  if (args !== undefined && !(args instanceof PyTuple && args.cls === tupleType)) {
    const got = typeOf(args).name;
    throw typeError(`${cls.name}.__match_args__ must be a tuple (got ${got})`);
  }
  const self = args === undefined && matchesSelf(cls);
  const allowed = self ? 1 : args === undefined ? 0 : args.items.length;
  if (allowed < count) {
    const plural = allowed === 1 ? '' : 's';
    throw typeError(
      `${cls.name}() accepts ${allowed} positional sub-pattern${plural} (${count} given)`,
    );
  }
  return self ? null : args!.items.slice(0, count);
}

/**
 * The attribute that the subpattern `at` is for.
 * @throws Raised TypeError when it is no string or has a subpattern already
 */
export function patternName(cls: PyType, names: readonly Value[], at: number): Value {
  const name = names[at];
  if (typeof name !== 'string') {
    throw typeError(`__match_args__ elements must be strings (got ${typeOf(name).name})`);
  }
  if (names.indexOf(name) < at) {
    throw typeError(`${cls.name}() got multiple sub-patterns for attribute ${strRepr(name)}`);
  }
  return name;
}
