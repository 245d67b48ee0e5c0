// aiter() and anext(), and what the prelude asks while it awaits.
import { typeError } from '../objects/exceptions.js';
import { PyAnextAwaitable, PyAwaiter } from '../objects/awaiters.js';
import { PyTuple, tuple } from '../objects/collections.js';
import { PyGenerator } from '../objects/generator.js';
import { anextAwaitableType, coroutineType, coroutineWrapperType } from '../objects/type.js';
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
import type { VM } from '../vm/vm.js';
import { fixed, fn, method, preludeFn, unpack } from './define.js';

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

preludeFn('anext_awaitable', fixed(2), (_vm, step: Value, missing: Value) => {
  return new PyAnextAwaitable(step, missing);
});

/** What awaits the step of an anext() with a default: asked for anew at each resumption. */
preludeFn('anext_iterator', fixed(1), (vm, step: Value) => {
  if (step instanceof PyGenerator && step.cls === coroutineType) {
    return new PyAwaiter(coroutineWrapperType, step);
  }
  return awaitIterator(vm, step, 0);
});

for (const name of ['__iter__', '__await__']) {
  method(anextAwaitableType, name, fixed(1), (_vm, self: PyAnextAwaitable) => self);
}
method(anextAwaitableType, '__next__', fixed(1), (vm, self: PyAnextAwaitable) =>
  enterPrelude(vm, 'anext_next', self.step, self.missing),
);
// As in CPython the arguments are handed on as they are, and those of a tuple one by one.
method(anextAwaitableType, 'send', fixed(2), (vm, self: PyAnextAwaitable, value: Value) =>
  resumeStep(vm, self, 'send', value instanceof PyTuple ? value : tuple([value])),
);
method(anextAwaitableType, 'throw', unpack(1), (vm, self: PyAnextAwaitable, ...rest: Value[]) =>
  resumeStep(vm, self, 'throw', tuple(rest)),
);
method(anextAwaitableType, 'close', unpack(1), (vm, self: PyAnextAwaitable, ...rest: Value[]) =>
  resumeStep(vm, self, 'close', tuple(rest)),
);

function resumeStep(vm: VM, { step, missing }: PyAnextAwaitable, by: string, args: PyTuple): Value {
  return enterPrelude(vm, 'anext_by', step, missing, by, args);
}

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
