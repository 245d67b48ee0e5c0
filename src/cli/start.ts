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
    const data = bytes.subarray(0, -4);
    return bytes.readInt32LE(data.length) === sample(data) ? data : null;
  } catch {
    return null;
  }
}

/**
 * A hash of one word in 256 bytes. It finds what a crash of the machine does to a file that was being
 * written, whole pages that are missing; a hash of everything would take as long as all the rest.
 */
function sample(data: Buffer): number {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
  let hash = data.length;
  for (let at = 0; at < words.length; at += 64) {
    hash = (((hash << 5) | (hash >>> 27)) + words[at]!) | 0;
  }
  return hash;
}

/** When the process ends, V8 has compiled the functions that were needed, and only those. */
function writeCache(): void {
  const temporary = `${cacheFile}.${process.pid}`;
  try {
    const data = script.createCachedData();
    const end = Buffer.alloc(4);
    end.writeInt32LE(sample(data));
    writeFileSync(temporary, Buffer.concat([data, end]), { flag: 'wx' });
    renameSync(temporary, cacheFile);
  } catch {
    rmSync(temporary, { force: true });
  }
}
