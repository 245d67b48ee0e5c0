// The border between a VM and its host: what runs from outside begins here, and values are converted.
//
//   Python                       JavaScript
//   None                         null (and undefined, on the way in)
//   bool                         boolean
//   int                          number when it is a safe integer, else bigint
//   float                        number, or Float; on the way in, a number that is no safe integer
//   str                          string
//   bytes                        Uint8Array, a copy
//   a function of the host       the function
//   an object of the host        the object
//   everything else              a handle, the same for the same object
//
// These are instances of just these classes: one of a subclass, an IntEnum say, keeps its identity
// and is a handle. What else comes in is in inward.ts.
import type { PyBytes } from '../objects/bytes.js';
import { PyList, PyTuple } from '../objects/collections.js';
import { PyDict } from '../objects/dict.js';
import { PyException, Raised } from '../objects/exceptions.js';
import { PyBoundMethod, PyBuiltin, PyFunction } from '../objects/functions.js';
import { PyGenerator } from '../objects/generator.js';
import { PyModule } from '../objects/module.js';
import { PySet } from '../objects/set.js';
import { bytesType, floatType, generatorType, PyType } from '../objects/type.js';
import type { PyFloat } from '../objects/value.js';
import { PyObject, type Value } from '../objects/value.js';
import { runNested } from '../vm/calls.js';
import type { Execution } from '../vm/execution.js';
import { getIterator, isIterator } from '../vm/iterate.js';
import { truth } from '../vm/operators.js';
import { enterFromHost } from '../vm/counting.js';
import { toException } from '../vm/unwind.js';
import { Suspension, type VM } from '../vm/vm.js';
import { PyHostPromise } from '../vm/waiting.js';
import { PygAsyncGenerator } from './async-generators.js';
import { PygDict, PygList, PygSet, PygTuple } from './containers.js';
import { copyOut } from './copies.js';
import { Failure } from './errors.js';
import { PygGenerator, PygIterator } from './generators.js';
import { Module, PygClass, PygException, PygFunction, PygObject } from './handles.js';
import { HostErrors } from './host-errors.js';
import { hostFunctionOf } from './host-functions.js';
import { HostLoop } from './host-loop.js';
import { PyHostObject } from './host-objects.js';
import { Inward } from './inward.js';
import { Float, type CopyOptions } from './values.js';

export class Border {
  readonly errors: HostErrors;
  readonly inward: Inward;
  /** For the coroutines that the host calls. */
  readonly loop: HostLoop;
  /** The handles that exist, so that the host sees the same object as the same handle. */
  private readonly handles = new WeakMap<PyObject, WeakRef<PygObject>>();

  disposed = false;

  /** @param floats what the floats of scripts are for the host */
  constructor(
    readonly vm: VM,
    private readonly floats: 'number' | 'object' = 'number',
  ) {
    this.errors = new HostErrors(this);
    this.inward = new Inward(this);
    this.loop = new HostLoop(this);
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
    this.checkAlive();
    try {
      return vm.within(() =>
        enterFromHost(vm, () => runNested(vm, () => enter(vm), Suspension.SYNCHRONOUS)),
      );
    } catch (thrown) {
      const failure = new Failure(toException(thrown));
      vm.holdFor(failure, failure.exception);
      return failure;
    }
  }

  /**
   * Let an execution go on that is READY.
   * @throws PygError RecursionError when runs are too deep inside each other
   */
  advance(execution: Execution, steps: number): void {
    try {
      execution.run(steps);
    } catch (thrown) {
      throw thrown instanceof Raised ? this.errors.errorFor(thrown.exception) : thrown;
    }
  }

  /**
   * To be called before anything runs.
   * @throws Error when the VM has been disposed of
   */
  checkAlive(): void {
    if (this.disposed) throw new Error('the VM has been disposed of');
  }

  /** The error for what has ended an execution. */
  errorOf(execution: Execution): unknown {
    return this.errors.errorFor(execution.result as PyException);
  }

  /**
   * Something that the host has promised, for the script.
   * @param convert makes a value for the script of what the promise is fulfilled with
   */
  promiseFor(
    name: string,
    promise: PromiseLike<unknown>,
    convert = (value: unknown): Value => this.toPython(value),
  ): PyHostPromise {
    return new PyHostPromise(
      name,
      Promise.resolve(promise),
      (value) => this.errors.guard(() => convert(value)),
      (reason) => this.errors.raisedFor(reason),
    );
  }

  /** Whether a value counts as true. */
  isTrue(value: Value): boolean {
    return typeof value === 'boolean' ? value : this.run((vm) => truth(vm, value)) === true;
  }

  /** `iter(value)` for the host. */
  iterate(value: Value): PygIterator {
    return this.toHost(this.run((vm) => getIterator(vm, value))) as PygIterator;
  }

  /** A Python value for the host. */
  toHost(value: Value): unknown {
    return this.plain(value) ?? this.handleOf(value as PyObject | null);
  }

  /** A Python value as a copy, as deep as containers go. */
  copy(value: Value, { dicts = 'map', floats = 'number' }: CopyOptions): unknown {
    return copyOut(value, {
      dicts,
      float: (number) => (floats === 'number' ? number : new Float(number)),
      leaf: (each) => this.toHost(each),
    });
  }

  /**
   * A value of the host for Python.
   * @throws TypeError for symbols, and for handles of another VM
   * @throws PygError TypeError for a key or an element of a set that Python cannot hash
   */
  toPython(value: unknown): Value {
    return this.inward.convert(value);
  }

  /** A value of a class that has a counterpart in JavaScript; undefined for all others. */
  private plain(value: Value): unknown {
    if (!(value instanceof PyObject)) return value;
    if (value.cls === floatType) {
      const { value: number } = value as PyFloat;
      return this.floats === 'number' ? number : new Float(number);
    }
    if (value.cls === bytesType) return (value as PyBytes).value.slice();
    if (value instanceof PyHostObject) return value.target;
    return value instanceof PyBuiltin ? hostFunctionOf(value) : undefined;
  }

  private handleOf(value: PyObject | null): PygObject | null {
    if (value === null) return null;
    let handle = this.handles.get(value)?.deref();
    if (handle === undefined) {
      handle = makeHandle(this, value);
      this.handles.set(value, new WeakRef(handle));
      this.vm.holdFor(handle, value);
    }
    return handle;
  }
}

/** A handle of the class that fits the object. */
function makeHandle(border: Border, value: PyObject): PygObject {
  if (value instanceof PyGenerator) {
    if (value.cls === generatorType) return new PygGenerator(border, value);
    return value.async === null
      ? new PygObject(border, value)
      : new PygAsyncGenerator(border, value);
  }
  if (value instanceof PyList) return new PygList(border, value);
  if (value instanceof PyDict) return new PygDict(border, value);
  if (value instanceof PyTuple) return new PygTuple(border, value);
  if (value instanceof PySet) return new PygSet(border, value);
  if (value instanceof PyType) return new PygClass(border, value);
  if (isFunction(value)) return new PygFunction(border, value);
  if (value instanceof PyModule) return new Module(border, value);
  if (value instanceof PyException) return new PygException(border, value);
  return isIterator(value) ? new PygIterator(border, value) : new PygObject(border, value);
}

function isFunction(value: PyObject): boolean {
  return (
    value instanceof PyFunction ||
    value instanceof PyBuiltin ||
    value instanceof PyBoundMethod ||
    value.cls.lookup('__call__') !== undefined
  );
}
