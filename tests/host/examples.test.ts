// The hosts in examples/embedding do what they say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../examples/embedding');

describe('examples/embedding', () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'));

  test.each(names)('%s', (name) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(FOLDER, name)], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toBe(readFileSync(join(FOLDER, name.replace(/mjs$/, 'out')), 'utf8'));
    expect(status).toBe(0);
  });
});
