import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDownloadLimits, createUploadLimits, uploadsWithin } from './transfer-limits.ts';

/** Uploads that hang until they are released. */
function stalled() {
  const limit = createUploadLimits(24);
  const { promise, resolve } = Promise.withResolvers<void>();
  return { begin: (user: string) => limit(user, () => promise), release: resolve };
}

test('a user may run three uploads at once, and other users are not affected', async () => {
  const { begin, release } = stalled();
  const held = [begin('a'), begin('a'), begin('a')];
  await assert.rejects(begin('a'), { code: 'UPLOADS_AT_ONCE', status: 429 });
  held.push(begin('b'));
  release();
  await Promise.all(held);
  await begin('a');
});

test('an upload beyond the limit of the process is refused until another one ends', async () => {
  const { begin, release } = stalled();
  const held = Array.from({ length: 24 }, (_, index) => begin(`user-${index}`));
  await assert.rejects(begin('one more'), { code: 'UPLOADS_BUSY', status: 503 });
  release();
  await Promise.all(held);
  await begin('one more');
});

test('an upload that fails frees its place', async () => {
  const limit = createUploadLimits(24);
  const broken = () => Promise.reject(new Error('broken'));
  for (let time = 0; time < 30; time += 1)
    await assert.rejects(limit('a', broken), { message: 'broken' });
});

test('there are fewer uploads at once where the container has less memory, and never none', () => {
  const megabyte = 1024 * 1024;
  assert.deepEqual(
    [undefined, 0, 128, 768, 1_024, 4_096].map((limit) => uploadsWithin(limit && limit * megabyte)),
    [24, 24, 2, 7, 20, 24],
  );
});

test('a user may run four downloads at once, and the process twenty', async () => {
  const limit = createDownloadLimits();
  const { promise, resolve } = Promise.withResolvers<void>();
  const begin = (user: string) => limit(user, () => promise);
  const held = Array.from({ length: 4 }, () => begin('a'));
  await assert.rejects(begin('a'), { code: 'DOWNLOADS_AT_ONCE', status: 429 });
  held.push(...Array.from({ length: 16 }, (_, index) => begin(`user-${index}`)));
  await assert.rejects(begin('one more'), { code: 'DOWNLOADS_BUSY', status: 503 });
  resolve();
  await Promise.all(held);
});
