// The methods of awaiters, all alike: those of an iterator that can be sent to.
import type { PyAwaiter } from '../objects/awaiters.js';
import type { PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { closeAwaiter, sendTo, throwInvalidTo, throwTo } from '../vm/async-steps.js';
import { fixed, method, unpack } from './define.js';
import { thrower } from './throwing.js';

const throwIntoAwaiter = thrower('throw_into_awaiter', throwTo, throwInvalidTo);

/** Give a class of awaiters its methods. */
export function defineAwaiter(type: PyType): void {
  method(type, '__iter__', fixed(1), (_vm, self: PyAwaiter) => self);
  method(type, '__next__', fixed(1), (vm, self: PyAwaiter) => sendTo(vm, self, null));
  method(type, 'send', fixed(2), (vm, self: PyAwaiter, value: Value) => sendTo(vm, self, value));
  method(type, 'throw', unpack(2, 4), throwIntoAwaiter);
  method(type, 'close', fixed(1), closeAwaiter);
}

/** The same for those that can be awaited themselves. */
export function defineAwaitable(type: PyType): void {
  defineAwaiter(type);
  method(type, '__await__', fixed(1), (_vm, self: PyAwaiter) => self);
}
