// Looking at frames: the visible ones, their lines, their variables.
import { CodeFlag, positionAt } from '../bytecode/code.js';
import { PyDict } from '../objects/dict.js';
import { FrameRole, type Frame } from '../objects/frame.js';
import type { PyCode } from '../objects/functions.js';
import { GeneratorState, PyGenerator } from '../objects/generator.js';
import type { PyObject, Value } from '../objects/value.js';
import { raisedPc } from './unwind.js';
import type { VM } from './vm.js';

/** The innermost frame at or below `frame` that scripts may see, or null. */
export function visibleFrom(frame: Frame | null): Frame | null {
  let at = frame;
  while (at !== null && (at.role === FrameRole.BASE || (at.code.flags & CodeFlag.HIDDEN) !== 0)) {
    at = at.caller;
  }
  return at;
}

/** The frame of the Python code that called the native that is running, or null. */
export function callingFrame(vm: VM): Frame | null {
  return visibleFrom(vm.frame);
}

/** The line that a frame is at. */
export function lineOf(frame: Frame): number {
  const { owner } = frame;
  if (owner instanceof PyGenerator && owner.state === GeneratorState.CREATED) {
    return frame.code.source.firstLine;
  }
  return lineAt(frame.code, raisedPc(frame));
}

/** The line of the instruction at `pc`; before the first instruction, that of the `def`. */
export function lineAt(code: PyCode, pc: number): number {
  const position = pc < 0 ? null : positionAt(code.source.positions, pc);
  return position === null ? code.source.firstLine : position.line;
}

/** The namespace that names are stored in, for a class body or a module; null in a function. */
export function namespaceOf(frame: Frame): PyObject | null {
  if (frame.namespace !== null) return frame.namespace;
  return (frame.code.flags & CodeFlag.MODULE) !== 0 ? frame.globals : null;
}

/** The dicts that `locals()` has given out: a frame has one, brought up to date when it is asked for. */
const snapshots = new WeakMap<Frame, PyDict>();

/** Thrown by what must see the registers of frames: the instruction is for the interpreter. */
export const NEEDS_REGISTERS = { needs: 'registers' };

/**
 * `locals()` of a frame that may run.
 * @throws NEEDS_REGISTERS while compiled code has some registers in its own hands
 */
export function localsNow(vm: VM, frame: Frame): PyObject {
  if (namespaceOf(frame) === null) {
    if (vm.compiledWaits) throw NEEDS_REGISTERS;
    if (vm.nesting > 1 && !runsHere(vm, frame)) showRegisters(vm, frame.code);
  }
  return frameLocals(frame);
}

/** Whether a frame belongs to the innermost run of the loop. */
function runsHere(vm: VM, frame: Frame): boolean {
  let at = vm.frame;
  while (at !== null && at !== frame && at.role !== FrameRole.BASE) at = at.caller;
  return at === frame;
}

/**
 * Frames of this code are looked into from nested runs, while compiled code waits for a native and
 * cannot be left. From the next step on what it does with registers is seen; what it has in its hands
 * now is not.
 */
function showRegisters(vm: VM, code: PyCode): void {
  if (code.showsRegisters) return;
  code.showsRegisters = true;
  if (code.compiled === null) return;
  code.compiled = null;
  code.heat = 0;
  vm.trip();
}

/**
 * `locals()` of a frame: the namespace itself where there is one, otherwise a dict of the bound
 * variables: registers, then own cells, then free variables. What else a script has put into that
 * dict stays in it.
 */
export function frameLocals(frame: Frame): PyObject {
  const namespace = namespaceOf(frame);
  if (namespace !== null) return namespace;
  const { variableNames, cellNames, freeNames } = frame.code.source;
  let locals = snapshots.get(frame);
  if (locals === undefined) snapshots.set(frame, (locals = new PyDict()));
  const captured = new Set(cellNames);
  variableNames.forEach((name, register) => {
    if (!captured.has(name)) add(locals, name, frame.regs[register]);
    else add(locals, name, frame.cells[cellNames.indexOf(name)]?.value);
  });
  cellNames.forEach((name, cell) => add(locals, name, frame.cells[cell]?.value));
  freeNames.forEach((name, cell) => add(locals, name, frame.cells[cellNames.length + cell]?.value));
  return locals;
}

function add(locals: PyDict, name: string, value: Value): void {
  if (value === undefined) locals.deleteStr(name);
  else locals.setStr(name, value);
}
