// Which bases fit together: the metaclass of a class, its best base, its method resolution order.
import { exceptionTypes, typeError } from '../objects/exceptions.js';
import { typeOf } from '../objects/type-of.js';
import { currentTypeVersion, linearise, objectType, PyType } from '../objects/type.js';
import type { Value } from '../objects/value.js';

/** Exception classes with attributes of their own; two of them cannot both be bases. */
const EXTENDED_EXCEPTIONS: ReadonlySet<string> = new Set([
  'AttributeError',
  'BaseExceptionGroup',
  'ImportError',
  'NameError',
  'OSError',
  'StopIteration',
  'SyntaxError',
  'SystemExit',
  'UnicodeDecodeError',
  'UnicodeEncodeError',
  'UnicodeTranslateError',
]);

/**
 * The most derived of `metaclass` and the classes of the bases.
 * @throws Raised TypeError when none derives from all others
 */
export function calculateMetaclass(metaclass: PyType, bases: readonly Value[]): PyType {
  let winner = metaclass;
  for (const base of bases) {
    const candidate = typeOf(base);
    if (winner.isSubclassOf(candidate)) continue;
    if (!candidate.isSubclassOf(winner)) {
      throw typeError(
        'metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass ' +
          'of the metaclasses of all its bases',
      );
    }
    winner = candidate;
  }
  return winner;
}

/** What `solidBase` has found, and for which state of all classes: many ways may lead up to one class. */
const solidBases = new WeakMap<PyType, { readonly base: PyType; readonly version: number }>();

/**
 * The class that decides how instances are laid out: the one that last added something to what its
 * own base has.
 */
function solidBase(type: PyType): PyType {
  const version = currentTypeVersion();
  const known = solidBases.get(type);
  if (known?.version === version) return known.base;
  const base = findSolidBase(type);
  solidBases.set(type, { base, version });
  return base;
}

function findSolidBase(type: PyType): PyType {
  if (type === objectType) return type;
  if (type.builtin) {
    const base = type.bases[0]!;
    const extended =
      exceptionTypes.get(type.name) === type
        ? EXTENDED_EXCEPTIONS.has(type.name)
        : type.layout !== base.layout;
    return base === objectType || extended ? type : solidBase(base);
  }
  const base = bestBase(type.bases);
  return ownSlots(type, base) ? type : solidBase(base);
}

function ownSlots(type: PyType, base: PyType): boolean {
  if (type.slotNames !== null) return type.slotNames.length > (base.slotNames?.length ?? 0);
  const slots = type.members.get('__slots__');
  return slots !== undefined && addedSlots.has(type);
}

/** Classes with a `__dict__` that nevertheless have slots of their own. */
const addedSlots = new WeakSet<PyType>();

/** Remember that a class with a `__dict__` has slots of its own too. */
export function noteSlots(type: PyType): void {
  addedSlots.add(type);
}

/**
 * The base whose layout instances have: `__base__`.
 * @throws Raised TypeError when the layouts of two bases conflict
 */
export function bestBase(bases: readonly Value[]): PyType {
  let winner: PyType | null = null;
  let best: PyType | null = null;
  for (const base of bases) {
    if (!(base instanceof PyType)) throw typeError('bases must be types');
    if (!base.subclassable) {
      throw typeError(`type '${base.name}' is not an acceptable base type`);
    }
    const candidate = solidBase(base);
    if (
      winner === null ||
      best === null ||
      (candidate !== winner && candidate.isSubclassOf(winner))
    ) {
      winner = candidate;
      best = base;
    } else if (!winner.isSubclassOf(candidate)) {
      throw typeError('multiple bases have instance lay-out conflict');
    }
  }
  return best ?? objectType;
}

/** Whether instances of both classes are laid out alike, so that one may become the other. */
export function sameLayout(a: PyType, b: PyType): boolean {
  return solidBase(a) === solidBase(b) && (a.slotNames === null) === (b.slotNames === null);
}

/**
 * The method resolution order of a class with the given bases.
 * @throws Raised TypeError when a base is repeated or there is no consistent order
 */
export function resolutionOrder(type: PyType, bases: readonly PyType[]): readonly PyType[] {
  const repeated = bases.find((base, at) => bases.indexOf(base) !== at);
  if (repeated !== undefined) throw typeError(`duplicate base class ${repeated.name}`);
  const mro = linearise(type, bases);
  if (mro !== null) return mro;
  const names = stuckHeads(bases).map((base) => base.name);
  throw typeError(
    `Cannot create a consistent method resolution\norder (MRO) for bases ${names.join(', ')}`,
  );
}

/** The classes that stand first in their sequences when linearisation cannot go on. */
function stuckHeads(bases: readonly PyType[]): PyType[] {
  const sequences = [...bases.map((base) => [...base.mro]), [...bases]];
  for (;;) {
    const open = sequences.filter((sequence) => sequence.length > 0);
    const next = open
      .map((sequence) => sequence[0]!)
      .find((candidate) => open.every((sequence) => sequence.indexOf(candidate) <= 0));
    if (next === undefined) return [...new Set(open.map((sequence) => sequence[0]!))];
    for (const sequence of open) if (sequence[0] === next) sequence.shift();
  }
}
