// Shapes: which attribute of an instance lives in which slot. Instances of one class that set the
// same attributes in the same order share a shape, so that an inline cache can compare one pointer.
import { allocated, Bytes } from './meter.js';
import { Holding, UNCOUNTED } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';
import type { PyType } from './type.js';

/** Attributes beyond this many move to a dict: shapes of unbounded length cost quadratic memory. */
const MAX_KEYS = 64;

/** Shapes of one class beyond this many: its instances are used like dicts, and get them. */
const MAX_SHAPES = 1000;

/** An immutable mapping of attribute names to slot numbers, linked to the shapes that extend it. */
export class Shape {
  private readonly transitions = new Map<string, Shape>();
  private readonly removals = new Map<string, Shape>();
  readonly index: ReadonlyMap<string, number>;
  /** Of a shape without attributes: how many others there are. */
  private others = 0;
  private readonly root: Shape;

  constructor(
    readonly keys: readonly string[] = [],
    root: Shape | null = null,
  ) {
    this.index = new Map(keys.map((key, slot) => [key, slot]));
    this.root = root ?? this;
    this.root.others++;
  }

  /** Whether an instance may have one attribute more in its slots. */
  takes(key: string): boolean {
    return (
      this.transitions.has(key) || (this.keys.length < MAX_KEYS && this.root.others < MAX_SHAPES)
    );
  }

  /** The shape with one more attribute at the end. */
  with(key: string): Shape {
    let next = this.transitions.get(key);
    if (next === undefined) {
      next = new Shape([...this.keys, key], this.root);
      this.transitions.set(key, next);
    }
    return next;
  }

  /** The shape of the other attributes; null when there are too many shapes. */
  without(key: string): Shape | null {
    let rest = this.removals.get(key);
    if (rest === undefined) {
      if (this.root.others >= MAX_SHAPES) return null;
      rest = this.root;
      for (const other of this.keys) if (other !== key) rest = rest.with(other);
      this.removals.set(key, rest);
    }
    return rest;
  }
}

/**
 * An instance of a user's class with layout 'object'.
 * Either `shape` and `slots` hold its attributes, or, once somebody asked for `__dict__` or set
 * very many, `attributes` does and `shape` is null.
 */
export class PyInstance extends PyObject {
  shape: Shape | null;
  slots: Value[] = [];

  constructor(cls: PyType) {
    super(null);
    this.cls = cls;
    this.attributes = null;
    this.refs = UNCOUNTED;
    allocated(Bytes.OBJECT);
    this.shape = cls.rootShape;
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    const { shape, slots, attributes } = this;
    const { slotNames } = this.cls;
    if (slotNames === null || shape === null) for (const value of slots) visit(value);
    else {
      for (const name of slotNames) {
        const slot = shape.index.get(name);
        if (slot !== undefined) visit(slots[slot]);
      }
    }
    visit(attributes);
  }
}
