// async_generator: its methods make steps (vm/async-steps.ts), which run when they are awaited.
import { tuple } from '../objects/collections.js';
import { Raised, typeError } from '../objects/exceptions.js';
import { StepKind, StepState, type PyAsyncStep } from '../objects/awaiters.js';
import { ResumeKind, type PyGenerator } from '../objects/generator.js';
import { asendType, asyncGeneratorType, athrowType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { makeStep } from '../vm/async-hooks.js';
import { setThrower } from '../vm/async-steps.js';
import { delegateSeen, leaveStep, resumeGenerator } from '../vm/resume.js';
import { defineAwaitable } from './awaiter-types.js';
import { fixed, getSet, method, variadic } from './define.js';
import { defineCommon } from './generator-type.js';
import { member } from './members.js';
import { thrower } from './throwing.js';

method(asyncGeneratorType, '__aiter__', fixed(1), (_vm, self: PyGenerator) => self);
method(asyncGeneratorType, '__anext__', fixed(1), (vm, self: PyGenerator) => {
  return makeStep(vm, self, StepKind.SEND);
});
method(asyncGeneratorType, 'asend', fixed(2), (vm, self: PyGenerator, value: Value) => {
  return makeStep(vm, self, StepKind.SEND, value);
});
// Its arguments are looked at when it is awaited.
method(asyncGeneratorType, 'athrow', variadic(), (vm, [self, ...args]: Value[]) => {
  return makeStep(vm, self as PyGenerator, StepKind.THROW, null, tuple(args));
});
method(asyncGeneratorType, 'aclose', fixed(1), (vm, self: PyGenerator) => {
  return makeStep(vm, self, StepKind.CLOSE);
});

defineCommon(asyncGeneratorType, 'ag');
member(asyncGeneratorType, 'ag_running', (_vm, self: PyGenerator) => self.async!.running);
getSet(asyncGeneratorType, 'ag_await', (_vm, self: PyGenerator) => delegateSeen(self));

defineAwaitable(asendType);
defineAwaitable(athrowType);

const throwFirst = thrower(
  'throw_into_step',
  (vm, step: PyAsyncStep, exception) =>
    resumeGenerator(vm, step.generator, ResumeKind.THROW, exception),
  (_vm, _step, error) => {
    throw new Raised(error);
  },
);

setThrower((vm, step) => {
  const { items } = step.thrown!;
  if (items.length === 0 || items.length > 3) {
    step.state = StepState.BEGUN;
    const bound = items.length === 0 ? 'at least 1 argument' : 'at most 3 arguments';
    throw typeError(`athrow expected ${bound}, got ${items.length}`);
  }
  try {
    return throwFirst(vm, step, items[0], items[1], items[2]);
  } catch (thrown) {
    if (thrown instanceof Raised) leaveStep(step.generator.async!);
    throw thrown;
  }
});
