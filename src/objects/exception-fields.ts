// The attributes that some exception classes have besides those of BaseException: `name` and `obj`
// of an AttributeError, `errno` of an OSError … They are no part of `__dict__`, and most exceptions
// have none, so the map of them is made with the first.
import { PyTuple } from './collections.js';
import type { PyException } from './exceptions.js';
import { exchange } from './references.js';
import type { Value } from './value.js';

/** A field of an exception; undefined when it was never set, null (None) after it was deleted. */
export function exceptionField(exception: PyException, name: string): Value {
  return exception.fields?.get(name);
}

export function setExceptionField(exception: PyException, name: string, value: Value): void {
  exception.fields ??= new Map<string, Value>();
  exchange(exception, exception.fields.get(name), value);
  exception.fields.set(name, value);
}

/** The `value` of a StopIteration: its first argument, unless a script set another. */
export function stopIterationValue(exception: PyException): Value {
  const value = exceptionField(exception, 'value');
  if (value !== undefined) return value;
  return exception.args.items.length > 0 ? exception.args.items[0] : null;
}

/** The exceptions in an exception group; undefined for every other exception. */
export function groupContents(exception: PyException): readonly PyException[] | undefined {
  const contents = exceptionField(exception, 'exceptions');
  return contents instanceof PyTuple ? (contents.items as readonly PyException[]) : undefined;
}
