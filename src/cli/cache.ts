// Compiled code beside its source: `__pycache__/name.pyg-01.pygc`, where Python users look for it.
//
// A file holds the source that it was made from, and is used for exactly that text. CPython compares
// times or hashes; the source is at hand anyway, and comparing it is as quick and never wrong. The
// first line says which compiler made the file and has a checksum of the rest, so a file that is
// foreign, cut short or damaged is passed over, and so is one that somebody else could have written:
// what is in it would run as whoever runs the script. It is not verified on top of that. Verification
// costs ten times what reading costs, and whoever may write the file may change the script as well.
//
// Nothing that goes wrong here is reported: then the source is compiled, as if there were no cache.
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { COMPILER, deserialize, serialize, type CodeObject } from '../index.js';

const FOLDER = '__pycache__';
const SUFFIX = '.pyg';
const LINE_END = 0x0a;
/** Permissions by which others than the owner could change a file. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * The code of a source file from an earlier run.
 * @param source the text of the file, as it is now
 * @param filename what tracebacks call it
 * @returns null when there is none that can be used
 */
export function readCode(source: string, filename: string): CodeObject | null {
  if (COMPILER.fingerprint === '') return null;
  try {
    const file = realpathSync.native(filename);
    const bytes = readTrusted(cachePath(file), statSync(file));
    if (bytes === null) return null;
    const text = Buffer.from(source);
    const end = bytes.indexOf(LINE_END);
    const body = bytes.subarray(end + 1);
    if (bytes.toString('latin1', 0, end) !== header(text.length, body)) return null;
    if (Buffer.compare(body.subarray(0, text.length), text) !== 0) return null;
    // The bytes have a checksum already.
    return deserialize(body.toString('utf8', text.length), { trusted: true, filename });
  } catch {
    return null;
  }
}

/**
 * Keep the code of a source file for later runs, where its folder allows that. A reader sees the
 * old file or the new one, whoever else is writing at the same time.
 */
export function writeCode(source: string, filename: string, code: CodeObject): void {
  if (COMPILER.fingerprint === '') return;
  try {
    const file = realpathSync.native(filename);
    const stats = statSync(file);
    // What comes from a pipe or a device has no folder of its own.
    if (!stats.isFile()) return;
    const text = Buffer.from(source);
    const body = Buffer.concat([text, Buffer.from(serialize(code))]);
    const path = cachePath(file);
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, Buffer.concat([Buffer.from(`${header(text.length, body)}\n`), body]), stats);
  } catch {
    // The next run compiles again.
  }
}

/** `__pycache__/name.pyg-01.pygc` for `name.pyg` */
function cachePath(file: string): string {
  return join(dirname(file), FOLDER, `${basename(file, SUFFIX)}.${COMPILER.tag}.pygc`);
}

/** The first line of a file, without its end. */
function header(sourceLength: number, body: Uint8Array): string {
  return `pyg-cache ${COMPILER.fingerprint} ${sourceLength} ${checksum(body)}`;
}

/**
 * A hash by which damage shows: two sums over words of 32 bits, in the machine's own byte order. It has
 * no multiplication, which is slow before any compiler has seen this code, and Node's own checksums
 * are behind modules that take longer to load than a cache file.
 */
function checksum(bytes: Uint8Array): string {
  const words = new Int32Array((bytes.length + 3) >> 2);
  new Uint8Array(words.buffer).set(bytes);
  let first = bytes.length;
  let second = 1;
  for (let i = 0; i < words.length; i++) {
    first = (((first << 5) | (first >>> 27)) + words[i]!) | 0;
    second = (((second << 7) | (second >>> 25)) + first) | 0;
  }
  return `${(first >>> 0).toString(16)}-${(second >>> 0).toString(16)}`;
}

/** What is in a cache file, or null when others could have written it. */
function readTrusted(path: string, source: Stats): Buffer | null {
  const descriptor = openSync(path, 'r');
  try {
    return isTrusted(fstatSync(descriptor), source) ? readFileSync(descriptor) : null;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether nobody can have written a file but root, who runs it, or who owns the source. */
function isTrusted(cache: Stats, source: Stats): boolean {
  if (!cache.isFile()) return false;
  // Where files have no owners, the folder protects them.
  if (process.geteuid === undefined) return true;
  const owners = [0, process.geteuid(), source.uid];
  return owners.includes(cache.uid) && (cache.mode & WRITABLE_BY_OTHERS) === 0;
}

/** Writes a file that only the owner may change, and nobody may read who may not read the source. */
function replaceFile(path: string, bytes: Uint8Array, source: Stats): void {
  const temporary = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  const mode = (source.mode & 0o444) | 0o600;
  try {
    writeFileSync(temporary, bytes, { flag: 'wx', mode });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
