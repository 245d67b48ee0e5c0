// What an object holds: the edges of the object graph, in the order in which CPython's collector
// visits them. Used when a program ends, to close what is left in CPython's order.
import { notedAge } from '../objects/age.js';
import { PyList, PyTuple } from '../objects/collections.js';
import { PyDeque } from '../objects/deque.js';
import { PyDict } from '../objects/dict.js';
import { exceptionField } from '../objects/exception-fields.js';
import { PyException, PyTraceback } from '../objects/exceptions.js';
import { Frame, FrameRole } from '../objects/frame.js';
import { PyBuiltin, PyCode, PyFunction, PyGetSet } from '../objects/functions.js';
import { PyGenerator } from '../objects/generator.js';
import { PyModule } from '../objects/module.js';
import { PySet } from '../objects/set.js';
import { PyInstance } from '../objects/shape.js';
import { PyType } from '../objects/type.js';
import { PyFloat, PyObject, PySingleton, type Value } from '../objects/value.js';
import { PyWeakRef } from '../objects/weak.js';
import type { VM } from './vm.js';

/**
 * A node of the graph: an object, or a part of one that is an object of its own in CPython: the
 * members of a class, the tuple of a function's cells.
 */
export type Node = PyObject | readonly unknown[] | ReadonlyMap<unknown, unknown>;

/** Fields of exceptions that may hold more than text and numbers. */
const EXCEPTION_FIELDS = ['obj', 'value', 'code', 'name', 'exceptions'];

/** Whether a value can hold anything or has an end of its own, so that it is worth following. */
function isNode(value: unknown): value is Node {
  if (value instanceof PyObject) {
    if (value instanceof PyType) return !value.builtin;
    return !(
      value instanceof PyFloat ||
      value instanceof PyCode ||
      value instanceof PyBuiltin ||
      value instanceof PyGetSet ||
      value instanceof PySingleton
    );
  }
  return Array.isArray(value) || value instanceof Map;
}

/** The nodes that a node refers to, once for each reference. */
export function referents(node: Node): Node[] {
  return values(node).filter(isNode);
}

/**
 * All that some nodes lead to, themselves included, nearest first.
 * @param follow what a node leads to
 */
export function reachableFrom(
  roots: Iterable<Node>,
  follow: (node: Node) => readonly Node[] = referents,
): Set<Node> {
  const found = new Set(roots);
  for (const node of found) for (const child of follow(node)) found.add(child);
  return found;
}

function values(node: Node): readonly unknown[] {
  if (node instanceof PyInstance) return [...node.slots, node.attributes, node.cls];
  if (node instanceof PyDict) return withBase(node, dictValues(node));
  if (node instanceof PyList || node instanceof PyTuple) {
    return withBase(node, node.items.toReversed());
  }
  if (node instanceof PyDeque) return withBase(node, node.items);
  if (node instanceof PySet) return withBase(node, node.toArray());
  if (node instanceof PyGenerator) return generatorValues(node);
  if (node instanceof PyFunction) return functionValues(node);
  if (node instanceof PyType) return [node.members, node.mro, node.bases, node.cls];
  if (node instanceof PyException) return exceptionValues(node);
  if (node instanceof PyTraceback) return [node.next, node.frame];
  if (node instanceof PyModule) return [node.dict, node.cls];
  if (node instanceof Frame) return frameValues(node);
  if (node instanceof PyWeakRef) return [node.attributes, node.callback, node.cls];
  if (node instanceof Map) return [...node.values()];
  if (node instanceof PyObject) return Object.values(node);
  return (node as readonly unknown[]).toReversed();
}

/** A built-in container as such, or with what an instance of a user's subclass has besides. */
function withBase(node: PyObject, contents: readonly unknown[]): readonly unknown[] {
  return node.cls.builtin && node.attributes === null
    ? contents
    : [node.attributes, ...contents, node.cls];
}

function dictValues(dict: PyDict): unknown[] {
  const all: unknown[] = [];
  dict.keys.forEach((key, at) => {
    all.push(dict.values[at]);
    if (key instanceof PyObject) all.push(key);
  });
  return all;
}

