/**
 * pyg: a Python subset on a virtual machine whose suspended coroutines are plain data.
 */
import type { Tools } from './host/tools.js';

export * from './runtime.js';
// Takes the place of the VM that has no compiler.
export { compile, VM } from './host/language.js';

// What the command line needs beyond the public API. None of it is promised to stay.
/** @internal */
export type { Tools } from './host/tools.js';
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
export { formatStatistics, Statistics } from './vm/jit/statistics.js';
/** @internal */
export { SourceEncodingError, decodeSource } from './host/source-text.js';

/**
 * The disassembler, the verifier and their like.
 * @internal
 */
export async function loadTools(): Promise<Tools> {
  return (await import('./host/tools.js')).tools;
}
