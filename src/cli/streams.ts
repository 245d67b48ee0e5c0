// The standard streams of the process, read and written at once: a script that waits for input or
// prints has nothing else to do.
import { readSync, writeSync } from 'node:fs';

/** Characters that are collected before they are written. */
const CHUNK = 1 << 15;
const INPUT_CHUNK = 1 << 16;
/** Milliseconds to wait for a stream that is not ready. */
const NOT_READY = 5;

/** Nobody reads any more what the process writes. */
export class BrokenPipe extends Error {
  constructor() {
    super('broken pipe');
    this.name = 'BrokenPipe';
  }
}

/** How much is collected before it is written: nothing, up to the end of a line, or a chunk. */
export type Buffering = 'none' | 'line' | 'chunk';

export class OutputStream {
  private pending = '';

  constructor(
    private readonly descriptor: number,
    private readonly buffering: Buffering,
  ) {}

  /** @throws BrokenPipe */
  write(text: string): void {
    this.pending += text;
    if (
      this.pending.length >= CHUNK ||
      this.buffering === 'none' ||
      (this.buffering === 'line' && text.includes('\n'))
    ) {
      this.flush();
    }
  }

  /** @throws BrokenPipe */
  flush(): void {
    if (this.pending === '') return;
    const text = this.pending;
    this.pending = '';
    writeAll(this.descriptor, Buffer.from(escapeSurrogates(text)));
  }
}

/** Halves of surrogate pairs have no UTF-8 form; they are shown as Python's stderr shows them. */
function escapeSurrogates(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EPIPE') throw new BrokenPipe();
      if (code !== 'EAGAIN') throw error;
      pause(NOT_READY);
    }
  }
}

/** The name of an error of the operating system, such as ENOENT; '' for every other error. */
export function errorCode(error: unknown): string {
  const code: unknown = error instanceof Error ? (error as NodeJS.ErrnoException).code : '';
  return typeof code === 'string' ? code : '';
}

/** Block for that many milliseconds. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Text by lines. Only `\n` ends one, as on Python's standard input. */
export class InputLines {
  private text = '';

  /** @param more the next piece of text, '' at the end */
  constructor(private readonly more: () => string) {}

  /** One line with its end, '' at the end of the input. */
  readLine(): string {
    let end = this.text.indexOf('\n') + 1;
    while (end === 0) {
      const piece = this.more();
      if (piece === '') break;
      const searched = this.text.length;
      this.text += piece;
      end = this.text.indexOf('\n', searched) + 1;
    }
    const line = end === 0 ? this.text : this.text.slice(0, end);
    this.text = this.text.slice(line.length);
    return line;
  }
}

/** The bytes that wait on standard input, at most one chunk; none at the end. */
function readInput(): Uint8Array {
  const bytes = new Uint8Array(INPUT_CHUNK);
  for (;;) {
    try {
      return bytes.subarray(0, readSync(0, bytes));
    } catch (error) {
      const code = errorCode(error);
      // Windows says so at the end of a pipe.
      if (code === 'EOF') return new Uint8Array(0);
      if (code !== 'EAGAIN') throw error;
      pause(NOT_READY);
    }
  }
}

/** The lines of standard input. */
export function standardInput(): InputLines {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return new InputLines(() => {
    // A piece may be nothing but the first bytes of a character.
    for (;;) {
      const bytes = readInput();
      const text = decoder.decode(bytes, { stream: bytes.length > 0 });
      if (text !== '' || bytes.length === 0) return text;
    }
  });
}

/** Everything on standard input. */
export function readAllInput(): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let piece = readInput(); piece.length > 0; piece = readInput()) pieces.push(piece);
  return Buffer.concat(pieces);
}
