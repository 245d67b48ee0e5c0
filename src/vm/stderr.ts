// Writing messages of the machine to `sys.stderr`, which a script may have replaced.
import { PyModule } from '../objects/module.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from './access.js';
import { attempt } from './attempt.js';
import { callSync } from './calls.js';
import type { VM } from './vm.js';

/**
 * Write a text to whatever `sys.stderr` is: nowhere when that is None, to the host when it is gone or
 * fails. An object of the script gets the text in one piece.
 */
export function writeError(vm: VM, text: string): void {
  const sys = vm.modules.getStr('sys');
  const dict = sys instanceof PyModule ? sys.dict : null;
  const stream: Value = dict?.getStr('stderr');
  if (stream === null) return;
  const replaced = stream !== undefined && stream !== dict?.getStr('__stderr__');
  if (!replaced || !writeTo(vm, stream, text)) vm.write('stderr', text);
}

/** Whether the text was taken. */
function writeTo(vm: VM, stream: Value, text: string): boolean {
  const result = attempt(() => callSync(vm, getAttributeSync(vm, stream, 'write'), [text]));
  return result !== undefined;
}
