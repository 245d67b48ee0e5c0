// Programs that are compiled before they are run.
import { deserialize } from '../bytecode/serialize.js';
import type { CodeObject } from '../bytecode/code.js';
import { verify } from '../bytecode/verifier.js';

/**
 * A program that has been compiled, by `compile`. `data` is a text that can be kept, in a `.pygc` file
 * say, and made a program again with `new CompiledProgram(data)`. It belongs to the version of pyg that
 * made it.
 */
export class CompiledProgram {
  constructor(readonly data: string) {}
}

/**
 * The code of a program. Damaged code, and code that breaks a rule, is refused.
 * @throws CodeDataError, InternalError
 */
export function codeOf({ data }: CompiledProgram): CodeObject {
  const code = deserialize(data);
  verify(code);
  return code;
}
