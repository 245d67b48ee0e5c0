// A VM for tests that look inside it: programs from text, their output, their globals, and the four
// ways into a generator called directly, as `resume.ts` offers them.
import { findAnchors } from '#pyg/host/anchors.js';
import { compileSource } from '#pyg/host/compiler.js';
import { makeMachine } from '#pyg/host/machine.js';
import { PyException, Raised, makeException } from '#pyg/objects/exceptions.js';
import type { Frame } from '#pyg/objects/frame.js';
import { PyBuiltin } from '#pyg/objects/functions.js';
import { PyGenerator } from '#pyg/objects/generator.js';
import type { GeneratorState, ResumeKind } from '#pyg/objects/generator.js';
import { PyModule } from '#pyg/objects/module.js';
import { PUSHED } from '#pyg/objects/type-of.js';
import { builtinType } from '#pyg/objects/type.js';
import type { Value } from '#pyg/objects/value.js';
import { makeBaseFrame } from '#pyg/vm/base.js';
import { makeFrame, runFrame } from '#pyg/vm/calls.js';
import { execute } from '#pyg/vm/interpreter.js';
import { makeMainModule, moduleBody } from '#pyg/vm/imports.js';
import { linkCode } from '#pyg/vm/link.js';
import { resumeGenerator } from '#pyg/vm/resume.js';
import { strSync } from '#pyg/vm/text.js';
import { formatException } from '#pyg/vm/traceback.js';
import type { Outcome, VM } from '#pyg/vm/vm.js';

/** What a machine is made of: the build's own modules, or those of an instrumented copy. */
export interface Parts {
  builtinType: typeof builtinType;
  compileSource: typeof compileSource;
  findAnchors: typeof findAnchors;
  formatException: typeof formatException;
  linkCode: typeof linkCode;
  makeBaseFrame: typeof makeBaseFrame;
  makeException: typeof makeException;
  makeFrame: typeof makeFrame;
  makeMachine: typeof makeMachine;
  makeMainModule: typeof makeMainModule;
  moduleBody: typeof moduleBody;
  PUSHED: typeof PUSHED;
  PyBuiltin: typeof PyBuiltin;
  PyException: typeof PyException;
  PyGenerator: typeof PyGenerator;
  PyModule: typeof PyModule;
  Raised: typeof Raised;
  resumeGenerator: typeof resumeGenerator;
  execute: typeof execute;
  runFrame: typeof runFrame;
  strSync: typeof strSync;
}

const SHIPPED: Parts = {
  builtinType,
  compileSource,
  findAnchors,
  formatException,
  linkCode,
  makeBaseFrame,
  makeException,
  makeFrame,
  makeMachine,
  makeMainModule,
  moduleBody,
  PUSHED,
  PyBuiltin,
  PyException,
  PyGenerator,
  PyModule,
  Raised,
  resumeGenerator,
  execute,
  runFrame,
  strSync,
};

// A const enum has no value in a file that is compiled alone. The types hold the numbers to it.
export const CREATED: GeneratorState.CREATED = 0;
export const SUSPENDED: GeneratorState.SUSPENDED = 1;
export const RUNNING: GeneratorState.RUNNING = 2;
export const FINISHED: GeneratorState.FINISHED = 3;
export const NEXT: ResumeKind.NEXT = 0;
export const SEND: ResumeKind.SEND = 1;
export const THROW: ResumeKind.THROW = 2;
export const CLOSE: ResumeKind.CLOSE = 3;
const RETURNED: Outcome.RETURNED = 0;
const RAISED: Outcome.RAISED = 1;

export interface Options {
  /** Source of the modules that can be imported, by name. */
  modules?: Readonly<Record<string, string>>;
  /** Whether the loop is left and entered again at every safepoint. */
  stress?: boolean;
  /** Whether references are counted from the beginning. */
  counting?: boolean;
  /** How often code is entered until it is compiled to JavaScript; Infinity, for never, if absent. */
  hot?: number;
  parts?: Parts;
}

/** How a resumption from outside ended. */
export type Resumed =
  | { how: 'value'; value: Value }
  | { how: 'raised'; error: string; exception: PyException }
  /** It came back at once: nothing of the generator ran. */
  | { how: 'nothing' };

const FILENAME = 'main.pyg';

/** What ended a run that a test expected to go well. */
export class PythonError extends Error {
  constructor(
    /** The class and the message. */
    readonly text: string,
    traceback: string,
  ) {
    super(traceback);
  }
}

export class Machine {
  readonly vm: VM;
  stdout = '';
  stderr = '';
  /** Times the loop stopped at a safepoint, which it does under stress only. */
  pauses = 0;
  /** Times this class entered the loop; what `vm.entries` has more was nested. */
  private entered = 0;
  private readonly parts: Parts;
  private readonly stress: boolean;
  private readonly counting: boolean;

