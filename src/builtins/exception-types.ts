// The exception classes that all others derive their behaviour from: BaseException and those with
// attributes of their own. OSError, SyntaxError and the UnicodeErrors have files of their own.
import { CodeFlag } from '../bytecode/code.js';
import { exceptionField, setExceptionField } from '../objects/exception-fields.js';
import { PyList, tuple, type PyTuple } from '../objects/collections.js';
import type { PyDict } from '../objects/dict.js';
import { asStr } from '../objects/dict.js';
import {
  baseException,
  exceptionType,
  exceptionTypes,
  PyException,
  PyTraceback,
  typeError,
} from '../objects/exceptions.js';
import type { PyGetSet } from '../objects/functions.js';
import { PyBuiltin } from '../objects/functions.js';
import { typeOf } from '../objects/type-of.js';
import { instanceDict } from '../objects/attributes.js';
import { memberType, PyType, tupleType } from '../objects/type.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from '../vm/access.js';
import { callSync, enterPrelude } from '../vm/calls.js';
import { dictDescriptor } from '../vm/classes.js';
import { nativeItems } from '../vm/iterate.js';
import { hasNativeText, repr, reprSync, str } from '../vm/text.js';
import type { VM } from '../vm/vm.js';
import { requestedClass } from './constructor-arguments.js';
import { fixed, getSet, method, staticMethod, variadic } from './define.js';

/** How a field follows from the arguments, while nobody has set it. */
type Derivation = (args: readonly Value[]) => Value;

const derivations = new Map<PyType, Map<string, Derivation>>();

/**
 * Give an exception class a field that is no part of `__dict__`. Deleting it makes it None.
 * @param derive what it is after `__init__`
 */
export function exceptionMember(type: PyType, name: string, derive: Derivation = () => null): void {
  let own = derivations.get(type);
  if (own === undefined) derivations.set(type, (own = new Map<string, Derivation>()));
  own.set(name, derive);
  getSet(
    type,
    name,
    (_vm, self: PyException) => fieldOf(self, name, derive),
    (_vm, self: PyException, value) => setExceptionField(self, name, value ?? null),
  );
  (type.members.get(name) as PyGetSet).cls = memberType;
}

/** A field that was set, None included, or what follows from the arguments. */
function fieldOf(exception: PyException, name: string, derive: Derivation): Value {
  const field = exceptionField(exception, name);
  return field === undefined ? derive(exception.args.items) : field;
}

/** Keep the fields of an exception as they are, whatever its arguments become. */
function settleFields(exception: PyException, args: readonly Value[]): void {
  for (const type of exception.cls.mro) {
    for (const [name, derive] of derivations.get(type) ?? []) {
      if (exceptionField(exception, name) !== undefined) continue;
      setExceptionField(exception, name, derive(args));
    }
  }
}

/** Fields that were settled before are renewed by an `__init__` with new arguments. */
function renewFields(type: PyType, exception: PyException): void {
  for (const [name, derive] of derivations.get(type) ?? []) {
    if (exceptionField(exception, name) === undefined) continue;
    setExceptionField(exception, name, derive(exception.args.items));
  }
}

staticMethod(baseException, '__new__', variadic(), (_vm, args: Value[]) => {
  const cls = requestedException(args);
  const exception = new PyException(cls, tuple(args.slice(1)));
  // An `__init__` in Python may never call the one that sets the fields: until then they are None.
  if (!cls.builtin && !(cls.lookup('__init__') instanceof PyBuiltin)) settleFields(exception, []);
  return exception;
});

/** The class an exception's `__new__` is asked for; all exceptions can be made by BaseException's. */
export function requestedException(args: readonly Value[]): PyType {
  const cls = args[0];
  if (cls instanceof PyType && cls.isSubclassOf(baseException)) return cls;
  return requestedClass(baseException, args);
}

/** @throws Raised TypeError when an exception class gets keywords it has no use for */
export function noKeywords(self: Value, keywords: PyDict | null): void {
  if (keywords === null || keywords.size === 0) return;
  const type = self instanceof PyType ? self : typeOf(self);
  throw typeError(`${type.name}() takes no keyword arguments`);
}

method(baseException, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
  noKeywords(args[0], keywords);
  (args[0] as PyException).args = tuple(args.slice(1));
  return null;
});

/** What BaseException.__str__ gives: the only argument, or all of them. */
export function exceptionText(vm: VM, self: PyException): Value {
  const { items } = self.args;
  if (items.length === 0) return '';
  return items.length === 1 ? str(vm, items[0]) : repr(vm, self.args);
}

method(baseException, '__str__', fixed(1), exceptionText);

method(baseException, '__repr__', fixed(1), (vm, self: PyException) => {
  const { items } = self.args;
  if (!items.every((item) => hasNativeText(item))) {
    return enterPrelude(vm, 'exception_repr', self.cls.name, self.args);
  }
  return (
    self.cls.name + (items.length === 1 ? `(${reprSync(vm, items[0])})` : reprSync(vm, self.args))
  );
});

baseException.members.set('__dict__', dictDescriptor(baseException));

