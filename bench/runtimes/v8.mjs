/** V8's own generators, in the Node that runs the harness: what the host could do without pyg. */

import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('./js-sample.mjs', import.meta.url));

/** @type {import('./index.mjs').Runtime} */
export const v8 = {
  id: 'v8',
  title: 'V8 function*',
  detect: async () => ({ version: `${process.versions.v8} (Node ${process.versions.node})` }),
  sample: (_presence, request) => [process.execPath, DRIVER, v8.id, request],
  hello: () => [process.execPath, '-e', "console.log('hello')"],
};
