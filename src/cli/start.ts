// How the bundled command begins: it hands the rest of itself to V8 together with what V8 made of it
// in an earlier process, which is quicker than reading 700 kB of JavaScript anew. That file lies beside
// the bundle; its name says which bundle and which Node it belongs to, and V8 looks at version, flags
// and checksum before it uses it. The build makes one for the Node it runs on; another Node makes its
// own at its first run, where the folder allows that, and does without elsewhere.
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
    return readFileSync(cacheFile);
  } catch {
    return null;
  }
}

/** When the process ends, V8 has compiled the functions that were needed, and only those. */
function writeCache(): void {
  const temporary = `${cacheFile}.${process.pid}`;
  try {
    writeFileSync(temporary, script.createCachedData(), { flag: 'wx' });
    renameSync(temporary, cacheFile);
  } catch {
    rmSync(temporary, { force: true });
  }
}
