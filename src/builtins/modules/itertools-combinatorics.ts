// itertools: products, permutations and combinations. All of them are made from pools, which hold
// every item of the iterables, and hold the indices of the items that come next.
import type { PyList, PyTuple } from '../../objects/collections.js';
import { tuple } from '../../objects/collections.js';
import { asStr, type PyDict } from '../../objects/dict.js';
import { typeError, valueError } from '../../objects/exceptions.js';
import { PyIterator } from '../../objects/iterators.js';
import { reserveItems, spendOnItems } from '../../objects/meter.js';
import type { PyType } from '../../objects/type.js';
import { asInt } from '../../objects/unwrap.js';
import type { Value } from '../../objects/value.js';
import { question } from '../../vm/answers.js';
import { enterPrelude } from '../../vm/calls.js';
import { asCount } from '../../vm/conversions.js';
import { nativeItems } from '../../vm/iterate.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { keywords, staticMethod, variadic } from '../define.js';
import { defineConstructor, defineIteratorType, type Maker } from './iterator-classes.js';

export const productType = defineIteratorType('product');
export const permutationsType = defineIteratorType('permutations');
export const combinationsType = defineIteratorType('combinations');
export const replacementType = defineIteratorType('combinations_with_replacement');

type Pool = readonly Value[];

/** As `overIterables`, for a maker that gets all items of each iterable, as tuples. */
function overPools(
  name: string,
  make: (cls: PyType, pools: Pool[], rest: readonly Value[]) => Value,
) {
  const finish: Maker = (cls, pools, rest) =>
    make(
      cls,
      pools.map((pool) => (pool as PyTuple).items),
      rest,
    );
  const native = question(name, 3, (_vm, cls: PyType, pools: PyList, rest: PyTuple) =>
    finish(cls, pools.items, rest.items),
  );
  return (vm: VM, cls: PyType, iterables: readonly Value[], ...rest: Value[]): Value => {
    const pools: Pool[] = [];
    for (const iterable of iterables) {
      const items = nativeItems(vm, iterable);
      if (items === null) {
        const all = [...pools.map((pool) => tuple(pool)), ...iterables.slice(pools.length)];
        return enterPrelude(vm, 'make_pools', native, cls, tuple(all), tuple(rest));
      }
      pools.push(items.slice());
    }
    return make(cls, pools, rest);
  };
}

/** Gives the items at the current indices, and moves on to the next ones. */
abstract class Arrangement extends PyIterator {
  readonly native = true;

  constructor(
    cls: PyType,
    /** null when there is no more. */
    protected indices: number[] | null,
  ) {
    super(cls);
  }

  next(): Value {
    const { indices } = this;
    if (indices === null) return undefined;
    spendOnItems(indices.length);
    const items = indices.map((index, place) => this.item(index, place));
    if (!this.advance(indices)) this.indices = null;
    return tuple(items);
  }

  protected abstract item(index: number, place: number): Value;
  /** The next indices; false when those were the last. */
  protected abstract advance(indices: number[]): boolean;
}

class Product extends Arrangement {
  constructor(
    cls: PyType,
    private readonly pools: readonly Pool[],
  ) {
    super(cls, pools.some((pool) => pool.length === 0) ? null : pools.map(() => 0));
  }

  protected item(index: number, place: number): Value {
    return this.pools[place]![index];
  }

  protected advance(indices: number[]): boolean {
    for (let place = indices.length - 1; place >= 0; place--) {
      indices[place]!++;
      if (indices[place]! < this.pools[place]!.length) return true;
      indices[place] = 0;
    }
    return false;
  }
}

abstract class Selection extends Arrangement {
  constructor(
    cls: PyType,
    protected readonly pool: Pool,
    indices: number[] | null,
  ) {
    super(cls, indices);
  }

  protected item(index: number): Value {
    return this.pool[index];
  }
}

class Combinations extends Selection {
  constructor(cls: PyType, pool: Pool, size: number) {
    super(cls, pool, size > pool.length ? null : Array.from({ length: size }, (_, i) => i));
  }

