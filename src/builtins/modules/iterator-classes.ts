// What the classes of `itertools` share: constructors that check arguments as CPython's do and that
// take iterators of their arguments, and which sources can be asked for items without a frame.
import type { PyList } from '../../objects/collections.js';
import { tuple, type PyTuple } from '../../objects/collections.js';
import type { PyDict } from '../../objects/dict.js';
import { typeError } from '../../objects/exceptions.js';
import { PyIterator } from '../../objects/iterators.js';
import type { PyType } from '../../objects/type.js';
import type { Value } from '../../objects/value.js';
import { question } from '../../vm/answers.js';
import { argumentCountError, bindBuiltinKeywords } from '../../vm/arguments.js';
import { enterPrelude } from '../../vm/calls.js';
import { iteratorAtOnce } from '../../vm/iterate.js';
import type { VM } from '../../vm/vm.js';
import { requestedClass } from '../constructor-arguments.js';
import { moduleFn, staticMethod, variadic, type Arguments } from '../define.js';
import { defineIterator } from '../iterator-types.js';
import { defineModuleType } from './module-members.js';

/** A class of iterators in `itertools`. */
export function defineIteratorType(name: string, options: { subclassable?: boolean } = {}): PyType {
  const type = defineModuleType('itertools', name, 'native', options);
  defineIterator(type);
  return type;
}

/** An iterator without an end. It is not `native`: who drained it could not be interrupted. */
export abstract class EndlessIterator extends PyIterator {
  readonly native = false;
  /** Whether its steps run no Python code. */
  abstract readonly quick: boolean;
}

/** Whether a source gives each item without a frame. */
export function isQuick(source: Value): source is PyIterator {
  if (source instanceof EndlessIterator) return source.quick;
  return source instanceof PyIterator && source.native;
}

/** Whether TypeScript code may drain a source. */
export function isFinite(source: Value): source is PyIterator {
  return source instanceof PyIterator && source.native;
}

/** Declare `__new__`; `make` gets the arguments after the class, in the order of the signature. */
export function defineConstructor(
  type: PyType,
  signature: Arguments,
  make: (vm: VM, cls: PyType, args: Value[]) => Value,
): void {
  const name = type.qualname;
  const shape = moduleFn('itertools', name, signature, () => null);
  staticMethod(type, '__new__', variadic(), (vm, args: Value[], keywords: PyDict | null) => {
    const cls = requestedClass(type, args);
    let given = args.slice(1);
    const named = keywords !== null && keywords.size > 0 && (cls === type || byName(signature));
    if (named && !byName(signature)) throw typeError(`${name}() takes no keyword arguments`);
    checkTotal(name, signature, args.length - 1 + (keywords?.size ?? 0));
    if (named) given = bindBuiltinKeywords(shape, given, keywords);
    else if (given.length < signature.min || given.length > signature.max) {
      throw argumentCountError(shape, given.length);
    }
    return make(vm, cls, given);
  });
}

/** @throws Raised TypeError for more arguments than there are parameters */
function checkTotal(name: string, signature: Arguments, given: number): void {
  const all = signature.parameters.length;
  if (byName(signature) && given > all) {
    throw typeError(`${name}() takes at most ${all} arguments (${given} given)`);
  }
}

function byName(signature: Arguments): boolean {
  return signature.convention === 'keywords';
}

/** Makes an iterator of a class over sources, with other arguments. */
export type Maker = (cls: PyType, sources: readonly Value[], rest: readonly Value[]) => Value;

/**
 * A maker that takes iterables: it asks them for their iterators first, which for those of scripts
 * takes frames.
 */
export function overIterables(
  name: string,
  make: Maker,
): (vm: VM, cls: PyType, iterables: readonly Value[], ...rest: Value[]) => Value {
  const finish = question(name, 3, (_vm, cls: PyType, sources: PyList, rest: PyTuple) =>
    make(cls, sources.items, rest.items),
  );
  return (vm, cls, iterables, ...rest) => {
    const sources: Value[] = [];
    for (const iterable of iterables) {
      const source = iteratorAtOnce(vm, iterable);
      if (source === undefined) {
        // Those asked already are asked again, which for an iterator changes nothing.
        const all = [...sources, ...iterables.slice(sources.length)];
        return enterPrelude(vm, 'make_over', finish, cls, tuple(all), tuple(rest));
      }
      sources.push(source);
    }
    return make(cls, sources, rest);
  };
}
