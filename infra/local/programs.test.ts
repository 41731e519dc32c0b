import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import pins from './programs.json' with { type: 'json' };
import { findProgram } from './programs.ts';

test('a cached program that is not the pinned one is never started', async (t) => {
  const cache = await mkdtemp(join(tmpdir(), 'harbor-programs-'));
  const { PATH } = process.env;
  t.after(() => (Object.assign(process.env, { PATH }), rm(cache, { recursive: true })));
  const planted = join(cache, `weed-${pins.weed.version}`);
  await writeFile(planted, '#!/bin/sh\necho "version 4.48"\n');
  await chmod(planted, 0o755);
  // Without python3 it cannot be downloaded anew either: the error says what to do.
  process.env.PATH = cache;
  await assert.rejects(findProgram('weed', { cache }), {
    code: 'LAUNCHER_PROGRAM_MISSING',
    message: /python3.*is not installed: install weed 4\.48/,
  });
  assert.deepEqual(await readdir(cache), [`weed-${pins.weed.version}`]);
});
