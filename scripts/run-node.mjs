// Runs a Node script of the project and hands back what it printed.
import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs `script` (a path from the project's root) and resolves to its exit code and all its output. */
export function runNode(script, args) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [resolve(ROOT, script), ...args], { cwd: ROOT });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', failed);
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}
