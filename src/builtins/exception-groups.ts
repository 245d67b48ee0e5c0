// BaseExceptionGroup and ExceptionGroup (PEP 654). The methods that call Python code are in
// src/lib/preludes/groups.pyg.
import { PyList, PyTuple, tuple } from '../objects/collections.js';
import { asStr, PyDict } from '../objects/dict.js';
import { exceptionField, groupContents, setExceptionField } from '../objects/exception-fields.js';
import {
  baseException,
  baseExceptionGroup,
  exceptionGroup,
  exceptionType,
  PyException,
  raised,
  typeError,
  valueError,
} from '../objects/exceptions.js';
import { PyType, tupleType } from '../objects/type.js';
import { typeOf } from '../objects/type-of.js';
import { asBytes } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { callSync, enterCall, enterPrelude } from '../vm/calls.js';
import { argumentError } from '../vm/conversions.js';
import { nativeItems } from '../vm/iterate.js';
import { matchesException } from '../vm/operations.js';
import { strSync } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { fixed, getSet, method, preludeFn, staticMethod, unpack, variadic } from './define.js';
import { noKeywords, requestedException } from './exception-types.js';
import { genericAliasClassMethod } from './modules/generic-types.js';
import { addPreludePart } from './prelude-parts.js';

const exceptionClass = exceptionType('Exception');

/** What can be indexed by a number, as far as that can be told. */
function isSequence(value: Value): boolean {
  if (value instanceof PyDict) return false;
  if (value instanceof PyList || value instanceof PyTuple) return true;
  if (asStr(value) !== undefined || asBytes(value) !== undefined) return true;
  return typeOf(value).lookup('__getitem__') !== undefined;
}

function itemsOf(vm: VM, exceptions: Value): readonly Value[] {
  if (!isSequence(exceptions)) {
    throw typeError('second argument (exceptions) must be a sequence');
  }
  return nativeItems(vm, exceptions) ?? (callSync(vm, tupleType, [exceptions]) as PyTuple).items;
}

/** The class for a group with these contents: a BaseExceptionGroup of nothing but Exceptions is none. */
function groupClass(cls: PyType, items: readonly PyException[]): PyType {
  const harmless = items.every((item) => item.cls.isSubclassOf(exceptionClass));
  if (cls === baseExceptionGroup) return harmless ? exceptionGroup : cls;
  if (harmless || !cls.isSubclassOf(exceptionClass)) return cls;
  throw typeError(
    cls === exceptionGroup
      ? 'Cannot nest BaseExceptions in an ExceptionGroup'
      : `Cannot nest BaseExceptions in '${cls.name}'`,
  );
}

staticMethod(baseExceptionGroup, '__new__', variadic(), (vm, args, keywords: PyDict | null) => {
  const cls = requestedException(args as Value[]);
  const given = (args as Value[]).slice(1);
  if (cls.builtin) noKeywords(cls, keywords);
  if (given.length !== 2) {
    throw typeError(
      `BaseExceptionGroup.__new__() takes exactly 2 arguments (${given.length} given)`,
    );
  }
  const [message, exceptions] = given;
  if (asStr(message) === undefined) {
    throw argumentError('BaseExceptionGroup.__new__', 1, 'str', message);
  }
  const items = itemsOf(vm, exceptions);
  if (items.length === 0) {
    throw valueError('second argument (exceptions) must be a non-empty sequence');
  }
  items.forEach((item, at) => {
    if (item instanceof PyException) return;
    throw valueError(`Item ${at} of second argument (exceptions) is not an exception`);
  });
  const contents = items as readonly PyException[];
  const group = new PyException(groupClass(cls, contents), tuple(given));
  setExceptionField(group, 'message', message);
  setExceptionField(group, 'exceptions', tuple([...contents]));
  return group;
});

method(baseExceptionGroup, '__str__', fixed(1), (vm, self: PyException) => {
  const count = groupContents(self)?.length ?? 0;
  const message = strSync(vm, exceptionField(self, 'message') ?? null);
  return `${message} (${count} sub-exception${count === 1 ? '' : 's'})`;
});

for (const name of ['message', 'exceptions']) {
  getSet(
    baseExceptionGroup,
    name,
    (_vm, self: PyException) => exceptionField(self, name) ?? null,
    () => {
      throw raised('AttributeError', 'readonly attribute');
    },
  );
}

method(baseExceptionGroup, 'derive', fixed(2), (vm, self: PyException, exceptions: Value) => {
  return enterCall(vm, baseExceptionGroup, [exceptionField(self, 'message') ?? null, exceptions]);
});

/** Whether a condition is a class or several, and not a function. */
function isTypeCondition(condition: Value): boolean {
  const isClass = (value: Value): boolean =>
    value instanceof PyType && value.isSubclassOf(baseException);
  if (isClass(condition)) return true;
  if (condition instanceof PyTuple && condition.items.every(isClass)) return true;
  const callable = typeOf(condition).lookup('__call__') !== undefined;
  if (callable && !(condition instanceof PyType)) return false;
  throw typeError('expected a function, exception type or tuple of exception types');
}

for (const name of ['split', 'subgroup']) {
  method(baseExceptionGroup, name, unpack(2, 2), (vm, self: PyException, condition: Value) => {
    const isType = isTypeCondition(condition);
    if (!vm.prelude.has('group_split')) addPreludePart(vm, 'groups');
    return enterPrelude(vm, `group_${name}`, self, condition, isType);
  });
}

preludeFn('exception_matches', fixed(2), (_vm, exception: PyException, condition: Value) =>
  matchesException(exception, condition),
);

preludeFn('group_contents', fixed(1), (_vm, value: Value) => {
  const contents = value instanceof PyException ? groupContents(value) : undefined;
  return contents === undefined ? null : tuple(contents as PyException[]);
});

preludeFn('is_sequence', fixed(1), (_vm, value: Value) => isSequence(value));

genericAliasClassMethod(baseExceptionGroup);
