// Runs programs on CPython, many to one process.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ORACLE = fileURLToPath(new URL('./oracle.py', import.meta.url));
/** A batch takes some seconds at most; a process that says nothing for this long is stuck. */
const TIME_LIMIT_MS = 120_000;

/** A process that runs programs; `stop` it when done. */
export class PythonOracle {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor() {
    this.child = spawn('python3', ['-X', 'utf8', '-S', ORACLE], {
      env: { ...process.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const reader: Interface = createInterface({ input: this.child.stdout! });
    this.lines = reader[Symbol.asyncIterator]();
  }

  /**
   * What each program prints; null for one that takes too long. Calls must not overlap.
   * @param traced whether CPython is to run them without specialised instructions (oracle.py)
   * @throws Error when the process ended, or took too long
   */
  async run(sources: readonly string[], traced = false): Promise<(string | null)[]> {
    this.child.stdin!.write(`${JSON.stringify({ sources, traced })}\n`);
    const timer = setTimeout(() => this.child.kill(), TIME_LIMIT_MS);
    const line = await this.lines.next();
    clearTimeout(timer);
    if (line.done === true) throw new Error('python3 ended before it answered');
    return JSON.parse(line.value) as (string | null)[];
  }

  stop(): void {
    this.child.stdin!.end();
  }
}
