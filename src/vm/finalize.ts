// What is still alive when a program ends is closed here.
import type { PyException } from '../objects/exceptions.js';
import { Raised } from '../objects/exceptions.js';
import { ResumeKind } from '../objects/generator.js';
import { runNested } from './calls.js';
import { resumeGenerator } from './resume.js';
import { reportIgnored } from './traceback.js';
import type { VM } from './vm.js';

export function finalizeAtExit(vm: VM, _uncaught: PyException | null): void {
  vm.finalizing = true;
  for (const generator of vm.watched) {
    vm.watched.delete(generator);
    try {
      runNested(vm, () => resumeGenerator(vm, generator, ResumeKind.CLOSE, null));
    } catch (thrown) {
      if (!(thrown instanceof Raised)) throw thrown;
      reportIgnored(vm, thrown.exception, generator);
    }
  }
}
