// Loops of scripts over what the host hands out item by item, later: its async iterables.
import { fixed, preludeFn } from '../builtins/define.js';
import { defineType, type PyType } from '../objects/type.js';
import { PyObject } from '../objects/value.js';
import { preludeFunction } from '../vm/prelude.js';
import type { VM } from '../vm/vm.js';
import { coroutineOf, waitFor, type PyHostPromise } from '../vm/waiting.js';
import type { Border } from './border.js';
import type { PyHostObject } from './host-objects.js';

/** What messages call what a loop waits for. */
const NAME = 'async iterator';

/** What a loop over an async iterable of the host asks for its items. */
class AsyncItems extends PyObject {
  private done = false;

  constructor(
    private readonly border: Border,
    private readonly iterator: AsyncIterator<unknown, unknown>,
  ) {
    super(asyncItemsType);
  }

  override visitReferences(): void {
    // What the host holds of the script it holds by handles.
  }

  /** A promise of the next item, or of this object itself at the end. */
  next(): PyHostPromise {
    const { border, iterator } = this;
    this.done = true;
    return border.promiseFor(
      NAME,
      border.errors.guard(() => iterator.next()),
      (result) => {
        const { done = false, value } = result as IteratorResult<unknown, unknown>;
        if (done) return this;
        this.done = false;
        return border.toPython(value);
      },
    );
  }

  /** The loop has been left: tell the iterator, unless it has ended or failed itself. */
  close(): PyHostPromise | null {
    const { border, iterator } = this;
    if (this.done) return null;
    this.done = true;
    const closing = border.errors.guard(() => iterator.return?.());
    return closing === undefined ? null : border.promiseFor(NAME, closing, () => null);
  }
}

const asyncItemsType = defineType('host_async_items', 'native', { subclassable: false });

preludeFn('open_async_host', fixed(1), (_vm, { border, target }: PyHostObject) =>
  border.errors.guard(
    () => new AsyncItems(border, (target as AsyncIterable<unknown>)[Symbol.asyncIterator]()),
  ),
);
preludeFn('next_of_host', fixed(1), (vm, items: AsyncItems) => coroutineOf(vm, items.next()));
preludeFn('wait_for_next', fixed(1), (vm, items: AsyncItems) => waitFor(vm, items.next()));
preludeFn('closing_of_host', fixed(1), (vm, items: AsyncItems) => {
  const closing = items.close();
  return closing === null ? null : coroutineOf(vm, closing);
});
preludeFn('close_and_wait', fixed(1), (vm, items: AsyncItems) => {
  const closing = items.close();
  return closing === null ? null : waitFor(vm, closing);
});

/** Let the instances of a class be iterated: a loop that is no `async for` waits for each item. */
export function addAsyncIteration(vm: VM, type: PyType): PyType {
  type.members.set('__aiter__', preludeFunction(vm, 'host_async_items'));
  type.members.set('__iter__', preludeFunction(vm, 'host_awaited_items'));
  return type;
}
