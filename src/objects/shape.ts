// Shapes: which attribute of an instance lives in which slot. Instances of one class that set the
// same attributes in the same order share a shape, so that an inline cache can compare one pointer.
import { Holding } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';
import type { PyType } from './type.js';

/** An immutable mapping of attribute names to slot numbers, linked to the shapes that extend it. */
export class Shape {
  private readonly transitions = new Map<string, Shape>();
  readonly index: ReadonlyMap<string, number>;

  constructor(readonly keys: readonly string[] = []) {
    this.index = new Map(keys.map((key, slot) => [key, slot]));
  }

  /** The shape with one more attribute at the end. */
  with(key: string): Shape {
    let next = this.transitions.get(key);
    if (next === undefined) {
      next = new Shape([...this.keys, key]);
      this.transitions.set(key, next);
    }
    return next;
  }
}

/** Attributes beyond this many move to a dict: shapes of unbounded length cost quadratic memory. */
export const MAX_SHAPE_KEYS = 64;

/**
 * An instance of a user's class with layout 'object'.
 * Either `shape` and `slots` hold its attributes, or, once somebody asked for `__dict__`, deleted an
 * attribute or set very many, `attributes` does and `shape` is null.
 */
export class PyInstance extends PyObject {
  shape: Shape | null;
  slots: Value[] = [];

  constructor(cls: PyType) {
    super(cls);
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
