// The prelude: the parts of built-ins that call back into Python, written in Python
// (src/lib/prelude.pyg) and compiled with the package. Its frames are hidden from tracebacks.
import { deserialize } from '../bytecode/serialize.js';
import { FROZEN } from '../lib/frozen.js';
import { NO_CELLS, PyFunction, type PyCode } from '../objects/functions.js';
import { raised } from '../objects/exceptions.js';
import { linkCode } from './link.js';
import type { VM } from './vm.js';

/** The code of the prelude's functions, read from the package once per process. */
let linked: readonly PyCode[] | null = null;

/**
 * A function of the prelude in this VM. The module body of the prelude is never run: it holds
 * nothing but `def`s without defaults. They are made together, because they call each other.
 */
export function preludeFunction(vm: VM, name: string): PyFunction {
  if (vm.prelude.size === 0) {
    linked ??= linkPrelude(FROZEN['prelude']!);
    addPrelude(vm, linked);
  }
  const fn = vm.prelude.get(name);
  if (fn === undefined) throw raised('SystemError', `no prelude function '${name}'`);
  return fn;
}

/** Make functions of the prelude in this VM: all of them, or those that a native module adds. */
export function addPrelude(vm: VM, codes: readonly PyCode[]): void {
  for (const code of codes) {
    const fn = new PyFunction(code, vm.preludeGlobals, NO_CELLS, null, null);
    vm.prelude.set(fn.name, fn);
    vm.preludeGlobals.setStr(fn.name, fn);
  }
}

/** The code of the functions in a file of the prelude. */
export function linkPrelude(text: string): PyCode[] {
  const codes: PyCode[] = [];
  for (const constant of deserialize(text, { trusted: true }).constants) {
    if (constant !== null && typeof constant === 'object' && constant.kind === 'code') {
      codes.push(linkCode(constant.code));
    }
  }
  return codes;
}