function functionValues(fn: PyFunction): unknown[] {
  const { closure } = fn;
  return [
    fn.globals,
    fn.defaults,
    fn.kwDefaults,
    fn.attributes,
    closure.length === 0 ? null : closure,
    fn.annotations,
  ];
}

function exceptionValues(exception: PyException): unknown[] {
  return [
    exception.attributes,
    exception.args,
    exception.traceback,
    exception.cause,
    exception.context,
    ...EXCEPTION_FIELDS.map((name) => exceptionField(exception, name)),
    exception.cls,
  ];
}

/** A suspended generator holds what its frame holds; a finished one has none. */
function generatorValues({ frame, pending }: PyGenerator): readonly unknown[] {
  if (frame === null) return [];
  return [...frame.regs, ...frame.cells, frame.handled, pending, frame.globals];
}

/** What a generator's frame gives up when it ends: what a statement works on before the variables. */
export function droppedReferents(frame: Frame): Node[] {
  const variables = frame.code.source.variableNames.length;
  const { regs } = frame;
  const all: unknown[] = [...regs.slice(variables).reverse(), ...regs.slice(0, variables)];
  return [...all, ...frame.cells, frame.handled, frame.globals].filter(isNode);
}

/** What a frame holds that only a traceback knows any more: its variables. */
function frameValues(frame: Frame): readonly unknown[] {
  const isSuspended =
    frame.role === FrameRole.GENERATOR && (frame.owner as PyGenerator).frame === frame;
  // A suspended frame is part of its generator.
  if (isSuspended) return [frame.owner];
  const variables = frame.code.source.variableNames.length;
  return [
    ...frame.regs.slice(0, variables),
    ...frame.cells,
    frame.globals,
    frame.namespace,
    frame.caller,
  ];
}

/** When an object was made, where that is known. */
export function ageOf(node: Node): number | undefined {
  if (node instanceof PyGenerator || node instanceof PyList || node instanceof PyDict) {
    return node.age;
  }
  return node instanceof PyObject ? notedAge(node) : undefined;
}

/** First what was made first; what nobody knows the age of has no end of its own. */
export function byAge(a: Node, b: Node): number {
  return (ageOf(a) ?? Number.MAX_SAFE_INTEGER) - (ageOf(b) ?? Number.MAX_SAFE_INTEGER);
}

/**
 * Whether something an object holds was made after the object: certainly, where both ages are known,
 * else probably: attributes, items that lists and deques were made to collect, and variables of a
 * generator that are not its parameters. CPython's collector knows of a dict from when something was
 * put into it that it has to look at.
 */
export function isYounger(child: Node, parent: Node): boolean {
  if (parent instanceof PyDict && isFirstIn(parent, child)) return false;
  const [age, parentAge] = [ageOf(child), ageOf(parent)];
  if (age !== undefined && parentAge !== undefined) return age > parentAge;
  if (parent instanceof PyList || parent instanceof PyDeque) return true;
  if (parent instanceof PyFunction) return child === parent.attributes;
  if (parent instanceof PyInstance) return child !== parent.cls;
  if (!(parent instanceof PyGenerator) || parent.frame === null) return false;
  const { regs, code } = parent.frame;
  const { argCount, kwOnlyCount } = code.source;
  const at = regs.indexOf(child as PyObject);
  return at >= argCount + kwOnlyCount;
}

/** Whether it is in the first entry of a dict that the collector has to look at. */
function isFirstIn({ keys, values }: PyDict, child: Node): boolean {
  const first = keys.findIndex((key, at) => isNode(key) || isNode(values[at]));
  return child === keys[first] || child === values[first];
}

/**
 * The values of a dict to which nothing leads from the modules and from the frames that run, except
 * through the dict itself.
 */
export function unreachable(vm: VM, registry: PyDict): Value[] {
  const found = reachableFrom([registry, vm.modules, ...vm.innermostFrames()], (node) =>
    node === registry ? [] : referents(node),
  );
  return registry.values.filter((value) => value instanceof PyObject && !found.has(value));
}
