// What the host holds. Its handles are roots; which of them it has let go only its own collector
// knows. Objects whose handle has been collected are abandoned: their references end when the VM is
// entered next, never in the middle of something.
import { referenceCount, release, retain } from '../objects/references.js';
import type { PyObject } from '../objects/value.js';

export class HeldObjects {
  /** Objects with handles, and how many handles each has. */
  private readonly handles = new Map<PyObject, number>();
  private readonly abandoned: PyObject[] = [];
  private readonly registry = new FinalizationRegistry<PyObject>((object) => {
    this.abandoned.push(object);
  });

  /** All objects that the host holds, once for each handle: roots. */
  *[Symbol.iterator](): IterableIterator<PyObject> {
    for (const [object, count] of this.handles) for (let i = 0; i < count; i++) yield object;
  }

  /** `handle` holds `object` from now on. @param counting whether references are counted */
  add(handle: object, object: PyObject, counting: boolean): void {
    this.handles.set(object, (this.handles.get(object) ?? 0) + 1);
    this.registry.register(handle, object);
    if (counting) retain(object);
  }

  /** What nothing but handles that are gone has held, while references are counted. */
  lost(): PyObject[] {
    const gone = new Map<PyObject, number>();
    for (const object of this.abandoned) gone.set(object, (gone.get(object) ?? 0) + 1);
    return [...gone]
      .filter(([object, handles]) => referenceCount(object) === handles)
      .map(([object]) => object);
  }

  /** Give up what the host has let go. */
  releaseAbandoned(counting: boolean): void {
    for (const object of this.abandoned.splice(0)) {
      const count = this.handles.get(object)! - 1;
      if (count === 0) this.handles.delete(object);
      else this.handles.set(object, count);
      if (counting) release(object);
    }
  }
}
