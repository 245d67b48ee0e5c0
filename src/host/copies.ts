// Copies of containers for the host: as deep as they go, with what they share and their cycles.
import { asBytes, asFloat } from '../objects/unwrap.js';
import { PyList, PyTuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { PySet } from '../objects/set.js';
import { PyIntObject, PyObject, PyStrObject, type Value } from '../objects/value.js';

interface Copying {
  readonly dicts: 'map' | 'object';
  readonly float: (value: number) => unknown;
  /** What is no container, and has no counterpart. */
  readonly leaf: (value: Value) => unknown;
}

/** A copy that is being made: its source, and what is to be filled. */
type Open =
  | { readonly from: readonly Value[]; readonly to: unknown[] }
  | { readonly from: PyDict; readonly to: Map<unknown, unknown> | Record<string, unknown> }
  | { readonly from: PySet; readonly to: Set<unknown> };

/**
 * Copy a value.
 * @throws TypeError for a dict with a key that is no string, when dicts become objects
 */
export function copyOut(value: Value, how: Copying): unknown {
  const copies = new Map<PyObject, unknown>();
  const open: Open[] = [];
  const shell = (each: Value): unknown => {
    if (!(each instanceof PyObject)) return each;
    const known = copies.get(each);
    if (known !== undefined) return known;
    const copy = emptyCopy(each, how, open);
    copies.set(each, copy);
    return copy;
  };
  const result = shell(value);
  for (let next = open.pop(); next !== undefined; next = open.pop()) fill(next, shell);
  return result;
}

function emptyCopy(value: PyObject, how: Copying, open: Open[]): unknown {
  if (value instanceof PyList || value instanceof PyTuple) {
    const to: unknown[] = [];
    open.push({ from: value.items, to });
    return to;
  }
  if (value instanceof PyDict) {
    const to = how.dicts === 'map' ? new Map<unknown, unknown>() : {};
    open.push({ from: value, to });
    return to;
  }
  if (value instanceof PySet) {
    const to = new Set<unknown>();
    open.push({ from: value, to });
    return to;
  }
  // Of a subclass of a plain class, too.
  if (value instanceof PyStrObject || value instanceof PyIntObject) return value.value;
  const float = asFloat(value);
  if (float !== undefined) return how.float(float);
  const bytes = asBytes(value);
  if (bytes !== undefined) return bytes.slice();
  return how.leaf(value);
}

function fill({ from, to }: Open, shell: (value: Value) => unknown): void {
  if (Array.isArray(to)) for (const item of from as readonly Value[]) to.push(shell(item));
  else if (to instanceof Set) for (const item of (from as PySet).toArray()) to.add(shell(item));
  else {
    const { keys, values } = from as PyDict;
    keys.forEach((key, at) => {
      if (key === undefined) return;
      const item = shell(values[at]);
      if (to instanceof Map) to.set(shell(key), item);
      else setProperty(to, key, item);
    });
  }
}

/** A property of the object's own, whatever its name. */
function setProperty(object: Record<string, unknown>, key: Value, value: unknown): void {
  const name = asStr(key);
  if (name === undefined) throw new TypeError('a dict with a key that is no string is no object');
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
