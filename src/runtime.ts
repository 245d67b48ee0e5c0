/**
 * pyg without its compiler, which is the larger half of it: runs programs that `compile` of `pyg` has
 * made. Everything here is in `pyg` too, with a `VM` that takes texts.
 */
export {
  PygSyntaxError,
  type SourceRange,
  type SyntaxErrorPlace,
  type SyntaxErrorType,
} from './errors.js';
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
  type AsyncCall,
} from './host/handles.js';
export { withParameters, type HostFunction } from './host/host-functions.js';
export { HostClass, hostClass, type HostClassOptions } from './host/host-objects.js';
export type { Clock, FoundSource, HostModule, ModuleSource, VMOptions } from './host/options.js';
export type { LimitName, Limits } from './vm/budget.js';
export type { EngineStatistics } from './vm/jit/statistics.js';
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
export type { RunAsyncOptions, RunOptions } from './host/vm.js';
export { CompiledProgram } from './host/compiled.js';
export { loadLibrary } from './lib/library.js';
export { VM } from './host/vm.js';
