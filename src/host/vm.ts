// The VM as an embedder sees it.
import type { CodeObject } from '../bytecode/code.js';
import type { PyModule } from '../objects/module.js';
import { enterCall } from '../vm/calls.js';
import { Execution as MachineExecution, Status, type Enter } from '../vm/execution.js';
import { finalizeAtExit } from '../vm/finalize.js';
import { makeMainModule, moduleBody, warnOfSyntax } from '../vm/imports.js';
import { Statistics, type EngineStatistics } from '../vm/jit/statistics.js';
import { linkCode } from '../vm/link.js';
import type { VM as Machine } from '../vm/vm.js';
import { Border } from './border.js';
import { drive } from './driving.js';
import { Execution } from './execution.js';
import type { PygGenerator } from './generators.js';
import type { Module } from './handles.js';
import { codeOf, CompiledProgram } from './compiled.js';
import { addEnvironment, addHostModules } from './host-modules.js';
import { makeMachine } from './machine.js';
import type { LanguageTools } from './on-demand.js';
import { hooksFrom, type SourceTexts, type VMOptions } from './options.js';

export interface RunOptions {
  /** What tracebacks call the program; `<script>` by default. */
  readonly filename?: string;
}

export interface RunAsyncOptions extends RunOptions {
  /**
   * Ends the program where it stands: what cleans up is run, no `except` sees it, and the promise is
   * rejected with the reason of the signal.
   */
  readonly signal?: AbortSignal;
}

/**
 * A machine that runs programs. Two of them share nothing that a program can change.
 *
 * @example
 * const printed: string[] = [];
 * const vm = new VM({ stdout: (text) => printed.push(text) });
 * const program = vm.run('def count(n):\n    yield from range(n)\nprint("ready")\n');
 * assert.deepEqual(printed, ['ready\n']);
 * assert.deepEqual([...program.call<PygGenerator>('count', 3)], [0, 1, 2]);
 * vm.dispose();
 */
export class VM implements Disposable {
  private readonly machine: Machine;
  private readonly border: Border;
  private readonly texts: SourceTexts = new Map();

  /** @param language what knows the language's text; without it only compiled programs can be run */
  constructor(
    options: VMOptions = {},
    private readonly language: LanguageTools | null = null,
  ) {
    const guard = <T>(call: () => T): T => this.border.errors.guard(call);
    this.machine = makeMachine(
      hooksFrom(options, this.texts, language, guard, (name, promise, convert) =>
        this.border.promiseFor(name, promise, convert),
      ),
      options.jit === false ? Infinity : undefined,
    );
    if (options.statistics === true) this.machine.statistics = new Statistics();
    if (options.limits !== undefined) this.machine.limit(options.limits);
    this.border = new Border(this.machine, options.floats);
    if (options.env !== undefined) addEnvironment(this.machine, options.env);
    addHostModules(this.border, options.modules ?? {});
  }

  /**
   * Run a program to its end as a new module `__main__`.
   * @param program its text, or what `compile` has made of it
   * @throws PygSyntaxError when the text is no program; then nothing has run
   * @throws PygError what the program raises and does not handle, SystemExit included
   */
  run(program: string | CompiledProgram, { filename = '<script>' }: RunOptions = {}): Module {
    const { module, enter } = this.load(program, filename);
    this.border.run(enter);
    return this.border.toHost(module) as Module;
  }

  /**
   * The same for a program that meets promises: where a function of the host returns one, the program is
   * suspended, at any depth, and others run meanwhile. It begins at once.
   * @returns rejected with PygSyntaxError when the text is no program; with what the program raises and
   *   does not handle, SystemExit included
   *
   * @example
   * const read = (name: string) => Promise.resolve(`the text of ${name}`);
   * const vm = new VM({ modules: { files: { read } } });
   * const module = await vm.runAsync('import files\ntext = files.read("a")\n');
   * assert.equal(module.get('text'), 'the text of a');
   */
  async runAsync(
    program: string | CompiledProgram,
    { filename = '<script>', signal }: RunAsyncOptions = {},
  ): Promise<Module> {
    const { module, enter } = this.load(program, filename);
    const execution = new MachineExecution(this.machine, enter);
    return drive(this.border, execution, () => this.border.toHost(module) as Module, signal);
  }

  /**
   * Load a program that is driven step by step. Nothing runs yet.
   * @throws PygSyntaxError when the text is no program
   *
   * @example
   * const execution = new VM().start('for i in range(1000): pass\n');
   * assert.equal(execution.run({ steps: 100 }), 'paused');
   * assert.equal(execution.frames()[0]?.locals.get('i'), 98);
   * assert.equal(execution.run(), 'finished');
   * assert.equal(execution.result?.get('i'), 999);
   */
  start(
    program: string | CompiledProgram,
    { filename = '<script>' }: RunOptions = {},
  ): Execution<Module> {
    const { module, enter } = this.load(program, filename);
    return new Execution(this.border, enter, () => this.border.toHost(module) as Module);
  }

  private load(
    program: string | CompiledProgram,
    filename: string,
  ): { module: PyModule; enter: Enter } {
    const { machine } = this;
    this.border.checkAlive();
    const code = linkCode(this.codeOf(program, filename));
    const module = makeMainModule(machine, null);
    return { module, enter: (vm) => enterCall(vm, moduleBody(module, code), []) };
  }

  private codeOf(program: string | CompiledProgram, filename: string): CodeObject {
    if (program instanceof CompiledProgram) return codeOf(program);
    if (this.language === null) throw new TypeError('pyg/runtime runs compiled programs only');
    this.texts.set(filename, program);
    return this.language.compileSource(program, filename, undefined, (fault) => {
      warnOfSyntax(this.machine, fault);
    });
  }

  /**
   * What the interpreter and the second engine have done so far; null unless the option `statistics`
   * has asked for it.
   *
   * @example
   * const vm = new VM({ statistics: true });
   * vm.run('for i in range(100000): pass\n');
   * const { steps, compiled } = vm.statistics()!;
   * assert.equal(compiled, 1);
   * assert.ok(steps.compiled > steps.interpreted);
   */
  statistics(): EngineStatistics | null {
    return this.machine.statistics;
  }

  /**
   * The generators with something to clean up that the host has let go of before their end, as far as
   * its garbage collector has found that out. They are closed when this VM is entered next. The list
   * gives them back: whoever keeps one from it has it again, and can `close()` it now, which raises
   * what the cleanup raises instead of reporting that on `stderr`.
   */
  abandoned(): PygGenerator[] {
    const { machine, border } = this;
    return machine.abandoned().map((generator) => border.toHost(generator) as PygGenerator);
  }

  /**
   * End what the programs of this VM have left suspended, as if the process ended: generators are
   * closed, `__del__` is called. What goes wrong is reported on `stderr`. Executions that wait are ended
   * as by `close()` or a signal. Nothing can be run afterwards.
   */
  dispose(): void {
    if (this.border.disposed) return;
    for (const execution of this.machine.executions) {
      execution.terminate('the VM is disposed', new Error('the VM has been disposed'));
      while (execution.status === Status.READY) this.border.advance(execution, Infinity);
    }
    finalizeAtExit(this.machine, null);
    this.border.disposed = true;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
