// The border between a VM and its host: values are converted here, and errors that leave.
//
//   Python                 JavaScript
//   None                   null (and undefined, on the way in)
//   bool                   boolean
//   int                    number when it is a safe integer, else bigint
//   float                  number; on the way in, a number that is no safe integer
//   str                    string
//   bytes                  Uint8Array, a copy
//   list, tuple            array, a copy; always a list on the way in
//   dict                   Map, a copy; on the way in also a plain object
//   set, frozenset         Set, a copy
//   generator              PygGenerator
//   function of the host   the function
//   everything else        PygObject
import { PyBytes } from '../objects/bytes.js';
import { PyList, PyTuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { PyBuiltin } from '../objects/functions.js';
import { PyGenerator } from '../objects/generator.js';
import { normalise } from '../objects/numbers.js';
import { PySet } from '../objects/set.js';
import { float } from '../objects/type-of.js';
import { asBytes, asFloat, asInt } from '../objects/unwrap.js';
import { PyObject, type Value } from '../objects/value.js';
import { runNested } from '../vm/calls.js';
import { toException } from '../vm/unwind.js';
import { FULL_TANK, Suspension, type VM } from '../vm/vm.js';
import { HostErrors } from './host-errors.js';
import { hostFunctionOf, makeHostFunction, type HostFunction } from './host-functions.js';
import { Failure } from './errors.js';
import { contentOf, PygGenerator, PygObject } from './handles.js';

/** A copy that is being made: its source, and what is to be filled. */
type OpenCopy =
  | { readonly from: readonly Value[]; readonly to: unknown[] }
  | { readonly from: PyDict; readonly to: Map<unknown, unknown> }
  | { readonly from: PySet; readonly to: Set<unknown> };

type OpenValue =
  | { readonly from: readonly unknown[]; readonly to: PyList }
  | { readonly from: Iterable<readonly [unknown, unknown]>; readonly to: PyDict }
  | { readonly from: ReadonlySet<unknown>; readonly to: PySet };

export class Border {
  /** The handles that exist, so that the host sees the same object as the same handle. */
  private readonly handles = new WeakMap<PyObject, WeakRef<PygObject>>();
  /** The functions of the host that have come in. */
  private readonly functions = new WeakMap<HostFunction, PyBuiltin>();
  readonly errors: HostErrors;

  constructor(readonly vm: VM) {
    this.errors = new HostErrors(this);
  }

  /**
   * Run something of the machine to its end.
   * @throws PygError, or what a function of the host has thrown
   */
  run(enter: (vm: VM) => Value): Value {
    const outcome = this.attempt(enter);
    if (outcome instanceof Failure) throw this.errors.errorFor(outcome.exception);
    return outcome;
  }

  /** The same for a caller that can do something with the exception. */
  attempt(enter: (vm: VM) => Value): Value | Failure {
    const { vm } = this;
    vm.fuel = FULL_TANK;
    vm.releaseAbandoned();
    try {
      return runNested(vm, () => enter(vm), Suspension.SYNCHRONOUS);
    } catch (thrown) {
      const failure = new Failure(toException(thrown));
      vm.holdFor(failure, failure.exception);
      return failure;
    }
  }

  /** A Python value for the host. Containers are copied as deep as they go, cycles included. */
  toHost(value: Value): unknown {
    const copies = new Map<PyObject, unknown>();
    const open: OpenCopy[] = [];
    const result = this.shellFor(value, copies, open);
    for (let copy = open.pop(); copy !== undefined; copy = open.pop()) {
      if (copy.to instanceof Map) {
        const { from, to } = copy as { from: PyDict; to: Map<unknown, unknown> };
        from.keys.forEach((key, at) => {
          if (key === undefined) return;
          to.set(this.shellFor(key, copies, open), this.shellFor(from.values[at], copies, open));
        });
      } else if (copy.to instanceof Set) {
        for (const item of (copy.from as PySet).toArray()) {
          copy.to.add(this.shellFor(item, copies, open));
        }
      } else {
        for (const item of copy.from as readonly Value[]) {
          copy.to.push(this.shellFor(item, copies, open));
        }
      }
    }
    return result;
  }

  /** The converted value; a container is empty yet and waits in `open`. */
  private shellFor(value: Value, copies: Map<PyObject, unknown>, open: OpenCopy[]): unknown {
    if (!(value instanceof PyObject)) return value ?? null;
    const plain = asStr(value) ?? asInt(value) ?? asFloat(value);
    if (plain !== undefined) return plain;
    const known = copies.get(value);
    if (known !== undefined) return known;
    const own = value instanceof PyBuiltin ? hostFunctionOf(value) : undefined;
    if (own !== undefined) return own;
    const copy = this.emptyCopy(value, open);
    copies.set(value, copy);
    return copy;
  }

  private emptyCopy(value: PyObject, open: OpenCopy[]): unknown {
    const bytes = asBytes(value);
    if (bytes !== undefined) return bytes.slice();
    if (value instanceof PyList || value instanceof PyTuple) {
      const to: unknown[] = [];
      open.push({ from: value.items, to });
      return to;
    }
    if (value instanceof PyDict) {
      const to = new Map<unknown, unknown>();
      open.push({ from: value, to });
      return to;
    }
    if (value instanceof PySet) {
      const to = new Set<unknown>();
      open.push({ from: value, to });
      return to;
    }
    return this.handleOf(value);
  }

  private handleOf(value: PyObject): PygObject {
    let handle = this.handles.get(value)?.deref();
    if (handle === undefined) {
      handle =
        value instanceof PyGenerator ? new PygGenerator(this, value) : new PygObject(this, value);
      this.handles.set(value, new WeakRef(handle));
      this.vm.holdFor(handle, value);
    }
    return handle;
  }

  /**
   * A value of the host for Python. Containers are copied.
   * @throws TypeError for what has no counterpart: symbols, objects with a class
   * @throws PygError TypeError for a key or an element of a set that Python cannot hash
   */
  toPython(value: unknown): Value {
    const made = new Map<object, PyObject>();
    const open: OpenValue[] = [];
    const result = this.valueFor(value, made, open);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { from, to } = next;
      if (to instanceof PyList) {
        for (const item of from) to.items.push(this.valueFor(item, made, open));
      } else if (to instanceof PyDict) {
        for (const [key, item] of from as Iterable<readonly [unknown, unknown]>) {
          const converted = this.valueFor(key, made, open);
          const content = this.valueFor(item, made, open);
          this.run(({ keys }) => {
            to.set(keys, converted, content);
            return null;
          });
        }
      } else {
        for (const item of from) {
          const converted = this.valueFor(item, made, open);
          this.run(({ keys }) => {
            to.add(keys, converted);
            return null;
          });
        }
      }
    }
    return result;
  }

  private valueFor(value: unknown, made: Map<object, PyObject>, open: OpenValue[]): Value {
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
      case 'object':
        return value === null ? null : this.objectFor(value, made, open);
      case 'function':
        return this.functionFor(value as HostFunction);
      default:
        throw new TypeError(`a ${typeof value} has no counterpart in Python`);
    }
  }

  private functionFor(fn: HostFunction): PyBuiltin {
    let builtin = this.functions.get(fn);
    if (builtin === undefined) {
      builtin = makeHostFunction(this, fn.name === '' ? '<anonymous>' : fn.name, fn);
      this.functions.set(fn, builtin);
    }
    return builtin;
  }

  private objectFor(value: object, made: Map<object, PyObject>, open: OpenValue[]): Value {
    if (value instanceof PygObject) {
      const { border, value: object } = contentOf(value);
      if (border === this) return object;
      throw new TypeError('an object of one VM cannot be handed to another');
    }
    const known = made.get(value);
    if (known !== undefined) return known;
    const object = this.emptyObject(value, open);
    made.set(value, object);
    return object;
  }

  private emptyObject(value: object, open: OpenValue[]): PyObject {
    if (value instanceof Uint8Array) return new PyBytes(value.slice());
    if (Array.isArray(value)) {
      const to = new PyList([]);
      open.push({ from: value, to });
      return to;
    }
    if (value instanceof Set) {
      const to = new PySet();
      open.push({ from: value, to });
      return to;
    }
    const to = new PyDict();
    if (value instanceof Map) open.push({ from: value, to });
    else if (isPlain(value)) open.push({ from: Object.entries(value), to });
    else throw new TypeError(`a ${value.constructor.name} has no counterpart in Python`);
    return to;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
