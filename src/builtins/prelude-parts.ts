// Parts of the prelude that belong to one native module each (src/lib/preludes): what its functions
// do when it takes calls of Python code. They follow the rules of the prelude, share its globals, and
// are added to a VM when a script imports the module.
import type { CodeObject } from '../bytecode/code.js';
import { libraryCode } from '../lib/library.js';
import { raised } from '../objects/exceptions.js';
import { addPrelude, readPrelude } from '../vm/prelude.js';
import type { VM } from '../vm/vm.js';

/** Parts are files of the library, under names that no import finds. */
export const PRELUDE_PARTS = 'preludes.';

const parts = new Map<string, readonly CodeObject[]>();

/** Add the functions of src/lib/preludes/`name`.pyg to the prelude of a VM. */
export function addPreludePart(vm: VM, name: string): void {
  let codes = parts.get(name);
  if (codes === undefined) {
    const found = libraryCode(PRELUDE_PARTS + name);
    if (found === null) throw raised('ImportError', `the library has no part '${name}'`);
    codes = readPrelude(found.code);
    parts.set(name, codes);
  }
  for (const code of codes) addPrelude(vm, code);
}
