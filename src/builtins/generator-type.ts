// generator: what scripts see of one. Its resumptions are in vm/resume.ts.
import { asStr } from '../objects/dict.js';
import { typeError } from '../objects/exceptions.js';
import type { PyGenerator } from '../objects/generator.js';
import { ResumeKind } from '../objects/generator.js';
import { generatorType, type PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import {
  delegateSeen,
  isRunning,
  isSuspended,
  resumeGenerator,
  throwInvalid,
} from '../vm/resume.js';
import { fixed, getSet, method, resumption, unpack } from './define.js';
import { member } from './members.js';
import { thrower } from './throwing.js';

method(generatorType, '__iter__', fixed(1), (_vm, self: PyGenerator) => self);
resumption(
  method(generatorType, '__next__', fixed(1), (vm, self: PyGenerator) =>
    resumeGenerator(vm, self, ResumeKind.NEXT, null),
  ),
);

const throwIntoGenerator = thrower(
  'throw_into',
  (vm, self: PyGenerator, exception) => resumeGenerator(vm, self, ResumeKind.THROW, exception),
  throwInvalid,
);

/** The methods of generators that coroutines have as well. */
export function defineResumptions(type: PyType): void {
  method(type, 'send', fixed(2), (vm, self: PyGenerator, value: Value) =>
    resumeGenerator(vm, self, ResumeKind.SEND, value),
  );
  method(type, 'throw', unpack(2, 4), throwIntoGenerator);
  method(type, 'close', fixed(1), (vm, self: PyGenerator) =>
    resumeGenerator(vm, self, ResumeKind.CLOSE, null),
  );
}
defineResumptions(generatorType);

/** What all kinds of generators have: names, text, frame, code, `__del__`. */
export function defineCommon(type: PyType, prefix: string): void {
  method(type, '__del__', fixed(1), (vm, self: PyGenerator) =>
    resumeGenerator(vm, self, ResumeKind.CLOSE, null),
  );
  getSet(type, `${prefix}_frame`, (_vm, self: PyGenerator) => self.frame);
  member(type, `${prefix}_code`, (_vm, self: PyGenerator) => self.code);
  getSet(
    type,
    '__name__',
    (_vm, self: PyGenerator) => self.name,
    (_vm, self: PyGenerator, value) => {
      const name = asStr(value);
      if (name === undefined) throw typeError('__name__ must be set to a string object');
      self.name = name;
    },
  );
  getSet(
    type,
    '__qualname__',
    (_vm, self: PyGenerator) => self.qualname,
    (_vm, self: PyGenerator, value) => {
      const name = asStr(value);
      if (name === undefined) throw typeError('__qualname__ must be set to a string object');
      self.qualname = name;
    },
  );
  method(type, '__repr__', fixed(1), ({ addresses }, self: PyGenerator) => {
    return `<${type.name} object ${self.qualname} at ${addresses.text(self)}>`;
  });
}

defineCommon(generatorType, 'gi');
getSet(generatorType, 'gi_running', (_vm, self: PyGenerator) => isRunning(self));
getSet(generatorType, 'gi_suspended', (_vm, self: PyGenerator) => isSuspended(self));
getSet(generatorType, 'gi_yieldfrom', (_vm, self: PyGenerator) => delegateSeen(self));
