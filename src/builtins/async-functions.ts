// aiter() and anext(), and what the prelude asks while it awaits.
import { typeError } from '../objects/exceptions.js';
import { PyAnextAwaiter } from '../objects/awaiters.js';
import { PyGenerator } from '../objects/generator.js';
import { anextAwaitableType } from '../objects/type.js';
import { typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { enterSpecial, lookupSpecial } from '../vm/access.js';
import {
  awaitIterator,
  checkedAwaitIterator,
  isAsyncGeneratorFunction,
  isAsyncIterator,
} from '../vm/awaiting.js';
import { enterPrelude } from '../vm/calls.js';
import { defineAwaitable } from './awaiter-types.js';
import { fixed, fn, preludeFn, unpack } from './define.js';

fn('aiter', fixed(1), (vm, value: Value) => {
  const method = typeOf(value).lookup('__aiter__');
  if (method === undefined) {
    throw typeError(`'${typeOf(value).name}' object is not an async iterable`);
  }
  if (value instanceof PyGenerator || isAsyncGeneratorFunction(method)) {
    return enterSpecial(vm, method, value, []);
  }
  return enterPrelude(vm, 'aiter_of', lookupSpecial(vm, value, '__aiter__'));
});

fn('anext', unpack(1, 2), (vm, iterator: Value, missing: Value) => {
  const method = typeOf(iterator).lookup('__anext__');
  if (method === undefined) {
    throw typeError(`'${typeOf(iterator).name}' object is not an async iterator`);
  }
  if (missing === undefined) return enterSpecial(vm, method, iterator, []);
  return enterPrelude(vm, 'anext_with', lookupSpecial(vm, iterator, '__anext__'), missing);
});

/** What anext() with a default returns: the coroutine of the prelude that catches the end. */
preludeFn('anext_awaitable', fixed(2), (_vm, coroutine: PyGenerator, step: Value) => {
  return new PyAnextAwaiter(coroutine, step);
});
defineAwaitable(anextAwaitableType);

preludeFn('await_iterator', fixed(1), (vm, awaitable: Value) => awaitIterator(vm, awaitable, 0));

preludeFn('checked_await_iterator', fixed(1), (_vm, result: Value) => checkedAwaitIterator(result));

preludeFn('checked_async_for', fixed(1), (_vm, result: Value) => {
  if (isAsyncIterator(result)) return result;
  const type = typeOf(result).name;
  throw typeError(
    `'async for' received an object from __aiter__ that does not implement __anext__: ${type}`,
  );
});

preludeFn('checked_aiter', fixed(1), (_vm, result: Value) => {
  if (isAsyncIterator(result)) return result;
  throw typeError(`aiter() returned not an async iterator of type '${typeOf(result).name}'`);
});
