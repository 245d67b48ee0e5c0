// Everything that the text of compiled code may name.
import { PyList, tuple } from '../../objects/collections.js';
import type { PyDict } from '../../objects/dict.js';
import type { PyException } from '../../objects/exceptions.js';
import { Frame } from '../../objects/frame.js';
import { functionType, generatorType, listType } from '../../objects/type.js';
import { PyGenerator } from '../../objects/generator.js';
import { rangeIteratorType } from '../../objects/sequence-iterators.js';
import type { PySet } from '../../objects/set.js';
import type { PyTuple } from '../../objects/collections.js';
import { adopt, put, releaseInTurn } from '../../objects/references.js';
import type { Value } from '../../objects/value.js';
import { deleteItem, setAttribute } from '../access.js';
import { awaitIterator, beforeAsyncWith, getAsyncIterator, nextAwaitable } from '../awaiting.js';
import { enterCall, makeFrame, spreadArguments } from '../calls.js';
import {
  buildMap,
  buildSet,
  extendList,
  mergeKeywords,
  toSequence,
  unpackStarInto,
  updateMap,
  updateSet,
} from '../displays.js';
import { importFrom, importModule } from '../imports.js';
import { getIterator } from '../iterate.js';
import {
  assertionError,
  beforeWith,
  buildSlice,
  callKeywords,
  formatValue,
  joinTexts,
  makeFunction,
  matchesException,
  own,
  prepareException,
  yieldFromIterator,
} from '../operations.js';
import { contains, length, unary } from '../operators.js';
import { collectionKind, matchClass, matchKeys } from '../patterns.js';
import { enterFrame } from '../reclaim.js';
import { finish } from '../resume.js';
import { note } from './profile.js';
import * as support from './support.js';
import type { VM } from '../vm.js';

/** Helpers of the machine as `guarded` calls them: with the frame, and operands that are values or numbers. */
const MACHINE = {
  addToMap: (vm: VM, _frame: Frame, into: PyDict, key: Value, value: Value): Value => {
    into.set(vm.keys, key, value);
    return null;
  },
  addToSet: (vm: VM, _frame: Frame, into: PySet, item: Value): Value => {
    into.add(vm.keys, item);
    return null;
  },
  awaitIterator: (vm: VM, _frame: Frame, value: Value, from: number): Value =>
    awaitIterator(vm, value, from),
  beforeAsyncWith: (vm: VM, frame: Frame, into: number, manager: Value): Value => {
    beforeAsyncWith(vm, frame, into, manager);
    return null;
  },
  beforeWith: (vm: VM, frame: Frame, into: number, manager: Value): Value => {
    beforeWith(vm, frame, into, manager);
    return null;
  },
  buildMap: (vm: VM, frame: Frame, base: number, n: number): Value =>
    buildMap(vm, frame.regs, base, n),
  buildSet: (vm: VM, frame: Frame, base: number, n: number): Value =>
    buildSet(vm, frame.regs, base, n),
  callKeywords: (
    vm: VM,
    frame: Frame,
    callee: Value,
    base: number,
    n: number,
    names: PyTuple,
  ): Value => callKeywords(vm, callee, frame.regs, base, n, names),
  callSpread: (
    vm: VM,
    _frame: Frame,
    callee: Value,
    positional: Value,
    keywords: PyDict | null,
  ): Value => enterCall(vm, callee, spreadArguments(positional), keywords),
  contains: (vm: VM, _frame: Frame, container: Value, item: Value): Value =>
    contains(vm, container, item),
  deleteAttribute: (vm: VM, { code }: Frame, obj: Value, name: number): Value =>
    setAttribute(vm, obj, code.names[name]!, undefined),
  deleteItem: (vm: VM, _frame: Frame, obj: Value, key: Value): Value => deleteItem(vm, obj, key),
  extendList: (vm: VM, _frame: Frame, list: PyList, items: Value, callee: Value): Value =>
    extendList(vm, list, items, callee),
  formatValue: (vm: VM, _frame: Frame, value: Value, conversion: number, spec: Value): Value =>
    formatValue(vm, value, conversion, spec),
  getAsyncIterator: (vm: VM, _frame: Frame, value: Value): Value => getAsyncIterator(vm, value),
  getIterator: (vm: VM, _frame: Frame, value: Value): Value => getIterator(vm, value),
  importFrom: (vm: VM, { code }: Frame, module: Value, name: number): Value =>
    importFrom(vm, module, code.names[name]!),
  importModule: (vm: VM, frame: Frame, name: number, names: Value, level: number): Value =>
    importModule(vm, frame, frame.code.names[name]!, names, level),
  joinTexts: (_vm: VM, frame: Frame, from: number, to: number): Value =>
    joinTexts(frame.regs, from, to),
  length: (vm: VM, _frame: Frame, value: Value): Value => length(vm, value),
  matchClass: (vm: VM, _frame: Frame, value: Value, cls: Value, n: number, names: PyTuple): Value =>
    matchClass(vm, value, cls, n, names),
  matchKeys: (vm: VM, { regs }: Frame, value: Value, base: number, n: number): Value =>
    matchKeys(vm, value, regs.slice(base, base + n)),
  matchesException: (_vm: VM, _frame: Frame, exception: PyException, wanted: Value): Value =>
    matchesException(exception, wanted),
  mergeKeywords: (vm: VM, _frame: Frame, into: PyDict, from: Value, callee: Value): Value =>
    mergeKeywords(vm, into, from, callee),
  nextAwaitable: (vm: VM, _frame: Frame, value: Value): Value => nextAwaitable(vm, value),
  prepareException: (vm: VM, _frame: Frame, value: Value, imm: number): Value =>
    prepareException(vm, value, imm),
  toSequence: (vm: VM, _frame: Frame, value: Value, n: number, after: number): Value =>
    toSequence(vm, value, n, after),
  unary: (vm: VM, _frame: Frame, value: Value, name: Parameters<typeof unary>[2]): Value =>
    unary(vm, value, name),
  updateMap: (vm: VM, _frame: Frame, into: PyDict, from: Value): Value => updateMap(vm, into, from),
  updateSet: (vm: VM, _frame: Frame, into: PySet, from: Value): Value => updateSet(vm, into, from),
  yieldFromIterator: (vm: VM, _frame: Frame, value: Value): Value => yieldFromIterator(vm, value),
};

/** Compiled code gets this, once the built-in classes have their methods. */
export function makeLibrary(): Readonly<Record<string, unknown>> {
  return {
    ...support,
    ...MACHINE,
    Frame,
    PyGenerator,
    PyList,
    adopt,
    assertionError,
    buildSlice,
    collectionKind,
    enterFrame,
    finish,
    functionType,
    generatorSend: generatorType.members.get('send'),
    generatorType,
    listAppend: listType.members.get('append'),
    listType,
    makeFrame,
    makeFunction,
    note,
    own,
    put,
    rangeIteratorType,
    releaseInTurn,
    storeGlobal: (frame: Frame, name: number, value: Value): void => {
      frame.globals.setStr(frame.code.names[name]!, value);
    },
    tuple,
    unbindGlobal: (frame: Frame, name: number): void => {
      frame.globals.deleteStr(frame.code.names[name]!);
    },
    unpackStarInto,
  };
}
