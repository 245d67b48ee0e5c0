// Weak references. A reference keeps its object in the host's memory until the machine learns that the
// object has died; vm/weak.ts says what happens then.
import type { PyType } from './type.js';
import { Holding } from './references.js';
import { PyObject, type Value, type Visit } from './value.js';

export class PyWeakRef extends PyObject {
  /** The hash of the object, from when it was first asked for. */
  hash: number | bigint | null = null;

  constructor(
    cls: PyType,
    /** Null once the object has died. */
    public target: Value,
    /** Called with the reference when the object dies; null for none. */
    public callback: Value,
  ) {
    super(cls);
  }

  override get holding(): Holding {
    return Holding.TOLD;
  }

  override visitReferences(visit: Visit): void {
    visit(this.callback);
    visit(this.attributes);
  }
}

const references = new WeakMap<PyObject, PyWeakRef[]>();

/** The weak references to an object, oldest first; not to be changed by others. */
export function referencesTo(object: PyObject): readonly PyWeakRef[] {
  return references.get(object) ?? [];
}

export function addReference(object: PyObject, reference: PyWeakRef): void {
  const present = references.get(object);
  if (present === undefined) references.set(object, [reference]);
  else present.push(reference);
}

/** Forget the references to an object that are gone themselves. */
export function dropReferences(object: PyObject, isDead: (reference: PyWeakRef) => boolean): void {
  const present = references.get(object);
  if (present?.some(isDead) !== true) return;
  references.set(
    object,
    present.filter((reference) => !isDead(reference)),
  );
}

/** Let all references to an object go; they are returned, oldest first. */
export function takeReferences(object: PyObject): readonly PyWeakRef[] {
  const taken = referencesTo(object);
  references.delete(object);
  for (const reference of taken) reference.target = null;
  return taken;
}
