// The prelude: the parts of built-ins that call back into Python, written in Python
// (src/lib/prelude.pyg) and compiled with the package. Its frames are hidden from tracebacks.
import { codeWithin, type CodeObject } from '../bytecode/code.js';
import { deserialize } from '../bytecode/serialize.js';
import { FROZEN } from '../lib/frozen.js';
import { NO_CELLS, PyFunction } from '../objects/functions.js';
import { raised } from '../objects/exceptions.js';
import { linkCode } from './link.js';
import type { VM } from './vm.js';

/** The code of the prelude's functions by name, read from the package once per process. */
let codes: ReadonlyMap<string, CodeObject> | null = null;

/**
 * A function of the prelude in this VM. The module body of the prelude is never run: it holds
 * nothing but `def`s without defaults.
 */
export function preludeFunction(vm: VM, name: string): PyFunction {
  const known = vm.prelude.get(name);
  if (known !== undefined) return known;
  const code = preludeCodes().get(name);
  if (code === undefined) throw raised('SystemError', `no prelude function '${name}'`);
  return addPrelude(vm, code);
}

/**
 * Make a function of the prelude, or of a part of it that belongs to a native module, in this VM,
 * together with those that it calls. What a machine finds out about code, and compiles it to, is its
 * own.
 */
export function addPrelude(vm: VM, code: CodeObject): PyFunction {
  const fn = new PyFunction(linkCode(code), vm.preludeGlobals, NO_CELLS, null, null);
  vm.prelude.set(fn.name, fn);
  vm.preludeGlobals.setStr(fn.name, fn);
  for (const { names } of codeWithin(code)) {
    for (const name of names) {
      const called = preludeCodes().get(name);
      if (called !== undefined && !vm.prelude.has(name)) addPrelude(vm, called);
    }
  }
  return fn;
}

function preludeCodes(): ReadonlyMap<string, CodeObject> {
  return (codes ??= new Map(readPrelude(FROZEN['prelude']!).map((code) => [code.name, code])));
}

/** The code of the functions in a file of the prelude. */
export function readPrelude(text: string): CodeObject[] {
  const found: CodeObject[] = [];
  for (const constant of deserialize(text, { trusted: true }).constants) {
    if (constant !== null && typeof constant === 'object' && constant.kind === 'code') {
      found.push(constant.code);
    }
  }
  return found;
}
