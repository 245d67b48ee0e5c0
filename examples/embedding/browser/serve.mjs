// Bundles the page and serves it on this machine, with a content security policy that forbids all
// generation of code.
//
//   npm run build && node examples/embedding/browser/serve.mjs
import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const LIBRARY = fileURLToPath(new URL('../../../dist/index.js', import.meta.url));
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };
const POLICY = "default-src 'self'";

/**
 * @param {number} port 0 for any that is free
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(port = 0) {
  const folder = await mkdtemp(join(tmpdir(), 'pyg-page-'));
  await build({
    entryPoints: ['page.js', 'worker.js'].map((name) => join(HERE, name)),
    alias: { pyg: LIBRARY },
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  for (const name of ['index.html', 'style.css'])
    await copyFile(join(HERE, name), join(folder, name));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const name = pathname === '/' ? 'index.html' : basename(pathname);
    if (name === 'favicon.ico') return response.writeHead(204).end();
    const file = createReadStream(join(folder, name));
    file.on('error', () => response.writeHead(404).end());
    file.on('open', () => {
      const type = TYPES[extname(name)] ?? 'text/plain';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
      file.pipe(response);
    });
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(`serving ${(await serve(8080)).url}`);
}
