// coroutine, and its iterator, which `__await__` gives.
import { PyAwaiter } from '../objects/awaiters.js';
import type { PyGenerator } from '../objects/generator.js';
import { coroutineType, coroutineWrapperType } from '../objects/type.js';
import { delegateSeen, isRunning, isSuspended } from '../vm/resume.js';
import { defineAwaiter } from './awaiter-types.js';
import { fixed, getSet, method } from './define.js';
import { defineCommon, defineResumptions } from './generator-type.js';
import { member } from './members.js';

method(coroutineType, '__await__', fixed(1), (_vm, self: PyGenerator) => {
  return new PyAwaiter(coroutineWrapperType, self);
});
defineResumptions(coroutineType);
defineCommon(coroutineType, 'cr');
getSet(coroutineType, 'cr_running', (_vm, self: PyGenerator) => isRunning(self));
getSet(coroutineType, 'cr_suspended', (_vm, self: PyGenerator) => isSuspended(self));
getSet(coroutineType, 'cr_await', (_vm, self: PyGenerator) => delegateSeen(self));
// Where it was created is not recorded, as in CPython unless one asks for it.
member(coroutineType, 'cr_origin', () => null);

defineAwaiter(coroutineWrapperType);
