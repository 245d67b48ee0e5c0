// Parts of the prelude that belong to one native module each (src/lib/preludes): what its functions
// do when it takes calls of Python code. They follow the rules of the prelude, share its globals, and
// are added to a VM when a script imports the module.
import { libraryCode } from '../lib/library.js';
import { raised } from '../objects/exceptions.js';
import type { PyCode } from '../objects/functions.js';
import { addPrelude, linkPrelude, preludeFunction } from '../vm/prelude.js';
import type { VM } from '../vm/vm.js';

/** Parts are files of the library, under names that no import finds. */
export const PRELUDE_PARTS = 'preludes.';

const linked = new Map<string, readonly PyCode[]>();

/** Add the functions of src/lib/preludes/`name`.pyg to the prelude of a VM. */
export function addPreludePart(vm: VM, name: string): void {
  let codes = linked.get(name);
  if (codes === undefined) {
    const found = libraryCode(PRELUDE_PARTS + name);
    if (found === null) throw raised('ImportError', `the library has no part '${name}'`);
    codes = linkPrelude(found.code);
    linked.set(name, codes);
  }
  // The prelude itself comes first: it is made when it is empty.
  preludeFunction(vm, 'construct');
  addPrelude(vm, codes);
}
