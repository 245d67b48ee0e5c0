// census.ts: how many bytes the objects take that a run can still reach. Counting every object's end
// would cost more than the objects do; so what is allocated is charged (objects/meter.ts), and only
// when that has become as much as the run may hold are those counted that are still there.
import { PyBytes } from '../objects/bytes.js';
import type { Frame } from '../objects/frame.js';
import { Bytes } from '../objects/meter.js';
import { PyDict } from '../objects/dict.js';
import { PySet } from '../objects/set.js';
import { PyType } from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import { userClasses } from './classes.js';
import { rootsOf } from './reclaim.js';
import type { VM } from './vm.js';

/** Characters by which long texts are told apart before they are compared. */
const SAMPLES = 16;

/** A text that short is counted wherever it is. */
const SHORT = 32;

/** How many texts of the same length and the same samples are compared with each other. */
const MAX_ALIKE = 8;

/**
 * Bytes of everything that the roots of a machine and the frames of a run lead to, and the natives that wait,
 * by estimate.
 * @param top the frame that runs
 */
export function census(vm: VM, top: Frame | null): { bytes: number; objects: number } {
  const counter = new Counter();
  for (const root of rootsOf(vm)) counter.add(root);
  for (let frame = top; frame !== null; frame = frame.caller) counter.add(frame);
  // The host keeps a class that nothing refers to any more at least until the script lets it go on.
  for (const cls of userClasses(vm)) counter.add(cls);
  for (const values of vm.collecting) for (const value of values) counter.add(value);
  return { bytes: counter.total(), objects: counter.size };
}

class Counter {
  private bytes = 0;
  private readonly found = new Set<PyObject>();
  private readonly open: PyObject[] = [];
  private readonly texts = new Map<string, string[]>();
  private readonly visit = (value: Value): void => {
    this.add(value);
  };

  /** How many objects have been found. */
  get size(): number {
    return this.found.size;
  }

  /** One reference more. */
  add(value: Value): void {
    this.bytes += Bytes.REFERENCE;
    if (typeof value === 'string') this.addText(value);
    else if (typeof value === 'bigint') this.bytes += value.toString(16).length / 2;
    else if (typeof value === 'object' && value !== null && !this.found.has(value)) {
      this.found.add(value);
      this.open.push(value);
    }
  }

  /** All that has been added, and what that holds. */
  total(): number {
    for (let object = this.open.pop(); object !== undefined; object = this.open.pop()) {
      this.bytes += Bytes.OBJECT;
      if (object instanceof PyBytes) this.bytes += object.value.length;
      else if (object instanceof PyType) this.bytes += Bytes.CLASS;
      else if (object instanceof PyDict || object instanceof PySet) {
        this.bytes += object.size * Bytes.ENTRY;
      }
      // What belongs to the machine, not to the run.
      if (!(object instanceof PyType && object.builtin)) object.visitReferences(this.visit);
    }
    return this.bytes;
  }

  /** A text is counted once, however often it is referred to. */
  private addText(text: string): void {
    const { length } = text;
    if (length > SHORT) {
      let key = String(length);
      const step = length / SAMPLES;
      for (let i = 0; i < SAMPLES; i++) key += text.charAt(Math.floor(i * step));
      const alike = this.texts.get(key);
      if (alike === undefined) this.texts.set(key, [text]);
      else if (alike.includes(text)) return;
      else if (alike.length < MAX_ALIKE) alike.push(text);
    }
    this.bytes += length * Bytes.CHARACTER;
  }
}
