// Runs programs, one at a time. Whatever one does, the page stays responsive, and can end the worker.
import { loadLibrary, PygError, PygSyntaxError, VM } from 'pyg';

// Nothing can be read at once in a browser: what scripts may import is fetched first.
await loadLibrary();

self.addEventListener('message', ({ data: source }) => {
  const print = (text) => self.postMessage({ kind: 'printed', text });
  const vm = new VM({ stdout: print, stderr: print, limits: { memory: 200e6, output: 1e6 } });
  try {
    vm.run(source, { filename: 'page.pyg' });
    vm.dispose();
    self.postMessage({ kind: 'ended' });
  } catch (error) {
    if (error instanceof PygSyntaxError) {
      self.postMessage({ kind: 'refused', text: error.message, range: error.range });
    } else if (error instanceof PygError) {
      self.postMessage({ kind: 'failed', text: error.traceback });
    } else throw error;
  }
});
self.postMessage({ kind: 'ready' });
