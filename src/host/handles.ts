// Python objects that the host holds. A handle is the object, not a copy: what the host changes the
// script sees, and the other way round. What an operation does follows the operator or the built-in
// function of Python that it stands for, special methods included.
import { PyBuiltin, PyBoundMethod, PyFunction } from '../objects/functions.js';
import { nativeItems } from '../vm/iterate.js';
import type { PyException } from '../objects/exceptions.js';
import { asStr, PyDict } from '../objects/dict.js';
import { isInstance } from '../objects/type-of.js';
import type { PyModule } from '../objects/module.js';
import type { PyType } from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import { getAttribute, getAttributeSync, setAttribute } from '../vm/access.js';
import { enterCall } from '../vm/calls.js';
import type { Enter } from '../vm/execution.js';
import { nameError } from '../vm/globals.js';
import { compare, contains, length as lengthOf } from '../vm/operators.js';
import { repr, str } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { driveCall } from './driving.js';
import { Execution } from './execution.js';
import type { Border } from './border.js';
import type { PygIterator } from './generators.js';
import { Keywords, type CopyOptions, type HostValue, type PygValue } from './values.js';

/** What a handle holds; apart from it, so that printing a handle does not print a VM. */
interface Content {
  readonly border: Border;
  readonly value: PyObject;
}

const contents = new WeakMap<PygObject, Content>();

/** The object behind a handle, and the border it came over. */
export function contentOf(handle: PygObject): Content {
  return contents.get(handle)!;
}

/** The same for a handle that is known to be one of such objects. */
export function behind<T extends PyObject>(handle: PygObject): { border: Border; value: T } {
  return contents.get(handle) as { border: Border; value: T };
}

/** Do something with the object behind a handle. @returns the result for the host */
export function ask(handle: PygObject, enter: (vm: VM, value: PyObject) => Value): PygValue {
  const { border, value } = contentOf(handle);
  return border.toHost(border.run((vm) => enter(vm, value))) as PygValue;
}

/** A call with arguments of the host, which are converted now. */
export function callOf(border: Border, callee: Value, args: readonly unknown[]): Enter {
  const last = args[args.length - 1];
  const named = last instanceof Keywords ? last : null;
  const positional = named === null ? args : args.slice(0, -1);
  const values = positional.map((arg) => border.toPython(arg));
  const given = named === null ? null : new PyDict();
  if (named !== null) {
    for (const [name, value] of Object.entries(named.values)) {
      given!.setStr(name, border.toPython(value));
    }
  }
  return (vm) => enterCall(vm, callee, values, given);
}

/** Call something with arguments of the host. */
export function callWith(border: Border, callee: Value, args: readonly unknown[]): Value {
  return border.run(callOf(border, callee, args));
}

/**
 * An object of a script: an instance of a class, and what else has no counterpart in JavaScript. The
 * same object is the same handle for as long as the host has that.
 *
 * @example
 * const vm = new VM();
 * const module = vm.run(`
 * class Point:
 *     def __init__(self, x): self.x = x
 *     def moved(self, by): return Point(self.x + by)
 * point = Point(4)
 * `);
 * const point = module.get<PygObject>('point');
 * assert.equal(point.type, 'Point');
 * assert.equal(point.callMethod<PygObject>('moved', 2).attributes.get('x'), 6);
 */
export class PygObject {
  /** @internal */
  constructor(border: Border, value: PyObject) {
    contents.set(this, { border, value });
  }

  /** The name of its class. */
  get type(): string {
    return contentOf(this).value.cls.name;
  }

  /** Its class. */
  get class(): PygClass {
    const { border, value } = contentOf(this);
    return border.toHost(value.cls) as PygClass;
  }

  /** Its attributes, as `getattr`, `setattr`, `hasattr` and `delattr` see them. */
  get attributes(): PygAttributes {
    return new PygAttributes(this);
  }

  /**
   * Call a method.
   * @param args its arguments, `keywords({ … })` as the last one for those by name
   * @throws PygError what the method raises; AttributeError when there is none
   */
  callMethod<T = PygValue>(name: string, ...args: HostValue[]): T {
    const { border, value } = contentOf(this);
    const method = border.run((vm) => getAttribute(vm, value, name));
    return border.toHost(callWith(border, method, args)) as T;
  }

  /**
   * The same, waiting as `PygFunction.callAsync` does.
   * @returns the result; rejected with what the method raises
   */
  async callMethodAsync<T = PygValue>(name: string, ...args: HostValue[]): Promise<T> {
    const { border, value } = contentOf(this);
    const method = border.run((vm) => getAttribute(vm, value, name));
    return (await driveCall(border, callOf(border, method, args))) as T;
  }

  /**
   * `iter(object)`.
   * @throws PygError TypeError when it cannot be iterated
   */
  iterate<T = PygValue>(): PygIterator<T> {
    const { border, value } = contentOf(this);
    return border.iterate(value) as PygIterator<T>;
  }

  /** Whether Python's `==` says that it is equal to something. */
  equals(other: HostValue): boolean {
    const { border, value } = contentOf(this);
    const second = border.toPython(other);
    return border.isTrue(border.run((vm) => compare(vm, value, second, 'eq')));
  }

