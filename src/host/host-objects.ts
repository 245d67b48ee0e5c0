// Objects of the host that scripts hold. One of a class that the host has described has the
// attributes and methods that it named; what can be iterated can be iterated; any other is opaque: a
// script can keep it, compare it by identity, and give it back.
import { fixed, getSet, method, preludeFn, staticMethod, variadic } from '../builtins/define.js';
import { defineIterator } from '../builtins/iterator-types.js';
import type { PyDict } from '../objects/dict.js';
import { raised, typeError } from '../objects/exceptions.js';
import { PyIterator } from '../objects/iterators.js';
import { defineType, type PyType } from '../objects/type.js';
import { PyObject, type Value } from '../objects/value.js';
import { preludeFunction } from '../vm/prelude.js';
import type { VM } from '../vm/vm.js';
import { addAsyncIteration } from './async-items.js';
import type { Border } from './border.js';
import { callHost, type HostFunction } from './host-functions.js';

/** What scripts may do with the instances of a class of the host. Nothing else of them is reachable. */
export interface HostClassOptions<T> {
  /** The name of the class for scripts; its own when left out. */
  readonly name?: string;
  /** Properties that scripts can read. */
  readonly attributes?: readonly (keyof T & string)[];
  /** Properties that scripts can read and set. */
  readonly writable?: readonly (keyof T & string)[];
  /** Methods that scripts can call. */
  readonly methods?: readonly (keyof T & string)[];
  /** Makes an instance when a script calls the class; scripts can make none when it is left out. */
  readonly construct?: (...args: never[]) => T;
}

/** A class of the host as scripts see it. See `hostClass`. */
export class HostClass<T = unknown> {
  /** @internal */
  constructor(
    readonly target: abstract new (...args: never[]) => T,
    readonly options: HostClassOptions<T>,
  ) {}
}

/**
 * Describe a class of the host. Handed to a VM, most often in a module, it is a class there, and from
 * then on the instances that come in are instances of it.
 *
 * @example
 * class Account {
 *   balance = 10;
 *   secret = 'xyz';
 *   deposit(amount: number) { this.balance += amount; }
 * }
 * const Described = hostClass(Account, { attributes: ['balance'], methods: ['deposit'] });
 * const vm = new VM({ modules: { bank: { Account: Described } } });
 * const module = vm.run('def use(a):\n    a.deposit(5)\n    return a.balance, hasattr(a, "secret")\n');
 * assert.deepEqual([...module.call<PygTuple>('use', new Account())], [15, false]);
 */
export function hostClass<T>(
  target: abstract new (...args: never[]) => T,
  options: HostClassOptions<T> = {},
): HostClass<T> {
  return new HostClass(target, options);
}

/** An object of the host. */
export class PyHostObject extends PyObject {
  constructor(
    cls: PyType,
    readonly border: Border,
    readonly target: object,
  ) {
    super(cls);
  }

  override visitReferences(): void {
    // What the host holds of the script it holds by handles.
  }
}

/** What a loop over an object of the host asks for its items. */
class HostItems extends PyIterator {
  readonly native = true;
  private done = false;

  constructor(
    private readonly border: Border,
    private readonly iterator: Iterator<unknown, unknown>,
  ) {
    super(itemsType);
  }

  override visitReferences(): void {
    // As above.
  }

  next(): Value {
    if (this.done) return undefined;
    this.done = true;
    return this.border.errors.guard(() => {
      const { done = false, value }: IteratorResult<unknown, unknown> = this.iterator.next();
      if (done) return undefined;
      this.done = false;
      return this.border.toPython(value);
    });
  }

  /** The loop has been left: tell the iterator, unless it has ended or failed itself. */
  close(): void {
    if (this.done) return;
    this.done = true;
    this.border.errors.guard(() => this.iterator.return?.());
  }
}

const itemsType = defineType('host_items', 'native', { subclassable: false });
defineIterator(itemsType);

preludeFn('open_host', fixed(1), (_vm, { border, target }: PyHostObject) =>
  border.errors.guard(
    () => new HostItems(border, (target as Iterable<unknown>)[Symbol.iterator]()),
  ),
);
preludeFn('close_host', fixed(1), (_vm, items: HostItems) => {
  items.close();
  return null;
});

