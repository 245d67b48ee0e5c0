// What can be called, and what turns an attribute of a class into a bound one.
import { CodeFlag, type CodeObject } from '../bytecode/code.js';
import { findLiveness, type Liveness } from '../bytecode/liveness.js';
import type { VM } from '../vm/vm.js';
import type { PyDict } from './dict.js';
import type { PyTuple } from './collections.js';
import type { Shape } from './shape.js';
import {
  builtinType,
  cellType,
  classMethodType,
  codeType,
  functionType,
  getSetType,
  methodType,
  methodWrapperType,
  propertyType,
  staticMethodType,
  superType,
  wrapperDescriptorType,
  type PyType,
} from './type.js';
import { allocated, Bytes } from './meter.js';
import { exchange, Holding, isCounted, UNCOUNTED } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';

/** A variable shared by a function and the functions inside it. */
export class PyCell extends PyObject {
  constructor(public value: Value) {
    super(null);
    this.cls = cellType;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  /** Store, for code outside of the loop. */
  set(value: Value): void {
    if (isCounted(this)) exchange(this, this.value, value);
    this.value = value;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.value);
  }
}

/**
 * The answer of a LOAD_GLOBAL: `dict.values[at]`, valid while the layouts of the globals and, for a
 * builtin, of the builtins are the same.
 */
export class GlobalCache {
  constructor(
    readonly globals: PyDict,
    readonly globalsVersion: number,
    readonly dict: PyDict,
    readonly dictVersion: number,
    readonly at: number,
  ) {}
}

/**
 * The answer of a LOAD_METHOD for objects of one class and shape (null for objects that are no
 * PyInstance): the plain function or native that the class has under that name.
 */
export class MethodCache {
  constructor(
    readonly cls: PyType,
    readonly shape: Shape | null,
    readonly typeVersion: number,
    readonly method: PyFunction | PyBuiltin,
  ) {}
}

/**
 * The answer of a LOAD_ATTR or STORE_ATTR on an instance of one shape: its slot. For a store that
 * adds the attribute, `next` is the shape it makes; otherwise null.
 */
export class SlotCache {
  constructor(
    readonly shape: Shape,
    readonly typeVersion: number,
    readonly slot: number,
    readonly next: Shape | null,
  ) {}
}

/** A code object linked to runtime values. Made once for a CodeObject by `linkCode` (vm/link.ts). */
/**
 * Code compiled to JavaScript.
 * @see vm/jit/support.ts for what its functions return
 */
export interface CompiledCode {
  /** Go on with a frame at its pc; `sent` is the value of the yield it stands at, if it does. */
  readonly run: (vm: never, frame: never, sent: Value) => Value;
  /** Call a function of this code with exactly its parameters, which may be none of the special ones. */
  readonly call: (vm: never, caller: never, callee: PyFunction, ...args: Value[]) => Value;
  /** How many arguments those are; -1 when a call has to bind them. */
  readonly arity: number;
}

/** What code has been seen to do. @see vm/jit/profile.ts */
export interface Profile {
  readonly sites: Map<number, Site>;
  /** How often the code was compiled because of what was seen. */
  revisions: number;
}

/** A place that resumes generators. */
export interface Site {
  /** The code of the last one. */
  code: PyCode | null;
  /** How many more of it in a row settle the matter. */
  left: number;
  /** How often it was another than before. */
  changes: number;
}

