// Python exceptions on their way out to the host.
import type { PyException, PyTraceback } from '../objects/exceptions.js';
import { attempt } from '../vm/attempt.js';
import { lineAt } from '../vm/introspect.js';
import { strSync } from '../vm/text.js';
import { formatException } from '../vm/traceback.js';
import type { VM } from '../vm/vm.js';

/** One entry of a traceback. */
export interface PygFrame {
  readonly filename: string;
  /** 1-based line. */
  readonly line: number;
  /** The name of the function, or `<module>`. */
  readonly name: string;
}

/** A run that an exception ended, for who can do something with it before it becomes an error. */
export class Failure {
  constructor(readonly exception: PyException) {}
}

/** What stands behind an error; apart from it, so that printing an error does not print a VM. */
interface Origin {
  readonly vm: VM;
  readonly exception: PyException;
}

const origins = new WeakMap<PygError, Origin>();

/** The exception that an error stands for. */
export function originOf(error: PygError): Origin {
  return origins.get(error)!;
}

/** A Python exception that a script did not handle. Thrown by everything that runs Python code. */
export class PygError extends Error {
  /** The name of the exception's class: `ValueError`. */
  readonly type: string;
  /** `str(exception)`; `message` has the name of the class before it. */
  readonly text: string;

  /** @internal */
  constructor(vm: VM, exception: PyException) {
    const type = exception.cls.name;
    const text = attempt(() => strSync(vm, exception)) ?? '<exception str() failed>';
    super(text === '' ? type : `${type}: ${text}`);
    this.name = 'PygError';
    this.type = type;
    this.text = text;
    origins.set(this, { vm, exception });
    vm.holdFor(this, exception);
  }

  /** What `python3` would print: the traceback, the exception, and those it came from. */
  get traceback(): string {
    const { vm, exception } = originOf(this);
    return formatException(vm, exception);
  }

  /** Where the exception passed, outermost frame first. */
  get frames(): PygFrame[] {
    const frames: PygFrame[] = [];
    let entry: PyTraceback | null = originOf(this).exception.traceback;
    for (; entry !== null; entry = entry.next) {
      const { code } = entry.frame;
      const { filename, name } = code.source;
      frames.push({ filename, line: lineAt(code, entry.pc), name });
    }
    return frames;
  }
}
