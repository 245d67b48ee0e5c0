// Values of the host on their way into a VM.
import { CodeFlag } from '../bytecode/code.js';
import { PyBytes } from '../objects/bytes.js';
import { PyList } from '../objects/collections.js';
import { PyDict } from '../objects/dict.js';
import { PyBoundMethod, PyBuiltin, PyFunction } from '../objects/functions.js';
import { normalise } from '../objects/numbers.js';
import { PySet } from '../objects/set.js';
import { float } from '../objects/type-of.js';
import { PyObject, type Value } from '../objects/value.js';
import type { Border } from './border.js';
import type { PygFunction } from './handles.js';
import { contentOf, PygObject } from './handles.js';
import { isPromise, makeHostFunction, type HostFunction } from './host-functions.js';
import { HostClass, HostObjects } from './host-objects.js';
import { Float } from './values.js';

/** A copy that is being made: its source, and what is to be filled. */
type Open =
  | { readonly from: Iterable<unknown>; readonly to: PyList }
  | { readonly from: Iterable<readonly [unknown, unknown]>; readonly to: PyDict }
  | { readonly from: ReadonlySet<unknown>; readonly to: PySet };

export class Inward {
  readonly objects: HostObjects;
  /** The functions that have come in. */
  private readonly functions = new WeakMap<HostFunction, PyBuiltin>();
  /** Functions of JavaScript that were made for functions of scripts, and the other way round. */
  private readonly wrappers = new WeakMap<HostFunction, PyObject>();
  private readonly wrapped = new WeakMap<PyObject, HostFunction>();

  constructor(private readonly border: Border) {
    this.objects = new HostObjects(border);
  }

  /** See `Border.toPython`. */
  convert(value: unknown): Value {
    switch (typeof value) {
      case 'undefined':
        return null;
      case 'boolean':
      case 'string':
        return value;
      case 'bigint':
        return normalise(value);
      case 'number':
        return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : float(value);
      case 'function':
        return this.functionFor(value as HostFunction);
      case 'object':
        return value === null ? null : this.convertObject(value);
      case 'symbol':
        throw new TypeError('a symbol has no counterpart in Python');
    }
  }

  /** A function of JavaScript for one of a script: the same one each time. */
  wrapperOf(handle: PygFunction): HostFunction {
    const { value } = contentOf(handle);
    let wrapper = this.wrapped.get(value);
    if (wrapper === undefined) {
      const most = mostArguments(value);
      const made = (...args: unknown[]): unknown =>
        handle.call(...(args.slice(0, most) as object[]));
      wrapper = made;
      this.wrapped.set(value, wrapper);
      this.wrappers.set(wrapper, value);
    }
    return wrapper;
  }

  private functionFor(fn: HostFunction): Value {
    const own = this.wrappers.get(fn);
    if (own !== undefined) return own;
    let builtin = this.functions.get(fn);
    if (builtin === undefined) {
      builtin = makeHostFunction(this.border, fn.name === '' ? '<anonymous>' : fn.name, fn);
      this.functions.set(fn, builtin);
    }
    return builtin;
  }

  private convertObject(value: object): Value {
    const made = new Map<object, Value>();
    const open: Open[] = [];
    const shell = (each: unknown): Value => {
      if (typeof each !== 'object' || each === null) return this.convert(each);
      const known = made.get(each);
      if (known !== undefined) return known;
      const object = this.emptyObject(each, open);
      made.set(each, object);
      return object;
    };
    const result = shell(value);
    for (let next = open.pop(); next !== undefined; next = open.pop()) this.fill(next, shell);
    return result;
  }

  private fill({ from, to }: Open, shell: (value: unknown) => Value): void {
    if (to instanceof PyList) {
      for (const item of from) to.items.push(shell(item));
    } else if (to instanceof PyDict) {
      for (const [key, item] of from as Iterable<readonly [unknown, unknown]>) {
        if (typeof key === 'string') to.setStr(key, shell(item));
        else {
          const [converted, content] = [shell(key), shell(item)];
          this.border.run(({ keys }) => {
            to.set(keys, converted, content);
            return null;
          });
        }
      }
    } else {
      for (const item of from) {
        const converted = shell(item);
        this.border.run(({ keys }) => {
          to.add(keys, converted);
          return null;
        });
      }
    }
  }

  private emptyObject(value: object, open: Open[]): Value {
    if (value instanceof PygObject) {
      const { border, value: object } = contentOf(value);
      if (border === this.border) return object;
      throw new TypeError('an object of one VM cannot be handed to another');
    }
    if (value instanceof Float) return float(value.value);
    if (value instanceof Uint8Array) return new PyBytes(value.slice());
    if (value instanceof ArrayBuffer) return new PyBytes(new Uint8Array(value.slice(0)));
    if (value instanceof Error) return this.border.errors.exceptionFor(value);
    if (value instanceof HostClass) return this.objects.describe(value);
    if (Array.isArray(value) || isNumbers(value)) {
      const to = new PyList([]);
      open.push({ from: itemsOf(value), to });
      return to;
    }
    if (value instanceof Set) {
      const to = new PySet();
      open.push({ from: value, to });
      return to;
    }
    if (value instanceof Map || isPlain(value)) {
      const to = new PyDict();
      open.push({ from: value instanceof Map ? value : Object.entries(value), to });
      return to;
    }
    if (isPromise(value)) return this.border.promiseFor('promise', value);
    return this.objects.objectFor(value);
  }
}

/** How many arguments a function takes by position, as far as that can be known. */
function mostArguments(callee: PyObject): number {
  if (callee instanceof PyBoundMethod) {
    return callee.fn instanceof PyObject ? mostArguments(callee.fn) - 1 : Infinity;
  }
  if (callee instanceof PyBuiltin) return callee.max;
  if (!(callee instanceof PyFunction)) return Infinity;
  const { flags, argCount } = callee.code;
  return (flags & CodeFlag.VARARGS) === 0 ? argCount : Infinity;
}

type Numbers = Float32Array | Float64Array | Int32Array;

/** A typed array of numbers, or of bigints; one of bytes is bytes. */
function isNumbers(value: object): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The items of an array; those of an array of floats are floats. */
function itemsOf(value: readonly unknown[] | Numbers): Iterable<unknown> {
  return value instanceof Float64Array || value instanceof Float32Array
    ? Array.from(value, (item) => new Float(item))
    : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