  constructor({
    modules = {},
    stress = false,
    counting = false,
    hot = Infinity,
    parts = SHIPPED,
  }: Options = {}) {
    this.counting = counting;
    this.parts = parts;
    this.stress = stress;
    this.vm = parts.makeMachine(
      {
        stdout: (text) => {
          this.stdout += text;
        },
        stderr: (text) => {
          this.stderr += text;
        },
        stdin: () => '',
        monotonic: () => performance.now() / 1000,
        now: () => Date.now() / 1000,
        sleep: () => undefined,
        loader: {
          find(name) {
            const source = modules[name];
            if (source === undefined) return null;
            return { source, filename: `${name}.pyg`, isPackage: false };
          },
        },
        sourceOf: () => null,
        compile: parts.compileSource,
        anchors: parts.findAnchors,
        argv: [FILENAME],
        path: [],
      },
      hot,
    );
  }

  /**
   * Run a program as a new `__main__`.
   * @throws PythonError what escapes from it
   */
  run(source: string): this {
    const { vm, parts } = this;
    const code = parts.linkCode(parts.compileSource(source, FILENAME));
    const body = parts.moduleBody(parts.makeMainModule(vm, FILENAME), code);
    const frame = parts.makeFrame(body, code.emptyRegisters.slice());
    frame.caller = parts.makeBaseFrame(vm);
    frame.depth = 1;
    const outcome = this.loop(frame);
    vm.frame = null;
    if (outcome === RETURNED) return this;
    const exception = vm.result as PyException;
    throw new PythonError(this.describe(exception), parts.formatException(vm, exception));
  }

  /** A global variable of the last program. */
  global(name: string): Value {
    const main = this.vm.modules.getStr('__main__');
    if (!(main instanceof this.parts.PyModule)) throw new Error('nothing has been run');
    const value = main.dict.getStr(name);
    if (value === undefined) throw new Error(`the program has no global '${name}'`);
    return value;
  }

  /** A global variable that is a generator. */
  generator(name: string): PyGenerator {
    const value = this.global(name);
    if (!(value instanceof this.parts.PyGenerator)) throw new Error(`'${name}' is no generator`);
    return value;
  }

  /** A new exception of a built-in class. */
  exception(name: string, ...args: Value[]): PyException {
    return this.parts.makeException(name, ...args);
  }

  /** Make a native function a builtin. It is called without arguments. */
  define(name: string, native: (vm: VM) => Value): void {
    const none: readonly string[] = [];
    const { PyBuiltin, builtinType } = this.parts;
    const made = new PyBuiltin(builtinType, name, name, 'fixed', 0, 0, none, 0, 0, native);
    this.vm.builtins.setStr(name, made);
  }

  /** Resume a generator from outside any program, or from the native that is running. */
  resume(generator: PyGenerator, kind: ResumeKind, value: Value = null): Resumed {
    const { vm, parts } = this;
    const outer = vm.frame;
    vm.frame = parts.makeBaseFrame(vm);
    try {
      const result = parts.resumeGenerator(vm, generator, kind, value);
      if (result !== parts.PUSHED) return { how: 'nothing' };
      if (this.loop(vm.pushed!) === RETURNED) return { how: 'value', value: vm.result };
      return this.raised(vm.result as PyException);
    } catch (thrown) {
      if (thrown instanceof parts.Raised) return this.raised(thrown.exception);
      throw thrown;
    } finally {
      vm.frame = outer;
    }
  }

  /** Turns of loops, calls and resumptions. */
  get steps(): number {
    return this.vm.budget.steps;
  }

  /** Runs of the loop that were started inside another. */
  get nestedRuns(): number {
    return this.vm.entries - this.entered;
  }

  /** `Class: message`, or the class alone. */
  describe(exception: PyException): string {
    const message = this.parts.strSync(this.vm, exception);
    return message === '' ? exception.cls.name : `${exception.cls.name}: ${message}`;
  }

  private raised(exception: PyException): Resumed {
    return { how: 'raised', error: this.describe(exception), exception };
  }

  private countingLoop(frame: Frame): Outcome {
    this.vm.wantCounting();
    return this.parts.runFrame(this.vm, frame, this.stress ? 1 : Infinity);
  }

  /** The loop that does not count, whatever the program asks for. */
  private plainLoop(frame: Frame): Outcome {
    const { vm } = this;
    vm.refill();
    if (this.stress) vm.trip();
    const outcome = this.parts.execute(vm, frame);
    vm.settle();
    return outcome;
  }

  /** Run to the end, however often the loop is left on the way. */
  private loop(entry: Frame): typeof RETURNED | typeof RAISED {
    const { vm } = this;
    let frame = entry;
    for (;;) {
      this.entered++;
      const outcome = this.counting ? this.countingLoop(frame) : this.plainLoop(frame);
      if (outcome === RETURNED || outcome === RAISED) return outcome;
      this.pauses++;
      frame = vm.result as Frame;
    }
  }
}
