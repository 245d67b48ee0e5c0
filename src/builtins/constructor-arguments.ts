// What every `__new__` of a built-in class checks before it makes anything.
import { typeError } from '../objects/exceptions.js';
import { typeOf } from '../objects/type-of.js';
import { PyType } from '../objects/type.js';
import type { PyDict } from '../objects/dict.js';
import type { Value } from '../objects/value.js';

/**
 * The class that `type.__new__` is asked to make an instance of.
 * @throws Raised TypeError when it is not a class, not a subclass, or one with an own `__new__`
 */
export function requestedClass(type: PyType, args: readonly Value[]): PyType {
  const cls = args[0];
  const name = type.name;
  if (cls === undefined) throw typeError(`${name}.__new__(): not enough arguments`);
  if (!(cls instanceof PyType)) {
    throw typeError(`${name}.__new__(X): X is not a type object (${typeOf(cls).name})`);
  }
  if (!cls.isSubclassOf(type)) {
    throw typeError(`${name}.__new__(${cls.name}): ${cls.name} is not a subtype of ${name}`);
  }
  if (cls !== type && cls.builtin) {
    throw typeError(`${name}.__new__(${cls.name}) is not safe, use ${cls.name}.__new__()`);
  }
  return cls;
}

/**
 * The arguments after the class by position or by the given names, of which the first
 * `positionalOnly` cannot be used; `undefined` for those not given.
 * @throws Raised TypeError as CPython's constructors with keywords do
 */
export function namedArguments(
  type: PyType,
  names: readonly string[],
  positionalOnly: number,
  args: readonly Value[],
  keywords: PyDict | null,
): Value[] {
  const values = args.slice(1);
  const given = values.length + (keywords?.size ?? 0);
  if (given > names.length) {
    const plural = names.length === 1 ? '' : 's';
    throw typeError(
      `${type.name}() takes at most ${names.length} argument${plural} (${given} given)`,
    );
  }
  while (values.length < names.length) values.push(undefined);
  keywords?.keys.forEach((key, at) => {
    if (key === undefined) return;
    const place = names.indexOf(key as string);
    if (place < positionalOnly) {
      throw typeError(`'${String(key)}' is an invalid keyword argument for ${type.name}()`);
    }
    if (values[place] !== undefined) {
      throw typeError(
        `argument for ${type.name}() given by name ('${String(key)}') and position (${place + 1})`,
      );
    }
    values[place] = keywords.values[at];
  });
  return values;
}

/**
 * The only argument after the class, or undefined, for a class that takes it by position.
 * A subclass may take keywords for an `__init__` of its own.
 */
export function positionalArgument(
  type: PyType,
  cls: PyType,
  args: readonly Value[],
  keywords: PyDict | null,
): Value {
  if (keywords !== null && keywords.size > 0 && cls === type) {
    throw typeError(`${type.name}() takes no keyword arguments`);
  }
  if (args.length > 2) {
    throw typeError(`${type.name} expected at most 1 argument, got ${args.length - 1}`);
  }
  return args[1];
}