  protected advance(indices: number[]): boolean {
    const [n, size] = [this.pool.length, indices.length];
    let place = size - 1;
    while (place >= 0 && indices[place] === n - size + place) place--;
    if (place < 0) return false;
    indices[place]!++;
    for (let after = place + 1; after < size; after++) indices[after] = indices[after - 1]! + 1;
    return true;
  }
}

class CombinationsWithReplacement extends Selection {
  constructor(cls: PyType, pool: Pool, size: number) {
    const none = pool.length === 0 && size > 0;
    super(cls, pool, none ? null : Array.from({ length: size }, () => 0));
  }

  protected advance(indices: number[]): boolean {
    const last = this.pool.length - 1;
    let place = indices.length - 1;
    while (place >= 0 && indices[place] === last) place--;
    if (place < 0) return false;
    indices.fill(indices[place]! + 1, place);
    return true;
  }
}

class Permutations extends Selection {
  /** All indices of the pool, of which the first ones are the permutation. */
  private readonly order: number[];
  /** For each place, how many choices are left. */
  private readonly cycles: number[];

  constructor(cls: PyType, pool: Pool, size: number) {
    const order = pool.map((_, i) => i);
    super(cls, pool, size > pool.length ? null : order.slice(0, size));
    this.order = order;
    this.cycles = Array.from({ length: size }, (_, i) => pool.length - i);
  }

  protected advance(indices: number[]): boolean {
    const { order, cycles } = this;
    for (let place = indices.length - 1; place >= 0; place--) {
      cycles[place]!--;
      if (cycles[place] === 0) {
        order.push(order.splice(place, 1)[0]!);
        cycles[place] = order.length - place;
        continue;
      }
      const other = order.length - cycles[place]!;
      [order[place], order[other]] = [order[other]!, order[place]!];
      for (let i = 0; i < indices.length; i++) indices[i] = order[i]!;
      return true;
    }
    return false;
  }
}

function repeated(pools: Pool[], times: number): Pool[] {
  reserveItems(2 * times * pools.length);
  return Array.from({ length: times }, () => pools).flat();
}

const makeProduct = overPools('product', (cls, pools, [times]) => {
  return new Product(cls, repeated(pools, times as number));
});
staticMethod(productType, '__new__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  const cls = requestedClass(productType, args);
  if (given !== null && given.size > 1) {
    throw typeError(`product() takes at most 1 keyword argument (${given.size} given)`);
  }
  let times = 1;
  given?.keys.forEach((key, at) => {
    if (key === undefined) return;
    if (asStr(key) !== 'repeat') {
      throw typeError(`'${asStr(key)}' is an invalid keyword argument for product()`);
    }
    times = asCount(vm, given.values[at]);
  });
  if (times < 0) throw valueError('repeat argument cannot be negative');
  return makeProduct(vm, cls, args.slice(1), times);
});

function checkSize(size: number): number {
  if (size < 0) throw valueError('r must be non-negative');
  reserveItems(size);
  return size;
}

const makePermutations = overPools('permutations', (cls, [pool], [size]) => {
  return new Permutations(cls, pool!, size === null ? pool!.length : checkSize(size as number));
});
defineConstructor(permutationsType, keywords('iterable, r='), (vm, cls, [iterable, size]) => {
  const given = size ?? null;
  if (given !== null && asInt(given) === undefined) throw typeError('Expected int as r');
  return makePermutations(vm, cls, [iterable], given === null ? null : asCount(vm, given));
});

for (const [type, made] of [
  [combinationsType, Combinations],
  [replacementType, CombinationsWithReplacement],
] as const) {
  const make = overPools(type.qualname, (cls, [pool], [size]) => {
    return new made(cls, pool!, checkSize(size as number));
  });
  defineConstructor(type, keywords('iterable, r'), (vm, cls, [iterable, size]) =>
    make(vm, cls, [iterable], asCount(vm, size)),
  );
}
