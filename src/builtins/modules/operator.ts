// The native part of `operator`: the operators as functions, and the three getters.
import { BINARY_OPERATORS } from '../../bytecode/opcodes.js';
import { tuple, type PyTuple } from '../../objects/collections.js';
import { asStr, PyDict } from '../../objects/dict.js';
import { typeError } from '../../objects/exceptions.js';
import type { PyBuiltin } from '../../objects/functions.js';
import { typeOf } from '../../objects/type-of.js';
import type { PyType } from '../../objects/type.js';
import { PyObject, type Value } from '../../objects/value.js';
import { question } from '../../vm/answers.js';
import { argumentCountError } from '../../vm/arguments.js';
import { deleteItem, getAttribute, getItem, setItem } from '../../vm/access.js';
import { enterCall, enterPrelude } from '../../vm/calls.js';
import { asIndex } from '../../vm/conversions.js';
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { binary, compare, contains, inplace, unary } from '../../vm/operators.js';
import { enterRepr, leaveRepr, reprSync } from '../../vm/text.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import {
  builtinFunctions,
  fixed,
  method,
  moduleFn,
  staticMethod,
  unpack,
  variadic,
  type Arguments,
} from '../define.js';
import { checkNoKeywords } from '../list-type.js';
import { addPreludePart } from '../prelude-parts.js';
import { COMPARISONS } from '../sequences.js';
import { defineModuleType } from './module-members.js';

const functions: [string, PyBuiltin][] = [];

function define(name: string, args: Arguments, native: PyBuiltin['native']): void {
  functions.push([name, moduleFn('_operator', name, args, native)]);
}

function two(name: string, native: (vm: VM, a: Value, b: Value) => Value): void {
  define(name, unpack(2, 2), native);
}

BINARY_OPERATORS.forEach(({ name }, op) => {
  const spelled = name === 'and' || name === 'or' ? `${name}_` : name;
  two(spelled, (vm, a, b) => binary(vm, a, b, op));
  two(`i${name}`, (vm, a, b) => inplace(vm, a, b, op));
});
for (const op of COMPARISONS) two(op, (vm, a, b) => compare(vm, a, b, op));

define('neg', fixed(1), (vm, a: Value) => unary(vm, a, 'NEGATE'));
define('pos', fixed(1), (vm, a: Value) => unary(vm, a, 'POSITIVE'));
for (const name of ['inv', 'invert']) {
  define(name, fixed(1), (vm, a: Value) => unary(vm, a, 'INVERT'));
}
define('abs', fixed(1), (vm, a: Value) => enterCall(vm, builtinFunctions.get('abs'), [a]));
define('index', fixed(1), (vm, a: Value) => asIndex(vm, a));
define('not_', fixed(1), (vm, a: Value) => enterPrelude(vm, 'operator_not', a));
define('truth', fixed(1), (vm, a: Value) => enterPrelude(vm, 'operator_truth', a));
two('is_', (_vm, a, b) => Object.is(a, b));
two('is_not', (_vm, a, b) => !Object.is(a, b));

two('getitem', getItem);
define('setitem', unpack(3, 3), setItem);
two('delitem', (vm, a, b) => deleteItem(vm, a, b));
two('contains', (vm, a, b) => contains(vm, a, b));
two('countOf', (vm, a, b) => enterPrelude(vm, 'operator_count', a, b));
two('indexOf', (vm, a, b) => enterPrelude(vm, 'operator_index', a, b));

const ADD = BINARY_OPERATORS.findIndex(({ name }) => name === 'add');
for (const [name, apply] of [
  ['concat', binary],
  ['iconcat', inplace],
] as const) {
  two(name, (vm, a, b) => {
    const type = typeOf(a);
    if (type.lookup('__getitem__') === undefined || type.lookup('__add__') === undefined) {
      throw typeError(`'${type.name}' object can't be concatenated`);
    }
    return apply(vm, a, b, ADD);
  });
}

define('length_hint', unpack(1, 2), (vm, value: Value, missing: Value = 0) =>
  enterPrelude(vm, 'operator_hint', value, asIndex(vm, missing)),
);
define('call', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
  if (args.length === 0) throw typeError('call expected at least 1 argument, got 0');
  return enterCall(vm, args[0], args.slice(1), keywords);
});

