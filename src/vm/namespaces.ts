// Names of class bodies and of code that exec and eval run: they live in the frame's namespace, which
// may be any mapping. Where it is a plain dict everything is done here; otherwise its methods may be
// Python code, which the prelude calls.
import { PyDict } from '../objects/dict.js';
import type { Frame } from '../objects/frame.js';
import { dictType } from '../objects/type.js';
import type { PyObject, Value } from '../objects/value.js';
import { setItem } from './access.js';
import { enterPrelude } from './calls.js';
import { emptyCell, loadGlobal, nameError } from './globals.js';
import type { VM } from './vm.js';

/** The namespace if it is a plain dict, else null. */
function plain(namespace: PyObject): PyDict | null {
  return namespace.cls === dictType ? (namespace as PyDict) : null;
}

/** LOAD_NAME: the value, or PUSHED. */
export function loadName(vm: VM, frame: Frame, index: number): Value {
  const namespace = frame.namespace!;
  const name = frame.code.names[index]!;
  const dict = plain(namespace);
  if (dict === null) return enterPrelude(vm, 'name_in', namespace, name, frame.globals);
  const value = dict.getStr(name);
  return value === undefined ? loadGlobal(vm, frame, index) : value;
}

/** STORE_NAME: null, or PUSHED. */
export function storeName(vm: VM, frame: Frame, index: number, value: Value): Value {
  const namespace = frame.namespace!;
  const name = frame.code.names[index]!;
  const dict = plain(namespace);
  if (dict === null) return setItem(vm, namespace, name, value);
  dict.setStr(name, value);
  return null;
}

/** DELETE_NAME: null, or PUSHED. */
export function deleteName(vm: VM, frame: Frame, index: number): Value {
  const namespace = frame.namespace!;
  const name = frame.code.names[index]!;
  const dict = plain(namespace);
  if (dict === null) return enterPrelude(vm, 'delete_name', namespace, name);
  if (!dict.deleteStr(name)) throw nameError(name);
  return null;
}

/** UNBIND_NAME: null, or PUSHED. */
export function unbindName(vm: VM, frame: Frame, index: number): Value {
  const namespace = frame.namespace!;
  const name = frame.code.names[index]!;
  const dict = plain(namespace);
  if (dict === null) return enterPrelude(vm, 'unbind_name', namespace, name);
  dict.deleteStr(name);
  return null;
}

/** SETUP_ANNOTATIONS: null, or PUSHED. */
export function setUpAnnotations(vm: VM, frame: Frame): Value {
  const namespace = frame.namespace ?? frame.globals;
  const dict = plain(namespace);
  if (dict === null) return enterPrelude(vm, 'set_up_annotations', namespace);
  if (dict.getStr('__annotations__') === undefined) dict.setStr('__annotations__', new PyDict());
  return null;
}

/** LOAD_CLASS_CELL: the value, or PUSHED. */
export function loadClassCell(vm: VM, frame: Frame, index: number, cell: number): Value {
  const namespace = frame.namespace!;
  const name = frame.code.names[index]!;
  const { value } = frame.cells[cell]!;
  const dict = plain(namespace);
  if (dict === null) {
    const error = value === undefined ? emptyCell(frame, cell).exception : null;
    return enterPrelude(vm, 'name_or', namespace, name, value ?? null, error);
  }
  const own = dict.getStr(name);
  if (own !== undefined) return own;
  if (value === undefined) throw emptyCell(frame, cell);
  return value;
}