  /**
   * A copy of JavaScript's own kind, as deep as lists, tuples, dicts and sets go: a list or tuple is an
   * array, a dict a `Map`, a set a `Set`. What has no counterpart stays a handle.
   * @throws TypeError for a dict with a key that is no string, if dicts are to be objects
   */
  toJS(options: CopyOptions = {}): unknown {
    const { border, value } = contentOf(this);
    return border.copy(value, options);
  }

  /** `repr(object)` */
  repr(): string {
    return ask(this, (vm, value) => repr(vm, value)) as string;
  }

  /** `str(object)` */
  toString(): string {
    return ask(this, (vm, value) => str(vm, value)) as string;
  }
}

/** The attributes of an object. */
export class PygAttributes {
  /** @internal */
  constructor(private readonly of: PygObject) {}

  /**
   * `getattr(object, name)`, and `undefined` when there is no such attribute.
   * @throws PygError what a property raises, AttributeError excepted
   */
  get<T = PygValue>(name: string): T | undefined {
    const { border, value } = contentOf(this.of);
    const found = border.run((vm) => getAttributeSync(vm, value, name));
    return found === undefined ? undefined : (border.toHost(found) as T);
  }

  /** `setattr(object, name, value)` */
  set(name: string, value: HostValue): void {
    const { border, value: object } = contentOf(this.of);
    const converted = border.toPython(value);
    border.run((vm) => setAttribute(vm, object, name, converted));
  }

  /** `hasattr(object, name)` */
  has(name: string): boolean {
    const { border, value } = contentOf(this.of);
    return border.run((vm) => getAttributeSync(vm, value, name)) !== undefined;
  }

  /**
   * `delattr(object, name)`
   * @throws PygError AttributeError when there is no such attribute
   */
  delete(name: string): void {
    const { border, value } = contentOf(this.of);
    border.run((vm) => setAttribute(vm, value, name, undefined));
  }

  /** `dir(object)` */
  names(): string[] {
    const { border, value } = contentOf(this.of);
    const listed = border.run((vm) => enterCall(vm, vm.preludeGlobals.getStr('dir'), [value]));
    return (nativeItems(border.vm, listed) ?? []).map((name) => asStr(name) ?? '');
  }
}

/**
 * What can be called: a function, a bound method, a built-in, an instance with `__call__`.
 *
 * @example
 * const vm = new VM();
 * const double = vm.run('def double(x): return x * 2\n').get<PygFunction<[number], number>>('double');
 * assert.equal(double.call(4), 8);
 * assert.deepEqual([1, 2].map(double.toJS()), [2, 4]);
 */
export class PygFunction<A extends HostValue[] = HostValue[], R = PygValue> extends PygObject {
  /** Its `__name__`, or the name of its class. */
  get name(): string {
    const { value } = contentOf(this);
    const callee = value instanceof PyBoundMethod ? value.fn : value;
    return callee instanceof PyFunction || callee instanceof PyBuiltin ? callee.name : this.type;
  }

  /**
   * Call it.
   * @param args its arguments, `keywords({ … })` as the last one for those by name
   * @throws PygError what it raises; an error of the host's that it does not handle comes out unchanged
   */
  call(...args: A | [...Partial<A>, Keywords]): R {
    const { border, value } = contentOf(this);
    return border.toHost(callWith(border, value, args)) as R;
  }

  /**
   * Call it, waiting for what functions of the host have promised: at any depth, while others run. It
   * begins at once. A coroutine is run to its end, as a task of the VM's own event loop.
   * @param args its arguments, `keywords({ … })` as the last one for those by name
   * @returns the result; rejected with what the call raises
   */
  async callAsync(...args: A | [...Partial<A>, Keywords]): Promise<R> {
    const { border, value } = contentOf(this);
    return (await driveCall(border, callOf(border, value, args))) as R;
  }

  /**
   * A function of JavaScript that calls it: the same one each time. It gets as many arguments as the
   * function takes by position, so that it can be handed to `map` and its like.
   */
  override toJS(): (...args: A) => R {
    const { border } = contentOf(this);
    return border.inward.wrapperOf(this as unknown as PygFunction) as (...args: A) => R;
  }
}

/** A class. To call it makes an instance. */
export class PygClass<A extends HostValue[] = HostValue[], R = PygObject> extends PygFunction<
  A,
  R
> {
  override get name(): string {
    return behind<PyType>(this).value.name;
  }

  /** `isinstance(value, this)`, without asking a metaclass. */
  isInstance(value: HostValue): boolean {
    const { border, value: cls } = behind<PyType>(this);
    return isInstance(border.toPython(value), cls);
  }

  /** `issubclass(this, other)`, without asking a metaclass. */
  isSubclassOf(other: PygClass): boolean {
    return behind<PyType>(this).value.isSubclassOf(behind<PyType>(other).value);
  }
}

