// Classes: PyType, method resolution, and the table of built-in types. The built-in types are
// shared by all VMs of a process, which is safe because scripts cannot change them.
import { allocated, Bytes, reserveItems, spendOnItems } from './meter.js';
import { Holding, UNCOUNTED, exchange } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';
import { Shape } from './shape.js';

/**
 * Which TypeScript class the instances of a type are. A subclass inherits it from its most
 * specific base; two bases with different layouts conflict unless one is 'object'.
 */
export type Layout =
  | 'object'
  | 'int'
  | 'float'
  | 'str'
  | 'bytes'
  | 'bytearray'
  | 'list'
  | 'tuple'
  | 'dict'
  | 'set'
  | 'type'
  | 'exception'
  | 'property'
  | 'native';

/** Which patterns of `match` take the instances of a class. */
export type CollectionKind = 'sequence' | 'mapping';

/** Bumped whenever any class changes after it was made: every lookup cache is stale then. */
let typeVersion = 0;

export class PyType extends PyObject {
  /** Attribute lookups through the MRO that were made since `cacheVersion`. */
  private readonly cache = new Map<string, Value>();
  private cacheVersion = 0;
  /** The answer of hasFinalizer(), as of that version. */
  private finalizer = false;
  private finalizerVersion = -1;
  readonly members = new Map<string, Value>();
  mro: readonly PyType[];
  qualname: string;
  /**
   * For built-in exceptions: whether nothing but BaseException makes and initialises the instances;
   * null until somebody asks.
   */
  plainException: boolean | null = null;
  /** What the class says about patterns; what it does not say its bases do (vm/patterns.ts). */
  collection: CollectionKind | null = null;
  /** Whether the one positional subpattern of a class pattern is for the instance itself. */
  matchesSelf = false;
  /** The shape that instances start with. */
  readonly rootShape = new Shape();
  /** Direct subclasses, for `__subclasses__`; null for built-in types, which would outlive a VM. */
  readonly subclasses: WeakRef<PyType>[] = [];
  /**
   * Names of `__slots__` when instances have no `__dict__`, in the order in which an instance gives up
   * their values; null otherwise.
   */
  slotNames: readonly string[] | null = null;

  constructor(
    metaclass: PyType | null,
    public name: string,
    public bases: readonly PyType[],
    readonly layout: Layout,
    /** Made by the VM, not by a script: cannot be changed. */
    readonly builtin: boolean,
    /** Whether a script may derive from it. */
    readonly subclassable: boolean = true,
  ) {
    super(null);
    this.cls = metaclass ?? this;
    this.attributes = null;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT + Bytes.CLASS);
    this.qualname = name;
    this.mro = [this];
  }

  /** The attribute `name` found along the MRO, or undefined. */
  lookup(name: string): Value {
    if (this.cacheVersion !== typeVersion) {
      this.cache.clear();
      this.cacheVersion = typeVersion;
    }
    const cached = this.cache.get(name);
    if (cached !== undefined) return cached === MISSING ? undefined : cached;
    let found: Value = undefined;
    for (const type of this.mro) {
      found = type.members.get(name);
      if (found !== undefined) break;
    }
    this.cache.set(name, found === undefined ? MISSING : found);
    return found;
  }

  /** A class refers to itself in many ways: only the collector could tell that it is unreachable. */
  override get holding(): Holding {
    return this.builtin ? Holding.NOTHING : Holding.FOREVER;
  }

  override visitReferences(visit: Visit): void {
    for (const member of this.members.values()) visit(member);
  }

  /** Set or, with undefined, delete a member of this class. */
  setMember(name: string, value: Value): void {
    exchange(this, this.members.get(name), value);
    if (value === undefined) this.members.delete(name);
    else this.members.set(name, value);
    typeVersion++;
  }

  /** Whether instances have a `__del__`. */
  hasFinalizer(): boolean {
    if (this.finalizerVersion !== typeVersion) {
      this.finalizerVersion = typeVersion;
      this.finalizer = this.lookup('__del__') !== undefined;
    }
    return this.finalizer;
  }

  isSubclassOf(other: PyType): boolean {
    return this === other || this.mro.includes(other);
  }
}

/** Cached answer of a lookup that found nothing. It is never visible outside this file. */
const MISSING = Symbol('missing') as unknown as PyObject;

/** The version of the class world: inline caches compare it. */
export function currentTypeVersion(): number {
  return typeVersion;
}

/** Invalidate every lookup cache, after an MRO changed. */
export function bumpTypeVersion(): void {
  typeVersion++;
}

