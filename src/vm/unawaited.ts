// The warning about coroutines that nobody has awaited. CPython gives it when the last reference goes;
// here that is known at exit at the latest.
import type { PyGenerator } from '../objects/generator.js';
import type { Frame } from '../objects/frame.js';
import { lineOf } from './introspect.js';
import { SourceLines } from './traceback-lines.js';
import type { VM } from './vm.js';

/**
 * Warn that a coroutine was dropped without having been started, as `warnings` prints it.
 * @param at the frame that dropped it; null at exit
 */
export function warnUnawaited(vm: VM, coroutine: PyGenerator, at: Frame | null): void {
  const message = `RuntimeWarning: coroutine '${coroutine.qualname}' was never awaited\n`;
  const filename = at === null ? 'sys' : at.code.source.filename;
  const line = at === null ? 1 : lineOf(at);
  const warning = `${filename}:${line}: ${message}`;
  if (vm.warnings.has(warning)) return;
  vm.warnings.add(warning);
  if (at === null) {
    vm.write('stderr', warning);
    return;
  }
  const text = new SourceLines(vm).line(filename, line);
  const shown = text === null ? '' : `  ${text.trim()}\n`;
  const hint = 'RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n';
  vm.write('stderr', `${warning}${shown}${hint}`);
}
