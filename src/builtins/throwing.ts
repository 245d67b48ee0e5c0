// The arguments of throw() and athrow(), which generators, coroutines, async generators and what
// stands for them take alike: an exception, or a class with a value and a traceback.
import { PyTuple, tuple, type PyList } from '../objects/collections.js';
import { baseException, makeException, PyException, PyTraceback } from '../objects/exceptions.js';
import { isInstance, typeOf } from '../objects/type-of.js';
import { PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { enterCall, enterPrelude } from '../vm/calls.js';
import { reprSync } from '../vm/text.js';
import { toException } from '../vm/unwind.js';
import type { VM } from '../vm/vm.js';
import { fixed, preludeFn, preludeFunctions } from './define.js';

/** What becomes of an exception for `target`. */
type Take<T> = (vm: VM, target: T, exception: PyException) => Value;
type Throw<T> = (vm: VM, target: T, type: Value, value: Value, traceback: Value) => Value;

/**
 * A native that makes an exception of its arguments and throws it into its first one.
 * @param name what the prelude calls the second half of it, for when a class is called in a frame
 * @param into throws the exception
 * @param refuse raises the error which says that the arguments are no exception
 */
export function thrower<T extends Value>(name: string, into: Take<T>, refuse: Take<T>): Throw<T> {
  const finish = (vm: VM, target: T, exception: PyException, given: readonly Value[]): Value => {
    const traceback = given[2];
    vm.thread.thrown = { exception, args: given, valid: true };
    exception.traceback = traceback instanceof PyTraceback ? traceback : exception.settled;
    return into(vm, target, exception);
  };
  const fail = (vm: VM, target: T, problem: string, given: readonly Value[]): Value => {
    const exception = makeException('TypeError', problem);
    vm.thread.thrown = { exception, args: given, valid: false };
    return refuse(vm, target, exception);
  };
  // An error of calling the class is thrown instead, with where it was raised. The prelude is not to
  // hold the exception any more when the target goes on.
  preludeFn(name, fixed(4), (vm, target: T, type: Value, made: PyList, given: PyTuple) => {
    const exception = made.items[0];
    made.become([]);
    if (exception instanceof PyException) {
      exception.settled = exception.traceback;
      return finish(vm, target, exception, given.items);
    }
    const error = makeException(
      'TypeError',
      `calling ${reprSync(vm, type)} should have returned an instance of BaseException, ` +
        `not ${typeOf(exception!).name}`,
    );
    return finish(vm, target, error, given.items);
  });
  return (vm, target, type, value, traceback) => {
    const given = [type, value, traceback].filter((argument) => argument !== undefined);
    if (traceback !== undefined && traceback !== null && !(traceback instanceof PyTraceback)) {
      return fail(vm, target, 'throw() third argument must be a traceback object', given);
    }
    if (type instanceof PyException) {
      if (value !== undefined && value !== null) {
        return fail(vm, target, 'instance exception may not have a separate value', given);
      }
      return finish(vm, target, type, given);
    }
    if (!(type instanceof PyType) || !type.isSubclassOf(baseException)) {
      const problem = 'exceptions must be classes or instances deriving from BaseException, not ';
      return fail(vm, target, problem + typeOf(type).name, given);
    }
    if (value instanceof PyException && isInstance(value, type)) {
      return finish(vm, target, value, given);
    }
    const args = argumentsFor(value);
    if (type.builtin) return finish(vm, target, make(vm, type, args), given);
    const second = preludeFunctions.get(name)!;
    return enterPrelude(vm, 'throw_made', second, target, type, args, tuple(given));
  };
}

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
