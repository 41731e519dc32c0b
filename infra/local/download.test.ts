import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { downloadProgram, type Pin } from './download.ts';

test('a package that is not the pinned one is refused', async (t) => {
  const work = await mkdtemp(join(tmpdir(), 'harbor-download-'));
  t.after(() => rm(work, { recursive: true, force: true }));
  // A small package that is surely there, and a hash that it surely does not have.
  const pin: Pin = {
    package: 'six',
    version: '1.16.0',
    override: 'SIX',
    wheels: {
      [`${process.platform}-${process.arch}`]: {
        bytes: 11_053,
        sha256: '0'.repeat(64),
        programSha256: '0'.repeat(64),
      },
    },
  };
  await assert.rejects(downloadProgram('six', pin, work), {
    code: 'LAUNCHER_PROGRAM_MISSING',
    message: /hash/i,
  });
});
