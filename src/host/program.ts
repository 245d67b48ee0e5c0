// A script run as `__main__` from its first line to the end of the process it stands for: in slices,
// with Ctrl-C, the last traceback, the exit code and the closing of what is left.
import { PygSyntaxError } from '../errors.js';
import { exceptionType, makeException, type PyException } from '../objects/exceptions.js';
import { asInt } from '../objects/unwrap.js';
import type { Value } from '../objects/value.js';
import { getAttributeSync } from '../vm/access.js';
import { attempt } from '../vm/attempt.js';
import { callSync, enterCall } from '../vm/calls.js';
import { Execution, Status } from '../vm/execution.js';
import { finalizeAtExit } from '../vm/finalize.js';
import { compileText, makeMainModule, moduleBody, syntaxException } from '../vm/imports.js';
import { linkCode } from '../vm/link.js';
import { writeError } from '../vm/stderr.js';
import { strSync } from '../vm/text.js';
import { formatException } from '../vm/traceback.js';
import { toException } from '../vm/unwind.js';
import { Suspension, type VM } from '../vm/vm.js';

const systemExit = exceptionType('SystemExit');
const keyboardInterrupt = exceptionType('KeyboardInterrupt');

/** What a shell reports for a process that Ctrl-C has ended. */
export const INTERRUPTED = 130;

export class Program {
  /** The run of the script; null when there is nothing to run. */
  private execution: Execution | null = null;
  /** What ended the script, when nobody handled it. */
  private exception: PyException | null = null;
  private interrupting = false;
  /** Whether KeyboardInterrupt has ended the script. */
  interrupted = false;

  /**
   * Make `__main__` and get ready to run it.
   * @param filename what tracebacks call the script
   * @param isFile whether `__file__` is to be set
   */
  constructor(
    readonly vm: VM,
    source: string,
    filename: string,
    isFile: boolean,
  ) {
    const main = makeMainModule(vm, isFile ? filename : null);
    try {
      const code = linkCode(compileText(vm, source, filename));
      const enter = (): Value => enterCall(vm, moduleBody(main, code), []);
      this.execution = new Execution(vm, enter, Suspension.SYNCHRONOUS);
    } catch (error) {
      if (!(error instanceof PygSyntaxError)) throw error;
      this.exception = syntaxException(error);
    }
  }

  /** Whether there is nothing left to run. */
  get ended(): boolean {
    return this.execution === null;
  }

  /** Raise KeyboardInterrupt in the script when it goes on. */
  interrupt(): void {
    this.interrupting = true;
  }

  /** Go on for so many steps, or to the end. */
  run(steps: number): void {
    if (this.interrupting) {
      this.vm.withLedger(() => {
        this.raiseInterrupt();
      });
    }
    this.advance(steps);
  }

  private advance(steps: number): void {
    const { vm, execution } = this;
    if (execution === null) return;
    if (!execution.ended) execution.run(steps);
    if (!execution.ended) return;
    this.execution = null;
    if (execution.status !== Status.RAISED) return;
    this.exception = execution.result as PyException;
    vm.exchangeRoot(null, this.exception);
  }

  private raiseInterrupt(): void {
    if (this.execution === null) return;
    this.interrupting = false;
    const exception = this.answerToInterrupt();
    if (exception !== null) this.execution.raise(exception);
  }

  /** The exception that Ctrl-C means, unless the handler of the script raises none. */
  private answerToInterrupt(): PyException | null {
    const { vm } = this;
    if (vm.interruptHandler === null) return makeException(keyboardInterrupt);
    try {
      callSync(vm, vm.interruptHandler, []);
      return null;
    } catch (thrown) {
      return toException(thrown);
    }
  }

  /**
   * What happens after the last line: the message of the exception that ended the script, then the
   * closing of what is still suspended.
   * @returns the exit code
   */
  finish(): number {
    const { vm, exception } = this;
    const code = exception === null ? 0 : this.report(exception);
    this.exception = null;
    finalizeAtExit(vm, exception);
    return code;
  }

  private report(exception: PyException): number {
    const { vm } = this;
    if (exception.cls.isSubclassOf(systemExit)) return exitCode(vm, exception);
    writeError(vm, formatException(vm, exception));
    this.interrupted = exception.cls === keyboardInterrupt;
    return this.interrupted ? INTERRUPTED : 1;
  }
}

/** The exit code that a SystemExit stands for; what is neither an int nor None is printed. */
function exitCode(vm: VM, exception: PyException): number {
  const attribute = attempt(() => getAttributeSync(vm, exception, 'code'));
  const status: Value = attribute === undefined ? exception : attribute;
  if (status === null) return 0;
  const int = asInt(status);
  if (int !== undefined) return lowByte(int);
  writeError(vm, `${attempt(() => strSync(vm, status)) ?? ''}\n`);
  return 1;
}

/** What is left of an exit code in the parent process; -1 stands for what fits no C long. */
function lowByte(status: number | bigint): number {
  const long = BigInt(status);
  return BigInt.asIntN(64, long) === long ? Number(long & 0xffn) : 0xff;
}
