import { delimiter, dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import { findPython } from './scripts/python.mjs';

// The tests import the built package (`#pyg/…` is `dist/…`): what is tested is what ships. Node
// loads it, as it does for users, and once for all test files of a thread: until V8 has optimised
// the interpreter is much of what the tests take.
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 120_000,
    pool: 'threads',
    maxWorkers: 2,
    isolate: false,
    server: { deps: { external: [/\/dist\//] } },
    env: { PATH: `${dirname(findPython())}${delimiter}${process.env.PATH ?? ''}` },
  },
});
