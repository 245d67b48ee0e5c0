export { findAnchors } from './host/anchors.js';
export { compileSource, enterMain, makeMachine } from './host/machine.js';
export { execute } from './vm/interpreter.js';
export { Outcome } from './vm/vm.js';
export { formatException } from './vm/traceback.js';
export type { HostHooks } from './vm/vm.js';
export { PygSyntaxError } from './errors.js';
export type { Frame } from './objects/frame.js';
export type { PyException } from './objects/exceptions.js';