/** The objects of the host that a VM has. */
export class HostObjects {
  private readonly objects = new WeakMap<object, PyHostObject>();
  /** The classes that the host has described, by their prototypes. */
  private readonly classes = new Map<object, PyType>();
  private readonly described = new Map<HostClass, PyType>();
  private readonly opaque = hostType('HostObject');
  private iterable: PyType | null = null;
  private iterator: PyType | null = null;
  private asyncIterable: PyType | null = null;

  constructor(private readonly border: Border) {}

  /** The Python object for one of the host: the same for the same. */
  objectFor(target: object): PyHostObject {
    let object = this.objects.get(target);
    if (object === undefined) {
      object = new PyHostObject(this.classOf(target), this.border, target);
      this.objects.set(target, object);
    }
    return object;
  }

  /** The Python class for a class of the host. */
  describe(hostClass: HostClass): PyType {
    let type = this.described.get(hostClass);
    if (type === undefined) {
      type = makeClass(this.border, hostClass);
      this.described.set(hostClass, type);
      this.classes.set(hostClass.target.prototype as object, type);
    }
    return type;
  }

  private classOf(target: object): PyType {
    let at = Object.getPrototypeOf(target) as object | null;
    for (; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const type = this.classes.get(at);
      if (type !== undefined) return type;
    }
    if (typeof (target as Partial<Iterable<unknown>>)[Symbol.iterator] !== 'function') {
      const isAsync =
        typeof (target as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function';
      return isAsync
        ? (this.asyncIterable ??= addAsyncIteration(this.border.vm, hostType('HostAsyncIterable')))
        : this.opaque;
    }
    return typeof (target as Partial<Iterator<unknown>>).next === 'function'
      ? (this.iterator ??= this.iteratorType())
      : (this.iterable ??= iterableType(this.border.vm, 'HostIterable'));
  }

  /** An iterator of the host: a loop over it ends it, and next() takes one item out of it. */
  private iteratorType(): PyType {
    const type = iterableType(this.border.vm, 'HostIterator');
    method(type, '__next__', fixed(1), (_vm, { border, target }: PyHostObject) => {
      const result = border.errors.guard(() => {
        const { done = false, value } = (target as Iterator<unknown, unknown>).next();
        return done ? null : { item: border.toPython(value) };
      });
      if (result === null) throw raised('StopIteration');
      return result.item;
    });
    return type;
  }
}

/** A class whose instances only the host makes. */
function hostType(name: string): PyType {
  const type = defineType(name, 'native', { subclassable: false });
  type.members.set('__module__', 'pyg');
  return type;
}

/**
 * The class of what can be iterated. Its `__iter__` makes a generator, so that a loop that is left
 * closes it, when CPython would drop the iterator, and that closes the iterator of the host.
 */
function iterableType(vm: VM, name: string): PyType {
  const type = hostType(name);
  type.members.set('__iter__', preludeFunction(vm, 'host_items'));
  return type;
}

function makeClass(border: Border, { target, options }: HostClass): PyType {
  const type = hostType(options.name ?? target.name);
  const writable = new Set<string>(options.writable ?? []);
  for (const name of [...(options.attributes ?? []), ...writable]) {
    const read = (_vm: VM, self: PyHostObject): Value =>
      border.errors.guard(() => border.toPython(Reflect.get(self.target, name)));
    const write = (_vm: VM, self: PyHostObject, value: Value): void => {
      if (value === undefined) throw typeError(`cannot delete attribute '${name}'`);
      border.errors.guard(() => Reflect.set(self.target, name, border.toHost(value)));
    };
    getSet(type, name, read, writable.has(name) ? write : null);
  }
  for (const name of options.methods ?? []) {
    method(type, name, variadic(), (_vm, [self, ...args]: Value[], given: PyDict | null) => {
      const { target: object } = self as PyHostObject;
      return callHost(border, name, Reflect.get(object, name) as HostFunction, object, args, given);
    });
  }
  staticMethod(type, '__new__', variadic(), (_vm, [, ...args]: Value[], given: PyDict | null) => {
    const { construct } = options;
    if (construct === undefined) throw typeError(`cannot create '${type.name}' instances`);
    return callHost(border, type.name, construct, undefined, args, given);
  });
  method(type, '__init__', variadic(), () => null);
  return type;
}