export class PyCode extends PyObject {
  /** The words of the code object as a plain array: V8 reads small integers from one fastest. */
  readonly instructions: readonly number[];
  readonly names: readonly string[];
  readonly flags: number;
  readonly argCount: number;
  readonly registerCount: number;
  /** True when a call with exactly `argCount` positional arguments needs no binding work. */
  readonly simpleParameters: boolean;
  /** Registers of a new frame. Copied, because a copy of a packed array stays packed. */
  readonly emptyRegisters: readonly Value[];
  /** Where LOAD_GLOBAL found each name last (vm/globals.ts). */
  readonly globalCaches: (GlobalCache | null)[];
  /** What LOAD_METHOD found for each name last (vm/access.ts). */
  readonly methodCaches: (MethodCache | null)[];
  /** Where LOAD_ATTR and STORE_ATTR found each name last in an instance (vm/access.ts). */
  readonly loadCaches: (SlotCache | null)[];
  readonly storeCaches: (SlotCache | null)[];
  private foundLiveness: Liveness | null = null;
  /** What the second engine has made of it (vm/jit): null until then. */
  compiled: CompiledCode | null = null;
  /** The same for while references are counted; undefined until it has been tried. */
  counted: CompiledCode | null | undefined = undefined;
  /** Which generators compiled code of it has resumed, and where (vm/jit/profile.ts). */
  profile: Profile | null = null;
  /** Whether its frames are looked into while they run: compiled code then keeps their registers up to date. */
  showsRegisters = false;
  /** How often it was entered while it was interpreted (vm/jit/heat.ts). */
  heat = 0;

  constructor(
    readonly source: CodeObject,
    readonly constants: readonly Value[],
    /** Whether somebody may notice when a generator of this code is closed: a handler covers a yield. */
    readonly cleansUp: boolean,
  ) {
    super(codeType);
    this.instructions = Array.from(source.instructions);
    this.names = source.names;
    this.flags = source.flags;
    this.argCount = source.argCount;
    this.registerCount = source.registerCount;
    this.simpleParameters =
      source.kwOnlyCount === 0 && (source.flags & (CodeFlag.VARARGS | CodeFlag.VARKEYWORDS)) === 0;
    this.emptyRegisters = Array.from({ length: source.registerCount }, () => undefined);
    this.globalCaches = source.names.map(() => null);
    this.methodCaches = source.names.map(() => null);
    this.loadCaches = source.names.map(() => null);
    this.storeCaches = source.names.map(() => null);
  }

  /** Which temporaries have done their work where: found when references are first counted. */
  get liveness(): Liveness {
    return (this.foundLiveness ??= findLiveness(this.source));
  }

  override get holding(): Holding {
    return Holding.NOTHING;
  }
}

export const NO_CELLS: readonly PyCell[] = [];

/** A function made by `def` or `lambda`. */
export class PyFunction extends PyObject {
  name: string;
  qualname: string;
  doc: Value;
  module: Value;
  private ownAnnotations: PyDict | null = null;

  constructor(
    public code: PyCode,
    readonly globals: PyDict,
    /** The cells of its free variables. */
    readonly closure: readonly PyCell[],
    private ownDefaults: PyTuple | null,
    private ownKwDefaults: PyDict | null,
  ) {
    super(functionType);
    this.attributes = null;
    this.name = code.source.name;
    this.qualname = code.source.qualname;
    this.doc = code.source.docstring;
    this.module = globals.getStr('__name__') ?? null;
  }

  get defaults(): PyTuple | null {
    return this.ownDefaults;
  }

  set defaults(value: PyTuple | null) {
    if (isCounted(this)) exchange(this, this.ownDefaults, value);
    this.ownDefaults = value;
  }

  get kwDefaults(): PyDict | null {
    return this.ownKwDefaults;
  }

  set kwDefaults(value: PyDict | null) {
    if (isCounted(this)) exchange(this, this.ownKwDefaults, value);
    this.ownKwDefaults = value;
  }

  /** `__annotations__`, made on demand. */
  get annotations(): PyDict | null {
    return this.ownAnnotations;
  }

  set annotations(value: PyDict | null) {
    if (isCounted(this)) exchange(this, this.ownAnnotations, value);
    this.ownAnnotations = value;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.globals);
    visit(this.module);
    visit(this.ownDefaults);
    visit(this.ownKwDefaults);
    visit(this.doc);
    visit(this.attributes);
    for (let i = this.closure.length - 1; i >= 0; i--) visit(this.closure[i]);
    visit(this.ownAnnotations);
  }
}

