// How built-in functions and methods are declared: name, argument counts, TypeScript code.
import {
  PyBuiltin,
  PyGetSet,
  TextWork,
  type Convention,
  type Native,
} from '../objects/functions.js';
import { PyClassMethod, PyStaticMethod } from '../objects/functions.js';
import {
  builtinType,
  bytearrayType,
  bytesType,
  generatorType,
  methodDescriptorType,
  sharedClassMethodType,
  sharedStaticMethodType,
  strType,
  wrapperDescriptorType,
  type PyType,
} from '../objects/type.js';
import type { Value } from '../objects/value.js';
import type { VM } from '../vm/vm.js';

/** What a native takes: how many arguments, their keyword names, and how CPython words mistakes. */
export interface Arguments {
  readonly convention: Convention;
  readonly min: number;
  readonly max: number;
  readonly parameters: readonly string[];
  readonly positionalOnly: number;
  readonly keywordOnlyFrom: number;
}

function positional(convention: Convention, min: number, max: number): Arguments {
  return { convention, min, max, parameters: [], positionalOnly: max, keywordOnlyFrom: Infinity };
}

/** Exactly `min`, or `min` to `max` arguments; wrong counts as `f() takes exactly one argument (2 given)`. */
export function fixed(min: number, max: number = min): Arguments {
  return positional('fixed', min, max);
}

/** `min` to `max` arguments; wrong counts as `f expected at least 1 argument, got 0`. */
export function unpack(min: number, max: number = Infinity): Arguments {
  return positional('unpack', min, max);
}

/** Any arguments: the native gets (vm, args, keywords | null) and checks them itself. */
export function variadic(): Arguments {
  return positional('variadic', 0, Infinity);
}

/**
 * Parameters by name, as in `'iterable, /, start='`: a trailing `=` makes one optional, those before
 * `/` are positional-only, those after `*` keyword-only. The native gets them all in order,
 * `undefined` for what was not given.
 */
export function keywords(signature: string): Arguments {
  const parameters: string[] = [];
  let min = 0;
  let positionalOnly = 0;
  let keywordOnlyFrom = Infinity;
  for (const part of signature.split(',').map((text) => text.trim())) {
    if (part === '/') positionalOnly = parameters.length;
    else if (part === '*') keywordOnlyFrom = parameters.length;
    else {
      if (!part.endsWith('=')) min = parameters.length + 1;
      parameters.push(part.replace('=', ''));
    }
  }
  return {
    convention: 'keywords',
    min,
    max: Math.min(keywordOnlyFrom, parameters.length),
    parameters,
    positionalOnly,
    keywordOnlyFrom,
  };
}

function make(
  cls: PyType,
  name: string,
  qualname: string,
  args: Arguments,
  native: Native,
): PyBuiltin {
  return new PyBuiltin(
    cls,
    name,
    qualname,
    args.convention,
    args.min,
    args.max,
    args.parameters,
    args.positionalOnly,
    args.keywordOnlyFrom,
    native,
  );
}

/** Built-in functions by name, in the order of their definition: every VM's `builtins` starts from it. */
export const builtinFunctions = new Map<string, PyBuiltin>();

/** Natives that only the prelude sees. */
export const preludeFunctions = new Map<string, PyBuiltin>();

export function fn(name: string, args: Arguments, native: Native): PyBuiltin {
  const builtin = make(builtinType, name, name, args, native);
  builtin.module = 'builtins';
  builtinFunctions.set(name, builtin);
  return builtin;
}

export function preludeFn(name: string, args: Arguments, native: Native): void {
  preludeFunctions.set(name, make(builtinType, name, name, args, native));
}

/** A function of a native module. */
export function moduleFn(module: string, name: string, args: Arguments, native: Native): PyBuiltin {
  const builtin = make(builtinType, name, name, args, native);
  builtin.module = module;
  return builtin;
}

/** Declare a native that, called with a suspended generator, is nothing but its resumption. */
export function resumption(builtin: PyBuiltin): void {
  builtin.resumes = generatorType;
}

const TEXT_TYPES: readonly PyType[] = [strType, bytesType, bytearrayType];

/** The methods of text and bytes that do not go through all of it, or say themselves what they do. */
const CONSTANT_TIME = new Set([
  ...['__len__', '__getitem__', '__iter__', '__str__', '__format__', '__getnewargs__'],
  ...['__eq__', '__ne__', '__setitem__', 'append', 'pop'],
]);

/** Those that search or copy, which takes no time for each character. */
const SCANS = new Set([
  ...['__add__', '__contains__', '__hash__', '__lt__', '__le__', '__gt__', '__ge__', '__mul__'],
  ...['__rmul__', 'count', 'endswith', 'find', 'index', 'isascii', 'join', 'lower', 'lstrip'],
  ...['partition', 'removeprefix', 'removesuffix', 'replace', 'rfind', 'rindex', 'rpartition'],
  ...['rsplit', 'rstrip', 'split', 'startswith', 'strip', 'upper'],
]);

function textWork(type: PyType, name: string): TextWork {
  if (!TEXT_TYPES.includes(type) || CONSTANT_TIME.has(name)) return TextWork.NONE;
  // Bytes become text before they are searched.
  return SCANS.has(name) && type === strType ? TextWork.SCAN : TextWork.EACH;
}

/** A method of a built-in class; `self` is the first argument and counts. */
export function method(type: PyType, name: string, args: Arguments, native: Native): PyBuiltin {
  const cls = name.startsWith('__') ? wrapperDescriptorType : methodDescriptorType;
  const builtin = make(cls, name, `${type.name}.${name}`, args, native);
  builtin.owner = type;
  builtin.textWork = textWork(type, name);
  type.members.set(name, builtin);
  return builtin;
}

/** A class method of a built-in class: the class is the first argument. */
export function classMethod(type: PyType, name: string, args: Arguments, native: Native): void {
  type.members.set(
    name,
    new PyClassMethod(
      make(builtinType, name, `${type.name}.${name}`, args, native),
      sharedClassMethodType,
    ),
  );
}

export function staticMethod(type: PyType, name: string, args: Arguments, native: Native): void {
  const builtin = make(builtinType, name, `${type.name}.${name}`, args, native);
  type.members.set(name, new PyStaticMethod(builtin, sharedStaticMethodType));
}

/** An attribute of a built-in class with native code behind it. */
export function getSet<T>(
  type: PyType,
  name: string,
  get: (vm: VM, self: T) => Value,
  set: ((vm: VM, self: T, value: Value) => void) | null = null,
): void {
  const descriptor = new PyGetSet(name, get as PyGetSet['get'], set as PyGetSet['set']);
  descriptor.owner = type;
  type.members.set(name, descriptor);
}