// --- itemgetter, attrgetter, methodcaller

/** A function made of names: the arguments it was made with, and those it calls a method with. */
class PyGetter extends PyObject {
  constructor(
    cls: PyType,
    readonly args: readonly Value[],
    readonly keywords: PyDict,
  ) {
    super(cls);
  }
}

/** Get one thing of an object: an item, or an attribute by a path. */
type Get = (vm: VM, object: Value, what: Value) => Value;

function defineGetter(name: string, check: (what: Value) => void, get: PyBuiltin): PyType {
  const type = defineModuleType('operator', name, 'native', { subclassable: false });
  const shape = moduleFn('operator', name, unpack(1, 1), () => null);
  staticMethod(type, '__new__', variadic(), (_vm, args: Value[], keywords: PyDict | null) => {
    const cls = requestedClass(type, args);
    checkNoKeywords(name, keywords);
    if (args.length < 2) throw argumentCountError(shape, 0);
    args.slice(1).forEach(check);
    return new PyGetter(cls, args.slice(1), new PyDict());
  });
  method(type, '__call__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
    const [self, object] = args as [PyGetter, Value];
    checkNoKeywords(name, keywords);
    if (args.length !== 2) throw argumentCountError(shape, args.length - 1);
    if (self.args.length === 1) return enterCall(vm, get, [object, self.args[0]]);
    return enterPrelude(vm, 'operator_getters', get, object, tuple(self.args));
  });
  return type;
}

const itemGetterType = defineGetter(
  'itemgetter',
  () => undefined,
  question('itemgetter', 2, getItem as Get),
);

const attrGetterType = defineGetter(
  'attrgetter',
  (what) => {
    if (asStr(what) === undefined) throw typeError('attribute name must be a string');
  },
  question('attrgetter', 2, (vm: VM, object: Value, path: Value) => {
    const names = asStr(path)!.split('.');
    if (names.length === 1) return getAttribute(vm, object, names[0]!);
    return enterPrelude(vm, 'operator_path', object, tuple(names));
  }),
);

const methodCallerType = defineModuleType('operator', 'methodcaller', 'native', {
  subclassable: false,
});
staticMethod(methodCallerType, '__new__', variadic(), (_vm, args: Value[], given) => {
  const cls = requestedClass(methodCallerType, args);
  if (args.length < 2) {
    throw typeError('methodcaller needs at least one argument, the method name');
  }
  if (asStr(args[1]) === undefined) throw typeError('method name must be a string');
  return new PyGetter(cls, args.slice(1), (given as PyDict | null)?.copy() ?? new PyDict());
});
method(methodCallerType, '__call__', variadic(), (vm, args: Value[], given: PyDict | null) => {
  checkNoKeywords('methodcaller', given);
  if (args.length !== 2) {
    throw typeError(`methodcaller expected 1 argument, got ${args.length - 1}`);
  }
  const { args: own, keywords } = args[0] as PyGetter;
  const rest = tuple(own.slice(1));
  return enterPrelude(vm, 'operator_method', args[1], own[0], rest, keywords);
});

for (const type of [itemGetterType, attrGetterType, methodCallerType]) {
  method(type, '__repr__', fixed(1), (vm, self: PyGetter) => {
    if (!enterRepr(vm, self)) return `${type.name}(...)`;
    try {
      const texts = self.args.map((arg) => reprSync(vm, arg));
      self.keywords.keys.forEach((key, at) => {
        if (key === undefined) return;
        texts.push(`${asStr(key) ?? ''}=${reprSync(vm, self.keywords.values[at])}`);
      });
      return `${type.name}(${texts.join(', ')})`;
    } finally {
      leaveRepr(vm, self);
    }
  });
  method(type, '__reduce__', fixed(1), (_vm, self: PyGetter): PyTuple =>
    tuple([self.cls, tuple(self.args)]),
  );
}

nativeModules.set('_operator', (vm) => {
  addPreludePart(vm, 'operator');
  return makeNativeModule('_operator', [
    ...functions,
    ['itemgetter', itemGetterType],
    ['attrgetter', attrGetterType],
    ['methodcaller', methodCallerType],
  ]);
});
