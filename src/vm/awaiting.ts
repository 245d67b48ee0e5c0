// The protocols of `await`, `async for` and `async with`: which iterator an await delegates to, and
// where the special methods are found. Those written in Python run in frames of the prelude.
import { CodeFlag } from '../bytecode/code.js';
import { raised, typeError, type Raised } from '../objects/exceptions.js';
import { PyFunction } from '../objects/functions.js';
import { PyAwaiter, StepKind } from '../objects/awaiters.js';
import type { Frame } from '../objects/frame.js';
import { PyGenerator } from '../objects/generator.js';
import { asyncGeneratorType, coroutineType } from '../objects/type.js';
import { PUSHED, typeOf } from '../objects/type-of.js';
import type { Value } from '../objects/value.js';
import { enterSpecial, lookupSpecial } from './access.js';
import { makeStep } from './async-hooks.js';
import { enterPrelude } from './calls.js';
import { isIterator } from './iterate.js';
import { putMethod } from './operations.js';
import { delegateSeen } from './resume.js';
import type { VM } from './vm.js';

/** A coroutine, or a generator whose function `types.coroutine` has marked. */
function isCoroutine(value: Value): value is PyGenerator {
  if (!(value instanceof PyGenerator)) return false;
  return (value.code.flags & (CodeFlag.COROUTINE | CodeFlag.ITERABLE_COROUTINE)) !== 0;
}

/**
 * GET_AWAITABLE: the iterator that an await of `value` delegates to.
 * @param from where the value comes from: 0 an await, 1 `__aenter__`, 2 `__aexit__`
 * @returns the iterator, or PUSHED
 * @throws Raised TypeError when it cannot be awaited, RuntimeError when another await is at it
 */
export function awaitIterator(vm: VM, value: Value, from: number): Value {
  if (isCoroutine(value)) {
    // A coroutine is suspended at an await of its own, so that somebody else awaits it.
    if (value.cls === coroutineType && delegateSeen(value) !== null) {
      throw raised('RuntimeError', 'coroutine is being awaited already');
    }
    return value;
  }
  if (value instanceof PyAwaiter) {
    if (typeOf(value).lookup('__await__') !== undefined) return value;
    throw notAwaitable(value, from);
  }
  const method = typeOf(value).lookup('__await__');
  if (method === undefined) throw notAwaitable(value, from);
  if (isPlainGeneratorFunction(method)) return enterSpecial(vm, method, value, []);
  return enterPrelude(vm, 'await_of', lookupSpecial(vm, value, '__await__'));
}

/** Whether calling it gives a generator that is an iterator to await, and runs nothing. */
function isPlainGeneratorFunction(method: Value): boolean {
  if (!(method instanceof PyFunction)) return false;
  const kinds = CodeFlag.GENERATOR | CodeFlag.ITERABLE_COROUTINE;
  return (method.code.flags & kinds) === CodeFlag.GENERATOR;
}

function notAwaitable(value: Value, from: number): Raised {
  const type = typeOf(value).name;
  if (from === 0) return typeError(`object ${type} can't be used in 'await' expression`);
  const method = from === 1 ? '__aenter__' : '__aexit__';
  return typeError(
    `'async with' received an object from ${method} that does not implement __await__: ${type}`,
  );
}

/**
 * What an `__await__` returned, if an await can delegate to it.
 * @throws Raised TypeError
 */
export function checkedAwaitIterator(result: Value): Value {
  if (isCoroutine(result)) throw typeError('__await__() returned a coroutine');
  if (result instanceof PyGenerator ? result.cls !== asyncGeneratorType : isIterator(result)) {
    return result;
  }
  throw typeError(`__await__() returned non-iterator of type '${typeOf(result).name}'`);
}

/**
 * GET_AITER: the async iterator of an `async for`.
 * @returns it, or PUSHED
 * @throws Raised TypeError
 */
export function getAsyncIterator(vm: VM, value: Value): Value {
  const method = typeOf(value).lookup('__aiter__');
  if (method === undefined) {
    const type = typeOf(value).name;
    throw typeError(`'async for' requires an object with __aiter__ method, got ${type}`);
  }
  if (value instanceof PyGenerator || isAsyncGeneratorFunction(method)) {
    return enterSpecial(vm, method, value, []);
  }
  return enterPrelude(vm, 'async_for_of', lookupSpecial(vm, value, '__aiter__'));
}

/** Whether calling it gives an async generator, and runs nothing. */
export function isAsyncGeneratorFunction(method: Value): boolean {
  return method instanceof PyFunction && (method.code.flags & CodeFlag.ASYNC_GENERATOR) !== 0;
}

/** Whether `__anext__` can be asked of a value. */
export function isAsyncIterator(value: Value): boolean {
  return typeOf(value).lookup('__anext__') !== undefined;
}

/**
 * GET_ANEXT: the next step of an async iterator, ready for the SEND loop of its await.
 * @returns it, or PUSHED
 * @throws Raised TypeError
 */
export function nextAwaitable(vm: VM, iterator: Value): Value {
  if (iterator instanceof PyGenerator && iterator.async !== null) {
    return makeStep(vm, iterator, StepKind.SEND);
  }
  const method = typeOf(iterator).lookup('__anext__');
  if (method === undefined) {
    const type = typeOf(iterator).name;
    throw typeError(`'async for' requires an iterator with __anext__ method, got ${type}`);
  }
  if (method instanceof PyFunction && (method.code.flags & CodeFlag.COROUTINE) !== 0) {
    // Calling it makes the coroutine and runs nothing.
    const made = enterSpecial(vm, method, iterator, []);
    if (made !== PUSHED) return made;
  }
  return enterPrelude(vm, 'async_for_next', lookupSpecial(vm, iterator, '__anext__'));
}

/** BEFORE_ASYNC_WITH: both methods are looked up on the class, `__aenter__` first. */
export function beforeAsyncWith(vm: VM, frame: Frame, into: number, manager: Value): void {
  const type = typeOf(manager);
  const enter = type.lookup('__aenter__');
  const what = `'${type.name}' object does not support the asynchronous context manager protocol`;
  if (enter === undefined) throw typeError(what);
  const exit = type.lookup('__aexit__');
  if (exit === undefined) throw typeError(`${what} (missed __aexit__ method)`);
  putMethod(vm, frame, into, enter, manager);
  putMethod(vm, frame, into + 2, exit, manager);
}
