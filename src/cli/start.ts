// How the bundled command begins: it hands the rest of itself to V8 together with what V8 made of it
// in an earlier process, which is quicker than reading 800 kB of JavaScript anew. That file lies beside
// the bundle. Its name says which bundle and which Node it belongs to; V8 looks at its own version and
// flags in it, and at nothing else. The build makes one for the Node it runs on; another Node makes
// its own at its first run, where the folder allows that, and does without elsewhere.
//
// Runs as CommonJS in the bundle only (scripts/bundle.mjs).
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** A hash over the bundle; the bundler puts it here. */
declare const BUNDLE: string;

type Main = (require: NodeJS.Require, url: string) => void;

const file = join(__dirname, 'main.js');
const cacheFile = join(__dirname, `main-${BUNDLE}-${process.version}-${process.arch}.v8`);

const cachedData = readCache();
const script = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  ...(cachedData === null ? {} : { cachedData }),
});
if (cachedData === null || script.cachedDataRejected === true) process.on('exit', writeCache);
(script.runInThisContext() as Main)(require, __dirname);

function readCache(): Buffer | null {
  try {
    const bytes = readFileSync(cacheFile);
    const data = bytes.subarray(4);
    return bytes.readInt32LE(0) === sample(data) ? data : null;
  } catch {
    return null;
  }
}

/**
 * A hash of one word in 128 bytes. It finds what a crash of the machine does to a file that was being
 * written, whole pages that are missing; a hash of everything would take as long as all the rest.
 */
function sample(data: Buffer): number {
  let hash = data.length;
  for (let at = 0; at + 4 <= data.length; at += 128) {
    hash = Math.imul(((hash << 13) | (hash >>> 19)) ^ data.readInt32LE(at), 0x85ebca6b);
  }
  return hash;
}

/** When the process ends, V8 has compiled the functions that were needed, and only those. */
function writeCache(): void {
  const temporary = `${cacheFile}.${process.pid}`;
  try {
    const data = script.createCachedData();
    const head = Buffer.alloc(4);
    head.writeInt32LE(sample(data));
    writeFileSync(temporary, Buffer.concat([head, data]), { flag: 'wx' });
    renameSync(temporary, cacheFile);
  } catch {
    rmSync(temporary, { force: true });
  }
}
