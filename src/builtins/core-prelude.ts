// Natives for the prelude functions that call special methods written in Python.
import { BINARY_OPERATORS } from '../bytecode/opcodes.js';
import { raised, Raised, typeError, type PyException } from '../objects/exceptions.js';
import { isInstance, typeOf } from '../objects/type-of.js';
import type { PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { bindDescriptor } from '../vm/access.js';
import { badInitResult } from '../vm/calls.js';
import { convert } from '../vm/operations.js';
import {
  afterInplace,
  checkLength,
  compareFallback,
  unsupportedOperands,
  type CompareOp,
} from '../vm/operators.js';
import { fixed, preludeFn } from './define.js';

preludeFn('unsupported_operands', fixed(3), (_vm, a: Value, b: Value, symbol: string) => {
  return unsupportedOperands(a, b, symbol).exception;
});

preludeFn('after_inplace', fixed(3), (vm, a: Value, b: Value, op: number) => {
  if (BINARY_OPERATORS[op] === undefined) throw raised('SystemError', 'no such operator');
  return afterInplace(vm, a, b, op);
});

preludeFn('compare_fallback', fixed(3), (_vm, a: Value, b: Value, op: CompareOp) =>
  compareFallback(a, b, op),
);

preludeFn('bad_truth', fixed(1), (_vm, result: Value) => {
  return typeError(`__bool__ should return bool, returned ${typeOf(result).name}`).exception;
});

preludeFn('check_length', fixed(1), (_vm, result: Value) => checkLength(result));

/** Whether type.__call__ initialises what __new__ returned. */
preludeFn('is_plain_instance', fixed(2), (_vm, obj: Value, cls: PyType) => isInstance(obj, cls));

preludeFn('init_of', fixed(1), (vm, obj: Value) => {
  const type = typeOf(obj);
  return bindDescriptor(vm, type.lookup('__init__'), obj, type);
});

preludeFn('bad_init_result', fixed(1), (_vm, result: Value) => badInitResult(result).exception);

/** Raise without giving the exception a new context: it was raised before. */
preludeFn('raise_as_is', fixed(1), (_vm, exception: PyException) => {
  throw new Raised(exception, false);
});

preludeFn('convert', fixed(2), (vm, value: Value, conversion: number) =>
  convert(vm, value, conversion),
);
