import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUploadLimits } from './upload-limits.ts';

/** Uploads that hang until they are released. */
function stalled() {
  const limit = createUploadLimits();
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
  const limit = createUploadLimits();
  const broken = () => Promise.reject(new Error('broken'));
  for (let time = 0; time < 30; time += 1)
    await assert.rejects(limit('a', broken), { message: 'broken' });
});