getSet(
  baseException,
  'args',
  (_vm, self: PyException) => self.args,
  (vm, self: PyException, value) => {
    if (value === undefined) throw typeError('args may not be deleted');
    const old = self.args.items;
    const items = nativeItems(vm, value) ?? (callSync(vm, tupleType, [value]) as PyTuple).items;
    settleFields(self, old);
    self.args = tuple([...items]);
  },
);

getSet(
  baseException,
  '__traceback__',
  // On its way it collects more, which code of the machine's own sees that has it then.
  (vm, self: PyException) =>
    vm.frame !== null && (vm.frame.code.flags & CodeFlag.HIDDEN) !== 0
      ? self.traceback
      : self.settled,
  (_vm, self: PyException, value) => {
    if (value === undefined) throw typeError('__traceback__ may not be deleted');
    setTraceback(self, value);
  },
);

function setTraceback(self: PyException, value: Value): void {
  if (value !== null && !(value instanceof PyTraceback)) {
    throw typeError('__traceback__ must be a traceback or None');
  }
  self.traceback = value;
  self.settled = value;
}

getSet(
  baseException,
  '__cause__',
  (_vm, self: PyException) => self.cause,
  (_vm, self: PyException, value) => {
    if (value === undefined) throw typeError('__cause__ may not be deleted');
    if (value !== null && !(value instanceof PyException)) {
      throw typeError('exception cause must be None or derive from BaseException');
    }
    self.cause = value;
    self.suppressContext = true;
  },
);

getSet(
  baseException,
  '__context__',
  (_vm, self: PyException) => self.context,
  (_vm, self: PyException, value) => {
    if (value === undefined) throw typeError('__context__ may not be deleted');
    if (value !== null && !(value instanceof PyException)) {
      throw typeError('exception context must be None or derive from BaseException');
    }
    self.context = value;
  },
);

getSet(
  baseException,
  '__suppress_context__',
  (_vm, self: PyException) => self.suppressContext,
  (_vm, self: PyException, value) => {
    if (value === undefined) throw typeError("can't delete numeric/char attribute");
    if (typeof value !== 'boolean') throw typeError('attribute value type must be bool');
    self.suppressContext = value;
  },
);
(baseException.members.get('__suppress_context__') as PyGetSet).cls = memberType;

method(baseException, 'with_traceback', fixed(2), (_vm, self: PyException, traceback: Value) => {
  setTraceback(self, traceback);
  return self;
});

method(baseException, 'add_note', fixed(2), (vm, self: PyException, note: Value) => {
  if (asStr(note) === undefined) {
    throw typeError(`note must be a str, not '${typeOf(note).name}'`);
  }
  let notes = getAttributeSync(vm, self, '__notes__');
  if (notes === undefined) instanceDict(self)?.setStr('__notes__', (notes = new PyList([])));
  if (!(notes instanceof PyList)) throw typeError('Cannot add note: __notes__ is not a list');
  notes.push(note);
  return null;
});

// --- classes with fields that follow from the arguments

const first: Derivation = (args) => (args.length > 0 ? args[0] : null);
const only: Derivation = (args) => (args.length === 1 ? args[0] : null);

/** An `__init__` that takes any positional arguments, and the given keywords as fields. */
function defineInit(type: PyType, names: readonly string[]): void {
  method(type, '__init__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
    const self = args[0] as PyException;
    if (names.length === 0) noKeywords(self, keywords);
    self.args = tuple(args.slice(1));
    renewFields(type, self);
    keywords?.keys.forEach((key, at) => {
      if (key === undefined) return;
      const name = asStr(key) ?? '';
      if (!names.includes(name)) {
        throw typeError(`'${name}' is an invalid keyword argument for ${type.name}()`);
      }
      setExceptionField(self, name, keywords.values[at]);
    });
    return null;
  });
}

const stopIteration = exceptionType('StopIteration');
exceptionMember(stopIteration, 'value', first);
defineInit(stopIteration, []);

const systemExit = exceptionType('SystemExit');
exceptionMember(systemExit, 'code', (args) => (args.length > 1 ? tuple([...args]) : first(args)));
defineInit(systemExit, []);

const importError = exceptionType('ImportError');
exceptionMember(importError, 'msg', only);
exceptionMember(importError, 'name');
exceptionMember(importError, 'path');
defineInit(importError, ['name', 'path']);
method(importError, '__str__', fixed(1), (vm, self: PyException) => {
  const message = fieldOf(self, 'msg', only);
  return typeof message === 'string' ? message : exceptionText(vm, self);
});

const attributeError = exceptionType('AttributeError');
exceptionMember(attributeError, 'name');
exceptionMember(attributeError, 'obj');
defineInit(attributeError, ['name', 'obj']);

const nameError = exceptionType('NameError');
exceptionMember(nameError, 'name');
defineInit(nameError, ['name']);

method(exceptionType('KeyError'), '__str__', fixed(1), (vm, self: PyException) => {
  const { items } = self.args;
  return items.length === 1 ? repr(vm, items[0]) : exceptionText(vm, self);
});

for (const type of exceptionTypes.values()) {
  if (!type.members.has('__doc__')) type.members.set('__doc__', null);
}
