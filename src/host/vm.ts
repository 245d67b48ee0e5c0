// The VM as an embedder sees it.
import { enterCall } from '../vm/calls.js';
import { finalizeAtExit } from '../vm/finalize.js';
import { makeMainModule, moduleBody } from '../vm/imports.js';
import { linkCode } from '../vm/link.js';
import { DEFAULT_RECURSION_LIMIT, type VM as Machine } from '../vm/vm.js';
import { Border } from './border.js';
import type { Module } from './handles.js';
import { addHostModules } from './host-modules.js';
import { makeMachine } from './machine.js';
import { hooksFrom, type SourceTexts, type VMOptions } from './options.js';

export interface RunOptions {
  /** What tracebacks call the program; `<script>` by default. */
  readonly filename?: string;
}

/**
 * A machine that runs programs. Two of them share nothing that a program can change.
 *
 * @example
 * const vm = new VM({ stdout: (text) => process.stdout.write(text) });
 * const program = vm.run('def count(n):\n    yield from range(n)\n');
 * for (const i of program.call('count', 3)) console.log(i);
 */
export class VM implements Disposable {
  private readonly machine: Machine;
  private readonly border: Border;
  private readonly texts: SourceTexts = new Map();

  constructor(options: VMOptions = {}) {
    const guard = <T>(call: () => T): T => this.border.errors.guard(call);
    this.machine = makeMachine(hooksFrom(options, this.texts, guard));
    this.machine.recursionLimit = options.limits?.recursion ?? DEFAULT_RECURSION_LIMIT;
    this.border = new Border(this.machine, options.floats);
    addHostModules(this.border, options.modules ?? {});
  }

  /**
   * Run a program to its end as a new module `__main__`.
   * @throws PygSyntaxError when the text is no program; then nothing has run
   * @throws PygError what the program raises and does not handle, SystemExit included
   */
  run(source: string, { filename = '<script>' }: RunOptions = {}): Module {
    const { machine, border } = this;
    const code = linkCode(machine.host.compile(source, filename));
    this.texts.set(filename, source);
    const module = makeMainModule(machine, null);
    border.run((vm) => enterCall(vm, moduleBody(module, code), []));
    return border.toHost(module) as Module;
  }

  /**
   * End what the programs of this VM have left suspended, as if the process ended: generators are
   * closed, `__del__` is called. What goes wrong is reported on `stderr`.
   */
  dispose(): void {
    finalizeAtExit(this.machine, null);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
