// A virtual machine with the built-ins and the compiler in place.
import { installBuiltins } from '../builtins/index.js';
import { compile } from '../compiler/compile.js';
import type { Frame } from '../objects/frame.js';
import { Source } from '../source.js';
import { makeBaseFrame } from '../vm/base.js';
import { makeFrame } from '../vm/calls.js';
import { makeMainModule, moduleBody } from '../vm/imports.js';
import { execute } from '../vm/interpreter.js';
import { linkCode } from '../vm/link.js';
import { VM, type HostHooks } from '../vm/vm.js';

export function makeMachine(hooks: HostHooks): VM {
  const vm = new VM(hooks, execute);
  installBuiltins(vm);
  return vm;
}

export function compileSource(source: string, filename: string): ReturnType<HostHooks['compile']> {
  return compile(Source.fromText(source, filename));
}

/** Make the module `__main__` and the frame that runs its body. */
export function enterMain(vm: VM, source: string, filename: string): Frame {
  const code = linkCode(vm.host.compile(source, filename));
  const body = moduleBody(makeMainModule(vm, filename), code);
  const frame = makeFrame(body, code.emptyRegisters.slice());
  const base = makeBaseFrame(vm);
  frame.caller = base;
  frame.depth = 1;
  return frame;
}
