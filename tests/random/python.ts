// Runs programs on CPython, many to one process.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ALL_HELPERS } from './helpers.js';

const ORACLE = fileURLToPath(new URL('./oracle.py', import.meta.url));
/** A batch takes some seconds at most; a process that says nothing for this long is stuck. */
const TIME_LIMIT_MS = 120_000;

/** How CPython runs programs (oracle.py). */
export interface Manner {
  /** Whether without specialised instructions. */
  readonly traced: boolean;
  /** Whether it puts off no end of an object, however many it is in the middle of. */
  readonly deep: boolean;
}

const AS_IT_IS: Manner = { traced: false, deep: false };

/** A process that runs programs; `stop` it when done. */
export class PythonOracle {
  private process = new OracleProcess();

  /**
   * What each program prints; null for one that takes too long, or that crashes CPython: some do.
   * Calls must not overlap.
   */
  async run(sources: readonly string[], manner = AS_IT_IS): Promise<(string | null)[]> {
    const outputs = await this.process.run(sources, manner);
    if (outputs !== null) return outputs;
    this.process = new OracleProcess();
    if (sources.length === 1) return [null];
    const half = sources.length >> 1;
    const first = await this.run(sources.slice(0, half), manner);
    return [...first, ...(await this.run(sources.slice(half), manner))];
  }

  stop(): void {
    this.process.stop();
  }
}

class OracleProcess {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor() {
    this.child = spawn('python3', ['-X', 'utf8', '-S', ORACLE], {
      env: { ...process.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // That the process is gone shows in what it answers.
    this.child.stdin!.on('error', () => undefined);
    const reader: Interface = createInterface({ input: this.child.stdout! });
    this.lines = reader[Symbol.asyncIterator]();
    this.child.stdin!.write(`${JSON.stringify(ALL_HELPERS)}\n`);
  }

  /** What the programs print; null when the process has ended, or has taken too long. */
  async run(sources: readonly string[], manner: Manner): Promise<(string | null)[] | null> {
    const programs = sources.map((source) => {
      const helped = source.startsWith(ALL_HELPERS);
      return [helped ? source.slice(ALL_HELPERS.length) : source, helped];
    });
    this.child.stdin!.write(`${JSON.stringify({ programs, ...manner })}\n`);
    const timer = setTimeout(() => this.child.kill(), TIME_LIMIT_MS);
    const line = await this.lines.next();
    clearTimeout(timer);
    return line.done === true ? null : (JSON.parse(line.value) as (string | null)[]);
  }

  stop(): void {
    this.child.stdin!.end();
  }
}