/**
 * The C3 linearisation of a class with the given bases, or null when there is none.
 * @see https://docs.python.org/3.11/howto/mro.html
 */
export function linearise(type: PyType, bases: readonly PyType[]): PyType[] | null {
  if (bases.length === 1) {
    reserveItems(bases[0]!.mro.length);
    return [type, ...bases[0]!.mro];
  }
  const sequences = [...bases.map((base) => [...base.mro]), [...bases]];
  const size = sequences.reduce((sum, sequence) => sum + sequence.length, 0);
  reserveItems(size);
  const mro: PyType[] = [type];
  for (;;) {
    const open = sequences.filter((sequence) => sequence.length > 0);
    if (open.length === 0) return mro;
    spendOnItems(size);
    const next = open
      .map((sequence) => sequence[0]!)
      .find((candidate) => open.every((sequence) => sequence.indexOf(candidate) <= 0));
    if (next === undefined) return null;
    mro.push(next);
    for (const sequence of open) if (sequence[0] === next) sequence.shift();
  }
}

export const typeType = new PyType(null, 'type', [], 'type', true);
export const objectType = new PyType(typeType, 'object', [], 'object', true);
typeType.bases = [objectType];
typeType.mro = [typeType, objectType];

/** Make a built-in type. */
export function defineType(
  name: string,
  layout: Layout,
  options: { base?: PyType; subclassable?: boolean } = {},
): PyType {
  const base = options.base ?? objectType;
  const type = new PyType(typeType, name, [base], layout, true, options.subclassable ?? true);
  type.mro = [type, ...base.mro];
  return type;
}

const final = { subclassable: false };
export const noneType = defineType('NoneType', 'native', final);
export const intType = defineType('int', 'int');
export const boolType = defineType('bool', 'int', { base: intType, subclassable: false });
export const floatType = defineType('float', 'float');
export const strType = defineType('str', 'str');
export const bytesType = defineType('bytes', 'bytes');
export const bytearrayType = defineType('bytearray', 'bytearray');
export const listType = defineType('list', 'list');
export const tupleType = defineType('tuple', 'tuple');
export const dictType = defineType('dict', 'dict');
export const setType = defineType('set', 'set');
export const frozensetType = defineType('frozenset', 'set');
export const rangeType = defineType('range', 'native', final);
export const sliceType = defineType('slice', 'native', final);
export const functionType = defineType('function', 'native', final);
export const builtinType = defineType('builtin_function_or_method', 'native', final);
export const methodDescriptorType = defineType('method_descriptor', 'native', final);
export const wrapperDescriptorType = defineType('wrapper_descriptor', 'native', final);
export const methodWrapperType = defineType('method-wrapper', 'native', final);
export const classMethodDescriptorType = defineType('classmethod_descriptor', 'native', final);
export const getSetType = defineType('getset_descriptor', 'native', final);
export const memberType = defineType('member_descriptor', 'native', final);
export const methodType = defineType('method', 'native', final);
export const propertyType = defineType('property', 'property');
export const staticMethodType = defineType('staticmethod', 'object');
export const classMethodType = defineType('classmethod', 'object');
/** Of the static and class methods of built-in classes, which all VMs share: nobody changes those. */
export const sharedStaticMethodType = defineType('staticmethod', 'object', {
  base: staticMethodType,
  subclassable: false,
});
export const sharedClassMethodType = defineType('classmethod', 'object', {
  base: classMethodType,
  subclassable: false,
});
export const superType = defineType('super', 'native');
export const cellType = defineType('cell', 'native', final);
export const codeType = defineType('code', 'native', final);
export const frameType = defineType('frame', 'native', final);
export const tracebackType = defineType('traceback', 'native', final);
export const moduleType = defineType('module', 'object');
export const generatorType = defineType('generator', 'native', final);
export const coroutineType = defineType('coroutine', 'native', final);
export const coroutineWrapperType = defineType('coroutine_wrapper', 'native', final);
export const asyncGeneratorType = defineType('async_generator', 'native', final);
export const asendType = defineType('async_generator_asend', 'native', final);
export const athrowType = defineType('async_generator_athrow', 'native', final);
export const anextAwaitableType = defineType('anext_awaitable', 'native', final);
export const mappingProxyType = defineType('mappingproxy', 'native', final);
export const ellipsisType = defineType('ellipsis', 'native', final);
export const notImplementedType = defineType('NotImplementedType', 'native', final);