/**
 * TypeScript code behind a built-in function or method. It gets the arguments in order, `undefined`
 * for an optional one that was not given; a variadic one gets (vm, args, keywords | null).
 * It returns its result, or PUSHED after it pushed a frame whose result is to be its own.
 */
export type Native = (vm: VM, ...args: never[]) => Value;

/** How CPython words wrong argument counts, which differs with how its C function is declared. */
export type Convention =
  /** f() takes no arguments (1 given); f() takes exactly one argument (2 given) */
  | 'fixed'
  /** f expected at least 1 argument, got 0 */
  | 'unpack'
  /** keyword names are known: f() takes at most 2 arguments (3 given), missing required argument … */
  | 'keywords'
  /** any arguments: the native checks */
  | 'variadic';

/** What a method does with all of a text. */
export const enum TextWork {
  /** Nothing, or it says itself what. */
  NONE,
  /** It searches or copies. */
  SCAN,
  /** It looks at each character. */
  EACH,
}

export class PyBuiltin extends PyObject {
  /** The class whose method this is; a call checks that the first argument is its instance. */
  owner: PyType | null = null;
  doc: Value = null;
  module: string | null = null;
  /**
   * The class whose suspended instance a call with nothing else only resumes, which the interpreter
   * loop does itself: generators, for next and __next__.
   */
  resumes: PyType | null = null;

  /** What a call does with all of `self`, which is a text or bytes. */
  textWork = TextWork.NONE;

  constructor(
    cls: PyType,
    readonly name: string,
    /** As error messages name it: `list.append`. */
    public qualname: string,
    readonly convention: Convention,
    /** Arguments at least and at most, `self` included. */
    readonly min: number,
    readonly max: number,
    /** Parameter names for convention 'keywords'; those before `positionalOnly` cannot be keywords. */
    readonly parameters: readonly string[],
    readonly positionalOnly: number,
    /** Parameters from this index on are keyword-only. */
    readonly keywordOnlyFrom: number,
    readonly native: Native,
  ) {
    super(cls);
  }

  override get holding(): Holding {
    return Holding.NOTHING;
  }
}

function boundType(fn: Value): PyType {
  if (!(fn instanceof PyBuiltin)) return methodType;
  return fn.cls === wrapperDescriptorType ? methodWrapperType : builtinType;
}

/** A function or built-in with its first argument. */
export class PyBoundMethod extends PyObject {
  constructor(
    readonly self: Value,
    readonly fn: Value,
  ) {
    super(null);
    this.cls = boundType(fn);
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.fn);
    visit(this.self);
  }
}

export class PyProperty extends PyObject {
  constructor(
    readonly getter: Value,
    readonly setter: Value,
    readonly deleter: Value,
    public doc: Value,
    cls: PyType = propertyType,
  ) {
    super(cls);
  }
}

export class PyStaticMethod extends PyObject {
  constructor(
    public fn: Value,
    cls: PyType = staticMethodType,
  ) {
    super(cls);
  }
}

export class PyClassMethod extends PyObject {
  constructor(
    public fn: Value,
    cls: PyType = classMethodType,
  ) {
    super(cls);
  }
}

/** A native attribute of a built-in class: `__dict__`, `gi_frame`, `args` … */
export class PyGetSet extends PyObject {
  owner: PyType | null = null;

  constructor(
    readonly name: string,
    readonly get: (vm: VM, self: never) => Value,
    /** `undefined` as value deletes. Null: the attribute is read-only. */
    readonly set: ((vm: VM, self: never, value: Value) => void) | null,
  ) {
    super(getSetType);
  }

  override get holding(): Holding {
    return Holding.NOTHING;
  }
}

/** `super()`: attributes of `self` looked up after `start` in the MRO of `selfType`. */
export class PySuper extends PyObject {
  constructor(
    readonly start: PyType,
    readonly self: Value,
    readonly selfType: PyType,
    cls: PyType = superType,
  ) {
    super(cls);
  }
}
