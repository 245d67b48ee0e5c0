// Threads that run programs on pyg: each has loaded it once, so a program costs what it does and no
// more. A program that takes too long is ended with its thread.

import { Worker } from 'node:worker_threads';

const THREAD = new URL('./pyg-thread.mjs', import.meta.url);

export class PygPool {
  constructor(size, timeLimitMs) {
    this.timeLimitMs = timeLimitMs;
    this.idle = Array.from({ length: size }, () => new Worker(THREAD));
    this.waiting = [];
  }

  /** The outcome of one run, as tests/support/programs.ts describes it. */
  async run(program, mode) {
    const worker = this.idle.pop() ?? (await new Promise((free) => this.waiting.push(free)));
    const { outcome, alive } = await this.runOn(worker, program, mode);
    const next = alive ? worker : new Worker(THREAD);
    const taker = this.waiting.shift();
    if (taker === undefined) this.idle.push(next);
    else taker(next);
    return outcome;
  }

  runOn(worker, program, mode) {
    return new Promise((resolve) => {
      const listeners = {
        message: (outcome) => end(outcome, true),
        error: (error) => fail(error.stack ?? String(error)),
        exit: () => fail('the thread has ended'),
      };
      const end = (outcome, alive) => {
        clearTimeout(timer);
        for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
        resolve({ outcome, alive });
      };
      const fail = (message) => {
        end({ stdout: '', stderr: `pyg: ${message}\n`, exitCode: null }, false);
        void worker.terminate();
      };
      const timer = setTimeout(() => fail('the time is over'), this.timeLimitMs);
      for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
      worker.postMessage({ program, mode });
    });
  }

  async stop() {
    await Promise.all(this.idle.map((worker) => worker.terminate()));
  }
}
