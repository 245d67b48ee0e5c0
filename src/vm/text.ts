// Values as text: str(), repr(), ascii() and format() of anything. What each built-in class shows
// is in its own `__repr__` (src/builtins); here is which method is asked and how its answer is checked.
//
// The plain forms return the text or PUSHED. The Sync forms wait for Python code in a nested run
// and are for text inside the text of a built-in container only.
import { asStr } from '../objects/dict.js';
import { raised, typeError, type Raised } from '../objects/exceptions.js';
import { floatRepr } from '../objects/float-repr.js';
import { PyBuiltin } from '../objects/functions.js';
import { intToString } from '../objects/number-text.js';
import { escapeNonAscii, strRepr } from '../objects/text-repr.js';
import { typeOf } from '../objects/type-of.js';
import { floatType, objectType } from '../objects/type.js';
import { PyFloat, type PyObject, type Value } from '../objects/value.js';
import { lookupSpecial } from './access.js';
import { callBuiltin, callSync, enterCall, enterPrelude } from './calls.js';
import type { VM } from './vm.js';

/** The repr of None, a bool, an int, a str or a float that is not of a subclass; else undefined. */
function plainRepr(value: Value): string | undefined {
  switch (typeof value) {
    case 'string':
      return strRepr(value);
    case 'number':
      return String(value);
    case 'bigint':
      return intToString(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      if (value === null) return 'None';
      if (value instanceof PyFloat && value.cls === floatType) return floatRepr(value.value);
      return undefined;
  }
}

/** repr(value) */
export function repr(vm: VM, value: Value): Value {
  const plain = plainRepr(value);
  if (plain !== undefined) return plain;
  const method = typeOf(value).lookup('__repr__');
  if (method instanceof PyBuiltin) return enterCall(vm, method, [value]);
  return enterPrelude(vm, 'repr_from', lookupSpecial(vm, value, '__repr__'));
}

export function reprSync(vm: VM, value: Value): string {
  const plain = plainRepr(value);
  if (plain !== undefined) return plain;
  const method = typeOf(value).lookup('__repr__');
  if (method instanceof PyBuiltin) {
    // A container in a container in a container needs little of the JavaScript stack this way.
    if (hasNativeText(value)) return asStr(callBuiltin(vm, method, [value], null))!;
    return asStr(callSync(vm, method, [value]))!;
  }
  const result = callSync(vm, lookupSpecial(vm, value, '__repr__'), []);
  return asStr(checkedText('__repr__', result))!;
}

/** str(value) */
export function str(vm: VM, value: Value): Value {
  if (typeof value === 'string') return value;
  const method = strMethod(value);
  if (method === null) return repr(vm, value);
  if (method instanceof PyBuiltin) return enterCall(vm, method, [value]);
  return enterPrelude(vm, 'str_from', lookupSpecial(vm, value, '__str__'));
}

export function strSync(vm: VM, value: Value): string {
  if (typeof value === 'string') return value;
  const method = strMethod(value);
  if (method === null) return reprSync(vm, value);
  if (method instanceof PyBuiltin) return asStr(callSync(vm, method, [value]))!;
  const result = callSync(vm, lookupSpecial(vm, value, '__str__'), []);
  return asStr(checkedText('__str__', result))!;
}

/** The `__str__` of a value's class; null where it is object's, which is repr. */
function strMethod(value: Value): Value {
  const method = typeOf(value).lookup('__str__');
  return method instanceof PyBuiltin && method.owner === objectType ? null : method;
}

/** ascii(value) */
export function asciiOf(vm: VM, value: Value): Value {
  if (hasNativeText(value)) return escapeNonAscii(reprSync(vm, value));
  return enterPrelude(vm, 'ascii_from', value);
}

/** format(value, spec) */
export function format(vm: VM, value: Value, spec: string): Value {
  if (spec === '' && (typeof value === 'string' || typeof value === 'number')) return String(value);
  const method = typeOf(value).lookup('__format__');
  if (method instanceof PyBuiltin) return enterCall(vm, method, [value, spec]);
  return enterPrelude(vm, 'format_from', lookupSpecial(vm, value, '__format__'), spec);
}

/**
 * What a `__str__` or `__repr__` returned.
 * @throws Raised TypeError when it is no str
 */
export function checkedText(name: '__str__' | '__repr__', result: Value): Value {
  if (asStr(result) !== undefined) return result;
  throw typeError(`${name} returned non-string (type ${typeOf(result).name})`);
}

/** What a `__format__` returned, which is worded differently. */
export function checkedFormat(result: Value): Value {
  if (asStr(result) !== undefined) return result;
  throw typeError(`__format__ must return a str, not ${typeOf(result).name}`);
}

/**
 * Whether str(), repr() and format() of the value run no Python code of its class, so that the
 * Sync forms may be used for it anywhere.
 */
export function hasNativeText(value: Value): boolean {
  const cls = typeOf(value);
  return cls.builtin && cls.layout !== 'exception';
}

/**
 * Begin the repr of a container: false when it is being made already, so that `[...]` stands for it.
 * Every true is followed by one `leaveRepr`.
 * @throws Raised RecursionError when containers are nested too deep
 */
export function enterRepr(vm: VM, container: PyObject): boolean {
  if (vm.reprGuard.has(container)) return false;
  const frames = vm.frame === null ? 0 : vm.frame.depth;
  if (frames + vm.reprGuard.size >= vm.recursionLimit) throw tooDeep();
  vm.reprGuard.add(container);
  return true;
}

function tooDeep(): Raised {
  return raised(
    'RecursionError',
    'maximum recursion depth exceeded while getting the repr of an object',
  );
}

export function leaveRepr(vm: VM, container: PyObject): void {
  vm.reprGuard.delete(container);
}
