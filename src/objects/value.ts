// What a Python value is in JavaScript. The common case is a primitive, the rare case an object:
//   None null · unbound undefined · bool boolean · int number (safe integers) or bigint (all others,
//   never in the safe range) · str string · everything else a PyObject.
import type { PyDict } from './dict.js';
import { allocated, Bytes } from './meter.js';
import { Holding, UNCOUNTED } from './references.js';
import type { PyType } from './type.js';

/** A Python value, or `undefined` for "unbound". */
export type Value = null | undefined | boolean | number | bigint | string | PyObject;

export type Int = number | bigint;

/** Base of everything that is not a JavaScript primitive. */
export abstract class PyObject {
  /** The Python class. */
  cls!: PyType;
  /**
   * The instance `__dict__` where it exists as a dict. Null for classes without one, and while it
   * is still empty or, for a PyInstance, still kept in shape and slots. A field only of the objects
   * that have, or often have, such a dict: most others never will.
   */
  declare attributes: PyDict | null;
  /** How many references there are, while they are counted (objects/references.ts). */
  refs!: number;

  /**
   * @param cls null when the constructor of a class whose objects are made all the time sets these
   *   fields itself: here they are set in objects of a hundred classes, of which V8 knows nothing, so
   *   that it took a fifth of a call to set them in its frame
   */
  constructor(cls: PyType | null) {
    if (cls === null) return;
    this.cls = cls;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  /** How its class holds references. */
  get holding(): Holding {
    return Holding.UNTOLD;
  }

  /** Whether code of the script runs when it ends: it has a `__del__`. */
  get endRunsCode(): boolean {
    return !this.cls.builtin && this.cls.hasFinalizer();
  }

  /** Give up what it keeps without a use: where `holding` says that there may be such a thing. */
  settle(): void {
    // A frame may keep something.
  }

  /**
   * Call `visit` for every value it holds, once for each reference, in the order in which CPython
   * gives them up when the object dies. Of a native: whatever its fields hold.
   */
  visitReferences(visit: Visit): void {
    const { attributes, ...fields } = this;
    visit(attributes);
    for (const field of Object.values(fields)) visitField(field, visit);
  }
}

PyObject.prototype.attributes = null;

export type Visit = (value: Value) => void;

/** Whether a field holds a plain object, which is part of the native, and not another object. */
function isRecord(field: unknown): field is Readonly<Record<string, unknown>> {
  return (
    typeof field === 'object' && field !== null && Object.getPrototypeOf(field) === Object.prototype
  );
}

function visitField(field: unknown, visit: Visit): void {
  if (field instanceof PyObject) visit(field);
  else if (Array.isArray(field)) for (const item of field.toReversed()) visitField(item, visit);
  else if (field instanceof Map || field instanceof Set) {
    for (const item of field.values()) visitField(item, visit);
  } else if (isRecord(field)) for (const item of Object.values(field)) visitField(item, visit);
}

/** A float. A class, so that 1 and 1.0 are different values. */
export class PyFloat extends PyObject {
  constructor(
    cls: PyType,
    readonly value: number,
  ) {
    super(null);
    this.cls = cls;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
  }

  override get holding(): Holding {
    return this.cls.builtin ? Holding.NOTHING : Holding.UNTOLD;
  }
}

/** An instance of a user's subclass of int; plain ints are primitives. */
export class PyIntObject extends PyObject {
  constructor(
    cls: PyType,
    readonly value: Int,
  ) {
    super(cls);
  }
}

/** An instance of a user's subclass of str; plain strings are primitives. */
export class PyStrObject extends PyObject {
  constructor(
    cls: PyType,
    readonly value: string,
  ) {
    super(cls);
  }
}

/** A value that only its identity distinguishes: Ellipsis, NotImplemented, the VM's sentinels. */
export class PySingleton extends PyObject {
  constructor(
    cls: PyType,
    readonly name: string,
  ) {
    super(cls);
  }

  override get holding(): Holding {
    return Holding.NOTHING;
  }
}
