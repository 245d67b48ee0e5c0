/**
 * What the host could do without pyg, in the Node that runs the harness: V8's own generators, and state
 * machines as a patient programmer writes them by hand.
 */

import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./js-sample.mjs', import.meta.url));

/**
 * The command line of a process that serves a request to a runtime in Node.
 *
 * @param {string} id
 * @param {import('../processes.mjs').Request} request
 */
export function sampleInNode(id, request) {
  // A heap as large as a million generators need, and a collector that can be called.
  const flags = request.task === 'memory' ? ['--expose-gc', '--max-old-space-size=8192'] : [];
  return [process.execPath, ...flags, DRIVER, id, JSON.stringify(request)];
}

/** @type {import('./index.mjs').Runtime} */
export const v8 = {
  id: 'v8',
  title: 'V8 function*',
  suffix: '.mjs',
  optimises: true,
  compiles: false,
  detect: async () => ({ version: `${process.versions.v8} (Node ${process.versions.node})` }),
  sample: (_presence, request) => sampleInNode('v8', request),
  hello: () => [process.execPath, '-e', "console.log('hello')"],
};

/** @type {import('./index.mjs').Runtime} */
export const stateMachines = {
  id: 'machines',
  title: 'by hand',
  suffix: '.machine.mjs',
  optimises: true,
  compiles: false,
  detect: async () => ({ version: 'state machines in JavaScript, on the same V8' }),
  sample: (_presence, request) => sampleInNode('machines', request),
  hello: () => null,
};
