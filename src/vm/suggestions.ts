// `Did you mean: 'x'?` for an AttributeError or a NameError that nobody handles: of the names known
// at that place the one that takes the fewest edits, if those are few (Python/suggestions.c).
import { PyList } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import { exceptionField } from '../objects/exception-fields.js';
import { exceptionType, type PyException } from '../objects/exceptions.js';
import { strEncode } from '../objects/text-codec.js';
import { strRepr } from '../objects/text-repr.js';
import type { Value } from '../objects/value.js';
import { lookupSpecial } from './access.js';
import { attempt } from './attempt.js';
import { enterPrelude, runNested } from './calls.js';
import type { VM } from './vm.js';

/** So many names or more are not searched. */
const TOO_MANY_NAMES = 750;
/** Names with more bytes than this, apart from what both have in common, are not compared. */
const MAX_BYTES = 40;
/** What inserting, deleting or replacing a byte costs. */
const MOVE_COST = 2;
/** What changing the case of a letter costs. */
const CASE_COST = 1;

const attributeError = exceptionType('AttributeError');
const nameError = exceptionType('NameError');

/** What is appended to the message of an exception: a suggestion or nothing. */
export function suggestionFor(vm: VM, exception: PyException): string {
  const name = fieldOf(exception, 'name');
  if (typeof name !== 'string') return '';
  let suggestion: string | null = null;
  if (exception.cls === attributeError) {
    suggestion = closestAttribute(vm, fieldOf(exception, 'obj'), name);
  } else if (exception.cls === nameError) suggestion = closestVariable(vm, exception, name);
  return suggestion === null ? '' : `. Did you mean: ${strRepr(suggestion)}?`;
}

function fieldOf(exception: PyException, name: string): Value {
  return exceptionField(exception, name) ?? exception.attributes?.getStr(name);
}

function closestAttribute(vm: VM, object: Value, name: string): string | null {
  if (object === undefined) return null;
  const names = attempt(() => {
    const method = lookupSpecial(vm, object, '__dir__');
    return runNested(vm, () => enterPrelude(vm, 'sorted_names', method));
  });
  return names instanceof PyList ? closest(name, names.items) : null;
}

/** The closest variable of the frame that raised a NameError, else global, else built-in name. */
function closestVariable(vm: VM, exception: PyException, name: string): string | null {
  let entry = exception.traceback;
  if (entry === null) return null;
  while (entry.next !== null) entry = entry.next;
  const { code, globals } = entry.frame;
  return (
    closest(name, code.source.variableNames) ??
    closest(name, present(globals.keys)) ??
    closest(name, present(vm.builtins.keys))
  );
}

function present(keys: readonly Value[]): Value[] {
  return keys.filter((key) => key !== undefined);
}

function closest(name: string, names: readonly Value[]): string | null {
  if (names.length >= TOO_MANY_NAMES) return null;
  const bytes = utf8(name);
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const value of names) {
    const candidate = asStr(value);
    if (candidate === undefined) return null;
    if (candidate === name) continue;
    const other = utf8(candidate);
    // No more than a third of the bytes involved should need a change.
    const allowed = Math.floor(((bytes.length + other.length + 3) * MOVE_COST) / 6);
    const limit = Math.min(allowed, bestDistance - 1);
    const distance = editDistance(bytes, other, limit);
    if (distance > limit) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

function utf8(text: string): Uint8Array {
  return strEncode(text, 'utf-8', 'surrogatepass');
}

/** What it costs to make one name of the other; any number over `limit` when it is over `limit`. */
function editDistance(first: Uint8Array, second: Uint8Array, limit: number): number {
  let start = 0;
  let firstEnd = first.length;
  let secondEnd = second.length;
  while (start < firstEnd && start < secondEnd && first[start] === second[start]) start++;
  while (firstEnd > start && secondEnd > start && first[firstEnd - 1] === second[secondEnd - 1]) {
    firstEnd--;
    secondEnd--;
  }
  let a = first.subarray(start, firstEnd);
  let b = second.subarray(start, secondEnd);
  if (a.length === 0 || b.length === 0) return (a.length + b.length) * MOVE_COST;
  if (a.length > MAX_BYTES || b.length > MAX_BYTES) return limit + 1;
  if (b.length < a.length) [a, b] = [b, a];
  if ((b.length - a.length) * MOVE_COST > limit) return limit + 1;
  return matrixDistance(a, b, limit);
}

/** The last entry of the edit matrix, of which one row is kept. */
function matrixDistance(a: Uint8Array, b: Uint8Array, limit: number): number {
  const row = Array.from(a, (_, i) => (i + 1) * MOVE_COST);
  let result = 0;
  for (let i = 0; i < b.length; i++) {
    let diagonal = i * MOVE_COST;
    let minimum = Infinity;
    result = diagonal;
    for (let j = 0; j < a.length; j++) {
      const replaced = diagonal + replacementCost(b[i]!, a[j]!);
      diagonal = row[j]!;
      result = Math.min(Math.min(result, diagonal) + MOVE_COST, replaced);
      row[j] = result;
      minimum = Math.min(minimum, result);
    }
    if (minimum > limit) return limit + 1;
  }
  return result;
}

function replacementCost(a: number, b: number): number {
  if (a === b) return 0;
  return (a & 31) === (b & 31) && lower(a) === lower(b) ? CASE_COST : MOVE_COST;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}
