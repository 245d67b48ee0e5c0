// _heapq and _bisect: the functions of heapq and bisect that are written in C in CPython. Comparing
// items may run Python code, so the algorithms are part of the prelude (src/lib/preludes/heapq.pyg).
import { PyList } from '../../objects/collections.js';
import { raised, typeError, valueError } from '../../objects/exceptions.js';
import type { PyBuiltin } from '../../objects/functions.js';
import { typeOf } from '../../objects/type-of.js';
import type { Value } from '../../objects/value.js';
import { enterPrelude } from '../../vm/calls.js';
import { asIndex } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { fixed, keywords, moduleFn, unpack } from '../define.js';
import { addPreludePart } from '../prelude-parts.js';

function checkHeap(name: string, heap: Value, anonymous = false): PyList {
  if (heap instanceof PyList) return heap;
  const which = anonymous ? 'argument' : 'argument 1';
  throw typeError(`${name}() ${which} must be list, not ${typeOf(heap).name}`);
}

/** heap function: its name, the prelude function behind it, and whether the heap may be empty. */
const HEAP_FUNCTIONS = [
  ['heappush', 'heap_push', true],
  ['heappushpop', 'heap_push_pop', true],
  ['heapreplace', 'heap_replace', false],
] as const;

const heapFunctions: [string, PyBuiltin][] = HEAP_FUNCTIONS.map(([name, worker, mayBeEmpty]) => [
  name,
  moduleFn('_heapq', name, unpack(2, 2), (vm, heap: Value, item: Value) => {
    const { items } = checkHeap(name, heap);
    if (!mayBeEmpty && items.length === 0) throw raised('IndexError', 'index out of range');
    return enterPrelude(vm, worker, heap, item);
  }),
]);
heapFunctions.push(
  [
    'heappop',
    moduleFn('_heapq', 'heappop', fixed(1), (vm, heap: Value) => {
      const { items } = checkHeap('heappop', heap, true);
      if (items.length === 0) throw raised('IndexError', 'index out of range');
      return enterPrelude(vm, 'heap_pop', heap);
    }),
  ],
  [
    'heapify',
    moduleFn('_heapq', 'heapify', fixed(1), (vm, heap: Value) => {
      checkHeap('heapify', heap, true);
      return enterPrelude(vm, 'heap_make', heap);
    }),
  ],
);
for (const [name, fn] of heapFunctions) fn.qualname = `_heapq.${name}`;

const BISECTIONS = [
  ['bisect_left', 'bisect_of', false],
  ['bisect_right', 'bisect_of', true],
  ['insort_left', 'bisect_insert', false],
  ['insort_right', 'bisect_insert', true],
] as const;

const bisectFunctions: [string, PyBuiltin][] = BISECTIONS.map(([name, worker, right]) => [
  name,
  moduleFn(
    '_bisect',
    name,
    keywords('a, x, lo=, hi=, *, key='),
    (vm, sequence: Value, x: Value, lo: Value, hi: Value = null, key: Value = null) => {
      const low = lo === undefined ? 0 : asIndex(vm, lo);
      const high = hi === null ? null : asIndex(vm, hi);
      if (low < 0) throw valueError('lo must be non-negative');
      return enterPrelude(vm, worker, sequence, x, low, high, key, right);
    },
  ),
]);

nativeModules.set('_heapq', (vm) => {
  addPreludePart(vm, 'heapq');
  return makeNativeModule('_heapq', heapFunctions);
});
nativeModules.set('_bisect', (vm) => {
  addPreludePart(vm, 'heapq');
  return makeNativeModule('_bisect', bisectFunctions);
});
