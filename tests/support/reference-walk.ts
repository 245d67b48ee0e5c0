// Counts references by walking through everything that a paused VM leads to, to compare that with
// what it has counted itself.
import { Frame } from '#pyg/objects/frame.js';
import { PyGenerator } from '#pyg/objects/generator.js';
import { isCounted, isImmortal, referenceCount } from '#pyg/objects/references.js';
import { PyType } from '#pyg/objects/type.js';
import { PyObject, type Value } from '#pyg/objects/value.js';
import { rootsOf } from '#pyg/vm/reclaim.js';
import type { VM } from '#pyg/vm/vm.js';

/**
 * The counted objects for which fewer references are counted than there are: they would end while
 * something still holds them.
 * @param top the frame to go on with; null when the script has ended
 */
export function undercounted(vm: VM, top: Frame | null): string[] {
  return vm.withLedger(() =>
    [...countReferences(vm, top)]
      .filter(([object, found]) => !isImmortal(object) && referenceCount(object) < found)
      .map(
        ([object, found]) =>
          `${describe(object)}: ${referenceCount(object)} counted, ${found} found`,
      ),
  );
}

/** How many references lead to each object, of those that can be reached and are counted. */
function countReferences(vm: VM, top: Frame | null): Map<PyObject, number> {
  const counts = new Map<PyObject, number>();
  const open: PyObject[] = [];
  const add = (value: Value, references: number): void => {
    if (typeof value !== 'object' || value === null || !isCounted(value)) return;
    const before = counts.get(value);
    if (before === undefined) open.push(value);
    counts.set(value, (before ?? 0) + references);
  };
  for (const root of rootsOf(vm)) if (root instanceof PyObject) add(root, 1);
  for (let frame = top; frame !== null; frame = frame.caller) {
    // A generator holds its frame, and nothing needs to hold a generator that runs.
    if (frame.owner instanceof PyGenerator) add(frame.owner, 0);
    else add(frame, 1);
  }
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    if (object instanceof PyType && object.builtin) continue;
    object.visitReferences((value) => {
      add(value, 1);
    });
  }
  return counts;
}

function describe(object: PyObject): string {
  const what =
    object instanceof Frame ? `frame of ${object.code.source.qualname}` : object.cls.name;
  return `${object.constructor.name} (${what})`;
}
