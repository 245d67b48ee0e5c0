// generator: what scripts see of one. Its resumptions are in vm/resume.ts.
import { Op } from '../bytecode/op.js';
import { PyTuple, tuple } from '../objects/collections.js';
import { asStr } from '../objects/dict.js';
import {
  baseException,
  makeException,
  PyException,
  PyTraceback,
  typeError,
} from '../objects/exceptions.js';
import type { PyGenerator } from '../objects/generator.js';
import { GeneratorState, ResumeKind } from '../objects/generator.js';
import { isInstance, typeOf } from '../objects/type-of.js';
import { generatorType, PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { addressText } from '../vm/address.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { isRunning, resumeGenerator, throwInvalid } from '../vm/resume.js';
import { reprSync } from '../vm/text.js';
import { toException } from '../vm/unwind.js';
import type { VM } from '../vm/vm.js';
import { fixed, getSet, method, preludeFn, resumption, unpack } from './define.js';
import { member } from './members.js';

method(generatorType, '__iter__', fixed(1), (_vm, self: PyGenerator) => self);
resumption(
  method(generatorType, '__next__', fixed(1), (vm, self: PyGenerator) =>
    resumeGenerator(vm, self, ResumeKind.NEXT, null),
  ),
);
resumption(
  method(generatorType, 'send', fixed(2), (vm, self: PyGenerator, value: Value) =>
    resumeGenerator(vm, self, ResumeKind.SEND, value),
  ),
);
method(generatorType, 'close', fixed(1), (vm, self: PyGenerator) =>
  resumeGenerator(vm, self, ResumeKind.CLOSE, null),
);
method(generatorType, '__del__', fixed(1), (vm, self: PyGenerator) =>
  resumeGenerator(vm, self, ResumeKind.CLOSE, null),
);

method(
  generatorType,
  'throw',
  unpack(2, 4),
  (vm, self: PyGenerator, type: Value, value: Value, traceback: Value) => {
    const given = [type, value, traceback].filter((argument) => argument !== undefined);
    if (traceback !== undefined && traceback !== null && !(traceback instanceof PyTraceback)) {
      return refuse(vm, self, 'throw() third argument must be a traceback object', given);
    }
    if (type instanceof PyException) {
      if (value !== undefined && value !== null) {
        return refuse(vm, self, 'instance exception may not have a separate value', given);
      }
      return throwInto(vm, self, type, given);
    }
    if (!(type instanceof PyType) || !type.isSubclassOf(baseException)) {
      const problem = 'exceptions must be classes or instances deriving from BaseException, not ';
      return refuse(vm, self, problem + typeOf(type).name, given);
    }
    if (value instanceof PyException && isInstance(value, type)) {
      return throwInto(vm, self, value, given);
    }
    const args = argumentsFor(value);
    if (type.builtin) return throwInto(vm, self, make(vm, type, args), given);
    return enterPrelude(vm, 'throw_made', self, type, args, tuple(given));
  },
);

/** What `throw(type, value)` calls the type with. */
function argumentsFor(value: Value): PyTuple {
  if (value === undefined || value === null) return tuple([]);
  return value instanceof PyTuple ? value : tuple([value]);
}

/** An instance of a built-in class, or the error of making it. */
function make(vm: VM, type: PyType, args: PyTuple): PyException {
  try {
    return enterCall(vm, type, [...args.items]) as PyException;
  } catch (thrown) {
    return toException(thrown);
  }
}

function throwInto(
  vm: VM,
  generator: PyGenerator,
  exception: PyException,
  given: readonly Value[],
): Value {
  const traceback = given[2];
  vm.thrown = { exception, args: given, valid: true };
  exception.traceback = traceback instanceof PyTraceback ? traceback : exception.settled;
  return resumeGenerator(vm, generator, ResumeKind.THROW, exception);
}

function refuse(vm: VM, generator: PyGenerator, problem: string, given: readonly Value[]): Value {
  const exception = makeException('TypeError', problem);
  vm.thrown = { exception, args: given, valid: false };
  return throwInvalid(vm, generator, exception);
}

/** throw() of a class that has been called. An error of that call is thrown instead. */
preludeFn(
  'throw_into',
  fixed(4),
  (vm, generator: PyGenerator, type: Value, exception: Value, given: PyTuple) => {
    if (exception instanceof PyException) return throwInto(vm, generator, exception, given.items);
    const error = makeException(
      'TypeError',
      `calling ${reprSync(vm, type)} should have returned an instance of BaseException, ` +
        `not ${typeOf(exception).name}`,
    );
    return throwInto(vm, generator, error, given.items);
  },
);

getSet(generatorType, 'gi_frame', (_vm, self: PyGenerator) => self.frame);
getSet(generatorType, 'gi_running', (_vm, self: PyGenerator) => isRunning(self));
getSet(
  generatorType,
  'gi_suspended',
  (_vm, self: PyGenerator) => self.state === GeneratorState.SUSPENDED && !isRunning(self),
);
getSet(generatorType, 'gi_yieldfrom', (_vm, self: PyGenerator) => {
  const { frame } = self;
  if (frame === null || self.state !== GeneratorState.SUSPENDED) return null;
  const code = frame.code.instructions;
  const op = code[frame.pc];
  return op === Op.SEND || op === Op.YIELD_FROM ? (frame.regs[code[frame.pc + 2]!] ?? null) : null;
});
member(generatorType, 'gi_code', (_vm, self: PyGenerator) => self.code);

getSet(
  generatorType,
  '__name__',
  (_vm, self: PyGenerator) => self.name,
  (_vm, self: PyGenerator, value) => {
    const name = asStr(value);
    if (name === undefined) throw typeError('__name__ must be set to a string object');
    self.name = name;
  },
);
getSet(
  generatorType,
  '__qualname__',
  (_vm, self: PyGenerator) => self.qualname,
  (_vm, self: PyGenerator, value) => {
    const name = asStr(value);
    if (name === undefined) throw typeError('__qualname__ must be set to a string object');
    self.qualname = name;
  },
);

method(generatorType, '__repr__', fixed(1), (_vm, self: PyGenerator) => {
  return `<generator object ${self.qualname} at ${addressText(self)}>`;
});
