// The notes of an exception (PEP 678), as they stand below its message.
import { PyDict } from '../objects/dict.js';
import { typeOf } from '../objects/type-of.js';
import { asStr } from '../objects/dict.js';
import type { Value } from '../objects/value.js';
import { getItem } from './access.js';
import { attempt } from './attempt.js';
import { runNested } from './calls.js';
import { length } from './operators.js';
import { reprSync, strSync } from './text.js';
import type { VM } from './vm.js';

/** @param notes the `__notes__` of an exception; undefined when it has none */
export function notesText(vm: VM, notes: Value): string {
  if (notes === undefined) return '';
  if (!isSequence(notes)) {
    // CPython writes no line end here.
    return attempt(() => reprSync(vm, notes)) ?? '<__notes__ repr() failed>';
  }
  const count = attempt(() => runNested(vm, () => length(vm, notes)));
  let text = '';
  for (let i = 0; i < Number(count ?? 0); i++) {
    const note = attempt(() => runNested(vm, () => getItem(vm, notes, i)));
    if (note === undefined) return text;
    text += `${attempt(() => strSync(vm, note)) ?? '<note str() failed>'}\n`;
  }
  return text;
}

function isSequence(value: Value): boolean {
  if (value instanceof PyDict || value === null) return false;
  return asStr(value) !== undefined || typeOf(value).lookup('__getitem__') !== undefined;
}
