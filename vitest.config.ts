import { defineConfig } from 'vitest/config';

// The tests import the built package (`#pyg/…` is `dist/…`): what is tested is what ships.
export default defineConfig({
  test: { include: ['tests/**/*.test.ts'], testTimeout: 120_000, pool: 'threads', maxWorkers: 2 },
});
