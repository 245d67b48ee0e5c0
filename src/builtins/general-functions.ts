// Built-in functions about attributes, classes, numbers and text. Those about iteration are in files
// of their own, and so are print and input.
import { spend } from '../objects/meter.js';
import { instanceDict } from '../objects/attributes.js';
import { PyList, PyTuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
import { asStr } from '../objects/dict.js';
import { raised, typeError, valueError, Raised, exceptionType } from '../objects/exceptions.js';
import { PyBuiltin, PyFunction, PyProperty } from '../objects/functions.js';
import { PyModule } from '../objects/module.js';
import { intPowmod } from '../objects/numbers.js';
import { NotImplemented, typeOf } from '../objects/type-of.js';
import { dictType, PyType, typeType } from '../objects/type.js';
import { asBytes, asInt } from '../objects/unwrap.js';
import { PyFloat, PyObject, type Value } from '../objects/value.js';
import { getAttribute, getAttributeSync, lookupSpecial, setAttribute } from '../vm/access.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { argumentError, asIndex } from '../vm/conversions.js';
import { callingFrame, localsNow } from '../vm/introspect.js';
import { checkedHash, hashOf } from '../vm/keys.js';
import { binary, operatorIndex } from '../vm/operators.js';
import { asciiOf, format, repr } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { fixed, fn, keywords, preludeFn, unpack } from './define.js';
import { attributeName } from './object-type.js';
import { isRealInstance } from './type-type.js';

// --- attributes

fn('getattr', unpack(2, 3), (vm, object: Value, name: Value, fallback: Value) => {
  const text = attributeName(name);
  if (fallback === undefined) return getAttribute(vm, object, text);
  if (mayRunPython(object, text)) return enterPrelude(vm, 'getattr_or', object, text, fallback);
  const found = nativeAttribute(vm, object, text);
  return found === undefined ? fallback : found;
});

fn('hasattr', unpack(2, 2), (vm, object: Value, name: Value) => {
  const text = attributeName(name);
  if (mayRunPython(object, text)) return enterPrelude(vm, 'hasattr_of', object, text);
  return nativeAttribute(vm, object, text) !== undefined;
});

/** Whether getting the attribute may call Python code. */
function mayRunPython(object: Value, name: string): boolean {
  const type = typeOf(object);
  if (!(type.lookup('__getattribute__') instanceof PyBuiltin)) return true;
  if (type.lookup('__getattr__') !== undefined) return true;
  if (object instanceof PyType || object instanceof PyModule) return true;
  const found = type.lookup(name);
  if (found instanceof PyProperty) return true;
  return found instanceof PyObject && !found.cls.builtin;
}

/** An attribute that no Python code computes, or undefined. */
function nativeAttribute(vm: VM, object: Value, name: string): Value {
  try {
    return getAttribute(vm, object, name);
  } catch (error) {
    if (error instanceof Raised && error.exception.cls.isSubclassOf(attributeError)) {
      return undefined;
    }
    throw error;
  }
}

const attributeError = exceptionType('AttributeError');

preludeFn('get_attribute', fixed(2), (vm, object: Value, name: string) =>
  getAttribute(vm, object, name),
);

fn('setattr', unpack(3, 3), (vm, object: Value, name: Value, value: Value) =>
  setAttribute(vm, object, attributeName(name), value),
);

fn('delattr', unpack(2, 2), (vm, object: Value, name: Value) =>
  setAttribute(vm, object, attributeName(name), undefined),
);

fn('vars', unpack(0, 1), (vm, object: Value) => {
  if (object === undefined) return localsOfCaller(vm);
  const dict = instanceDict(object);
  if (dict !== null) return dict;
  if (getAttributeSync(vm, object, '__dict__') !== undefined) {
    return getAttribute(vm, object, '__dict__');
  }
  throw typeError('vars() argument must have __dict__ attribute');
});

fn('dir', unpack(0, 1), (vm, object: Value) => {
  if (object === undefined) {
    const locals = localsOfCaller(vm);
    return locals.cls === dictType
      ? sortedNames((locals as PyDict).keys)
      : enterPrelude(vm, 'sorted_names', lookupSpecial(vm, locals, 'keys'));
  }
  const method = lookupSpecial(vm, object, '__dir__');
  return enterPrelude(vm, 'sorted_names', method);
});

function sortedNames(names: readonly Value[]): PyList {
  const texts = names.filter((name) => name !== undefined).map((name) => asStr(name) ?? '');
  return new PyList(texts.sort());
}

// --- frames

function localsOfCaller(vm: VM): PyObject {
  const frame = callingFrame(vm);
  if (frame === null) throw raised('SystemError', 'frame does not exist');
  return localsNow(vm, frame);
}

fn('locals', fixed(0), localsOfCaller);

fn('globals', fixed(0), (vm) => callingFrame(vm)?.globals ?? null);

// --- identity and classes

fn('id', fixed(1), ({ addresses }, value: Value) => addresses.identity(value));

fn('hash', fixed(1), (vm, value: Value) => {
  const method = typeOf(value).lookup('__hash__');
  if (!(method instanceof PyFunction)) return hashOf(vm, value);
  return enterPrelude(vm, 'hash_from', method, value);
});

preludeFn('checked_hash', fixed(1), (_vm, result: Value) => checkedHash(result));

fn('callable', fixed(1), (_vm, value: Value) => typeOf(value).lookup('__call__') !== undefined);

fn('isinstance', unpack(2, 2), (vm, value: Value, cls: Value) => {
  return nativeCheck(vm, value, cls) ?? enterPrelude(vm, 'isinstance_of', value, cls);
});

/** Whether the value is an instance, where no metaclass written in Python has a say; else null. */
function nativeCheck(vm: VM, value: Value, cls: Value): boolean | null {
  if (typeOf(value) === cls) return true;
  if (cls instanceof PyType) {
    return hasNativeCheck(cls, '__instancecheck__') ? isRealInstance(vm, value, cls) : null;
  }
  if (!(cls instanceof PyTuple)) return otherCheck(cls, '__instancecheck__', INSTANCE_ARGUMENT);
  for (const each of cls.items) {
    spend(1);
    const answer = nativeCheck(vm, value, each);
    if (answer !== false) return answer;
  }
  return false;
}

const INSTANCE_ARGUMENT = 'isinstance() arg 2 must be a type, a tuple of types, or a union';
const SUBCLASS_ARGUMENT = 'issubclass() arg 2 must be a class, a tuple of classes, or a union';

function hasNativeCheck(cls: PyType, name: string): boolean {
  return cls.cls === typeType || cls.cls.lookup(name) === typeType.members.get(name);
}

/** What is no class may answer for itself. */
function otherCheck(cls: Value, name: string, message: string): null {
  if (typeOf(cls).lookup(name) === undefined) throw typeError(message);
  return null;
}

fn('issubclass', unpack(2, 2), (vm, value: Value, cls: Value) => {
  return nativeSubclass(value, cls) ?? enterPrelude(vm, 'issubclass_of', value, cls);
});

function nativeSubclass(value: Value, cls: Value): boolean | null {
  if (cls instanceof PyType) {
    if (!hasNativeCheck(cls, '__subclasscheck__')) return null;
    if (!(value instanceof PyType)) throw typeError('issubclass() arg 1 must be a class');
    return value.isSubclassOf(cls);
  }
  if (!(cls instanceof PyTuple)) {
    if (!(value instanceof PyType)) throw typeError('issubclass() arg 1 must be a class');
    return otherCheck(cls, '__subclasscheck__', SUBCLASS_ARGUMENT);
  }
  for (const each of cls.items) {
    const answer = nativeSubclass(value, each);
    if (answer !== false) return answer;
  }
  return false;
}

/** The method that decides about one class that is no tuple. */
preludeFn('instance_check', fixed(1), (vm, cls: Value) =>
  checkMethod(vm, cls, '__instancecheck__', INSTANCE_ARGUMENT),
);
preludeFn('subclass_check', fixed(1), (vm, cls: Value) =>
  checkMethod(vm, cls, '__subclasscheck__', SUBCLASS_ARGUMENT),
);

function checkMethod(vm: VM, cls: Value, name: string, message: string): Value {
  const method = lookupSpecial(vm, cls, name);
  if (method === undefined) throw typeError(message);
  return method;
}

/** The classes of a tuple inside tuples, in order. */
preludeFn('flat_classes', fixed(1), (_vm, cls: Value) => new PyTuple(flatClasses(cls)));

function flatClasses(cls: Value): Value[] {
  return cls instanceof PyTuple ? cls.items.flatMap(flatClasses) : [cls];
}

/** Whether two values are of the very same class: then a check is not asked for. */
preludeFn('is_exact_instance', fixed(2), (_vm, value: Value, cls: Value) => typeOf(value) === cls);

// --- text

fn('repr', fixed(1), (vm, value: Value) => repr(vm, value));

fn('ascii', fixed(1), (vm, value: Value) => asciiOf(vm, value));

fn('format', unpack(1, 2), (vm, value: Value, spec: Value) => {
  if (spec === undefined) return format(vm, value, '');
  const text = asStr(spec);
  if (text === undefined) throw argumentError('format', 2, 'str', spec);
  return format(vm, value, text);
});

const MAX_CODE_POINT = 0x10ffff;

fn('chr', fixed(1), (vm, value: Value) => {
  const index = asIndex(vm, value);
  if (BigInt.asIntN(32, BigInt(index)) !== BigInt(index)) {
    throw raised('OverflowError', 'Python int too large to convert to C int');
  }
  const codePoint = Number(index);
  if (codePoint < 0 || codePoint > MAX_CODE_POINT) {
    throw valueError('chr() arg not in range(0x110000)');
  }
  return String.fromCodePoint(codePoint);
});

fn('ord', fixed(1), (_vm, value: Value) => {
  const text = asStr(value);
  const bytes = asBytes(value);
  if (text === undefined && bytes === undefined) {
    const got = typeOf(value).name;
    throw typeError(`ord() expected string of length 1, but ${got} found`);
  }
  const length = text === undefined ? bytes!.length : [...text].length;
  if (length !== 1) {
    throw typeError(`ord() expected a character, but string of length ${length} found`);
  }
  return text === undefined ? bytes![0] : text.codePointAt(0);
});

for (const [name, prefix, radix] of [
  ['bin', '0b', 2],
  ['oct', '0o', 8],
  ['hex', '0x', 16],
] as const) {
  fn(name, fixed(1), (vm, value: Value) => {
    const int = asIndex(vm, value);
    const digits = (int < 0 ? -BigInt(int) : BigInt(int)).toString(radix);
    return (int < 0 ? '-' : '') + prefix + digits;
  });
}

// --- numbers

fn('abs', fixed(1), (vm, value: Value) => {
  const method = typeOf(value).lookup('__abs__');
  if (method === undefined || method === null) {
    throw typeError(`bad operand type for abs(): '${typeOf(value).name}'`);
  }
  return enterCall(vm, lookupSpecial(vm, value, '__abs__'), []);
});

fn('round', keywords('number, ndigits='), (vm, value: Value, digits: Value) => {
  const method = lookupSpecial(vm, value, '__round__');
  if (method === undefined || method === null) {
    throw typeError(`type ${typeOf(value).name} doesn't define __round__ method`);
  }
  return enterCall(vm, method, digits === undefined || digits === null ? [] : [digits]);
});

fn('divmod', unpack(2, 2), (vm, a: Value, b: Value) => {
  const fast = nativeTry(vm, a, '__divmod__', [b]);
  if (fast !== undefined && fast !== NotImplemented) return fast;
  return enterPrelude(vm, 'divmod_of', a, b);
});

/** A special method of a built-in class, or undefined when it is written in Python or missing. */
function nativeTry(vm: VM, self: Value, name: string, args: Value[]): Value {
  if (!typeOf(self).builtin || args.some((arg) => !typeOf(arg).builtin)) return undefined;
  const method = typeOf(self).lookup(name);
  return method instanceof PyBuiltin ? enterCall(vm, method, [self, ...args]) : undefined;
}

/**
 * The methods to try for a binary operation with the reflected name, as pairs of a bound method and
 * its argument: a subclass that overrides the reflected method goes first.
 */
preludeFn(
  'binary_candidates',
  fixed(4),
  (vm, a: Value, b: Value, name: string, reflected: string) => {
    const [left, right] = [typeOf(a), typeOf(b)];
    const forward = left.lookup(name);
    const backward = left === right ? undefined : right.lookup(reflected);
    const candidates: Value[] = [];
    if (forward !== undefined) candidates.push(new PyTuple([lookupSpecial(vm, a, name), b]));
    if (backward !== undefined) {
      const pair = new PyTuple([lookupSpecial(vm, b, reflected), a]);
      const first = right.isSubclassOf(left) && backward !== left.lookup(reflected);
      if (first) candidates.unshift(pair);
      else candidates.push(pair);
    }
    return new PyTuple(candidates);
  },
);

preludeFn('type_name', fixed(1), (_vm, value: Value) => typeOf(value).name);

fn('pow', keywords('base, exp, mod='), (vm, base: Value, exponent: Value, modulus: Value) => {
  if (modulus === undefined || modulus === null) {
    return binary(vm, base, exponent, operatorIndex('**'));
  }
  const [a, b, m] = [asInt(base), asInt(exponent), asInt(modulus)];
  if (a !== undefined && b !== undefined && m !== undefined && isPlain(base)) {
    return intPowmod(a, b, m);
  }
  return powerModulo(vm, base, exponent, modulus);
});

function isPlain(value: Value): boolean {
  return typeOf(value).builtin;
}

/** Three-argument pow of other values: only the base's own `__pow__` is asked. */
function powerModulo(vm: VM, base: Value, exponent: Value, modulus: Value): Value {
  const method = lookupSpecial(vm, base, '__pow__');
  if (method !== undefined && !isPlain(base)) {
    return enterPrelude(vm, 'pow_modulo', method, base, exponent, modulus);
  }
  throw badPower(base, exponent, modulus);
}

function badPower(base: Value, exponent: Value, modulus: Value): Raised {
  const values = [base, exponent, modulus];
  if (values.some((value) => value instanceof PyFloat)) {
    return typeError('pow() 3rd argument not allowed unless all arguments are integers');
  }
  const names = values.map((value) => `'${typeOf(value).name}'`).join(', ');
  return typeError(`unsupported operand type(s) for ** or pow(): ${names}`);
}

preludeFn('bad_power', fixed(3), (_vm, base: Value, exponent: Value, modulus: Value) => {
  return badPower(base, exponent, modulus).exception;
});
