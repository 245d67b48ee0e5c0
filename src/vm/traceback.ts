// Exceptions as text: what `python3` writes to stderr for one that nobody handles.
import { positionAt } from '../bytecode/code.js';
import { asStr } from '../objects/dict.js';
import type { PyException, PyTraceback } from '../objects/exceptions.js';
import type { Value } from '../objects/value.js';
import { reprSync, strSync } from './text.js';
import type { VM } from './vm.js';

/** The traceback and message of an exception, ending in a line end. */
export function formatException(vm: VM, exception: PyException): string {
  let text = '';
  if (exception.cause !== null) {
    text += `${formatException(vm, exception.cause)}\nThe above exception was the direct cause of the following exception:\n\n`;
  } else if (exception.context !== null && !exception.suppressContext) {
    text += `${formatException(vm, exception.context)}\nDuring handling of the above exception, another exception occurred:\n\n`;
  }
  if (exception.traceback !== null) text += 'Traceback (most recent call last):\n';
  for (let at: PyTraceback | null = exception.traceback; at !== null; at = at.next) {
    const { source } = at.frame.code;
    const line = positionAt(source.positions, at.pc)?.line ?? source.firstLine;
    text += `  File "${source.filename}", line ${line}, in ${source.name}\n`;
    const lineText = vm.host.sourceOf(source.filename)?.split('\n')[line - 1]?.trim() ?? '';
    if (lineText !== '') text += `    ${lineText}\n`;
  }
  const module = asStr(exception.cls.lookup('__module__'));
  const prefix =
    module === undefined || module === 'builtins' || module === '__main__' ? '' : `${module}.`;
  let message: string;
  try {
    message = strSync(vm, exception);
  } catch {
    message = '<exception str() failed>';
  }
  return `${text}${prefix}${exception.cls.qualname}${message === '' ? '' : `: ${message}`}\n`;
}

/** Print an exception that nobody can handle. */
export function reportIgnored(vm: VM, exception: PyException, value: Value): void {
  vm.write(
    'stderr',
    `Exception ignored in: ${reprSync(vm, value)}\n${formatException(vm, exception)}`,
  );
}