/** A call that can be ended before its time. */
export interface AsyncCall {
  /** The global name of what is called. */
  readonly name: string;
  /** Ends it as it ends a program of `runAsync`; a coroutine is cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/** An instance of an exception class, as a value. */
export class PygException extends PygObject {
  /** The error that it is when it leaves the VM. */
  get error(): unknown {
    const { border, value } = behind<PyException>(this);
    return border.errors.errorFor(value);
  }
}

/**
 * A module: the namespace of a program that has run, or what a script has imported.
 *
 * @example
 * const module = new VM().run('import math\nsize = 3\ndef area(): return math.pi * size ** 2\n');
 * module.set('size', 1);
 * assert.equal(module.call('area'), Math.PI);
 * assert.equal(module.get<Module>('math').call('sqrt', 16), 4);
 * assert.deepEqual(module.names().slice(-3), ['math', 'size', 'area']);
 */
export class Module extends PygObject {
  /** The value of a global name; `undefined` when there is none of that name. */
  get<T = PygValue>(name: string): T {
    const { border, value } = behind<PyModule>(this);
    const found = value.dict.getStr(name);
    return (found === undefined ? undefined : border.toHost(found)) as T;
  }

  /** Set a global name. */
  set(name: string, value: HostValue): void {
    const { border, value: module } = behind<PyModule>(this);
    module.dict.setStr(name, border.toPython(value));
  }

  /** Whether there is a global of that name. */
  has(name: string): boolean {
    return behind<PyModule>(this).value.dict.getStr(name) !== undefined;
  }

  /**
   * Call what a global name stands for. A generator comes back as a PygGenerator, which has not
   * begun to run.
   * @param args its arguments, `keywords({ … })` as the last one for those by name
   * @throws PygError what the call raises; NameError when there is none of that name
   */
  call<T = PygValue>(name: string, ...args: HostValue[]): T {
    const { border } = behind<PyModule>(this);
    return border.toHost(callWith(border, this.callee(name), args)) as T;
  }

  /**
   * The same, waiting as `PygFunction.callAsync` does.
   *
   * @example
   * const host = { wait: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms, ms)) };
   * const vm = new VM({ modules: { host } });
   * const module = vm.run('import host\ndef double(n): return 2 * host.wait(n)\n');
   * assert.deepEqual(await Promise.all([1, 2].map((n) => module.callAsync('double', n))), [2, 4]);
   * const call = module.callAsync({ name: 'double', signal: AbortSignal.timeout(5) }, 60_000);
   * await assert.rejects(call, { name: 'TimeoutError' });
   *
   * @param what the name, or the name with a signal that ends the call before its time
   * @returns the result; rejected with what the call raises, NameError when there is none of that name,
   *   the reason of the signal
   */
  async callAsync<T = PygValue>(what: string | AsyncCall, ...args: HostValue[]): Promise<T> {
    const { border } = behind<PyModule>(this);
    const { name, signal }: AsyncCall = typeof what === 'string' ? { name: what } : what;
    return (await driveCall(border, callOf(border, this.callee(name), args), signal)) as T;
  }

  /**
   * Begin a call that is driven step by step. Nothing runs yet.
   *
   * @example
   * const call = new VM().run('def sum_to(n): return sum(range(n))\n').start<number>('sum_to', 10);
   * assert.equal(call.run(), 'finished');
   * assert.equal(call.result, 45);
   *
   * @throws PygError NameError when there is none of that name
   */
  start<T = PygValue>(name: string, ...args: HostValue[]): Execution<T> {
    const { border } = behind<PyModule>(this);
    const enter = callOf(border, this.callee(name), args);
    return new Execution(border, enter, (result) => border.toHost(result) as T);
  }

  private callee(name: string): Value {
    const { border, value } = behind<PyModule>(this);
    const callee = value.dict.getStr(name);
    if (callee === undefined) throw border.errors.errorFor(nameError(name).exception);
    return callee;
  }

  /** The global names, in the order in which they were made. */
  names(): string[] {
    return behind<PyModule>(this)
      .value.dict.keys.map(asStr)
      .filter((name) => name !== undefined);
  }
}

/** `item in object` */
export function holds(handle: PygObject, item: Value): boolean {
  const { border, value } = contentOf(handle);
  return border.isTrue(border.run((vm) => contains(vm, value, item)));
}

/** `len(object)` */
export function sizeOf(handle: PygObject): number {
  return ask(handle, (vm, value) => lengthOf(vm, value)) as number;
}

/**
 * A copy of JavaScript's own kind of whatever has come out of a VM: what is no handle is itself.
 *
 * @example
 * const vm = new VM();
 * const module = vm.run('x = [1, {"a": (2, 3)}]\n');
 * assert.deepEqual(toJS(module.get('x'), { dicts: 'object' }), [1, { a: [2, 3] }]);
 */
export function toJS(value: unknown, options?: CopyOptions): unknown {
  return value instanceof PygObject ? value.toJS(options) : value;
}

/** How Node shows a handle: as what the object says of itself, if it can. */
function inspect(this: PygObject): string {
  const kind = this.constructor.name;
  try {
    return `${kind} ${this.repr()}`;
  } catch {
    return `${kind} <${this.type}>`;
  }
}
Object.defineProperty(PygObject.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value: inspect,
});
