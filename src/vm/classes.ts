// Making classes: `type(name, bases, namespace)` and the class statement. Which bases fit together is
// in class-layout.ts. A class statement runs in the prelude function build_class, so that its body, a
// metaclass or `__init_subclass__` written in Python never waits inside TypeScript code.
import { Bytes, reserve, spendOnItems } from '../objects/meter.js';
import { hasInstanceDict, instanceDict, setInstanceDict } from '../objects/attributes.js';
import type { PyList } from '../objects/collections.js';
import { PyTuple, tuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { raised, typeError, valueError } from '../objects/exceptions.js';
import {
  PyBuiltin,
  PyCell,
  PyClassMethod,
  PyFunction,
  PyGetSet,
  PyStaticMethod,
} from '../objects/functions.js';
import { makeSlot } from '../objects/slots.js';
import { strIsidentifier } from '../objects/text-classes.js';
import { strRepr } from '../objects/text-repr.js';
import { PUSHED, typeOf } from '../objects/type-of.js';
import { bumpTypeVersion, listType, objectType, PyType, typeType } from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import { attributeError } from './access.js';
import { callSync, enterCall, enterPrelude } from './calls.js';
import { bestBase, calculateMetaclass, noteSlots, resolutionOrder } from './class-layout.js';
import { builtinsOf } from './globals.js';
import { callingFrame } from './introspect.js';
import { nativeItems } from './iterate.js';
import type { VM } from './vm.js';

/** The direct subclasses of built-in classes, which all VMs share: each VM knows its own. */
const derived = new WeakMap<VM, Map<PyType, WeakRef<PyType>[]>>();

/** The classes made so far that have `type` among their bases, oldest first. */
export function subclassesOf(vm: VM, type: PyType): PyType[] {
  const known = type.builtin ? (derived.get(vm)?.get(type) ?? []) : type.subclasses;
  return known
    .map((reference) => reference.deref())
    .filter((subclass) => subclass !== undefined && subclass.bases.includes(type)) as PyType[];
}

/** Every class that the scripts of a VM have made and that is still in use. */
export function userClasses(vm: VM): Set<PyType> {
  const bases = [...(derived.get(vm)?.keys() ?? [])];
  const found = new Set<PyType>();
  for (let base = bases.pop(); base !== undefined; base = bases.pop()) {
    for (const subclass of subclassesOf(vm, base)) {
      if (!found.has(subclass)) bases.push(subclass);
      found.add(subclass);
    }
  }
  return found;
}

function addSubclass(vm: VM, base: PyType, type: PyType): void {
  const reference = new WeakRef(type);
  if (!base.builtin) {
    addReference(base.subclasses, reference);
    return;
  }
  let own = derived.get(vm);
  if (own === undefined) derived.set(vm, (own = new Map<PyType, WeakRef<PyType>[]>()));
  const known = own.get(base);
  if (known === undefined) own.set(base, [reference]);
  else addReference(known, reference);
}

/** How many references there are at least before those are looked for that lead nowhere any more. */
const FEW_REFERENCES = 64;

function addReference(known: WeakRef<PyType>[], reference: WeakRef<PyType>): void {
  const { length } = known;
  // Each time they have doubled: on average each is looked at twice.
  if (length >= FEW_REFERENCES && (length & (length - 1)) === 0) {
    const alive = known.filter((each) => each.deref() !== undefined);
    known.length = 0;
    for (const each of alive) known.push(each);
  }
  known.push(reference);
}

/**
 * `type.__new__(metaclass, name, bases, namespace, **keywords)`.
 * @returns the class, or PUSHED when Python code has to run before it is complete
 * @throws Raised TypeError, ValueError as CPython does
 */
export function makeClass(
  vm: VM,
  metaclass: PyType,
  name: string,
  bases: PyTuple,
  namespace: PyDict,
  keywords: PyDict | null,
): Value {
  const winner = calculateMetaclass(metaclass, bases.items);
  if (winner !== metaclass) {
    const make = winner.lookup('__new__');
    const callable = make instanceof PyStaticMethod ? make.fn : make;
    const native = typeType.members.get('__new__');
    if (!(native instanceof PyStaticMethod) || callable !== native.fn) {
      return enterCall(vm, callable, [winner, name, bases, namespace], keywords);
    }
  }
  const given = bases.items.length === 0 ? [objectType] : bases.items;
  const base = bestBase(given);
  const types = given as readonly PyType[];
  const type = new PyType(winner, name, types, base.layout, false);
  const slots = slotsOf(vm, type, base, types, namespace);
  type.mro = orderOf(vm, type, types);
  fillMembers(vm, type, namespace);
  addDescriptors(type, base, types, slots);
  for (const each of types) addSubclass(vm, each, type);
  return completeClass(vm, type, namespace, keywords);
}

function orderOf(vm: VM, type: PyType, bases: readonly PyType[]): readonly PyType[] {
  const method = type.cls.lookup('mro');
  if (method instanceof PyBuiltin || method === undefined) return resolutionOrder(type, bases);
  const items = nativeItems(vm, callSync(vm, method, [type]));
  if (items === null) throw typeError('mro() must return a sequence of classes');
  for (const item of items) {
    if (!(item instanceof PyType)) {
      throw typeError(`mro() returned a non-class ('${typeOf(item).name}')`);
    }
  }
  return items as PyType[];
}

/** What `__slots__` of a class body asks for. */
interface Slots {
  readonly names: readonly string[];
  /** Whether it is there at all; without it instances get a `__dict__`. */
  readonly given: boolean;
  readonly dict: boolean;
  readonly weakref: boolean;
}

const NO_SLOTS: Slots = { names: [], given: false, dict: true, weakref: true };

/** Layouts of variable size in CPython, which leaves no room for slots. */
const UNSLOTTABLE: readonly string[] = ['int', 'tuple', 'bytes', 'type'];

function slotsOf(
  vm: VM,
  type: PyType,
  base: PyType,
  bases: readonly PyType[],
  namespace: PyDict,
): Slots {
  const value = namespace.getStr('__slots__');
  if (value === undefined) return NO_SLOTS;
  const items = typeof value === 'string' ? [value] : itemsOf(vm, value);
  if (items.length > 0 && UNSLOTTABLE.includes(base.layout)) {
    throw typeError(`nonempty __slots__ not supported for subtype of '${base.name}'`);
  }
  const names: string[] = [];
  let dict = false;
  let weakref = false;
  for (const item of items) {
    const slot = asStr(item);
    if (slot === undefined) {
      throw typeError(`__slots__ items must be strings, not '${typeOf(item).name}'`);
    }
    if (!strIsidentifier(slot)) throw typeError('__slots__ must be identifiers');
    if (slot === '__dict__') {
      if (dict || hasDict(base)) throw typeError('__dict__ slot disallowed: we already got one');
      dict = true;
    } else if (slot === '__weakref__') {
      if (weakref || base.lookup('__weakref__') !== undefined) {
        throw typeError(
          '__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0',
        );
      }
      weakref = true;
    } else {
      const key = mangle(type.name, slot);
      if (!names.includes(key)) names.push(key);
      if (
        key !== '__qualname__' &&
        key !== '__classcell__' &&
        namespace.getStr(key) !== undefined
      ) {
        throw valueError(`${strRepr(slot)} in __slots__ conflicts with class variable`);
      }
    }
  }
  names.sort();
  return { names, given: true, dict: dict || bases.some(hasDict), weakref };
}

function itemsOf(vm: VM, iterable: Value): readonly Value[] {
  return (
    nativeItems(vm, iterable) ?? (callSync(vm, listType, [iterable]) as PyList | PyTuple).items
  );
}

function hasDict(type: PyType): boolean {
  return type === typeType || type.layout === 'type' || hasInstanceDict(type);
}

/** A private name as the compiler stores it: `__x` in class `_A` is `_A__x`. */
function mangle(className: string, name: string): string {
  const stripped = className.replace(/^_+/, '');
  if (!name.startsWith('__') || name.endsWith('__') || stripped === '') return name;
  return `_${stripped}${name}`;
}

/** Functions that a class body need not decorate. */
const IMPLICIT_CLASS_METHODS = ['__init_subclass__', '__class_getitem__'];

function fillMembers(vm: VM, type: PyType, namespace: PyDict): void {
  const { members } = type;
  spendOnItems(namespace.size);
  reserve(namespace.size * Bytes.ENTRY);
  namespace.keys.forEach((key, at) => {
    const name = asStr(key);
    if (name !== undefined) members.set(name, namespace.values[at]);
  });
  const qualname = members.get('__qualname__');
  if (qualname !== undefined) {
    const text = asStr(qualname);
    if (text === undefined) {
      throw typeError(`type __qualname__ must be a str, not ${typeOf(qualname).name}`);
    }
    type.qualname = text;
    members.delete('__qualname__');
  }
  if (!members.has('__module__')) {
    const module = callingFrame(vm)?.globals.getStr('__name__');
    if (module !== undefined) members.set('__module__', module);
  }
  const make = members.get('__new__');
  if (make instanceof PyFunction) members.set('__new__', new PyStaticMethod(make));
  for (const name of IMPLICIT_CLASS_METHODS) {
    const method = members.get(name);
    if (method instanceof PyFunction) members.set(name, new PyClassMethod(method));
  }
  const cell = members.get('__classcell__');
  if (cell !== undefined) {
    if (!(cell instanceof PyCell)) {
      const got = `<class '${typeOf(cell).name}'>`;
      throw typeError(`__classcell__ must be a nonlocal cell, not ${got}`);
    }
    cell.set(type);
    members.delete('__classcell__');
  }
}

function addDescriptors(type: PyType, base: PyType, bases: readonly PyType[], slots: Slots): void {
  const { members } = type;
  if (slots.given && !slots.dict) {
    const inherited = base.slotNames ?? [];
    const keys = slots.names.map((name) => slotKey(inherited, name));
    type.slotNames = [...keys.toSorted(), ...inherited];
    slots.names.forEach((name, at) => members.set(name, makeSlot(type, name, keys[at]!)));
  } else {
    for (const name of slots.names) members.set(name, makeSlot(type, name, name));
    if (slots.names.length > 0) noteSlots(type);
    if (!bases.some(hasDict)) members.set('__dict__', dictDescriptor(type));
  }
  const weakly = slots.given ? slots.weakref : !UNSLOTTABLE.includes(base.layout);
  if (weakly && !bases.some((each) => each.lookup('__weakref__') !== undefined)) {
    members.set('__weakref__', weakrefDescriptor(type));
  }
  if (!members.has('__doc__')) members.set('__doc__', null);
  if (members.has('__eq__') && !members.has('__hash__')) members.set('__hash__', null);
}

function slotKey(taken: readonly string[], name: string): string {
  let key = name;
  while (taken.includes(key)) key += "'";
  return key;
}

/** The attribute `__dict__` of instances. */
export function dictDescriptor(owner: PyType): PyGetSet {
  const descriptor = new PyGetSet(
    '__dict__',
    (_vm, self: PyObject) => {
      if (!hasInstanceDict(self.cls)) throw attributeError(self, '__dict__');
      return instanceDict(self);
    },
    (_vm, self: PyObject, value) => {
      if (!hasInstanceDict(self.cls)) throw attributeError(self, '__dict__');
      if (value === undefined) throw typeError('cannot delete __dict__');
      if (!(value instanceof PyDict)) {
        const got = typeOf(value).name;
        throw typeError(`__dict__ must be set to a dictionary, not a '${got}'`);
      }
      setInstanceDict(self, value);
    },
  );
  descriptor.owner = owner;
  return descriptor;
}

function weakrefDescriptor(owner: PyType): PyGetSet {
  const descriptor = new PyGetSet('__weakref__', () => null, null);
  descriptor.owner = owner;
  return descriptor;
}

/** `__set_name__` of the members and `__init_subclass__` of the bases. */
function completeClass(vm: VM, type: PyType, namespace: PyDict, keywords: PyDict | null): Value {
  if (type.hasFinalizer()) {
    // The constructors of other built-in classes do not tell when they make an instance.
    if (type.layout === 'object') vm.wantCounting();
    else vm.keepCounting();
  }
  const named: Value[] = [];
  namespace.keys.forEach((key, at) => {
    const value = namespace.values[at];
    if (value === undefined || typeOf(value).lookup('__set_name__') === undefined) return;
    named.push(tuple([value, key]));
  });
  const hook = type.mro.slice(1).find((each) => each.members.has('__init_subclass__'));
  const silent = hook === undefined || hook === objectType;
  if (silent && keywords !== null && keywords.size > 0 && named.length === 0) {
    throw typeError(`${type.qualname}.__init_subclass__() takes no keyword arguments`);
  }
  if (silent && named.length === 0) return type;
  return enterPrelude(vm, 'complete_class', type, tuple(named), keywords ?? new PyDict());
}

/**
 * The class statement (BUILD_CLASS): a call of `__build_class__`, which a script may have replaced.
 * @returns the class, or PUSHED
 * @throws Raised NameError where the built-in names are others and lack it
 */
export function enterClassStatement(
  vm: VM,
  body: Value,
  name: string,
  bases: PyTuple,
  keywords: PyDict | null,
): Value {
  const hook = builtinsOf(vm, vm.frame!.globals).getStr('__build_class__');
  if (hook === undefined) throw raised('NameError', '__build_class__ not found');
  return hook instanceof PyBuiltin
    ? buildClass(vm, body, name, bases, keywords)
    : enterCall(vm, hook, [body, name, ...bases.items], keywords);
}

/**
 * `__build_class__`: metaclass, namespace, body, class.
 * @returns PUSHED: the class is the result of the frame that was pushed
 */
export function buildClass(
  vm: VM,
  body: Value,
  name: string,
  bases: PyTuple,
  keywords: PyDict | null,
): Value {
  return enterPrelude(
    vm,
    'build_class',
    body,
    name,
    bases,
    keywords === null ? new PyDict() : keywords.copy(),
  );
}

/** Run the body of a class with its namespace. */
export function runClassBody(vm: VM, body: Value, namespace: PyObject): Value {
  const result = enterCall(vm, body, []);
  if (result === PUSHED) vm.pushed!.owner = namespace;
  return result;
}

/**
 * `cls.__bases__ = bases`: a new resolution order for the class and all that derive from it.
 * @throws Raised TypeError as CPython does; then nothing has changed
 */
export function setBases(vm: VM, type: PyType, value: Value): void {
  if (!(value instanceof PyTuple)) {
    throw typeError(`can only assign tuple to ${type.name}.__bases__, not ${typeOf(value).name}`);
  }
  if (value.items.length === 0) {
    throw typeError(`can only assign non-empty tuple to ${type.name}.__bases__, not ()`);
  }
  for (const base of value.items) {
    if (!(base instanceof PyType)) {
      const got = typeOf(base).name;
      throw typeError(`${type.name}.__bases__ must be tuple of classes, not '${got}'`);
    }
    if (base.isSubclassOf(type)) {
      throw typeError('a __bases__ item causes an inheritance cycle');
    }
  }
  const base = bestBase(value.items);
  const old = bestBase(type.bases);
  // CPython frees instances of built-in classes in ways of their own.
  if (base !== old && (base.builtin || old.builtin)) {
    throw typeError(`__bases__ assignment: '${base.name}' deallocator differs from '${old.name}'`);
  }
  if (base.layout !== old.layout || hasDict(base) !== hasDict(old)) {
    throw typeError(
      `__bases__ assignment: '${base.name}' object layout differs from '${old.name}'`,
    );
  }
  const oldBases = type.bases;
  const changed: [PyType, readonly PyType[]][] = [];
  type.bases = value.items as PyType[];
  try {
    renewOrder(vm, type, changed);
  } catch (error) {
    type.bases = oldBases;
    for (const [each, mro] of changed) each.mro = mro;
    throw error;
  }
  for (const each of type.bases) if (!oldBases.includes(each)) addSubclass(vm, each, type);
  bumpTypeVersion();
}

function renewOrder(vm: VM, type: PyType, changed: [PyType, readonly PyType[]][]): void {
  const mro = orderOf(vm, type, type.bases);
  changed.push([type, type.mro]);
  type.mro = mro;
  for (const subclass of subclassesOf(vm, type)) renewOrder(vm, subclass, changed);
}
