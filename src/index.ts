/**
 * pyg: a Python subset on a virtual machine whose suspended coroutines are plain data.
 */
import type { Tools } from './host/tools.js';

export { PygSyntaxError } from './errors.js';
export { LimitError, PygError, type PygFrame } from './host/errors.js';
export { PygDict, PygList, PygSet, PygTuple } from './host/containers.js';
export { PygGenerator, PygIterator, type GeneratorStateName } from './host/generators.js';
export {
  Module,
  PygAttributes,
  PygClass,
  PygException,
  PygFunction,
  PygObject,
  toJS,
} from './host/handles.js';
export { withParameters, type HostFunction } from './host/host-functions.js';
export { HostClass, hostClass, type HostClassOptions } from './host/host-objects.js';
export type { Clock, HostModule, ModuleSource, VMOptions } from './host/options.js';
export {
  Float,
  Keywords,
  keywords,
  type CopyOptions,
  type HostValue,
  type Into,
  type PygValue,
} from './host/values.js';
export { Execution, type ExecutionState, type StepOptions } from './host/execution.js';
export { ExecutionFrame, type SuspendedGenerator } from './host/inspection.js';
export { PygAsyncGenerator } from './host/async-generators.js';
export { VM, type RunOptions } from './host/vm.js';
export type { LimitName, Limits } from './vm/budget.js';

// What the command line needs beyond the public API. None of it is promised to stay.
/** @internal */
export type { CodeObject } from './bytecode/code.js';
/** @internal */
export { deserialize, serialize } from './bytecode/serialize.js';
/** @internal */
export type { HostHooks, ModuleLoader } from './vm/vm.js';
/** @internal */
export { findAnchors } from './host/anchors.js';
/** @internal */
export { compileSource } from './host/compiler.js';
/** @internal */
export { loadCompiler } from './host/on-demand.js';
/** @internal */
export { makeMachine, mayWriteBytecode, modulePath } from './host/machine.js';
/** @internal */
export { COMPILER } from './lib/frozen.js';
/** @internal */
export { Program } from './host/program.js';
/** @internal */
export { SourceEncodingError, decodeSource } from './host/source-text.js';

/**
 * The disassembler, the verifier and their like.
 * @internal
 */
export async function loadTools(): Promise<Tools> {
  return (await import('./host/tools.js')).tools;
}
