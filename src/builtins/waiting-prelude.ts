// Promises of the host in scripts, and natives for the coroutines that await them.
import { PyAwaiter } from '../objects/awaiters.js';
import { coroutineWrapperType } from '../objects/type.js';
import { PyModule } from '../objects/module.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from '../vm/access.js';
import type { VM } from '../vm/vm.js';
import {
  coroutineOf,
  hostPromiseType,
  takeAnswer,
  waitFor,
  type PyHostPromise,
} from '../vm/waiting.js';
import { fixed, method, preludeFn, preludeFunctions } from './define.js';

method(hostPromiseType, '__await__', fixed(1), (vm, self: PyHostPromise) => {
  return new PyAwaiter(coroutineWrapperType, coroutineOf(vm, self));
});

/** What it is fulfilled with, for which the script waits. */
method(hostPromiseType, 'result', fixed(1), (vm, self: PyHostPromise) => waitFor(vm, self));

preludeFunctions.set('take_answer', takeAnswer);

preludeFn('wait_for_host', fixed(1), (vm, promise: PyHostPromise) => waitFor(vm, promise));

/** The event loop that runs, if it is one of asyncio's own; None when somebody else runs coroutines. */
preludeFn('loop_for_promises', fixed(0), (vm) => {
  const asyncio = vm.modules.getStr('_asyncio');
  if (!(asyncio instanceof PyModule)) return null;
  const loop = getAttributeSync(vm, asyncio.dict.getStr('machine'), 'loop');
  return loop === null || !hasExpect(vm, loop) ? null : loop;
});

function hasExpect(vm: VM, loop: Value): boolean {
  return getAttributeSync(vm, loop, '_expect') !== undefined;
}
