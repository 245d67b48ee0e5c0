// Functions of the host as functions of the script.
import { keywords as parseParameters, variadic } from '../builtins/define.js';
import type { PyDict } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import { PyBuiltin, type Native } from '../objects/functions.js';
import { builtinType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import type { VM } from '../vm/vm.js';
import { resultOf } from '../vm/waiting.js';
import type { Border } from './border.js';

/** A function that scripts can call. */
export type HostFunction = (...args: never[]) => unknown;

const parametersOf = new WeakMap<HostFunction, string>();

/**
 * Name the parameters of a function of the host, so that scripts can pass them by keyword, and are
 * told in Python's words when they pass others.
 * @param parameters separated by commas, with `=` behind those that may be left out, which the function
 *   then gets as `undefined`; those before a `/` cannot be keywords, those behind a `*` only that
 * @returns the function itself
 *
 * @example
 * const repeat = withParameters('text, times=', (text: string, times = 2) => text.repeat(times));
 * const vm = new VM({ modules: { host: { repeat } } });
 * vm.run('import host\nassert host.repeat("ab", times=3) == "ababab"\n');
 */
export function withParameters<T extends HostFunction>(parameters: string, fn: T): T {
  parametersOf.set(fn, parameters);
  return fn;
}

const hostFunctions = new WeakMap<PyBuiltin, HostFunction>();

/** The function of the host that a built-in stands for, if it does. */
export function hostFunctionOf(builtin: PyBuiltin): HostFunction | undefined {
  return hostFunctions.get(builtin);
}

/**
 * Call a function of the host with arguments of a script.
 * @param name what a TypeError calls it
 * @param self what it is called on
 * @returns the result; of a promise, what comes of it, for which the script waits, or PUSHED
 * @throws Raised what it throws, TypeError for keywords, which it cannot take
 */
export function callHost(
  border: Border,
  name: string,
  fn: HostFunction,
  self: object | undefined,
  args: readonly Value[],
  keywords: PyDict | null,
): Value {
  if (keywords !== null && keywords.size > 0) {
    throw typeError(`${name}() takes no keyword arguments`);
  }
  return border.errors.guard(() => {
    const converted = args.map((arg) => (arg === undefined ? arg : border.toHost(arg)));
    const result: unknown = Reflect.apply(fn, self, converted);
    if (isPromise(result)) return resultOf(border.vm, border.promiseFor(name, result));
    return border.toPython(result);
  });
}

/**
 * A function of the host for scripts.
 * @param self what it is called on
 */
export function makeHostFunction(
  border: Border,
  name: string,
  fn: HostFunction,
  self?: object,
): PyBuiltin {
  const parameters = parametersOf.get(fn);
  const taken = parameters === undefined ? variadic() : parseParameters(parameters);
  const native: Native =
    parameters === undefined
      ? (_vm: VM, args: Value[], given: PyDict | null) =>
          callHost(border, name, fn, self, args, given)
      : (_vm: VM, ...args: Value[]) => callHost(border, name, fn, self, args, null);
  const builtin = new PyBuiltin(
    builtinType,
    name,
    name,
    taken.convention,
    taken.min,
    taken.max,
    taken.parameters,
    taken.positionalOnly,
    taken.keywordOnlyFrom,
    native,
  );
  hostFunctions.set(builtin, fn);
  return builtin;
}

/** Whether a script is to wait for a value. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { readonly then?: unknown }).then === 'function'
  );
}
