import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUploadLimits } from './upload-limits.ts';

/** Uploads that hang until they are let go. */
function stalled() {
  const limit = createUploadLimits();
  const { promise, resolve } = Promise.withResolvers<void>();
  return { begin: (user: string) => limit(user, () => promise), letGo: resolve };
}

test('a person has three uploads at once, and others are not held up', async () => {
  const { begin, letGo } = stalled();
  const held = [begin('a'), begin('a'), begin('a')];
  await assert.rejects(begin('a'), { code: 'UPLOADS_AT_ONCE', status: 429 });
  held.push(begin('b'));
  letGo();
  await Promise.all(held);
  await begin('a');
});

test('beyond what memory is there for everybody is asked to come back, until there is room again', async () => {
  const { begin, letGo } = stalled();
  const held = Array.from({ length: 24 }, (_, index) => begin(`user-${index}`));
  await assert.rejects(begin('one more'), { code: 'UPLOADS_BUSY', status: 503 });
  letGo();
  await Promise.all(held);
  await begin('one more');
});

test('an upload that fails gives its place back', async () => {
  const limit = createUploadLimits();
  const broken = () => Promise.reject(new Error('broken'));
  for (let time = 0; time < 30; time += 1)
    await assert.rejects(limit('a', broken), { message: 'broken' });
});
