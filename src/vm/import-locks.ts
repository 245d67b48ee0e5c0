// Who gets the source of which module, or runs its body. A module is in sys.modules while its body runs,
// for itself and for what it imports. Other executions that import it meanwhile wait until it is complete.
import { raised, type Raised } from '../objects/exceptions.js';
import type { Value } from '../objects/value.js';
import type { Thread } from './thread.js';
import type { VM } from './vm.js';
import { canWait, PyHostPromise, waitFor } from './waiting.js';

/** An import that is under way. */
interface Import {
  readonly thread: Thread;
  /** The threads that wait for its end, and what tells each of it. */
  readonly waiting: Map<Thread, () => void>;
}

export class ImportLocks {
  private readonly open = new Map<string, Import>();
  /** What threads wait for. */
  private readonly awaited = new Map<Thread, string>();

  constructor(private readonly vm: VM) {}

  /** Whether anything is being imported. */
  get areOpen(): boolean {
    return this.open.size > 0;
  }

  /** The thread that runs begins to wait for a module's source, or to run its body. */
  begin(name: string): void {
    const waiting = this.open.get(name)?.waiting ?? new Map<Thread, () => void>();
    this.open.set(name, { thread: this.vm.thread, waiting });
  }

  /** What the thread that runs has begun has come to its end, whichever that is. */
  end(name: string): void {
    const over = this.open.get(name);
    if (over?.thread !== this.vm.thread) return;
    this.open.delete(name);
    for (const [thread, goOn] of over.waiting) {
      this.awaited.delete(thread);
      goOn();
    }
  }

  /**
   * Whether a module is to be waited for: another execution imports it, and goes on without this one.
   * A module that is imported in a circle is seen as far as it has come, as in CPython.
   */
  isBusy(name: string): boolean {
    const { vm, open } = this;
    if (!canWait(vm)) return false;
    for (let next: string | undefined = name; next !== undefined;) {
      const thread = open.get(next)?.thread;
      if (thread === undefined || thread === vm.thread || !thread.canGoOn) return false;
      next = this.awaited.get(thread);
    }
    return open.has(name);
  }

  /** Wait until a module that is busy no longer is. */
  wait(name: string): Value {
    const { vm, awaited } = this;
    const { thread } = vm;
    awaited.set(thread, name);
    const over = new Promise<void>((resolve) => {
      this.open.get(name)!.waiting.set(thread, resolve);
    });
    const giveUp = (): void => {
      awaited.delete(thread);
      this.open.get(name)?.waiting.delete(thread);
    };
    return waitFor(vm, new PyHostPromise(`import ${name}`, over, () => null, neverRefused, giveUp));
  }
}

function neverRefused(reason: unknown): Raised {
  return raised('RuntimeError', String(reason));
}
